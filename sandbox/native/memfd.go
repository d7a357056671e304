//go:build linux

package native

import (
	"errors"
	"os"
	"os/exec"
	"strconv"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// memfd makes a file in memory.
func memfd(name string) (*os.File, error) {
	fd, err := unix.MemfdCreate(name, unix.MFD_CLOEXEC|unix.MFD_EXEC)
	if errors.Is(err, unix.EINVAL) { // MFD_EXEC is from Linux 6.3; before, all could be executed
		fd, err = unix.MemfdCreate(name, unix.MFD_CLOEXEC)
	}
	if err != nil {
		return nil, os.NewSyscallError("memfd_create", err)
	}
	return os.NewFile(uintptr(fd), name), nil
}

// program is labbox as a file in memory that can be executed.
type program struct{ file *os.File }

func newProgram(labbox []byte) (*program, error) {
	w, err := memfd("labbox")
	if err != nil {
		return nil, err
	}
	defer w.Close()
	if _, err := w.Write(labbox); err != nil {
		return nil, err
	}
	// What is open for writing cannot be executed; and a child's first descriptors are put to other uses.
	r, err := os.Open("/proc/self/fd/" + strconv.Itoa(int(w.Fd())))
	if err != nil {
		return nil, err
	}
	defer r.Close()
	fd, err := unix.FcntlInt(r.Fd(), unix.F_DUPFD_CLOEXEC, 16)
	if err != nil {
		return nil, os.NewSyscallError("fcntl", err)
	}
	return &program{os.NewFile(uintptr(fd), "labbox")}, nil
}

// start starts labbox with one file beside the standard ones, in a session of its own: it shall not get the signals
// that a terminal sends to everyone.
func (p *program) start(attr *syscall.SysProcAttr, file *os.File, args ...string) (*exec.Cmd, error) {
	attr.Setsid = true
	for try := 0; ; try++ {
		cmd := &exec.Cmd{
			Path: "/proc/self/fd/" + strconv.Itoa(int(p.file.Fd())), Args: append([]string{"labbox"}, args...),
			Dir: "/", Env: []string{"GOGC=50", "K8SLAB_ENGINE=" + strconv.Itoa(os.Getpid())},
			ExtraFiles: []*os.File{file}, SysProcAttr: attr,
		}
		err := cmd.Start()
		// Somebody forking at this moment may hold a copy of the descriptor that the file was written by.
		if errors.Is(err, unix.ETXTBSY) && try < 50 {
			time.Sleep(time.Millisecond)
			continue
		}
		return cmd, err
	}
}
