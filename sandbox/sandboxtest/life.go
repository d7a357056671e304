package sandboxtest

import (
	"strings"
	"testing"

	"github.com/k8slab/k8slab/sandbox"
)

func testInfo(t *testing.T, s *suite) {
	i := s.driver.Info()
	if i.Driver == "" || i.Name == "" || i.Endpoint == "" || i.Source == "" || i.Kernel == "" || i.OS != "linux" {
		t.Errorf("an engine must introduce itself: %s", dump(i))
	}
	if i.CgroupVersion != 1 && i.CgroupVersion != 2 {
		t.Errorf("cgroup version %d", i.CgroupVersion)
	}
	if i.CPUs < 1 || i.MemoryBytes < 64<<20 {
		t.Errorf("a machine of %d CPUs and %d bytes", i.CPUs, i.MemoryBytes)
	}
	for a, r := range i.Lacks {
		if !Korean(r.Why) {
			t.Errorf("%s is missing for no Korean reason: %q", a, r.Why)
		}
	}
}

func testImage(t *testing.T, s *suite) {
	w := s.openUnseen(t)
	first, err := w.session.Prepare(w.ctx)
	if err != nil {
		t.Fatalf("prepare: %v", err)
	}
	if !strings.HasPrefix(first.ID, "sha256:") || first.Tag == "" || len(first.Layers) == 0 || first.Bytes <= 0 {
		t.Errorf("image: %s", dump(first))
	}
	again, err := w.session.Prepare(w.ctx)
	if err != nil {
		t.Fatalf("prepare again: %v", err)
	}
	if again.Loaded {
		t.Error("the image was loaded twice")
	}
	if again.ID != first.ID {
		t.Errorf("image %s became %s", first.ID, again.ID)
	}
}

func testLife(t *testing.T, s *suite) {
	w := s.open(t)
	st := w.idle("first")
	if st.Name != "first" || st.ID == "" || st.State != sandbox.StateRunning || st.PID <= 0 || st.Started.IsZero() {
		t.Errorf("started: %s", dump(st))
	}
	if listed, ok := w.status("first"); !ok || listed.PID != st.PID {
		t.Errorf("listed: %s", dump(listed))
	}
	w.full("first")
	if err := w.session.Remove(w.ctx, "first"); err != nil {
		t.Fatalf("remove: %v", err)
	}
	if _, ok := w.status("first"); ok {
		t.Error("a removed sandbox is still listed")
	}
	w.eventually("nothing but an observer to be left", func() bool { return s.opts.Left(t, w.id) <= 1 })
	w.await("the sandbox to vanish", func(o *sandbox.Observation) bool { return o.Sandbox("first") == nil })
	if err := w.session.Remove(w.ctx, "first"); err != nil {
		t.Errorf("removing what does not exist is no error: %v", err)
	}
	if st := w.idle("first"); st.State != sandbox.StateRunning {
		t.Errorf("the name is free again: %s", dump(st))
	}
}

func testExitCode(t *testing.T, s *suite) {
	w := s.open(t)
	w.start(sandbox.Spec{Name: "seven", Command: []string{"sh", "-c", "echo 마지막 말; exit 7"}})
	v := w.view("seven", "its end", func(v *sandbox.View) bool { return v.State == sandbox.StateExited })
	if v.ExitCode != 7 || v.PID != 0 || v.OOMKilled || v.Finished.IsZero() {
		t.Errorf("exited: %s", dump(v.Status))
	}
	w.view("seven", "its last words", func(v *sandbox.View) bool {
		return len(v.Output) == 1 && v.Output[0] == "마지막 말"
	})
	_, err := w.session.Exec(w.ctx, "seven", sandbox.Command{Args: []string{"sh"}})
	wantKind(t, err, sandbox.KindFailed)
	w.start(sandbox.Spec{Name: "nothing", Command: []string{"no-such-program"}})
	v = w.view("nothing", "its end", func(v *sandbox.View) bool { return v.State == sandbox.StateExited })
	if v.ExitCode != 127 {
		t.Errorf("a program that does not exist exits with %d, want 127", v.ExitCode)
	}
}

func testNames(t *testing.T, s *suite) {
	w := s.openUnseen(t)
	w.idle("one")
	_, err := w.session.Start(w.ctx, sandbox.Spec{Name: "one"})
	wantKind(t, err, sandbox.KindExists)
	wantKind(t, w.session.Pause(w.ctx, "two"), sandbox.KindNotFound)
	wantKind(t, w.session.Resume(w.ctx, "two"), sandbox.KindNotFound)
	wantKind(t, w.session.Signal(w.ctx, "two", "SIGTERM"), sandbox.KindNotFound)
	wantKind(t, w.session.Update(w.ctx, "two", sandbox.Limits{Memory: 64 << 20}), sandbox.KindNotFound)
	_, err = w.session.Exec(w.ctx, "two", sandbox.Command{Args: []string{"sh"}})
	wantKind(t, err, sandbox.KindNotFound)
	_, err = w.session.Start(w.ctx, sandbox.Spec{Name: "three", Share: sandbox.Share{Net: "two"}})
	wantKind(t, err, sandbox.KindNotFound)
	_, err = s.driver.Open(w.ctx, sandbox.SessionConfig{ID: w.id})
	wantKind(t, err, sandbox.KindExists)
}

func testInvalid(t *testing.T, s *suite) {
	w := s.openUnseen(t)
	for _, spec := range []sandbox.Spec{
		{Name: ""},
		{Name: "Upper"},
		{Name: "../up"},
		{Name: "a", Hostname: "no good"},
		{Name: "a", Network: "internet"},
		{Name: "a", Restart: "sometimes"},
		{Name: "a", Limits: sandbox.Limits{CPU: -2}},
		{Name: "a", Limits: sandbox.Limits{Memory: 1000}},
		{Name: "a", Limits: sandbox.Limits{CPUShares: 1}},
		{Name: "a", Limits: sandbox.Limits{CPUs: "; rm"}},
		{Name: "a", Network: sandbox.NetworkScene, Share: sandbox.Share{Net: sandbox.ShareHost}},
	} {
		_, err := w.session.Start(w.ctx, spec)
		if err == nil {
			t.Errorf("started: %s", dump(spec))
			continue
		}
		wantKind(t, err, sandbox.KindInvalid)
	}
	for _, id := range []string{"", "Big", "a_b", "-a", strings.Repeat("a", 33)} {
		_, err := s.driver.Open(w.ctx, sandbox.SessionConfig{ID: id})
		wantKind(t, err, sandbox.KindInvalid)
	}
	if list, err := w.session.List(w.ctx); err != nil || len(list) != 0 {
		t.Errorf("what was refused left %v, %v", list, err)
	}
}

func testJournal(t *testing.T, s *suite) {
	w := s.openUnseen(t)
	w.idle("first")
	if err := w.session.Remove(w.ctx, "first"); err != nil {
		t.Fatalf("remove: %v", err)
	}
	wantKind(t, w.session.Pause(w.ctx, "first"), sandbox.KindNotFound)
	w.mu.Lock()
	defer w.mu.Unlock()
	want := []string{"start", "remove", "pause"}
	if len(w.entries) != len(want) {
		t.Fatalf("journal: %s", dump(w.entries))
	}
	for i, e := range w.entries {
		if e.Op != want[i] || e.Sandbox != "first" || e.At.IsZero() || e.Took <= 0 {
			t.Errorf("entry %d: %s", i, dump(e))
		}
	}
	for _, e := range w.entries[:2] {
		if e.Equivalent == "" || len(e.Calls) == 0 || e.Err != "" {
			t.Errorf("an entry names the command and the calls: %s", dump(e))
		}
		for _, c := range e.Calls {
			if c.Method == "" || c.Path == "" || c.Took <= 0 {
				t.Errorf("call: %s", dump(c))
			}
		}
	}
	if !Korean(w.entries[2].Err) {
		t.Errorf("an entry says what went wrong: %s", dump(w.entries[2]))
	}
}
