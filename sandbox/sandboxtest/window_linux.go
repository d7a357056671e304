package sandboxtest

import (
	"os"

	"golang.org/x/sys/unix"
)

// windowOf asks the terminal behind a file for its size.
func windowOf(path string) (cols, rows int, ok bool) {
	f, err := os.OpenFile(path, os.O_RDONLY|unix.O_NOCTTY|unix.O_NONBLOCK, 0)
	if err != nil {
		return 0, 0, false
	}
	defer f.Close()
	size, err := unix.IoctlGetWinsize(int(f.Fd()), unix.TIOCGWINSZ)
	if err != nil {
		return 0, 0, false
	}
	return int(size.Col), int(size.Row), true
}
