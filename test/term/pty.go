//go:build linux

package term

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"syscall"

	"golang.org/x/sys/unix"
)

// openPTY opens both ends of a new pseudo-terminal, pts(4). The master stays pollable, so that closing it ends a read
// that waits, and truly closes it: that is how a terminal hangs up.
func openPTY(cols, rows int) (master, slave *os.File, err error) {
	master, err = os.OpenFile("/dev/ptmx", os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		return nil, nil, err
	}
	var number int
	err = control(master, func(fd int) error {
		if err := unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0); err != nil {
			return err
		}
		number, err = unix.IoctlGetInt(fd, unix.TIOCGPTN)
		return err
	})
	if err == nil {
		err = setSize(master, cols, rows)
	}
	if err == nil {
		slave, err = os.OpenFile("/dev/pts/"+strconv.Itoa(number), os.O_RDWR|syscall.O_NOCTTY, 0)
	}
	if err != nil {
		return nil, nil, errors.Join(fmt.Errorf("pseudo-terminal: %w", err), master.Close())
	}
	return master, slave, nil
}

// setSize tells the kernel the size in cells, and in pixels as if a cell had 10 × 20.
func setSize(f *os.File, cols, rows int) error {
	size := &unix.Winsize{Col: uint16(cols), Row: uint16(rows), Xpixel: uint16(cols * 10), Ypixel: uint16(rows * 20)}
	return control(f, func(fd int) error { return unix.IoctlSetWinsize(fd, unix.TIOCSWINSZ, size) })
}

// lineModes reads the line discipline's modes, termios(3).
func lineModes(f *os.File) (unix.Termios, error) {
	var modes unix.Termios
	err := control(f, func(fd int) error {
		now, err := unix.IoctlGetTermios(fd, unix.TCGETS)
		if err == nil {
			modes = *now
		}
		return err
	})
	return modes, err
}

// control uses a file's descriptor without making the file blocking, as File.Fd would.
func control(f *os.File, use func(fd int) error) error {
	conn, err := f.SyscallConn()
	if err != nil {
		return err
	}
	var used error
	err = conn.Control(func(fd uintptr) { used = use(int(fd)) })
	return errors.Join(err, used)
}
