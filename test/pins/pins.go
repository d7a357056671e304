// Package pins compares what a run of all labs called unavailable with a list that is committed: unavailable.txt beside
// this file. An engine that quietly loses an ability fails so, and one that gains it has its pin removed.
package pins

import (
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"
)

//go:embed unavailable.txt
var list string

// run is what `k8slab lab run all --auto -o json` prints, as far as it matters here.
type run struct {
	Version int   `json:"version"`
	Passed  bool  `json:"passed"`
	Labs    []lab `json:"labs"`
}

type lab struct {
	Lab    string `json:"lab"`
	Passed bool   `json:"passed"`
	Engine struct {
		Driver        string `json:"driver"`
		CgroupVersion int    `json:"cgroupVersion"`
	} `json:"engine"`
	Steps []struct {
		ID     string `json:"id"`
		Result string `json:"result"`
		Why    string `json:"why"`
	} `json:"steps"`
	Fault *struct {
		What string `json:"what"`
	} `json:"fault"`
}

// Check compares a run of all labs, given as the JSON that it printed, with the list. who is "root" or "user" for the
// embedded engine, and empty for Docker; labs are all that there are, whether or not the run has them. It returns one
// error for each difference, joined: steps that failed, that are unavailable and not listed, listed and not unavailable,
// or unavailable for no Korean reason.
func Check(output []byte, who string, labs []string) error { return check(list, output, who, labs) }

func check(list string, output []byte, who string, labs []string) error {
	var r run
	if err := json.Unmarshal(output, &r); err != nil {
		return fmt.Errorf("the labs' output is no JSON: %w", err)
	}
	if r.Version != 1 || len(r.Labs) == 0 {
		return fmt.Errorf("no labs of version 1: version %d, %d labs", r.Version, len(r.Labs))
	}
	p, err := parse(list)
	if err != nil {
		return err
	}
	world := r.Labs[0].world(who)
	wrong := r.Labs[0].missing(r.Labs, labs)
	if !r.Passed && !slices.ContainsFunc(r.Labs, func(l lab) bool { return l.tooSlow(world, p) }) {
		wrong = append(wrong, errors.New("the run did not pass"))
	}
	for _, l := range r.Labs {
		if l.world(who) != world {
			wrong = append(wrong, fmt.Errorf("%s ran in another world: %s, not %s", l.Lab, l.world(who), world))
		}
		wrong = append(wrong, l.check(world, p)...)
	}
	for _, name := range slices.Sorted(maps.Keys(p.unavailable)) {
		if strings.HasPrefix(name, world+" ") {
			wrong = append(wrong, fmt.Errorf("pinned, but not unavailable: %s", name))
		}
	}
	return errors.Join(wrong...)
}

// pinned is a list: the steps that are unavailable, and those that fail where a machine is too slow to show them.
type pinned struct{ unavailable, slow map[string]bool }

// tooSlow reports whether a lab ended early at a step that may fail because the machine is emulated, and at nothing else.
func (l lab) tooSlow(world string, p pinned) bool {
	n := len(l.Steps)
	return l.Fault == nil && n > 0 && l.Steps[n-1].Result == "failed" && p.slow[l.name(world, n-1)]
}

// name is what a step is called in a list.
func (l lab) name(world string, step int) string {
	return strings.Join([]string{world, l.Lab, l.Steps[step].ID}, " ")
}

// world is where a lab ran.
func (l lab) world(who string) string {
	if who != "" {
		who += "-"
	}
	return fmt.Sprintf("%s-%sv%d", l.Engine.Driver, who, l.Engine.CgroupVersion)
}

// missing finds the labs that should have run and did not.
func (lab) missing(ran []lab, all []string) []error {
	var wrong []error
	for _, id := range all {
		if !slices.ContainsFunc(ran, func(l lab) bool { return l.Lab == id }) {
			wrong = append(wrong, fmt.Errorf("%s did not run", id))
		}
	}
	return wrong
}

// check looks at each step of one lab, and takes what is as it should be from the list.
func (l lab) check(world string, p pinned) []error {
	var wrong []error
	if l.Fault != nil {
		wrong = append(wrong, fmt.Errorf("%s: %s", l.Lab, l.Fault.What))
	}
	slow := l.tooSlow(world, p)
	if len(l.Steps) == 0 || (!l.Passed && !slow) {
		wrong = append(wrong, fmt.Errorf("%s did not pass: %d steps", l.Lab, len(l.Steps)))
	}
	for i, s := range l.Steps {
		name := l.name(world, i)
		switch s.Result {
		case "passed":
		case "unavailable":
			if !p.unavailable[name] {
				wrong = append(wrong, fmt.Errorf("unavailable, but not pinned: %s (%s)", name, s.Why))
			}
			delete(p.unavailable, name)
			if !hangul(s.Why) {
				wrong = append(wrong, fmt.Errorf("unavailable for no Korean reason: %s (%q)", name, s.Why))
			}
		default:
			if !slow || i < len(l.Steps)-1 || !hangul(s.Why) {
				wrong = append(wrong, fmt.Errorf("%s: %s (%s)", s.Result, name, s.Why))
			}
		}
	}
	return wrong
}

func hangul(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Hangul, r) })
}

// parse reads a list: three words a line, a fourth that says "slow", and comments.
func parse(list string) (pinned, error) {
	p := pinned{map[string]bool{}, map[string]bool{}}
	number := 0
	for line := range strings.Lines(list) {
		number++
		text, _, _ := strings.Cut(line, "#")
		words := strings.Fields(text)
		if len(words) == 0 {
			continue
		}
		into := p.unavailable
		if len(words) == 4 && words[3] == "slow" {
			into, words = p.slow, words[:3]
		}
		name := strings.Join(words, " ")
		if len(words) != 3 || p.unavailable[name] || p.slow[name] {
			return p, fmt.Errorf("unavailable.txt:%d: want WORLD LAB STEP [slow], each once: %q", number, text)
		}
		into[name] = true
	}
	return p, nil
}
