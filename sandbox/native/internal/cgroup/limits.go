//go:build linux

package cgroup

import (
	"errors"
	"io/fs"
	"path/filepath"
	"strconv"

	"golang.org/x/sys/unix"

	"github.com/k8slab/k8slab/sandbox"
)

// period is the length of a period of CPU bandwidth control, in microseconds: the kernel's default.
const period = 100_000

// Change is one value written to one file of a group.
type Change struct {
	File  string // absolute
	Value string
	// MayLack is set for files that not every kernel has.
	MayLack bool
	// Try is set for a write that may fail because a later one has to come first.
	Try bool
}

// Changes are the writes that set limits, in the order in which they succeed. Zero fields change nothing.
func (g *Group) Changes(l sandbox.Limits) []Change {
	var c []Change
	add := func(controller, file, value string, mayLack, try bool) {
		if dir, ok := g.Dir(controller); ok {
			c = append(c, Change{filepath.Join(dir, file), value, mayLack, try})
		}
	}
	if l.CPU != 0 {
		quota := "-1"
		if g.version == 2 {
			quota = "max"
		}
		if l.CPU > 0 {
			quota = strconv.FormatInt(max(int64(l.CPU*period+0.5), 1000), 10)
		}
		if g.version == 2 {
			add("cpu", "cpu.max", quota+" "+strconv.Itoa(period), false, false)
		} else {
			add("cpu", "cpu.cfs_quota_us", quota, false, false)
		}
	}
	if l.CPUShares != 0 {
		if g.version == 2 {
			add("cpu", "cpu.weight", strconv.FormatInt(Weight(l.CPUShares), 10), false, false)
		} else {
			add("cpu", "cpu.shares", strconv.FormatInt(l.CPUShares, 10), false, false)
		}
	}
	if l.CPUs != "" {
		add("cpuset", "cpuset.cpus", l.CPUs, false, false)
	}
	if l.Memory != 0 {
		limit := "-1"
		switch {
		case l.Memory > 0:
			limit = strconv.FormatInt(l.Memory, 10)
		case g.version == 2:
			limit = "max"
		}
		if g.version == 2 {
			add("memory", "memory.swap.max", "0", true, false)
			add("memory", "memory.max", limit, false, false)
		} else {
			// Memory and swap together may never be less than memory alone: one of the two orders works.
			add("memory", "memory.memsw.limit_in_bytes", limit, true, true)
			add("memory", "memory.limit_in_bytes", limit, false, false)
			add("memory", "memory.memsw.limit_in_bytes", limit, true, false)
		}
	}
	if l.PIDs != 0 {
		limit := "max"
		if l.PIDs > 0 {
			limit = strconv.FormatInt(l.PIDs, 10)
		}
		add("pids", "pids.max", limit, false, false)
	}
	return c
}

// Weight is the v2 weight of v1 shares, by the formula that OCI runtimes use: 2..262144 becomes 1..10000.
func Weight(shares int64) int64 { return 1 + (shares-2)*9999/262142 }

// Set writes changes.
func (g *Group) Set(changes []Change) error {
	for _, c := range changes {
		err := write(c.File, c.Value)
		switch {
		case err == nil, c.Try, c.MayLack && errors.Is(err, fs.ErrNotExist):
		case c.MayLack && errors.Is(err, unix.EOPNOTSUPP):
		default:
			return err
		}
	}
	return nil
}
