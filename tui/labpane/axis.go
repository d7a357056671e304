package labpane

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/k8slab/k8slab/labs"
)

// axis is a chart's axis of time: the columns from the first point to the last, and the lines between them.
type axis struct {
	column time.Duration // the time that a column stands for, a multiple of the plot's
	first  int64         // the first column, counted in columns since the epoch
	begun  []int         // how many lines stand before each column
	marks  [][]int       // which, by column
}

// newAxis finds the finest columns with which the whole plot, its lines included, fits into room cells.
func newAxis(plot *labs.Plot, room int) axis {
	first, last := int64(math.MaxInt64), int64(math.MinInt64)
	for _, points := range plot.Curves {
		if n := len(points); n > 0 {
			first, last = min(first, points[0].At.UnixNano()), max(last, points[n-1].At.UnixNano())
		}
	}
	a := axis{column: plot.Every}
	if first > last || room <= 0 {
		return a
	}
	lines := slices.DeleteFunc(slices.Clone(plot.Begun), func(m labs.Point) bool { return m.At.UnixNano() > last })
	// Lines never take more than half of the room; the oldest go first.
	lines = lines[max(0, len(lines)-room/2):]
	room -= len(lines)
	for at := int64(a.column); last/at-first/at+1 > int64(room); at = int64(a.column) {
		a.column += plot.Every
	}
	a.first = first / int64(a.column)
	n := int(last/int64(a.column)-a.first) + 1
	a.begun, a.marks = make([]int, n), make([][]int, n)
	for _, m := range lines {
		i := min(max(0, int(m.At.UnixNano()/int64(a.column)-a.first)), n-1)
		a.begun[i]++
		a.marks[i] = append(a.marks[i], int(m.Value))
	}
	return a
}

// values are a curve's values by column: the greatest in each, NaN where there is none.
func (a axis) values(points []labs.Point) []float64 {
	row := make([]float64, len(a.begun))
	for i := range row {
		row[i] = math.NaN()
	}
	for _, pt := range points {
		if i := int(pt.At.UnixNano()/int64(a.column) - a.first); i >= 0 && i < len(row) && !(row[i] >= pt.Value) {
			row[i] = pt.Value
		}
	}
	return row
}

// lines is the row above the curves: the number of each line over it, where there is room for it.
func (a axis) lines() string {
	var row strings.Builder
	cells, free := 0, 0
	for _, marks := range a.marks {
		for _, m := range marks {
			if number := fmt.Sprint(m + 1); free <= cells {
				row.WriteString(strings.Repeat(" ", cells-free) + number)
				free = cells + len(number) + 1
				row.WriteByte(' ')
			}
			cells++
		}
		cells++
	}
	return strings.TrimRight(row.String(), " ")
}

// legend says what began at the lines.
func (a axis) legend(chart labs.Chart, steps []labs.Step) string {
	var seen []int
	for _, marks := range a.marks {
		for _, m := range marks {
			if !slices.Contains(seen, m) {
				seen = append(seen, m)
			}
		}
	}
	slices.Sort(seen)
	var texts []string
	for _, m := range seen {
		switch {
		case len(chart.Marks) > 0 && m < len(chart.Marks):
			texts = append(texts, fmt.Sprintf("%d %s", m+1, chart.Marks[m].Label))
		case len(chart.Marks) == 0 && m < len(steps):
			texts = append(texts, fmt.Sprintf("%d %s", m+1, steps[m].Title))
		}
	}
	return strings.Join(texts, ", ")
}
