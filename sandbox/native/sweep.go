//go:build linux

package native

import "context"

// Sweep removes the control groups, and kills the processes in them, of sessions that nobody holds any more. It is
// needed only after the watcher of a program was killed as well as the program. A session for which keep, if given,
// returns true is left alone in any case.
func Sweep(_ context.Context, keep func(session string) bool) error {
	return findGroups().Sweep(keep)
}
