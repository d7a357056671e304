package docker

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/moby/moby/api/types/events"
	"github.com/moby/moby/client"

	"github.com/k8slab/k8slab/sandbox"
)

// watcher follows the engine's events for all sessions of a driver, notices when the engine is lost, and keeps the
// observer going.
type watcher struct {
	driver   *Driver
	observer *observer
	group    sync.WaitGroup

	mu      sync.Mutex
	started bool
	// up is closed while the stream of events is open.
	up   chan struct{}
	lost *sandbox.Reason
}

func newWatcher(d *Driver) *watcher {
	w := &watcher{driver: d, up: make(chan struct{})}
	w.observer = newObserver(w)
	return w
}

// begin starts what watches a session, without waiting for it.
func (w *watcher) begin(s *session) {
	w.mu.Lock()
	if !w.started && w.driver.ctx.Err() == nil {
		w.started = true
		w.group.Go(w.run)
	}
	w.mu.Unlock()
	w.observer.begin(s)
}

// end lets go of a session that is closing.
func (w *watcher) end(ctx context.Context, s *session) { w.observer.end(ctx, s) }

// wait returns when nothing runs in the background any more.
func (w *watcher) wait() { w.group.Wait() }

// connected waits until events arrive, so that a container's end cannot be missed. An engine that is slow about it does
// not hold up a start for long.
func (w *watcher) connected(ctx context.Context) {
	w.mu.Lock()
	up := w.up
	w.mu.Unlock()
	patience := time.NewTimer(time.Second)
	defer patience.Stop()
	select {
	case <-up:
	case <-patience.C:
	case <-ctx.Done():
	}
}

// trouble says why the engine does not answer; nil while it does.
func (w *watcher) trouble() *sandbox.Reason {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.lost
}

// run follows events until the driver closes, and comes back after each loss: at once at first, then every two seconds,
// which is often enough to be noticed and too rare to be felt.
func (w *watcher) run() {
	ctx := w.driver.ctx
	pause := time.Duration(0)
	for ctx.Err() == nil {
		began := time.Now()
		err := w.follow(ctx)
		if ctx.Err() != nil {
			return
		}
		if time.Since(began) > 5*time.Second {
			pause = 0
		}
		if pause > 0 {
			// Once may be an accident of the stream; twice in a row is an engine that does not answer.
			w.setLost(unreachable(w.driver.endpoint, err))
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
		}
		pause = min(max(2*pause, 100*time.Millisecond), 2*time.Second)
	}
}

// follow opens the stream of events, brings every session up to date, and hands events on until the stream ends.
func (w *watcher) follow(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	filters := client.Filters{}.Add("type", string(events.ContainerEventType))
	if !isPodman(w.driver.info) {
		filters.Add("label", labelSession) // Podman knows only labels with a value
	}
	stream := w.driver.api.Events(ctx, client.EventsListOptions{Filters: filters})
	select {
	case err := <-stream.Err:
		return err
	default:
	}
	w.opened()
	defer w.closedStream()
	for {
		select {
		case m := <-stream.Messages:
			w.handle(m)
		case err := <-stream.Err:
			if err == nil {
				err = errors.New("the stream of events ended")
			}
			return err
		}
	}
}

func (w *watcher) opened() {
	w.mu.Lock()
	back := w.lost != nil
	w.lost = nil
	close(w.up)
	w.mu.Unlock()
	for _, s := range w.driver.open() {
		s.resync()
	}
	if back {
		w.observer.revive()
	}
}

func (w *watcher) closedStream() {
	w.mu.Lock()
	w.up = make(chan struct{})
	w.mu.Unlock()
}

func (w *watcher) setLost(e *sandbox.Error) {
	w.mu.Lock()
	first := w.lost == nil
	w.lost = &sandbox.Reason{Why: e.What, Cure: e.Do}
	w.mu.Unlock()
	if first {
		for _, s := range w.driver.open() {
			s.touch(func() {})
		}
	}
}

// target has the observer look at a sandbox.
func (w *watcher) target(s *session, b *box) {
	s.mu.Lock()
	id, pid, gone := b.status.ID, b.status.PID, b.gone
	s.mu.Unlock()
	if pid != 0 && !gone {
		w.observer.add(id, pid)
	} else {
		w.observer.remove(id)
	}
}
