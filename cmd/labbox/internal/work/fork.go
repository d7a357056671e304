//go:build linux

package work

import (
	"sync/atomic"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// shared is memory that a process and all its forks see alike.
type shared struct {
	left    atomic.Int64  // forks that are still allowed
	refused atomic.Uint64 // forks that the kernel refused
	// hangup is a pipe whose writing end only the first process holds: its end is the end of them all.
	hangup [2]int
}

func newShared(limit int64) (*shared, error) {
	page, err := unix.Mmap(-1, 0, pageSize, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED|unix.MAP_ANONYMOUS)
	if err != nil {
		return nil, err
	}
	s := (*shared)(unsafe.Pointer(&page[0]))
	s.left.Store(limit)
	return s, unix.Pipe2(s.hangup[:], 0)
}

// sigset is the kernel's signal set, sigaction its struct for rt_sigaction (all zero means SIG_DFL).
type (
	sigset    uint64
	sigaction struct{ handler, flags, restorer, mask uint64 }
)

// fork makes one copy of this process, with the calling thread alone, runs child in it and returns the copy's PID.
//
// Starting labbox anew instead would bring a Go runtime, with five threads or so, into each process, so that a pids
// limit would count something else than the learner does; and a Go runtime that is refused a thread dies. In the copy
// there is no runtime: child may make raw system calls and use atomics, but it must not allocate, and everything it
// calls must be nosplit. Signals are blocked across the fork, as package syscall does, since the runtime's handlers
// cannot work in the copy; there every signal is given back its default effect.
//
//go:nosplit
//go:norace
func fork(child func(*shared), s *shared) (int, syscall.Errno) {
	all, old, none := ^sigset(0), sigset(0), sigset(0)
	setmask(&all, &old)
	pid, _, errno := syscall.RawSyscall6(unix.SYS_CLONE, uintptr(unix.SIGCHLD), 0, 0, 0, 0, 0)
	if errno == 0 && pid == 0 {
		var dfl sigaction
		for sig := uintptr(1); sig < 32; sig++ {
			syscall.RawSyscall6(unix.SYS_RT_SIGACTION, sig, uintptr(unsafe.Pointer(&dfl)), 0, unsafe.Sizeof(all), 0, 0)
		}
		setmask(&none, &old)
		child(s)
		exit()
	}
	setmask(&old, &none)
	return int(pid), errno
}

//go:nosplit
//go:norace
func setmask(set, old *sigset) {
	syscall.RawSyscall6(unix.SYS_RT_SIGPROCMASK, unix.SIG_SETMASK, uintptr(unsafe.Pointer(set)),
		uintptr(unsafe.Pointer(old)), unsafe.Sizeof(*set), 0, 0)
}

//go:nosplit
//go:norace
func exit() {
	for {
		syscall.RawSyscall(unix.SYS_EXIT_GROUP, 0, 0, 0)
	}
}

// reap collects children that have ended, without waiting, and returns how many there were.
func reap() int64 {
	for n := int64(0); ; n++ {
		pid, err := unix.Wait4(-1, nil, unix.WNOHANG, nil)
		if pid <= 0 || err != nil {
			return n
		}
	}
}
