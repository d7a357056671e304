package sandboxtest

import (
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/k8slab/k8slab/sandbox"
)

// Kernel reads what a kernel's files say of one process, in a way that shares nothing with the code under test: one file
// at a time, whole lines, no caching. It must run in the kernel and the PID namespace that the engine's PIDs mean.
type Kernel struct {
	t   testing.TB
	pid int
	v2  bool
}

// KernelOf is the Kernel's view of a process.
func KernelOf(t testing.TB, pid int) Kernel {
	_, err := os.Stat("/sys/fs/cgroup/cgroup.controllers")
	return Kernel{t, pid, err == nil}
}

func (k Kernel) proc(name string) string {
	data, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(k.pid), name))
	if err != nil {
		k.t.Fatalf("the kernel's own file: %v", err)
	}
	return strings.TrimSpace(string(data))
}

// Namespaces are the links of /proc/PID/ns.
func (k Kernel) Namespaces() sandbox.Namespaces {
	k.t.Helper()
	ns := sandbox.Namespaces{}
	for _, kind := range []string{"mnt", "uts", "ipc", "pid", "net", "user", "cgroup", "time"} {
		link, err := os.Readlink(fmt.Sprintf("/proc/%d/ns/%s", k.pid, kind))
		if os.IsNotExist(err) {
			continue
		}
		var inode uint64
		if _, serr := fmt.Sscanf(link, kind+":[%d]", &inode); err != nil || serr != nil {
			k.t.Fatalf("namespace link %q: %v, %v", link, err, serr)
		}
		ns[sandbox.NamespaceKind(kind)] = inode
	}
	return ns
}

// path is the group's path in the hierarchy of a controller.
func (k Kernel) path(controller string) string {
	for line := range strings.Lines(k.proc("cgroup")) {
		parts := strings.SplitN(strings.TrimSpace(line), ":", 3)
		if k.v2 && parts[1] == "" || !k.v2 && slices.Contains(strings.Split(parts[1], ","), controller) {
			return parts[2]
		}
	}
	k.t.Fatalf("no %s controller in /proc/%d/cgroup", controller, k.pid)
	return ""
}

// file reads a file of the control group: the one for v1, or the one for v2.
func (k Kernel) file(controller, v1, v2 string) string {
	dir, name := filepath.Join("/sys/fs/cgroup", controller, k.path(controller)), v1
	if k.v2 {
		dir, name = filepath.Join("/sys/fs/cgroup", k.path(controller)), v2
	}
	data, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		k.t.Fatalf("the kernel's own file: %v", err)
	}
	return strings.TrimSpace(string(data))
}

// number is a file that holds one; nil for "max" and for v1's way of saying so.
func (k Kernel) number(controller, v1, v2 string) *int64 {
	text := k.file(controller, v1, v2)
	n, err := strconv.ParseInt(text, 10, 64)
	if text == "max" || n > math.MaxInt64-1<<20 {
		return nil
	}
	if err != nil {
		k.t.Fatalf("%s: %v", text, err)
	}
	return &n
}

// keyed is one value of a file of keys and values.
func (k Kernel) keyed(controller, v1, v2, key string) int64 {
	for line := range strings.Lines(k.file(controller, v1, v2)) {
		if f := strings.Fields(line); len(f) == 2 && f[0] == key {
			n, _ := strconv.ParseInt(f[1], 10, 64)
			return n
		}
	}
	return 0
}

// cores is the CPU limit; nil for none.
func (k Kernel) cores() *float64 {
	var quota, period string
	if k.v2 {
		f := strings.Fields(k.file("cpu", "", "cpu.max"))
		quota, period = f[0], f[1]
	} else {
		quota, period = k.file("cpu", "cpu.cfs_quota_us", ""), k.file("cpu", "cpu.cfs_period_us", "")
	}
	if quota == "max" || quota == "-1" {
		return nil
	}
	q, err1 := strconv.ParseFloat(quota, 64)
	p, err2 := strconv.ParseFloat(period, 64)
	if err1 != nil || err2 != nil {
		k.t.Fatalf("quota %q, period %q", quota, period)
	}
	n := q / p
	return &n
}

// usage is the CPU time used, in seconds.
func (k Kernel) usage() float64 {
	if k.v2 {
		return float64(k.keyed("", "", "cpu.stat", "usage_usec")) / 1e6
	}
	return float64(*k.number("cpuacct", "cpuacct.usage", "")) / 1e9
}

// status is one line of /proc/PID/status.
func (k Kernel) status(key string) string {
	for line := range strings.Lines(k.proc("status")) {
		if rest, ok := strings.CutPrefix(line, key+":"); ok {
			return strings.TrimSpace(rest)
		}
	}
	k.t.Fatalf("no %s in /proc/%d/status", key, k.pid)
	return ""
}

// Equals compares facts with the kernel's own files, and says everything that differs. What changes while it is read is
// compared with what was read before the facts were (see Before) and what is read now.
func (k Kernel) Equals(c sandbox.ContainerFacts, before Live) {
	k.t.Helper()
	bad := func(what string, got, want any) {
		k.t.Helper()
		k.t.Errorf("%s: %s is %v, the kernel says %v", c.Name, what, got, want)
	}
	if c.PID != k.pid || len(c.Missing) > 0 && !onlyPressure(c.Missing) {
		bad("pid", c.PID, k.pid)
		k.t.Errorf("%s: missing %v", c.Name, c.Missing)
	}
	if want := k.Namespaces(); !maps.Equal(c.Namespaces, want) {
		bad("namespaces", c.Namespaces, want)
	}
	g := c.Cgroup
	if g == nil || g.CPU == nil || g.Memory == nil || g.PIDs == nil || c.Security == nil {
		k.t.Errorf("%s: no control group or no rights: %+v", c.Name, c)
		return
	}
	version := 1
	if k.v2 {
		version = 2
	}
	if want := k.path("memory"); g.Path != want || g.Version != version {
		bad("cgroup path", fmt.Sprint(g.Version, g.Path), fmt.Sprint(version, want))
	}
	if want := k.cores(); !same(g.CPU.LimitCores, want) {
		bad("limitCores", show(g.CPU.LimitCores), show(want))
	}
	if want := k.number("cpu", "cpu.shares", "cpu.weight"); int64(g.CPU.Weight) != *want {
		bad("weight", g.CPU.Weight, *want)
	}
	if want := k.number("memory", "memory.limit_in_bytes", "memory.max"); !same(g.Memory.LimitBytes, want) {
		bad("limitBytes", show(g.Memory.LimitBytes), show(want))
	}
	if want := k.number("pids", "pids.max", "pids.max"); !same(g.PIDs.Limit, want) {
		bad("pids limit", show(g.PIDs.Limit), show(want))
	}
	k.live(c, before, bad)
	k.rights(c.Security, bad)
}

// onlyPressure allows for what v1 and some kernels do not have.
func onlyPressure(missing map[string]sandbox.Reason) bool {
	_, there := missing["cgroup.pressure"]
	return there && len(missing) == 1
}

// Live is what changes while a container runs.
type Live struct {
	Usage                                 float64
	Memory, PIDs, OOM, Periods, Throttled int64
}

// Live reads what changes.
func (k Kernel) Live() Live {
	return Live{
		Usage: k.usage(), Memory: *k.number("memory", "memory.usage_in_bytes", "memory.current"),
		PIDs:      *k.number("pids", "pids.current", "pids.current"),
		OOM:       k.keyed("memory", "memory.oom_control", "memory.events", "oom_kill"),
		Periods:   k.keyed("cpu", "cpu.stat", "cpu.stat", "nr_periods"),
		Throttled: k.keyed("cpu", "cpu.stat", "cpu.stat", "nr_throttled"),
	}
}

func (k Kernel) live(c sandbox.ContainerFacts, b Live, bad func(what string, got, want any)) {
	k.t.Helper()
	a, g := k.Live(), c.Cgroup
	between := func(what string, low, got, high float64) {
		k.t.Helper()
		if got < min(low, high)-1e-9 || got > max(low, high)+1e-9 {
			bad(what, got, fmt.Sprintf("%v before and %v after", low, high))
		}
	}
	between("usageSeconds", b.Usage, g.CPU.UsageSeconds, a.Usage)
	between("periods", float64(b.Periods), float64(g.CPU.Periods), float64(a.Periods))
	between("throttledPeriods", float64(b.Throttled), float64(g.CPU.ThrottledPeriods), float64(a.Throttled))
	// Every CPU holds up to 64 pages that are charged to a group in advance and may come and go (MEMCG_CHARGE_BATCH).
	stock := float64(64 * os.Getpagesize() * runtime.NumCPU())
	between("usageBytes", float64(min(b.Memory, a.Memory))-stock, float64(g.Memory.UsageBytes), float64(max(b.Memory, a.Memory))+stock)
	between("pids", float64(b.PIDs), float64(g.PIDs.Current), float64(a.PIDs))
	between("oomKills", float64(b.OOM), float64(g.Memory.OOMKills), float64(a.OOM))
}

func (k Kernel) rights(s *sandbox.SecurityFacts, bad func(what string, got, want any)) {
	k.t.Helper()
	mask, err := strconv.ParseUint(k.status("CapEff"), 16, 64)
	if err != nil {
		k.t.Fatalf("CapEff: %v", err)
	}
	var got uint64
	for _, name := range s.Capabilities {
		got |= 1 << capability(k.t, name)
	}
	if got != mask {
		bad("capabilities", fmt.Sprintf("%x %v", got, s.Capabilities), fmt.Sprintf("%x", mask))
	}
	modes := map[string]string{"0": "disabled", "1": "strict", "2": "filter"}
	if want := modes[k.status("Seccomp")]; s.Seccomp != want {
		bad("seccomp", s.Seccomp, want)
	}
	if want := k.status("NoNewPrivs") == "1"; s.NoNewPrivileges == nil || *s.NoNewPrivileges != want {
		bad("noNewPrivileges", s.NoNewPrivileges, want)
	}
	f := strings.Fields(k.proc("uid_map"))
	if want := f[0] != "0" || f[1] != "0"; s.UserMapped == nil || *s.UserMapped != want {
		bad("userMapped", s.UserMapped, want)
	}
}

// capability gives the numbers of capabilities(7) of those that tests meet.
func capability(t testing.TB, name string) uint {
	order := strings.Fields(`chown dac_override dac_read_search fowner fsetid kill setgid setuid setpcap linux_immutable
		net_bind_service net_broadcast net_admin net_raw ipc_lock ipc_owner sys_module sys_rawio sys_chroot sys_ptrace
		sys_pacct sys_admin sys_boot sys_nice sys_resource sys_time sys_tty_config mknod lease audit_write audit_control
		setfcap mac_override mac_admin syslog wake_alarm block_suspend audit_read perfmon bpf checkpoint_restore`)
	n := slices.Index(order, strings.ToLower(strings.TrimPrefix(name, "CAP_")))
	if n < 0 {
		t.Fatalf("capability %s", name)
	}
	return uint(n)
}

func same[T int64 | float64](a, b *T) bool {
	if a == nil || b == nil {
		return a == b
	}
	return math.Abs(float64(*a)-float64(*b)) < 1e-9
}

func show[T any](p *T) any {
	if p == nil {
		return "null"
	}
	return *p
}
