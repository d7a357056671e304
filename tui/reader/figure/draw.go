package figure

import (
	"slices"

	"github.com/k8slab/k8slab/lessons"
	"github.com/k8slab/k8slab/tui/reader/page"
)

// drawing is stacks being drawn.
type drawing struct {
	names
	mode
	*canvas
	look page.Look
	seq  map[string]int // of the layers
}

// isMarked reports whether the boxes of a layer are marked.
func (d *drawing) isMarked(layer string) bool {
	return d.state != nil && slices.Contains(d.state.Marks, layer)
}

// roleOf is the role of a name or an edge.
func (d *drawing) roleOf(mark bool) role {
	switch {
	case mark:
		return marked
	case d.state != nil:
		return faded
	}
	return plain
}

// stack draws a stack that is width cells wide with its ground at the bottom of the canvas.
func (d *drawing) stack(s lessons.Stack, x, width int, rows []height) {
	whole := d.state != nil && slices.Contains(d.state.Stacks, s.ID)
	bottom := d.h - 1
	y := bottom
	for i, row := range s.Rows {
		top := y - rows[i].total - 1
		d.row(row, x, top, width, rows[i], whole)
		y = top
	}
	if whole {
		d.frame(x, y, width, bottom-y+1, heavy, marked)
	}
	lines := fit(s.Title, width)
	for i, line := range lines {
		if whole {
			line = d.mark(line, i == 0, i == len(lines)-1, width)
		}
		at := x + max((width-page.Width(line))/2, 0)
		d.write(at, y-len(lines)+i, width, line, title)
	}
}

// row draws boxes side by side; width and top include their edges.
func (d *drawing) row(boxes []lessons.Box, x, top, width int, h height, whole bool) {
	widths := divide(width, len(boxes))
	for pass := range 2 { // what is marked is drawn last, over its neighbours' edges
		at := x
		for i, box := range boxes {
			if d.isMarked(box.Layer) == (pass == 1) {
				d.box(box, at, top, widths[i]+2, h, whole)
			}
			at += widths[i] + 1
		}
	}
}

// box draws one box, its edges included, and what is in it.
func (d *drawing) box(b lessons.Box, x, top, width int, h height, whole bool) {
	mark := d.isMarked(b.Layer)
	e := light
	if mark {
		e = heavy
	}
	if len(b.Rows) > 0 {
		d.inside(b, x, top, width, h, whole || mark)
	}
	d.frame(x, top, width, h.total+2, e, d.roleOf(mark || whole))
	free := h.total
	if len(b.Rows) > 0 {
		free = h.name
	}
	lines := fit(d.of(b.Layer), width-2)
	first := top + 1 + (free-len(lines))/2
	for i, line := range lines {
		if mark {
			line = d.mark(line, i == 0, i == len(lines)-1, width-2)
		}
		at := x + 1 + max((width-2-page.Width(line))/2, 0)
		d.write(at, first+i, width-2, line, d.roleOf(mark || whole))
	}
	for i := range free {
		d.region(x+1, top+1+i, width-2, page.Region{Seq: d.seq[b.Layer], Kind: page.Layer, Target: b.Layer})
	}
}

// inside draws the rows of a group.
func (d *drawing) inside(b lessons.Box, x, top, width int, h height, whole bool) {
	y := top + h.total + 1
	if d.nested {
		x, width, y = x+1, width-2, y-1
	}
	for i, row := range b.Rows {
		rowTop := y - h.inside[i].total - 1
		d.row(row, x, rowTop, width, h.inside[i], whole)
		y = rowTop
	}
}

// mark puts a line of a name between marks, if there is room for both.
func (d *drawing) mark(line string, first, last bool, width int) string {
	open, shut := "«", "»"
	if d.look.Glyphs.Name == "ascii" {
		open, shut = "*", "*"
	}
	if page.Width(line)+2 > width {
		return line
	}
	if first {
		line = open + line
	}
	if last {
		line += shut
	}
	return line
}
