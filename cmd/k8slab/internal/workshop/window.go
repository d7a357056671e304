package workshop

import (
	"sync"
	"time"

	"charm.land/ssh"
	gossh "golang.org/x/crypto/ssh"
)

// Bounds of a window, in cells. Nobody has a larger one who has no ill will.
const (
	maxCols, maxRows = 400, 150
	minCols, minRows = 20, 5
)

// sized makes a window's size one that can be drawn for.
func sized(w ssh.Window) (width, height int) {
	if w.Width <= 0 || w.Height <= 0 {
		return 80, 24
	}
	return max(minCols, min(w.Width, maxCols)), max(minRows, min(w.Height, maxRows))
}

// resizing is how long a change of size waits for more: a window that is dragged tells many, and each has the whole screen
// laid out and drawn anew.
const resizing = 30 * time.Millisecond

// window is the size of a session's terminal. What the terminal tells of it is taken in at once, whatever the session is
// doing; what was not looked at gives way to what is newer.
type window struct {
	changed chan struct{}

	mu      sync.Mutex
	size    ssh.Window
	told    bool // the terminal has told a size since it was asked for
	pending bool // changed is about to be told
}

func newWindow() *window { return &window{changed: make(chan struct{}, 1)} }

// begin is the size that a terminal was asked for with.
func (w *window) begin(size ssh.Window) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.told {
		w.size = size
	}
}

// resize is a change of it: the payload of a request as RFC 4254, 6.7, has it.
func (w *window) resize(payload []byte) {
	var size struct{ Width, Height, WidthPixels, HeightPixels uint32 }
	if gossh.Unmarshal(payload, &size) != nil {
		return
	}
	next := ssh.Window{Width: int(size.Width), Height: int(size.Height)}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.told && w.size == next {
		return
	}
	w.size, w.told = next, true
	if w.pending {
		return
	}
	w.pending = true
	time.AfterFunc(resizing, func() {
		w.mu.Lock()
		w.pending = false
		w.mu.Unlock()
		select {
		case w.changed <- struct{}{}:
		default: // It is not known yet that it has changed before.
		}
	})
}

// now is the size to draw for, in cells.
func (w *window) now() (width, height int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return sized(w.size)
}
