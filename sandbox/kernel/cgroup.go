package kernel

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/k8slab/k8slab/sandbox"
)

// Group is a located control group: one directory on v2, one for each controller on v1. It stays right as long as the
// group exists, so a caller that reads it often keeps it.
type Group struct {
	k       FS
	version int
	path    string            // as sandbox.Cgroup.Path
	paths   map[string]string // as sandbox.Cgroup.Paths; nil on v2
	dirs    map[string]string // v1: the directory of each controller, below FS.Cgroup
	dir     string            // v2: the directory; v1: the one that Procs reads
}

// Version is 1 or 2; a hybrid host has 1.
func (g Group) Version() int { return g.version }

// Path is the group's path as /proc/PID/cgroup gives it: the unified one on v2, the memory controller's on v1.
func (g Group) Path() string { return g.path }

// CgroupOf locates the group of a process, from /proc/PID/cgroup.
func (k FS) CgroupOf(pid int) (Group, error) {
	b := k.buffer()
	defer k.release(b)
	data, err := k.proc(pid, "cgroup", b)
	if err != nil {
		return Group{}, err
	}
	unified, controllers, err := parseCgroup(data)
	if err != nil {
		return Group{}, inFile("cgroup", err)
	}
	switch k.Mounts.Version {
	case 2:
		return k.unifiedGroup(unified)
	case 1:
		return k.legacyGroup(controllers)
	default:
		return Group{}, fmt.Errorf("no cgroup file system is mounted: %w", fs.ErrNotExist)
	}
}

// Group locates the v2 group of a path, as /proc/PID/cgroup would give it.
func (k FS) unifiedGroup(path string) (Group, error) {
	dir, ok := k.Mounts.Unified.Path(path)
	if path == "" || !ok {
		return Group{}, notShown(path)
	}
	return Group{k: k, version: 2, path: path, dir: dir}, nil
}

func (k FS) legacyGroup(paths map[string]string) (Group, error) {
	g := Group{k: k, version: 1, paths: paths, path: paths["memory"], dirs: make(map[string]string, len(paths))}
	for controller, path := range paths {
		if dir, ok := k.Mounts.Controllers[controller].Path(path); ok {
			g.dirs[controller] = dir
		}
	}
	g.dir = g.procsDir()
	if g.dir == "" {
		return Group{}, notShown(g.path)
	}
	return g, nil
}

// procsDir chooses the v1 hierarchy that tells the group's processes. One where the group is the root says nothing
// about the sandbox: its engine does not use that controller.
func (g Group) procsDir() string {
	best := ""
	for _, controller := range []string{"pids", "memory", "cpu", "freezer", "cpuset", "name=systemd"} {
		dir, ok := g.dirs[controller]
		if ok && g.paths[controller] != "/" {
			return dir
		}
		if ok && best == "" {
			best = dir
		}
	}
	return best
}

func notShown(path string) error {
	return fmt.Errorf("the cgroup mount does not show group %q: %w", path, fs.ErrNotExist)
}

// Read returns the group's state. What could not be read is noted in Missing; only a group that is gone is an error
// (ErrGone).
func (g Group) Read() (sandbox.Cgroup, error) {
	b := g.k.buffer()
	defer g.k.release(b)
	r := groupReader{g: g, b: b, out: sandbox.Cgroup{Version: g.version, Path: g.path, Paths: g.paths}}
	if g.version == 2 {
		r.unified()
	} else {
		r.legacy()
	}
	if r.absent {
		if _, err := fs.Stat(g.k.Cgroup, g.dir); err != nil && absent(err) {
			return r.out, fmt.Errorf("cgroup %s is %w", g.path, ErrGone)
		}
	}
	return r.out, nil
}

// Frozen reports whether all processes of the group are stopped: frozen of cgroup.events (v2), freezer.state (v1). A group
// that cannot tell is not frozen.
func (g Group) Frozen() bool {
	b := g.k.buffer()
	defer g.k.release(b)
	if g.version == 2 {
		data, err := read(g.k.Cgroup, join(g.dir, "cgroup.events"), b)
		var frozen uint64
		return err == nil && stat(data, field{"frozen", &frozen}) == nil && frozen == 1
	}
	dir, ok := g.dirs["freezer"]
	if !ok {
		return false
	}
	data, err := read(g.k.Cgroup, join(dir, "freezer.state"), b)
	return err == nil && string(bytes.TrimSpace(data)) == "FROZEN"
}

// Procs lists the processes of the group and, on v2, of the groups below it, in the reader's PID namespace, ascending
// (cgroup.procs). A process of another PID namespace that the reader cannot see shows as 0 in the file and is left out.
func (g Group) Procs() ([]int, error) {
	b := g.k.buffer()
	defer g.k.release(b)
	pids, err := g.procs(nil, g.dir, b)
	slices.Sort(pids)
	return slices.Compact(pids), err
}

func (g Group) procs(pids []int, dir string, b *[]byte) ([]int, error) {
	reading := read
	if g.version == 2 {
		reading = reread
	}
	data, err := reading(g.k.Cgroup, join(dir, "cgroup.procs"), b)
	if err != nil {
		if absent(err) {
			err = fmt.Errorf("cgroup %s is %w", g.path, ErrGone)
		}
		return pids, err
	}
	if pids, err = parseProcs(pids, data); err != nil || g.version != 2 || !g.hasChildren(dir, b) {
		return pids, inFile("cgroup.procs", err)
	}
	entries, err := fs.ReadDir(g.k.Cgroup, dir)
	if err != nil {
		return pids, err
	}
	for _, e := range entries {
		if !e.IsDir() {
			continue
		}
		below, err := g.procs(pids, join(dir, e.Name()), b)
		if err != nil && !errors.Is(err, ErrGone) {
			return pids, err
		}
		pids = below
	}
	return pids, nil
}

// hasChildren asks cgroup.stat (Linux 4.14+), which is cheaper than to list the directory each time.
func (g Group) hasChildren(dir string, b *[]byte) bool {
	data, err := reread(g.k.Cgroup, join(dir, "cgroup.stat"), b)
	if err != nil {
		return false
	}
	var n uint64
	return stat(data, field{"nr_descendants", &n}) == nil && n > 0
}

// parseCgroup understands /proc/PID/cgroup (cgroups(7)): lines of hierarchy number, controllers, path. The unified
// hierarchy is number 0 and has no controllers. A path may hold colons.
func parseCgroup(data []byte) (unified string, controllers map[string]string, err error) {
	controllers = map[string]string{}
	for line := range bytes.Lines(data) {
		number, rest, _ := strings.Cut(strings.TrimSuffix(string(line), "\n"), ":")
		names, path, ok := strings.Cut(rest, ":")
		if !ok || !strings.HasPrefix(path, "/") {
			return "", nil, malformed("hierarchy:controllers:path", line)
		}
		if number == "0" && names == "" {
			unified = path
			continue
		}
		for name := range strings.SplitSeq(names, ",") {
			controllers[name] = path
		}
	}
	return unified, controllers, nil
}

// parseProcs adds the numbers of cgroup.procs, one a line, to pids.
func parseProcs(pids []int, data []byte) ([]int, error) {
	for line := range bytes.Lines(data) {
		pid, err := integer(line)
		if err != nil {
			return pids, err
		}
		if pid != 0 {
			pids = append(pids, pid)
		}
	}
	return pids, nil
}
