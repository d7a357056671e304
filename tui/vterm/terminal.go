package vterm

import (
	"sync"

	"github.com/charmbracelet/x/vt"
)

// Terminal is a screen with its history. Its methods may be called from any goroutine.
type Terminal struct {
	reply func([]byte)

	mu         sync.Mutex
	cols, rows int
	main, alt  *vt.Emulator // alt is nil but for full-screen programs
	scr        *vt.Emulator // the one that is shown
	lex        lexer
	modes      Modes
	hidden     bool // the cursor
	autowrap   bool
	insert     bool
	origin     bool
	region     bool   // only some rows scroll
	pending    bool   // the cursor is beyond the last column
	pen        []byte // what has set the style
	last       []byte // the last character printed
	answers    []byte
	history    history
	failed     bool
}

// New makes an empty screen of a size. Reply is given what the terminal answers to a program's questions; it is called
// by Write and must not block.
func New(cols, rows int, reply func([]byte)) *Terminal {
	t := &Terminal{reply: reply, cols: max(cols, 1), rows: max(rows, 1), autowrap: true}
	t.main = vt.NewEmulator(t.cols, t.rows)
	t.scr = t.main
	return t
}

// Write draws what a program has put out. It never fails.
func (t *Terminal) Write(p []byte) (int, error) {
	for rest := p; len(rest) > 0; {
		n, answers := t.write(rest)
		if len(answers) > 0 {
			t.reply(answers)
		}
		rest = rest[n:]
	}
	return len(p), nil
}

// write draws a piece from the beginning of p, and says how long it was.
func (t *Terminal) write(p []byte) (n int, answers []byte) {
	t.mu.Lock()
	defer t.mu.Unlock()
	n = t.nextPiece(p)
	t.guard(func() {
		if gone, rest, ok := t.jumpable(p[:n]); ok {
			t.jump(gone, rest)
		} else {
			t.feed(p[:n])
		}
	})
	t.guard(t.drain)
	answers, t.answers = t.answers, nil
	return n, answers
}

// guard keeps a mistake in the emulator from ending the program: the screen begins anew.
func (t *Terminal) guard(f func()) {
	defer func() {
		if recover() == nil {
			return
		}
		t.main, t.alt = vt.NewEmulator(t.cols, t.rows), nil
		t.scr, t.lex, t.pending, t.pen, t.failed = t.main, lexer{}, false, nil, true
	}()
	f()
}

// send passes a sequence to the emulator.
func (t *Terminal) send(s string) {
	_, _ = t.scr.WriteString(s) // refuses only when closed
	if t.scr == t.alt {
		t.alt.ClearScrollback()
	} else if t.main.ScrollbackLen() >= maxUndrained {
		t.drain()
	}
}

// maxUndrained is how many rows may wait in the emulator, where they take much memory, before they are put away.
const maxUndrained = 64

// drain moves rows that left the screen to the history.
func (t *Terminal) drain() {
	back := t.main.Scrollback()
	for _, line := range back.Lines() {
		t.history.add(line, t.cols)
	}
	back.Clear()
}

// Modes gives what the program asked for.
func (t *Terminal) Modes() Modes {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.modes
}

// Size is the screen's, in cells.
func (t *Terminal) Size() (cols, rows int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.cols, t.rows
}

// FullScreen reports whether a full-screen program has the screen.
func (t *Terminal) FullScreen() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.alt != nil
}
