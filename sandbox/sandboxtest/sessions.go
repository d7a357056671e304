package sandboxtest

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/k8slab/k8slab/sandbox"
)

// testChanges looks that observations come by themselves, in order, and tell of each discrete change.
func testChanges(t *testing.T, s *suite) {
	w := s.open(t)
	w.idle("first")
	w.full("first")
	var seq uint64
	count, began := 0, time.Now()
	w.await("ten observations", func(o *sandbox.Observation) bool {
		if o.Seq <= seq {
			t.Errorf("observation %d follows %d", o.Seq, seq)
		}
		if o.At.IsZero() || o.Lost != nil {
			t.Errorf("observation: %s", dump(o))
		}
		seq = o.Seq
		count++
		return count == 10
	})
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("ten observations at 10 Hz took %v", took)
	}
	for i := 1; i < len(w.last.Sandboxes); i++ {
		if w.last.Sandboxes[i-1].Name >= w.last.Sandboxes[i].Name {
			t.Error("sandboxes are not in order")
		}
	}
	ctx, cancel := context.WithCancel(w.ctx)
	second, err := w.session.Observe(ctx, 2)
	if err != nil {
		t.Fatalf("observe twice: %v", err)
	}
	if o := <-second; o.Sandbox("first") == nil {
		t.Errorf("the second observer sees %s", dump(o))
	}
	cancel()
	w.eventually("the end of a cancelled observation", func() bool {
		select {
		case _, more := <-second:
			return !more
		default:
			return false
		}
	})
}

func testTwoSessions(t *testing.T, s *suite) {
	a, b := s.open(t), s.open(t)
	a.idle("same")
	b.idle("same")
	va, vb := a.full("same"), b.full("same")
	if va.ID == vb.ID || va.PID == vb.PID {
		t.Errorf("two sessions have one sandbox: %s", dump(va.Status))
	}
	if err := a.session.Close(a.ctx); err != nil {
		t.Fatalf("close: %v", err)
	}
	if st, ok := b.status("same"); !ok || st.State != sandbox.StateRunning {
		t.Errorf("closing one session took the other's sandbox: %s", dump(st))
	}
	seq := b.last.Seq
	b.view("same", "being observed still", func(v *sandbox.View) bool {
		return len(v.Namespaces) > 0 && b.last.Seq > seq+5
	})
	if _, _, code := b.exec("same", "sh", "-c", "exit 0"); code != 0 {
		t.Errorf("exec: %d", code)
	}
}

// testClose closes a session in the middle of work, and whatever state its sandboxes are in.
func testClose(t *testing.T, s *suite) {
	w := s.open(t)
	w.idle("running")
	w.start(sandbox.Spec{Name: "ended", Command: []string{"sh", "-c", "exit 0"}})
	var wg sync.WaitGroup
	for _, name := range []string{"late-1", "late-2", "late-3"} {
		wg.Go(func() {
			// Whether it started or was refused is a matter of luck; that nothing is left is not.
			_, _ = w.session.Start(w.ctx, sandbox.Spec{Name: name, Network: sandbox.NetworkNone})
		})
	}
	if s.driver.Info().Can(sandbox.AbilityPause) {
		w.idle("paused")
		if err := w.session.Pause(w.ctx, "paused"); err != nil {
			t.Errorf("pause: %v", err)
		}
	}
	if err := w.session.Close(w.ctx); err != nil {
		t.Errorf("close: %v", err)
	}
	wg.Wait()
	if n := s.opts.Left(t, w.id); n != 0 {
		t.Errorf("%d things are left", n)
	}
	if err := w.session.Close(w.ctx); err != nil {
		t.Errorf("close again: %v", err)
	}
	_, err := w.session.Start(w.ctx, sandbox.Spec{Name: "after"})
	wantKind(t, err, sandbox.KindFailed)
	w.eventually("the end of observation", func() bool {
		select {
		case _, more := <-w.seen:
			return !more
		default:
			return false
		}
	})
}

// testLacks checks the abilities that no other test attempts.
func testLacks(t *testing.T, s *suite) {
	w := s.open(t)
	s.can(t, sandbox.AbilityLimitCPUSet, func() error {
		_, err := w.session.Start(w.ctx, sandbox.Spec{Name: "pinned", Limits: sandbox.Limits{CPUs: "0"}})
		return err
	})
	if s.driver.Info().Can(sandbox.AbilityLimitCPUSet) {
		w.start(sandbox.Spec{Name: "pinned", Command: []string{"work", "idle"}, Limits: sandbox.Limits{CPUs: "0"}})
		w.view("pinned", "its CPU", func(v *sandbox.View) bool { return v.Cgroup != nil && v.Cgroup.CPU.CPUs == "0" })
	}
	_, err := w.session.Start(w.ctx, sandbox.Spec{Name: "odd", Runtime: "no-such-runtime"})
	wantKind(t, err, sandbox.KindUnsupported)
}
