package workshop

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

// A brake writes so many lines a second at most: the log tells of strangers, who may be many, and must not fill the disk.
const (
	brakeLines = 20
	brakeSpan  = time.Second
)

// brake is a log that counts what it does not write, and tells how much that was.
type brake struct {
	to  *slog.Logger
	now func() time.Time

	mu     sync.Mutex
	since  time.Time
	lines  int
	missed int
}

func (b *brake) log(level slog.Level, text string, args ...any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.turn()
	if b.lines >= brakeLines {
		b.missed++
		return
	}
	b.lines++
	b.to.Log(context.Background(), level, text, args...)
}

// settle tells what was not written before, if the time for it has come.
func (b *brake) settle() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.turn()
}

// turn begins another span, if the last one is over; mu is held.
func (b *brake) turn() {
	now := b.now()
	if now.Sub(b.since) < brakeSpan {
		return
	}
	if b.missed > 0 {
		b.to.Warn("strangers", "lines not written", b.missed, "since", b.since.Format(time.RFC3339))
	}
	b.since, b.lines, b.missed = now, 0, 0
}
