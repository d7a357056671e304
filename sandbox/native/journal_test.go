//go:build linux

package native

import (
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/k8slab/k8slab/sandbox"
)

// journalled starts a sandbox and returns what the journal says of that.
func journalled(t *testing.T, d *Driver, id string, spec sandbox.Spec) sandbox.Entry {
	t.Helper()
	var mu sync.Mutex
	var entries []sandbox.Entry
	s, err := d.Open(t.Context(), sandbox.SessionConfig{ID: id, Journal: func(e sandbox.Entry) {
		mu.Lock()
		defer mu.Unlock()
		entries = append(entries, e)
	}})
	if err != nil {
		t.Fatal(err)
	}
	start(t, s, spec)
	if err := s.Close(t.Context()); err != nil {
		t.Error(err)
	}
	mu.Lock()
	defer mu.Unlock()
	if len(entries) != 1 {
		t.Fatalf("entries: %+v", entries)
	}
	return entries[0]
}

// A process that is moved into its control group costs every other process in the machine a pause. So none is.
func TestBeginsInItsCgroup(t *testing.T) {
	e := journalled(t, connect(t), "begins", sandbox.Spec{Name: "one"})
	if slices.ContainsFunc(e.Calls, func(c sandbox.Call) bool { return c.Path == "write(cgroup.procs)" }) {
		t.Errorf("the sandbox was moved: %+v", e.Calls)
	}
}

// The journal names each step, and a command line that a shell can read.
func TestJournalOfStart(t *testing.T) {
	e := journalled(t, connect(t), "journal", sandbox.Spec{
		Name: "one", Hostname: "my-host", Command: []string{"sh", "-c", "echo 'a b' $HOME"}, Env: []string{"A=b c"},
	})
	for _, want := range []string{"clone(", "CLONE_NEWPID", "mount(/proc)", "pivot_root", "capset", "seccomp", "execve"} {
		if !slices.ContainsFunc(e.Calls, func(c sandbox.Call) bool { return strings.Contains(c.Path, want) }) {
			t.Errorf("no call is %q: %+v", want, e.Calls)
		}
	}
	for _, want := range []string{"unshare", "--pid", "--user", "hostname my-host", "labbox hold", "'A=b c'"} {
		if !strings.Contains(e.Equivalent, want) {
			t.Errorf("the command line has no %q: %s", want, e.Equivalent)
		}
	}
	if out, err := exec.Command("sh", "-n", "-c", e.Equivalent).CombinedOutput(); err != nil {
		t.Errorf("no shell reads %s: %s", e.Equivalent, out)
	}
}
