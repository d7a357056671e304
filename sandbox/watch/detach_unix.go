//go:build !windows

package watch

import (
	"os"
	"os/exec"
	"syscall"
)

// detach makes the process a session leader: no terminal can send it signals, and the end of ours is nothing to it.
func detach(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true} }

// hangups are the signals that end a program which the watcher is there to outlive.
func hangups() []os.Signal { return []os.Signal{syscall.SIGHUP, syscall.SIGINT, syscall.SIGTERM} }
