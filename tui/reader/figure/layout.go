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

// choose finds the roomiest layout that fits into width cells and height rows (0: any): all stacks with frames in their
// groups, all without, or one alone. Too high is better than too wide or not all at once: where none is low enough, it is
// the lowest. Where not even one stack fits, nothing can be drawn.
func choose(n names, width, height, current int) (l layout, ok bool) {
	all := make([]int, len(n.figure.Stacks))
	for i := range all {
		all[i] = i
	}
	best := 0
	for _, m := range []mode{{nested: true}, {}} {
		for _, gap := range []int{2, 1} {
			next, fits := share(n, layout{mode: m, stacks: all, gap: gap}, width)
			if !fits {
				continue
			}
			high := next.height(n)
			if height == 0 || high <= height {
				return next, true
			}
			if !ok || high < best {
				l, best, ok = next, high, true
			}
		}
	}
	if ok {
		return l, true
	}
	for _, m := range []mode{{nested: true}, {}, {tight: true}} {
		if l, ok = share(n, layout{mode: m, stacks: []int{current}}, width); ok {
			return l, true
		}
	}
	return layout{}, false
}

// share gives every stack what it needs. Of what is left, as many stacks as possible get what lets them write their names
// on one line each; then all get more according to what they would like.
func share(n names, l layout, width int) (layout, bool) {
	left := width - l.gap*(len(l.stacks)-1)
	l.widths = l.wish(n, false, false)
	for _, w := range l.widths {
		left -= w
	}
	if left < 0 {
		return l, false
	}
	left -= grantWhole(l.widths, l.wish(n, true, false), left)
	grantEvenly(l.widths, l.wish(n, true, true), left)
	for i, s := range l.stacks {
		stack := n.figure.Stacks[s]
		l.widths[i] = l.trim(stack, l.widths[i], l.needStack(stack, n))
	}
	return l, true
}

// wish is how wide the stacks would be with names that are not broken and have room for marks, or not.
func (l layout) wish(n names, whole, marked bool) []int {
	m := l.mode
	m.whole, m.marked = whole, marked
	widths := make([]int, len(l.stacks))
	for i, s := range l.stacks {
		widths[i] = m.needStack(n.figure.Stacks[s], n)
	}
	return widths
}

// grantWhole widens those stacks that ask for the least, as far as left reaches, and returns what that took.
func grantWhole(widths, wanted []int, left int) (spent int) {
	for range widths {
		best, least := -1, 0
		for i, w := range widths {
			if more := wanted[i] - w; more > 0 && (best < 0 || more < least) {
				best, least = i, more
			}
		}
		if best < 0 || spent+least > left {
			break
		}
		widths[best] += least
		spent += least
	}
	return spent
}

// grantEvenly shares left out according to what is wanted.
func grantEvenly(widths, wanted []int, left int) {
	all := 0
	wants := make([]int, len(widths))
	for i, w := range widths {
		wants[i] = max(wanted[i]-w, 0)
		all += wants[i]
	}
	if all == 0 {
		return
	}
	spent := 0
	for i := range widths {
		more := min(wants[i], left*wants[i]/all)
		widths[i] += more
		spent += more
		wants[i] -= more
	}
	for i := range widths { // what rounding has left over
		if wants[i] > 0 && spent < left {
			widths[i]++
			spent++
		}
	}
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

// heights measures the rows of every stack, lowest first.
func (l layout) heights(n names) [][]height {
	heights := make([][]height, len(l.stacks))
	for i, s := range l.stacks {
		heights[i] = l.measureStack(n.figure.Stacks[s], l.widths[i], n)
	}
	align(heights)
	return heights
}

// height is the number of rows of the drawing.
func (l layout) height(n names) int { return l.rows(n, l.heights(n)) }

// rows is the height of the highest stack, its title and its edges included.
func (l layout) rows(n names, heights [][]height) int {
	most := 0
	for i, s := range l.stacks {
		high := 1 + len(fit(n.figure.Stacks[s].Title, l.widths[i]))
		for _, row := range heights[i] {
			high += row.total + 1
		}
		most = max(most, high)
	}
	return most
}

// render draws the stacks of a layout. Layers are numbered in the order of the figure, from first on.
func render(n names, l layout, look page.Look, first int) []page.Line { //nolint:unparam // numbering is the caller's
	heights := l.heights(n)
	w := -l.gap
	for i := range l.stacks {
		w += l.widths[i] + l.gap
	}
	d := &drawing{
		names: n, mode: l.mode, look: look, canvas: newCanvas(w, l.rows(n, heights)), seq: sequence(n.figure, first),
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
