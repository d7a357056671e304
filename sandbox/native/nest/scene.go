//go:build linux

package nest

import (
	"errors"
	"fmt"
	"net"
	"os"
	"sync"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"
)

// Subnet is the network of every scene. Scenes cannot see each other or anything else, so all can have the same.
const Subnet = "10.42.0."

// scenes are the private networks: each a bridge in a network namespace that holds nothing else.
type scenes struct {
	mu   sync.Mutex
	open map[string]*scene
}

// scene is one of them. Its requests are carried out on a thread that lives in its namespace.
type scene struct {
	requests chan func() error
	results  chan error
	bridge   int
}

// bridgeName is what the bridge is called in its own namespace.
const bridgeName = "scene"

// add gives a process, alone in a network namespace of its own, an interface eth0 in a scene.
func (s *scenes) add(m Member, pid int) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	at := s.open[m.Network]
	if at == nil {
		var err error
		if at, err = newScene(); err != nil {
			return err
		}
		s.open[m.Network] = at
	}
	return at.do(func() error {
		name := fmt.Sprintf("veth%d", m.Host)
		// A member that has just ended may still be on its way out.
		if old, err := netlink.LinkByName(name); err == nil {
			_ = netlink.LinkDel(old)
		}
		attrs := netlink.NewLinkAttrs()
		attrs.Name, attrs.MasterIndex, attrs.Flags = name, at.bridge, net.FlagUp
		return netlink.LinkAdd(&netlink.Veth{LinkAttrs: attrs, PeerName: "eth0", PeerNamespace: netlink.NsPid(pid)})
	})
}

// drop lets a scene go; the kernel removes its namespace with its last member.
func (s *scenes) drop(network string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if at := s.open[network]; at != nil {
		close(at.requests)
		delete(s.open, network)
	}
}

// newScene makes the namespace and the bridge.
func newScene() (*scene, error) {
	s := &scene{requests: make(chan func() error), results: make(chan error)}
	go func() {
		_ = aside(func() error {
			for f := range s.requests {
				s.results <- f()
			}
			return nil
		})
	}()
	err := s.do(func() error {
		if err := unix.Unshare(unix.CLONE_NEWNET); err != nil {
			return os.NewSyscallError("unshare", err)
		}
		attrs := netlink.NewLinkAttrs()
		attrs.Name, attrs.Flags = bridgeName, net.FlagUp
		if err := netlink.LinkAdd(&netlink.Bridge{LinkAttrs: attrs}); err != nil {
			return during("bridge", err)
		}
		link, err := netlink.LinkByName(bridgeName)
		if err != nil {
			return err
		}
		s.bridge = link.Attrs().Index
		return netlink.LinkSetUp(link)
	})
	if err != nil {
		close(s.requests)
		return nil, err
	}
	return s, nil
}

// do runs f on the scene's thread. The caller sees to it that nobody else does at the same time.
func (s *scene) do(f func() error) error {
	s.requests <- f
	return <-s.results
}

// probeScene finds out whether the kernel has bridges and pairs of virtual interfaces, and lets us have them.
func probeScene() error {
	s, err := newScene()
	if err != nil {
		return err
	}
	defer close(s.requests)
	return s.do(func() error {
		attrs := netlink.NewLinkAttrs()
		attrs.Name, attrs.MasterIndex = "probe", s.bridge
		err := netlink.LinkAdd(&netlink.Veth{LinkAttrs: attrs, PeerName: "probe1"})
		return errors.Join(during("veth", err))
	})
}
