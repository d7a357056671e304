package labpane

import (
	"fmt"
	"strings"

	"github.com/k8slab/k8slab/labs"
	"github.com/k8slab/k8slab/sandbox"
)

// cgroups shows each sandbox's limits and use, live.
func (d *drawing) cgroups() {
	version := 0
	for _, v := range d.views() {
		if v.Cgroup != nil {
			version = v.Cgroup.Version
		}
	}
	title := d.t("컨트롤 그룹(cgroup)")
	if version > 0 {
		title += fmt.Sprintf(" v%d", version)
	}
	d.section(title)
	for _, v := range d.views() {
		if v.Cgroup == nil {
			d.missing(v.Missing, "cgroup")
			continue
		}
		d.cgroup(v)
	}
	d.nothing()
}

// cgroup shows one sandbox's group.
func (d *drawing) cgroup(v *sandbox.View) {
	p, c := d.look.Theme.Panel, v.Cgroup
	d.add(indent(p.Accent.Render(v.Name)+" ", clean(c.Path), d.width, p.Muted)...)
	h := d.state.History[v.Name]
	var now labs.Sample
	if len(h) > 0 {
		now = h[len(h)-1]
	}
	limit, most := d.t("한도 없음"), 0.0
	if c.CPU.LimitCores != nil {
		limit, most = d.f("%.2f코어", *c.CPU.LimitCores), *c.CPU.LimitCores
	}
	d.meter("CPU", d.f("%.2f코어", now.CPU), limit, h, func(s labs.Sample) float64 { return s.CPU }, most)
	if c.CPU.Periods > 0 {
		d.meter(d.t("멈춤"), d.f("%d구간", c.CPU.ThrottledPeriods), d.f("%d구간", c.CPU.Periods), h,
			func(s labs.Sample) float64 { return s.Throttled }, 1)
	}
	d.meter(d.t("메모리"), bytesText(c.Memory.UsageBytes), d.limitText(c.Memory.LimitBytes, bytesText), h,
		func(s labs.Sample) float64 { return s.Memory }, orZero(c.Memory.LimitBytes))
	d.meter("pids", fmt.Sprint(c.PIDs.Current), d.limitText(c.PIDs.Limit, func(n int64) string { return fmt.Sprint(n) }), h,
		func(s labs.Sample) float64 { return s.PIDs }, orZero(c.PIDs.Limit))
	if c.Memory.OOMKills > 0 || c.PIDs.Refused > 0 {
		d.add(p.Warn.Render(d.f("  OOM 킬 %d번, 거절된 fork %d번", c.Memory.OOMKills, c.PIDs.Refused)))
	}
	d.pressure(c, h)
	d.add(indent("  ", d.f("docker stats의 셈으로는 CPU %.0f%% (한 코어가 100%%), 메모리 %s (inactive_file을 뺀 값)",
		now.CPU*100, bytesText(c.Memory.WorkingSetBytes)), d.width, p.Muted)...)
	for _, what := range []string{"cpu", "memory", "pids"} {
		d.missing(c.Missing, what)
	}
	d.settings(c)
}

// pressure shows how long tasks had to wait, where the kernel tells (PSI).
func (d *drawing) pressure(c *sandbox.Cgroup, h []labs.Sample) {
	if c.Pressure == nil {
		d.missing(c.Missing, "pressure")
		return
	}
	d.meter(d.t("기다림"), fmt.Sprintf("CPU %.0f%%", c.Pressure.CPUSome), d.f("메모리 %.0f%%", c.Pressure.MemorySome), h,
		func(s labs.Sample) float64 { return s.Pressure }, 1)
	d.add(indent("  ", d.f("PSI: 지난 10초 가운데 기다린 시간의 비율. io %.0f%%", c.Pressure.IOSome), d.width,
		d.look.Theme.Panel.Muted)...)
}

// settings lists the group's files as they were read, with the names that the other version of cgroups has for them.
func (d *drawing) settings(c *sandbox.Cgroup) {
	files := c.Files()
	if len(files) == 0 || d.compact {
		return
	}
	p := d.look.Theme.Panel
	d.add(p.Muted.Render(d.f("  파일 (v%d, 괄호 안은 v%d에서의 이름)", c.Version, 3-c.Version)))
	for _, f := range files {
		name := f.Name
		if f.Other != "" && f.Other != f.Name {
			name += " (" + f.Other + ")"
		}
		d.add(indent("  ", name+": "+d.shortly(f.Value), d.width, p.Text)...)
	}
}

func orZero(n *int64) float64 {
	if n == nil {
		return 0
	}
	return float64(*n)
}

// meter is one line of use, limit and recent history. The chart's top is the limit, or the largest value shown where
// there is no limit.
func (d *drawing) meter(label, now, limit string, h []labs.Sample, value func(labs.Sample) float64, top float64) {
	p, g := d.look.Theme.Panel, d.look.Glyphs
	text := pad(label, 7) + rpad(now, 10) + " / " + pad(limit, 10)
	room := min(d.width-31, 40)
	if room < 4 {
		d.add(p.Text.Render(text))
		return
	}
	if len(h) > room {
		h = h[len(h)-room:]
	}
	if top <= 0 {
		for _, s := range h {
			top = max(top, value(s))
		}
	}
	var chart strings.Builder
	for _, s := range h {
		if top > 0 {
			chart.WriteString(g.Level(value(s) / top))
		} else {
			chart.WriteString(g.Level(0))
		}
	}
	d.add(p.Text.Render(text) + p.Accent.Render(chart.String()))
}
