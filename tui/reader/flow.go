package reader

import (
	"slices"

	"github.com/k8slab/k8slab/tui/reader/page"
)

// widget is one block of a lesson as it is drawn.
type widget interface {
	// Lay lays the block out, no line wider than width. It is asked again only when something has changed.
	Lay(look page.Look, width int) []page.Line
}

// actor is a widget that has a state of its own, such as a quiz.
type actor interface {
	// Act does what a region of the widget is for and reports whether that changed how it is drawn.
	Act(kind page.Kind, target string) bool
}

// block is a widget at its place in a flow.
type block struct {
	widget widget
	// source is the index in lessons.Lesson.Blocks, or -1 for what no author wrote. It begins at that line of the
	// lesson's file; weight is how many lines of the file it takes.
	source, line, weight int

	laid   bool
	lines  []page.Line
	things []thing
}

// thing is what can be chosen: the regions of one Seq. First and last are lines of its block.
type thing struct {
	seq, first, last int
	kind             page.Kind
	target           string
}

// flow is a column of blocks, laid out where somebody looks.
type flow struct {
	blocks []block
	look   page.Look
	width  int
}

// spot is a line of a flow.
type spot struct{ block, line int }

func (s spot) before(o spot) bool { return s.block < o.block || s.block == o.block && s.line < o.line }

// set changes the look; everything is to be laid out anew.
func (f *flow) set(look page.Look, width int) {
	f.look, f.width = look, width
	for i := range f.blocks {
		f.blocks[i].laid = false
	}
}

// at returns a block, laid out.
func (f *flow) at(i int) *block {
	b := &f.blocks[i]
	if !b.laid {
		b.lines = b.widget.Lay(f.look, f.width)
		if len(b.lines) > 0 && i < len(f.blocks)-1 {
			b.lines = append(b.lines, page.Line{})
		}
		b.things = thingsOf(b.lines)
		b.laid = true
	}
	return b
}

// thingsOf gathers regions in the order of their Seq.
func thingsOf(lines []page.Line) []thing {
	var things []thing
	for y, line := range lines {
		for _, r := range line.Regions {
			i, found := slices.BinarySearchFunc(things, r.Seq, func(t thing, seq int) int { return t.seq - seq })
			if !found {
				things = slices.Insert(things, i, thing{seq: r.Seq, first: y, kind: r.Kind, target: r.Target})
			}
			things[i].last = max(things[i].last, y)
		}
	}
	return things
}

// step returns the spot n lines further on, or further back if n is negative; it stops at the ends.
func (f *flow) step(s spot, n int) spot {
	s, _ = f.walk(s, n)
	return s
}

// walk is step that also tells how many lines there were not.
func (f *flow) walk(s spot, n int) (end spot, missing int) {
	for n > 0 {
		rest := len(f.at(s.block).lines) - 1 - s.line
		if n <= rest {
			return spot{s.block, s.line + n}, 0
		}
		next, ok := f.nextBlock(s.block, 1)
		if !ok {
			return spot{s.block, max(len(f.at(s.block).lines)-1, 0)}, n - max(rest, 0)
		}
		n -= rest + 1
		s = spot{next, 0}
	}
	for n < 0 {
		if -n <= s.line {
			return spot{s.block, s.line + n}, 0
		}
		previous, ok := f.nextBlock(s.block, -1)
		if !ok {
			return spot{s.block, 0}, -n - s.line
		}
		n += s.line + 1
		s = spot{previous, len(f.at(previous).lines) - 1}
	}
	return s, 0
}

// nextBlock finds the next block in a direction that draws anything.
func (f *flow) nextBlock(i, direction int) (int, bool) {
	for i += direction; i >= 0 && i < len(f.blocks); i += direction {
		if len(f.at(i).lines) > 0 {
			return i, true
		}
	}
	return 0, false
}

// last is the last line there is.
func (f *flow) last() spot {
	i, ok := f.nextBlock(len(f.blocks), -1)
	if !ok {
		return spot{}
	}
	return spot{i, len(f.blocks[i].lines) - 1}
}

// clamp keeps a top line such that a view of height lines is full, if there are that many.
func (f *flow) clamp(top spot, height int) spot {
	if len(f.blocks) == 0 {
		return spot{}
	}
	top.block = min(max(top.block, 0), len(f.blocks)-1)
	top.line = min(max(top.line, 0), max(len(f.at(top.block).lines)-1, 0))
	if end, missing := f.walk(top, height-1); missing > 0 {
		return f.step(end, 1-height)
	}
	return top
}

// offset is the number of lines from a to b if it is less than limit.
func (f *flow) offset(a, b spot, limit int) (n int, ok bool) {
	if b.before(a) {
		return 0, false
	}
	for ; n < limit; n++ {
		if a == b {
			return n, true
		}
		next, missing := f.walk(a, 1)
		if missing > 0 {
			break
		}
		a = next
	}
	return 0, false
}

// share is how much of the lesson lies before the end of line s, between 0 and 1.
func (f *flow) share(s spot) float64 {
	before, all := 0.0, 0.0
	for i, b := range f.blocks {
		weight := float64(max(b.weight, 1))
		all += weight
		switch {
		case i < s.block:
			before += weight
		case i == s.block:
			before += weight * float64(s.line+1) / float64(max(len(f.at(i).lines), 1))
		}
	}
	return before / max(all, 1)
}

// find is the beginning of the block in which a line of the lesson's file stands; for line 1 that of the lesson.
func (f *flow) find(line int) spot {
	found := 0
	for i, b := range f.blocks {
		if b.line <= line && b.line >= f.blocks[found].line && (b.source >= 0 || i == 0) {
			found = i
		}
	}
	return spot{found, 0}
}
