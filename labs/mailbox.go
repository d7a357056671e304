package labs

import (
	"context"
	"sync"
)

// mailbox passes events on in order without ever blocking the sender. Observations that nobody has fetched yet are
// replaced by newer ones, so that a slow terminal falls behind in time but not in memory.
type mailbox struct {
	mu     sync.Mutex
	queue  []Event
	closed bool
	wake   chan struct{} // holds a token while there may be something to fetch
}

func newMailbox() *mailbox { return &mailbox{wake: make(chan struct{}, 1)} }

func (m *mailbox) put(e Event) {
	m.mu.Lock()
	if n := len(m.queue); e.Observed != nil && n > 0 && m.queue[n-1].Observed != nil {
		m.queue[n-1] = e
	} else if !m.closed {
		m.queue = append(m.queue, e)
	}
	m.mu.Unlock()
	m.signal()
}

func (m *mailbox) signal() {
	select {
	case m.wake <- struct{}{}:
	default:
	}
}

// close lets readers fetch what is left and then find the end.
func (m *mailbox) close() {
	m.mu.Lock()
	m.closed = true
	m.mu.Unlock()
	m.signal()
}

// next waits for an event; false when the mailbox is closed and empty or ctx has ended.
func (m *mailbox) next(ctx context.Context) (Event, bool) {
	for {
		m.mu.Lock()
		if len(m.queue) > 0 {
			e := m.queue[0]
			m.queue = m.queue[1:]
			m.mu.Unlock()
			m.signal()
			return e, true
		}
		closed := m.closed
		m.mu.Unlock()
		if closed {
			m.signal()
			return Event{}, false
		}
		select {
		case <-m.wake:
		case <-ctx.Done():
			return Event{}, false
		}
	}
}
