package docker

import "github.com/k8slab/k8slab/sandbox"

// quota refuses limits that, together with those of the session's other sandboxes, exceed its share. replaced names a
// sandbox whose own limits do not count, since it is to get these. The session's mutex is held.
func (s *session) quota(replaced string, next sandbox.Limits) error {
	all := []sandbox.Limits{next}
	for name, b := range s.boxes {
		if name != replaced && !b.gone {
			all = append(all, b.limits)
		}
	}
	return s.cfg.Quota.Check(all)
}
