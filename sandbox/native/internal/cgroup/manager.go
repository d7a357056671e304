//go:build linux

// Package cgroup makes control groups for sandboxes, sets their limits and removes them, on v1 and v2.
//
// A sandbox's group is k8slab/SESSION/NAME below a base: the top of the hierarchy for root, or the nearest group that
// was delegated to this user. Everything below k8slab is ours, everything else is nobody's business here.
package cgroup

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"github.com/k8slab/k8slab/sandbox"
	"github.com/k8slab/k8slab/sandbox/kernel"
)

// Top is the directory that holds everything of ours.
const Top = "k8slab"

// hierarchy is one tree of groups: all controllers on v2, one or a few on v1.
type hierarchy struct {
	mount       string // absolute
	base        string // absolute; Top goes below it
	controllers []string
}

func (h hierarchy) has(controller string) bool { return slices.Contains(h.controllers, controller) }

// Manager makes groups.
type Manager struct {
	Version     int
	hierarchies []hierarchy
	owner       int // see Admit
	// Lacks says which limits cannot be had here.
	Lacks map[sandbox.Ability]sandbox.Reason
}

// controllers are those that something here uses.
func controllers() []string {
	return []string{"cpu", "cpuacct", "cpuset", "memory", "pids", "freezer", "blkio", "io"}
}

// Find finds out where this user may make groups, by making one.
func Find(mounts kernel.Mounts, mountDir string) *Manager {
	m := &Manager{Version: mounts.Version, Lacks: map[sandbox.Ability]sandbox.Reason{}}
	own, err := ownGroups()
	if err != nil {
		m.lackAll(noCgroups())
		return m
	}
	if mounts.Version == 2 {
		m.findV2(filepath.Join(mountDir, mounts.Unified.Dir), own[""])
	} else {
		m.findV1(mounts, mountDir, own)
	}
	m.declare()
	return m
}

// ownGroups reads this process's groups from /proc/self/cgroup, by controller; "" is the unified hierarchy.
func ownGroups() (map[string]string, error) {
	data, err := os.ReadFile("/proc/self/cgroup")
	if err != nil {
		return nil, err
	}
	own := map[string]string{}
	for line := range strings.Lines(string(data)) {
		fields := strings.SplitN(strings.TrimSpace(line), ":", 3)
		if len(fields) != 3 {
			continue
		}
		for c := range strings.SplitSeq(fields[1], ",") {
			own[c] = fields[2]
		}
	}
	return own, nil
}

// findV1 takes every controller whose top, or whose group of this process, can be written.
func (m *Manager) findV1(mounts kernel.Mounts, mountDir string, own map[string]string) {
	byDir := map[string][]string{}
	for name, mount := range mounts.Controllers {
		if slices.Contains(controllers(), name) {
			dir := filepath.Join(mountDir, mount.Dir)
			byDir[dir] = append(byDir[dir], name)
		}
	}
	for dir, names := range byDir {
		slices.Sort(names)
		for _, base := range []string{dir, filepath.Join(dir, own[names[0]])} {
			h := hierarchy{mount: dir, base: base, controllers: names}
			if unix.Access(base, unix.W_OK) == nil && m.try(h) == nil {
				m.hierarchies = append(m.hierarchies, h)
				break
			}
		}
	}
	slices.SortFunc(m.hierarchies, func(a, b hierarchy) int { return strings.Compare(a.mount, b.mount) })
}

// findV2 takes the top for root, else the nearest group above this process that may be written and hands controllers
// on. The group of this process itself does not: the kernel wants processes in leaves only.
func (m *Manager) findV2(mount, own string) {
	candidates := []string{mount}
	if os.Geteuid() != 0 {
		candidates = nil
		for dir := filepath.Dir(own); ; dir = filepath.Dir(dir) {
			candidates = append(candidates, filepath.Join(mount, dir))
			if dir == "/" || dir == "." {
				break
			}
		}
	}
	for _, base := range candidates {
		h := hierarchy{mount: mount, base: base}
		if unix.Access(filepath.Join(base, "cgroup.procs"), unix.W_OK) != nil || unix.Access(base, unix.W_OK) != nil {
			continue
		}
		h.controllers = delegate(base)
		if len(h.controllers) > 0 && m.try(h) == nil {
			m.hierarchies = []hierarchy{h}
			return
		}
	}
}

// delegate has a group hand on every controller that it can, and returns those that it does.
func delegate(dir string) []string {
	available := words(filepath.Join(dir, "cgroup.controllers"))
	for _, c := range available {
		if slices.Contains(controllers(), c) {
			_ = os.WriteFile(filepath.Join(dir, "cgroup.subtree_control"), []byte("+"+c), 0)
		}
	}
	return words(filepath.Join(dir, "cgroup.subtree_control"))
}

func words(file string) []string {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil
	}
	return strings.Fields(string(data))
}

// try makes a group as a session would, and removes it.
func (m *Manager) try(h hierarchy) error {
	dir := filepath.Join(h.base, Top, fmt.Sprintf("probe-%d", os.Getpid()))
	if err := h.make(dir); err != nil {
		return err
	}
	return errors.Join(unix.Rmdir(dir), dropTop(h.base))
}

// make makes a group and those above it, and has each hand its controllers on to the next. Another program may remove
// an empty Top in the meantime.
func (h hierarchy) make(dir string) error {
	var err error
	for range 5 {
		if err = h.makeOnce(dir); !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, unix.ENODEV) {
			return err
		}
		time.Sleep(time.Millisecond)
	}
	return err
}

func (h hierarchy) makeOnce(dir string) error {
	rel, err := filepath.Rel(h.base, dir)
	if err != nil {
		return err
	}
	at := h.base
	for part := range strings.SplitSeq(rel, "/") {
		parent := at
		at = filepath.Join(at, part)
		if parent != h.base && h.mountIsV2() {
			delegate(parent)
		}
		if err := os.Mkdir(at, 0o755); err != nil && !errors.Is(err, fs.ErrExist) { //nolint:gosec // all may look
			return err
		}
		if h.has("cpuset") && !h.mountIsV2() {
			if err := inheritCPUs(parent, at); err != nil {
				return err
			}
		}
	}
	return nil
}

func (h hierarchy) mountIsV2() bool {
	_, err := os.Lstat(filepath.Join(h.base, "cgroup.controllers"))
	return err == nil
}

// inheritCPUs fills a new v1 cpuset, which begins empty and takes no process until it is filled.
func inheritCPUs(parent, dir string) error {
	for _, file := range []string{"cpuset.cpus", "cpuset.mems"} {
		now, err := os.ReadFile(filepath.Join(dir, file))
		if err != nil {
			return err
		}
		if strings.TrimSpace(string(now)) != "" {
			continue
		}
		above, err := os.ReadFile(filepath.Join(parent, file))
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dir, file), above, 0); err != nil {
			return err
		}
	}
	return nil
}

// dropTop removes Top if it is empty.
func dropTop(base string) error {
	err := unix.Rmdir(filepath.Join(base, Top))
	if errors.Is(err, unix.ENOTEMPTY) || errors.Is(err, unix.EBUSY) || errors.Is(err, unix.ENOENT) {
		return nil
	}
	return err
}

// Controllers names what a sandbox sees under /sys/fs/cgroup: "cgroup2", or the v1 controllers it is in.
func (m *Manager) Controllers() []string {
	if m.Version == 2 {
		return []string{"cgroup2"}
	}
	var names []string
	for _, h := range m.hierarchies {
		names = append(names, strings.Join(h.controllers, ","))
	}
	return names
}

// Usable reports whether sandboxes can have groups of their own at all.
func (m *Manager) Usable() bool { return len(m.hierarchies) > 0 }
