//go:build linux

package native

import (
	"fmt"
	"path/filepath"
	"regexp"
	"strings"

	"golang.org/x/sys/unix"

	"github.com/k8slab/k8slab/sandbox"
	"github.com/k8slab/k8slab/sandbox/native/internal/cgroup"
)

// The command lines here do with unshare(1), nsenter(1) and the shell what the engine does with system calls. They are
// for root, or for a user with groups of their own, and take the image's files at /tmp/root.

var plainWord = regexp.MustCompile(`^[A-Za-z0-9_@%+=:,./-]+$`)

// quote writes a word as a POSIX shell reads it.
func quote(word string) string {
	if plainWord.MatchString(word) {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}

func quoteAll(words []string) string {
	quoted := make([]string, len(words))
	for i, w := range words {
		quoted[i] = quote(w)
	}
	return strings.Join(quoted, " ")
}

// startLine is what starts a sandbox.
func (s *session) startLine(b *box) string {
	s.mu.Lock()
	l, limits := b.life, b.limits
	s.mu.Unlock()
	var script []string
	if l != nil && len(l.group.Dirs()) > 0 {
		script = append(script, "mkdir -p "+quoteAll(l.group.Dirs()))
		if line := writeLine(l.group.Changes(limits)); line != "" {
			script = append(script, line)
		}
		for _, dir := range l.group.Dirs() {
			script = append(script, "echo $$ > "+quote(filepath.Join(dir, "cgroup.procs")))
		}
	}
	return strings.Join(append(script, "exec "+s.unshareLine(b)), " && ")
}

// unshareLine is the part that makes the namespaces and what is in them.
func (s *session) unshareLine(b *box) string {
	share := b.spec.Share
	words := []string{"unshare", "--mount", "--user", "--map-root-user", "--time"}
	var enter []string
	for _, kind := range []struct{ option, with string }{
		{"--uts", share.UTS}, {"--ipc", share.IPC}, {"--net", share.Net}, {"--cgroup", share.Cgroup}, {"--pid", share.PID},
	} {
		switch kind.with {
		case "":
			words = append(words, kind.option)
		case sandbox.ShareHost:
		default:
			if _, l, err := s.running(kind.with); err == nil {
				enter = append(enter, fmt.Sprintf("%s=/proc/%d/ns/%s", kind.option, l.pid, kind.option[2:]))
			}
		}
	}
	if len(enter) > 0 {
		words = append(append([]string{"nsenter"}, enter...), words...)
	}
	words = append(words, "--fork", "--kill-child", "--root=/tmp/root", "--mount-proc", "/bin/sh", "-c")
	var inner []string
	if share.UTS == "" {
		inner = append(inner, "hostname "+quote(b.spec.Hostname))
	}
	if share.Net == "" {
		inner = append(inner, "ip link set lo up")
	}
	if b.host != 0 {
		inner = append(inner, "ip addr add "+address(b.host)+"/24 dev eth0", "ip link set eth0 up")
	}
	if b.limits.NoFile > 0 {
		inner = append(inner, fmt.Sprintf("ulimit -n %d", b.limits.NoFile))
	}
	hold := append([]string{"exec", "setpriv", "--no-new-privs", "--bounding-set=-all", "labbox", "hold", "--"},
		b.spec.Command...)
	inner = append(inner, quoteAll(hold))
	line := quoteAll(append(words, strings.Join(inner, " && ")))
	if len(b.spec.Env) > 0 {
		line = "env " + quoteAll(b.spec.Env) + " " + line
	}
	return line
}

// writeLine writes values to control files.
func writeLine(changes []cgroup.Change) string {
	var lines []string
	for _, c := range changes {
		if !c.Try && !c.MayLack {
			lines = append(lines, "echo "+quote(c.Value)+" > "+quote(c.File))
		}
	}
	return strings.Join(lines, " && ")
}

// fileNames lists the control files of changes, each once.
func fileNames(changes []cgroup.Change) string {
	var names []string
	for _, c := range changes {
		if !c.Try {
			names = append(names, filepath.Base(c.File))
		}
	}
	return strings.Join(names, ", ")
}

func (s *session) freezeLine(g *cgroup.Group, on bool) string {
	if dir, v1 := g.Dir("freezer"); v1 {
		state := "THAWED"
		if on {
			state = "FROZEN"
		}
		return "echo " + state + " > " + quote(filepath.Join(dir, "freezer.state"))
	}
	value := "0"
	if on {
		value = "1"
	}
	for _, dir := range g.Dirs() {
		return "echo " + value + " > " + quote(filepath.Join(dir, "cgroup.freeze"))
	}
	return ""
}

func (s *session) killLine(signal string, pid int) string {
	return fmt.Sprintf("kill -%s %d", strings.TrimPrefix(signal, "SIG"), pid)
}

func (s *session) removeLine(name string, pid int) string {
	var script []string
	if pid != 0 {
		script = append(script, s.killLine(unix.SignalName(unix.SIGKILL), pid))
	}
	for _, dir := range s.groups.Dirs() {
		script = append(script, "rmdir "+quote(filepath.Join(dir, name)))
	}
	return strings.Join(script, "; ")
}

// execLine enters the namespaces of a sandbox. Capabilities are dropped on the way, as PID 1 has none to pass on.
func (s *session) execLine(pid int, cmd sandbox.Command) string {
	words := []string{
		"nsenter", fmt.Sprintf("--target=%d", pid), "--all", "setpriv", "--no-new-privs", "--bounding-set=-all",
	}
	if len(cmd.Env) > 0 {
		words = append(append(words, "env"), cmd.Env...)
	}
	return quoteAll(append(words, cmd.Args...))
}
