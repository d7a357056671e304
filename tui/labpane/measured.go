package labpane

import (
	"maps"
	"slices"
	"strings"
)

// measured lists what has been measured, and what is being measured now.
func (d *drawing) measured() {
	p, g := d.look.Theme.Panel, d.look.Glyphs
	if m := d.state.Measuring; m != nil {
		text := d.t("재고 있어요: ") + m.Label
		if d.state.Waiting {
			text = d.t("이 컴퓨터에서 다른 측정이 끝나기를 기다려요: ") + m.Label
		}
		d.section(d.t("측정"))
		d.add(indent(p.Accent.Render(g.Half)+" ", text, d.width, p.Text)...)
	} else if len(d.state.Measured) > 0 {
		d.section(d.t("측정"))
	}
	for _, key := range slices.Sorted(maps.Keys(d.state.Measured)) {
		m := d.state.Measured[key]
		text := m.Label + ": " + d.t(m.Text())
		if guess, there := d.state.Guesses[key]; there && len(guess.Choices) == 0 {
			text = m.Label + d.t(": 예상 ") + guess.Guessed() + d.t(", 잰 값 ") + d.t(m.Text())
		}
		d.add(indent(p.OK.Render(g.Tick)+" ", text, d.width, p.Text)...)
	}
}

// said shows a sandbox's last words and its workload's newest figures.
func (d *drawing) said(output []string, report map[string]float64) {
	p := d.look.Theme.Panel
	const lines = 3
	for _, line := range output[max(0, len(output)-lines):] {
		d.add(p.Muted.Render(d.t("  출력 ")) + p.Text.Render(clean(line)))
	}
	if len(report) == 0 {
		return
	}
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(report)) {
		parts = append(parts, clean(name)+" "+figure(report[name]))
	}
	d.add(indent(p.Muted.Render(d.t("  보고 ")), strings.Join(parts, ", "), d.width, p.Muted)...)
}
