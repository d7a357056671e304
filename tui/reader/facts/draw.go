package facts

import (
	"strings"

	"github.com/k8slab/k8slab/lessons"
	"github.com/k8slab/k8slab/tui/reader/page"
)

// table draws a grid; widths are those of the columns, without their margins.
func (d *drawing) table(widths []int) {
	p, g := d.look.Theme.Panel, d.look.Glyphs
	d.edge(widths, g.TopLeft, g.TeeTop, g.TopRight, g.H)
	head := make([][]page.Line, len(widths))
	for i, column := range d.Facts.Columns {
		for _, line := range page.Wrap(column, widths[i+1]) {
			head[i+1] = append(head[i+1], page.Line{Text: p.Title.Render(line)})
		}
	}
	d.row(widths, head)
	for _, row := range d.Facts.Rows {
		d.edge(widths, g.TeeLeft, g.Cross, g.TeeRight, g.H)
		cells := [][]page.Line{d.name(row, widths[0])}
		for i, c := range row.Cells {
			cells = append(cells, d.text(c.Text, widths[i+1]))
		}
		d.row(widths, cells)
		if d.hasMeasure(row) {
			d.row(widths, d.mine(widths, row))
		}
	}
	d.edge(widths, g.BottomLeft, g.TeeBottom, g.BottomRight, g.H)
}

// mine draws the row of the learner's own figures.
func (d *drawing) mine(widths []int, row lessons.FactRow) [][]page.Line {
	cells := make([][]page.Line, 1, len(widths))
	for _, line := range page.Wrap(d.look.T(textMine), widths[0]) {
		cells[0] = append(cells[0], page.Line{Text: d.look.Theme.Panel.Muted.Render(line)})
	}
	for i, c := range row.Cells {
		cells = append(cells, d.measure(c.Measure, widths[i+1]))
	}
	return cells
}

// edge draws a line between rows.
func (d *drawing) edge(widths []int, begin, middle, end, h string) {
	parts := make([]string, len(widths))
	for i, w := range widths {
		parts[i] = strings.Repeat(h, w+2)
	}
	line := begin + strings.Join(parts, middle) + end
	d.lines = append(d.lines, page.Line{Text: d.look.Theme.Panel.Border.Render(line)})
}

// row draws cells side by side, as high as the highest.
func (d *drawing) row(widths []int, cells [][]page.Line) {
	high := 0
	for _, c := range cells {
		high = max(high, len(c))
	}
	side := d.look.Theme.Panel.Border.Render(d.look.Glyphs.V)
	for y := range high {
		line := page.Line{Text: side}
		at := 1
		for i, w := range widths {
			var part page.Line
			if i < len(cells) && y < len(cells[i]) {
				part = cells[i][y]
			}
			line.Text += " " + page.Pad(part.Text, w) + " " + side
			line.Regions = append(line.Regions, page.Shift(part.Regions, at+1)...)
			at += w + 3
		}
		d.lines = append(d.lines, line)
	}
}

// cards draws every row by itself, as lines of "column: fact".
func (d *drawing) cards() {
	p, g := d.look.Theme.Panel, d.look.Glyphs
	for i, row := range d.Facts.Rows {
		if i > 0 {
			d.lines = append(d.lines, page.Line{})
		}
		bullet := p.Accent.Render(g.Bullet(2)) + " "
		d.lines = append(d.lines, page.Indent(d.name(row, max(d.width-2, 2)), bullet, "  ")...)
		for j, c := range row.Cells {
			words := c.Text
			if len(d.Facts.Columns) > 1 {
				words = "**" + d.Facts.Columns[j] + "**: " + c.Text
			}
			d.lines = append(d.lines, page.Indent(d.text(words, max(d.width-2, 2)), "  ", "  ")...)
			d.lines = append(d.lines, page.Indent(d.measure(c.Measure, max(d.width-4, 2)), "    ", "    ")...)
		}
	}
}
