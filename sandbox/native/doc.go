// Package native is the embedded engine: a sandbox.Driver on Linux alone, with no daemon, no cgo and no set-user-ID
// program. It is what a learner gets who has no Docker.
//
// # What a sandbox is
//
// A process group in eight namespaces of its own (mnt, uts, ipc, pid, net, user, cgroup, time), its root changed by
// pivot_root(2) to the lab image's files, which lie in memory; in control groups of its own, v1 or v2, under
// k8slab/SESSION/NAME; without capabilities, with no-new-privileges, under the seccomp filter that Docker applies by
// default; with /tmp in memory as all that it can write, or a private layer in memory above the image. PID 1 is
// labbox hold, as in a container; further processes are started by it.
//
// Root is no exception to the user namespace: a sandbox of root's runs as a user that has no account ([Base]), so even
// what breaks out of everything else is nobody on the host. An ordinary user's sandboxes run as that user.
//
// # What it is not
//
// It is a lab's wall: it keeps a lesson's fork bombs, memory hogs and mistakes away from the learner's machine. It is
// not a security boundary for strangers' code. Every sandbox shares the host's kernel, and one error there is enough.
//
// # What a host may refuse
//
// [Connect] finds out by trying and declares what is missing in Info.Lacks, with the reason and the cure: limits without
// delegated control groups (on v1 only root has them), a time namespace before Linux 5.6, a private network on a kernel
// without bridges. Where user namespaces are forbidden (by AppArmor on Ubuntu 24.04, by user.max_user_namespaces) an
// ordinary user gets an Error that says which switch it is; root goes on without them.
//
// # How it ends
//
// Everything hangs on two helper processes that are labbox too (package nest). The keeper forks the sandboxes; it ends
// with its socket, hence with this program whatever ended that, and the kernel kills the sandboxes with it. Mounts and
// network interfaces exist in their namespaces only and go with them. Control groups are removed by the watcher, which
// outlives this program for that, and if that is killed as well, by [Sweep] at the next start. Nothing is written to
// any disk.
package native
