package list

import (
	"strconv"
	"strings"

	"github.com/k8slab/k8slab/tui/reader/page"
)

// entry is an item laid out: its lines, plain, and where it begins.
type entry struct {
	first, count int
	lines        []string // styled
	plain        []string // for drawing it as chosen
}

// layout lays the items out for the present width.
func (m *Model) layout() {
	if m.laid {
		return
	}
	m.laid = true
	m.entries, m.lines = m.entries[:0], 0
	label, number := 0, 0
	for _, item := range m.items {
		label = max(label, page.Width(item.Label))
		number = max(number, len(strconv.Itoa(item.Number)))
	}
	label = min(label, max(m.w/3, 4))
	for _, item := range m.items {
		e := m.entry(item, number, label)
		e.first, e.count = m.lines, len(e.lines)
		m.lines += e.count
		m.entries = append(m.entries, e)
	}
	m.top = max(min(m.top, m.lines-m.inside()), 0)
	m.reveal()
}

// entry lays one item out: mark, number and label stand in front, text and note hang beside them. A label that is wider
// than its column goes on below.
func (m *Model) entry(item Item, number, label int) entry {
	p := m.look.Theme.Panel
	front := ""
	if item.Mark != "" {
		front = item.Mark + " "
	}
	plain, head := front, front
	if item.Number > 0 {
		n := page.Blank(number-len(strconv.Itoa(item.Number))) + strconv.Itoa(item.Number)
		plain, head = plain+n+" ", head+p.Key.Render(n)+" "
	}
	edge := page.Width(plain)
	indent := edge
	var labels []string
	if label > 0 {
		indent += label + 1
		labels = page.Wrap(item.Label, label)
	}
	width := max(m.w-4-indent, 4)
	texts := page.Wrap(item.Text, width)
	var e entry
	from, to := item.From, item.To
	for i := range max(len(labels), len(texts)) {
		if i > 0 {
			plain, head = page.Blank(edge), page.Blank(edge)
		}
		if label > 0 {
			name := ""
			if i < len(labels) {
				name = labels[i]
			}
			plain, head = plain+page.Pad(name, label)+" ", head+page.Pad(p.Key.Render(name), label)+" "
		}
		line := ""
		if i < len(texts) {
			line = texts[i]
		}
		styled := p.Text.Render(line)
		if s, t, ok := span(item.Text, line, &from, to); ok {
			styled = p.Text.Render(line[:s]) + p.Match.Render(line[s:t]) + p.Text.Render(line[t:])
		}
		e.plain, e.lines = append(e.plain, plain+line), append(e.lines, head+styled)
	}
	if item.Aside != "" {
		m.aside(&e, item.Aside, indent, width)
	}
	if item.Note != "" {
		m.below(&e, item.Note, indent, width)
	}
	return e
}

// aside puts a short note at the right edge of an entry's only line, else below.
func (m *Model) aside(e *entry, note string, indent, width int) {
	const least = 3 // blanks, so that it is seen to be something else
	gap := m.w - 4 - page.Width(e.plain[0]) - page.Width(note)
	if len(e.plain) > 1 || gap < least {
		m.below(e, note, indent, width)
		return
	}
	e.plain[0] += page.Blank(gap) + note
	e.lines[0] += page.Blank(gap) + m.look.Theme.Panel.Muted.Render(note)
}

// below puts a note on lines of its own.
func (m *Model) below(e *entry, note string, indent, width int) {
	for _, line := range page.Wrap(note, width) {
		e.plain = append(e.plain, page.Blank(indent)+line)
		e.lines = append(e.lines, page.Blank(indent)+m.look.Theme.Panel.Muted.Render(line))
	}
}

// span finds what is left of the found words in a wrapped line. Words that were broken across lines are marked where
// they begin only.
func span(text, line string, from *int, to int) (s, t int, ok bool) {
	if *from < 0 || to > len(text) || *from >= to {
		return 0, 0, false
	}
	words := text[*from:to]
	for n := len(words); n > 0; n-- {
		if i := strings.Index(line, words[:n]); i >= 0 && (n == len(words) || i+n == len(line)) {
			*from = to
			return i, i + n, true
		}
	}
	return 0, 0, false
}

// fieldRows is the number of rows above the items.
func (m *Model) fieldRows() int {
	if m.config.Field {
		return 2
	}
	return 1
}

// inside is the number of rows for items.
func (m *Model) inside() int { return max(m.h-m.fieldRows()-1, 0) }

// reveal scrolls to what is chosen.
func (m *Model) reveal() {
	m.layout()
	if m.chosen < 0 || m.chosen >= len(m.entries) {
		return
	}
	e := m.entries[m.chosen]
	top := max(min(m.top, e.first), min(e.first, e.first+e.count-m.inside()))
	if m.first(m.chosen) && m.inside() >= e.first+e.count {
		top = 0 // show a heading above the first item as well
	}
	m.top = max(top, 0)
}

// first reports whether no item before i can be chosen.
func (m *Model) first(i int) bool {
	for _, item := range m.items[:i] {
		if item.Key != "" {
			return false
		}
	}
	return true
}

func (m *Model) inView(i int) bool {
	m.layout()
	if i < 0 || i >= len(m.entries) {
		return true
	}
	e := m.entries[i]
	return e.first >= m.top && e.first+e.count <= m.top+m.inside()
}

// Rows draws the list: as many rows as it is high, each as wide as it is.
func (m *Model) Rows() []string {
	if m.stale || m.rows == nil {
		m.layout()
		m.rows = m.draw()
		m.stale = false
	}
	return m.rows
}

func (m *Model) draw() []string {
	g, p := m.look.Glyphs, m.look.Theme.Panel
	side := p.BorderFocus.Render(g.V)
	rows := make([]string, 0, m.h)
	put := func(row string) { rows = append(rows, page.Pad(row, m.w)) }
	put(page.Rule(m.look, m.w, g.TopLeft, g.TopRight, p.Title.Render(m.config.Title), m.count()))
	if m.config.Field {
		text, _ := m.field.view(m.fieldWidth())
		put(side + " " + p.Key.Render(m.prompt()) + " " + text + " " + side)
	}
	inside := m.visibleLines()
	for i := range m.inside() {
		text := ""
		if i < len(inside) {
			text = inside[i]
		}
		put(side + page.Pad(text, max(m.w-2, 0)) + side)
	}
	put(page.Rule(m.look, m.w, g.BottomLeft, g.BottomRight, "", p.Muted.Render(m.config.Hint)))
	return rows[:min(len(rows), m.h)]
}

// visibleLines draws the lines of the items that are in view, one column of margin included.
func (m *Model) visibleLines() []string {
	p := m.look.Theme.Panel
	if len(m.items) == 0 {
		var lines []string
		for _, line := range page.Wrap(m.config.Empty, max(m.w-4, 4)) {
			lines = append(lines, " "+p.Muted.Render(line))
		}
		return lines
	}
	var lines []string
	for i, e := range m.entries {
		for j, line := range e.lines {
			if at := e.first + j; at < m.top || at >= m.top+m.inside() {
				continue
			}
			mark := " "
			if i == m.chosen {
				line = p.Selected.Render(page.Pad(e.plain[j], max(m.w-4, 0)))
				if j == 0 {
					mark = p.Accent.Render(m.look.Glyphs.Cursor)
				}
			}
			lines = append(lines, mark+line)
		}
	}
	return lines
}

// count tells what is in view where not everything is, and the number that is being typed.
func (m *Model) count() string {
	p := m.look.Theme.Panel
	if m.number > 0 {
		return p.Key.Render(strconv.Itoa(m.number))
	}
	if m.lines <= m.inside() {
		return ""
	}
	share := 100
	if rest := m.lines - m.inside(); rest > 0 {
		share = 100 * m.top / rest
	}
	return p.Muted.Render(strconv.Itoa(share) + "%")
}

// prompt stands in front of the field; a narrow list has no room for it.
func (m *Model) prompt() string {
	if page.Width(m.config.Prompt) > m.w/4 {
		return ">"
	}
	return m.config.Prompt
}

// fieldX is the column in which the field begins, behind the edge and the prompt.
func (m *Model) fieldX() int { return 3 + page.Width(m.prompt()) }

func (m *Model) fieldWidth() int { return max(m.w-m.fieldX()-2, 1) }

// Cursor is the cell where the next character is typed.
func (m *Model) Cursor() (x, y int, ok bool) {
	if !m.config.Field || m.h < 2 {
		return 0, 0, false
	}
	_, at := m.field.view(m.fieldWidth())
	return min(m.fieldX()+at, max(m.w-1, 0)), 1, true
}

// Click chooses the item at a cell; the edge closes.
func (m *Model) Click(_, y int) Result {
	m.layout()
	m.stale = true
	line := y - m.fieldRows() + m.top
	if y < m.fieldRows() || y >= m.fieldRows()+m.inside() {
		if y == 0 || y == m.h-1 {
			return Result{Kind: Closed}
		}
		return Result{}
	}
	for i, e := range m.entries {
		if line >= e.first && line < e.first+e.count && m.items[i].Key != "" {
			m.chosen = i
			return Result{Kind: Chosen, Key: m.items[i].Key}
		}
	}
	return Result{}
}
