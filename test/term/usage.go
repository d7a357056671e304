//go:build linux

package term

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Usage is what processes have used so far.
type Usage struct {
	// CPU is the time on a processor of all threads that live: the first field of /proc/PID/task/TID/schedstat.
	CPU time.Duration
	// RSS is resident memory now, PSS the same with shared pages divided among those who share them, Peak the most the
	// first process ever had: VmRSS and VmHWM of /proc/PID/status, Pss of /proc/PID/smaps_rollup. In bytes.
	RSS, PSS, Peak int64
	Processes      int
	Threads        int
	// Wakeups counts voluntary context switches.
	Wakeups int64
}

// Usage is that of the program with all its descendants.
func (t *Terminal) Usage() Usage { return UsageOf(t.PID()) }

// UsageOf is that of some processes with all their descendants. Processes that end meanwhile count for nothing.
func UsageOf(pids ...int) Usage {
	var u Usage
	for i, pid := range family(pids) {
		proc := "/proc/" + strconv.Itoa(pid)
		status := fields(proc + "/status")
		u.RSS += status["VmRSS"] << 10
		u.PSS += fields(proc + "/smaps_rollup")["Pss"] << 10
		if i == 0 {
			u.Peak = status["VmHWM"] << 10
		}
		u.Processes++
		tasks, err := filepath.Glob(proc + "/task/*")
		if err != nil {
			continue
		}
		for _, task := range tasks {
			u.Threads++
			u.Wakeups += fields(task + "/status")["voluntary_ctxt_switches"]
			u.CPU += onCPU(task + "/schedstat")
		}
	}
	return u
}

func onCPU(path string) time.Duration {
	var ns int64
	text, err := os.ReadFile(path)
	if err != nil {
		return 0
	}
	if _, err := fmt.Sscan(string(text), &ns); err != nil {
		return 0
	}
	return time.Duration(ns)
}

// fields reads lines of the form "Name:   123 kB".
func fields(path string) map[string]int64 {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil
	}
	out := map[string]int64{}
	for l := range strings.Lines(string(text)) {
		name, value, _ := strings.Cut(l, ":")
		if n, err := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(value), " kB"), 10, 64); err == nil {
			out[name] = n
		}
	}
	return out
}

// family is the processes themselves, then all their descendants.
func family(pids []int) []int {
	children := map[int][]int{}
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		return pids
	}
	for _, path := range stats {
		text, err := os.ReadFile(path)
		if err != nil {
			continue
		}
		// PID (NAME) STATE PPID …; the name may hold anything.
		rest := strings.Fields(string(text[bytes.LastIndexByte(text, ')')+1:]))
		if len(rest) < 2 {
			continue
		}
		pid, errPID := strconv.Atoi(filepath.Base(filepath.Dir(path)))
		parent, errParent := strconv.Atoi(rest[1])
		if errPID == nil && errParent == nil {
			children[parent] = append(children[parent], pid)
		}
	}
	all := slices.Clone(pids)
	for i := 0; i < len(all); i++ {
		for _, child := range children[all[i]] {
			if !slices.Contains(all, child) {
				all = append(all, child)
			}
		}
	}
	return all
}
