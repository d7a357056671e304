package vterm

import (
	"fmt"

	uv "github.com/charmbracelet/ultraviolet"
)

// line is a line of the screen, over one or more rows. The cursor stands between before and after if it stands in it.
type line struct {
	before, after string
	cursor        bool
}

// Resize changes the size of the screen. Lines are laid out anew; what does not fit goes to the history, and what fits
// again comes back from there.
func (t *Terminal) Resize(cols, rows int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	cols, rows = max(cols, 1), max(rows, 1)
	if cols == t.cols && rows == t.rows {
		return
	}
	t.guard(func() {
		pending := t.pending
		if t.alt != nil {
			t.alt.Resize(cols, rows)
			t.pending, pending = false, false
		}
		lines := t.lines(pending)
		t.cols, t.rows = cols, rows
		t.layOut(lines)
	})
	t.cols, t.rows = cols, rows
}

// lines reads the main screen.
func (t *Terminal) lines(pending bool) []line {
	at := t.main.CursorPosition()
	var lines []line
	var cells []uv.Cell
	cursor := -1
	bottom := 0
	for y := range t.rows {
		if text, _ := render(cellsOf(t.main, y, t.cols)); text != "" || y <= at.Y {
			bottom = y
		}
	}
	for y := range bottom + 1 {
		row := cellsOf(t.main, y, t.cols)
		goesOn, n := wrapped(row)
		if y == at.Y {
			cursor = len(cells) + at.X
			if pending {
				cursor++
			}
		}
		if !goesOn {
			for n > 0 && blank(row[n-1]) && (n < 2 || row[n-2].Width < 2) {
				n--
			}
		}
		cells = append(cells, row[:n]...)
		if goesOn && y < bottom {
			continue
		}
		lines = append(lines, newLine(cells, cursor))
		cells, cursor = nil, -1
	}
	return lines
}

func newLine(cells []uv.Cell, cursor int) line {
	if cursor < 0 {
		text, _ := render(cells)
		return line{after: text}
	}
	for len(cells) < cursor {
		cells = append(cells, uv.EmptyCell)
	}
	// Blanks before the cursor count: the program knows how many there are.
	before := renderAll(cells[:cursor])
	after, _ := render(cells[cursor:])
	return line{before: before, after: after, cursor: true}
}

// layOut draws lines on the main screen, from the top or, with lines from the history above them, from the bottom.
func (t *Terminal) layOut(lines []line) {
	shown, pen, insert := t.scr, t.pen, t.insert
	t.scr, t.insert = t.main, false
	t.send("\x1bc")
	t.region = false
	t.main.Resize(t.cols, t.rows)
	t.main.ClearScrollback()
	t.draw(t.withHistory(lines))
	t.send("\x1b[m" + string(pen) + private(7, t.autowrap))
	t.scr, t.pen, t.insert = shown, pen, insert
}

// withHistory puts as many lines of the history before others as there is room for.
func (t *Terminal) withHistory(lines []line) []line {
	free := t.rows
	for _, l := range lines {
		free -= len(rewrap(l.before+l.after, t.cols))
	}
	if free <= 0 {
		return lines
	}
	if t.history.goesOn() { // The first line begins there.
		text, _ := t.history.take()
		first := &lines[0]
		free += len(rewrap(first.before+first.after, t.cols))
		if first.cursor {
			first.before = text + first.before
		} else {
			first.after = text + first.after
		}
		free -= len(rewrap(first.before+first.after, t.cols))
	}
	for free > 0 {
		text, ok := t.history.take()
		if !ok {
			break
		}
		if free -= len(rewrap(text, t.cols)); free < 0 {
			t.history.giveBack(text, t.cols)
			break
		}
		lines = append([]line{{after: text}}, lines...)
	}
	return lines
}

// draw prints lines and puts the cursor back.
func (t *Terminal) draw(lines []line) {
	autowrap := t.autowrap
	t.autowrap, t.pending = true, false
	x, y, pending := 0, 0, false
	before := t.history.added
	for i, l := range lines {
		if i > 0 {
			t.feed([]byte("\r\n"))
		}
		t.feed([]byte(l.before))
		t.drain()
		if l.cursor {
			at := t.main.CursorPosition()
			x, y, pending = at.X, at.Y+int(t.history.added-before), t.pending
		}
		t.feed([]byte(l.after))
		t.drain()
	}
	y = max(0, y-int(t.history.added-before))
	t.send(fmt.Sprintf("\x1b[%d;%dH", y+1, x+1))
	t.autowrap, t.pending = autowrap, pending && autowrap && t.alt == nil
}
