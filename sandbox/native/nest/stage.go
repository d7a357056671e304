//go:build linux

package nest

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"syscall"

	"golang.org/x/sys/unix"
)

// stage is the directory in the keeper's mount namespace where sandboxes begin: a tmpfs that hides what was there
// before from nobody but the keeper. It holds the root file system, and empty directories to put a sandbox's and its procfs
// on.
type stage string

func (s stage) root() string { return filepath.Join(string(s), "root") }
func (s stage) next() string { return filepath.Join(string(s), "next") }
func (s stage) proc() string { return filepath.Join(string(s), "proc") }

// stageBytes bounds the root file system.
const stageBytes = "size=256m,mode=755"

// stages are places for it. One of them exists everywhere, and none is needed by the keeper.
func stages() []string { return []string{"/tmp", "/mnt", "/run", "/opt", "/var", "/home"} }

// newStage prepares it. Mounts of the host go on to show here (MS_SLAVE), so that nothing the host unmounts is kept
// busy; none of ours shows there.
func newStage() (stage, error) {
	if err := unix.Mount("", "/", "", unix.MS_REC|unix.MS_SLAVE, ""); err != nil {
		return "", err
	}
	at, err := findStage()
	if err != nil {
		return "", err
	}
	if err := unix.Mount("tmpfs", string(at), "tmpfs", unix.MS_NOSUID|unix.MS_NODEV, stageBytes); err != nil {
		return "", err
	}
	return at, errors.Join(os.Mkdir(at.root(), 0o755), os.Mkdir(at.next(), 0o755), os.Mkdir(at.proc(), 0o755))
}

func findStage() (stage, error) {
	for _, dir := range stages() {
		if info, err := os.Lstat(dir); err == nil && info.IsDir() {
			return stage(dir), nil
		}
	}
	return "", syscall.ENOENT
}

// labbox is this program in the root file system.
const labbox = "bin/labbox"

// layOut writes the root file system. An owner that the user namespace does not map is left out.
func layOut(dir string, entries []Entry, content *os.File) error {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	if _, err := content.Seek(0, io.SeekStart); err != nil {
		return err
	}
	old := unix.Umask(0)
	defer unix.Umask(old)
	for _, e := range entries {
		if err := put(root, e, content); err != nil {
			return during(e.Name, err)
		}
	}
	return nil
}

func put(root *os.Root, e Entry, content *os.File) error {
	mode := os.FileMode(e.Mode & 0o777)
	var err error
	switch e.Mode & unix.S_IFMT {
	case unix.S_IFLNK:
		return root.Symlink(e.Link, e.Name)
	case unix.S_IFDIR:
		if err = root.Mkdir(e.Name, mode); err == nil && e.Mode&unix.S_ISVTX != 0 {
			err = root.Chmod(e.Name, mode|os.ModeSticky)
		}
	default:
		err = putFile(root, e, mode, content)
	}
	if err != nil {
		return err
	}
	if e.UID != 0 || e.GID != 0 {
		if err := root.Lchown(e.Name, e.UID, e.GID); err != nil && !errors.Is(err, syscall.EINVAL) {
			return err
		}
	}
	return nil
}

func putFile(root *os.Root, e Entry, mode os.FileMode, content *os.File) error {
	f, err := root.OpenFile(e.Name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, mode)
	if err != nil {
		return err
	}
	_, err = io.CopyN(f, content, e.Size)
	return errors.Join(err, f.Close())
}
