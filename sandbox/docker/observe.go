package docker

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/k8slab/k8slab/sandbox"
	"github.com/k8slab/k8slab/sandbox/wire"
)

// Bounds of what Observe may be asked for, in readings a second.
const (
	leastRate = 0.1
	mostRate  = 20
	// hurryTime is how long after a change every reading is passed on, however fast they come.
	hurryTime = 300 * time.Millisecond
)

// Observe reports what can be seen of the session.
func (s *session) Observe(ctx context.Context, rate float64) (<-chan sandbox.Observation, error) {
	s.mu.Lock()
	closed := s.closed
	s.mu.Unlock()
	if closed {
		return nil, sessionClosed()
	}
	rate = min(max(rate, leastRate), mostRate)
	s.driver.watch.begin(s)
	out := make(chan sandbox.Observation, 1)
	go func() {
		defer close(out)
		defer s.driver.watch.observer.want(rate)()
		s.report(ctx, rate, out)
	}()
	return out, nil
}

// report sends observations until ctx or the session ends: one at the beginning, one per reading, one at once after
// each discrete change, and one as soon as a reading shows what the change did.
func (s *session) report(ctx context.Context, rate float64, out chan sandbox.Observation) {
	var (
		o           = s.driver.watch.observer
		least       = time.Duration(0.8 * float64(time.Second) / rate)
		urgent      = true
		sent, hurry time.Time
		seq         uint64
		seen        *wire.Sample
		standin     = &fallback{session: s}
	)
	for {
		s.mu.Lock()
		changed := s.changed
		s.mu.Unlock()
		sample, news, failed := o.latest()
		now := time.Now()
		if urgent || sample != nil && sample != seen && (now.Before(hurry) || now.Sub(sent) >= least) {
			if urgent {
				hurry = now.Add(hurryTime)
			}
			urgent, seen, sent = false, sample, now
			seq++
			offer(out, s.observation(seq, sample, failed, standin))
		}
		select {
		case <-ctx.Done():
			return
		case <-s.ctx.Done():
			return
		case <-changed:
			urgent = true
		case <-news:
		case <-standin.tick(failed):
			urgent = true
		}
	}
}

// offer replaces what has not been received yet.
func offer(out chan sandbox.Observation, o sandbox.Observation) {
	select {
	case <-out:
	default:
	}
	out <- o
}

// observation merges what the engine says with what was read.
func (s *session) observation(
	seq uint64, sample *wire.Sample, failed *sandbox.Reason, standin *fallback,
) sandbox.Observation {
	o := sandbox.Observation{At: time.Now(), Seq: seq, Lost: s.driver.watch.trouble()}
	views := map[string]*wire.View{}
	switch {
	case sample != nil:
		o.At, o.Host, o.Missing = sample.At, sample.Host, maps.Clone(sample.Missing)
		if o.Host.Hostname == "" {
			o.Host.Hostname = s.driver.hostname
			delete(o.Missing, "hostname")
		}
		for i := range sample.Views {
			views[sample.Views[i].Name] = &sample.Views[i]
		}
	case failed != nil:
		o.Host = s.driver.hostByInfo()
		o.Missing = map[string]sandbox.Reason{"host": *failed, "namespaces": *failed, "processes": *failed}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	o.Sandboxes = make([]sandbox.View, 0, len(s.boxes))
	for _, b := range s.boxes {
		if b.listed() {
			o.Sandboxes = append(o.Sandboxes, s.view(b, views[b.status.ID], failed, standin))
		}
	}
	for i := range o.Sandboxes {
		// The observer has a UTS namespace of its own, so it can't tell the name of what is in the host's; and the name
		// in such a sandbox's environment is one that Docker made up.
		v := &o.Sandboxes[i]
		if uts := v.Namespaces[sandbox.NamespaceUTS]; uts != 0 && uts == o.Host.Namespaces[sandbox.NamespaceUTS] {
			v.Hostname = o.Host.Hostname
		}
	}
	o.Images = s.images.views()
	slices.SortFunc(o.Sandboxes, func(a, b sandbox.View) int { return strings.Compare(a.Name, b.Name) })
	return o
}

// view is one sandbox. The session's mutex is held.
func (s *session) view(b *box, seen *wire.View, failed *sandbox.Reason, standin *fallback) sandbox.View {
	v := sandbox.View{Status: b.status, Hostname: b.hostname, Image: b.image, Written: b.written}
	v.Report, v.Output = b.out.snapshot()
	if b.status.PID == 0 {
		return v
	}
	switch {
	case seen != nil && !seen.Gone && seen.PID == b.status.PID:
		seen.Fill(&v)
	case failed != nil:
		standin.fill(b, &v)
	}
	if len(v.Namespaces) == 0 && (!b.readable || failed != nil) {
		s.fillOwn(b, &v)
	}
	return v
}

// fillOwn adds what an exec into the sandbox found, and starts one if there was none. The session's mutex is held.
func (s *session) fillOwn(b *box, v *sandbox.View) {
	if b.own == nil {
		b.own = &ownView{}
		if b.status.State == sandbox.StateRunning {
			go s.readOwn(b, b.status.ID, b.status.PID)
		} else {
			b.own = nil
		}
		return
	}
	if b.own.view == nil {
		return
	}
	v.Namespaces = b.own.view.Namespaces
	if v.Security == nil {
		v.Security = b.own.view.Security
	}
	if v.Hostname == "" {
		v.Hostname = b.own.view.Hostname
	}
	v.Missing = maps.Clone(v.Missing)
	delete(v.Missing, "namespaces")
}

// hostByInfo is what the engine itself tells of its host.
func (d *Driver) hostByInfo() sandbox.Host {
	return sandbox.Host{Hostname: d.hostname, Kernel: d.info.Kernel, MemoryBytes: d.info.MemoryBytes, CPUs: d.info.CPUs}
}
