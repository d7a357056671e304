//go:build linux

package labs_test

import (
	"strings"
	"syscall"
	"testing"
	"time"
	"unicode"

	"github.com/k8slab/k8slab/labs"
	"github.com/k8slab/k8slab/sandbox"
)

// attempt has the runner do a step, and gives what went wrong; nil if nothing did.
func (w *world) attempt(step int) *labs.Fault {
	w.t.Helper()
	var fault *labs.Fault
	ended := false
	w.run.Do(step)
	limit := time.Now().Add(time.Minute)
	for !ended && time.Now().Before(limit) {
		e, ok := w.run.Next(w.t.Context())
		if !ok {
			w.t.Fatal("the events ended")
		}
		w.state = w.state.Apply(e)
		if e.Ended != nil {
			fault, ended = e.Ended.Fault, true
		}
	}
	if !ended {
		w.t.Fatalf("%s did not end", w.program.Steps[step].ID)
	}
	return fault
}

// wantAWayOn checks that a fault is told in one Korean sentence, with one that says what to do.
func (w *world) wantAWayOn(f *labs.Fault) {
	w.t.Helper()
	if f == nil {
		w.t.Fatal("nothing went wrong")
	}
	for _, text := range []string{f.What, f.Do} {
		hangul := strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Hangul, r) })
		if !hangul || strings.Count(strings.TrimSuffix(text, "."), ". ") > 1 || strings.Contains(text, "goroutine") {
			w.t.Errorf("not told as a learner should be told: %q / %q", f.What, f.Do)
		}
	}
}

// rebuild brings the lab back to before a step.
func (w *world) rebuild(step int, done ...int) {
	w.t.Helper()
	w.run.Rebuild(step, done)
	back := false
	w.until(time.Minute, "the lab to be as it was", func() bool {
		back = back || w.state.Busy
		return back && !w.state.Busy
	})
}

// step gives the number of a step.
func (w *world) stepNamed(id string) int {
	w.t.Helper()
	for i, s := range w.program.Steps {
		if s.ID == id {
			return i
		}
	}
	w.t.Fatalf("there is no step %s", id)
	return 0
}

// A container that somebody removes in the middle of a lab: its checks are false again, what needs it says so in a
// sentence, and going back by a step brings it back.
func TestRemovedInMidLab(t *testing.T) {
	for _, e := range enginesUnderTest(t) {
		t.Run(e.name, func(t *testing.T) {
			w := open(t, e, "terms")
			start, inside := w.stepNamed("start"), w.stepNamed("inside")
			w.enter(start)
			w.until(time.Minute, "the container", func() bool { return w.state.Current == inside })
			if o, ok := w.outside.(byDocker); ok {
				o.remove(w, "first")
			} else if err := syscall.Kill(w.view("first").PID, syscall.SIGKILL); err != nil {
				t.Fatal(err)
			}
			w.until(time.Minute, "its end to be seen", func() bool { return !w.state.Steps[start].Holds })
			w.wantAWayOn(w.attempt(inside))
			w.rebuild(inside, start)
			if w.state.Current != inside {
				t.Errorf("it is step %d's turn, want %d", w.state.Current, inside)
			}
			w.enter(inside)
			w.until(time.Minute, "the step to hold after all", func() bool { return w.state.Steps[inside].Holds })
		})
	}
}

// A step's key pressed once more, when its container runs and its check is not true yet, does no harm: it is the same
// container, and nothing is complained of.
func TestPressedTwice(t *testing.T) {
	for _, e := range enginesUnderTest(t) {
		t.Run(e.name, func(t *testing.T) {
			w := open(t, e, "terms")
			start := w.stepNamed("start")
			for range 2 {
				if f := w.attempt(start); f != nil {
					t.Fatalf("%s %s", f.What, f.Do)
				}
			}
			w.until(time.Minute, "the container", func() bool { return w.state.Steps[start].Holds })
			pid := w.view("first").PID
			if f := w.attempt(start); f != nil {
				t.Errorf("%s %s", f.What, f.Do)
			}
			if again := w.view("first").PID; again != pid {
				t.Errorf("process %d is now %d", pid, again)
			}
		})
	}
}

// The lab image deleted in the middle of a lab: the next container starts all the same.
func TestLabImageDeletedInMidLab(t *testing.T) {
	e := enginesUnderTest(t)[0]
	w := open(t, e, "shared-kernel")
	o, ok := w.outside.(byDocker)
	if !ok {
		t.Fatal("the first engine is Docker")
	}
	w.enter(w.stepNamed("first"))
	w.until(time.Minute, "the first container", func() bool { return w.state.Steps[0].Holds })
	for _, img := range w.state.Seen.Images {
		if img.Name == sandbox.LabImage {
			o.docker(w, "rmi", "-f", img.Tag) // The tag is what an engine lets one delete while a container runs.
		}
	}
	second := w.stepNamed("second")
	if f := w.attempt(second); f != nil {
		t.Errorf("%s %s", f.What, f.Do)
	}
	w.until(time.Minute, "the second container", func() bool { return w.state.Steps[second].Holds })
}

// An image of the lab's own deleted in the middle of a lab: what needs it says so, and doing the step before brings it
// back.
func TestOwnImageDeletedInMidLab(t *testing.T) {
	e := enginesUnderTest(t)[0]
	w := open(t, e, "image")
	o, ok := w.outside.(byDocker)
	if !ok {
		t.Fatal("the first engine is Docker")
	}
	build := w.stepNamed("build")
	w.perform(labs.Action{Build: "memo"})
	w.until(time.Minute, "the image", func() bool { return w.state.World.Image["memo"] != nil && w.state.World.Image["memo"].Present })
	o.docker(w, "rmi", "-f", w.state.World.Image["memo"].ID)
	w.until(time.Minute, "its end to be seen", func() bool { return !w.state.World.Image["memo"].Present })
	err := w.run.Perform(t.Context(), []labs.Action{{Start: "reader"}})
	w.wantAWayOn(labs.FaultOf(err))
	w.rebuild(build)
	if f := w.attempt(build); f != nil {
		t.Fatalf("%s %s", f.What, f.Do)
	}
	w.perform(labs.Action{Start: "reader"})
}
