package bundle

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// Load unpacks the program for a platform (GOOS, GOARCH) and the course into a new directory, and gives the path of the
// program. All of the bundle is verified first. The directory appears whole or not at all.
func (b *Bundle) Load(dir, goos, goarch string) (program string, err error) {
	name := programName(goos, goarch)
	if !slices.ContainsFunc(b.Manifest.Files, func(f File) bool { return f.Name == name }) {
		return "", &Error{
			What: fmt.Sprintf("이 묶음에는 %s/%s의 프로그램이 없어요.", goos, goarch),
			Do:   fmt.Sprintf("--platform으로 이 가운데 하나를 고르세요: %s", strings.Join(b.Manifest.Platforms(), ", ")),
		}
	}
	dir = filepath.Clean(dir)
	if entries, err := os.ReadDir(dir); err == nil && len(entries) > 0 || err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", &Error{What: fmt.Sprintf("%s에는 이미 무언가 들어 있어요.", dir), Do: "없거나 비어 있는 폴더의 이름을 주세요."}
	}
	if _, err := b.Verify(); err != nil {
		return "", err
	}
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return "", unwritable(dir, err)
	}
	stage, err := os.MkdirTemp(filepath.Dir(dir), ".k8slab-bundle-*")
	if err != nil {
		return "", unwritable(dir, err)
	}
	defer os.RemoveAll(stage) //nolint:errcheck // What is left is a hidden directory with nothing in it that matters.
	if err := b.unpack(stage, name); err != nil {
		return "", err
	}
	if err := os.Chmod(stage, 0o755); err != nil {
		return "", unwritable(dir, err)
	}
	_ = os.Remove(dir) // An empty one; where there is none, nothing is to be done.
	if err := os.Rename(stage, dir); err != nil {
		return "", unwritable(dir, err)
	}
	return filepath.Join(dir, path.Base(name)), nil
}

// unpack writes the program and the course below dir, through a root that no name leads out of.
func (b *Bundle) unpack(dir, program string) error {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return unwritable(dir, err)
	}
	defer root.Close()
	for _, f := range b.Manifest.Files {
		target, mode := filepath.FromSlash(f.Name), fs.FileMode(0o644)
		switch {
		case f.Name == program:
			target, mode = path.Base(program), 0o755
		case !strings.HasPrefix(f.Name, courseDir+"/"):
			continue
		}
		if err := root.MkdirAll(filepath.Dir(target), 0o755); err != nil {
			return unwritable(target, err)
		}
		out, err := root.OpenFile(target, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
		if err != nil {
			return unwritable(target, err)
		}
		if err := errors.Join(b.copyTo(named{out}, f), out.Close()); err != nil {
			return first(err)
		}
	}
	return nil
}

// named writes to a file; what goes wrong bears its name.
type named struct{ *os.File }

func (n named) Write(p []byte) (int, error) {
	written, err := n.File.Write(p)
	if err != nil && !errors.Is(err, io.ErrShortWrite) {
		err = &fs.PathError{Op: "write", Path: n.Name(), Err: err}
	}
	return written, err
}

// first finds the sentence in a joined error.
func first(err error) error {
	if e, ok := errors.AsType[*Error](err); ok {
		return e
	}
	return unwritable("", err)
}
