package reader

import (
	"github.com/k8slab/k8slab/tui/reader/page"
)

// Rows is the pane as it is to be drawn: as many rows as it is high, each exactly as wide as it is, its style reset at
// its end. The slice is the same until something changes, and must not be written to.
func (m *Model) Rows() []string {
	if m.stale || len(m.rows) != m.h {
		m.rows = m.draw()
		m.stale = false
	}
	return m.rows
}

func (m *Model) draw() []string {
	if m.overlay != nil {
		return m.overlay.list.Rows()
	}
	rows := make([]string, 0, m.h)
	if m.lesson != nil {
		rows = m.column(rows)
	}
	for len(rows) < m.h {
		rows = append(rows, page.Blank(m.w))
	}
	if len(m.sheets) > 0 {
		m.lay(m.sheets[len(m.sheets)-1], rows)
	}
	return rows
}

// column draws the lesson from the top line on.
func (m *Model) column(rows []string) []string {
	at, missing := m.top, 0
	for len(rows) < m.h && missing == 0 {
		if lines := m.flow.at(at.block).lines; at.line < len(lines) {
			rows = append(rows, m.row(lines[at.line], at))
		}
		at, missing = m.flow.walk(at, 1)
	}
	return rows
}

// row draws one line with its margins; what is chosen is marked there as well.
func (m *Model) row(line page.Line, at spot) string {
	text, head := line.Text, page.Blank(m.margin())
	if m.chosen.ok && m.chosen.block == at.block {
		marked := false
		for _, r := range line.Regions {
			if r.Seq == m.chosen.seq {
				text = page.Mark(text, r.From, r.To, m.look.Theme.Panel.Selected)
				marked = true
			}
		}
		if t := m.thing(); marked && t != nil && t.first == at.line {
			cursor := m.look.Theme.Panel.Accent.Render(m.look.Glyphs.Cursor)
			head = page.Blank(m.margin()-1) + cursor
		}
	}
	return page.Pad(head+text, m.w)
}
