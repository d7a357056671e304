//go:build linux

package nest

import (
	"runtime"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// What the Go runtime needs to be told around a fork: package syscall's own, which the runtime lets others link to.

//go:linkname beforeFork syscall.runtime_BeforeFork
func beforeFork()

//go:linkname afterFork syscall.runtime_AfterFork
func afterFork()

//go:linkname afterForkInChild syscall.runtime_AfterForkInChild
func afterForkInChild()

// cloneArgs is struct clone_args of linux/sched.h up to Linux 5.7's version.
type cloneArgs struct {
	flags, pidfd, childTID, parentTID, exitSignal, stack, stackSize, tls, setTID, setTIDSize, cgroup uint64
}

// clone forks this thread with the given CLONE_… flags, into a v2 control group's directory unless that is negative, and
// has the child carry out the script, which does not return. It returns the child's process ID, and a file descriptor of
// it, -1 before Linux 5.2.
//
// The child has a copy of the memory (no CLONE_VM) and of one thread. It runs nothing of Go's but the loop in run.
func (s *script) clone(flags uintptr, group int) (pid, pidfd int, err error) {
	if err := s.check(); err != nil {
		return 0, -1, err
	}
	fd := new(int32)
	*fd = -1
	args := &cloneArgs{
		flags: uint64(flags) | unix.CLONE_PIDFD, pidfd: uint64(uintptr(unsafe.Pointer(fd))), exitSignal: uint64(unix.SIGCHLD),
	}
	s.held = append(s.held, fd, args)
	number, first, second := uintptr(unix.SYS_CLONE), uintptr(args.flags|args.exitSignal), uintptr(0)
	if group >= 0 {
		args.flags |= unix.CLONE_INTO_CGROUP
		args.cgroup = uint64(group)
		number, first, second = unix.SYS_CLONE3, uintptr(unsafe.Pointer(args)), unsafe.Sizeof(*args)
	}
	syscall.ForkLock.Lock() // as package os expects of everybody who forks
	id, errno := s.run(number, first, second, uintptr(args.pidfd))
	syscall.ForkLock.Unlock()
	runtime.KeepAlive(s)
	if errno != 0 {
		return 0, -1, errno
	}
	return int(id), int(*fd), nil
}

// run makes the child and is what the child does. In the child it must not call anything that could need a larger stack,
// memory, a lock or another goroutine: only RawSyscall6 (see syscall.forkAndExecInChild).
//
//go:noinline
//go:norace
//go:nocheckptr
func (s *script) run(number, first, second, third uintptr) (uintptr, syscall.Errno) {
	calls, r := s.calls, s.report
	beforeFork()
	pid, _, errno := syscall.RawSyscall6(number, first, second, third, 0, 0, 0)
	if errno != 0 || pid != 0 {
		afterFork()
		return pid, errno
	}
	afterForkInChild()
	step := 0
	syscall.RawSyscall6(unix.SYS_CLOCK_GETTIME, unix.CLOCK_MONOTONIC, uintptr(unsafe.Pointer(&r.began)), 0, 0, 0, 0)
	for i := range calls {
		c := &calls[i]
		if c.step != step {
			syscall.RawSyscall6(unix.SYS_CLOCK_GETTIME, unix.CLOCK_MONOTONIC,
				uintptr(unsafe.Pointer(&r.ended[step&(maxSteps-1)])), 0, 0, 0, 0)
			step = c.step
			r.step = int64(step)
		}
		result, _, errno := syscall.RawSyscall6(c.number, c.args[0], c.args[1], c.args[2], c.args[3], c.args[4], c.args[5])
		if errno == 0 && result < c.least {
			errno = syscall.EPIPE
		}
		if errno != 0 && errno != c.but {
			r.errno = int64(errno)
			break
		}
	}
	// Whatever the last call was, it was to become another program.
	syscall.RawSyscall6(unix.SYS_WRITE, s.ends, uintptr(unsafe.Pointer(r)), unsafe.Sizeof(*r), 0, 0, 0)
	for {
		syscall.RawSyscall6(unix.SYS_EXIT_GROUP, 1, 0, 0, 0, 0, 0)
	}
}
