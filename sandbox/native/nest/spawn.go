//go:build linux

package nest

import (
	"fmt"
	"os"
	"runtime"
	"slices"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// fixedFiles of a Spawn come before the namespaces to join.
const fixedFiles = 3

// spawn forks a sandbox and waits for its end. The whole life of the sandbox is bound to this thread: the kernel sends
// the parent death signal when the forking thread ends, and a thread that has joined namespaces cannot come back from
// them, as the keeper has no rights in the host's.
func (k *keeper) spawn(s Spawn, files []*os.File) {
	runtime.LockOSThread() // never unlocked: the thread ends with the goroutine
	defer closeAll(files)
	reply := Spawned{ID: s.ID}
	fixed := fixedFiles
	if s.Cgroup {
		fixed++
	}
	var doing steps
	var pid int
	var extra []*os.File
	doing.do("files", func() error {
		if len(files) < fixed || len(files) != fixed+len(s.Join) {
			return syscall.EPROTO
		}
		return nil
	})
	for i, flag := range s.Join {
		doing.do(fmt.Sprintf("setns(%s)", FlagNames(flag)), func() error {
			return join(int(files[fixed+i].Fd()), flag)
		})
	}
	// This has to come first: before Linux 6.3 a thread with a new time namespace can fork only what shares no memory.
	var proc *os.File
	if joins(s, unix.CLONE_NEWPID) {
		doing.do("fsmount(proc)", func() error {
			var err error
			proc, err = procMount()
			return err
		})
	}
	if s.Flags&unix.CLONE_NEWTIME != 0 {
		doing.do("unshare(CLONE_NEWTIME)", func() error { return unix.Unshare(unix.CLONE_NEWTIME) })
	}
	doing.do(fmt.Sprintf("clone(%s) + execve(labbox)", FlagNames(s.Flags&^unix.CLONE_NEWTIME)), func() error {
		var pidfd *os.File
		var err error
		pid, pidfd, err = fork(s, files)
		if reply.Placed = s.Cgroup && err == nil; s.Cgroup && err != nil && pid == 0 {
			// Before Linux 5.7, or without the right to: somebody else has to move it.
			s.Cgroup = false
			pid, pidfd, err = fork(s, files)
		}
		if err == nil {
			extra = append(extra, pidfd)
			if proc != nil {
				extra = append(extra, proc)
			}
		}
		return err
	})
	if s.Scene != nil {
		doing.do("bridge + veth", func() error { return k.scenes.add(*s.Scene, pid) })
	}
	reply.Fault, reply.Calls = doing.fault, doing.spans
	if doing.fault != nil && pid > 0 {
		_ = unix.Kill(pid, unix.SIGKILL)
		closeAll(extra)
		extra = nil
	}
	_ = k.conn.Send(FromKeeper{Spawned: &reply}, extra...)
	closeAll(extra)
	if pid > 0 {
		_ = k.conn.Send(FromKeeper{Exited: &Exited{ID: s.ID, Status: wait(pid)}})
	}
}

// fork starts labbox in the namespaces of its own. Its arguments are the same for every sandbox: what it is to become
// it is told over its socket.
func fork(s Spawn, files []*os.File) (int, *os.File, error) {
	null, err := os.Open(os.DevNull)
	if err != nil {
		return 0, nil, err
	}
	defer null.Close()
	pidfd := -1
	group := 0
	if s.Cgroup {
		group = int(files[fixedFiles].Fd())
	}
	attr := &syscall.SysProcAttr{
		Cloneflags: uintptr(s.Flags &^ unix.CLONE_NEWTIME), Setsid: true, PidFD: &pidfd,
		UseCgroupFD: s.Cgroup, CgroupFD: group,
	}
	if s.Flags&unix.CLONE_NEWUSER != 0 {
		attr.UidMappings = []syscall.SysProcIDMap{{Size: s.Users}}
		attr.GidMappings = []syscall.SysProcIDMap{{Size: s.Groups}}
		attr.GidMappingsEnableSetgroups = s.Groups > 1
	}
	pid, err := syscall.ForkExec("/proc/self/exe", []string{"labbox", "nest", "enter"}, &syscall.ProcAttr{
		Env:   []string{"GOMAXPROCS=2"},
		Files: []uintptr{null.Fd(), files[1].Fd(), files[2].Fd(), files[0].Fd()},
		Sys:   attr,
	})
	if err != nil {
		return 0, nil, err
	}
	if pidfd < 0 { // before Linux 5.2
		if pidfd, err = unix.PidfdOpen(pid, 0); err != nil {
			_ = unix.Kill(pid, unix.SIGKILL)
			return pid, nil, err
		}
	}
	return pid, os.NewFile(uintptr(pidfd), "pidfd"), nil
}

// procMount has a process make a procfs of the PID namespace that this thread's children are in. Only a process in that
// namespace can, and only with rights above those of its owner: the keeper's rights, that is. The sandbox that is to
// have it is in that namespace too, but its own user namespace stands beside the owner's.
func procMount() (*os.File, error) {
	conn, theirs, err := Pair()
	if err != nil {
		return nil, err
	}
	defer func() { _ = conn.Close() }()
	defer theirs.Close()
	pid, err := syscall.ForkExec("/proc/self/exe", []string{"labbox", "nest", "procfs"}, &syscall.ProcAttr{
		Files: []uintptr{theirs.Fd(), theirs.Fd(), 2, theirs.Fd()},
		Sys:   &syscall.SysProcAttr{Setsid: true},
	})
	if err != nil {
		return nil, err
	}
	_ = theirs.Close()
	defer wait(pid)
	var f *Fault
	files, err := conn.Receive(&f)
	switch {
	case err != nil:
		return nil, err
	case f != nil:
		return nil, f
	case len(files) != 1:
		return nil, syscall.EPROTO
	}
	return files[0], nil
}

// Procfs makes that mount, sends it, and returns an exit status.
func Procfs() int {
	conn, err := NewConn(control)
	if err != nil {
		return 1
	}
	proc, err := newProcfs()
	if err != nil {
		_ = conn.Send(fault("procfs", err))
		return 1
	}
	var none *Fault
	if conn.Send(none, proc) != nil {
		return 1
	}
	return 0
}

func newProcfs() (*os.File, error) {
	fs, err := unix.Fsopen("proc", unix.FSOPEN_CLOEXEC)
	if err != nil {
		return nil, during("fsopen", err)
	}
	defer unix.Close(fs)
	if err := unix.FsconfigCreate(fs); err != nil {
		return nil, during("fsconfig", err)
	}
	fd, err := unix.Fsmount(fs, unix.FSMOUNT_CLOEXEC,
		unix.MOUNT_ATTR_NOSUID|unix.MOUNT_ATTR_NODEV|unix.MOUNT_ATTR_NOEXEC)
	if err != nil {
		return nil, during("fsmount", err)
	}
	return os.NewFile(uintptr(fd), "proc"), nil
}

func joins(s Spawn, flag uint64) bool {
	return slices.Contains(s.Join, flag)
}

// wait waits for a child and returns its status.
func wait(pid int) int {
	for {
		var ws unix.WaitStatus
		_, err := unix.Wait4(pid, &ws, 0, nil)
		switch err {
		case nil:
			return int(ws)
		case unix.EINTR:
		case unix.EAGAIN:
			time.Sleep(time.Millisecond)
		default:
			return int(unix.SIGKILL)
		}
	}
}
