//go:build linux

package main

import (
	"maps"
	"slices"

	tools "github.com/k8slab/k8slab/cmd/labbox/internal/applets"
	"github.com/k8slab/k8slab/cmd/labbox/internal/hold"
	"github.com/k8slab/k8slab/cmd/labbox/internal/observe"
	"github.com/k8slab/k8slab/cmd/labbox/internal/shell"
	"github.com/k8slab/k8slab/cmd/labbox/internal/work"
	"github.com/k8slab/k8slab/sandbox/native/nest"
)

// applet is one program within the program. Its args begin with the name it was called by, as os.Args does; it returns
// an exit status.
type applet func(args []string) int

// applets names everything that labbox can be. Every name but those of inner() has a link in the image's /bin, so a new
// one must be listed in image.Applets as well (a test compares the two).
func applets() map[string]applet {
	all := map[string]applet{
		"hold":    func(args []string) int { return hold.Main(args, isApplet) },
		"nest":    nest.Main,
		"observe": observe.Main,
		"sh":      func(args []string) int { return shell.Main(args, typed()) },
		"work":    work.Main,
	}
	for name, main := range tools.All() {
		all[name] = main
	}
	return all
}

// inner lists the applets that are not for typing: they have no link in the image.
func inner() []string { return []string{"hold", "nest", "observe", "unshare-inner"} }

// typed lists the applets a learner can type.
func typed() []string {
	return slices.DeleteFunc(names(), func(name string) bool { return slices.Contains(inner(), name) })
}

// isApplet tells hold which commands are labbox itself.
func isApplet(name string) bool {
	_, ok := applets()[name]
	return ok
}

// names lists all applets in order.
func names() []string { return slices.Sorted(maps.Keys(applets())) }
