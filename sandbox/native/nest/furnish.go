//go:build linux

package nest

import (
	"fmt"
	"os"
	"slices"

	"golang.org/x/sys/unix"
)

// furnish gives a sandbox its network and its file system. It runs on the sandbox's own thread of the keeper's, which
// has all rights over the sandbox's namespaces while the sandbox itself has done nothing yet. The thread stays in them
// for as long as it waits for the sandbox's end.
func (b *birth) furnish(doing *steps) {
	c := b.Config
	doing.do("setns", b.enter)
	if c.OwnNet {
		doing.do("ioctl(SIOCSIFFLAGS, lo)", func() error { return network(c.Address) })
	}
	m := mounter{config: c, stage: b.stage, at: b.at, sent: b.proc}
	m.mount(doing)
}

// enter moves this thread into the sandbox's namespaces, but for those of processes, users and times.
func (b *birth) enter() error {
	// Threads share their root and working directory, and no two may be in different mount namespaces with that.
	if err := unix.Unshare(unix.CLONE_FS); err != nil {
		return os.NewSyscallError("unshare", err)
	}
	for _, k := range []struct {
		name string
		flag uint64
		own  bool
	}{
		{"net", unix.CLONE_NEWNET, b.Flags&unix.CLONE_NEWNET != 0},
		{"uts", unix.CLONE_NEWUTS, b.Flags&unix.CLONE_NEWUTS != 0},
		{"ipc", unix.CLONE_NEWIPC, b.Flags&unix.CLONE_NEWIPC != 0},
		{"cgroup", unix.CLONE_NEWCGROUP, b.Config.CgroupNS},
		{"mnt", unix.CLONE_NEWNS, true},
	} {
		if !k.own && !slices.Contains(b.Join, k.flag) {
			continue // It is the host's, where this thread is.
		}
		f, err := os.Open(fmt.Sprintf("/proc/%d/ns/%s", b.pid, k.name))
		if err != nil {
			return err
		}
		err = join(int(f.Fd()), k.flag)
		_ = f.Close()
		if err != nil {
			return during(k.name, err)
		}
	}
	return nil
}
