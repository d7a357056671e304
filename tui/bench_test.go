package tui_test

import (
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
)

// BenchmarkLiveLab is one observation of a live lab, from the runner to the terminal: five times its time is what a live
// lab takes of a core in a second at 5 Hz, besides reading the observer's lines.
func BenchmarkLiveLab(b *testing.B) {
	e := newEngine()
	a := start(b, e, 120, 36)
	a.until(waiting)
	a.press(tea.KeyEnter)
	a.until("work beat", "▸ 2")
	seconds := 0.0
	for b.Loop() {
		e.change(func() {
			v := e.boxes["first"]
			group := *v.Cgroup
			seconds += 0.05
			group.CPU.UsageSeconds = seconds
			group.Memory.UsageBytes += 4096
			v.Cgroup = &group
			e.boxes["first"] = v
		})
		select {
		case msg := <-a.msgs:
			a.send(msg)
		case <-time.After(10 * time.Second):
			b.Fatal("no observation arrived")
		}
	}
}
