//go:build linux

package cgroup

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Found is the control groups of one session, whichever program made them.
type Found struct {
	Session string
	Dirs    []string
	// Processes is how many are in them, Bytes the memory charged to them.
	Processes int
	Bytes     int64
	// Held is true while a program holds the session.
	Held bool
}

// Inventory lists the sessions that have control groups, by name.
func (m *Manager) Inventory() []Found {
	found := map[string]*Found{}
	for _, h := range m.hierarchies {
		entries, _ := os.ReadDir(filepath.Join(h.base, Top))
		for _, e := range entries {
			if !e.IsDir() {
				continue
			}
			f := found[e.Name()]
			if f == nil {
				f = &Found{Session: e.Name(), Held: m.held(e.Name())}
				found[e.Name()] = f
			}
			dir := filepath.Join(h.base, Top, e.Name())
			f.Dirs = append(f.Dirs, dir)
			f.Processes = max(f.Processes, processes(dir))
			f.Bytes = max(f.Bytes, charged(dir))
		}
	}
	list := make([]Found, 0, len(found))
	for _, f := range found {
		list = append(list, *f)
	}
	slices.SortFunc(list, func(a, b Found) int { return strings.Compare(a.Session, b.Session) })
	return list
}

// processes counts those of a directory and all below.
func processes(dir string) int {
	n := 0
	_ = filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err == nil && e.Name() == "cgroup.procs" {
			data, _ := os.ReadFile(path)
			n += len(strings.Fields(string(data)))
		}
		return nil
	})
	return n
}

// charged is the memory of a directory's group, which counts that of those below.
func charged(dir string) int64 {
	for _, file := range []string{"memory.current", "memory.usage_in_bytes"} {
		if data, err := os.ReadFile(filepath.Join(dir, file)); err == nil {
			n, _ := strconv.ParseInt(strings.TrimSpace(string(data)), 10, 64)
			return n
		}
	}
	return 0
}

// Discard kills what is in the groups and removes them, held or not.
func (m *Manager) Discard(f Found) error {
	err := removeAll(f.Dirs, 2*time.Second)
	for _, h := range m.hierarchies {
		_ = dropTop(h.base)
	}
	return err
}
