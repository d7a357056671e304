package docker

import (
	"context"
	"time"

	"github.com/moby/moby/client"

	"github.com/k8slab/k8slab/sandbox"
)

// weighEvery is how often the private layer of a sandbox is measured. Nothing tells when somebody writes into it, and
// the engine walks the whole layer for an answer, so it is asked now and then.
const weighEvery = 700 * time.Millisecond

// writable reports whether a sandbox has a private layer.
func (s *session) writable(b *box) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return b.private
}

// weigh keeps the size of a sandbox's private layer up to date until the sandbox ends.
func (s *session) weigh(b *box, id string) {
	tick := time.NewTicker(weighEvery)
	defer tick.Stop()
	for s.weighOnce(b, id) {
		select {
		case <-tick.C:
		case <-s.ctx.Done():
			return
		}
	}
}

// weighOnce asks once; false when there is nothing to be asked about any more.
func (s *session) weighOnce(b *box, id string) bool {
	s.mu.Lock()
	over := b.gone || b.leaving || b.status.ID != id || b.status.State == sandbox.StateExited
	s.mu.Unlock()
	if over {
		return false
	}
	ctx, cancel := context.WithTimeout(aside(s.ctx), quickCall)
	defer cancel()
	got, err := s.driver.api.ContainerInspect(ctx, id, client.ContainerInspectOptions{Size: true})
	if err != nil {
		return !isNotFound(err)
	}
	n := got.Container.SizeRw
	if n == nil {
		return false
	}
	s.mu.Lock()
	changed := b.written == nil || *b.written != *n
	s.mu.Unlock()
	if changed {
		s.touch(func() { b.written = n })
	}
	return true
}
