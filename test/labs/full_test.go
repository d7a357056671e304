//go:build linux

package labs_test

import (
	"strings"
	"testing"
	"time"
)

// A sandbox that has filled its own disk in the middle of a lab: the step that has to write there says so, the neighbour
// of the same image is well, and with room made by the learner the step can be done.
//
// The embedded engine's private layer is in memory and bounded; what a full disk of a Docker Engine does is tested from
// outside, with an engine whose disk may be filled (package e2e).
func TestFullInMidLab(t *testing.T) {
	e := enginesUnderTest(t)[1]
	w := open(t, e, "image")
	start, write := w.stepNamed("start"), w.stepNamed("write")
	w.enter(start)
	w.until(time.Minute, "the containers", func() bool { return w.state.Steps[start].Holds })
	w.outside.exec(w, "one", []string{"sh", "-c", "cat /dev/zero > /full; test -s /full"}, false)
	f := w.attempt(write)
	w.wantAWayOn(f)
	if !strings.Contains(strings.ToLower(f.What), "no space left") || !strings.Contains(f.Do, "자리") {
		t.Errorf("the learner is not told that it is full: %s %s", f.What, f.Do)
	}
	if w.fresh(); w.state.Steps[write].Holds {
		t.Error("the step counts as done")
	}
	w.outside.exec(w, "two", []string{"sh", "-c", "echo 1 > /mine"}, false)
	w.outside.exec(w, "one", []string{"rm", "/full"}, false)
	w.enter(write)
	w.until(time.Minute, "the step to hold after all", func() bool { return w.state.Steps[write].Holds })
}
