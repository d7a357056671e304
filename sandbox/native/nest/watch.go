//go:build linux

package nest

import (
	"bufio"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// Watch runs the watcher and returns its exit status. On its pipe come lines: "+DIR" names a control group directory
// that must not outlive the program, "-DIR" forgets one; it need not exist yet. When the pipe ends it removes those that
// are left, with all their processes, and ends. What another program holds by then is not touched.
//
// It ignores the signals that a terminal sends to everyone.
func Watch() int {
	signal.Ignore(unix.SIGHUP, unix.SIGINT, unix.SIGQUIT, unix.SIGTERM, unix.SIGPIPE)
	dirs := watched(os.NewFile(control, "pipe"))
	deadline := time.Now().Add(10 * time.Second)
	for len(dirs) > 0 && time.Now().Before(deadline) {
		for dir := range dirs {
			if !Held(dir) && RemoveGroups(dir) == nil {
				delete(dirs, dir)
				_ = unix.Rmdir(filepath.Dir(dir)) // succeeds only if it was the last one
			}
		}
		if len(dirs) > 0 {
			time.Sleep(5 * time.Millisecond)
		}
	}
	if len(dirs) > 0 {
		return 1
	}
	return 0
}

// watched reads lines until the program is no more.
func watched(r io.Reader) map[string]struct{} {
	dirs := map[string]struct{}{}
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		if dir, ok := strings.CutPrefix(lines.Text(), "+"); ok {
			dirs[dir] = struct{}{}
		} else if dir, ok := strings.CutPrefix(lines.Text(), "-"); ok {
			delete(dirs, dir)
		}
	}
	return dirs
}
