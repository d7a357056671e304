// Package observe looks at many sandboxes again and again and tells what it saw, in the words of package wire. It is
// what runs inside an engine's kernel beside the sandboxes (labbox observe), and what an engine within this program
// uses directly.
package observe

import (
	"maps"
	"slices"
	"time"

	"github.com/k8slab/k8slab/sandbox"
	"github.com/k8slab/k8slab/sandbox/kernel"
	"github.com/k8slab/k8slab/sandbox/wire"
)

// How long facts are kept that hardly ever change: the host's name, memory and namespaces; a sandbox's namespaces, host
// name, user mapping and security; a process's user and command line.
const (
	hostAge     = 10 * time.Second
	identityAge = time.Second
)

// Sampler observes sandboxes. It is for one goroutine.
type Sampler struct {
	k       kernel.FS
	targets map[string]*target
	seq     uint64

	host        sandbox.Host
	hostMissing map[string]sandbox.Reason
	hostRead    time.Time // when host was read as a whole
}

// target is one sandbox and what is known of it from sample to sample.
type target struct {
	wire.Target
	started uint64 // start time of its PID 1; another one under the same number means that the sandbox is gone
	group   kernel.Group
	located bool // group is set
	gone    bool

	identity     identity
	identityRead time.Time
	known        map[int]sandbox.ProcessView // its processes, as of the last sample
}

// New returns a Sampler of k that observes the host alone.
func New(k kernel.FS) *Sampler {
	return &Sampler{k: k, targets: map[string]*target{}}
}

// Add starts observing a sandbox, in place of one of the same name.
func (s *Sampler) Add(t wire.Target) {
	added := &target{Target: t}
	started, err := s.k.StartTime(t.PID)
	added.started, added.gone = started, err != nil
	s.targets[t.Name] = added
}

// Remove stops observing a sandbox.
func (s *Sampler) Remove(name string) { delete(s.targets, name) }

// Set observes these sandboxes and no others. One that is the same as before keeps what is known of it.
func (s *Sampler) Set(targets []wire.Target) {
	before := s.targets
	s.targets = make(map[string]*target, len(targets))
	for _, t := range targets {
		if old := before[t.Name]; old != nil && old.Target == t {
			s.targets[t.Name] = old
		} else {
			s.Add(t)
		}
	}
}

// Len is the number of sandboxes observed.
func (s *Sampler) Len() int { return len(s.targets) }

// Sample looks once. The result shares nothing with the next one but maps that are never changed.
func (s *Sampler) Sample() *wire.Sample {
	s.seq++
	sample := &wire.Sample{Seq: s.seq, Views: make([]wire.View, 0, len(s.targets))}
	s.readHost()
	for _, name := range slices.Sorted(maps.Keys(s.targets)) {
		sample.Views = append(sample.Views, s.view(s.targets[name]))
	}
	sample.Host, sample.Missing, sample.At = s.host, s.hostMissing, time.Now()
	return sample
}

func (s *Sampler) readHost() {
	if now := time.Now(); s.hostRead.IsZero() || now.Sub(s.hostRead) > hostAge {
		s.host, s.hostMissing = s.k.Host()
		s.hostRead = now
		s.k.Trim()
		return
	}
	s.k.HostLoad(&s.host)
}

// view looks at one sandbox. Whatever fails because its PID 1 has ended makes it gone, and all else is left out then: a
// half view would show walls that are not there.
func (s *Sampler) view(t *target) wire.View {
	v := wire.View{Name: t.Name, ID: t.ID, PID: t.PID}
	if !t.gone {
		r := reader{k: s.k, t: t, v: &v, host: &s.host}
		r.read()
		t.gone = r.gone
	}
	if t.gone {
		return wire.View{Name: t.Name, ID: t.ID, PID: t.PID, Gone: true}
	}
	return v
}
