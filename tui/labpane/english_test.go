package labpane_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"github.com/k8slab/k8slab/labs"
	"github.com/k8slab/k8slab/sandbox"
	"github.com/k8slab/k8slab/tui/glyph"
	"github.com/k8slab/k8slab/tui/labpane"
	"github.com/k8slab/k8slab/tui/words"
)

// TestEnglish looks for Korean on the pane of an English interface, beside what the lab's own file says.
func TestEnglish(t *testing.T) {
	s := running(t)
	own := lessonTexts(s.Program)
	for name, s := range map[string]labs.State{
		"running": s,
		"faulty":  s.Apply(labs.Event{Failed: &labs.Fault{What: "Docker does not answer.", Do: "Start it."}}),
		"empty":   s.Apply(labs.Event{Observed: &sandbox.Observation{}}),
	} {
		l := look(t, glyph.Unicode())
		l.Say = words.New(labpane.English())
		m := labpane.New(l, s)
		m.SetSize(400, 200) // so wide that nothing wraps
		for _, row := range m.Rows() {
			row = strings.TrimSpace(ansi.Strip(row))
			for _, text := range own {
				row = strings.ReplaceAll(row, text, "")
			}
			if regexp.MustCompile(`\p{Hangul}`).MatchString(row) {
				t.Errorf("%s: Korean on an English pane: %s", name, row)
			}
		}
	}
}

// lessonTexts is all that a lab's file says to the learner.
func lessonTexts(p *labs.Program) []string {
	texts := []string{p.Title}
	for _, c := range p.Charts {
		texts = append(texts, c.Title, c.Unit)
		for _, s := range c.Series {
			texts = append(texts, s.Label)
		}
	}
	for _, step := range p.Steps {
		texts = append(append(texts, step.Text, step.Meaning), step.Hints...)
		for _, c := range step.Check {
			texts = append(texts, c.Else)
		}
		if q := step.Predict; q != nil {
			texts = append(append(texts, q.Question, q.Unit), q.Choices...)
		}
		texts = append(texts, step.Title)
	}
	kept := texts[:0]
	for _, text := range texts {
		if text = strings.TrimSpace(text); text != "" {
			kept = append(kept, text)
		}
	}
	return kept
}
