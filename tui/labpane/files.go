package labpane

import (
	"fmt"
	"strings"

	"github.com/k8slab/k8slab/sandbox"
)

// maxFiles is how many changed files are shown under one command.
const maxFiles = 8

// files lists the kernel's files that changed because of a command: what was read before and after.
func (d *drawing) files(changed []sandbox.FileChange) {
	p, g := d.look.Theme.Panel, d.look.Glyphs
	for _, f := range changed[:min(len(changed), maxFiles)] {
		name := f.Name
		if f.Other != "" && f.Other != f.Name {
			name += fmt.Sprintf(" (v%d %s)", 3-f.Version, f.Other)
		}
		text := fmt.Sprintf("%s: %s %s %s", name, d.shortly(f.Before), g.Right, d.shortly(f.After))
		switch {
		case f.Before == "" && strings.HasSuffix(f.Path, "/"):
			text = "/sys/fs/cgroup/" + f.Path + d.t(" 생김")
		case f.After == "" && strings.HasSuffix(f.Path, "/"):
			text = "/sys/fs/cgroup/" + f.Path + d.t(" 사라짐")
		case f.Before == "":
			text = name + ": " + d.shortly(f.After)
		}
		d.add(indent("  "+p.Accent.Render(g.Diff)+" ", brief(clean(text)), d.width, p.Text)...)
	}
	if more := len(changed) - maxFiles; more > 0 {
		d.add(p.Muted.Render(d.f("    그 밖에 파일 %d개", more)))
	}
}

// shortly keeps a value of many numbers short.
func (d *drawing) shortly(value string) string {
	if value == sandbox.NoLimit {
		return d.t("한도 없음")
	}
	words := strings.Fields(value)
	if len(words) > 6 {
		return strings.Join(words[:6], " ") + d.f(" … (%d개)", len(words))
	}
	if value == "" {
		return d.t("(비어 있음)")
	}
	return value
}
