package reader

import (
	"github.com/k8slab/k8slab/tui/keys"
	"github.com/k8slab/k8slab/tui/reader/page"
)

// sheet is a box over the lower or upper part of the pane that explains something, with links of its own.
type sheet struct {
	title string
	// content draws what is inside at a width.
	content func(look page.Look, width int) []page.Line

	laid   bool
	lines  []page.Line
	things []thing
	height int // of the inside, in rows
	top    int // the first line shown
	// first and last are the pane's rows of what is explained; upper puts the sheet above them.
	first, last int
	upper       bool
	seq         int // what is chosen; 0 is nothing
}

// push opens a sheet.
func (m *Model) push(title string, content func(page.Look, int) []page.Line) {
	s := &sheet{title: title, content: content}
	if t := m.thing(); t != nil {
		s.first = m.topOffset(spot{m.chosen.block, t.first})
		s.last = s.first + t.last - t.first
	}
	m.sheets = append(m.sheets, s)
	m.stale = true
}

// fit lays a sheet out for the pane.
func (m *Model) fit(s *sheet) {
	if s.laid {
		return
	}
	s.lines = s.content(m.look, max(m.w-4, 1))
	if page.Width(s.title) > m.w-6 { // no room in the edge
		var head []page.Line
		for _, line := range page.Wrap(s.title, max(m.w-4, 1)) {
			head = append(head, page.Line{Text: m.look.Theme.Panel.Title.Render(line)})
		}
		s.lines = append(head, s.lines...)
	}
	s.things = thingsOf(s.lines)
	s.height = max(min(len(s.lines), m.h-2, max(m.h*2/3, 8)), 0)
	rows := s.height + 2
	s.upper = s.last >= m.h-rows && (s.first >= rows || s.first > m.h/2)
	s.laid = true
	s.scroll(0)
}

// scroll moves the inside by lines.
func (s *sheet) scroll(n int) {
	s.top = max(min(s.top+n, len(s.lines)-s.height), 0)
}

// next chooses the next link; without one it scrolls.
func (s *sheet) next(direction int) {
	for i := range s.things {
		t := s.things[i]
		if direction < 0 {
			t = s.things[len(s.things)-1-i]
		}
		if s.seq == 0 || (t.seq-s.seq)*direction > 0 {
			s.seq = t.seq
			s.top = max(min(s.top, t.first), t.last-s.height+1)
			return
		}
	}
	s.scroll(direction * max(s.height-1, 1))
}

func (s *sheet) chosen() *thing {
	for i := range s.things {
		if s.things[i].seq == s.seq {
			return &s.things[i]
		}
	}
	return nil
}

// handleSheet does what the learner wants while a sheet is open.
func (m *Model) handleSheet(i keys.Intent) Outcome {
	s := m.sheets[len(m.sheets)-1]
	m.fit(s)
	m.stale = true
	switch i {
	case keys.Down:
		s.scroll(1)
	case keys.Up:
		s.scroll(-1)
	case keys.PageDown:
		s.scroll(max(s.height-1, 1))
	case keys.PageUp:
		s.scroll(-max(s.height-1, 1))
	case keys.Top:
		s.scroll(-len(s.lines))
	case keys.Bottom:
		s.scroll(len(s.lines))
	case keys.Next:
		s.next(1)
	case keys.Previous:
		s.next(-1)
	case keys.Back:
		m.pop()
	case keys.Enter:
		if t := s.chosen(); t != nil {
			return m.activate(t.kind, t.target)
		}
		m.pop()
	case keys.Forward, keys.Backward:
		m.sheets = nil
		return m.Handle(i)
	default:
		return unused()
	}
	return done()
}

// pop closes the uppermost sheet.
func (m *Model) pop() {
	m.sheets = m.sheets[:len(m.sheets)-1]
	m.stale = true
}

// clickSheet follows a link in the sheet; a click beside it closes it.
func (m *Model) clickSheet(x, y int) Outcome {
	s := m.sheets[len(m.sheets)-1]
	m.fit(s)
	m.stale = true
	y -= m.sheetRow(s)
	if y < 0 || y > s.height+1 {
		m.pop()
		return done()
	}
	if y == 0 || y == s.height+1 || s.top+y-1 >= len(s.lines) {
		return done()
	}
	for _, r := range s.lines[s.top+y-1].Regions {
		if x-2 >= r.From && x-2 < r.To {
			s.seq = r.Seq
			return m.activate(r.Kind, r.Target)
		}
	}
	return done()
}

// sheetRow is the pane's row of the sheet's upper edge.
func (m *Model) sheetRow(s *sheet) int {
	if s.upper {
		return 0
	}
	return max(m.h-s.height-2, 0)
}

// lay draws a sheet over rows.
func (m *Model) lay(s *sheet, rows []string) {
	m.fit(s)
	g, p := m.look.Glyphs, m.look.Theme.Panel
	y := m.sheetRow(s)
	put := func(row string) {
		if y < len(rows) {
			rows[y] = page.Pad(row, m.w)
		}
		y++
	}
	put(page.Rule(m.look, m.w, g.TopLeft, g.TopRight, p.Title.Render(page.Clean(s.title)), ""))
	for i := range s.height {
		line := page.Line{}
		if s.top+i < len(s.lines) {
			line = s.lines[s.top+i]
		}
		text := line.Text
		for _, r := range line.Regions {
			if r.Seq == s.seq {
				text = page.Mark(text, r.From, r.To, p.Selected)
			}
		}
		side := p.BorderFocus.Render(g.V)
		mark := " "
		if t := s.chosen(); t != nil && t.first == s.top+i {
			mark = p.Accent.Render(g.Cursor)
		}
		put(side + mark + page.Pad(text, max(m.w-4, 0)) + " " + side)
	}
	more := ""
	if s.top+s.height < len(s.lines) {
		more = g.Down + " "
	}
	put(page.Rule(m.look, m.w, g.BottomLeft, g.BottomRight, "", p.Muted.Render(more+m.look.T(textClose))))
}
