package figure

import (
	"github.com/k8slab/k8slab/lessons"
	"github.com/k8slab/k8slab/tui/reader/page"
)

// layout is which stacks are drawn, how, and how wide each is.
type layout struct {
	mode
	stacks []int // indices
	widths []int
	gap    int
}

// choose finds the roomiest layout that fits: all stacks with frames in their groups, all without, or one alone. Where
// not even that fits, nothing can be drawn.
func choose(n names, width, current int) (l layout, ok bool) {
	all := make([]int, len(n.figure.Stacks))
	for i := range all {
		all[i] = i
	}
	for _, m := range []mode{{nested: true}, {}} {
		for _, gap := range []int{2, 1} {
			if l, ok = share(n, layout{mode: m, stacks: all, gap: gap}, width); ok {
				return l, true
			}
		}
	}
	for _, m := range []mode{{nested: true}, {}, {tight: true}} {
		if l, ok = share(n, layout{mode: m, stacks: []int{current}}, width); ok {
			return l, true
		}
	}
	return layout{}, false
}

// share gives every stack what it needs and, of what is left, according to what it would like.
func share(n names, l layout, width int) (layout, bool) {
	needs, wants := make([]int, len(l.stacks)), make([]int, len(l.stacks))
	left, wanted := width-l.gap*(len(l.stacks)-1), 0
	wish := l.mode
	wish.whole = true
	for i, s := range l.stacks {
		stack := n.figure.Stacks[s]
		needs[i] = l.needStack(stack, n)
		wants[i] = max(wish.needStack(stack, n)-needs[i], 0)
		left -= needs[i]
		wanted += wants[i]
	}
	if left < 0 {
		return l, false
	}
	l.widths = needs
	if wanted > 0 {
		spent := 0
		for i := range needs {
			more := min(wants[i], left*wants[i]/wanted)
			needs[i] += more
			spent += more
			wants[i] -= more
		}
		for i := range needs { // what rounding has left over
			if wants[i] > 0 && spent < left {
				needs[i]++
				spent++
			}
		}
	}
	for i, s := range l.stacks {
		needs[i] = l.trim(n.figure.Stacks[s], needs[i], l.needStack(n.figure.Stacks[s], n))
	}
	return l, true
}

// trim takes off the few cells that would make boxes of one row differ in width, but not below least.
func (m mode) trim(s lessons.Stack, width, least int) int {
	for w := width; w >= max(least, width-6); w-- {
		if m.even(s.Rows, w) {
			return w
		}
	}
	return width
}

// even reports whether the boxes of every row would be equally wide.
func (m mode) even(rows [][]lessons.Box, width int) bool {
	for _, row := range rows {
		widths := divide(width, len(row))
		if widths[0] != widths[len(widths)-1] {
			return false
		}
		inside := widths[0] + 2
		if m.nested {
			inside -= 2
		}
		for _, box := range row {
			if len(box.Rows) > 0 && !m.even(box.Rows, inside) {
				return false
			}
		}
	}
	return true
}

// render draws the stacks of a layout. Layers are numbered in the order of the figure, from first on.
func render(n names, l layout, look page.Look, first int) []page.Line { //nolint:unparam // numbering is the caller's
	heights := make([][]height, len(l.stacks))
	for i, s := range l.stacks {
		heights[i] = l.measureStack(n.figure.Stacks[s], l.widths[i], n)
	}
	align(heights)
	w, h := -l.gap, 0
	for i, s := range l.stacks {
		w += l.widths[i] + l.gap
		high := 1 + len(fit(n.figure.Stacks[s].Title, l.widths[i]))
		for _, row := range heights[i] {
			high += row.total + 1
		}
		h = max(h, high)
	}
	d := &drawing{
		names: n, mode: l.mode, look: look, canvas: newCanvas(w, h), seq: sequence(n.figure, first),
	}
	x := 0
	for i, s := range l.stacks {
		d.stack(n.figure.Stacks[s], x, l.widths[i], heights[i])
		x += l.widths[i] + l.gap
	}
	return d.lines(look)
}

// sequence numbers the layers.
func sequence(f *lessons.Figure, first int) map[string]int {
	seq := make(map[string]int, len(f.Layers))
	for i, layer := range f.Layers {
		seq[layer.ID] = first + i
	}
	return seq
}
