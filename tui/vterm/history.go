package vterm

import (
	"slices"
	"strings"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

// Bounds of the history.
const (
	maxHistoryRows  = 2000
	historyLot      = 500 // how many more may be kept for a while
	maxHistoryBytes = 1 << 20
)

// past is a row that has left the screen.
type past struct {
	text    string // with its styles
	width   int    // in cells
	wrapped bool   // its line goes on in the next row
	cols    int    // how wide the screen was
}

// history keeps rows that have left the screen, oldest first.
type history struct {
	rows  []past
	bytes int
	added uint64 // how many there have ever been
}

func (h *history) add(line uv.Line, cols int) {
	if n := len(line); n > 0 && line[n-1].Width == 2 {
		line = append(line, uv.Cell{}) // The emulator takes the second half of a wide character for a blank, and cuts it.
	}
	goesOn, n := false, len(line)
	if n == cols { // A row whose line ends within it has been cut there.
		goesOn, n = wrapped(line)
	}
	text, width := render(line[:n])
	h.push(past{text, width, goesOn, cols})
}

// push adds a row, and lets go of the oldest ones beyond the bounds. They are cut off in lots, since that moves all rows.
func (h *history) push(p past) {
	h.rows = append(h.rows, p)
	h.bytes += len(p.text)
	h.added++
	if len(h.rows) <= maxHistoryRows+historyLot && h.bytes <= maxHistoryBytes {
		return
	}
	drop := 0
	for len(h.rows)-drop > maxHistoryRows || h.bytes > maxHistoryBytes*3/4 {
		h.bytes -= len(h.rows[drop].text)
		drop++
	}
	h.rows = slices.Delete(h.rows, 0, drop)
}

// take removes the newest line and gives it as one text.
func (h *history) take() (text string, ok bool) {
	from, ok := h.lastLine(len(h.rows))
	if !ok {
		return "", false
	}
	text = h.join(from, len(h.rows))
	for _, r := range h.rows[from:] {
		h.bytes -= len(r.text)
	}
	h.rows = h.rows[:from]
	return text, true
}

// giveBack adds a line that was taken.
func (h *history) giveBack(text string, cols int) {
	added := h.added
	h.put(text, cols)
	h.added = added
}

// goesOn reports whether the newest line goes on on the screen.
func (h *history) goesOn() bool { return len(h.rows) > 0 && h.rows[len(h.rows)-1].wrapped }

// lastLine finds where the line begins that ends before a row.
func (h *history) lastLine(end int) (from int, ok bool) {
	if end == 0 {
		return 0, false
	}
	for from = end - 1; from > 0 && h.rows[from-1].wrapped; from-- {
		if end-from > maxHistoryRows/10 {
			break // A line without end must not be laid out as a whole.
		}
	}
	return from, true
}

func (h *history) join(from, to int) string {
	var b strings.Builder
	for _, r := range h.rows[from:to] {
		b.WriteString(r.text)
	}
	return b.String()
}

// tail gives the newest rows as they are shown on a screen so wide, oldest first, at most so many.
func (h *history) tail(most, cols int) []Row {
	most = min(most, maxHistoryRows)
	var found [][]Row
	n := 0
	for end := len(h.rows); n < most && end > 0; {
		from, _ := h.lastLine(end)
		rows := h.layOut(from, end, cols)
		found = append(found, rows)
		n += len(rows)
		end = from
	}
	slices.Reverse(found)
	rows := slices.Concat(found...)
	return rows[max(0, len(rows)-most):]
}

// layOut gives one line's rows for a width; the last of them may go on on the screen.
func (h *history) layOut(from, to, cols int) []Row {
	rows := make([]Row, 0, to-from)
	for _, r := range h.rows[from:to] {
		if r.cols != cols && (r.width > cols || r.wrapped) {
			return rewrap(h.join(from, to), cols)
		}
		rows = append(rows, Row{Text: r.text, Wrapped: r.wrapped})
	}
	return rows
}

// rewrap divides a line into rows.
func rewrap(text string, cols int) []Row {
	cells := parseCells(text)
	if len(cells) == 0 {
		return []Row{{}}
	}
	var rows []Row
	for start := 0; start < len(cells); {
		end := start
		for end < len(cells) && end+max(cells[end].Width, 1)-start <= cols {
			end += max(cells[end].Width, 1)
		}
		if end == start {
			end++ // a wide character in a single column
		}
		end = min(end, len(cells))
		row, _ := render(cells[start:end])
		rows = append(rows, Row{Text: row, Wrapped: end < len(cells)})
		start = end
	}
	return rows
}

// put adds a line.
func (h *history) put(text string, cols int) {
	if plain := isPlain(text); plain && len(text) <= cols {
		h.push(past{text, len(text), false, cols})
		return
	}
	for _, row := range rewrap(text, cols) {
		h.push(past{row.Text, ansi.StringWidth(row.Text), row.Wrapped, cols})
	}
}

// isPlain reports whether a text is ASCII without sequences.
func isPlain(text string) bool {
	for i := range len(text) {
		if text[i] < ' ' || text[i] >= 0x7f {
			return false
		}
	}
	return true
}

// parseCells is render's other way around.
func parseCells(text string) []uv.Cell {
	var cells []uv.Cell
	for _, line := range uv.NewStyledString(text).Lines(ansi.GraphemeWidth) {
		for _, c := range line {
			if c.Width < 1 {
				continue
			}
			cells = append(cells, c)
			for range c.Width - 1 {
				cells = append(cells, uv.Cell{})
			}
		}
	}
	return cells
}
