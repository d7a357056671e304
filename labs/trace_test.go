package labs_test

import (
	"testing"
	"time"

	"github.com/k8slab/k8slab/labs"
	"github.com/k8slab/k8slab/sandbox"
)

// in gives the observation of first with a group of that version, a limit of so many cores and these processes.
func in(version int, cores *float64, pids ...int) func(*sandbox.View) {
	return func(v *sandbox.View) {
		v.Cgroup = &sandbox.Cgroup{
			Version: version, Path: "/docker/x",
			Paths: map[string]string{"cpu": "/docker/x", "memory": "/docker/x", "pids": "/docker/x"},
			CPU:   sandbox.CPU{LimitCores: cores, PeriodMicros: 100000, Weight: 100},
		}
		v.Processes = nil
		for _, pid := range pids {
			v.Processes = append(v.Processes, sandbox.ProcessView{HostPID: pid, PID: 1})
		}
	}
}

// at stamps an event.
func at(ms int, e labs.Event) labs.Event { e.At = time.UnixMilli(int64(ms)); return e }

func logged(began int, op string) labs.Event {
	return labs.Event{Logged: &sandbox.Entry{At: time.UnixMilli(int64(began)), Op: op, Sandbox: "first"}}
}

func TestFilesThatAnUpdateChanged(t *testing.T) {
	fifth := 0.2
	for _, tc := range []struct {
		version int
		want    sandbox.FileChange
	}{
		{1, sandbox.FileChange{
			Path: "cpu/docker/x/cpu.cfs_quota_us", Version: 1, Name: "cpu.cfs_quota_us", Other: "cpu.max",
			Before: "-1", After: "20000",
		}},
		{2, sandbox.FileChange{
			Path: "docker/x/cpu.max", Version: 2, Name: "cpu.max", Other: "cpu.cfs_quota_us",
			Before: "max 100000", After: "20000 100000",
		}},
	} {
		s := labs.NewState(terms(t))
		for _, e := range []labs.Event{
			at(0, seen(time.UnixMilli(0), in(tc.version, nil, 7))),
			at(100, seen(time.UnixMilli(100), in(tc.version, nil, 7))),
			// The change is seen before the engine has answered the request that made it.
			at(115, seen(time.UnixMilli(115), in(tc.version, &fifth, 7))),
			at(120, logged(105, "update")),
			// What happens long afterwards is not its doing.
			at(5000, seen(time.UnixMilli(5000), in(tc.version, &fifth, 7, 8))),
			at(5100, seen(time.UnixMilli(5100), in(tc.version, &fifth, 7, 8, 9))),
		} {
			s = s.Apply(e)
		}
		if files := s.Log[0].Files; len(files) == 0 || files[0] != tc.want {
			t.Errorf("v%d: %+v, want %+v", tc.version, files, tc.want)
		}
	}
}

func TestFilesOfTwoOperationsAreKeptApart(t *testing.T) {
	half := 0.5
	s := labs.NewState(terms(t))
	for _, e := range []labs.Event{
		at(0, seen(time.UnixMilli(0), in(2, nil, 7))),
		at(20, logged(10, "exec")),
		at(30, seen(time.UnixMilli(30), in(2, nil, 7, 8))),
		at(60, logged(40, "update")),
		at(70, seen(time.UnixMilli(70), in(2, &half, 7, 8))),
	} {
		s = s.Apply(e)
	}
	exec, update := s.Log[0].Files, s.Log[1].Files
	if len(exec) != 1 || exec[0].Name != "cgroup.procs" || exec[0].Before != "7" || exec[0].After != "7 8" {
		t.Errorf("exec changed %+v, want cgroup.procs alone", exec)
	}
	if len(update) != 1 || update[0].Name != "cpu.max" {
		t.Errorf("update changed %+v, want cpu.max alone", update)
	}
}

func TestDirectoryComesAndGoes(t *testing.T) {
	s := labs.NewState(terms(t))
	for _, e := range []labs.Event{
		at(0, seen(time.UnixMilli(0), nil)),
		at(50, logged(10, "start")),
		at(60, seen(time.UnixMilli(60), in(2, nil, 7))),
		at(100, seen(time.UnixMilli(100), in(2, nil, 7))),
		at(150, logged(110, "remove")),
		at(160, seen(time.UnixMilli(160), nil)),
	} {
		s = s.Apply(e)
	}
	started, removed := s.Log[0].Files, s.Log[1].Files
	if len(started) < 3 || started[0].Path != "docker/x/" || started[0].Before != "" {
		t.Errorf("start changed %+v", started)
	}
	if len(removed) != 1 || removed[0].Path != "docker/x/" || removed[0].After != "" {
		t.Errorf("remove changed %+v", removed)
	}
}

func TestFilesNobodyReadAreNotNamed(t *testing.T) {
	fifth := 0.2
	account := func(v *sandbox.View) { in(2, &fifth, 7)(v); v.Cgroup.Path = "" } // from the engine's account, no file read
	s := labs.NewState(terms(t)).Apply(at(0, seen(time.UnixMilli(0), nil))).Apply(at(20, logged(10, "start")))
	s = s.Apply(at(30, seen(time.UnixMilli(30), account)))
	if files := s.Log[0].Files; len(files) > 0 {
		t.Errorf("%+v was not read from files", files)
	}
}
