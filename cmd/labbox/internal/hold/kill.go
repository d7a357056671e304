//go:build linux

package hold

import (
	"bytes"
	"os"
	"strconv"
	"time"

	"golang.org/x/sys/unix"
)

// killAll kills every other process of the sandbox. PID 1 can leave that to the kernel: a signal to -1 reaches the
// whole namespace and nothing beyond it.
func killAll() {
	if os.Getpid() == 1 {
		_ = unix.Kill(-1, unix.SIGKILL)
		return
	}
	// Orphans become our children, so going round reaches even a family that forks while it is being killed.
	for start := time.Now(); time.Since(start) < patience; {
		victims := descendants(os.Getpid(), parents())
		if len(victims) == 0 {
			return
		}
		for _, pid := range victims {
			_ = unix.Kill(pid, unix.SIGKILL)
		}
		reap(0, func(int, int) {})
	}
}

// patience is for how long killed processes may take to end. One that does not, because it waits for a device, must not
// keep hold from ending.
const patience = time.Second

// descendants lists the processes that stem from root.
func descendants(root int, parent map[int]int) []int {
	var found []int
	for pid := range parent {
		for at := parent[pid]; at != 0; at = parent[at] {
			if at == root {
				found = append(found, pid)
				break
			}
		}
	}
	return found
}

// parents maps every process that /proc shows to its parent, from the fourth field of /proc/PID/stat. The command name
// before it stands in parentheses and may hold anything, so counting starts behind the last one. Zombies are left out:
// they need no killing.
func parents() map[int]int {
	parent := map[int]int{}
	entries, err := os.ReadDir("/proc")
	if err != nil {
		return parent
	}
	for _, e := range entries {
		pid, err := strconv.Atoi(e.Name())
		if err != nil {
			continue
		}
		stat, err := os.ReadFile("/proc/" + e.Name() + "/stat")
		if err != nil {
			continue
		}
		fields := bytes.Fields(stat[bytes.LastIndexByte(stat, ')')+1:])
		if len(fields) < 2 || string(fields[0]) == "Z" {
			continue
		}
		if ppid, err := strconv.Atoi(string(fields[1])); err == nil {
			parent[pid] = ppid
		}
	}
	return parent
}
