package sandbox

import (
	"math"
	"strconv"
	"strings"
)

// File is one file of a control group as it was read.
type File struct {
	// Path is below the mount of the cgroup file systems (/sys/fs/cgroup): "memory/docker/ID/memory.limit_in_bytes" on
	// v1, "docker/ID/memory.max" on v2.
	Path string `json:"path"`
	// Version is that of the group, 1 or 2. Name is the file's own, Other what the same thing is called in the other
	// version of cgroups; empty where that has no such file.
	Version int    `json:"version"`
	Name    string `json:"name"`
	Other   string `json:"other,omitempty"`
	// Value is its content on one line: that part of it which Cgroup holds.
	Value string `json:"value"`
}

// FileChange is a file that was seen to change. Before is empty if it was not there, After if it is not there any more.
type FileChange struct {
	Path    string `json:"path"`
	Version int    `json:"version"`
	Name    string `json:"name"`
	Other   string `json:"other,omitempty"`
	Before  string `json:"before"`
	After   string `json:"after"`
}

// NoLimit stands for the value of a v1 memory limit that is none: the kernel writes its greatest number of pages there.
const NoLimit = "9223372036854771712"

// fileNames are one file's names in v1 (with its controller) and v2.
type fileNames struct{ controller, v1, v2 string }

// Files gives the group's settings, and its counts of what was refused, as the files they were read from. The group of
// an engine's own account (without a path) has none.
func (c *Cgroup) Files() []File {
	if c == nil || c.Path == "" {
		return nil
	}
	var list []File
	add := func(n fileNames, value string) {
		if value == "" {
			return
		}
		f := File{Path: c.file(n.controller, n.v2), Version: 2, Name: n.v2, Other: n.v1, Value: value}
		if c.Version == 1 {
			f = File{Path: c.file(n.controller, n.v1), Version: 1, Name: n.v1, Other: n.v2, Value: value}
		}
		if f.Name != "" {
			list = append(list, f)
		}
	}
	c.cpuFiles(add)
	c.memoryFiles(add)
	if _, missing := c.Missing["pids"]; !missing {
		add(fileNames{"pids", "pids.max", "pids.max"}, orMax(c.PIDs.Limit, "max"))
		add(fileNames{"pids", "pids.events", "pids.events"}, "max "+strconv.FormatUint(c.PIDs.Refused, 10))
	}
	return list
}

func (c *Cgroup) cpuFiles(add func(fileNames, string)) {
	if period := strconv.FormatUint(c.CPU.PeriodMicros, 10); c.CPU.PeriodMicros > 0 {
		quota := ""
		if c.CPU.LimitCores != nil {
			quota = strconv.FormatInt(int64(math.Round(*c.CPU.LimitCores*float64(c.CPU.PeriodMicros))), 10)
		}
		switch {
		case c.Version == 1 && quota == "":
			add(fileNames{"cpu", "cpu.cfs_quota_us", "cpu.max"}, "-1")
		case c.Version == 1:
			add(fileNames{"cpu", "cpu.cfs_quota_us", "cpu.max"}, quota)
		case quota == "":
			add(fileNames{"cpu", "cpu.cfs_quota_us", "cpu.max"}, "max "+period)
		default:
			add(fileNames{"cpu", "cpu.cfs_quota_us", "cpu.max"}, quota+" "+period)
		}
		if c.Version == 1 {
			add(fileNames{"cpu", "cpu.cfs_period_us", "cpu.max"}, period)
		}
	}
	if c.CPU.Weight > 0 {
		add(fileNames{"cpu", "cpu.shares", "cpu.weight"}, strconv.FormatUint(c.CPU.Weight, 10))
	}
	add(fileNames{"cpuset", "cpuset.effective_cpus", "cpuset.cpus.effective"}, c.CPU.CPUs)
}

func (c *Cgroup) memoryFiles(add func(fileNames, string)) {
	if _, missing := c.Missing["memory"]; missing {
		return
	}
	none := "max"
	if c.Version == 1 {
		none = NoLimit
	}
	add(fileNames{"memory", "memory.limit_in_bytes", "memory.max"}, orMax(c.Memory.LimitBytes, none))
	if swap := c.Memory.SwapLimitBytes; c.Version == 1 && swap != nil && c.Memory.LimitBytes != nil {
		both := *c.Memory.LimitBytes + *swap
		add(fileNames{"memory", "memory.memsw.limit_in_bytes", "memory.swap.max"}, orMax(&both, none))
	} else if c.Version == 2 && swap != nil {
		add(fileNames{"memory", "memory.memsw.limit_in_bytes", "memory.swap.max"}, orMax(swap, none))
	}
	add(fileNames{"memory", "memory.oom_control", "memory.events"}, "oom_kill "+strconv.FormatUint(c.Memory.OOMKills, 10))
}

// ProcsFile is the group's cgroup.procs, which lists its processes, with their numbers on the host; false if it was not
// read.
func (c *Cgroup) ProcsFile(processes []ProcessView) (file File, read bool) {
	if c == nil || c.Path == "" {
		return File{}, false
	}
	pids := make([]string, len(processes))
	for i, p := range processes {
		pids[i] = strconv.Itoa(p.HostPID)
	}
	return File{
		Path: c.file("memory", "cgroup.procs"), Version: c.Version, Name: "cgroup.procs", Other: "cgroup.procs",
		Value: strings.Join(pids, " "),
	}, true
}

// Dirs are the group's directories below the mount: one on v2, one for each controller that limits on v1.
func (c *Cgroup) Dirs() []string {
	if c == nil || c.Path == "" {
		return nil
	}
	if c.Version == 2 {
		return []string{c.file("", "")}
	}
	var dirs []string
	for _, controller := range []string{"cpu", "memory", "pids"} {
		if _, there := c.Paths[controller]; there {
			dirs = append(dirs, c.file(controller, ""))
		}
	}
	return dirs
}

// file is the path of a file below the mount.
func (c *Cgroup) file(controller, name string) string {
	if c.Version == 2 {
		return strings.TrimPrefix(c.Path, "/") + "/" + name
	}
	path, there := c.Paths[controller]
	if !there {
		path = c.Path
	}
	return controller + strings.TrimSuffix(path, "/") + "/" + name
}

func orMax(n *int64, none string) string {
	if n == nil {
		return none
	}
	return strconv.FormatInt(*n, 10)
}
