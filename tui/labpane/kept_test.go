package labpane_test

import (
	"slices"
	"testing"
	"time"

	"github.com/k8slab/k8slab/labs"
	"github.com/k8slab/k8slab/tui/glyph"
	"github.com/k8slab/k8slab/tui/labpane"
)

// TestWhatIsKeptIsRight compares a pane that has drawn everything before with one that draws for the first time, through
// all that may happen to a pane.
func TestWhatIsKeptIsRight(t *testing.T) {
	s := running(t)
	l := look(t, glyph.Unicode())
	m := labpane.New(l, s)
	m.SetSize(56, 60)
	m.Rows()
	at := time.Unix(50, 0)
	width, height := 56, 60
	for name, happen := range map[string]func(){
		"figures move": func() {
			at = at.Add(time.Second)
			s = s.Apply(labs.Event{At: at, Observed: observed(at, float64(at.Unix()))})
		},
		"busy at once":  func() { s.Busy = !s.Busy },
		"a hint":        func() { s = s.Hint() },
		"a fault":       func() { s = s.Apply(labs.Event{At: at, Failed: &labs.Fault{What: "이런", Do: "저런"}}) },
		"another size":  func() { width, height = 40, 24 },
		"and back":      func() { width, height = 56, 60 },
		"a step begins": func() { s = s.Apply(labs.Event{At: at, Began: &labs.Began{Step: 0}}) },
	} {
		for range 3 {
			happen()
			m.SetSize(width, height)
			m.SetState(s)
			fresh := labpane.New(l, s)
			fresh.SetSize(width, height)
			if !slices.Equal(m.Rows(), fresh.Rows()) {
				t.Fatalf("%s: what is drawn is not what a new pane draws", name)
			}
		}
	}
}
