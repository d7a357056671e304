package labs

import (
	"testing"
	"testing/fstest"
	"time"

	"github.com/k8slab/k8slab/sandbox"
)

const ticking = `id: clock
title: 시계
scene:
  a: {command: [work, idle]}
steps:
  - id: one
    title: 재기
    do: [{start: a}, {measure: {key: clock.a.x, label: 값, over: 1s, value: 'sandbox.a.report["x"]'}}]
    check: [{that: 'sandbox.a.running', else: 아직이에요.}]
`

func seenAt(at time.Time, used, x float64) *sandbox.Observation {
	return &sandbox.Observation{
		At: at, Host: sandbox.Host{CPUs: 2, CPU: sandbox.HostCPU{BusySeconds: used}},
		Sandboxes: []sandbox.View{{
			Status: sandbox.Status{Name: "a", ID: "a1", State: sandbox.StateRunning}, Processes: []sandbox.ProcessView{{PID: 1}},
			Cgroup: &sandbox.Cgroup{CPU: sandbox.CPU{UsageSeconds: used}},
			Report: &sandbox.Report{Values: map[string]float64{"x": x}},
		}},
	}
}

// The engine's clock is set back by an hour, and then ahead by a day: a measurement over which it was set back counts as
// disturbed and is taken again; the history has no sample of negative time; steps are ticked all the same.
func TestClockJumps(t *testing.T) {
	p, err := Open(fstest.MapFS{"labs/clock.yaml": {Data: []byte(ticking)}}, "clock")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	g := &gauge{prg: p.measures[`sandbox.a.report["x"]`]}
	g.read(sandbox.Info{}, seenAt(now, 1, 5))
	g.read(sandbox.Info{}, seenAt(now.Add(time.Second), 1.1, 7))
	if g.disturbed() {
		t.Error("a quiet second counts as disturbed")
	}
	g.read(sandbox.Info{}, seenAt(now.Add(-time.Hour), 1.2, 9))
	if !g.disturbed() || median(g.values) != 7 {
		t.Errorf("set back: disturbed %v, values %v", g.disturbed(), g.values)
	}
	s := NewState(p).Apply(Event{Connected: &sandbox.Info{}})
	for i, jump := range []time.Duration{0, time.Second, -time.Hour, -time.Hour + time.Second, 24 * time.Hour} {
		s = s.Apply(Event{Observed: seenAt(now.Add(jump), 1+0.1*float64(i), 5)})
	}
	if !s.Done() {
		t.Error("the step is not ticked")
	}
	for _, sample := range s.History["a"] {
		if sample.CPU < 0 || sample.CPU > 0.2 {
			t.Errorf("sample %+v", sample)
		}
	}
	if n := len(s.History["a"]); n != 3 {
		t.Errorf("%d samples, want one for each step ahead", n)
	}
}
