package vterm

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// Replay is what makes another terminal, whose cursor is at the beginning of a row, go on from where this one is: it
// shows the last rows, at most as many as said, or the whole screen of a full-screen program; it has the cursor at the
// same place and the modes that the program asked for. Only what Write would take is in it.
func (t *Terminal) Replay(most int) string {
	v := t.Look(0)
	t.mu.Lock()
	defer t.mu.Unlock()
	var b strings.Builder
	if v.FullScreen {
		b.WriteString(private(1049, true) + ansi.EraseEntireScreen)
		for y, row := range v.Rows {
			b.WriteString(ansi.CursorPosition(1, y+1) + row.Text)
		}
		b.WriteString(ansi.CursorPosition(v.X+1, v.Y+1))
	} else {
		b.WriteString(tail(v, most))
	}
	m := t.modes
	for _, mode := range []struct {
		number int
		on     bool
	}{{1, m.CursorKeys}, {2004, m.Paste}, {m.Mouse, m.Mouse != 0}, {1006, m.MouseSGR}} {
		if mode.on {
			b.WriteString(private(mode.number, true))
		}
	}
	if m.Keypad {
		b.WriteString(ansi.KeypadApplicationMode)
	}
	if t.hidden {
		b.WriteString(private(25, false))
	}
	if !t.autowrap {
		b.WriteString(private(7, false))
	}
	if t.insert {
		b.WriteString(ansi.SetModeInsertReplace)
	}
	b.Write(t.pen)
	return b.String()
}

// tail draws the last rows in which there is anything, and goes to the cursor's cell among them.
func tail(v View, most int) string {
	last := v.Y
	for y, row := range v.Rows {
		if row.Text != "" {
			last = max(last, y)
		}
	}
	first := min(max(last+1-most, 0), v.Y)
	var b strings.Builder
	for y, row := range v.Rows[first : last+1] {
		if y > 0 {
			b.WriteString("\r\n")
		}
		b.WriteString(row.Text)
	}
	if last > v.Y {
		fmt.Fprintf(&b, "\x1b[%dA", last-v.Y)
	}
	return b.String() + fmt.Sprintf("\x1b[%dG", v.X+1)
}

// Undo makes a terminal that went on from a Replay show its main screen, on which all rows scroll, with the cursor at
// the beginning of a row.
func (t *Terminal) Undo() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	undo := ""
	if t.region || t.origin {
		undo = private(6, false) + "\x1b[r" + ansi.CursorPosition(1, t.rows) // Both send the cursor home.
	}
	if t.alt != nil {
		undo += private(1049, false)
	}
	return undo + ansi.ResetStyle + "\r\n"
}
