//go:build linux

package applets

import (
	"archive/tar"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// tarTool makes, lists and unpacks archives: an image's layer is one.
func tarTool(c *call) int {
	args := c.args
	if len(args) > 0 && !strings.HasPrefix(args[0], "-") {
		args = append([]string{"-" + args[0]}, args[1:]...) // tar xf, the old form
	}
	o, err := parse("c x t v z f: C: p h O P exclude: create=c extract=x list=t verbose=v gzip=z file=f directory=C exclude=exclude", args)
	if err != nil {
		return c.misuse(err)
	}
	file := o.value("f", "-")
	if file != "-" {
		file = absolute(file)
	}
	if dir := o.value("C", ""); dir != "" {
		if err := os.Chdir(dir); err != nil {
			return c.failPath(dir, err)
		}
	}
	switch {
	case o.has("c"):
		err = c.tarCreate(o, file)
	case o.has("x"), o.has("t"):
		err = c.tarRead(o, file)
	default:
		return c.misuse(errors.New("one of -c, -x, -t is needed"))
	}
	if err != nil {
		c.fail("%s", reason(err))
		return 2
	}
	return 0
}

func (c *call) tarCreate(o *options, file string) (err error) {
	if len(o.rest) == 0 {
		return errors.New("cowardly refusing to create an empty archive")
	}
	var w io.Writer = os.Stdout
	if file != "-" {
		f, err := os.Create(file)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, f.Close()) }()
		w = f
	}
	if o.has("z") {
		z := gzip.NewWriter(w)
		defer func() { err = errors.Join(err, z.Close()) }()
		w = z
	}
	t := tar.NewWriter(w)
	for _, root := range o.rest {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err == nil && path != file && !excluded(o, path) {
				err = c.tarAdd(t, o, path, d)
			}
			if err != nil {
				c.failPath(path, err)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return t.Close()
}

func excluded(o *options, path string) bool {
	for _, glob := range o.values["exclude"] {
		if ok, err := filepath.Match(glob, filepath.Base(path)); ok && err == nil || path == glob {
			return true
		}
	}
	return false
}

func (c *call) tarAdd(t *tar.Writer, o *options, path string, d fs.DirEntry) error {
	info, err := d.Info()
	if err != nil {
		return err
	}
	if info.Mode()&fs.ModeSocket != 0 {
		return nil
	}
	link := ""
	if info.Mode()&fs.ModeSymlink != 0 {
		if link, err = os.Readlink(path); err != nil {
			return err
		}
	}
	h, err := tar.FileInfoHeader(info, link)
	if err != nil {
		return err
	}
	h.Name = strings.TrimLeft(filepath.ToSlash(path), "/")
	if info.IsDir() {
		h.Name += "/"
	}
	if st, ok := info.Sys().(*syscall.Stat_t); ok {
		h.Uname, h.Gname = users().name(st.Uid), groups().name(st.Gid)
	}
	if o.has("v") {
		fmt.Fprintln(c.errs, h.Name)
	}
	if err := t.WriteHeader(h); err != nil || !info.Mode().IsRegular() {
		return err
	}
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = io.Copy(t, io.LimitReader(f, h.Size))
	return err
}

func (c *call) tarRead(o *options, file string) error {
	in := io.Reader(os.Stdin)
	if file != "-" {
		f, err := os.Open(file)
		if err != nil {
			return fmt.Errorf("%s: %s", file, reason(err))
		}
		defer f.Close()
		in = f
		magic := make([]byte, 2)
		_, err = io.ReadFull(f, magic)
		if _, seekErr := f.Seek(0, io.SeekStart); err == nil && seekErr == nil && string(magic) == "\x1f\x8b" {
			o.flags["z"]++
		}
	}
	if o.has("z") {
		z, err := gzip.NewReader(in)
		if err != nil {
			return err
		}
		in = z
	}
	// What is in the archive may not be written outside of this directory, not even through links in it.
	root, err := os.OpenRoot(".")
	if err != nil {
		return err
	}
	defer root.Close()
	for t := tar.NewReader(in); ; {
		h, err := t.Next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if len(o.rest) > 0 && !wanted(o.rest, h.Name) {
			continue
		}
		if o.has("t") || o.has("v") {
			c.tarLine(o, h)
		}
		if o.has("x") {
			if err := extract(root, h, t); err != nil {
				c.failPath(h.Name, err)
			}
		}
	}
}

func wanted(names []string, name string) bool {
	for _, n := range names {
		if n = strings.TrimSuffix(n, "/"); name == n || strings.HasPrefix(name, n+"/") {
			return true
		}
	}
	return false
}

func (c *call) tarLine(o *options, h *tar.Header) {
	name := h.Name
	if h.Linkname != "" {
		name += " -> " + h.Linkname
	}
	if !o.has("t") || !o.has("v") {
		fmt.Fprintln(c.out, h.Name)
		return
	}
	info := h.FileInfo()
	mode := []byte(info.Mode().String())
	fmt.Fprintf(c.out, "%s %d/%d %9d %s %s\n", mode, h.Uid, h.Gid, h.Size, h.ModTime.Format("2006-01-02 15:04"), name)
}

// extract writes one member below root, whatever its name says.
func extract(root *os.Root, h *tar.Header, r io.Reader) error {
	name := filepath.Clean(strings.TrimLeft(h.Name, "/"))
	mode := h.FileInfo().Mode().Perm()
	if dir := filepath.Dir(name); dir != "." {
		if err := root.MkdirAll(dir, 0o755); err != nil {
			return err
		}
	}
	switch h.Typeflag {
	case tar.TypeDir:
		if err := root.MkdirAll(name, mode); err != nil {
			return err
		}
		return root.Chmod(name, mode)
	case tar.TypeSymlink:
		root.Remove(name) //nolint:errcheck // if it can't be removed the link can't be made
		return root.Symlink(h.Linkname, name)
	case tar.TypeLink:
		root.Remove(name) //nolint:errcheck // see above
		return root.Link(strings.TrimLeft(h.Linkname, "/"), name)
	case tar.TypeReg:
		root.Remove(name) //nolint:errcheck // a link there must not be followed
		f, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, mode)
		if err != nil {
			return err
		}
		_, err = io.Copy(f, r)
		if err = errors.Join(err, f.Close()); err != nil {
			return err
		}
		return root.Chtimes(name, h.ModTime, h.ModTime)
	}
	return errors.New("special files are not unpacked")
}
