// Package lease says which sessions are alive, so that a program may clean up after dead ones and leave living ones
// alone.
//
// A session's owner holds a lock (flock, or LockFileEx on Windows) on a file named after the session, in a directory of
// the user's own. The kernel drops the lock when the owner dies, however it dies, and nobody else can hold it: so it
// works across PID namespaces and needs no process IDs, no time-outs and no daemon. What a lock file says is nothing;
// only the lock counts, and a file that nobody locks is a dead session's.
//
//	dir, err := lease.Open(lease.DefaultDir(os.Getenv))
//	l, err := dir.New()                       // before the first sandbox of the session is made
//	s, err := driver.Open(ctx, sandbox.SessionConfig{ID: l.ID(), Scope: dir.Scope()})
//	…
//	s.Close(ctx)
//	l.Release()                               // after the last one is gone
//
// [Dir.Scope] tells apart the programs that may clean up after each other: same machine, same user, same directory. It
// stands on everything that a session makes, so that two machines which share one engine, or two users of one machine,
// never take each other's sessions for dead.
package lease
