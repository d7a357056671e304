package shellpane

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"github.com/k8slab/k8slab/tui/vterm"
)

// browse is looking through what has scrolled away. Rows are counted from the first that ever left the screen.
type browse struct {
	back int // how many rows the view is scrolled back
	at   int // the row chosen
	from int // where marking began; -1 if nothing is marked
}

// top is the first row that is shown.
func top(v vterm.View) int { return int(v.Scrolled) - v.Back }

// row is where the chosen row stands on the screen.
func (b *browse) row(v vterm.View) int { return max(0, b.at-top(v)) }

// selected is what is marked: whole rows.
func (b *browse) selected(width int) *selection {
	if b.from < 0 {
		return &selection{from: point{0, b.at}, to: point{width, b.at}}
	}
	return &selection{from: point{0, min(b.from, b.at)}, to: point{width, max(b.from, b.at)}}
}

// Browsing reports whether the pane shows what has scrolled away.
func (m *Model) Browsing() bool { return m.browse != nil }

// Browse begins to look through what has scrolled away; the row of the cursor is chosen.
func (m *Model) Browse() {
	m.drag = nil
	m.browse = &browse{at: top(m.view) + m.view.Y, from: -1}
	m.Refresh()
}

// Resume goes back to the shell.
func (m *Model) Resume() {
	m.browse, m.drag = nil, nil
	m.Refresh()
}

// move chooses another row, and scrolls so that it is seen.
func (m *Model) move(rows int) {
	b := m.browse
	first := int(m.view.Scrolled) - m.term.Look(1<<20).Back
	last := int(m.view.Scrolled) + m.height - 1
	b.at = max(first, min(b.at+rows, last))
	switch at := top(m.view); {
	case b.at < at:
		b.back += at - b.at
	case b.at >= at+m.height:
		b.back -= b.at - at - m.height + 1
	}
	m.Refresh()
}

// Scroll looks further back (negative) or forward; at the end it goes back to the shell.
func (m *Model) Scroll(rows int) {
	if m.browse == nil {
		if rows >= 0 {
			return
		}
		m.Browse()
	}
	b := m.browse
	b.back = max(0, b.back-rows)
	m.Refresh()
	b.at = max(top(m.view), min(b.at, top(m.view)+m.height-1))
	if b.back == 0 && b.from < 0 {
		m.browse = nil
	}
	m.Refresh()
}

// point is a cell: its column, and its row as browse counts.
type point struct{ x, y int }

// selection is what is marked, from one cell to before another.
type selection struct{ from, to point }

// ordered gives the selection from above to below.
func (s selection) ordered() (from, to point) {
	if s.to.y < s.from.y || (s.to.y == s.from.y && s.to.x < s.from.x) {
		return s.to, s.from
	}
	return s.from, s.to
}

// cells says which cells of a row belong to it.
func (s selection) cells(y, width int) (x1, x2 int, ok bool) {
	from, to := s.ordered()
	if y < from.y || y > to.y {
		return 0, 0, false
	}
	x2 = width
	if y == from.y {
		x1 = from.x
	}
	if y == to.y {
		x2 = min(to.x, width)
	}
	return x1, x2, x2 > x1
}

// text is what the selection says; a line that was wrapped is one line.
func (m *Model) text(s selection) string {
	from, to := s.ordered()
	var b strings.Builder
	for y := from.y; y <= to.y; {
		v := m.term.Look(int(m.view.Scrolled) - y)
		rows := v.Rows
		if skip := y - top(v); skip > 0 {
			rows = rows[min(skip, len(rows)):]
		}
		if len(rows) == 0 {
			break
		}
		for _, row := range rows[:min(len(rows), to.y-y+1)] {
			x1, x2, _ := s.cells(y, m.width)
			plain := ansi.Cut(ansi.Strip(row.Text), x1, x2)
			if y++; row.Wrapped {
				b.WriteString(plain)
			} else {
				b.WriteString(strings.TrimRight(plain, " ") + "\n")
			}
		}
	}
	return strings.TrimRight(b.String(), "\n")
}
