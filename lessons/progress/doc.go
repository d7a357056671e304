// Package progress remembers how far a learner has come: which lessons are read, where each was left, which answers were
// given, which steps of the labs are done and what was measured in them.
//
// # The file
//
// One file, progress.json, in $XDG_STATE_HOME/k8slab (see [Dir]), holds all courses:
//
//	{"version": 1, "courses": {"containers": {"last": …, "lessons": {…}, "labs": {…}, "measurements": {…}}}}
//
// Everything that can change by itself carries the time of its last change, in milliseconds since 1970. So two files, or
// two programs that run at once, can be merged: the later change of each value wins, and of two equal times the greater
// value, which makes merging commutative, associative and idempotent. Forgetting is a change too ([Store.Reset]): what is
// older than it does not come back by merging.
//
// # Saving
//
// A [Store] works in memory. Changes are written a moment later, on a goroutine of its own: under a lock on
// progress.lock the file is read and merged, the result written to a temporary file, flushed to the disk and renamed
// over the old one. A crash at any moment leaves the old file or the new one. Where that cannot be done (a read-only
// home, a full disk) the store goes on in memory and says so once.
//
// A file that cannot be understood is never overwritten: it is put aside under another name first; one that a later
// version of the program wrote is left alone.
//
// The package knows no terminal.
package progress
