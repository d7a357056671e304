package labpane

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"charm.land/lipgloss/v2"

	"github.com/k8slab/k8slab/labs"
)

// charts draws the lab's curves from its beginning on, one row each on a common scale, with the figure of now beside it
// and a line through all of them where something began.
func (d *drawing) charts() {
	for i, chart := range d.state.Program.Charts {
		plot := d.state.Plots[i]
		if !slices.ContainsFunc(plot.Curves, func(points []labs.Point) bool { return len(points) > 0 }) {
			continue
		}
		title := chart.Title
		if chart.Unit != "" {
			title += " (" + chart.Unit + ")"
		}
		d.section(title)
		d.plot(chart, &plot)
	}
}

// Widths of what stands before a curve, in cells.
const (
	labelWidth = 7
	nowWidth   = 9
	mostCurve  = 60
)

func (d *drawing) plot(chart labs.Chart, plot *labs.Plot) {
	p := d.look.Theme.Panel
	room := max(0, min(d.width-labelWidth-nowWidth-1, mostCurve))
	axis := newAxis(plot, room)
	if lines := axis.lines(); strings.TrimSpace(lines) != "" {
		d.add(p.Muted.Render(pad("", labelWidth+nowWidth+1) + lines))
	}
	scale := scaleOf(plot.Curves, chart.Log)
	for j, s := range chart.Series {
		if len(plot.Curves[j]) == 0 {
			continue
		}
		now := plot.Curves[j][len(plot.Curves[j])-1].Value
		text := pad(s.Label, labelWidth) + rpad(figure(now), nowWidth) + " "
		d.add(p.Text.Render(text) + d.curve(axis, plot.Curves[j], scale, p.Series[j%len(p.Series)]))
	}
	text := d.f("가장 작은 값 %s, 가장 큰 값 %s. 한 칸은 %s이고 그동안의 가장 큰 값",
		figure(scale.low), figure(scale.high), d.t(span(axis.column)))
	d.add(indent("", text, d.width, p.Muted)...)
	if legend := axis.legend(chart, d.state.Program.Steps); legend != "" {
		d.add(indent(p.Border.Render(d.look.Glyphs.V)+" ", legend, d.width, p.Muted)...)
	}
}

// curve draws a curve, and the lines through it.
func (d *drawing) curve(axis axis, points []labs.Point, scale scale, style lipgloss.Style) string {
	g, line := d.look.Glyphs, d.look.Theme.Panel.Border.Render(d.look.Glyphs.V)
	var row, run strings.Builder
	flush := func() {
		if run.Len() > 0 {
			row.WriteString(style.Render(run.String()))
			run.Reset()
		}
	}
	for i, v := range axis.values(points) {
		for range axis.begun[i] {
			flush()
			row.WriteString(line)
		}
		if math.IsNaN(v) {
			run.WriteByte(' ')
		} else {
			run.WriteString(g.Level(scale.share(v)))
		}
	}
	flush()
	return row.String()
}

// scale is what the curves of a chart are drawn on.
type scale struct {
	low, high float64
	log       bool
}

// scaleOf goes from the least to the greatest value of several curves.
func scaleOf(curves [][]labs.Point, log bool) scale {
	s := scale{math.Inf(1), math.Inf(-1), log}
	for _, points := range curves {
		for _, pt := range points {
			s.low, s.high = min(s.low, pt.Value), max(s.high, pt.Value)
		}
	}
	s.log = log && s.low > 0
	return s
}

// share is where a value lies on the scale, 0 to 1.
func (s scale) share(v float64) float64 {
	switch {
	case !(s.high > s.low):
		return 0
	case s.log:
		return math.Log(v/s.low) / math.Log(s.high/s.low)
	}
	return (v - s.low) / (s.high - s.low)
}

// figure is a number with three digits that mean something.
func figure(v float64) string {
	switch {
	case math.Abs(v) >= 100:
		return fmt.Sprintf("%.0f", v)
	case math.Abs(v) >= 10:
		return fmt.Sprintf("%.1f", v)
	}
	return fmt.Sprintf("%.2f", v)
}

// span is a length of time as a chart's caption tells it.
func span(d time.Duration) string {
	return fmt.Sprintf("%g초", d.Seconds())
}
