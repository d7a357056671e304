//go:build linux

package cgroup

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// Group is one sandbox's control group, a directory in each hierarchy.
type Group struct {
	version int
	dirs    []groupDir
}

type groupDir struct {
	hierarchy
	path string
}

// Create makes a sandbox's group.
func (s *Session) Create(name string) (*Group, error) {
	g := &Group{version: s.version}
	for _, d := range s.dirs {
		dir := filepath.Join(d.path, name)
		if err := d.make(dir); err != nil {
			_ = g.Remove(0)
			return nil, fmt.Errorf("make cgroup: %w", err)
		}
		g.dirs = append(g.dirs, groupDir{d.hierarchy, dir})
		if s.version == 2 && s.owner != 0 {
			// Where it fails the program moves the process itself.
			_ = os.Chown(filepath.Join(dir, "cgroup.procs"), s.owner, -1)
		}
	}
	return g, nil
}

// Tasks opens, for each v1 hierarchy, the file to which a thread writes 0 to join.
func (g *Group) Tasks() ([]*os.File, error) {
	if g.version == 2 {
		return nil, nil
	}
	var files []*os.File
	for _, d := range g.dirs {
		f, err := os.OpenFile(filepath.Join(d.path, "tasks"), os.O_WRONLY, 0)
		if err != nil {
			for _, f := range files {
				_ = f.Close()
			}
			return nil, err
		}
		files = append(files, f)
	}
	return files, nil
}

// Open opens the directory of a v2 group, for a process to begin in; nil where that cannot be.
func (g *Group) Open() *os.File {
	if g.version != 2 || len(g.dirs) == 0 {
		return nil
	}
	fd, err := unix.Open(g.dirs[0].path, unix.O_PATH|unix.O_DIRECTORY|unix.O_CLOEXEC, 0)
	if err != nil {
		return nil
	}
	return os.NewFile(uintptr(fd), g.dirs[0].path)
}

// Add moves a process into the group, on v2.
func (g *Group) Add(pid int) error {
	for _, d := range g.dirs {
		if g.version == 2 {
			return write(filepath.Join(d.path, "cgroup.procs"), strconv.Itoa(pid))
		}
	}
	return nil
}

// Dir returns the group's directory in the hierarchy that has a controller.
func (g *Group) Dir(controller string) (string, bool) {
	for _, d := range g.dirs {
		if d.has(controller) {
			return d.path, true
		}
	}
	return "", false
}

// Dirs lists all of its directories.
func (g *Group) Dirs() []string {
	var dirs []string
	for _, d := range g.dirs {
		dirs = append(dirs, d.path)
	}
	return dirs
}

// Freeze stops all processes of the group, or lets them go on. It returns when the kernel has done so.
func (g *Group) Freeze(on bool) error {
	if g.version == 2 {
		return g.freezeV2(on)
	}
	dir, ok := g.Dir("freezer")
	if !ok {
		return unix.ENOTSUP
	}
	state := "THAWED"
	if on {
		state = "FROZEN"
	}
	file := filepath.Join(dir, "freezer.state")
	return until(func() (bool, error) {
		// A fork at the wrong moment leaves the group FREEZING; asking again helps.
		if err := write(file, state); err != nil {
			return false, err
		}
		now, err := os.ReadFile(file)
		return strings.TrimSpace(string(now)) == state, err
	})
}

func (g *Group) freezeV2(on bool) error {
	if len(g.dirs) == 0 {
		return unix.ENOTSUP
	}
	value := "0"
	if on {
		value = "1"
	}
	if err := write(filepath.Join(g.dirs[0].path, "cgroup.freeze"), value); err != nil {
		return err
	}
	return until(func() (bool, error) {
		now, err := field(filepath.Join(g.dirs[0].path, "cgroup.events"), "frozen")
		return now == value, err
	})
}

// Frozen reports whether somebody has frozen the group.
func (g *Group) Frozen() bool {
	if g.version == 2 && len(g.dirs) > 0 {
		now, _ := field(filepath.Join(g.dirs[0].path, "cgroup.events"), "frozen")
		return now == "1"
	}
	if dir, ok := g.Dir("freezer"); ok {
		now, _ := os.ReadFile(filepath.Join(dir, "freezer.state"))
		return strings.TrimSpace(string(now)) == "FROZEN"
	}
	return false
}

// until asks again and again for up to two seconds.
func until(done func() (bool, error)) error {
	for deadline := time.Now().Add(2 * time.Second); ; time.Sleep(500 * time.Microsecond) {
		ok, err := done()
		if ok || err != nil {
			return err
		}
		if time.Now().After(deadline) {
			return unix.ETIMEDOUT
		}
	}
}

// OOMKills counts the processes that were killed for want of memory.
func (g *Group) OOMKills() int {
	dir, ok := g.Dir("memory")
	if !ok {
		return 0
	}
	file := "memory.oom_control"
	if g.version == 2 {
		file = "memory.events"
	}
	value, _ := field(filepath.Join(dir, file), "oom_kill")
	n, _ := strconv.Atoi(value)
	return n
}

// Remove kills what is in the group and removes it. It returns when it is gone or patience is over.
func (g *Group) Remove(patience time.Duration) error { return removeAll(g.Dirs(), patience) }

// field reads one value of a file of lines "KEY VALUE".
func field(file, key string) (string, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return "", err
	}
	for line := range strings.Lines(string(data)) {
		if value, ok := strings.CutPrefix(line, key+" "); ok {
			return strings.TrimSpace(value), nil
		}
	}
	return "", nil
}

func write(file, value string) error {
	fd, err := unix.Open(file, unix.O_WRONLY|unix.O_CLOEXEC, 0)
	if err != nil {
		return &os.PathError{Op: "open", Path: file, Err: err}
	}
	_, err = unix.Write(fd, []byte(value))
	_ = unix.Close(fd)
	if err != nil {
		return &os.PathError{Op: "write", Path: file, Err: err}
	}
	return nil
}
