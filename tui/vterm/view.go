package vterm

import (
	"strings"

	uv "github.com/charmbracelet/ultraviolet"
)

// Row is one row as it is shown: text with its styles, reset at its end, at most as wide as the screen.
type Row struct {
	Text    string
	Wrapped bool // the line goes on in the next row
}

// View is what is seen of a terminal at one moment.
type View struct {
	Rows []Row
	// Back is how many rows the view is scrolled back; less than asked for where the history does not reach that far.
	Back int
	// X, Y is the cursor's cell; Cursor is false if it is hidden or scrolled away.
	X, Y   int
	Cursor bool
	// Scrolled counts the rows that have ever left the screen.
	Scrolled uint64
	// FullScreen tells that a full-screen program has the screen. There is no history then.
	FullScreen bool
	// Failed tells that the screen had to begin anew because of a mistake of ours.
	Failed bool
}

// Look gives the rows that are seen when scrolled back so far.
func (t *Terminal) Look(back int) View {
	t.mu.Lock()
	defer t.mu.Unlock()
	v := View{Scrolled: t.history.added, FullScreen: t.alt != nil, Failed: t.failed}
	if v.FullScreen {
		back = 0
	}
	var old []Row
	if back > 0 {
		old = t.history.tail(back, t.cols)
		v.Back = len(old)
	}
	v.Rows = make([]Row, 0, t.rows)
	v.Rows = append(v.Rows, old[:min(len(old), t.rows)]...)
	for y := 0; len(v.Rows) < t.rows; y++ {
		cells := cellsOf(t.scr, y, t.cols)
		goesOn, n := wrapped(cells)
		text, _ := render(cells[:n])
		v.Rows = append(v.Rows, Row{Text: text, Wrapped: goesOn})
	}
	at := t.scr.CursorPosition()
	v.X, v.Y, v.Cursor = at.X, at.Y+v.Back, !t.hidden && at.Y+v.Back < t.rows
	return v
}

// emulator is what is needed of one to read its cells.
type emulator interface {
	CellAt(x, y int) *uv.Cell
}

func cellsOf(e emulator, y, cols int) []uv.Cell {
	cells := make([]uv.Cell, cols)
	for x := range cells {
		if c := e.CellAt(x, y); c != nil {
			cells[x] = *c
		}
	}
	return cells
}

// blinking are the attributes that are not shown, since nothing here blinks.
const blinking = uv.AttrBlink | uv.AttrRapidBlink

// render gives cells as text with styles, without the blanks at its end, and its width.
func render(cells []uv.Cell) (string, int) {
	n := len(cells)
	for n > 0 && blank(cells[n-1]) && (n < 2 || cells[n-2].Width < 2) {
		n--
	}
	return renderAll(cells[:n]), n
}

// renderAll gives cells as text with styles.
func renderAll(cells []uv.Cell) string {
	var b strings.Builder
	var style uv.Style
	for x := 0; x < len(cells); {
		c := cells[x]
		c.Style.Attrs &^= blinking
		if c.Width < 1 || x+c.Width > len(cells) || c.Content == "" {
			// Half of a wide character is nothing that can be shown.
			c.Content, c.Width = " ", 1
		}
		if !c.Style.Equal(&style) {
			b.WriteString(c.Style.Diff(&style))
			style = c.Style
		}
		b.WriteString(c.Content)
		x += c.Width
	}
	if !style.IsZero() {
		b.WriteString("\x1b[m")
	}
	return b.String()
}

// blank reports whether a cell shows nothing. What is underlined or reversed does.
func blank(c uv.Cell) bool {
	return (c.Content == " " || c.Content == "") && c.Style.IsZero()
}
