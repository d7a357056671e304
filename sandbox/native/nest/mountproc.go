//go:build linux

package nest

import (
	"errors"
	"io/fs"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// proc shows /proc, which a process of the PID namespace has mounted on the stage unless it is another's, and hides from
// it what tells of the machine rather than of processes. Most of that is closed to the sandbox's user anyway; these
// walls stand where the user namespace is missing too.
func (m *mounter) proc() error {
	at := m.path("proc")
	var err error
	switch m.config.Proc {
	case ProcOwn:
		err = unix.Mount(m.stage.proc(), at, "", unix.MS_MOVE, "")
	case ProcHost:
		err = unix.Mount("/proc", at, "", unix.MS_BIND|unix.MS_REC, "")
	case ProcSent:
		err = unix.MoveMount(int(m.sent.Fd()), "", unix.AT_FDCWD, at, unix.MOVE_MOUNT_F_EMPTY_PATH)
	default:
		err = syscall.EINVAL
	}
	if err != nil {
		return err
	}
	for _, name := range []string{"bus", "fs", "irq", "sys", "sysrq-trigger"} {
		if err := m.readOnly("proc/" + name); err != nil {
			return during(name, err)
		}
	}
	for _, name := range []string{
		"acpi", "asound", "kcore", "keys", "latency_stats", "sched_debug", "scsi", "timer_list", "timer_stats",
	} {
		if err := m.hide("proc/" + name); err != nil {
			return during(name, err)
		}
	}
	return nil
}

// readOnly makes a part of a mount read-only. Not every kernel has every part.
func (m *mounter) readOnly(name string) error {
	at := m.path(name)
	err := unix.Mount(at, at, "", unix.MS_BIND|unix.MS_REC, "")
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return remount(at, unix.MS_RDONLY|nosuidNodevNoexec)
}

// hide covers a file with /dev/null and a directory with an empty one.
func (m *mounter) hide(name string) error {
	at := m.path(name)
	info, err := os.Lstat(at)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case info.IsDir():
		return unix.Mount("tmpfs", at, "tmpfs", nosuidNodevNoexec|unix.MS_RDONLY, "size=0,mode=555")
	}
	return unix.Mount(os.DevNull, at, "", unix.MS_BIND, "")
}

// dev is a small /dev: the harmless devices of the host, terminals of its own, shared memory.
func (m *mounter) dev() error {
	dev := m.path("dev")
	if err := unix.Mount("tmpfs", dev, "tmpfs", unix.MS_NOSUID|unix.MS_NOEXEC, "size=64k,mode=755"); err != nil {
		return err
	}
	for _, name := range []string{"null", "zero", "full", "random", "urandom", "tty"} {
		// Not by opening it: a fork of the keeper's at that moment would hold it open, and the mount could not become
		// read-only.
		if err := unix.Mknod(m.path("dev/"+name), unix.S_IFREG|0o666, 0); err != nil {
			return err
		}
		if err := unix.Mount("/dev/"+name, m.path("dev/"+name), "", unix.MS_BIND, ""); err != nil {
			return during(name, err)
		}
	}
	for name, to := range map[string]string{
		"fd": "/proc/self/fd", "stdin": "/proc/self/fd/0", "stdout": "/proc/self/fd/1", "stderr": "/proc/self/fd/2",
		"ptmx": "pts/ptmx",
	} {
		if err := os.Symlink(to, m.path("dev/"+name)); err != nil {
			return err
		}
	}
	if err := errors.Join(os.Mkdir(m.path("dev/pts"), 0o755), os.Mkdir(m.path("dev/shm"), 0o755)); err != nil {
		return err
	}
	err := unix.Mount("devpts", m.path("dev/pts"), "devpts", unix.MS_NOSUID|unix.MS_NOEXEC,
		"newinstance,ptmxmode=0666,mode=0620")
	if err != nil {
		return during("pts", err)
	}
	err = unix.Mount("tmpfs", m.path("dev/shm"), "tmpfs", nosuidNodevNoexec, "size=16m,mode=1777")
	if err != nil {
		return during("shm", err)
	}
	if m.config.OwnIPC {
		if err := m.mqueue(); err != nil {
			return during("mqueue", err)
		}
	}
	return remount(dev, unix.MS_RDONLY|unix.MS_NOSUID|unix.MS_NOEXEC)
}

// mqueue shows POSIX message queues, which belong to the IPC namespace. A kernel may lack them.
func (m *mounter) mqueue() error {
	at := m.path("dev/mqueue")
	if err := os.Mkdir(at, 0o755); err != nil { //nolint:gosec // for all users
		return err
	}
	err := unix.Mount("mqueue", at, "mqueue", nosuidNodevNoexec, "")
	if errors.Is(err, unix.ENODEV) {
		return nil
	}
	return err
}
