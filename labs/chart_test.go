package labs_test

import (
	"testing"
	"time"

	"github.com/k8slab/k8slab/labs"
	"github.com/k8slab/k8slab/sandbox"
)

const chartLab = `
id: chart
title: 차트
scene:
  bank: {command: [work, idle]}
charts:
  - title: p99
    series: [{label: 은행, value: 'sandbox.bank.report["p99_ms"]'}]
    marks:
      - {label: 시작, when: sandbox.bank.running}
      - {label: 한도, when: sandbox.bank.cgroup.cpu_limit > 0.0}
  - title: 멈춤
    series: [{label: 멈춤, value: double(sandbox.bank.cgroup.throttled), per: double(sandbox.bank.cgroup.periods)}]
steps:
  - id: one
    title: 하나
    do: [{start: bank}]
    check: [{that: sandbox.bank.running, else: 아직}]
`

func charted(t *testing.T) labs.State {
	t.Helper()
	lab, err := labs.Parse("chart.yaml", []byte(chartLab))
	if err != nil {
		t.Fatal(err)
	}
	p, err := labs.Compile("chart.yaml", []byte(chartLab), lab)
	if err != nil {
		t.Fatal(err)
	}
	return labs.NewState(p)
}

// bank is what is seen of the bank at a moment.
func bank(at time.Duration, p99 float64, change func(*sandbox.View)) labs.Event {
	v := sandbox.View{
		Status:    sandbox.Status{Name: "bank", ID: "x", State: sandbox.StateRunning, PID: 7},
		Processes: []sandbox.ProcessView{{HostPID: 7, PID: 1}}, Cgroup: &sandbox.Cgroup{Version: 2},
		Report: &sandbox.Report{Values: map[string]float64{"p99_ms": p99}},
	}
	if change != nil {
		change(&v)
	}
	return labs.Event{At: time.Unix(0, 0).Add(at), Observed: &sandbox.Observation{
		At: time.Unix(0, 0).Add(at), Sandboxes: []sandbox.View{v},
	}}
}

// A chart shows the whole of a long lab: a short spike in its beginning is still there after twenty minutes, in few points.
func TestChartsKeepTheBeginning(t *testing.T) {
	s := charted(t)
	const every = 200 * time.Millisecond
	for at := time.Duration(0); at < 20*time.Minute; at += every {
		p99 := 2.0
		if at == 30*every {
			p99 = 900
		}
		s = s.Apply(bank(at, p99, nil))
	}
	plot := s.Plots[0]
	points := plot.Curves[0]
	if len(points) > 240 || len(points) < 120 {
		t.Errorf("%d points", len(points))
	}
	spikes := 0
	for i, pt := range points {
		if pt.Value == 900 {
			spikes++
		}
		if i > 0 && pt.At.Sub(points[i-1].At) != plot.Every {
			t.Fatalf("points %d and %d lie %s apart, not %s", i-1, i, pt.At.Sub(points[i-1].At), plot.Every)
		}
	}
	if spikes != 1 || !points[0].At.Equal(time.Unix(0, 0)) {
		t.Errorf("%d spikes, the first point at %s", spikes, points[0].At)
	}
	if len(plot.Begun) != 1 || plot.Begun[0].Value != 0 {
		t.Errorf("lines: %v; want one, of the start", plot.Begun)
	}
}

// A line stands where a condition became true, each time, whichever way that came about.
func TestChartsMarkWhatBegan(t *testing.T) {
	s := charted(t)
	limit := 0.2
	limited := func(v *sandbox.View) { v.Cgroup.CPU.LimitCores = &limit }
	for i, change := range []func(*sandbox.View){nil, nil, limited, limited, nil, limited} {
		before := s.Revision
		s = s.Apply(bank(time.Duration(i)*time.Second, 1, change))
		if i == 1 && s.Revision != before {
			t.Error("nothing happened, and the revision is another")
		}
	}
	var lines []int
	for _, m := range s.Plots[0].Begun {
		lines = append(lines, int(m.Value)*100+m.At.Second())
	}
	if want := []int{0, 102, 105}; len(lines) != 3 || lines[0] != want[0] || lines[1] != want[1] || lines[2] != want[2] {
		t.Errorf("lines %v, want %v", lines, want)
	}
	s = s.Apply(labs.Event{At: time.Unix(99, 0), Began: &labs.Began{Step: 0}})
	if n := len(s.Plots[1].Begun); n != 1 || len(s.Plots[0].Begun) != 3 {
		t.Errorf("a step's line belongs to the charts without marks: %d there", n)
	}
}

// A share is drawn as it is now, and not since the beginning; where nothing was counted there is no point.
func TestChartsDrawShares(t *testing.T) {
	s := charted(t)
	counted := func(throttled, periods uint64) func(*sandbox.View) {
		return func(v *sandbox.View) { v.Cgroup.CPU.ThrottledPeriods, v.Cgroup.CPU.Periods = throttled, periods }
	}
	for i, change := range []func(*sandbox.View){counted(0, 100), counted(5, 110), counted(5, 110), counted(15, 120)} {
		s = s.Apply(bank(time.Duration(i)*time.Second, 1, change))
	}
	var got []float64
	for _, pt := range s.Plots[1].Curves[0] {
		got = append(got, pt.Value)
	}
	if len(got) != 2 || got[0] != 0.5 || got[1] != 1 {
		t.Errorf("shares %v, want 0.5 and 1", got)
	}
}

// A clock that is set back begins the curve anew.
func TestChartsSurviveAClockSetBack(t *testing.T) {
	s := charted(t)
	s = s.Apply(bank(time.Hour, 1, nil)).Apply(bank(time.Minute, 2, nil)).Apply(bank(time.Minute+time.Second, 3, nil))
	if points := s.Plots[0].Curves[0]; len(points) != 2 || points[0].Value != 2 {
		t.Errorf("%v", points)
	}
}
