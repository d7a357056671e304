//go:build !windows

package lease

import (
	"fmt"
	"os"
	"syscall"
)

// private refuses a directory in which somebody else could put or take away lock files.
func private(path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	if st, ok := info.Sys().(*syscall.Stat_t); ok && int(st.Uid) != os.Getuid() && os.Getuid() != 0 {
		return fmt.Errorf("%s belongs to user %d", path, st.Uid)
	}
	if info.Mode().Perm()&0o022 != 0 {
		return fmt.Errorf("%s may be written to by others (%v)", path, info.Mode().Perm())
	}
	return nil
}
