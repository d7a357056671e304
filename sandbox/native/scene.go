//go:build linux

package native

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/k8slab/k8slab/sandbox"
	"github.com/k8slab/k8slab/sandbox/native/nest"
)

// address is a sandbox's address in its scene.
func address(host int) string { return nest.Subnet + strconv.Itoa(host) }

// hosts is the content of a sandbox's /etc/hosts: in a scene, the names of all that are in it.
func (s *session) hosts(b *box) string {
	var text strings.Builder
	text.WriteString("127.0.0.1\tlocalhost\n::1\tlocalhost\n")
	if b.host == 0 && (b.spec.Share.Net == "" || b.spec.Share.Net == sandbox.ShareHost) {
		return text.String()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	members := make([]*box, 0, len(s.boxes))
	for _, other := range s.boxes {
		if other.host != 0 && (other == b || other.status.PID != 0) {
			members = append(members, other)
		}
	}
	slices.SortFunc(members, func(a, b *box) int { return a.host - b.host })
	for _, m := range members {
		names := m.spec.Name
		if m.spec.Hostname != names {
			names += " " + m.spec.Hostname
		}
		fmt.Fprintf(&text, "%s\t%s\n", address(m.host), names)
	}
	return text.String()
}

// hostsPatience is how long a start waits until the others know the newcomer's name. One that is paused cannot.
const hostsPatience = 200 * time.Millisecond

// tellHosts has everyone in the scene know a newcomer.
func (s *session) tellHosts(newcomer *box) {
	if newcomer.host == 0 {
		return
	}
	s.mu.Lock()
	var others []*box
	for _, b := range s.boxes {
		if b != newcomer && b.host != 0 && b.status.State == sandbox.StateRunning {
			others = append(others, b)
		}
	}
	s.mu.Unlock()
	var waiting []*life
	for _, b := range others {
		text := s.hosts(b)
		s.mu.Lock()
		l := b.life
		s.mu.Unlock()
		if l.send(nest.ToSandbox{Hosts: &text}) == nil {
			waiting = append(waiting, l)
		}
	}
	patience := time.After(hostsPatience)
	for _, l := range waiting {
		select {
		case <-l.hosted:
		case <-l.ended:
		case <-patience:
			return
		}
	}
}

// leaveScene drops the private network once nobody is in it. The session's mutex is held.
func (s *session) leaveScene() {
	for _, b := range s.boxes {
		if b.host != 0 && b.status.State != sandbox.StateExited {
			return
		}
	}
	s.driver.keeper.leave(s.cfg.ID)
}
