//go:build linux

package nest

import (
	"strings"

	"golang.org/x/sys/unix"
)

// FlagNames writes CLONE_NEW… flags as their names, in the order in which namespaces came into Linux.
func FlagNames(flags uint64) string {
	var names []string
	for _, f := range []struct {
		flag uint64
		name string
	}{
		{unix.CLONE_NEWNS, "CLONE_NEWNS"},
		{unix.CLONE_NEWUTS, "CLONE_NEWUTS"},
		{unix.CLONE_NEWIPC, "CLONE_NEWIPC"},
		{unix.CLONE_NEWPID, "CLONE_NEWPID"},
		{unix.CLONE_NEWNET, "CLONE_NEWNET"},
		{unix.CLONE_NEWUSER, "CLONE_NEWUSER"},
		{unix.CLONE_NEWCGROUP, "CLONE_NEWCGROUP"},
		{unix.CLONE_NEWTIME, "CLONE_NEWTIME"},
	} {
		if flags&f.flag != 0 {
			names = append(names, f.name)
		}
	}
	return strings.Join(names, "|")
}
