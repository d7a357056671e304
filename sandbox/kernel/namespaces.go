package kernel

import (
	"errors"
	"io/fs"
	"strconv"
	"strings"

	"github.com/k8slab/k8slab/sandbox"
)

// Namespaces returns the inode numbers of a process's namespaces, from the links /proc/PID/ns/KIND. A kind that the
// kernel lacks is absent (cgroup before Linux 4.6, time before 5.6). Reading them takes the right to ptrace the
// process; fs.ErrPermission otherwise.
func (k FS) Namespaces(pid int) (sandbox.Namespaces, error) {
	return k.namespaces(strconv.Itoa(pid))
}

// namespaces is Namespaces of a directory of procfs: a number, or "self".
func (k FS) namespaces(process string) (sandbox.Namespaces, error) {
	links, ok := k.Proc.(fs.ReadLinkFS)
	if !ok {
		return nil, &fs.PathError{Op: "readlink", Path: process + "/ns", Err: errors.ErrUnsupported}
	}
	kinds := sandbox.NamespaceKinds()
	ns := make(sandbox.Namespaces, len(kinds))
	var failed error
	for _, kind := range kinds {
		name := process + "/ns/" + string(kind)
		target, err := links.ReadLink(name)
		if err != nil {
			failed = err
			if absent(err) {
				continue
			}
			break
		}
		inode, err := parseNamespace(target)
		if err != nil {
			return nil, inFile(name, err)
		}
		ns[kind] = inode
	}
	switch {
	case len(ns) > 0:
		return ns, nil
	case absent(failed):
		return nil, errors.Join(ErrGone, failed)
	default:
		return nil, failed
	}
}

// HostNamespaces returns the namespaces of the host itself. It needs a procfs of the host's PID namespace. Even root
// may be refused those of PID 1, which may have capabilities that the reader lacks; then kthreadd, PID 2, stands in.
func (k FS) HostNamespaces() (sandbox.Namespaces, error) {
	ns, err := k.Namespaces(1)
	if err != nil {
		if ns, err2 := k.Namespaces(2); err2 == nil {
			return ns, nil
		}
	}
	return ns, err
}

// parseNamespace understands the target of a namespace link, "mnt:[4026531841]".
func parseNamespace(target string) (uint64, error) {
	_, rest, ok := strings.Cut(target, ":[")
	digits, closed := strings.CutSuffix(rest, "]")
	if !ok || !closed {
		return 0, malformed("a namespace", []byte(target))
	}
	inode, err := strconv.ParseUint(digits, 10, 64)
	if err != nil {
		return 0, malformed("a namespace's inode number", []byte(target))
	}
	return inode, nil
}
