//go:build linux

package term

import (
	"errors"
	"time"
)

// Reaction is what a program did about one thing that happened to it.
type Reaction struct {
	// First and Last are the times from the act to the first and to the last change of the picture. Both are 0 if the
	// picture did not change.
	First, Last time.Duration
	Changed     bool
	// Bytes is all output, Frames the synchronized updates, or the bursts of output where the program makes none.
	Bytes, Frames int
}

// mark gathers a Reaction.
type mark struct {
	at            time.Time // the act
	first, last   time.Time // changes; last is of any time, first of this act
	heard         time.Time // the last output
	bytes, frames int
}

// burst is the time between two reads of the same write.
const burst = 1500 * time.Microsecond

func (m *mark) output(bytes, updates int, now time.Time) {
	if updates > 0 {
		m.frames += updates
	} else if now.Sub(m.heard) > burst {
		m.frames++
	}
	m.bytes, m.heard = m.bytes+bytes, now
}

func (m *mark) change(now time.Time) {
	if m.first.IsZero() {
		m.first = now
	}
	m.last = now
}

// React does something to the program and measures what it does about it: it waits up to limit for the first change,
// then until there has been no output for the time settle. (Here, and only here, silence is what is waited for.)
func (t *Terminal) React(limit, settle time.Duration, act func() error) (Reaction, error) {
	t.mu.Lock()
	began := time.Now()
	t.mark = mark{at: began, last: t.mark.last, heard: t.mark.heard}
	t.mu.Unlock()
	if err := act(); err != nil {
		return Reaction{}, err
	}
	// The marks are read under the screen's lock, which Watch holds.
	err := t.Wait(limit, func(*Screen) bool { return !t.mark.first.IsZero() })
	if err != nil && !errors.Is(err, ErrTimeout) {
		return Reaction{}, err
	}
	t.Settle(settle)
	t.mu.Lock()
	defer t.mu.Unlock()
	r := Reaction{Bytes: t.mark.bytes, Frames: t.mark.frames, Changed: !t.mark.first.IsZero()}
	if r.Changed {
		r.First, r.Last = t.mark.first.Sub(began), t.mark.last.Sub(began)
	}
	return r, nil
}

// Settle returns when there has been no output for a time.
func (t *Terminal) Settle(silence time.Duration) {
	for {
		t.mu.Lock()
		rest := silence - time.Since(t.mark.heard)
		t.mu.Unlock()
		if rest <= 0 {
			return
		}
		time.Sleep(rest)
	}
}

// Heard is how much the program has put out since its start or the last React, in bytes and frames.
func (t *Terminal) Heard() (bytes, frames int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.mark.bytes, t.mark.frames
}
