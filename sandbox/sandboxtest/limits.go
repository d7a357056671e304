package sandboxtest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/k8slab/k8slab/sandbox"
)

// memoryLimitFile reads the kernel's own file, for a test on the engine's machine.
func memoryLimitFile(t testing.TB, c *sandbox.Cgroup) string {
	t.Helper()
	path := filepath.Join("/sys/fs/cgroup", c.Path, "memory.max")
	if c.Version == 1 {
		path = filepath.Join("/sys/fs/cgroup/memory", c.Path, "memory.limit_in_bytes")
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("read the kernel's file: %v", err)
	}
	return strings.TrimSpace(string(data))
}

func testUpdate(t *testing.T, s *suite) {
	w := s.open(t)
	w.idle("first")
	limits := sandbox.Limits{Memory: 96 << 20, PIDs: 77, CPU: 0.5}
	update := func() error { return w.session.Update(w.ctx, "first", limits) }
	for _, a := range []sandbox.Ability{
		sandbox.AbilityUpdate, sandbox.AbilityLimitMemory, sandbox.AbilityLimitPIDs, sandbox.AbilityLimitCPU,
	} {
		if !s.can(t, a, update) {
			return
		}
	}
	if err := update(); err != nil {
		t.Fatalf("update: %v", err)
	}
	v := w.view("first", "the new limits", func(v *sandbox.View) bool {
		c := v.Cgroup
		return c != nil && c.Memory.LimitBytes != nil && *c.Memory.LimitBytes == 96<<20 &&
			c.PIDs.Limit != nil && *c.PIDs.Limit == 77 && c.CPU.LimitCores != nil && *c.CPU.LimitCores == 0.5
	})
	if s.opts.HostProc != "" {
		if got := memoryLimitFile(t, v.Cgroup); got != "100663296" {
			t.Errorf("the kernel's file says %s", got)
		}
	}
	// What is not named stays; what is lifted goes.
	if err := w.session.Update(w.ctx, "first", sandbox.Limits{CPU: sandbox.Unlimited, CPUShares: 512}); err != nil {
		t.Fatalf("lift: %v", err)
	}
	w.view("first", "the lifted limit", func(v *sandbox.View) bool {
		c := v.Cgroup
		return c != nil && c.CPU.LimitCores == nil && *c.Memory.LimitBytes == 96<<20 && *c.PIDs.Limit == 77
	})
	if err := w.session.Update(w.ctx, "first", sandbox.Limits{CPU: 0.25}); err != nil {
		t.Fatalf("limit again: %v", err)
	}
	w.view("first", "the limit again", func(v *sandbox.View) bool {
		return v.Cgroup != nil && v.Cgroup.CPU.LimitCores != nil && *v.Cgroup.CPU.LimitCores == 0.25
	})
	wantKind(t, w.session.Update(w.ctx, "first", sandbox.Limits{}), sandbox.KindInvalid)
	wantKind(t, w.session.Update(w.ctx, "first", sandbox.Limits{Memory: 1}), sandbox.KindInvalid)
	wantKind(t, w.session.Update(w.ctx, "first", sandbox.Limits{NoFile: 10}), sandbox.KindInvalid)
}

func testThrottle(t *testing.T, s *suite) {
	w := s.open(t)
	spec := sandbox.Spec{
		Name: "busy", Command: []string{"sh", "-c", "while :; do :; done"}, Limits: sandbox.Limits{CPU: 0.1},
	}
	start := func() error { _, err := w.session.Start(w.ctx, spec); return err }
	if !s.can(t, sandbox.AbilityLimitCPU, start) {
		return
	}
	if err := start(); err != nil {
		t.Fatalf("start: %v", err)
	}
	w.view("busy", "throttling", func(v *sandbox.View) bool {
		return v.Cgroup != nil && v.Cgroup.CPU.ThrottledPeriods > 2 && v.Cgroup.CPU.ThrottledSeconds > 0
	})
}

func testOutOfMemory(t *testing.T, s *suite) {
	w := s.open(t)
	spec := sandbox.Spec{
		Name: "hog", Command: []string{"work", "hog", "mib_per_s=400", "max_mib=256"},
		Limits: sandbox.Limits{Memory: 48 << 20},
	}
	start := func() error { _, err := w.session.Start(w.ctx, spec); return err }
	if !s.can(t, sandbox.AbilityLimitMemory, start) {
		return
	}
	w.idle("bank")
	if err := start(); err != nil {
		t.Fatalf("start: %v", err)
	}
	v := w.view("hog", "its death, and the reason", func(v *sandbox.View) bool {
		return v.State == sandbox.StateExited && v.OOMKilled
	})
	if v.ExitCode != 137 {
		t.Errorf("exit code %d, want 137", v.ExitCode)
	}
	if st, _ := w.status("bank"); st.State != sandbox.StateRunning {
		t.Errorf("the neighbour: %s", dump(st))
	}
}

func testOutOfMemoryChild(t *testing.T, s *suite) {
	w := s.open(t)
	if !s.driver.Info().Can(sandbox.AbilityLimitMemory) {
		return // testOutOfMemory has checked how it is refused
	}
	w.start(sandbox.Spec{
		Name: "first", Limits: sandbox.Limits{Memory: 48 << 20},
		Command: []string{"sh", "-c", "work hog mib_per_s=400 max_mib=256; echo 죽었어요 $?; work idle"},
	})
	v := w.view("first", "the child's death", func(v *sandbox.View) bool {
		return v.Cgroup != nil && v.Cgroup.Memory.OOMKills > 0 && len(v.Output) > 0
	})
	if v.State != sandbox.StateRunning || v.OOMKilled {
		t.Errorf("PID 1 lives: %s", dump(v.Status))
	}
	if last := v.Output[len(v.Output)-1]; last != "죽었어요 137" {
		t.Errorf("output %q", v.Output)
	}
}

func testTasksLimit(t *testing.T, s *suite) {
	w := s.open(t)
	spec := sandbox.Spec{
		Name: "bomb", Command: []string{"work", "forkbomb", "max=400"}, Limits: sandbox.Limits{PIDs: 40},
	}
	start := func() error { _, err := w.session.Start(w.ctx, spec); return err }
	if !s.can(t, sandbox.AbilityLimitPIDs, start) {
		return
	}
	if err := start(); err != nil {
		t.Fatalf("start: %v", err)
	}
	v := w.view("bomb", "refused forks", func(v *sandbox.View) bool { return v.Cgroup != nil && v.Cgroup.PIDs.Refused > 0 })
	if v.Cgroup.PIDs.Current > 40 || v.State != sandbox.StateRunning {
		t.Errorf("tasks: %s", dump(v.Cgroup.PIDs))
	}
	if err := w.session.Remove(w.ctx, "bomb"); err != nil {
		t.Errorf("remove a fork bomb: %v", err)
	}
}

func testPause(t *testing.T, s *suite) {
	w := s.open(t)
	w.start(sandbox.Spec{Name: "beat", Command: []string{"work", "beat", "win_ms=200"}})
	if !s.can(t, sandbox.AbilityPause, func() error { return w.session.Pause(w.ctx, "beat") }) {
		return
	}
	w.view("beat", "a report", func(v *sandbox.View) bool { return v.Report != nil })
	if err := w.session.Pause(w.ctx, "beat"); err != nil {
		t.Fatalf("pause: %v", err)
	}
	v := w.view("beat", "the pause", func(v *sandbox.View) bool { return v.State == sandbox.StatePaused })
	stopped := v.Report.At
	if err := w.session.Resume(w.ctx, "beat"); err != nil {
		t.Fatalf("resume: %v", err)
	}
	w.view("beat", "going on", func(v *sandbox.View) bool {
		return v.State == sandbox.StateRunning && v.Report.At.After(stopped)
	})
	if err := w.session.Pause(w.ctx, "beat"); err != nil {
		t.Fatalf("pause: %v", err)
	}
	if err := w.session.Remove(w.ctx, "beat"); err != nil {
		t.Fatalf("remove what is paused: %v", err)
	}
	if _, ok := w.status("beat"); ok {
		t.Error("a paused sandbox outlives its removal")
	}
	w.idle("beat")
	if err := w.session.Pause(w.ctx, "beat"); err != nil {
		t.Fatalf("pause: %v", err)
	}
	// Closing the session with it paused is counted by open's cleanup.
}

func testSignal(t *testing.T, s *suite) {
	w := s.open(t)
	w.idle("term")
	w.idle("kill")
	for name, want := range map[string]int{"term": 143, "kill": 137} {
		if err := w.session.Signal(w.ctx, name, "SIG"+strings.ToUpper(name)); err != nil {
			t.Fatalf("signal: %v", err)
		}
		v := w.view(name, "its end", func(v *sandbox.View) bool { return v.State == sandbox.StateExited })
		// A program may catch SIGTERM and leave in good order.
		if v.ExitCode != want && !(name == "term" && v.ExitCode == 0) || v.OOMKilled {
			t.Errorf("%s: %s", name, dump(v.Status))
		}
		_, err := w.session.Exec(w.ctx, name, sandbox.Command{Args: []string{"sh"}})
		wantKind(t, err, sandbox.KindFailed)
		if err := w.session.Remove(w.ctx, name); err != nil {
			t.Errorf("remove what has ended: %v", err)
		}
		if _, ok := w.status(name); ok {
			t.Errorf("%s is still listed", name)
		}
	}
	w.idle("other")
	wantKind(t, w.session.Signal(w.ctx, "other", "HELLO WORLD"), sandbox.KindInvalid)
}

func testRestart(t *testing.T, s *suite) {
	w := s.open(t)
	spec := sandbox.Spec{Name: "phoenix", Command: []string{"work", "idle"}, Restart: "always"}
	start := func() error { _, err := w.session.Start(w.ctx, spec); return err }
	if !s.can(t, sandbox.AbilityRestart, start) {
		return
	}
	if err := start(); err != nil {
		t.Fatalf("start: %v", err)
	}
	first := w.full("phoenix").PID
	// The sandbox's own end, unlike one that the engine was asked for, is what a restart policy is about.
	if _, _, code := w.exec("phoenix", "sh", "-c", "kill -TERM 1"); code != 0 && code < 128 {
		t.Fatalf("kill: code %d", code)
	}
	v := w.view("phoenix", "its next life", func(v *sandbox.View) bool {
		return v.State == sandbox.StateRunning && v.PID != 0 && v.PID != first && v.Restarts > 0 && len(v.Namespaces) > 0
	})
	w.view("phoenix", "its voice again", func(v *sandbox.View) bool {
		return v.Report != nil && v.Report.At.After(v.Started)
	})
	if v.ExitCode != 0 {
		t.Errorf("a running sandbox has an exit code: %s", dump(v.Status))
	}
	if err := w.session.Remove(w.ctx, "phoenix"); err != nil {
		t.Fatalf("remove: %v", err)
	}
	if n := s.opts.Left(t, w.id); n > 1 {
		t.Errorf("%d things are left", n)
	}
}

func testQuota(t *testing.T, s *suite) {
	w := s.openUnseen(t, func(c *sandbox.SessionConfig) { c.Quota = sandbox.Quota{Sandboxes: 2, Memory: 300 << 20, PIDs: 300} })
	w.idle("one")
	_, err := w.session.Start(w.ctx, sandbox.Spec{Name: "fat", Limits: sandbox.Limits{Memory: 200 << 20}})
	wantKind(t, err, sandbox.KindQuota)
	_, err = w.session.Start(w.ctx, sandbox.Spec{Name: "many", Limits: sandbox.Limits{PIDs: sandbox.Unlimited}})
	wantKind(t, err, sandbox.KindQuota)
	w.idle("two")
	_, err = w.session.Start(w.ctx, sandbox.Spec{Name: "three"})
	wantKind(t, err, sandbox.KindQuota)
	if s.driver.Info().Can(sandbox.AbilityUpdate) && s.driver.Info().Can(sandbox.AbilityLimitMemory) {
		wantKind(t, w.session.Update(w.ctx, "one", sandbox.Limits{Memory: 200 << 20}), sandbox.KindQuota)
	}
	if err := w.session.Remove(w.ctx, "two"); err != nil {
		t.Fatalf("remove: %v", err)
	}
	w.idle("three")
}
