package kernel_test

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/k8slab/k8slab/sandbox"
	"github.com/k8slab/k8slab/sandbox/kernel"
	"github.com/k8slab/k8slab/sandbox/kernel/kerneltest"
)

// groups are the recorded groups as they should be read.
func groups(t *testing.T) map[string]sandbox.Cgroup {
	t.Helper()
	legacy := sandbox.Cgroup{
		Version: 1, Path: kerneltest.V1Path, Paths: map[string]string{},
		CPU: sandbox.CPU{
			LimitCores: ptr(0.2), PeriodMicros: 100000, Weight: 512, CPUs: "1", UsageSeconds: 0.690312027, Periods: 34, ThrottledPeriods: 33,
			ThrottledSeconds: 2.583216093,
		},
		Memory: sandbox.Memory{
			LimitBytes: ptr[int64](64 << 20), SwapLimitBytes: ptr[int64](32 << 20), UsageBytes: 4263936,
			WorkingSetBytes: 4263936 - 8192, PeakBytes: 4587520,
		},
		PIDs: sandbox.PIDs{Limit: ptr[int64](64), Current: 21},
	}
	for _, c := range []string{
		"name=systemd", "pids", "blkio", "freezer", "devices", "memory", "cpuset", "cpuacct", "cpu",
	} {
		legacy.Paths[c] = kerneltest.V1Path
	}
	return map[string]sandbox.Cgroup{
		"v1": legacy,
		"v2": {
			Version: 2, Path: kerneltest.V2Path,
			CPU: sandbox.CPU{
				LimitCores: ptr(0.5), PeriodMicros: 100000, Weight: 50, CPUs: "0", UsageSeconds: 0.565639, Periods: 12, ThrottledPeriods: 11,
				ThrottledSeconds: 0.504814,
			},
			Memory: sandbox.Memory{
				LimitBytes: ptr[int64](64 << 20), HighBytes: ptr[int64](59998208), SwapLimitBytes: ptr[int64](0),
				UsageBytes: 1540096, WorkingSetBytes: 1540096, PeakBytes: 1540096,
			},
			PIDs:     sandbox.PIDs{Limit: ptr[int64](32), Current: 7},
			Pressure: &sandbox.Pressure{},
		},
	}
}

// change is what a test does to a recording: a file's new content, or nil to remove it.
type change map[string]*string

func content(text string) *string { return &text }

func TestCgroup(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		recording string
		change    change
		want      func(*sandbox.Cgroup)
		missing   []string
	}{
		"v1 as recorded": {recording: "v1", missing: []string{"pressure"}},
		"v2 as recorded": {recording: "v2"},
		"v1 without limits": {
			recording: "v1",
			change: change{
				"cpu/cpu.cfs_quota_us":               content("-1\n"),
				"memory/memory.limit_in_bytes":       content("9223372036854771712\n"),
				"memory/memory.memsw.limit_in_bytes": content("9223372036854771712\n"),
				"pids/pids.max":                      content("max\n"),
			},
			want: func(c *sandbox.Cgroup) {
				c.CPU.LimitCores, c.Memory.LimitBytes, c.Memory.SwapLimitBytes, c.PIDs.Limit = nil, nil, nil, nil
			},
			missing: []string{"pressure"},
		},
		"v2 without limits": {
			recording: "v2",
			change: change{
				"cpu.max": content("max 100000\n"), "memory.max": content("max\n"), "memory.high": content("max\n"),
				"memory.swap.max": content("max\n"), "pids.max": content("max\n"),
			},
			want: func(c *sandbox.Cgroup) {
				c.CPU.LimitCores, c.Memory.LimitBytes, c.Memory.HighBytes = nil, nil, nil
				c.Memory.SwapLimitBytes, c.PIDs.Limit = nil, nil
			},
		},
		"v1 after trouble": {
			recording: "v1",
			change: change{
				"memory/memory.oom_control":             content("oom_kill_disable 0\nunder_oom 0\noom_kill 3\n"),
				"pids/pids.events":                      content("max 41\n"),
				"memory/memory.stat":                    content("total_inactive_file 999999999999\n"),
				"blkio/blkio.throttle.io_service_bytes": content(blkio("4096", "8192")),
				"blkio/blkio.throttle.io_serviced":      content(blkio("1", "2")),
			},
			want: func(c *sandbox.Cgroup) {
				c.Memory.OOMKills, c.PIDs.Refused, c.Memory.WorkingSetBytes = 3, 41, 0
				c.IO = sandbox.IO{ReadBytes: 8192, WriteBytes: 16384, ReadOps: 2, WriteOps: 4}
			},
			missing: []string{"pressure"},
		},
		"v2 after trouble": {
			recording: "v2",
			change: change{
				"memory.events": content("low 0\nhigh 12\nmax 7\noom 3\noom_kill 2\noom_group_kill 0\n"),
				"pids.events":   content("max 41\n"),
				"memory.stat":   content("anon 1\ninactive_file 40096\n"),
				"io.stat": content("8:0 rbytes=4096 wbytes=8192 rios=1 wios=2 dbytes=0 dios=0\n" +
					"253:0 rbytes=1 wbytes=2 rios=3 wios=4 dbytes=5 dios=6 cost.usage=7\n7:0\n"),
				"cpu.pressure": content("some avg10=12.50 avg60=0.00 avg300=0.00 total=1\n"),
				"memory.pressure": content("some avg10=3.00 avg60=0.00 avg300=0.00 total=1\n" +
					"full avg10=2.00 avg60=0.00 avg300=0.00 total=1\n"),
			},
			want: func(c *sandbox.Cgroup) {
				c.Memory.OOMKills, c.PIDs.Refused, c.Memory.WorkingSetBytes = 2, 41, 1500000
				c.IO = sandbox.IO{ReadBytes: 4097, WriteBytes: 8194, ReadOps: 4, WriteOps: 6}
				c.Pressure = &sandbox.Pressure{CPUSome: 12.5, MemorySome: 3, MemoryFull: 2}
			},
		},
		"v1 without swap accounting, bandwidth and pids events": {
			recording: "v1",
			change: change{
				"memory/memory.memsw.limit_in_bytes": nil, "cpu/cpu.cfs_quota_us": nil, "cpu/cpu.cfs_period_us": nil,
				"pids/pids.events": nil,
			},
			want: func(c *sandbox.Cgroup) {
				c.Memory.SwapLimitBytes, c.CPU.LimitCores, c.CPU.PeriodMicros = nil, nil, 0
			},
			missing: []string{"pressure"},
		},
		"v2 of an older kernel": {
			recording: "v2",
			change: change{
				"memory.peak": nil, "memory.swap.max": nil, "cpu.pressure": nil, "memory.pressure": nil,
				"io.pressure": nil, "pids.events": nil, "cpuset.cpus.effective": nil,
			},
			want: func(c *sandbox.Cgroup) {
				c.Memory.PeakBytes, c.Memory.SwapLimitBytes, c.Pressure, c.CPU.CPUs = 0, nil, nil, ""
			},
			missing: []string{"pressure"},
		},
		"v2 with controllers not handed on": {
			recording: "v2",
			change: change{
				"cpu.max": nil, "cpu.weight": nil, "io.stat": nil, "pids.max": nil, "pids.current": nil,
				"pids.events": nil,
			},
			want: func(c *sandbox.Cgroup) {
				c.CPU.LimitCores, c.CPU.Weight, c.PIDs, c.CPU.PeriodMicros = nil, 0, sandbox.PIDs{}, 0
			},
			missing: []string{"cpu", "io", "pids"},
		},
		"v2 malformed": {
			recording: "v2",
			change:    change{"cpu.max": content("soon\n"), "memory.events": content("oom_kill many\n")},
			want:      func(c *sandbox.Cgroup) { c.CPU.LimitCores, c.CPU.PeriodMicros = nil, 0 },
			missing:   []string{"cpu", "memory"},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := kerneltest.Load(t, tt.recording)
			apply(r, tt.recording, tt.change)
			pid := map[string]int{"v1": kerneltest.V1PID, "v2": kerneltest.V2PID}[tt.recording]
			group, err := r.FS(t).CgroupOf(pid)
			if err != nil {
				t.Fatal(err)
			}
			got, err := group.Read()
			if err != nil {
				t.Fatal(err)
			}
			if missing := slices.Sorted(maps.Keys(got.Missing)); !slices.Equal(missing, tt.missing) {
				t.Errorf("missing %v, want %v", got.Missing, tt.missing)
			}
			want := groups(t)[tt.recording]
			if tt.want != nil {
				tt.want(&want)
			}
			got.Missing = nil
			diff(t, want, got)
		})
	}
}

// apply carries out a change. On v1 a file's name begins with its controller.
func apply(r kerneltest.Recording, recording string, c change) {
	for name, text := range c {
		path := "sys/fs/cgroup" + kerneltest.V2Path + "/" + name
		if recording == "v1" {
			controller, file, _ := strings.Cut(name, "/")
			path = "sys/fs/cgroup/" + controller + kerneltest.V1Path + "/" + file
		}
		if text == nil {
			r.Remove(path)
		} else {
			r.Set(path, *text)
		}
	}
}

// blkio is a file of the blkio controller for two equal devices.
func blkio(read, write string) string {
	var b strings.Builder
	for _, device := range []string{"8:0", "253:0"} {
		for op, n := range map[string]string{"Read": read, "Write": write, "Sync": "7", "Total": "9"} {
			b.WriteString(device + " " + op + " " + n + "\n")
		}
	}
	return b.String() + "Total 18\n"
}

func TestRemovedGroupIsGone(t *testing.T) {
	t.Parallel()
	for name, pid := range map[string]int{"v1": kerneltest.V1PID, "v2": kerneltest.V2PID} {
		r := kerneltest.Load(t, name)
		group, err := r.FS(t).CgroupOf(pid)
		if err != nil {
			t.Fatal(err)
		}
		if group.Version() != map[string]int{"v1": 1, "v2": 2}[name] {
			t.Errorf("%s: version %d", name, group.Version())
		}
		clear(r.Cgroup)
		if _, err := group.Read(); !errors.Is(err, kernel.ErrGone) {
			t.Errorf("%s: Read() = %v, want ErrGone", name, err)
		}
	}
}

func TestControllersMountedJointly(t *testing.T) {
	t.Parallel()
	r := kerneltest.Load(t, "v1")
	for name, f := range maps.Clone(r.Cgroup) {
		for _, c := range []string{"cpu/", "cpuacct/"} {
			if rest, ok := strings.CutPrefix(name, c); ok {
				delete(r.Cgroup, name)
				r.Cgroup["cpu,cpuacct/"+rest] = f
			}
		}
	}
	info := string(r.Proc["self/mountinfo"].Data)
	info = strings.Replace(info, "/sys/fs/cgroup/cpu rw,relatime - cgroup cgroup rw,cpu\n",
		"/sys/fs/cgroup/cpu,cpuacct rw,relatime - cgroup cgroup rw,cpu,cpuacct\n", 1)
	info = strings.Replace(info, "33 31 0:30 / /sys/fs/cgroup/cpuacct rw,relatime - cgroup cgroup rw,cpuacct\n", "", 1)
	r.Set("proc/self/mountinfo", info)
	group, err := r.FS(t).CgroupOf(kerneltest.V1PID)
	if err != nil {
		t.Fatal(err)
	}
	got, err := group.Read()
	if err != nil {
		t.Fatal(err)
	}
	diff(t, groups(t)["v1"].CPU, got.CPU)
}

// A reader in a container may have each controller's own group bind-mounted as its root.
func TestMountThatShowsOneGroupOnly(t *testing.T) {
	t.Parallel()
	r := kerneltest.Load(t, "v2")
	for name, f := range maps.Clone(r.Cgroup) {
		delete(r.Cgroup, name)
		r.Cgroup[strings.TrimPrefix(name, "k8slab/")] = f
	}
	r.Set("proc/self/mountinfo", "26 24 0:23 /k8slab /sys/fs/cgroup rw,relatime - cgroup2 c rw\n")
	k := r.FS(t)
	group, err := k.CgroupOf(kerneltest.V2PID)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := group.Read(); err != nil || got.CPU.Weight != 50 {
		t.Errorf("%+v, %v", got, err)
	}
	for _, elsewhere := range []string{"/other", "/k8slabber/x", "/../x", "/k8slab/../x"} {
		r.Set("proc/97/cgroup", "0::"+elsewhere+"\n")
		if _, err := k.CgroupOf(kerneltest.V2PID); err == nil {
			t.Errorf("group %s was found under a mount of /k8slab", elsewhere)
		}
	}
}
