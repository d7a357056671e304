//go:build linux

package native

import (
	"errors"
	"path/filepath"

	"github.com/k8slab/k8slab/sandbox/native/internal/cgroup"
)

// Leftover is what a session of this engine has on this machine: control groups with what runs in them. (Its mounts and
// network interfaces are in namespaces that go with its processes.) Held says that a program holds it, which may be
// another user's.
type Leftover = cgroup.Found

// Leftovers lists what there is, held or not.
func Leftovers() []Leftover { return findGroups().Inventory() }

// Discard removes it, killing what runs in it.
func Discard(l Leftover) error {
	for _, dir := range l.Dirs {
		if filepath.Base(filepath.Dir(dir)) != cgroup.Top {
			return errors.New("discard: not ours: " + dir)
		}
	}
	return fail(findGroups().Discard(l))
}
