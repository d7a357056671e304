// Package nest is the part of the embedded engine that runs inside labbox: whatever has to happen in another process
// than the program itself, since a Go program has threads and can neither fork nor join a user namespace.
//
//	labbox nest keep    the keeper: lives in a user namespace of the engine, forks sandboxes, owns their networks
//	labbox nest procfs  makes the /proc of a PID namespace that two sandboxes share
//	labbox nest watch   the watcher: outlives the program and removes its control groups
//
// None of them is for typing: each expects a socket or pipe of the engine as file descriptor 3 and ends with it. The
// engine starts the keeper from a memfd that holds labbox, so nothing of it is on any disk:
//
//	k8slab ── watch                                     (host's namespaces)
//	     └── keep                                       (a user and mount namespace of the engine)
//	          ├── hold, PID 1 of a sandbox              (eight namespaces of its own, the user one within keep's)
//	          └── hold, PID 1 of another
//
// A sandbox is one program start. Between clone(2) and execve(2) its process runs a script of prepared system calls
// (script.go, become.go); what takes more than that, as the mounts of its file system, a thread of the keeper's does for it
// in its namespaces (furnish.go). So nothing but labbox hold ever runs in a sandbox, and it has no rights from its first
// instruction on.
//
// The keeper has root's rights inside its user namespace and none outside. So everything works the same way for root
// and for an ordinary user; only control groups differ, and those are the program's business, not the keeper's.
//
// A sandbox ends with the keeper (PR_SET_PDEATHSIG) and the keeper with its socket, hence with the program, whatever
// ended that.
//
// The package must never know what a session, a lesson or an engine's API is.
package nest
