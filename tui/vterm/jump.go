package vterm

import (
	"bytes"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// Scrolling by a line moves every cell of the screen. When a program puts out many screens' worth of plain lines at once,
// those that nobody could see go to the history directly, and only the last ones are drawn.

// Bounds of what is drawn at a time, so that others get to look in between.
const (
	piece      = 4 << 10 // bytes
	pieceLines = 64      // lines that are drawn one by one
)

// nextPiece cuts a piece from the beginning of what is to be drawn.
func (t *Terminal) nextPiece(p []byte) int {
	n := min(len(p), piece)
	if _, _, ok := t.jumpable(p[:n]); ok {
		return n
	}
	lines := 0
	for i, b := range p[:n] {
		if b == '\n' {
			if lines++; lines == pieceLines {
				return i + 1
			}
		}
	}
	return n
}

// jumpable divides a piece into the lines that will have left the screen at its end, and the rest. It is not ok where
// there are none, or where anything but plain lines is among them.
func (t *Terminal) jumpable(p []byte) (gone [][]byte, rest []byte, ok bool) {
	if t.lex.state != lexGround || len(t.lex.partial) > 0 || t.alt != nil || t.region || !t.autowrap || t.insert ||
		t.origin || len(p) < 2*t.rows || t.scr.CursorPosition().Y != t.rows-1 {
		return nil, nil, false
	}
	lines := bytes.Split(p, []byte("\r\n"))
	if len(lines) < 2*t.rows+1 {
		return nil, nil, false
	}
	for _, l := range lines {
		for _, b := range l {
			if b < ' ' || b == 0x7f {
				return nil, nil, false
			}
		}
	}
	gone = lines[:len(lines)-t.rows]
	taken := 0
	for _, l := range gone {
		if !utf8.Valid(l) {
			return nil, nil, false
		}
		taken += len(l) + len("\r\n")
	}
	return gone, p[taken:], true
}

// jump draws a piece of plain lines.
func (t *Terminal) jump(gone [][]byte, rest []byte) {
	t.feed(append(gone[0], "\r\n"...)) // The line that the cursor is in may have begun before.
	t.drain()
	for y := range t.rows - 1 {
		t.history.add(cellsOf(t.scr, y, t.cols), t.cols)
	}
	for _, l := range gone[1:] {
		t.history.put(t.styled(l), t.cols)
	}
	t.send("\x1b[H\x1b[J")
	t.feed(rest)
}

// styled is a line as it is shown: in the style that is set, without what is not shown.
func (t *Terminal) styled(l []byte) string {
	var b []byte
	for _, r := range string(l) {
		if r < 0x80 || shown(r) {
			b = utf8.AppendRune(b, r)
		}
	}
	if len(t.pen) == 0 || len(b) == 0 {
		return string(b)
	}
	return string(t.pen) + string(b) + ansi.ResetStyle
}
