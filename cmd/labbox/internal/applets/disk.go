//go:build linux

package applets

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

func absolute(path string) string {
	abs, err := filepath.Abs(path)
	if err != nil {
		return path
	}
	return abs
}

// usage is one run of du: a file with several names counts once.
type usage struct {
	c        *call
	o        *options
	max      int
	seen     map[[2]uint64]bool
	show     func(uint64) string
	apparent bool
}

func du(c *call) int {
	o, err := parse("s h a c k m b x d: L summarize=s human-readable=h all=a total=c max-depth=d apparent-size=A A bytes=b", c.args)
	if err != nil {
		return c.misuse(err)
	}
	u := &usage{c: c, o: o, max: 1 << 30, seen: map[[2]uint64]bool{}, apparent: o.has("A") || o.has("b")}
	if u.max, err = o.number("d", 1<<30); err != nil {
		return c.misuse(err)
	}
	if o.has("s") {
		u.max = 0
	}
	switch {
	case o.has("h"):
		u.show = human
	case o.has("b"):
		u.show = itoa[uint64]
	case o.has("m"):
		u.show = func(n uint64) string { return itoa((n + 1<<20 - 1) >> 20) }
	default:
		u.show = func(n uint64) string { return itoa((n + 1023) >> 10) }
	}
	names := o.rest
	if len(names) == 0 {
		names = []string{"."}
	}
	total := uint64(0)
	for _, name := range names {
		info, err := os.Lstat(name)
		if err != nil {
			c.fail("cannot access '%s': %s", name, reason(err))
			continue
		}
		total += u.of(name, info, 0)
	}
	if o.has("c") {
		fmt.Fprintf(c.out, "%s\ttotal\n", u.show(total))
	}
	return 0
}

func (u *usage) of(path string, info fs.FileInfo, depth int) uint64 {
	st, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return 0
	}
	key := [2]uint64{uint64(st.Dev), st.Ino}
	if st.Nlink > 1 && !info.IsDir() {
		if u.seen[key] {
			return 0
		}
		u.seen[key] = true
	}
	size := uint64(st.Blocks) * 512
	if u.apparent {
		size = uint64(st.Size)
	}
	if info.IsDir() {
		list, err := os.ReadDir(path)
		if err != nil {
			u.c.fail("cannot read directory '%s': %s", path, reason(err))
		}
		for _, e := range list {
			inner, err := e.Info()
			if err != nil {
				continue
			}
			if u.o.has("x") && device(inner) != device(info) {
				continue
			}
			child := path + "/" + e.Name()
			if path == "/" {
				child = "/" + e.Name()
			}
			size += u.of(child, inner, depth+1)
		}
	}
	if depth == 0 || depth <= u.max && (info.IsDir() || u.o.has("a")) {
		fmt.Fprintf(u.c.out, "%s\t%s\n", u.show(size), path)
	}
	return size
}

func stat(c *call) int {
	o, err := parse("c: f L t format=c dereference=L file-system=f", c.args)
	if err != nil {
		return c.misuse(err)
	}
	if len(o.rest) == 0 {
		return c.misuse(errors.New("missing operand"))
	}
	for _, path := range o.rest {
		var st unix.Stat_t
		get := unix.Lstat
		if o.has("L") {
			get = unix.Stat
		}
		if err := get(path, &st); err != nil {
			c.fail("cannot stat '%s': %s", path, reason(err))
			continue
		}
		if o.has("f") {
			c.statFS(path)
			continue
		}
		if format := o.value("c", ""); format != "" {
			fmt.Fprintln(c.out, statFormat(format, path, &st))
			continue
		}
		c.statLong(path, &st)
	}
	return 0
}

func kindName(mode uint32) string {
	switch mode & unix.S_IFMT {
	case unix.S_IFDIR:
		return "directory"
	case unix.S_IFLNK:
		return "symbolic link"
	case unix.S_IFCHR:
		return "character special file"
	case unix.S_IFBLK:
		return "block special file"
	case unix.S_IFIFO:
		return "fifo"
	case unix.S_IFSOCK:
		return "socket"
	}
	return "regular file"
}

func stamp(t unix.Timespec) string {
	return time.Unix(t.Unix()).Format("2006-01-02 15:04:05.000000000 -0700")
}

func (c *call) statLong(path string, st *unix.Stat_t) {
	name := path
	if to, err := os.Readlink(path); err == nil {
		name += " -> " + to
	}
	fmt.Fprintf(c.out, "  File: %s\n  Size: %-15d Blocks: %-10d IO Block: %-6d %s\n", name, st.Size, st.Blocks, st.Blksize, kindName(st.Mode))
	fmt.Fprintf(c.out, "Device: %d,%d\tInode: %-11d Links: %d\n", unix.Major(uint64(st.Dev)), unix.Minor(uint64(st.Dev)), st.Ino, st.Nlink)
	fmt.Fprintf(c.out, "Access: (%04o/%s)  Uid: (%5d/%8s)   Gid: (%5d/%8s)\n", st.Mode&0o7777, modeText(st.Mode), st.Uid,
		users().name(st.Uid), st.Gid, groups().name(st.Gid))
	fmt.Fprintf(c.out, "Access: %s\nModify: %s\nChange: %s\n", stamp(st.Atim), stamp(st.Mtim), stamp(st.Ctim))
}

func (c *call) statFS(path string) {
	var fs unix.Statfs_t
	if err := unix.Statfs(path, &fs); err != nil {
		c.failPath(path, err)
		return
	}
	fmt.Fprintf(c.out, "  File: \"%s\"\n    Type: %x\nBlock size: %d\nBlocks: Total: %d Free: %d Available: %d\nInodes: Total: %d Free: %d\n",
		path, fs.Type, fs.Bsize, fs.Blocks, fs.Bfree, fs.Bavail, fs.Files, fs.Ffree)
}

func statFormat(format, path string, st *unix.Stat_t) string {
	var b strings.Builder
	for i := 0; i < len(format); i++ {
		if format[i] != '%' || i+1 == len(format) {
			b.WriteByte(format[i])
			continue
		}
		i++
		switch format[i] {
		case 'n':
			b.WriteString(path)
		case 's':
			fmt.Fprint(&b, st.Size)
		case 'a':
			fmt.Fprintf(&b, "%o", st.Mode&0o7777)
		case 'A':
			b.WriteString(modeText(st.Mode))
		case 'u':
			fmt.Fprint(&b, st.Uid)
		case 'U':
			b.WriteString(users().name(st.Uid))
		case 'g':
			fmt.Fprint(&b, st.Gid)
		case 'G':
			b.WriteString(groups().name(st.Gid))
		case 'i':
			fmt.Fprint(&b, st.Ino)
		case 'h':
			fmt.Fprint(&b, st.Nlink)
		case 'F':
			b.WriteString(kindName(st.Mode))
		case 'd':
			fmt.Fprint(&b, st.Dev)
		case 'b':
			fmt.Fprint(&b, st.Blocks)
		case 'Y':
			fmt.Fprint(&b, st.Mtim.Sec)
		case 'y':
			b.WriteString(stamp(st.Mtim))
		case 'X':
			fmt.Fprint(&b, st.Atim.Sec)
		case 'Z':
			fmt.Fprint(&b, st.Ctim.Sec)
		case '%':
			b.WriteByte('%')
		default:
			b.WriteString("?")
		}
	}
	return b.String()
}

// dd copies blocks. It understands if, of, bs, count, skip, seek, conv=notrunc,fsync and status=none.
func dd(c *call) int {
	args := map[string]string{"bs": "512", "count": "-1", "skip": "0", "seek": "0"}
	for _, a := range c.args {
		key, value, ok := strings.Cut(a, "=")
		if !ok || !strings.Contains(" if of bs count skip seek conv status ibs obs iflag oflag ", " "+key+" ") {
			return c.misuse(fmt.Errorf("unrecognized operand '%s'", a))
		}
		args[key] = value
	}
	num := map[string]int64{}
	for _, key := range []string{"bs", "count", "skip", "seek"} {
		n, _, err := count(args[key])
		if err != nil || key == "bs" && (n < 1 || n > 64<<20) {
			return c.misuse(fmt.Errorf("invalid number: '%s=%s'", key, args[key]))
		}
		num[key] = n
	}
	in, out := io.Reader(os.Stdin), os.Stdout
	if path := args["if"]; path != "" {
		f, err := os.Open(path)
		if err != nil {
			return c.fail("failed to open '%s': %s", path, reason(err))
		}
		defer f.Close()
		in = f
	}
	if path := args["of"]; path != "" {
		mode := os.O_WRONLY | os.O_CREATE | os.O_TRUNC
		if num["seek"] > 0 || strings.Contains(args["conv"], "notrunc") {
			mode = os.O_WRONLY | os.O_CREATE
		}
		f, err := os.OpenFile(path, mode, 0o666)
		if err != nil {
			return c.fail("failed to open '%s': %s", path, reason(err))
		}
		defer f.Close()
		out = f
	}
	block, bytes, start := make([]byte, num["bs"]), int64(0), time.Now()
	for i := range num["skip"] {
		if _, err := io.ReadFull(in, block); err != nil {
			return c.fail("cannot skip %d blocks, only %d", num["skip"], i)
		}
	}
	if num["seek"] > 0 {
		if _, err := out.Seek(num["seek"]*num["bs"], io.SeekStart); err != nil {
			return c.fail("cannot seek: %s", reason(err))
		}
	}
	whole, part := int64(0), 0
	var failed error
	for n := int64(0); num["count"] < 0 || n < num["count"]; n++ {
		k, err := io.ReadFull(in, block)
		if k > 0 {
			if _, failed = out.Write(block[:k]); failed != nil {
				break
			}
			bytes += int64(k)
		}
		if k == len(block) {
			whole++
		} else if k > 0 {
			part++
		}
		if err != nil {
			if err != io.EOF && !errors.Is(err, io.ErrUnexpectedEOF) {
				failed = err
			}
			break
		}
	}
	if failed == nil && strings.Contains(args["conv"], "sync") {
		failed = out.Sync()
	}
	if failed != nil {
		c.fail("error copying: %s", reason(failed))
	}
	if args["status"] != "none" {
		took := time.Since(start).Seconds()
		fmt.Fprintf(c.errs, "%d+%d records in\n%d+%d records out\n%d bytes (%s) copied, %.3f s, %s/s\n", whole, part, whole,
			part, bytes, human(uint64(bytes)), took, human(uint64(float64(bytes)/max(took, 1e-9))))
	}
	return 0
}
