package main

import (
	"os"

	"golang.org/x/sys/unix"
)

const divertible = true

// divert makes standard error lead to a file, and gives what it was; -1 if it could not be done.
func divert(to *os.File) int {
	kept, err := unix.FcntlInt(os.Stderr.Fd(), unix.F_DUPFD_CLOEXEC, 3)
	if err != nil || unix.Dup2(int(to.Fd()), int(os.Stderr.Fd())) != nil {
		return -1
	}
	return kept
}

func restore(kept int) {
	_ = unix.Dup2(kept, int(os.Stderr.Fd()))
	_ = unix.Close(kept)
}
