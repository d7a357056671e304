//go:build linux

package main

import (
	"errors"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/goccy/go-yaml"

	"github.com/k8slab/k8slab/test/term"
)

// scenario says how to come to a screen that is worth a picture.
type scenario struct {
	// Name is the beginning of the pictures' names.
	Name string `yaml:"name"`
	// Args are the program's arguments, Env its further environment.
	Args []string `yaml:"args"`
	Env  []string `yaml:"env"`
	// Sizes are columns × rows as "120x36", Backgrounds "dark" or "light"; both of each if empty.
	Sizes       []string `yaml:"sizes"`
	Backgrounds []string `yaml:"backgrounds"`
	// Engine says that the program may find the engine of K8SLAB_TEST_DOCKER; else it finds none.
	Engine bool   `yaml:"engine"`
	Steps  []step `yaml:"steps"`
}

// step is one thing done or waited for; exactly one of its fields is set.
type step struct {
	Wait  string `yaml:"wait"`  // until the text is on the screen
	Match string `yaml:"match"` // until the screen's text matches the regular expression
	Find  string `yaml:"find"`  // page down until the text is on the screen
	// Choose goes on to the next thing that can be chosen until the status line says that Enter does this.
	Choose string `yaml:"choose"`
	Press  string `yaml:"press"` // keys by name, with blanks between them
	Type   string `yaml:"type"`  // a text
	Pause  string `yaml:"pause"` // a duration, for charts that have to fill
}

// patience is how long a wait may take.
const patience = 20 * time.Second

func load(path string) ([]scenario, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var all []scenario
	if err := yaml.UnmarshalWithOptions(text, &all, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	for i := range all {
		if err := all[i].complete(); err != nil {
			return nil, fmt.Errorf("%s: scenario %d: %w", path, i+1, err)
		}
	}
	return all, nil
}

func (sc *scenario) complete() error {
	if sc.Name == "" {
		return errors.New("it has no name")
	}
	if len(sc.Sizes) == 0 {
		sc.Sizes = []string{"120x36", "80x24"}
	}
	if len(sc.Backgrounds) == 0 {
		sc.Backgrounds = []string{"dark", "light"}
	}
	for _, b := range sc.Backgrounds {
		if b != "dark" && b != "light" {
			return fmt.Errorf("the background %q is neither dark nor light", b)
		}
	}
	for _, size := range sc.Sizes {
		if _, _, err := parseSize(size); err != nil {
			return err
		}
	}
	return nil
}

func parseSize(s string) (cols, rows int, err error) {
	if _, err := fmt.Sscanf(s, "%dx%d", &cols, &rows); err != nil || cols < 1 || rows < 1 {
		return 0, 0, fmt.Errorf("%q is no size such as 80x24", s)
	}
	return cols, rows, nil
}

func (sc *scenario) environment(home string) []string {
	docker := "unix://" + home + "/no-engine.sock"
	if sc.Engine {
		docker = os.Getenv("K8SLAB_TEST_DOCKER")
	}
	return slices.Concat([]string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + home, "TERM=xterm-256color", "COLORTERM=truecolor", "LANG=C.UTF-8",
		"DOCKER_HOST=" + docker,
	}, sc.Env)
}

func (s step) do(t *term.Terminal) error {
	switch {
	case s.Wait != "":
		return t.Wait(patience, func(screen *term.Screen) bool { return strings.Contains(screen.String(), s.Wait) })
	case s.Match != "":
		re, err := regexp.Compile(s.Match)
		if err != nil {
			return err
		}
		return t.Wait(patience, func(screen *term.Screen) bool { return re.MatchString(screen.String()) })
	case s.Find != "":
		return find(t, s.Find)
	case s.Choose != "":
		return choose(t, s.Choose)
	case s.Press != "":
		return pressEach(t, strings.Fields(s.Press))
	case s.Type != "":
		return t.Send(s.Type)
	case s.Pause != "":
		d, err := time.ParseDuration(s.Pause)
		time.Sleep(d)
		return err
	}
	return errors.New("nothing to do in this step")
}

// find pages down until a text is on the screen, or until nothing changes any more.
func find(t *term.Terminal, text string) error {
	t.Settle(50 * time.Millisecond)
	for before := ""; !strings.Contains(t.Text(), text); {
		if before == t.Text() {
			return fmt.Errorf("%q is nowhere", text)
		}
		before = t.Text()
		if err := pressEach(t, []string{"pgdown"}); err != nil {
			return err
		}
	}
	return nil
}

// choose goes on until Enter does what is asked for.
func choose(t *term.Terminal, does string) error {
	const most = 99 // things in a lesson
	for range most {
		if err := pressEach(t, []string{"right"}); err != nil {
			return err
		}
		rows := strings.Split(strings.TrimRight(t.Text(), "\n"), "\n")
		if strings.Contains(rows[len(rows)-1], "Enter "+does) {
			return nil
		}
	}
	return fmt.Errorf("nothing offers %q", does)
}

// pressEach lets the program answer each key before the next, as a person does: a key may open what the next one is
// meant for.
func pressEach(t *term.Terminal, keys []string) error {
	for _, key := range keys {
		t.Settle(50 * time.Millisecond)
		if _, err := t.React(time.Second, 50*time.Millisecond, func() error { return t.Press(key) }); err != nil {
			return err
		}
	}
	return nil
}
