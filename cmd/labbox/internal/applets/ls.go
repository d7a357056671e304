//go:build linux

package applets

import (
	"cmp"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// entry is one file as ls shows it.
type entry struct {
	name   string // as shown
	path   string
	info   fs.FileInfo
	stat   *syscall.Stat_t
	target string // of a symbolic link
}

type lister struct {
	c     *call
	o     *options
	color bool
	cols  int
	one   bool
}

func ls(c *call) int {
	o, err := parse("a A l h R t S r d 1 F i n g s p L color:: C q x all=a almost-all=A human-readable=h recursive=R "+
		"reverse=r directory=d classify=F inode=i numeric-uid-gid=n color=color", c.args)
	if err != nil {
		return c.misuse(err)
	}
	l := &lister{c: c, o: o}
	cols, _, isTerminal := screen()
	l.cols = cols
	l.one = !isTerminal && !o.has("C") || o.has("1")
	l.color = isTerminal && os.Getenv("TERM") != "dumb" || o.value("color", "") == "always"
	names := o.rest
	if len(names) == 0 {
		names = []string{"."}
	}
	var files []entry
	var dirs []string
	for _, name := range names {
		e, err := l.entry(name, name)
		if err != nil {
			c.fail("cannot access '%s': %s", name, reason(err))
			c.code = 2
			continue
		}
		if l.isDir(e) && !o.has("d") {
			dirs = append(dirs, name)
		} else {
			files = append(files, e)
		}
	}
	l.sort(files)
	l.show(files)
	for i, dir := range dirs {
		l.dir(dir, len(names) > 1 || o.has("R"), i > 0 || len(files) > 0)
	}
	return 0
}

// isDir tells whether to list what is inside: a link to a directory counts, unless it is shown as a link (-l).
func (l *lister) isDir(e entry) bool {
	if e.info.IsDir() {
		return true
	}
	if e.info.Mode()&fs.ModeSymlink == 0 || l.o.has("l") && !strings.HasSuffix(e.name, "/") {
		return false
	}
	info, err := os.Stat(e.path)
	return err == nil && info.IsDir()
}

func (l *lister) entry(name, path string) (entry, error) {
	stat := os.Lstat
	if l.o.has("L") {
		stat = os.Stat
	}
	info, err := stat(path)
	if err != nil {
		return entry{}, err
	}
	e := entry{name: name, path: path, info: info}
	e.stat, _ = info.Sys().(*syscall.Stat_t)
	if info.Mode()&fs.ModeSymlink != 0 {
		e.target, _ = os.Readlink(path)
	}
	return e, nil
}

func (l *lister) dir(dir string, titled, gap bool) {
	list, err := os.ReadDir(dir)
	if err != nil {
		l.c.fail("cannot open directory '%s': %s", dir, reason(err))
		l.c.code = 2
		return
	}
	if titled {
		if gap {
			fmt.Fprintln(l.c.out)
		}
		fmt.Fprintf(l.c.out, "%s:\n", dir)
	}
	var entries []entry
	add := func(name, path string) {
		e, err := l.entry(name, path)
		switch {
		case err == nil:
			entries = append(entries, e)
		case !os.IsNotExist(err): // what went away meanwhile is no error
			l.c.fail("cannot access '%s': %s", path, reason(err))
		}
	}
	if l.o.has("a") {
		add(".", dir)
		add("..", filepath.Join(dir, ".."))
	}
	for _, d := range list {
		if d.Name()[0] != '.' || l.o.has("a") || l.o.has("A") {
			add(d.Name(), filepath.Join(dir, d.Name()))
		}
	}
	l.sort(entries)
	if l.o.has("l") {
		var blocks int64
		for _, e := range entries {
			blocks += e.stat.Blocks
		}
		total := itoa(blocks / 2)
		if l.o.has("h") {
			total = human(uint64(blocks) * 512)
		}
		fmt.Fprintf(l.c.out, "total %s\n", total)
	}
	l.show(entries)
	if !l.o.has("R") {
		return
	}
	for _, e := range entries {
		if e.info.IsDir() && e.name != "." && e.name != ".." {
			l.dir(filepath.Join(dir, e.name), true, true)
		}
	}
}

func (l *lister) sort(list []entry) {
	slices.SortStableFunc(list, func(a, b entry) int {
		n := 0
		switch {
		case l.o.has("t"):
			n = b.info.ModTime().Compare(a.info.ModTime())
		case l.o.has("S"):
			n = cmp.Compare(b.info.Size(), a.info.Size())
		}
		n = cmp.Or(n, strings.Compare(a.name, b.name))
		if l.o.has("r") {
			return -n
		}
		return n
	})
}

func (l *lister) show(list []entry) {
	switch {
	case len(list) == 0:
	case l.o.has("l") || l.o.has("n") || l.o.has("g"):
		l.long(list)
	case l.one:
		for _, e := range list {
			fmt.Fprintln(l.c.out, l.inode(e)+l.colored(e)+l.indicator(e))
		}
	default:
		l.columns(list)
	}
}

func (l *lister) inode(e entry) string {
	if !l.o.has("i") {
		return ""
	}
	return itoa(e.stat.Ino) + " "
}

// columns fills columns from top to bottom, as many as fit.
func (l *lister) columns(list []entry) {
	widths := make([]int, len(list))
	for i, e := range list {
		widths[i] = textWidth(l.inode(e)+e.name) + len(l.indicator(e))
	}
	const gap = 2
	rows := 1
	var cols []int
	for ; rows < len(list); rows++ {
		cols = cols[:0]
		sum := -gap
		for i := 0; i < len(list); i += rows {
			w := slices.Max(widths[i:min(i+rows, len(list))])
			cols = append(cols, w)
			sum += w + gap
		}
		if sum <= l.cols {
			break
		}
	}
	for row := range rows {
		for i, col := row, 0; i < len(list); i, col = i+rows, col+1 {
			e := list[i]
			fmt.Fprint(l.c.out, l.inode(e)+l.colored(e)+l.indicator(e))
			if i+rows < len(list) {
				fmt.Fprint(l.c.out, strings.Repeat(" ", cols[col]-widths[i]+gap))
			}
		}
		fmt.Fprintln(l.c.out)
	}
}

func (l *lister) indicator(e entry) string {
	mode := e.info.Mode()
	switch {
	case mode.IsDir() && (l.o.has("F") || l.o.has("p")):
		return "/"
	case !l.o.has("F"):
		return ""
	case mode&fs.ModeSymlink != 0:
		return "@"
	case mode&fs.ModeNamedPipe != 0:
		return "|"
	case mode&fs.ModeSocket != 0:
		return "="
	case mode.IsRegular() && mode&0o111 != 0:
		return "*"
	}
	return ""
}

func (l *lister) colored(e entry) string {
	if !l.color {
		return e.name
	}
	var code string
	switch mode := e.info.Mode(); {
	case mode.IsDir():
		code = "1;34"
	case mode&fs.ModeSymlink != 0:
		code = "1;36"
	case mode&(fs.ModeDevice|fs.ModeNamedPipe) != 0:
		code = "33"
	case mode&fs.ModeSocket != 0:
		code = "1;35"
	case mode&0o111 != 0:
		code = "1;32"
	default:
		return e.name
	}
	return "\x1b[" + code + "m" + e.name + "\x1b[0m"
}

// modeText is the first column of ls -l.
func modeText(mode uint32) string {
	kinds := map[uint32]byte{
		unix.S_IFDIR: 'd', unix.S_IFLNK: 'l', unix.S_IFCHR: 'c', unix.S_IFBLK: 'b', unix.S_IFIFO: 'p', unix.S_IFSOCK: 's',
	}
	b := []byte("-rwxrwxrwx")
	if k, ok := kinds[mode&unix.S_IFMT]; ok {
		b[0] = k
	}
	for i := range 9 {
		if mode&(1<<(8-i)) == 0 {
			b[i+1] = '-'
		}
	}
	for i, s := range []struct {
		bit uint32
		at  int
		ch  byte
	}{{unix.S_ISUID, 3, 's'}, {unix.S_ISGID, 6, 's'}, {unix.S_ISVTX, 9, 't'}} {
		_ = i
		if mode&s.bit != 0 {
			if b[s.at] == '-' {
				s.ch -= 'a' - 'A'
			}
			b[s.at] = s.ch
		}
	}
	return string(b)
}

func (l *lister) long(list []entry) {
	rows := make([][]string, len(list))
	for i, e := range list {
		owner, group := users().name(e.stat.Uid), groups().name(e.stat.Gid)
		if l.o.has("n") {
			owner, group = itoa(e.stat.Uid), itoa(e.stat.Gid)
		}
		size := itoa(e.info.Size())
		switch {
		case e.info.Mode()&fs.ModeDevice != 0:
			size = fmt.Sprintf("%d, %d", unix.Major(e.stat.Rdev), unix.Minor(e.stat.Rdev))
		case l.o.has("h"):
			size = human(uint64(e.info.Size()))
		}
		name := l.colored(e) + l.indicator(e)
		if e.info.Mode()&fs.ModeSymlink != 0 {
			name = l.colored(e) + " -> " + e.target
		}
		rows[i] = []string{
			l.inode(e) + modeText(e.stat.Mode), itoa(uint64(e.stat.Nlink)), owner, group, size, when(e.info.ModTime()), name,
		}
	}
	widths := make([]int, 6)
	for _, r := range rows {
		for i := range widths {
			widths[i] = max(widths[i], textWidth(r[i]))
		}
	}
	for _, r := range rows {
		fmt.Fprintf(l.c.out, "%s %*s %s %s %*s %s %s\n", pad(r[0], widths[0]), widths[1], r[1], pad(r[2], widths[2]),
			pad(r[3], widths[3]), widths[4], r[4], r[5], r[6])
	}
}

// when shows the time of day for what changed in the last half year, else the year.
func when(t time.Time) string {
	const halfYear = 183 * 24 * time.Hour
	if age := time.Since(t); age > halfYear || age < -time.Hour {
		return t.Format("Jan _2  2006")
	}
	return t.Format("Jan _2 15:04")
}
