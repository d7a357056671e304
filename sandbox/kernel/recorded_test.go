package kernel_test

import (
	"errors"
	"io/fs"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/k8slab/k8slab/sandbox"
	"github.com/k8slab/k8slab/sandbox/kernel"
	"github.com/k8slab/k8slab/sandbox/kernel/kerneltest"
)

func ptr[T any](v T) *T { return &v }

func diff(t *testing.T, want, got any) {
	t.Helper()
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
}

func TestNamespaces(t *testing.T) {
	t.Parallel()
	tests := []struct {
		recording string
		pid       int
		want      sandbox.Namespaces
	}{
		{"v1", kerneltest.V1PID, sandbox.Namespaces{
			"mnt": 4026532178, "uts": 4026532179, "ipc": 4026532180, "pid": 4026532181, "net": 4026532182,
			"user": 4026531837, "cgroup": 4026531835, "time": 4026531834,
		}},
		{"v2", kerneltest.V2PID, sandbox.Namespaces{
			"mnt": 4026532114, "uts": 4026532115, "ipc": 4026532116, "pid": 4026532117, "net": 4026532119,
			"user": 4026531837, "cgroup": 4026532118, "time": 4026531834,
		}},
	}
	for _, tt := range tests {
		t.Run(tt.recording, func(t *testing.T) {
			t.Parallel()
			got, err := kerneltest.Load(t, tt.recording).FS(t).Namespaces(tt.pid)
			if err != nil {
				t.Fatal(err)
			}
			diff(t, tt.want, got)
		})
	}
}

// On the v1 machine PID 1 does not show its namespaces, so that PID 2 stands in.
func TestHostNamespacesFallBackToPID2(t *testing.T) {
	t.Parallel()
	r := kerneltest.Load(t, "v1")
	if _, err := r.FS(t).Namespaces(1); err == nil {
		t.Fatal("the recording has namespaces of PID 1; this test means nothing")
	}
	ns, err := r.FS(t).HostNamespaces()
	if err != nil || ns[sandbox.NamespaceMnt] != 4026531832 {
		t.Errorf("HostNamespaces() = %v, %v", ns, err)
	}
	r.Remove("proc/2/ns")
	if _, err := r.FS(t).HostNamespaces(); !errors.Is(err, kernel.ErrGone) {
		t.Errorf("without PID 2: %v, want ErrGone", err)
	}
}

func TestNamespaceKindsThatTheKernelLacksAreAbsent(t *testing.T) {
	t.Parallel()
	r := kerneltest.Load(t, "v2")
	r.Remove("proc/97/ns/time")
	ns, err := r.FS(t).Namespaces(kerneltest.V2PID)
	if _, has := ns[sandbox.NamespaceTime]; err != nil || has || len(ns) != 7 {
		t.Errorf("Namespaces() = %v, %v", ns, err)
	}
	r.Set("proc/97/ns/net", "-> net:4026532119")
	var parse *kernel.ParseError
	if _, err := r.FS(t).Namespaces(kerneltest.V2PID); !errors.As(err, &parse) || parse.File != "97/ns/net" {
		t.Errorf("malformed link: %v", err)
	}
}

func TestProcess(t *testing.T) {
	t.Parallel()
	tests := []struct {
		recording string
		pid       int
		want      sandbox.ProcessView
	}{
		{"v1", 22257, sandbox.ProcessView{
			HostPID: 22257, PID: 1, Comm: "labbox", Args: "/bin/labbox hold -- work guard", State: "S", Threads: 7,
			RSSBytes: 3876 << 10, CPUSeconds: 0.02,
		}},
		{"v1", 22316, sandbox.ProcessView{
			HostPID: 22316, PID: 20, Comm: "work", Args: "/bin/work idle", State: "S", Threads: 6,
			UID: 1000, InnerUID: 1000, RSSBytes: 4292 << 10, CPUSeconds: 0.01,
		}},
		{"v2", 101, sandbox.ProcessView{
			HostPID: 101, PID: 5, Comm: "exe", Args: "/proc/self/exe -inside second", State: "S", Threads: 4,
			UID: 1000, InnerUID: 1000, RSSBytes: 2628 << 10, CPUSeconds: 0.04,
		}},
	}
	for _, tt := range tests {
		got, err := kerneltest.Load(t, tt.recording).FS(t).Process(tt.pid)
		if err != nil {
			t.Errorf("%s: process %d: %v", tt.recording, tt.pid, err)
		}
		diff(t, tt.want, got)
	}
}

func TestProcessLoadFollowsStatAlone(t *testing.T) {
	t.Parallel()
	r := kerneltest.Load(t, "v2")
	k := r.FS(t)
	p, err := k.Process(101)
	if err != nil {
		t.Fatal(err)
	}
	before := p
	r.Remove("proc/101/status")
	r.Set("proc/101/stat", "101 (exe) R 97 0 0 0 -1 0 189 0 0 0 150 50 0 0 20 0 9 0 240 1257074688 10 0\n")
	same, err := k.ProcessLoad(&p)
	if !same || err != nil || p.State != "R" || p.Threads != 9 || p.CPUSeconds != 2 || p.RSSBytes <= 0 {
		t.Errorf("ProcessLoad() = %v, %v; %+v", same, err, p)
	}
	p = before
	r.Set("proc/101/stat", "101 (sh) R 97 0 0 0 -1 0 189 0 0 0 150 50 0 0 20 0 9 0 240 1257074688 10 0\n")
	if same, err := k.ProcessLoad(&p); same || err != nil || p != before {
		t.Errorf("another program: %v, %v; %+v", same, err, p)
	}
	r.Remove("proc/101")
	if _, err := k.ProcessLoad(&p); !errors.Is(err, kernel.ErrGone) {
		t.Errorf("ended: %v, want ErrGone", err)
	}
}

func TestSecurity(t *testing.T) {
	t.Parallel()
	r := kerneltest.Load(t, "v1")
	got, err := r.FS(t).Security(kerneltest.V1PID)
	if err != nil {
		t.Fatal(err)
	}
	diff(t, sandbox.Security{Capabilities: []string{"CAP_NET_RAW"}, Seccomp: "filter", NoNewPrivileges: true}, got)

	r.Set("proc/22257/uid_map", "0 100000 65536\n")
	if got, err = r.FS(t).Security(kerneltest.V1PID); err != nil || !got.UserMapped {
		t.Errorf("in a user namespace: %+v, %v", got, err)
	}
	got, err = kerneltest.Load(t, "v2").FS(t).Security(kerneltest.V2PID)
	if err != nil || len(got.Capabilities) != 41 || got.Seccomp != "disabled" || got.NoNewPrivileges || got.UserMapped {
		t.Errorf("an ordinary root process: %+v, %v", got, err)
	}
}

func TestHostname(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{"v1": "95c88c43eb35", "v2": "first"} {
		pid := map[string]int{"v1": kerneltest.V1PID, "v2": kerneltest.V2PID}[name]
		if got, err := kerneltest.Load(t, name).FS(t).Hostname(pid); err != nil || got != want {
			t.Errorf("%s: Hostname() = %q, %v, want %q", name, got, err, want)
		}
	}
}

func TestHost(t *testing.T) {
	t.Parallel()
	got, missing := kerneltest.Load(t, "v1").FS(t).Host()
	diff(t, sandbox.Host{
		Hostname: "vm", Kernel: "6.18.44-fc-v595", BootID: "2cbe326d-62b8-4bb8-9cb8-fad00a6892cd",
		UptimeSeconds: 2700.39, Load: [3]float64{0.94, 0.78, 0.67}, MemoryBytes: got.MemoryBytes, CPUs: 2,
		CPU: sandbox.HostCPU{BusySeconds: 913.39, StealSeconds: 1.34, IdleSeconds: 4457.21},
		Namespaces: sandbox.Namespaces{
			"mnt": 4026531832, "uts": 4026531838, "ipc": 4026531839, "pid": 4026531836, "net": 4026531833,
			"user": 4026531837, "cgroup": 4026531835, "time": 4026531834,
		},
		Pressure: &sandbox.Pressure{CPUSome: 24.58, IOSome: 0.72, IOFull: 0.3},
	}, got)
	if len(missing) != 0 || got.MemoryBytes != 24684096<<10 {
		t.Errorf("memory %d; missing %v", got.MemoryBytes, missing)
	}
}

func TestHostSaysWhatIsMissing(t *testing.T) {
	t.Parallel()
	r := kerneltest.Load(t, "v1")
	r.Remove("proc/pressure")
	r.Remove("proc/meminfo")
	r.Set("proc/stat", "cpu  1 2\n")
	r.Set("proc/self/ns/uts", "-> uts:[4026539999]")
	h, missing := r.FS(t).Host()
	for _, key := range []string{"pressure", "memoryBytes", "cpu", "hostname"} {
		if missing[key].Why == "" {
			t.Errorf("no reason for %s", key)
		}
	}
	if len(missing) != 4 || h.Pressure != nil || h.Hostname != "" || h.Kernel == "" || h.UptimeSeconds == 0 {
		t.Errorf("%+v; missing %v", h, missing)
	}
}

func TestProcs(t *testing.T) {
	t.Parallel()
	group, err := kerneltest.Load(t, "v1").FS(t).CgroupOf(kerneltest.V1PID)
	if err != nil {
		t.Fatal(err)
	}
	if pids, err := group.Procs(); err != nil || !slices.Equal(pids, []int{22257, 22291, 22316}) {
		t.Errorf("v1: %v, %v", pids, err)
	}
	r := kerneltest.Load(t, "v2")
	r.Set("sys/fs/cgroup/k8slab/first/cgroup.stat", "nr_descendants 1\nnr_dying_descendants 0\n")
	r.Set("sys/fs/cgroup/k8slab/first/below/cgroup.procs", "99\n0\n98\n")
	if group, err = r.FS(t).CgroupOf(kerneltest.V2PID); err != nil {
		t.Fatal(err)
	}
	if pids, err := group.Procs(); err != nil || !slices.Equal(pids, []int{97, 98, 99, 101}) {
		t.Errorf("v2 with a group below: %v, %v", pids, err)
	}
	r.Remove("sys/fs/cgroup/k8slab/first")
	if _, err := group.Procs(); !errors.Is(err, kernel.ErrGone) {
		t.Errorf("removed: %v, want ErrGone", err)
	}
}

func TestEndedProcessIsGone(t *testing.T) {
	t.Parallel()
	k := kerneltest.Load(t, "v2").FS(t)
	_, namespaces := k.Namespaces(4711)
	_, process := k.Process(4711)
	_, security := k.Security(4711)
	_, group := k.CgroupOf(4711)
	_, started := k.StartTime(4711)
	_, hostname := k.Hostname(4711)
	for what, err := range map[string]error{
		"Namespaces": namespaces, "Process": process, "Security": security, "CgroupOf": group, "StartTime": started,
		"Hostname": hostname,
	} {
		if !errors.Is(err, kernel.ErrGone) || kernel.Reason(err).Why == "" {
			t.Errorf("%s: %v, want ErrGone", what, err)
		}
	}
}

func TestReasonsAreTold(t *testing.T) {
	t.Parallel()
	denied := kernel.Reason(&fs.PathError{Op: "open", Path: "1/ns/mnt", Err: fs.ErrPermission})
	parse := kernel.Reason(&kernel.ParseError{File: "cpu.max"})
	absent := kernel.Reason(fs.ErrNotExist)
	other := kernel.Reason(errors.New("disk on fire"))
	seen := map[string]bool{}
	for _, r := range []sandbox.Reason{denied, parse, absent, other, kernel.Reason(kernel.ErrGone)} {
		if r.Why == "" || seen[r.Why] {
			t.Errorf("reason %q is empty or told twice", r.Why)
		}
		seen[r.Why] = true
	}
	if denied.Cure == "" {
		t.Error("a refusal has no cure")
	}
}
