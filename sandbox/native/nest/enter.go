//go:build linux

package nest

import (
	"os"
	"runtime"
	"strconv"
	"syscall"

	"golang.org/x/sys/unix"
)

// Enter is a sandbox's first moments. It runs in the new namespaces with all rights inside them, makes them a place of
// their own, gives all rights away, and becomes labbox hold. It returns only if that failed.
//
// Everything is done by one thread: cgroup namespaces, capabilities and seccomp filters belong to threads. Its execve
// ends the others, and with them the rights that they still have.
func Enter() int {
	runtime.LockOSThread()
	conn, err := NewConn(control)
	if err != nil {
		return 1
	}
	var m ToSandbox
	files, err := conn.Receive(&m)
	if err != nil || m.Config == nil {
		return 1
	}
	c := *m.Config
	var doing steps
	enter(&doing, c, files)
	if doing.fault == nil {
		doing.do("prctl(PR_SET_PDEATHSIG)", func() error {
			return unix.Prctl(unix.PR_SET_PDEATHSIG, uintptr(unix.SIGKILL), 0, 0, 0)
		})
	}
	if doing.fault != nil {
		_ = conn.Send(FromSandbox{Fault: doing.fault})
		return 1
	}
	_ = conn.Send(FromSandbox{Running: &Running{Calls: doing.spans}})
	_ = unix.SetNonblock(control, false)
	// The socket stays open: hold serves it.
	if _, err := unix.FcntlInt(control, unix.F_SETFD, 0); err == nil {
		args := append([]string{"labbox", "hold", "--serve-fd", strconv.Itoa(control), "--"}, c.Args...)
		err = syscall.Exec("/"+labbox, args, c.Env)
		_ = conn.Send(FromSandbox{Fault: fault("execve("+labbox+")", err)})
	}
	return 1
}

// enter makes the namespaces a place of their own.
func enter(doing *steps, c Config, files []*os.File) {
	doing.do("cgroup: own thread into its groups", func() error { return joinGroups(c.Tasks, files) })
	if c.CgroupNS {
		doing.do("unshare(CLONE_NEWCGROUP)", func() error { return unix.Unshare(unix.CLONE_NEWCGROUP) })
	}
	if c.OwnNet {
		doing.do("ioctl(SIOCSIFFLAGS, lo)", func() error { return network(c.Address) })
	}
	m := mounter{config: c}
	m.mount(doing, files)
	if c.Hostname != "" {
		doing.do("sethostname", func() error { return unix.Sethostname([]byte(c.Hostname)) })
	}
	doing.do("setrlimit", func() error { return limits(c) })
	doing.do("pivot_root", func() error { return pivot(m.at) })
	doing.do("prctl(PR_SET_NO_NEW_PRIVS), capset(0)", dropRights)
	if len(c.Filter) > 0 {
		doing.do("seccomp(SECCOMP_SET_MODE_FILTER)", func() error { return installFilter(c.Filter) })
	}
}

// joinGroups moves this thread into control groups, each file being the list of threads of one. A single thread that
// moves itself costs microseconds on cgroup v1; to move a process stops every fork in the machine for up to 20 ms.
func joinGroups(n int, files []*os.File) error {
	if n > len(files) {
		return syscall.EPROTO
	}
	for _, f := range files[:n] {
		if _, err := unix.Write(int(f.Fd()), []byte("0")); err != nil {
			return err
		}
		_ = f.Close()
	}
	return nil
}

// limits are the resource limits. Without CAP_SYS_RESOURCE on the host none can be raised, so a hard limit below what
// was asked for stays.
func limits(c Config) error {
	if err := lower(unix.RLIMIT_NOFILE, c.NoFile); err != nil {
		return err
	}
	return lower(unix.RLIMIT_CORE, 0)
}

// lower uses syscall.Setrlimit since that makes the Go runtime forget the limit on open files that it would restore.
func lower(resource int, to uint64) error {
	var now syscall.Rlimit
	if err := syscall.Getrlimit(resource, &now); err != nil {
		return err
	}
	to = min(to, now.Max)
	return syscall.Setrlimit(resource, &syscall.Rlimit{Cur: to, Max: to})
}

// pivot makes a directory the root and lets go of everything else.
func pivot(root string) error {
	if err := os.Chdir(root); err != nil {
		return err
	}
	if err := unix.PivotRoot(".", "."); err != nil {
		return err
	}
	if err := unix.Unmount(".", unix.MNT_DETACH); err != nil {
		return during("umount", err)
	}
	return os.Chdir("/")
}
