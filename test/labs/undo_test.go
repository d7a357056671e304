//go:build linux

package labs_test

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"

	"github.com/k8slab/k8slab/labs"
)

// opposite is what undoes a step, and what brings it about again.
type opposite struct {
	Undo []string `yaml:"undo"`
	Redo []string `yaml:"redo"`
}

// opposites are those of all labs, by lab and step.
func opposites(t *testing.T) map[string]map[string]opposite {
	t.Helper()
	data, err := os.ReadFile("testdata/undo.yaml")
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]map[string]opposite{}
	if err := yaml.NewDecoder(bytes.NewReader(data), yaml.Strict()).Decode(&all); err != nil {
		t.Fatal(err)
	}
	return all
}

// deed is one of the words in undo.yaml.
type deed struct {
	verb, box string
	args      []string
}

func parseDeed(line string) (deed, error) {
	words := strings.Fields(line)
	if len(words) < 2 {
		return deed{}, fmt.Errorf("not a deed: %q", line)
	}
	d := deed{verb: words[0], box: words[1], args: words[2:]}
	wants := map[string]bool{
		"rm": false, "start": false, "kill": true, "limit": true, "exec": true, "spawn": true,
		"drop": false, "rmi": false, "build": false, "load": false, "report": false,
	}
	if args, known := wants[d.verb]; !known || args != (len(d.args) > 0) {
		return deed{}, fmt.Errorf("not a deed: %q", line)
	}
	return d, nil
}

// do carries out deeds on the world in which a lab runs.
func (w *world) do(lines []string) {
	w.t.Helper()
	for _, line := range lines {
		d, err := parseDeed(line)
		if err != nil {
			w.t.Fatal(err)
		}
		switch d.verb {
		case "rm":
			w.outside.remove(w, d.box)
		case "start":
			w.start(d.box)
		case "report":
			w.until(time.Minute, d.box+" to report", func() bool { return w.view(d.box).Report != nil })
		case "drop":
			w.perform(labs.Action{Remove: d.box})
		case "rmi":
			w.perform(labs.Action{Delete: d.box})
		case "build":
			w.perform(labs.Action{Build: d.box})
		case "load":
			w.perform(labs.Action{Load: d.box})
		case "kill":
			w.kill(d.box, d.args[0])
		case "limit":
			key, value, _ := strings.Cut(d.args[0], "=")
			w.outside.limit(w, d.box, key, value)
		case "exec":
			w.outside.exec(w, d.box, d.args, false)
		case "spawn":
			w.outside.exec(w, d.box, d.args, true)
		}
	}
}
