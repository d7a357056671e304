package docker

import (
	"github.com/moby/moby/client"
)

// Labels of everything that this driver makes. Nothing without labelSession is ever touched.
const (
	labelSession = "k8slab.session" // the session's ID
	labelScope   = "k8slab.scope"   // who may clean up after it, see sandbox.SessionConfig
	labelName    = "k8slab.name"    // the sandbox's name within its session
	labelRole    = "k8slab.role"    // one of the roles below
	labelVersion = "k8slab.version" // of this scheme
)

const (
	roleSandbox  = "sandbox"
	roleObserver = "observer"
	roleNetwork  = "network"
	roleImage    = "image"

	labelsVersion = "1"
)

// labels are those of something that belongs to a session.
func (s *session) labels(role, name string) map[string]string {
	l := map[string]string{labelSession: s.cfg.ID, labelScope: s.cfg.Scope, labelRole: role, labelVersion: labelsVersion}
	if name != "" {
		l[labelName] = name
	}
	return l
}

// containerName is what the engine, and a learner with a docker command, calls a sandbox.
func (s *session) containerName(name string) string { return "k8slab-" + s.cfg.ID + "-" + name }

// byLabel makes a filter; an empty value asks for the label alone.
func byLabel(pairs ...string) client.Filters {
	f := client.Filters{}
	for i := 0; i+1 < len(pairs); i += 2 {
		term := pairs[i]
		if pairs[i+1] != "" {
			term += "=" + pairs[i+1]
		}
		f.Add("label", term)
	}
	return f
}
