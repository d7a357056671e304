// Package facts draws a table of facts, with a place under each fact for what the learner has measured. No word of it is
// ever cut: cells wrap, and where a column would be narrower than MinColumn cells, every row becomes a card.
package facts

import (
	"strings"
	"time"

	"github.com/k8slab/k8slab/lessons"
	"github.com/k8slab/k8slab/lessons/progress"
	"github.com/k8slab/k8slab/tui/reader/page"
	"github.com/k8slab/k8slab/tui/reader/prose"
)

// MinColumn is the least width of a column of facts, in cells.
const MinColumn = 12

// Widget is a table on a page.
type Widget struct {
	Facts *lessons.Facts
	// Measured gives what was measured, by the key of a [lessons.Measure].
	Measured func(key string) (progress.Measurement, bool)
	// Measurable reports whether some lab measures that key. Nil means that nothing can be measured from here: then no
	// place leads to a lab.
	Measurable func(key string) bool
}

// Lay implements the reader's widget.
func (w *Widget) Lay(look page.Look, width int) []page.Line {
	d := &drawing{Widget: w, look: look, width: width}
	for _, line := range page.Wrap(w.Facts.Title, width) {
		d.lines = append(d.lines, page.Line{Text: look.Theme.Panel.Title.Render(line)})
	}
	if columns, ok := d.columns(); ok {
		d.table(columns)
	} else {
		d.cards()
	}
	d.pending()
	return d.lines
}

// drawing is a table being drawn.
type drawing struct {
	*Widget
	look  page.Look
	width int
	seq   int
	lines []page.Line
}

// columns shares the width out: the names of the rows get what they need, within reason, the facts the rest.
func (d *drawing) columns() (widths []int, ok bool) {
	name := 0
	for _, row := range d.Facts.Rows {
		name = max(name, page.Width(page.Clean(row.Name)))
		if d.hasMeasure(row) {
			name = max(name, page.Width(d.look.T(textMine)))
		}
	}
	n := len(d.Facts.Columns)
	room := d.width - 3*(n+1) - 1
	name = min(name, max(room/(n+1), 8))
	each := (room - name) / n
	if each < MinColumn || name < 4 {
		return nil, false
	}
	widths = append(widths, name)
	for i := range n {
		more := 0
		if i < (room-name)%n {
			more = 1
		}
		widths = append(widths, each+more)
	}
	return widths, true
}

func (d *drawing) hasMeasure(row lessons.FactRow) bool {
	for _, c := range row.Cells {
		if c.Measure != nil {
			return true
		}
	}
	return false
}

// name draws the name of a row, which leads to its word in the glossary if it has one.
func (d *drawing) name(row lessons.FactRow, width int) []page.Line {
	p := d.look.Theme.Panel
	style := p.Title
	if row.Term != "" {
		style = p.Term
		d.seq++
	}
	var lines []page.Line
	for _, text := range page.Wrap(row.Name, width) {
		line := page.Line{Text: page.Paint(style, text)}
		if row.Term != "" {
			line.Regions = []page.Region{{Seq: d.seq, To: page.Width(text), Kind: page.Term, Target: row.Term}}
		}
		lines = append(lines, line)
	}
	return lines
}

// text draws a fact.
func (d *drawing) text(words string, width int) []page.Line {
	lines := prose.Text(words, d.look, width, d.seq)
	for _, l := range lines {
		for _, r := range l.Regions {
			d.seq = max(d.seq, r.Seq)
		}
	}
	return lines
}

// measure draws the place for what the learner measured.
func (d *drawing) measure(m *lessons.Measure, width int) []page.Line {
	if m == nil {
		return nil
	}
	p, g := d.look.Theme.Panel, d.look.Glyphs
	mark, words, style := g.Empty, m.Label+": "+d.look.T(textEmpty), p.Muted
	mine, ok := d.measured(m.Key)
	switch {
	case ok:
		mark, words, style = g.Full, m.Label+": "+d.look.T(mine.Text(m.Unit)), p.OK
	case !d.measurable(m.Key):
		mark, words = " ", m.Label+": "+d.look.T(textNoLab)
	}
	leads := d.Measurable != nil && d.measurable(m.Key)
	if leads {
		d.seq++
	}
	var lines []page.Line
	for i, text := range page.Wrap(words, max(width-2, 2)) {
		head := "  "
		if i == 0 {
			head = mark + " "
		}
		line := page.Line{Text: style.Render(head + text)}
		if leads {
			line.Regions = []page.Region{{Seq: d.seq, From: 2, To: 2 + page.Width(text), Kind: page.Measure, Target: m.Key}}
		}
		lines = append(lines, line)
	}
	for _, text := range page.Wrap(source(mine, d.look.F), max(width-2, 2)) {
		if text != "" {
			lines = append(lines, page.Line{Text: p.Muted.Render("  " + text)})
		}
	}
	return lines
}

func (d *drawing) measured(key string) (progress.Measurement, bool) {
	if d.Measured == nil {
		return progress.Measurement{}, false
	}
	return d.Measured(key)
}

// source tells where a measurement comes from, in the learner's language.
func source(m progress.Measurement, say func(format string, args ...any) string) string {
	if m.Lab == "" || m.Engine == "" || m.At().IsZero() {
		return m.Source()
	}
	return say(textSource, m.Lab, m.Engine, m.At().Format(time.DateOnly))
}

// measurable reports whether a place may be filled; on paper nobody knows.
func (d *drawing) measurable(key string) bool { return d.Measurable == nil || d.Measurable(key) }

// pending says what the empty places are for, and that a place leads to the lab that measures it.
func (d *drawing) pending() {
	empty, leads := false, false
	for _, row := range d.Facts.Rows {
		for _, c := range row.Cells {
			if c.Measure == nil || !d.measurable(c.Measure.Key) {
				continue
			}
			_, measured := d.measured(c.Measure.Key)
			empty = empty || !measured
			leads = leads || d.Measurable != nil
		}
	}
	words := ""
	if empty {
		words = d.look.F(textPending, d.look.Glyphs.Empty)
	}
	if leads {
		words += " " + d.look.T(textAgain)
	}
	for _, line := range page.Wrap(strings.TrimSpace(words), d.width) {
		if line != "" {
			d.lines = append(d.lines, page.Line{Text: d.look.Theme.Panel.Muted.Render(line)})
		}
	}
}
