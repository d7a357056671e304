package docker

import (
	"context"
	"errors"
	"maps"
	"sync"
)

// Close ends operations under way and removes everything the session started. One that failed can be called again, and
// Driver.Close does so.
func (s *session) Close(ctx context.Context) error {
	s.closing.Lock()
	defer s.closing.Unlock()
	s.mu.Lock()
	if s.gone {
		s.mu.Unlock()
		return nil
	}
	s.closed = true
	s.stop() // in the same moment, so that what is refused from now on is never taken for a failure
	s.mu.Unlock()
	if err := s.idle(ctx); err != nil {
		return s.driver.fail(err, "")
	}
	s.mu.Lock()
	boxes := maps.Clone(s.boxes)
	s.mu.Unlock()
	var wg sync.WaitGroup
	for name, b := range boxes {
		if b.status.ID != "" {
			// What fails here is found again by the sweep, which then says why.
			wg.Go(func() { _ = s.dismiss(ctx, name, b) })
		}
	}
	wg.Wait()
	s.driver.watch.end(ctx, s)
	_, swept := s.driver.sweepOnce(ctx, Filter{Session: s.cfg.ID, Scope: s.cfg.Scope})
	if err := errors.Join(swept, s.dropScene(ctx)); err != nil {
		return s.driver.fail(err, "")
	}
	s.mu.Lock()
	s.gone = true
	s.mu.Unlock()
	s.driver.forget(s)
	return nil
}

// idle waits until nothing is being made in the engine any more.
func (s *session) idle(ctx context.Context) error {
	idle := make(chan struct{})
	go func() {
		s.busy.Wait()
		close(idle)
	}()
	select {
	case <-idle:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
