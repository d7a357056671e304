package image

import (
	"bytes"
	"debug/elf"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
)

// Layer is a set of files put above those of the layers below it.
type Layer struct {
	// Comment is what docker history shows for it.
	Comment string
	Files   []File
}

// File is a regular file, a directory (fs.ModeDir in Mode) or a symbolic link (Link set).
type File struct {
	// Name is its path without a leading slash, as fs.ValidPath has it.
	Name string
	// Mode is the type and permissions. Of the special bits only fs.ModeSticky is kept.
	Mode fs.FileMode
	Data []byte
	// Link is what a symbolic link points to.
	Link string
	// UID and GID own it.
	UID, GID int
}

// complete checks a layer's files, sorts them, and adds the directories that neither it nor a lower layer has. exists
// holds the files of the lower layers by name, and of this one afterwards.
func (l Layer) complete(exists map[string]File) ([]File, error) {
	own := map[string]File{}
	for _, f := range l.Files {
		if err := f.check(); err != nil {
			return nil, err
		}
		if _, twice := own[f.Name]; twice {
			return nil, fmt.Errorf("file %q appears twice", f.Name)
		}
		own[f.Name] = f
	}
	for name := range maps.Clone(own) {
		for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
			parent, here := own[dir]
			if !here {
				if parent, here = exists[dir]; !here {
					own[dir] = Dir(dir, 0o755)
					continue
				}
			}
			if !parent.Mode.IsDir() {
				return nil, fmt.Errorf("file %q lies in %q, which is no directory", name, dir)
			}
		}
	}
	maps.Copy(exists, own)
	return slices.SortedFunc(maps.Values(own), func(a, b File) int { return strings.Compare(a.Name, b.Name) }), nil
}

func (f File) check() error {
	switch {
	case !fs.ValidPath(f.Name) || f.Name == "." || strings.ContainsRune(f.Name, 0):
		return fmt.Errorf("file %q is no path below the root", f.Name)
	case f.UID < 0 || f.GID < 0:
		return fmt.Errorf("file %q has no owner", f.Name)
	case strings.HasPrefix(path.Base(f.Name), ".wh."):
		return fmt.Errorf("file %q would delete another one", f.Name)
	case f.Link != "" && len(f.Data) > 0, f.Mode.IsDir() && (f.Link != "" || len(f.Data) > 0):
		return fmt.Errorf("file %q is of two kinds at once", f.Name)
	}
	return nil
}

// Dir is a directory.
func Dir(name string, mode fs.FileMode) File { return File{Name: name, Mode: fs.ModeDir | mode} }

// Text is a regular file that all may read.
func Text(name, content string) File { return File{Name: name, Mode: 0o644, Data: []byte(content)} }

// machine is the ELF machine of an architecture that there are labs for.
func machine(arch string) (elf.Machine, error) {
	switch arch {
	case "amd64":
		return elf.EM_X86_64, nil
	case "arm64":
		return elf.EM_AARCH64, nil
	default:
		return elf.EM_NONE, fmt.Errorf("no lab image for architecture %q", arch)
	}
}

// checkELF refuses bytes that could not run: the mistake would show much later and nowhere near.
func checkELF(program []byte, arch string) error {
	want, err := machine(arch)
	if err != nil {
		return err
	}
	f, err := elf.NewFile(bytes.NewReader(program))
	if err != nil {
		return fmt.Errorf("labbox is no program: %w", err)
	}
	if f.Machine != want {
		return fmt.Errorf("labbox is a program for %v, not for %s", f.Machine, arch)
	}
	for _, p := range f.Progs {
		if p.Type == elf.PT_INTERP {
			return errors.New("labbox needs a dynamic loader; build it with CGO_ENABLED=0")
		}
	}
	return nil
}
