package shellpane

import (
	"context"
	"sync"
	"time"
)

// Rate is how often a second a pane is drawn at most.
const Rate = 60

// pulse tells that there was output, at most Rate times a second, and never late after a rest.
type pulse struct {
	beats chan struct{} // holds one while there is something to draw

	mu    sync.Mutex
	last  time.Time
	shell Shell
}

func newPulse() *pulse { return &pulse{beats: make(chan struct{}, 1)} }

func (p *pulse) attach(s Shell) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.shell = s
}

func (p *pulse) attached() Shell {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.shell
}

func (p *pulse) beat() {
	select {
	case p.beats <- struct{}{}:
	default:
	}
}

// next waits for output, and then until it may be drawn.
func (p *pulse) next(ctx context.Context) bool {
	select {
	case <-p.beats:
	case <-ctx.Done():
		return false
	}
	p.mu.Lock()
	rest := time.Second/Rate - time.Since(p.last)
	p.mu.Unlock()
	if rest > 0 {
		timer := time.NewTimer(rest)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-ctx.Done():
			return false
		}
	}
	select { // What came meanwhile is drawn with it.
	case <-p.beats:
	default:
	}
	p.mu.Lock()
	p.last = time.Now()
	p.mu.Unlock()
	return true
}

// Next waits for the shell's next output; Refresh then takes it over. False means that ctx ended. It may be called from
// any goroutine.
func (m *Model) Next(ctx context.Context) bool { return m.pulse.next(ctx) }
