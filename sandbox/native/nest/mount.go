//go:build linux

package nest

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// mounter puts a sandbox's file system together in its mount namespace, on a thread of the keeper's that has joined it.
type mounter struct {
	config Config
	stage  stage
	at     string   // where the new root is
	sent   *os.File // the procfs to show, for ProcSent
}

// rootOf is where a sandbox's root file system is put together.
func rootOf(s stage, c Config) string {
	if c.Writable {
		return filepath.Join(s.next(), "root")
	}
	return s.next()
}

const (
	nosuidNodev       = unix.MS_NOSUID | unix.MS_NODEV
	nosuidNodevNoexec = nosuidNodev | unix.MS_NOEXEC
)

// mount does all of it, below m.at.
func (m *mounter) mount(doing *steps) {
	doing.do("mount(root)", m.root)
	doing.do("mount(/proc/…)", m.proc)
	doing.do("mount(/dev)", m.dev)
	doing.do("mount(/sys/fs/cgroup)", m.sys)
	doing.do("mount(/etc/hosts)", m.etc)
	doing.do("mount(/tmp)", m.tmp)
	if !m.config.Writable {
		doing.do("mount(/, MS_RDONLY)", func() error { return remount(m.at, unix.MS_RDONLY|nosuidNodev) })
	}
}

func (m *mounter) path(name string) string { return filepath.Join(m.at, name) }

// root puts the image's files at m.at: as they are, or below a private layer that can be written.
func (m *mounter) root() error {
	err := unix.Mount("", "/", "", unix.MS_REC|unix.MS_SLAVE, "")
	if err != nil {
		return err
	}
	if m.config.Writable {
		return m.layer()
	}
	return unix.Mount(m.stage.root(), m.at, "", unix.MS_BIND, "")
}

// layer makes the private layer in memory, so that it goes with the sandbox: an overlay where the kernel has that, else
// a copy. The two look the same from inside.
func (m *mounter) layer() error {
	size := fmt.Sprintf("size=%d,mode=755", m.config.TmpBytes)
	tmpfs := m.stage.next()
	if err := unix.Mount("tmpfs", tmpfs, "tmpfs", nosuidNodev, size); err != nil {
		return err
	}
	for _, dir := range []string{"upper", "work", "root"} {
		if err := os.Mkdir(filepath.Join(tmpfs, dir), 0o755); err != nil {
			return err
		}
	}
	layers := fmt.Sprintf("lowerdir=%s,upperdir=%s/upper,workdir=%s/work", m.stage.root(), tmpfs, tmpfs)
	for _, options := range []string{layers + ",userxattr", layers} {
		if unix.Mount("overlay", m.at, "overlay", nosuidNodev, options) == nil {
			return nil
		}
	}
	if err := copyTree(m.stage.root(), m.at); err != nil {
		return during("copy of the image", err)
	}
	return unix.Mount(m.at, m.at, "", unix.MS_BIND, "")
}

// tmp is the sandbox's own memory disk, unless all of its root can be written anyway.
func (m *mounter) tmp() error {
	if m.config.Writable {
		return nil
	}
	return unix.Mount("tmpfs", m.path("tmp"), "tmpfs", nosuidNodev, fmt.Sprintf("size=%d,mode=1777", m.config.TmpBytes))
}

// etc puts files of the sandbox's own over the image's. They may be written, as with every engine; PID 1 keeps
// /etc/hosts up to date.
func (m *mounter) etc() error {
	run := m.path("run")
	if err := unix.Mount("tmpfs", run, "tmpfs", nosuidNodevNoexec, "size=64k,mode=755"); err != nil {
		return err
	}
	host := m.config.Hostname
	if host == "" {
		host, _ = os.Hostname()
	}
	for name, content := range map[string]string{"hosts": m.config.Hosts, "hostname": host + "\n", "resolv.conf": ""} {
		file := filepath.Join(run, name)
		if err := os.WriteFile(file, []byte(content), 0o644); err != nil { //nolint:gosec // all users read these
			return err
		}
		if err := unix.Mount(file, m.path("etc/"+name), "", unix.MS_BIND, ""); err != nil {
			return err
		}
	}
	return unix.Unmount(run, unix.MNT_DETACH)
}

// sys shows nothing of the host's devices, only the sandbox's own control groups, to be read.
func (m *mounter) sys() error {
	sys := m.path("sys")
	if err := unix.Mount("tmpfs", sys, "tmpfs", nosuidNodevNoexec, "size=64k,mode=755"); err != nil {
		return err
	}
	top := filepath.Join(sys, "fs/cgroup")
	if err := os.MkdirAll(top, 0o755); err != nil { //nolint:gosec // all users read it
		return err
	}
	if m.config.HostCgroups {
		if err := bindReadOnly("/sys/fs/cgroup", top); err != nil {
			return err
		}
	}
	const flags = nosuidNodevNoexec | unix.MS_RDONLY
	for _, c := range m.config.Cgroups {
		if c == "cgroup2" {
			if err := unix.Mount("cgroup2", top, "cgroup2", flags, ""); err != nil {
				return err
			}
			continue
		}
		dir := filepath.Join(top, c)
		if err := os.Mkdir(dir, 0o755); err != nil { //nolint:gosec // all users read it
			return err
		}
		if err := unix.Mount("cgroup", dir, "cgroup", flags, c); err != nil {
			return err
		}
	}
	return remount(sys, flags)
}

// bindReadOnly shows a directory with all that is mounted below it, to be read. A kernel that can't make the whole tree
// read-only (before Linux 5.12) shows none of it.
func bindReadOnly(from, to string) error {
	tree, err := unix.OpenTree(unix.AT_FDCWD, from, unix.OPEN_TREE_CLONE|unix.OPEN_TREE_CLOEXEC|unix.AT_RECURSIVE)
	if err != nil {
		return nil // nothing to show
	}
	defer unix.Close(tree)
	attr := unix.MountAttr{Attr_set: unix.MOUNT_ATTR_RDONLY | unix.MOUNT_ATTR_NOSUID | unix.MOUNT_ATTR_NODEV}
	if unix.MountSetattr(tree, "", unix.AT_EMPTY_PATH|unix.AT_RECURSIVE, &attr) != nil {
		return nil
	}
	return unix.MoveMount(tree, "", unix.AT_FDCWD, to, unix.MOVE_MOUNT_F_EMPTY_PATH)
}

// remount changes the flags of one mount. Flags that its user namespace may not take away (the kernel locks those of
// mounts that came from outside) are kept.
func remount(at string, flags uintptr) error {
	var st unix.Statfs_t
	if err := unix.Statfs(at, &st); err != nil {
		return err
	}
	for _, f := range []struct{ st, ms uintptr }{
		{unix.ST_NODEV, unix.MS_NODEV},
		{unix.ST_NOSUID, unix.MS_NOSUID},
		{unix.ST_NOEXEC, unix.MS_NOEXEC},
		{unix.ST_NOATIME, unix.MS_NOATIME},
		{unix.ST_NODIRATIME, unix.MS_NODIRATIME},
		{unix.ST_RELATIME, unix.MS_RELATIME},
	} {
		if uintptr(st.Flags)&f.st != 0 {
			flags |= f.ms
		}
	}
	return unix.Mount("", at, "", unix.MS_BIND|unix.MS_REMOUNT|flags, "")
}

// copyTree copies files, directories and links, and their permissions.
func copyTree(from, to string) error {
	return filepath.WalkDir(from, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		target := to + strings.TrimPrefix(name, from)
		info, err := d.Info()
		if err != nil {
			return err
		}
		switch {
		case name == from:
			return nil
		case d.Type()&fs.ModeSymlink != 0:
			link, err := os.Readlink(name)
			return errors.Join(err, os.Symlink(link, target))
		case d.IsDir():
			return errors.Join(os.Mkdir(target, 0o755), os.Chmod(target, info.Mode()))
		default:
			return copyFile(name, target, info.Mode())
		}
	})
}

func copyFile(from, to string, mode fs.FileMode) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	syscall.ForkLock.RLock() // What a fork holds open to be written cannot be executed.
	defer syscall.ForkLock.RUnlock()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, mode)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close(), os.Chmod(to, mode))
}
