//go:build !windows

package doctor

import "golang.org/x/sys/unix"

// freeBytes is the room that this user has on a directory's file system (statfs(2)).
func freeBytes(dir string) (int64, error) {
	var st unix.Statfs_t
	if err := unix.Statfs(dir, &st); err != nil {
		return 0, err
	}
	return int64(st.Bavail) * int64(st.Bsize), nil //nolint:gosec,unconvert // the types differ from system to system
}
