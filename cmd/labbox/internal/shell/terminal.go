//go:build linux

package shell

import (
	"os"
	"runtime"

	"golang.org/x/sys/unix"
)

// terminal is the controlling terminal of an interactive shell.
type terminal struct {
	fd    int
	group int // the shell's own process group
	modes *unix.Termios
}

// openTerminal makes the shell the terminal's foreground group. It returns nil if standard input is no terminal, or not
// the one that controls this session; there is no job control then.
func openTerminal() *terminal {
	fd := int(os.Stdin.Fd())
	if _, err := unix.IoctlGetInt(fd, unix.TIOCGPGRP); err != nil {
		return nil
	}
	modes, err := unix.IoctlGetTermios(fd, unix.TCGETS)
	if err != nil {
		return nil
	}
	if unix.Getpgrp() != unix.Getpid() {
		// A session's leader is refused, and is the leader of its group already.
		_ = unix.Setpgid(0, 0)
	}
	t := &terminal{fd: fd, group: unix.Getpgrp(), modes: modes}
	t.give(t.group)
	return t
}

// give makes a group the one that reads from the terminal and gets its signals. Only the foreground group may do so
// unpunished: the kernel sends SIGTTOU to any other, which stops it. Ignoring that signal would be inherited by every
// child, so it is blocked on this thread for the moment.
func (t *terminal) give(group int) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	var block, old unix.Sigset_t
	block.Val[0] = 1 << (unix.SIGTTOU - 1)
	if unix.PthreadSigmask(unix.SIG_BLOCK, &block, &old) != nil {
		return
	}
	// The group may have ended meanwhile; the terminal then stays with the shell, which is right.
	_ = unix.IoctlSetPointerInt(t.fd, unix.TIOCSPGRP, group)
	_ = unix.PthreadSigmask(unix.SIG_SETMASK, &old, nil)
}

// take gives the terminal back to the shell.
func (t *terminal) take() { t.give(t.group) }

// foreground is the group the terminal belongs to.
func (t *terminal) foreground() int {
	group, err := unix.IoctlGetInt(t.fd, unix.TIOCGPGRP)
	if err != nil {
		return 0
	}
	return group
}

// save returns the terminal's modes, and restore sets them: a full-screen program that was stopped or killed leaves its
// own behind.
func (t *terminal) save() *unix.Termios {
	modes, err := unix.IoctlGetTermios(t.fd, unix.TCGETS)
	if err != nil {
		return t.modes
	}
	return modes
}

func (t *terminal) restore(modes *unix.Termios) {
	_ = unix.IoctlSetTermios(t.fd, unix.TCSETSW, modes) // fails when the terminal is gone; reading tells
}
