package labpane

import (
	"fmt"

	"github.com/k8slab/k8slab/labs"
	"github.com/k8slab/k8slab/sandbox"
)

// runtimes compares how the sandboxes are run, once they are run in more than one way or the step is about it.
func (d *drawing) runtimes() {
	views := d.views()
	ways := map[string]bool{}
	for _, v := range views {
		ways[v.Engine+"/"+v.Runtime] = true
	}
	if len(ways) < 2 && len(d.state.Program.Steps) > 0 && !d.asked(labs.PanelRuntimes) {
		return
	}
	p, g := d.look.Theme.Panel, d.look.Glyphs
	d.section(d.t("런타임 견주기"))
	var first *sandbox.View
	for _, v := range views {
		d.add(p.Accent.Render(v.Name) + p.Text.Render(" "+d.engineText(v)))
		d.add(p.Text.Render("  " + pad(d.t("런타임"), 8) + clean(v.Runtime)))
		line := p.Text.Render("  " + pad(d.t("이미지"), 8) + short(v.Image))
		switch {
		case first == nil:
			first = v
		case v.Image == first.Image:
			line += p.Same.Render(" " + g.Same + " " + first.Name + d.t("의 것과 같음"))
		default:
			line += p.Diff.Render(" " + g.Diff + " " + first.Name + d.t("의 것과 다름"))
		}
		d.add(line)
		if v.StartTook > 0 {
			d.add(p.Text.Render("  " + pad(d.t("시작"), 8) + took(v.StartTook)))
		}
		if n := len(v.Output); n > 0 {
			d.add(indent(p.Text.Render("  "+pad(d.t("출력"), 8)), clean(v.Output[n-1]), d.width, p.Text)...)
		}
	}
	d.nothing()
}

// engineText names the engine of a sandbox.
func (d *drawing) engineText(v *sandbox.View) string {
	info := d.state.Info
	if j, there := d.state.Engines[v.Engine]; there && j.Info != nil {
		info = j.Info
	}
	if info == nil {
		return ""
	}
	return fmt.Sprintf("%s %s", info.Name, info.Version)
}
