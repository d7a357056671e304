package kernel

import (
	"bytes"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// Mounts says where the cgroup hierarchies are mounted below one directory.
type Mounts struct {
	// Version is 2 when everything is in the unified hierarchy, and 1 when any controller is mounted as v1: a hybrid
	// host counts as 1, since its unified hierarchy has no controllers then.
	Version int
	// Unified is the v2 mount; zero where there is none.
	Unified Mount
	// Controllers are the v1 mounts, by controller ("memory"; "cpu" and "cpuacct" share one where they are joined) or
	// by name ("name=systemd").
	Controllers map[string]Mount
}

// Mount is one cgroup mount.
type Mount struct {
	// Dir is the mount point, relative to the directory; "." is the directory itself.
	Dir string
	// Root is the group that the mount shows as its root: "/" except where only a part was bind-mounted, or a cgroup
	// namespace hides the rest.
	Root string
}

// Path returns where below the directory the files of a group are, and false if the mount does not show the group.
func (m Mount) Path(group string) (string, bool) {
	rest, ok := strings.CutPrefix(group, m.Root)
	if m.Dir == "" || !ok || (m.Root != "/" && rest != "" && rest[0] != '/') {
		return "", false
	}
	name := path.Join(m.Dir, rest)
	// A group outside the reader's cgroup namespace has a path such as "/../other".
	return name, fs.ValidPath(name) && !slices.Contains(strings.Split(rest, "/"), "..")
}

// parseMountinfo finds the cgroup mounts under dir in /proc/PID/mountinfo. Its fields (proc_pid_mountinfo(5)):
//
//	36 35 98:0 /root /mount/point rw,noatime shared:1 … - cgroup cgroup rw,cpu,cpuacct
//
// A later mount hides an earlier one of the same controllers.
func parseMountinfo(data []byte, dir string) (Mounts, error) {
	m := Mounts{Controllers: map[string]Mount{}}
	for line := range bytes.Lines(data) {
		before, after, ok := bytes.Cut(line, []byte(" - "))
		fields, kind := bytes.Fields(before), bytes.Fields(after)
		if !ok || len(fields) < 6 || len(kind) < 2 {
			return Mounts{}, malformed("a mount", line)
		}
		name, under := below(dir, unescape(fields[4]))
		if !under {
			continue
		}
		mount := Mount{Dir: name, Root: unescape(fields[3])}
		switch string(kind[0]) {
		case "cgroup2":
			m.Unified = mount
		case "cgroup":
			for option := range strings.SplitSeq(string(kind[len(kind)-1]), ",") {
				m.Controllers[option] = mount
			}
		}
	}
	m.Version = version(m)
	return m, nil
}

// version applies the rule of Mounts.Version to the controllers that the course shows.
func version(m Mounts) int {
	for _, c := range []string{"cpu", "cpuacct", "memory", "pids"} {
		if _, ok := m.Controllers[c]; ok {
			return 1
		}
	}
	if m.Unified.Dir != "" {
		return 2
	}
	return 0
}

// join is path.Join for what is clean already.
func join(dir, name string) string {
	if dir == "." {
		return name
	}
	return dir + "/" + name
}

// below returns name relative to dir.
func below(dir, name string) (string, bool) {
	if name == dir {
		return ".", true
	}
	rest, ok := strings.CutPrefix(name, strings.TrimSuffix(dir, "/")+"/")
	return rest, ok
}

// unescape undoes the octal escapes (\040 for a space) that mountinfo has.
func unescape(field []byte) string {
	if bytes.IndexByte(field, '\\') < 0 {
		return string(field)
	}
	out := make([]byte, 0, len(field))
	for i := 0; i < len(field); i++ {
		if c, ok := octal(field[i:]); ok {
			out = append(out, c)
			i += 3
			continue
		}
		out = append(out, field[i])
	}
	return string(out)
}

func octal(s []byte) (byte, bool) {
	if len(s) < 4 || s[0] != '\\' {
		return 0, false
	}
	n := 0
	for _, c := range s[1:4] {
		if c < '0' || c > '7' {
			return 0, false
		}
		n = n*8 + int(c-'0')
	}
	return byte(n), n < 256
}
