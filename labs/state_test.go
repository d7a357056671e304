package labs_test

import (
	"testing"
	"time"

	"github.com/k8slab/k8slab/labs"
	"github.com/k8slab/k8slab/lessons/ko"
	"github.com/k8slab/k8slab/sandbox"
)

func terms(t testing.TB) *labs.Program {
	t.Helper()
	p, err := labs.Open(ko.FS(), "terms")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// seen is an observation of the sandbox "first" as the lab terms comes by it.
func seen(at time.Time, change func(*sandbox.View)) labs.Event {
	o := &sandbox.Observation{At: at, Host: sandbox.Host{Namespaces: sandbox.Namespaces{sandbox.NamespacePID: 1}}}
	if change != nil {
		v := sandbox.View{
			Status:     sandbox.Status{Name: "first", ID: "x", State: sandbox.StateRunning, PID: 100},
			Processes:  []sandbox.ProcessView{{HostPID: 100, PID: 1, Comm: "labbox"}},
			Namespaces: sandbox.Namespaces{sandbox.NamespacePID: 2},
			Cgroup:     &sandbox.Cgroup{Version: 2},
		}
		change(&v)
		o.Sandboxes = []sandbox.View{v}
	}
	return labs.Event{Observed: o}
}

func as(*sandbox.View) {}

func withSleep(v *sandbox.View) {
	v.Processes = append(v.Processes, sandbox.ProcessView{HostPID: 101, PID: 7, Comm: "labbox", Args: "sleep 600"})
}

func limited(cores float64) func(*sandbox.View) {
	return func(v *sandbox.View) { withSleep(v); v.Cgroup.CPU.LimitCores = &cores }
}

func TestStepsTickInTurn(t *testing.T) {
	s := labs.NewState(terms(t))
	now := time.Unix(0, 0)
	for _, tc := range []struct {
		name    string
		change  func(*sandbox.View)
		current int
	}{
		{"nothing yet, though the last step's check holds", nil, 0},
		{"started", as, 1},
		{"nothing new", as, 1},
		{"a process inside", withSleep, 2},
		{"a limit that is too large", limited(1), 2},
		{"a limit", limited(0.2), 3},
		{"gone", nil, 4},
	} {
		now = now.Add(200 * time.Millisecond)
		s = s.Apply(seen(now, tc.change))
		if s.Current != tc.current {
			t.Fatalf("%s: current step %d, want %d (%q)", tc.name, s.Current, tc.current, s.Steps[0].Missing)
		}
	}
	if !s.Done() {
		t.Error("all steps are done, the lab is not")
	}
}

func TestApplyLeavesTheOldStateAlone(t *testing.T) {
	before := labs.NewState(terms(t))
	_ = before.Apply(seen(time.Unix(1, 0), as)).Hint()
	if before.Current != 0 || before.Steps[0].Mark != labs.MarkCurrent || before.Steps[0].Holds || before.Seen != nil {
		t.Errorf("the state before was changed: %+v", before.Steps[0])
	}
}

func TestUnavailableStepIsPassedOver(t *testing.T) {
	why := sandbox.Reason{Why: "없어요.", Cure: "이렇게 하세요."}
	s := labs.NewState(terms(t)).Apply(labs.Event{Connected: &sandbox.Info{
		Lacks: map[sandbox.Ability]sandbox.Reason{sandbox.AbilityLimitCPU: why},
	}})
	if p := s.Steps[2]; p.Mark != labs.MarkUnavailable || *p.Why != why {
		t.Fatalf("step limit: %+v", p)
	}
	s = s.Apply(seen(time.Unix(1, 0), as)).Apply(seen(time.Unix(2, 0), withSleep))
	if s.Current != 3 {
		t.Errorf("current step %d, want 3", s.Current)
	}
}

func TestLostEngineTicksNothing(t *testing.T) {
	s := labs.NewState(terms(t)).Apply(seen(time.Unix(1, 0), as)).Apply(seen(time.Unix(2, 0), limited(0.2)))
	if s.Current != 3 {
		t.Fatalf("current step %d, want 3", s.Current)
	}
	lost := labs.Event{Observed: &sandbox.Observation{Lost: &sandbox.Reason{Why: "엔진이 대답하지 않아요."}}}
	if s = s.Apply(lost); s.Current != 3 || s.Done() {
		t.Error("the step to remove the container was ticked because the engine did not answer")
	}
}

func TestResetStartsOver(t *testing.T) {
	s := labs.NewState(terms(t)).Apply(labs.Event{Connected: &sandbox.Info{Name: "x"}}).Apply(seen(time.Unix(1, 0), as))
	s = s.Apply(labs.Event{Reset: &labs.Rebuilt{}})
	if s.Current != 0 || s.Info == nil || s.Steps[0].Mark != labs.MarkCurrent {
		t.Errorf("after a reset: step %d, info %v", s.Current, s.Info)
	}
}

func TestHistoryIsUseOverTime(t *testing.T) {
	s := labs.NewState(terms(t))
	used := func(seconds float64) func(*sandbox.View) {
		return func(v *sandbox.View) { v.Cgroup.CPU.UsageSeconds = seconds }
	}
	s = s.Apply(seen(time.Unix(10, 0), used(3))).Apply(seen(time.Unix(12, 0), used(4)))
	h := s.History["first"]
	if len(h) != 1 || h[0].CPU != 0.5 {
		t.Errorf("history %+v, want one sample of half a core", h)
	}
}

func BenchmarkApply(b *testing.B) {
	s, now := labs.NewState(terms(b)), time.Unix(0, 0)
	for b.Loop() {
		now = now.Add(200 * time.Millisecond)
		s = s.Apply(seen(now, withSleep))
	}
}
