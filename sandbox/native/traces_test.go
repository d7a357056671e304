//go:build linux

package native

import (
	"bytes"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// traces is what a machine looked like before a program with the embedded engine ran.
type traces struct {
	session, program string
	mounts           []string
	interfaces       []string
	temp             string
}

func newTraces(t testing.TB, session string) *traces {
	t.Helper()
	return &traces{session: session, mounts: mounts(t), interfaces: interfaces(t), temp: t.TempDir()}
}

// left lists what is there now that was not there before: control groups, processes, mounts, interfaces, files.
func (x *traces) left(t testing.TB) []string {
	t.Helper()
	found := append(groupsOf(x.session), processesOf(x.session)...)
	found = append(found, processesWith("K8SLAB_ENGINE="+x.program)...)
	for _, m := range mounts(t) {
		if !slices.Contains(x.mounts, m) {
			found = append(found, "mount "+m)
		}
	}
	for _, name := range interfaces(t) {
		if !slices.Contains(x.interfaces, name) {
			found = append(found, "interface "+name)
		}
	}
	files, err := os.ReadDir(x.temp)
	if err != nil {
		t.Error(err)
	}
	for _, f := range files {
		found = append(found, "file "+f.Name())
	}
	return found
}

// mounts lists the mount points of this process's namespace, but for those of a Docker Engine that may be at work
// beside us.
func mounts(t testing.TB) []string {
	t.Helper()
	data, err := os.ReadFile("/proc/self/mountinfo")
	if err != nil {
		t.Fatal(err)
	}
	var points []string
	for line := range strings.Lines(string(data)) {
		at := strings.Fields(line)[4]
		if !strings.Contains(at, "/overlay2/") && !strings.Contains(at, "/netns/") && !strings.Contains(at, "/containers/") {
			points = append(points, at)
		}
	}
	return points
}

// interfaces lists those of the host, but for an Engine's: veth pairs named by random hexadecimal digits, and bridges.
func interfaces(t testing.TB) []string {
	t.Helper()
	all, err := net.Interfaces()
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, i := range all {
		engine := strings.HasPrefix(i.Name, "veth") && len(i.Name) == len("veth1234567") ||
			strings.HasPrefix(i.Name, "docker") || strings.HasPrefix(i.Name, "br-")
		if !engine {
			names = append(names, i.Name)
		}
	}
	return names
}

// processesWith finds processes by a variable of their environment.
func processesWith(variable string) []string {
	var found []string
	files, _ := filepath.Glob("/proc/[0-9]*/environ")
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err == nil && slices.Contains(strings.Split(string(data), "\x00"), variable) {
			dir := filepath.Dir(file)
			command, _ := os.ReadFile(filepath.Join(dir, "cmdline"))
			found = append(found, dir+" "+string(bytes.ReplaceAll(command, []byte{0}, []byte{' '})))
		}
	}
	return found
}

// labboxFile is labbox in a file, for programs that the tests start.
func labboxFile(t testing.TB) string {
	t.Helper()
	data, err := labboxForTests(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "labbox")
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}
