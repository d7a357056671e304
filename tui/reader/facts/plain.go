package facts

import (
	"github.com/k8slab/k8slab/tui/reader/page"
	"github.com/k8slab/k8slab/tui/reader/prose"
	"github.com/k8slab/k8slab/tui/words"
)

// Plain writes a table for a screen reader or a pipe, one fact a line: "row, column: fact". What was measured follows
// its fact. A width of 0 breaks no lines.
func (w *Widget) Plain(width int, say words.Say) []string {
	lines := page.Wrap(say.T(textTable)+": "+w.Facts.Title, width)
	d := &drawing{Widget: w}
	for _, row := range w.Facts.Rows {
		for i, c := range row.Cells {
			name := row.Name
			if len(w.Facts.Columns) > 1 {
				name += ", " + w.Facts.Columns[i]
			}
			lines = append(lines, prose.Plain(name+": "+c.Text, width)...)
			if c.Measure == nil {
				continue
			}
			if mine, ok := d.measured(c.Measure.Key); ok {
				text := say.T(textMine) + ", " + c.Measure.Label + ": " + say.T(mine.Text(c.Measure.Unit))
				if from := source(mine, say.F); from != "" {
					text += " (" + from + ")"
				}
				lines = append(lines, page.Wrap(text, width)...)
			}
		}
	}
	return lines
}
