package observe

import (
	"errors"
	"maps"

	"github.com/k8slab/k8slab/sandbox"
	"github.com/k8slab/k8slab/sandbox/kernel"
)

// identity is what makes a sandbox the one it is, and is read less often than what it does.
type identity struct {
	namespaces sandbox.Namespaces
	security   *sandbox.Security
	hostname   string
	ids        kernel.IDMap
	missing    map[string]sandbox.Reason
	gone       bool
}

// readIdentity reads it of the sandbox whose PID 1 is pid.
func readIdentity(k kernel.FS, pid int, host *sandbox.Host) identity {
	var id identity
	var err error
	id.namespaces, err = k.Namespaces(pid)
	id.check("namespaces", err)
	security, err := k.Security(pid)
	if id.check("security", err) {
		id.security = &security
	}
	id.ids, err = k.UIDMap(pid)
	id.check("processes", err)
	// Who shares the host's UTS namespace has the host's name, whatever its environment says.
	if uts := id.namespaces[sandbox.NamespaceUTS]; uts != 0 && uts == host.Namespaces[sandbox.NamespaceUTS] {
		id.hostname = host.Hostname
		return id
	}
	id.hostname, err = k.Hostname(pid)
	id.check("hostname", err)
	return id
}

// check notes why something could not be read, and reports whether it could.
func (id *identity) check(key string, err error) bool {
	id.gone = id.gone || errors.Is(err, kernel.ErrGone)
	return note(&id.missing, key, err)
}

// fill copies the identity into a reader's view. Maps are shared from view to view, except the one that grows.
func (r *reader) fill(id identity) {
	r.v.Namespaces, r.v.Security, r.v.Hostname = id.namespaces, id.security, id.hostname
	r.v.Missing = maps.Clone(id.missing)
	r.gone = r.gone || id.gone
}

// note records why something could not be read, and reports whether it could.
func note(missing *map[string]sandbox.Reason, key string, err error) bool {
	if err == nil {
		return true
	}
	if *missing == nil {
		*missing = map[string]sandbox.Reason{}
	}
	(*missing)[key] = kernel.Reason(err)
	return false
}
