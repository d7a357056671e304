//go:build linux

package cgroup

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"golang.org/x/sys/unix"

	"github.com/k8slab/k8slab/sandbox/native/nest"
)

// Session is the groups of one session: a directory in each hierarchy. Whoever made them holds a lock on them
// (flock(2), which the kernel drops with the process), and so anyone can tell a dead session from a living one.
type Session struct {
	version int
	owner   int // the user as whom the keeper forks, where that is not this one; else 0
	dirs    []groupDir
	locks   []*os.File
}

// Dirs lists the directories that a session's groups have, or would have.
func (m *Manager) Dirs(id string) []string {
	var dirs []string
	for _, h := range m.hierarchies {
		dirs = append(dirs, filepath.Join(h.base, Top, id))
	}
	return dirs
}

// Open makes a session's groups.
func (m *Manager) Open(id string) (*Session, error) {
	s := &Session{version: m.Version, owner: m.owner}
	for _, h := range m.hierarchies {
		dir := filepath.Join(h.base, Top, id)
		lock, err := h.makeLocked(dir)
		if err != nil {
			_ = s.Close(0)
			return nil, fmt.Errorf("make cgroup: %w", err)
		}
		s.dirs = append(s.dirs, groupDir{h, dir})
		s.locks = append(s.locks, lock)
	}
	return s, nil
}

// Admit lets a process that runs as another user fork into groups of this Manager, on v2: the kernel asks for the right
// to move processes to the new group, and at the common ancestor of that and of the forking process's own. So it gets a
// group of its own below Top, which the returned session is.
func (m *Manager) Admit(id string, pid, owner int) (*Session, error) {
	if m.Version != 2 || !m.Usable() {
		return &Session{}, nil
	}
	s, err := m.Open(id)
	if err != nil {
		return nil, err
	}
	err = errors.Join(
		write(filepath.Join(s.dirs[0].path, "cgroup.procs"), strconv.Itoa(pid)),
		os.Chown(filepath.Join(s.dirs[0].base, Top, "cgroup.procs"), owner, -1),
	)
	if err != nil {
		return nil, errors.Join(err, s.Close(0))
	}
	m.owner = owner
	return s, nil
}

// makeLocked makes a directory that nobody removes before it is locked. One of that name that is locked already is an
// error (EWOULDBLOCK): another program has a session of the same name.
func (h hierarchy) makeLocked(dir string) (*os.File, error) {
	for range 10 {
		if err := h.make(dir); err != nil {
			return nil, err
		}
		lock, err := lock(dir)
		if errors.Is(err, unix.ENOENT) {
			continue
		}
		if err != nil {
			return nil, err
		}
		var locked, there unix.Stat_t
		if unix.Fstat(int(lock.Fd()), &locked) == nil && unix.Stat(dir, &there) == nil && locked.Ino == there.Ino {
			return lock, nil
		}
		_ = lock.Close() // it was removed between the two
	}
	return nil, unix.EBUSY
}

func lock(dir string) (*os.File, error) {
	fd, err := unix.Open(dir, unix.O_RDONLY|unix.O_DIRECTORY|unix.O_CLOEXEC, 0)
	if err != nil {
		return nil, err
	}
	if err := unix.Flock(fd, unix.LOCK_EX|unix.LOCK_NB); err != nil {
		_ = unix.Close(fd)
		return nil, err
	}
	return os.NewFile(uintptr(fd), dir), nil
}

// Dirs lists the session's directories.
func (s *Session) Dirs() []string {
	var dirs []string
	for _, d := range s.dirs {
		dirs = append(dirs, d.path)
	}
	return dirs
}

// Close kills what is in the session's groups and removes them. It returns when they are gone or patience is over.
func (s *Session) Close(patience time.Duration) error {
	err := removeAll(s.Dirs(), patience)
	for i, d := range s.dirs {
		_ = s.locks[i].Close()
		err = errors.Join(err, dropTop(d.base))
	}
	return err
}

// Sweep removes the groups of sessions that nobody holds, unless keep says otherwise.
func (m *Manager) Sweep(keep func(session string) bool) error {
	left := map[string][]string{}
	for _, h := range m.hierarchies {
		entries, _ := os.ReadDir(filepath.Join(h.base, Top))
		for _, e := range entries {
			if e.IsDir() {
				left[e.Name()] = append(left[e.Name()], filepath.Join(h.base, Top, e.Name()))
			}
		}
	}
	var err error
	for session, dirs := range left {
		if keep != nil && keep(session) || m.held(session) {
			continue
		}
		err = errors.Join(err, removeAll(dirs, 2*time.Second))
	}
	for _, h := range m.hierarchies {
		err = errors.Join(err, dropTop(h.base))
	}
	return err
}

// held reports whether some program holds a session, in any hierarchy.
func (m *Manager) held(id string) bool {
	return slices.ContainsFunc(m.Dirs(id), nest.Held)
}

// removeAll removes directories of several hierarchies together: what is frozen by the v1 freezer dies only once that
// one has been dealt with too.
func removeAll(dirs []string, patience time.Duration) error {
	pause := 100 * time.Microsecond
	for deadline := time.Now().Add(patience); ; {
		var err error
		for _, dir := range dirs {
			err = errors.Join(err, nest.RemoveGroups(dir))
		}
		if err == nil || time.Now().After(deadline) {
			return err
		}
		time.Sleep(pause)
		pause = min(2*pause, 5*time.Millisecond)
	}
}
