package labpane

import (
	"fmt"
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"github.com/k8slab/k8slab/sandbox"
)

// matrix shows the namespaces of the host and of all sandboxes in one table: a row for each of them, a column for each
// kind. Cells with the same number are joined by a line at their left, and named together below the table, so that no
// colour is needed to see which wall is gone.
func (d *drawing) matrix() {
	d.section(d.look.Say.T("네임스페이스 표 (inode 번호)"))
	t, strangers := tableOf(d.state.Seen)
	if len(t.rows) > 1 {
		kinds, folded := t.kinds(), false
		if t.columns(kinds, d.width) < len(kinds) {
			kinds, folded = slices.DeleteFunc(kinds, t.uniform), true
		}
		for block := range slices.Chunk(kinds, evenly(len(kinds), t.columns(kinds, d.width))) {
			d.block(t, block)
		}
		d.joined(t, folded)
	}
	for _, name := range strangers {
		d.add(indent("? ", d.look.Say.F("%s은(는) 다른 커널에서 돌아서 번호를 견줄 수 없어요.", name), d.width, d.look.Theme.Panel.Muted)...)
	}
	d.nothing()
}

// evenly is how many of n things go into each of as few groups of at most room as will hold them.
func evenly(n, room int) int {
	groups := (n + room - 1) / room
	return max(1, (n+max(groups, 1)-1)/max(groups, 1))
}

// block draws some of the table's columns.
func (d *drawing) block(t table, kinds []sandbox.NamespaceKind) {
	p := d.look.Theme.Panel
	cell := t.cell(len(kinds), d.width)
	name := min(t.names(), d.width-cell*len(kinds))
	var head strings.Builder
	head.WriteString(strings.Repeat(" ", name))
	for _, kind := range kinds {
		head.WriteString(pad(" "+heading(kind, cell-1), cell))
	}
	d.add(p.Muted.Render(strings.TrimRight(head.String(), " ")))
	for i, r := range t.rows {
		line := p.Text.Render(pad(ansi.Truncate(d.rowName(i, r), name, d.look.Glyphs.Ellipsis), name))
		if len(r.inodes) == 0 {
			d.add(line + p.Muted.Render(" "+d.look.Say.T(r.why)))
			continue
		}
		for _, kind := range kinds {
			line += d.cell(t, kind, i, cell)
		}
		d.add(line)
	}
}

func (d *drawing) rowName(i int, r row) string {
	if i == 0 {
		return d.look.Say.T("호스트")
	}
	return clean(r.name)
}

// cell draws one number, with the line that joins it to its equals.
func (d *drawing) cell(t table, kind sandbox.NamespaceKind, i, width int) string {
	p := d.look.Theme.Panel
	joint, member := d.joint(t, kind, i)
	number, style := "?", p.Muted
	if inode, there := t.rows[i].inodes[kind]; there {
		number = fmt.Sprint(inode)[t.prefix:]
		switch host, known := t.rows[0].inodes[kind]; {
		case known && host == inode:
			style = p.Same
		case member:
			style = p.Accent
		default:
			style = p.Diff
		}
	}
	return p.Border.Render(joint) + style.Render(pad(number, width-1))
}

// joint is what stands left of a number: the beginning, the middle or the end of the line that joins equal ones, the line
// of others that passes by, or nothing.
func (d *drawing) joint(t table, kind sandbox.NamespaceKind, i int) (sign string, member bool) {
	g := d.look.Glyphs
	same := t.equals(kind, i)
	if len(same) > 1 {
		switch i {
		case same[0]:
			return g.TopLeft, true
		case same[len(same)-1]:
			return g.BottomLeft, true
		}
		return g.TeeLeft, true
	}
	for above := range i {
		if s := t.equals(kind, above); len(s) > 1 && s[len(s)-1] > i {
			return g.V, false
		}
	}
	return " ", false
}

// joined says in words which rows have which namespaces in common, and what was left out of the numbers.
func (d *drawing) joined(t table, folded bool) {
	p, say := d.look.Theme.Panel, d.look.Say
	for _, u := range t.unions() {
		who := say.T(d.t("모두 함께 써요"))
		if len(u.rows) < t.seen() {
			var names []string
			for _, i := range u.rows {
				names = append(names, d.rowName(i, t.rows[i]))
			}
			who = strings.Join(names, " "+d.look.Glyphs.Same+" ")
		} else if folded {
			who += " (" + say.T(d.t("그래서 표에서 뺐어요")) + ")"
		}
		d.add(indent(p.Same.Render(d.look.Glyphs.Same)+" ", kindList(u.kinds)+": "+who, d.width, p.Text)...)
	}
	if t.prefix > 0 {
		d.add(indent("  ", say.F(d.t("번호는 모두 %s(으)로 시작해서 그 뒤만 적었어요."), t.start), d.width, p.Muted)...)
	}
}

func kindList(kinds []sandbox.NamespaceKind) string {
	var names []string
	for _, k := range kinds {
		names = append(names, string(k))
	}
	return strings.Join(names, ", ")
}

// heading is a kind's name in a column of a width.
func heading(kind sandbox.NamespaceKind, width int) string {
	if kind == sandbox.NamespaceCgroup && width < len(kind) {
		return "cgrp"
	}
	return string(kind)
}
