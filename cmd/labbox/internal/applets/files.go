//go:build linux

package applets

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

func mkdir(c *call) int {
	o, err := parse("p v m: parents=p verbose=v mode=m", c.args)
	if err != nil {
		return c.misuse(err)
	}
	if len(o.rest) == 0 {
		return c.misuse(errors.New("missing operand"))
	}
	mode, err := strconv.ParseUint(o.value("m", "777"), 8, 32)
	if err != nil {
		return c.misuse(fmt.Errorf("invalid mode %q", o.value("m", "")))
	}
	for _, dir := range o.rest {
		mkdir := os.Mkdir
		if o.has("p") {
			mkdir = os.MkdirAll
		}
		if err := mkdir(dir, fs.FileMode(mode)); err != nil {
			c.fail("cannot create directory '%s': %s", dir, reason(err))
			continue
		}
		if o.has("m") {
			os.Chmod(dir, fs.FileMode(mode)) //nolint:errcheck // we have just made it
		}
		if o.has("v") {
			fmt.Fprintf(c.out, "mkdir: created directory '%s'\n", dir)
		}
	}
	return 0
}

func rmdir(c *call) int {
	o, err := parse("p v parents=p verbose=v", c.args)
	if err != nil {
		return c.misuse(err)
	}
	for _, dir := range o.rest {
		for {
			if err := unix.Rmdir(dir); err != nil {
				c.fail("failed to remove '%s': %s", dir, reason(err))
				break
			}
			if dir = filepath.Dir(dir); !o.has("p") || dir == "." || dir == "/" {
				break
			}
		}
	}
	return 0
}

func rm(c *call) int {
	o, err := parse("r R f i v d recursive=r force=f verbose=v interactive=i no-preserve-root=d", c.args)
	if err != nil {
		return c.misuse(err)
	}
	if len(o.rest) == 0 && !o.has("f") {
		return c.misuse(errors.New("missing operand"))
	}
	for _, path := range o.rest {
		info, err := os.Lstat(path)
		clean := filepath.Clean(path)
		switch {
		case err != nil && o.has("f") && errors.Is(err, fs.ErrNotExist):
		case err != nil:
			c.fail("cannot remove '%s': %s", path, reason(err))
		case clean == "/" || clean == "." || clean == "..":
			c.fail("refusing to remove '%s'", path)
		case info.IsDir() && !o.has("r") && !o.has("R"):
			c.fail("cannot remove '%s': Is a directory", path)
		case o.has("i") && !c.ask("rm: remove '%s'? ", path):
		default:
			if err := os.RemoveAll(path); err != nil {
				c.fail("cannot remove '%s': %s", path, reason(err))
			} else if o.has("v") {
				fmt.Fprintf(c.out, "removed '%s'\n", path)
			}
		}
	}
	return 0
}

// ask asks a question on standard error and reads the answer.
func (c *call) ask(format string, args ...any) bool {
	c.out.Flush() //nolint:errcheck // told at the end
	fmt.Fprintf(c.errs, format, args...)
	var answer string
	fmt.Fscanln(c.in, &answer) //nolint:errcheck // no answer is a no
	return strings.HasPrefix(strings.ToLower(answer), "y")
}

// into splits operands into sources and where each goes: inside the last one if that is a directory.
func (c *call) into(o *options) (sources []string, target func(string) string, ok bool) {
	names := o.rest
	dir := o.value("t", "")
	if dir == "" {
		if len(names) < 2 {
			c.misuse(errors.New("missing destination file operand"))
			return nil, nil, false
		}
		dir, names = names[len(names)-1], names[:len(names)-1]
	}
	info, err := os.Stat(dir)
	isDir := err == nil && info.IsDir() && !o.has("T")
	if len(names) > 1 && !isDir {
		c.fail("target '%s' is not a directory", dir)
		return nil, nil, false
	}
	return names, func(src string) string {
		if isDir {
			return filepath.Join(dir, filepath.Base(src))
		}
		return dir
	}, true
}

func mv(c *call) int {
	o, err := parse("f i n v T t: force=f interactive=i no-clobber=n verbose=v", c.args)
	if err != nil {
		return c.misuse(err)
	}
	sources, target, ok := c.into(o)
	if !ok {
		return 1
	}
	for _, src := range sources {
		dst := target(src)
		if _, err := os.Lstat(dst); err == nil && (o.has("n") || o.has("i") && !c.ask("mv: overwrite '%s'? ", dst)) {
			continue
		}
		err := os.Rename(src, dst)
		if errors.Is(err, unix.EXDEV) {
			if err = (&copier{c: c, deep: true, keep: true, links: true}).copy(src, dst); err == nil {
				err = os.RemoveAll(src)
			}
		}
		if err != nil {
			c.fail("cannot move '%s' to '%s': %s", src, dst, reason(err))
		} else if o.has("v") {
			fmt.Fprintf(c.out, "renamed '%s' -> '%s'\n", src, dst)
		}
	}
	return 0
}

func cp(c *call) int {
	o, err := parse("a r R p f i n v d P L T u t: archive=a recursive=r force=f interactive=i no-clobber=n verbose=v "+
		"preserve=p", c.args)
	if err != nil {
		return c.misuse(err)
	}
	sources, target, ok := c.into(o)
	if !ok {
		return 1
	}
	deep := o.has("a") || o.has("r") || o.has("R")
	cp := &copier{
		c: c, deep: deep, keep: o.has("a") || o.has("p"),
		links: (o.has("a") || o.has("d") || o.has("P") || deep) && !o.has("L"), verbose: o.has("v"), force: o.has("f"),
	}
	for _, src := range sources {
		dst := target(src)
		if _, err := os.Lstat(dst); err == nil && (o.has("n") || o.has("i") && !c.ask("cp: overwrite '%s'? ", dst)) {
			continue
		}
		if err := cp.copy(src, dst); err != nil {
			c.fail("cannot copy '%s' to '%s': %s", src, dst, reason(err))
		}
	}
	return 0
}

// copier copies files: keep preserves mode, owner and times, links copies symbolic links as such.
type copier struct {
	c                                 *call
	deep, keep, links, verbose, force bool
}

func (p *copier) copy(src, dst string) error {
	stat := os.Stat
	if p.links {
		stat = os.Lstat
	}
	info, err := stat(src)
	if err != nil {
		return err
	}
	if old, err := os.Stat(dst); err == nil && os.SameFile(info, old) {
		return errors.New("they are the same file")
	}
	mode := info.Mode()
	switch {
	case info.IsDir() && !p.deep:
		return errors.New("-r not specified; omitting directory")
	case info.IsDir():
		err = p.dir(src, dst, mode)
	case mode&fs.ModeSymlink != 0:
		err = p.link(src, dst)
	case mode.IsRegular() || !p.deep:
		err = p.file(src, dst, mode)
	default:
		return errors.New("special files are not copied")
	}
	if err != nil {
		return err
	}
	if p.verbose {
		fmt.Fprintf(p.c.out, "'%s' -> '%s'\n", src, dst)
	}
	if p.keep {
		return keepAttributes(dst, info)
	}
	return nil
}

func (p *copier) dir(src, dst string, mode fs.FileMode) error {
	if abs, err := filepath.Abs(dst); err == nil {
		if from, err := filepath.Abs(src); err == nil && strings.HasPrefix(abs+"/", from+"/") {
			return errors.New("cannot copy a directory into itself")
		}
	}
	if err := os.Mkdir(dst, mode.Perm()|0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	list, err := os.ReadDir(src)
	if err != nil {
		return err
	}
	for _, e := range list {
		from, to := filepath.Join(src, e.Name()), filepath.Join(dst, e.Name())
		if err := p.copy(from, to); err != nil {
			p.c.fail("cannot copy '%s' to '%s': %s", from, to, reason(err))
		}
	}
	return nil
}

func (p *copier) link(src, dst string) error {
	to, err := os.Readlink(src)
	if err != nil {
		return err
	}
	os.Remove(dst) //nolint:errcheck // if it can't be removed the link can't be made
	return os.Symlink(to, dst)
}

func (p *copier) file(src, dst string, mode fs.FileMode) error {
	in, err := os.Open(src)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(dst, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, mode.Perm())
	if err != nil && p.force {
		os.Remove(dst) //nolint:errcheck // opening tells
		out, err = os.OpenFile(dst, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, mode.Perm())
	}
	if err != nil {
		return err
	}
	if _, err := io.Copy(out, in); err != nil {
		out.Close()
		return err
	}
	return out.Close()
}

// keepAttributes gives a copy what the original had. Only root may give files away; that is no error.
func keepAttributes(dst string, info fs.FileInfo) error {
	st, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return nil
	}
	os.Lchown(dst, int(st.Uid), int(st.Gid)) //nolint:errcheck // see above
	if info.Mode()&fs.ModeSymlink != 0 {
		return nil
	}
	if err := os.Chmod(dst, info.Mode()); err != nil {
		return err
	}
	return os.Chtimes(dst, time.Unix(st.Atim.Unix()), info.ModTime())
}

func ln(c *call) int {
	o, err := parse("s f n v r T t: symbolic=s force=f no-dereference=n verbose=v", c.args)
	if err != nil {
		return c.misuse(err)
	}
	if len(o.rest) == 1 {
		o.rest = append(o.rest, ".")
	}
	if o.has("n") && len(o.rest) == 2 {
		if info, err := os.Lstat(o.rest[1]); err == nil && info.Mode()&fs.ModeSymlink != 0 {
			o.flags["T"]++
		}
	}
	sources, target, ok := c.into(o)
	if !ok {
		return 1
	}
	for _, src := range sources {
		dst := target(src)
		if o.has("f") {
			os.Remove(dst) //nolint:errcheck // if it can't be removed the link can't be made
		}
		link := os.Link
		if o.has("s") {
			link = os.Symlink
		}
		if err := link(src, dst); err != nil {
			if le, ok := errors.AsType[*os.LinkError](err); ok {
				err = le.Err
			}
			c.fail("failed to create link '%s': %s", dst, reason(err))
		}
	}
	return 0
}

func touch(c *call) int {
	o, err := parse("a m c d: r: no-create=c date=d reference=r", c.args)
	if err != nil {
		return c.misuse(err)
	}
	if len(o.rest) == 0 {
		return c.misuse(errors.New("missing file operand"))
	}
	t := time.Now()
	if o.has("d") {
		if t, err = parseTime(o.value("d", "")); err != nil {
			return c.misuse(err)
		}
	}
	if ref := o.value("r", ""); ref != "" {
		info, err := os.Stat(ref)
		if err != nil {
			return c.failPath(ref, err)
		}
		t = info.ModTime()
	}
	for _, path := range o.rest {
		mode := os.O_WRONLY | os.O_CREATE
		if o.has("c") {
			mode = os.O_WRONLY
		}
		if f, err := os.OpenFile(path, mode, 0o666); err == nil {
			f.Close()
		} else if o.has("c") && errors.Is(err, fs.ErrNotExist) {
			continue
		} else if !errors.Is(err, unix.EISDIR) {
			c.fail("cannot touch '%s': %s", path, reason(err))
			continue
		}
		atime, mtime := t, t
		if o.has("a") && !o.has("m") {
			mtime = time.Time{}
		}
		if o.has("m") && !o.has("a") {
			atime = time.Time{}
		}
		if err := os.Chtimes(path, atime, mtime); err != nil {
			c.fail("cannot touch '%s': %s", path, reason(err))
		}
	}
	return 0
}

// parseTime understands the forms people type: 2026-01-02, with a time of day, RFC 3339, and @seconds.
func parseTime(s string) (time.Time, error) {
	if sec, ok := strings.CutPrefix(s, "@"); ok {
		if n, err := strconv.ParseInt(sec, 10, 64); err == nil {
			return time.Unix(n, 0), nil
		}
	}
	for _, layout := range []string{"2006-01-02 15:04:05", "2006-01-02 15:04", "2006-01-02T15:04:05", "2006-01-02"} {
		if t, err := time.ParseInLocation(layout, s, time.Local); err == nil {
			return t, nil
		}
	}
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return t, fmt.Errorf("invalid date %q", s)
	}
	return t, nil
}
