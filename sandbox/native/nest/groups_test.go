//go:build linux

package nest

import (
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"
)

// What a living program holds is not the watcher's to remove.
func TestHeld(t *testing.T) {
	dir := t.TempDir()
	if Held(dir) || Held(filepath.Join(dir, "none")) {
		t.Error("nobody holds it yet")
	}
	fd, err := unix.Open(dir, unix.O_RDONLY|unix.O_DIRECTORY|unix.O_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	if err := unix.Flock(fd, unix.LOCK_EX); err != nil {
		t.Fatal(err)
	}
	if !Held(dir) {
		t.Error("it is held")
	}
	if err := unix.Close(fd); err != nil {
		t.Fatal(err)
	}
	if Held(dir) {
		t.Error("its holder has gone")
	}
}
