package labpane

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/k8slab/k8slab/labs"
)

// charts draws the lab's curves, one row each on a common scale, with the figure of now beside it.
func (d *drawing) charts() {
	p := d.look.Theme.Panel
	for i, chart := range d.state.Program.Charts {
		series := d.state.Curves[i]
		if !slices.ContainsFunc(series, func(points []labs.Point) bool { return len(points) > 0 }) {
			continue
		}
		title := chart.Title
		if chart.Unit != "" {
			title += " (" + chart.Unit + ")"
		}
		d.section(title)
		low, high := span(series)
		for j, s := range chart.Series {
			if len(series[j]) == 0 {
				continue
			}
			now := series[j][len(series[j])-1].Value
			text := pad(s.Label, 7) + rpad(figure(now), 9) + " "
			d.add(p.Text.Render(text) + p.Series[j%len(p.Series)].Render(d.curve(series[j], low, high, chart.Log, 18)))
		}
		d.add(p.Muted.Render(fmt.Sprintf("가장 작은 값 %s, 가장 큰 값 %s", figure(low), figure(high))))
	}
}

// span is the least and the greatest value of several curves.
func span(series [][]labs.Point) (low, high float64) {
	low, high = math.Inf(1), math.Inf(-1)
	for _, points := range series {
		for _, pt := range points {
			low, high = min(low, pt.Value), max(high, pt.Value)
		}
	}
	return low, high
}

// curve is the last points of a curve as one row, as many as there is room for beside the text before it.
func (d *drawing) curve(points []labs.Point, low, high float64, log bool, used int) string {
	room := min(max(d.width-used, 0), 60)
	points = points[max(0, len(points)-room):]
	scale := func(v float64) float64 { return v }
	if log && low > 0 {
		scale = math.Log
	}
	var row strings.Builder
	for _, pt := range points {
		share := 0.0
		if high > low {
			share = (scale(pt.Value) - scale(low)) / (scale(high) - scale(low))
		}
		row.WriteString(d.look.Glyphs.Level(share))
	}
	return row.String()
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

// measured lists what has been measured, and what is being measured now.
func (d *drawing) measured() {
	p, g := d.look.Theme.Panel, d.look.Glyphs
	if m := d.state.Measuring; m != nil {
		text := "재고 있어요: " + m.Label
		if d.state.Waiting {
			text = "이 컴퓨터에서 다른 측정이 끝나기를 기다려요: " + m.Label
		}
		d.section("측정")
		d.add(indent(p.Accent.Render(g.Half)+" ", text, d.width, p.Text)...)
	} else if len(d.state.Measured) > 0 {
		d.section("측정")
	}
	for _, key := range slices.Sorted(maps.Keys(d.state.Measured)) {
		m := d.state.Measured[key]
		text := m.Label + ": " + m.Text()
		if guess, there := d.state.Guesses[key]; there && len(guess.Choices) == 0 {
			text = m.Label + ": 예상 " + guess.Guessed() + ", 잰 값 " + m.Text()
		}
		d.add(indent(p.OK.Render(g.Tick)+" ", text, d.width, p.Text)...)
	}
}

// said shows a sandbox's last words and its workload's newest figures.
func (d *drawing) said(output []string, report map[string]float64) {
	p := d.look.Theme.Panel
	const lines = 3
	for _, line := range output[max(0, len(output)-lines):] {
		d.add(p.Muted.Render("  말함 ") + p.Text.Render(clean(line)))
	}
	if len(report) == 0 {
		return
	}
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(report)) {
		parts = append(parts, clean(name)+" "+figure(report[name]))
	}
	d.add(indent(p.Muted.Render("  보고 "), strings.Join(parts, ", "), d.width, p.Muted)...)
}
