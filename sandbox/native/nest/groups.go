//go:build linux

package nest

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// RemoveGroups kills every process in a control group directory and those below it, and removes them all. It does not
// wait: fs.ErrExist or EBUSY says that something is still on its way out, and to try again. What does not exist is no
// error.
func RemoveGroups(dir string) error {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, e := range entries {
		if e.IsDir() {
			err = errors.Join(err, RemoveGroups(filepath.Join(dir, e.Name())))
		}
	}
	if err != nil {
		return err
	}
	KillGroup(dir)
	if err := unix.Rmdir(dir); err != nil && !errors.Is(err, unix.ENOENT) {
		return err
	}
	return nil
}

// Held reports whether some living program holds a session's control group directory, by flock(2).
func Held(dir string) bool {
	fd, err := unix.Open(dir, unix.O_RDONLY|unix.O_DIRECTORY|unix.O_CLOEXEC, 0)
	if err != nil {
		return false
	}
	defer unix.Close(fd)
	return errors.Is(unix.Flock(fd, unix.LOCK_EX|unix.LOCK_NB), unix.EWOULDBLOCK)
}

// KillGroup kills every process in one control group, frozen ones too. A v1 group that is no freezer's kills no frozen
// process, but the freezer's own is removed beside it.
func KillGroup(dir string) {
	if os.WriteFile(filepath.Join(dir, "cgroup.kill"), []byte("1"), 0) == nil { // v2, Linux 5.14
		return
	}
	data, err := os.ReadFile(filepath.Join(dir, "cgroup.procs"))
	if err != nil {
		return
	}
	for line := range strings.Lines(string(data)) {
		if pid, err := strconv.Atoi(strings.TrimSpace(line)); err == nil && pid > 1 {
			_ = unix.Kill(pid, unix.SIGKILL)
		}
	}
	thaw(dir)
}

// thaw lets frozen processes die of what they were sent; v2 needs that only before Linux 5.2.
func thaw(dir string) {
	if state, err := os.ReadFile(filepath.Join(dir, "freezer.state")); err == nil &&
		strings.TrimSpace(string(state)) != "THAWED" {
		_ = os.WriteFile(filepath.Join(dir, "freezer.state"), []byte("THAWED"), 0)
	}
}
