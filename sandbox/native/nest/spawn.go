//go:build linux

package nest

import (
	"fmt"
	"os"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// fixedFiles of a Spawn come before its control group's directory and the namespaces to join.
const fixedFiles = 3

// birth is a sandbox that is being made.
type birth struct {
	Spawn
	stage  stage
	filter []unix.SockFilter
	at     string // where its root file system is put together

	// Files of this process.
	null, control, stdout, stderr uintptr
	group                         int // the v2 control group's directory, or -1
	join                          []*os.File
	tasks                         []uintptr
	proc                          *os.File // a procfs of the PID namespace that it joins
	ours                          int      // this side's end of the script's socket
	theirs                        uintptr

	script *script
	pid    int
	pidfd  *os.File
	begin  <-chan struct{}
}

// spawn forks a sandbox, sees it become what it is to be, and waits for its end. The whole life of the sandbox is bound
// to this thread: the kernel sends the parent death signal when the forking thread ends, and a thread that has joined
// namespaces cannot come back from them, as the keeper has no rights in the host's.
func (k *keeper) spawn(s Spawn, files []*os.File, begin <-chan struct{}) {
	b := &birth{
		Spawn: s, stage: k.stage, filter: k.filter, at: rootOf(k.stage, s.Config),
		group: -1, ours: -1, begin: begin,
	}
	defer b.close(files)
	reply := Spawned{ID: s.ID}
	var doing steps
	doing.do("files", func() error { return b.take(files) })
	for i, flag := range s.Join {
		doing.do(fmt.Sprintf("setns(%s)", FlagNames(flag)), func() error { return join(int(b.join[i].Fd()), flag) })
	}
	// This has to come first: before Linux 6.3 a thread with a new time namespace can fork only what shares no memory.
	if s.Config.Proc == ProcSent {
		doing.do("fsmount(proc)", func() error {
			var err error
			b.proc, err = procMount()
			return err
		})
	}
	if s.Flags&unix.CLONE_NEWTIME != 0 {
		doing.do("unshare(CLONE_NEWTIME)", func() error { return unix.Unshare(unix.CLONE_NEWTIME) })
	}
	doing.do(fmt.Sprintf("clone(%s)", FlagNames(s.Flags&^unix.CLONE_NEWTIME)), func() error {
		var err error
		reply.Placed, err = b.fork()
		return err
	})
	if s.Flags&unix.CLONE_NEWUSER != 0 {
		doing.do("write(uid_map, gid_map)", b.mapIDs)
	}
	if s.Scene != nil {
		doing.do("bridge + veth", func() error { return k.scenes.add(*s.Scene, b.pid) })
	}
	if reply.Fault, reply.Calls = doing.fault, doing.spans; doing.fault != nil {
		b.kill()
		_ = k.conn.Send(FromKeeper{Spawned: &reply})
	} else {
		_ = k.conn.Send(FromKeeper{Spawned: &reply}, b.pidfd)
		became := Became{ID: s.ID}
		if became.Calls, became.Fault = b.raise(reply.Placed); became.Fault != nil {
			b.kill()
		}
		_ = k.conn.Send(FromKeeper{Became: &became})
	}
	k.begin(s.ID) // Nobody waits for it any more.
	b.close(files)
	if b.pid > 0 {
		_ = k.conn.Send(FromKeeper{Exited: &Exited{ID: s.ID, Status: wait(b.pid)}})
	}
}

// take sorts the files that came with the request.
func (b *birth) take(files []*os.File) error {
	fixed := fixedFiles
	if b.Cgroup {
		fixed++
	}
	if len(files) < fixed+len(b.Join) {
		return syscall.EPROTO
	}
	b.control, b.stdout, b.stderr = files[0].Fd(), files[1].Fd(), files[2].Fd()
	if b.Cgroup {
		b.group = int(files[fixedFiles].Fd())
	}
	b.join = files[fixed : fixed+len(b.Join)]
	for _, f := range files[fixed+len(b.Join):] {
		b.tasks = append(b.tasks, f.Fd())
	}
	return nil
}

// fork makes the process, in its control group if it can begin there.
func (b *birth) fork() (placed bool, err error) {
	null, err := os.Open(os.DevNull)
	if err != nil {
		return false, err
	}
	defer null.Close()
	ends, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_SEQPACKET|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return false, err
	}
	b.ours = ends[0]
	defer unix.Close(ends[1])
	b.null, b.theirs = null.Fd(), uintptr(ends[1])
	low := []*uintptr{&b.null, &b.theirs, &b.control, &b.stdout, &b.stderr}
	for i := range b.tasks {
		low = append(low, &b.tasks[i])
	}
	for _, fd := range low {
		if *fd >= clearOfChild {
			continue
		}
		high, err := unix.FcntlInt(*fd, unix.F_DUPFD_CLOEXEC, clearOfChild)
		if err != nil {
			return false, err
		}
		defer unix.Close(high)
		*fd = uintptr(high)
	}
	b.script = b.become()
	flags := uintptr(b.Flags &^ unix.CLONE_NEWTIME)
	pid, pidfd, err := b.script.clone(flags, b.group)
	if placed = b.group >= 0 && err == nil; b.group >= 0 && err != nil {
		// Before Linux 5.7, or without the right to: somebody else has to move it.
		pid, pidfd, err = b.script.clone(flags, -1)
	}
	if err != nil {
		return false, err
	}
	b.pid = pid
	if pidfd < 0 { // before Linux 5.2
		if pidfd, err = unix.PidfdOpen(pid, 0); err != nil {
			return false, err
		}
	}
	b.pidfd = os.NewFile(uintptr(pidfd), "pidfd")
	return placed, nil
}

// clearOfChild is above every file descriptor that the child gives a meaning to; there are some fifteen controllers.
const clearOfChild = 32

// mapIDs lets the sandbox's user namespace have its users and groups (user_namespaces(7)).
func (b *birth) mapIDs() error {
	groups := "deny"
	if b.Groups > 1 {
		groups = "allow"
	}
	for _, file := range [][2]string{
		{"uid_map", fmt.Sprintf("0 0 %d", b.Users)}, {"setgroups", groups}, {"gid_map", fmt.Sprintf("0 0 %d", b.Groups)},
	} {
		if err := os.WriteFile(fmt.Sprintf("/proc/%d/%s", b.pid, file[0]), []byte(file[1]), 0); err != nil {
			return err
		}
	}
	return nil
}

// raise has the process carry out its script, and puts its file system together in between.
func (b *birth) raise(placed bool) ([]Span, *Fault) {
	if b.Move && !placed {
		<-b.begin
	}
	first, failed := b.word()
	if failed != nil {
		return nil, failed
	}
	spans := b.script.spans(first, 0)
	doing := steps{spans: spans}
	b.furnish(&doing)
	if doing.fault != nil {
		return doing.spans, doing.fault
	}
	second, failed := b.word()
	if failed != nil {
		return doing.spans, failed
	}
	spans = append(doing.spans, b.script.spans(second, int(first.step)+1)...)
	began := time.Now()
	end, err := b.script.receive(b.ours) // nothing: execve(2) closes the socket
	if err != nil {
		return spans, fault("execve", err)
	}
	if end != nil {
		return spans, b.script.fault(end)
	}
	return append(spans, Span{What: "execve(labbox hold)", Took: time.Since(began)}), nil
}

// word tells the process to go on, and waits for its next report.
func (b *birth) word() (*report, *Fault) {
	if _, err := unix.Write(b.ours, []byte{0}); err != nil {
		return nil, fault("clone", err)
	}
	r, err := b.script.receive(b.ours)
	switch {
	case err != nil:
		return nil, fault("clone", err)
	case r == nil: // killed
		return nil, fault("clone", syscall.ESRCH)
	}
	return r, b.script.fault(r)
}

func (b *birth) kill() {
	if b.pid > 0 {
		_ = unix.Kill(b.pid, unix.SIGKILL)
	}
}

// close closes what is not needed while the sandbox lives. It may be called again.
func (b *birth) close(files []*os.File) {
	closeAll(files)
	for _, f := range []**os.File{&b.proc, &b.pidfd} {
		if *f != nil {
			_ = (*f).Close()
			*f = nil
		}
	}
	if b.ours >= 0 {
		_ = unix.Close(b.ours)
		b.ours = -1
	}
	b.script = nil
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
