package sandboxtest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/k8slab/k8slab/sandbox"
)

func testRoot(t *testing.T, s *suite) {
	w := s.open(t)
	w.idle("fixed")
	w.start(sandbox.Spec{Name: "loose", Command: []string{"work", "idle"}, Writable: true})
	w.start(sandbox.Spec{Name: "other", Command: []string{"work", "idle"}, Writable: true})
	write := func(path string) []string { return []string{"sh", "-c", "echo 내 것 > " + path} }
	read := func(path string) []string { return []string{"sh", "-c", "read -r x < " + path + " && echo $x"} }
	if _, _, code := w.exec("fixed", write("/hello")...); code == 0 {
		t.Error("a read-only root was written to")
	}
	if _, err, code := w.exec("fixed", write("/tmp/hello")...); code != 0 {
		t.Errorf("/tmp cannot be written to: %s", err)
	}
	if _, err, code := w.exec("loose", write("/hello")...); code != 0 {
		t.Errorf("a writable root cannot be written to: %s", err)
	}
	if out, _, _ := w.exec("loose", read("/hello")...); out != "내 것\n" {
		t.Errorf("read back %q", out)
	}
	if _, _, code := w.exec("other", read("/hello")...); code == 0 {
		t.Error("a sandbox sees what another one wrote")
	}
	if _, _, code := w.exec("other", read("/tmp/hello")...); code == 0 {
		t.Error("a sandbox sees another one's /tmp")
	}
}

func testScene(t *testing.T, s *suite) {
	w := s.open(t)
	spec := func(name string) sandbox.Spec {
		return sandbox.Spec{Name: name, Command: []string{"work", "idle"}, Network: sandbox.NetworkScene}
	}
	start := func() error { _, err := w.session.Start(w.ctx, spec("bank")); return err }
	if !s.can(t, sandbox.AbilityScene, start) {
		return
	}
	if err := start(); err != nil {
		t.Fatalf("start: %v", err)
	}
	w.start(spec("game"))
	w.idle("alone")
	o := w.await("both", func(o *sandbox.Observation) bool {
		a, b := o.Sandbox("bank"), o.Sandbox("game")
		return a != nil && b != nil && len(a.Namespaces) > 0 && len(b.Namespaces) > 0
	})
	if a, b := o.Sandbox("bank"), o.Sandbox("game"); a.Namespaces["net"] == b.Namespaces["net"] {
		t.Error("a scene is a network, not one shared namespace")
	}
	for _, from := range []string{"bank", "game"} {
		to := map[string]string{"bank": "game", "game": "bank"}[from]
		if out, err, code := w.exec(from, "ping", "-c", "1", to); code != 0 {
			t.Errorf("%s does not reach %s: %s%s", from, to, out, err)
		}
	}
	if _, _, code := w.exec("alone", "ping", "-c", "1", "-W", "1", "bank"); code == 0 {
		t.Error("a sandbox outside the scene reaches into it")
	}
	for _, address := range []string{"192.0.2.1", "1.1.1.1"} {
		if _, _, code := w.exec("bank", "ping", "-c", "1", "-W", "1", address); code == 0 {
			t.Errorf("a scene has a way out to %s", address)
		}
	}
}

func testShareNet(t *testing.T, s *suite) {
	w := s.open(t)
	w.idle("a")
	w.start(sandbox.Spec{Name: "b", Command: []string{"work", "idle"}, Share: sandbox.Share{Net: "a", IPC: "a"}})
	va, vb := w.full("a"), w.full("b")
	for _, kind := range []sandbox.NamespaceKind{sandbox.NamespaceNet, sandbox.NamespaceIPC} {
		if va.Namespaces[kind] != vb.Namespaces[kind] {
			t.Errorf("%s is not shared: %d and %d", kind, va.Namespaces[kind], vb.Namespaces[kind])
		}
	}
	if va.Namespaces[sandbox.NamespacePID] == vb.Namespaces[sandbox.NamespacePID] {
		t.Error("pid is shared without being asked for")
	}
}

func testSharePID(t *testing.T, s *suite) {
	w := s.open(t)
	a := w.idle("a")
	w.start(sandbox.Spec{Name: "b", Command: []string{"work", "idle"}, Share: sandbox.Share{PID: "a"}})
	va, vb := w.full("a"), w.full("b")
	if va.Namespaces[sandbox.NamespacePID] != vb.Namespaces[sandbox.NamespacePID] {
		t.Error("pid is not shared")
	}
	if vb.Processes[0].PID == 1 {
		t.Errorf("b's first process is PID 1 in a's namespace: %s", dump(vb.Processes[0]))
	}
	if out, _, code := w.exec("b", "sh", "-c", "read -r line < /proc/1/cmdline; echo $line"); code != 0 || !strings.Contains(out, "hold") {
		t.Errorf("b does not see a's PID 1: %q, %d", out, code)
	}
	if err := w.session.Remove(w.ctx, "b"); err != nil {
		t.Fatalf("remove b: %v", err)
	}
	if st, _ := w.status("a"); st.PID != a.PID || st.State != sandbox.StateRunning {
		t.Errorf("a went with b: %s", dump(st))
	}
}

// testShareHost takes each wall to the host away, one at a time, and looks that only that one is gone.
func testShareHost(t *testing.T, s *suite) {
	w := s.open(t)
	host := w.await("the host's namespaces", func(o *sandbox.Observation) bool { return len(o.Host.Namespaces) > 0 }).Host
	for _, c := range []struct {
		kind    sandbox.NamespaceKind
		ability sandbox.Ability
		share   sandbox.Share
	}{
		{sandbox.NamespacePID, sandbox.AbilitySharePID, sandbox.Share{PID: sandbox.ShareHost}},
		{sandbox.NamespaceNet, sandbox.AbilityShareNet, sandbox.Share{Net: sandbox.ShareHost}},
		{sandbox.NamespaceIPC, "", sandbox.Share{IPC: sandbox.ShareHost}},
		{sandbox.NamespaceUTS, "", sandbox.Share{UTS: sandbox.ShareHost}},
		{sandbox.NamespaceCgroup, sandbox.AbilityCgroupNS, sandbox.Share{Cgroup: sandbox.ShareHost}},
	} {
		name := fmt.Sprintf("host-%s", c.kind)
		spec := sandbox.Spec{Name: name, Command: []string{"work", "idle"}, Share: c.share}
		start := func() error { _, err := w.session.Start(w.ctx, spec); return err }
		if !s.can(t, c.ability, start) {
			continue
		}
		if err := start(); err != nil {
			t.Errorf("share %s: %v", c.kind, err)
			continue
		}
		v := w.full(name)
		for _, kind := range []sandbox.NamespaceKind{
			sandbox.NamespaceMnt, sandbox.NamespaceUTS, sandbox.NamespaceIPC, sandbox.NamespacePID, sandbox.NamespaceNet,
			sandbox.NamespaceCgroup,
		} {
			if kind == sandbox.NamespaceCgroup && !s.driver.Info().Can(sandbox.AbilityCgroupNS) {
				continue
			}
			if shared := v.Namespaces[kind] == host.Namespaces[kind]; shared != (kind == c.kind) {
				t.Errorf("%s: %s shared with the host: %v", name, kind, shared)
			}
		}
		if len(v.Security.Capabilities) != 0 {
			t.Errorf("%s: a shared namespace is no reason for %v", name, v.Security.Capabilities)
		}
		if c.kind == sandbox.NamespacePID {
			if _, _, code := w.exec(name, "sh", "-c", "kill -CONT 1"); code == 0 {
				t.Error("a sandbox may signal the host's PID 1")
			}
		}
		if err := w.session.Remove(w.ctx, name); err != nil {
			t.Errorf("remove: %v", err)
		}
	}
}
