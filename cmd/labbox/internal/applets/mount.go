//go:build linux

package applets

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"golang.org/x/sys/unix"
)

// mountPoint is one line of /proc/self/mountinfo: what this mount namespace shows.
type mountPoint struct {
	source, target, kind, options string
	root                          string // what part of the file system is mounted
}

// parseMountinfo reads /proc/PID/mountinfo (see proc_pid_mountinfo(5)). Blanks in paths are written in octal.
func parseMountinfo(data string) ([]mountPoint, error) {
	var out []mountPoint
	for line := range strings.Lines(data) {
		before, after, found := strings.Cut(strings.TrimSuffix(line, "\n"), " - ")
		left, right := strings.Fields(before), strings.Fields(after)
		if !found || len(left) < 6 || len(right) < 2 {
			return nil, errNotProc
		}
		m := mountPoint{root: octal(left[3]), target: octal(left[4]), options: left[5], kind: right[0], source: octal(right[1])}
		if len(right) > 2 {
			m.options = joinOptions(m.options, right[2])
		}
		out = append(out, m)
	}
	return out, nil
}

// joinOptions adds the options of the file system to those of the mount, each once; the mount's ro or rw counts.
func joinOptions(mount, super string) string {
	out := strings.Split(mount, ",")
	seen := map[string]bool{"ro": true, "rw": true}
	for _, o := range out {
		seen[o] = true
	}
	for o := range strings.SplitSeq(super, ",") {
		if !seen[o] && o != "" {
			out = append(out, o)
		}
	}
	return strings.Join(out, ",")
}

func octal(s string) string {
	if !strings.Contains(s, `\`) {
		return s
	}
	return strings.NewReplacer(`\040`, " ", `\011`, "\t", `\012`, "\n", `\134`, `\`, `\043`, "#").Replace(s)
}

func mounts() ([]mountPoint, error) {
	data, err := os.ReadFile("/proc/self/mountinfo")
	if err != nil {
		return nil, err
	}
	return parseMountinfo(string(data))
}

func mount(c *call) int {
	o, err := parse("t: o: a r w v l B R bind rbind types=t options=o read-only=r bind=B rbind=R make-private=P P verbose=v", c.args)
	if err != nil {
		return c.misuse(err)
	}
	if len(o.rest) == 0 {
		list, err := mounts()
		if err != nil {
			return c.fail("%s", reason(err))
		}
		for _, m := range list {
			if t := o.value("t", ""); t == "" || t == m.kind {
				fmt.Fprintf(c.out, "%s on %s type %s (%s)\n", m.source, m.target, m.kind, m.options)
			}
		}
		return 0
	}
	source, target := o.rest[0], o.rest[len(o.rest)-1]
	flags, data := mountFlags(o)
	if len(o.rest) == 1 && flags&(unix.MS_REMOUNT|unix.MS_PRIVATE) == 0 {
		return c.misuse(errors.New("missing source or target"))
	}
	kind := o.value("t", "")
	if kind == "" && flags&(unix.MS_BIND|unix.MS_REMOUNT|unix.MS_PRIVATE) == 0 {
		return c.misuse(errors.New("missing -t TYPE"))
	}
	if err := unix.Mount(source, target, kind, flags, data); err != nil {
		c.fail("%s: %s", target, reason(err))
		return 32
	}
	return 0
}

// mountFlags parts options into flags of mount(2) and what is for the file system.
func mountFlags(o *options) (uintptr, string) {
	known := map[string]uintptr{
		"ro": unix.MS_RDONLY, "nosuid": unix.MS_NOSUID, "nodev": unix.MS_NODEV, "noexec": unix.MS_NOEXEC,
		"bind": unix.MS_BIND, "rbind": unix.MS_BIND | unix.MS_REC, "remount": unix.MS_REMOUNT, "noatime": unix.MS_NOATIME,
		"relatime": unix.MS_RELATIME, "private": unix.MS_PRIVATE, "rprivate": unix.MS_PRIVATE | unix.MS_REC, "sync": unix.MS_SYNCHRONOUS,
	}
	flags, data := uintptr(0), []string{}
	for opt := range strings.SplitSeq(strings.Join(o.values["o"], ","), ",") {
		switch f, ok := known[opt]; {
		case ok:
			flags |= f
		case opt == "" || opt == "rw" || opt == "defaults":
		default:
			data = append(data, opt)
		}
	}
	for name, f := range map[string]uintptr{"r": unix.MS_RDONLY, "B": unix.MS_BIND, "R": unix.MS_BIND | unix.MS_REC, "P": unix.MS_PRIVATE} {
		if o.has(name) {
			flags |= f
		}
	}
	return flags, strings.Join(data, ",")
}

func umount(c *call) int {
	o, err := parse("l f R lazy=l force=f", c.args)
	if err != nil {
		return c.misuse(err)
	}
	if len(o.rest) == 0 {
		return c.misuse(errors.New("missing mount point"))
	}
	flags := 0
	if o.has("l") {
		flags |= unix.MNT_DETACH
	}
	if o.has("f") {
		flags |= unix.MNT_FORCE
	}
	for _, t := range o.rest {
		if err := unix.Unmount(t, flags); err != nil {
			c.fail("%s: %s", t, reason(err))
			c.code = 32
		}
	}
	return 0
}

func df(c *call) int {
	o, err := parse("h k m a T i B: P l t: human-readable=h inodes=i all=a print-type=T block-size=B portability=P local=l type=t", c.args)
	if err != nil {
		return c.misuse(err)
	}
	list, err := mounts()
	if err != nil {
		return c.fail("%s", reason(err))
	}
	if len(o.rest) > 0 {
		if list = c.holding(o.rest, list); len(list) == 0 {
			return 1
		}
	}
	show := func(n uint64) string { return itoa((n + 1023) >> 10) }
	title := "1K-blocks"
	switch {
	case o.has("h"):
		show, title = human, "Size"
	case o.has("m") || o.value("B", "") == "M":
		show, title = func(n uint64) string { return itoa((n + 1<<20 - 1) >> 20) }, "1M-blocks"
	}
	head := []string{"Filesystem", title, "Used", "Available", "Use%", "Mounted on"}
	if o.has("h") {
		head[3] = "Avail"
	}
	if o.has("i") {
		head = []string{"Filesystem", "Inodes", "IUsed", "IFree", "IUse%", "Mounted on"}
	}
	if o.has("T") {
		head = append(head[:1], append([]string{"Type"}, head[1:]...)...)
	}
	rows := [][]string{head}
	hidden := map[string]bool{} // mount points that a later mount covers
	for i, m := range slices.Backward(list) {
		if hidden[m.target] && len(o.rest) == 0 {
			list = append(list[:i], list[i+1:]...)
		}
		hidden[m.target] = true
	}
	for _, m := range list {
		var st unix.Statfs_t
		if unix.Statfs(m.target, &st) != nil || st.Blocks == 0 && !o.has("a") && len(o.rest) == 0 {
			continue
		}
		if t := o.value("t", ""); t != "" && t != m.kind {
			continue
		}
		size, unused, avail := st.Blocks*uint64(st.Bsize), st.Bfree*uint64(st.Bsize), st.Bavail*uint64(st.Bsize)
		f := show
		if o.has("i") {
			size, unused, avail = st.Files, st.Ffree, st.Ffree
			f = func(n uint64) string { return itoa(n) }
		}
		used := size - min(unused, size)
		row := []string{m.source, f(size), f(used), f(avail), percent(used, used+avail), m.target}
		if o.has("T") {
			row = append(row[:1], append([]string{m.kind}, row[1:]...)...)
		}
		rows = append(rows, row)
	}
	c.grid(rows, 1<<20, func(i int) bool { return i == 0 || i == len(head)-1 || o.has("T") && i == 1 })
	return 0
}

func percent(part, whole uint64) string {
	if whole == 0 {
		return "-"
	}
	return itoa((part*100+whole-1)/whole) + "%"
}

// holding finds the mount that each path lies on: the one with its device that is mounted deepest.
func (c *call) holding(paths []string, list []mountPoint) []mountPoint {
	var out []mountPoint
	for _, path := range paths {
		var want unix.Stat_t
		if err := unix.Stat(path, &want); err != nil {
			c.failPath(path, err)
			continue
		}
		best := -1
		for i, m := range list {
			var st unix.Stat_t
			if unix.Stat(m.target, &st) == nil && st.Dev == want.Dev && (best < 0 || len(m.target) >= len(list[best].target)) {
				if strings.HasPrefix(absolute(path)+"/", strings.TrimRight(m.target, "/")+"/") || best < 0 {
					best = i
				}
			}
		}
		if best >= 0 {
			out = append(out, list[best])
		}
	}
	return out
}
