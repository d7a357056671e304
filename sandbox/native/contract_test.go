//go:build linux

package native

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/k8slab/k8slab/sandbox"
	"github.com/k8slab/k8slab/sandbox/sandboxtest"
)

func TestContract(t *testing.T) {
	sandboxtest.Run(t, func(t *testing.T) sandbox.Driver {
		d, err := Connect(t.Context(), Options{Labbox: labboxForTests})
		if err != nil {
			t.Fatalf("connect: %+v", err)
		}
		return d
	}, sandboxtest.Options{HostProc: "/proc", Left: left})
}

// left counts the control groups of a session's sandboxes and their processes. The session's own groups, one in each
// hierarchy, are one thing more: they are there as long as it is open.
func left(t testing.TB, session string) int {
	t.Helper()
	groups := groupsOf(session)
	n := len(processesOf(session)) + min(len(groups), 1)
	for _, dir := range groups {
		below, _ := filepath.Glob(dir + "/*/cgroup.procs")
		n += len(below)
	}
	return n
}

// groupsOf finds control groups by name, wherever they are.
func groupsOf(session string) []string {
	var found []string
	_ = filepath.WalkDir("/sys/fs/cgroup", func(path string, d os.DirEntry, err error) error {
		if err == nil && d.IsDir() && d.Name() == session {
			found = append(found, path)
		}
		return nil
	})
	return found
}

// processesOf finds processes by the environment that every process of a session inherits. Those that have ended and
// are only waiting to be reaped have none.
func processesOf(session string) []string { return processesWith("K8SLAB_SESSION=" + session) }
