package vterm

import (
	"slices"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

// Marks that a row's last character bears when its line goes on in the next row. They are kept in the cell's hyperlink,
// which is free since hyperlinks are not passed on, so that they move and vanish together with the cell.
const (
	markWrapped = "wrapped"
	markFilled  = "filled" // the last cell is empty because a wide character did not fit
)

// maxCluster is how many bytes of one character are kept; combining marks can be piled up without end.
const maxCluster = 64

// ascii prints characters that are one column wide.
func (t *Terminal) ascii(b []byte) {
	for len(b) > 0 {
		n := t.room(1)
		if n <= 0 {
			return
		}
		n = min(n, len(b))
		t.put(b[:n], n)
		b = b[n:]
	}
}

// flushRun prints what has come of text outside ASCII, character by character.
func (t *Terminal) flushRun() {
	run := t.lex.run
	for len(run) > 0 {
		cluster, width := ansi.FirstGraphemeCluster(run, ansi.GraphemeWidth)
		run = run[len(cluster):]
		t.cluster(cluster, width)
	}
	t.lex.run = t.lex.run[:0]
}

// cluster prints one character.
func (t *Terminal) cluster(c []byte, width int) {
	if len(c) > maxCluster {
		c = []byte("\ufffd")
		width = 1
	}
	if width == 0 {
		t.combine(c)
		return
	}
	if t.room(width) >= width {
		t.put(c, width)
	}
	t.last = append(t.last[:0], c...)
}

// room goes to the next row if need be, and gives how many columns there are for something of a width. It is less than
// the width only where nothing may be printed.
func (t *Terminal) room(width int) int {
	if width > t.cols {
		return 0
	}
	if t.pending {
		t.wrap(markWrapped)
	}
	room := t.cols - t.scr.CursorPosition().X
	if room < width && t.autowrap {
		t.wrap(markFilled)
		room = t.cols
	}
	return room
}

// wrap goes to the beginning of the next row, which continues this one.
func (t *Terminal) wrap(mark string) {
	t.pending = false
	y := t.scr.CursorPosition().Y
	if cell := t.scr.CellAt(t.cols-1, y); cell != nil {
		if lead := t.scr.CellAt(t.cols-2, y); cell.Width == 0 && lead != nil {
			cell = lead // the last column is the second half of a wide character
		}
		cell.Link.Params = mark
	}
	t.send("\x1bD\r")
}

// stay takes the cursor back from beyond the last column, here and in the emulator.
func (t *Terminal) stay() {
	if t.pending {
		t.pending = false
		t.send("\x1b[0C")
	}
}

// put prints something for which there is room.
func (t *Terminal) put(b []byte, width int) {
	x := t.scr.CursorPosition().X
	if t.insert {
		t.shift(width, true)
	}
	_, _ = t.scr.Write(b) // refuses only when closed
	t.pending = t.autowrap && x+width >= t.cols
	if width == 1 {
		t.last = append(t.last[:0], b[len(b)-1])
	}
}

// shift inserts blanks at the cursor, or deletes what is there. The emulator loses wide characters on that.
func (t *Terminal) shift(n int, insert bool) {
	at := t.scr.CursorPosition()
	row := cellsOf(t.scr, at.Y, t.cols)
	mend(row[:at.X])
	mend(row[at.X:])
	n = min(n, t.cols-at.X)
	blanks := slices.Repeat([]uv.Cell{uv.EmptyCell}, n)
	if insert {
		row = slices.Insert(row, at.X, blanks...)[:t.cols]
	} else {
		mend(row[at.X+n:])
		row = append(slices.Delete(row, at.X, at.X+n), blanks...)
	}
	mend(row)
	for x := at.X; x < t.cols; x++ {
		if cell := t.scr.CellAt(x, at.Y); cell != nil {
			*cell = row[x]
		}
	}
	if cell := t.scr.CellAt(at.X-1, at.Y); cell != nil {
		*cell = row[at.X-1]
	}
}

// mend blanks the halves of wide characters whose other half is missing.
func mend(cells []uv.Cell) {
	for x := 0; x < len(cells); {
		c := &cells[x]
		if c.Width < 1 || x+c.Width > len(cells) {
			c.Content, c.Width = " ", 1
		}
		x += c.Width
	}
}

// combine adds a mark to the character before the cursor.
func (t *Terminal) combine(c []byte) {
	at := t.scr.CursorPosition()
	if !t.pending {
		at.X--
	}
	cell := t.scr.CellAt(at.X, at.Y)
	if cell != nil && cell.Width == 0 {
		cell = t.scr.CellAt(at.X-1, at.Y)
	}
	if cell == nil || cell.Width == 0 || len(cell.Content)+len(c) > maxCluster {
		return
	}
	cell.Content += string(c)
}

// wrapped tells whether a row's line goes on in the next one, and how many of its cells belong to it.
func wrapped(row []uv.Cell) (bool, int) {
	n := len(row)
	if n == 0 {
		return false, 0
	}
	last := row[n-1]
	if last.Width == 0 && n > 1 {
		last = row[n-2]
	}
	switch last.Link.Params {
	case markWrapped:
		return true, n
	case markFilled:
		if blank(last) {
			return true, n - 1
		}
		return true, n
	}
	return false, n
}
