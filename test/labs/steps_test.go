//go:build linux

package labs_test

import (
	"io/fs"
	"strings"
	"testing"
	"time"

	"github.com/k8slab/k8slab/labs"
	"github.com/k8slab/k8slab/lessons/ko"
)

// labIDs lists the lab files.
func labIDs(t *testing.T) []string {
	t.Helper()
	entries, err := fs.ReadDir(ko.FS(), "labs")
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, e := range entries {
		if id, ok := strings.CutSuffix(e.Name(), ".yaml"); ok {
			ids = append(ids, id)
		}
	}
	return ids
}

// TestEveryStepHasAnOpposite keeps the table complete: a step that nothing undoes is not proven.
func TestEveryStepHasAnOpposite(t *testing.T) {
	table := opposites(t)
	steps := 0
	for _, id := range labIDs(t) {
		p, err := labs.Open(ko.FS(), id)
		if err != nil {
			t.Error(err)
			continue
		}
		steps += len(p.Steps)
		for _, s := range p.Steps {
			o := table[id][s.ID]
			if len(o.Undo) == 0 || len(o.Redo) == 0 {
				t.Errorf("%s/%s has no opposite", id, s.ID)
			}
			for _, line := range append(append([]string{}, o.Undo...), o.Redo...) {
				if _, err := parseDeed(line); err != nil {
					t.Errorf("%s/%s: %v", id, s.ID, err)
				}
			}
		}
	}
	for _, lab := range table {
		steps -= len(lab)
	}
	if steps != 0 {
		t.Error("the table has steps that no lab has")
	}
}

// TestSteps proves each step of each lab on both engines.
func TestSteps(t *testing.T) {
	table := opposites(t)
	for _, e := range enginesUnderTest(t) {
		for _, id := range labIDs(t) {
			t.Run(e.name+"/"+id, func(t *testing.T) {
				w := open(t, e, id)
				for i, s := range w.program.Steps {
					if w.state.Steps[i].Mark == labs.MarkUnavailable {
						t.Logf("%s: unavailable: %s", s.ID, w.state.Steps[i].Why.Why)
						continue
					}
					w.step(i, table[id][s.ID])
				}
			})
		}
	}
}

// step does one step, undoes it and does it again.
func (w *world) step(i int, o opposite) {
	w.t.Helper()
	id := w.program.Steps[i].ID
	holds := func() bool { return w.state.Steps[i].Holds }
	w.fresh()
	if holds() {
		w.t.Errorf("%s: its check holds before anything was done", id)
	}
	if w.state.Steps[i].Missing == "" {
		w.t.Errorf("%s: nothing is said while its check is false", id)
	}
	w.enter(i)
	patience := w.program.Steps[i].Patience() + 15*time.Second
	w.until(patience, id+" to hold", holds)
	w.do(o.Undo)
	w.until(patience, id+" to be false again", func() bool { return !holds() })
	w.do(o.Redo)
	w.until(patience, id+" to hold once more", holds)
}

// enter has the runner do a step, as Enter does.
func (w *world) enter(i int) {
	w.t.Helper()
	ended := false
	w.run.Do(i)
	limit := time.Now().Add(5 * time.Minute)
	for !ended && time.Now().Before(limit) {
		e, ok := w.run.Next(w.t.Context())
		if !ok {
			w.t.Fatal("the events ended")
		}
		w.state = w.state.Apply(e)
		if e.Ended != nil {
			if f := e.Ended.Fault; f != nil {
				w.t.Fatalf("%s: %s %s%s", w.program.Steps[i].ID, f.What, f.Do, w.where())
			}
			ended = true
		}
	}
	if !ended {
		w.t.Fatalf("%s did not end", w.program.Steps[i].ID)
	}
}
