package sandboxtest

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/k8slab/k8slab/sandbox"
)

// kernelNamespaces reads the links itself.
func (s *suite) kernelNamespaces(t testing.TB, pid int) sandbox.Namespaces {
	t.Helper()
	ns := sandbox.Namespaces{}
	for _, kind := range sandbox.NamespaceKinds() {
		link, err := os.Readlink(filepath.Join(s.opts.HostProc, strconv.Itoa(pid), "ns", string(kind)))
		if os.IsNotExist(err) {
			continue
		}
		if err != nil {
			t.Fatalf("read namespace: %v", err)
		}
		var inode uint64
		if _, err := fmt.Sscanf(link, string(kind)+":[%d]", &inode); err != nil {
			t.Fatalf("namespace link %q: %v", link, err)
		}
		ns[kind] = inode
	}
	return ns
}

func testNamespaces(t *testing.T, s *suite) {
	w := s.open(t)
	a, b := w.idle("a"), w.idle("b")
	va, vb := w.full("a"), w.full("b")
	if s.opts.HostProc != "" {
		for _, x := range []struct {
			pid  int
			view *sandbox.View
		}{{a.PID, va}, {b.PID, vb}} {
			if want := s.kernelNamespaces(t, x.pid); dump(x.view.Namespaces) != dump(want) {
				t.Errorf("observed %v, the kernel says %v", x.view.Namespaces, want)
			}
		}
	}
	private := []sandbox.NamespaceKind{
		sandbox.NamespaceMnt, sandbox.NamespaceUTS, sandbox.NamespaceIPC, sandbox.NamespacePID, sandbox.NamespaceNet,
	}
	for kind, ability := range map[sandbox.NamespaceKind]sandbox.Ability{
		sandbox.NamespaceCgroup: sandbox.AbilityCgroupNS, sandbox.NamespaceUser: sandbox.AbilityUserNS,
		sandbox.NamespaceTime: sandbox.AbilityTimeNS,
	} {
		if s.driver.Info().Can(ability) {
			private = append(private, kind)
		}
	}
	o := w.await("the host's namespaces", func(o *sandbox.Observation) bool { return len(o.Host.Namespaces) > 0 })
	for _, kind := range private {
		if va.Namespaces[kind] == 0 || va.Namespaces[kind] == vb.Namespaces[kind] {
			t.Errorf("%s: two sandboxes share %d", kind, va.Namespaces[kind])
		}
		if host := o.Host.Namespaces[kind]; host != 0 && host == va.Namespaces[kind] {
			t.Errorf("%s: shared with the host", kind)
		}
	}
	if o.Host.Kernel != s.driver.Info().Kernel || o.Host.BootID == "" || o.Host.CPUs < 1 {
		t.Errorf("host: %s", dump(o.Host))
	}
}

func testProcesses(t *testing.T, s *suite) {
	w := s.open(t)
	st := w.start(sandbox.Spec{Name: "first", Hostname: "my-host", Command: []string{"sh", "-c", "work idle; true"}})
	v := w.view("first", "its processes", func(v *sandbox.View) bool {
		return len(v.Processes) >= 3 && strings.Contains(v.Processes[len(v.Processes)-1].Args, "work idle")
	})
	one := v.Processes[0]
	if one.PID != 1 || one.HostPID != st.PID || !strings.Contains(one.Args, "hold") || one.Threads < 1 || one.RSSBytes <= 0 {
		t.Errorf("PID 1: %s", dump(one))
	}
	for _, p := range v.Processes[1:] {
		if p.PID <= 1 || p.HostPID <= 0 || p.Comm == "" || p.State == "" {
			t.Errorf("process: %s", dump(p))
		}
		if s.opts.HostProc != "" && p.HostPID == p.PID {
			t.Errorf("a process has the same number inside and outside: %s", dump(p))
		}
	}
	if v.Hostname != "my-host" {
		t.Errorf("hostname %q", v.Hostname)
	}
	if v.ProcessCount != len(v.Processes) {
		t.Errorf("%d processes of %d", len(v.Processes), v.ProcessCount)
	}
	if v.Cgroup.Path == "" || v.Cgroup.Version != s.driver.Info().CgroupVersion {
		t.Errorf("cgroup: %s", dump(v.Cgroup))
	}
	if s.opts.HostProc != "" {
		data, err := os.ReadFile(filepath.Join(s.opts.HostProc, strconv.Itoa(st.PID), "cgroup"))
		if err != nil || !strings.Contains(string(data), v.Cgroup.Path+"\n") {
			t.Errorf("cgroup path %q is not among %q (%v)", v.Cgroup.Path, data, err)
		}
	}
}

func testFences(t *testing.T, s *suite) {
	w := s.open(t)
	w.idle("first")
	v := w.view("first", "its fences", func(v *sandbox.View) bool { return v.Security != nil })
	if len(v.Security.Capabilities) != 0 || !v.Security.NoNewPrivileges {
		t.Errorf("fences: %s", dump(v.Security))
	}
	want := sandbox.DefaultLimits()
	c := w.full("first").Cgroup
	if s.driver.Info().Can(sandbox.AbilityLimitMemory) && (c.Memory.LimitBytes == nil || *c.Memory.LimitBytes != want.Memory) {
		t.Errorf("memory limit: %s", dump(c.Memory))
	}
	if s.driver.Info().Can(sandbox.AbilityLimitPIDs) && (c.PIDs.Limit == nil || *c.PIDs.Limit != want.PIDs) {
		t.Errorf("tasks limit: %s", dump(c.PIDs))
	}
	if out, _, code := w.exec("first", "sh", "-c", "ulimit -n"); code != 0 || strings.TrimSpace(out) != "1024" {
		t.Errorf("open files: %q, %d", out, code)
	}
}

func testReport(t *testing.T, s *suite) {
	w := s.open(t)
	w.start(sandbox.Spec{Name: "bank", Command: []string{"sh", "-c", "echo 엽니다; work bank rate=50"}})
	v := w.view("bank", "a report", func(v *sandbox.View) bool { return v.Report != nil })
	if v.Report.Workload != "bank" || len(v.Report.Values) == 0 || v.Report.At.IsZero() {
		t.Errorf("report: %s", dump(v.Report))
	}
	first := v.Report.At
	v = w.view("bank", "a newer report", func(v *sandbox.View) bool { return v.Report.At.After(first) })
	if len(v.Output) == 0 || v.Output[0] != "엽니다" {
		t.Errorf("output: %q", v.Output)
	}
	for _, line := range v.Output {
		if strings.Contains(line, "k8slab.workload") {
			t.Errorf("a report among the output: %q", line)
		}
	}
}
