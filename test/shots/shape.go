//go:build linux

package main

import (
	"fmt"
	"strings"
)

// shape paints characters that must meet their neighbours without a gap (lines, blocks) or that fonts often lack
// (Braille dots), and tells whether this was one.
func shape(out *strings.Builder, r rune, x, y, width int, color, opacity string) bool {
	p := painter{out, x, y, width, color, opacity}
	switch {
	case r >= 0x2500 && r <= 0x257f:
		return p.lines(r)
	case r >= 0x2580 && r <= 0x259f:
		return p.block(r)
	case r >= 0x2800 && r <= 0x28ff:
		p.braille(r - 0x2800)
		return true
	}
	return false
}

type painter struct {
	out            *strings.Builder
	x, y, width    int
	color, opacity string
}

// rect paints a part of the cell, given in eighths of its width and height.
func (p painter) rect(left, top, right, bottom float64, opacity string) {
	w, h := float64(p.width)/8, float64(cellH)/8
	fmt.Fprintf(p.out, `<rect x="%.2f" y="%.2f" width="%.2f" height="%.2f" `,
		float64(p.x)+left*w, float64(p.y)+top*h, (right-left)*w, (bottom-top)*h)
	fmt.Fprintf(p.out, `fill="%s"%s shape-rendering="crispEdges"/>`+"\n", p.color, opacity)
}

// arms are the four half-lines of a box drawing character: 0 none, 1 light, 2 heavy, 3 double.
type arms struct{ left, right, up, down int }

// lineArms covers what tables and panels are drawn with. Dashed lines are drawn whole, round corners square.
func lineArms(r rune) (arms, bool) {
	const light = "─│┌┐└┘├┤┬┴┼╴╶╵╷"
	const round = "╌╎╭╮╰╯"
	const dashed = "┄┆"
	const heavy = "━┃┏┓┗┛┣┫┳┻╋╸╺╹╻"
	const double = "═║╔╗╚╝╠╣╦╩╬"
	patterns := []arms{
		{1, 1, 0, 0},
		{0, 0, 1, 1},
		{0, 1, 0, 1},
		{1, 0, 0, 1},
		{0, 1, 1, 0},
		{1, 0, 1, 0},
		{0, 1, 1, 1},
		{1, 0, 1, 1},
		{1, 1, 0, 1},
		{1, 1, 1, 0},
		{1, 1, 1, 1},
		{1, 0, 0, 0},
		{0, 1, 0, 0},
		{0, 0, 1, 0},
		{0, 0, 0, 1},
	}
	for _, set := range []struct {
		chars  string
		weight int
	}{{light, 1}, {round, 1}, {dashed, 1}, {heavy, 2}, {double, 3}} {
		if i := strings.IndexRune(set.chars, r); i >= 0 {
			a := patterns[i/3] // every one of them takes three bytes
			return arms{a.left * set.weight, a.right * set.weight, a.up * set.weight, a.down * set.weight}, true
		}
	}
	return mixedArms(r)
}

// mixedArms covers the joints of light and heavy lines, which stand in Unicode in this order of their heavy arms.
func mixedArms(r rune) (arms, bool) {
	const left, right, up, down = 1, 2, 4, 8
	for _, block := range []struct {
		first rune
		arms  int   // the arms there are
		heavy []int // those that are heavy, of one character after the other
	}{
		{'┌', right | down, []int{0, right, down, right | down}},
		{'┐', left | down, []int{0, left, down, left | down}},
		{'└', right | up, []int{0, right, up, right | up}},
		{'┘', left | up, []int{0, left, up, left | up}},
		{'├', right | up | down, []int{
			0, right, up, down, up | down, right | up, right | down, right | up | down,
		}},
		{'┤', left | up | down, []int{0, left, up, down, up | down, left | up, left | down, left | up | down}},
		{'┬', left | right | down, []int{
			0, left, right, left | right, down, left | down, right | down, left | right | down,
		}},
		{'┴', left | right | up, []int{0, left, right, left | right, up, left | up, right | up, left | right | up}},
		{'┼', left | right | up | down, []int{
			0, left, right, left | right, up, down, up | down, left | up, right | up, left | down, right | down,
			left | right | up, left | right | down, left | up | down, right | up | down, left | right | up | down,
		}},
	} {
		i := int(r - block.first)
		if i < 0 || i >= len(block.heavy) {
			continue
		}
		weight := func(arm int) int {
			switch {
			case block.arms&arm == 0:
				return 0
			case block.heavy[i]&arm != 0:
				return 2
			}
			return 1
		}
		return arms{weight(left), weight(right), weight(up), weight(down)}, true
	}
	return arms{}, false
}

// lines paints a box drawing character from its arms.
func (p painter) lines(r rune) bool {
	a, known := lineArms(r)
	if !known {
		return false
	}
	cx, cy := p.width/2, cellH/2
	p.horizontal(a.left, 0, cx+1, cy)
	p.horizontal(a.right, cx, p.width, cy)
	p.vertical(a.up, 0, cy+1, cx)
	p.vertical(a.down, cy, cellH, cx)
	return true
}

func (p painter) horizontal(weight, from, to, y int) {
	for _, offset := range offsets(weight) {
		p.pixels(from, y+offset, to-from, 1)
	}
}

func (p painter) vertical(weight, from, to, x int) {
	for _, offset := range offsets(weight) {
		p.pixels(x+offset, from, 1, to-from)
	}
}

// offsets are where the strokes of a line of that weight lie beside its middle.
func offsets(weight int) []int {
	return [][]int{{}, {0}, {0, 1}, {-1, 1}}[weight]
}

func (p painter) pixels(x, y, w, h int) {
	fmt.Fprintf(p.out, `<rect x="%d" y="%d" width="%d" height="%d" fill="%s"%s shape-rendering="crispEdges"/>`+"\n",
		p.x+x, p.y+y, w, h, p.color, p.opacity)
}

// block paints block elements.
func (p painter) block(r rune) bool {
	switch {
	case r == '▀':
		p.rect(0, 0, 8, 4, p.opacity)
	case r >= '▁' && r <= '█':
		p.rect(0, 8-float64(r-'▁'+1), 8, 8, p.opacity)
	case r >= '▉' && r <= '▏':
		p.rect(0, 0, 7-float64(r-'▉'), 8, p.opacity)
	case r == '▐':
		p.rect(4, 0, 8, 8, p.opacity)
	case r >= '░' && r <= '▓':
		p.rect(0, 0, 8, 8, fmt.Sprintf(` opacity="%.2f"`, 0.25*float64(r-'░'+1)))
	case r == '▔':
		p.rect(0, 0, 8, 1, p.opacity)
	case r == '▕':
		p.rect(7, 0, 8, 8, p.opacity)
	default:
		return p.quadrants(r)
	}
	return true
}

// quadrants paints ▖ to ▟, whose quarters are upper left, upper right, lower left and lower right.
func (p painter) quadrants(r rune) bool {
	quarters := []string{"  x ", "   x", "x   ", "x xx", "x  x", "xxx ", "xx x", " x  ", " xx ", " xxx"}
	i := int(r - '▖')
	if i < 0 || i >= len(quarters) {
		return false
	}
	for q, mark := range quarters[i] {
		if mark == 'x' {
			left, top := float64(q%2*4), float64(q/2*4)
			p.rect(left, top, left+4, top+4, p.opacity)
		}
	}
	return true
}

// braille paints the dots of a pattern: bit 0 to 2 and 6 are the left column from above, 3 to 5 and 7 the right one.
func (p painter) braille(bits rune) {
	for i, at := range [8][2]float64{{1, 0}, {1, 1}, {1, 2}, {3, 0}, {3, 1}, {3, 2}, {1, 3}, {3, 3}} {
		if bits&(1<<i) != 0 {
			fmt.Fprintf(p.out, `<circle cx="%.2f" cy="%.2f" r="1.2" fill="%s"%s/>`+"\n",
				float64(p.x)+at[0]*float64(p.width)/4, float64(p.y)+(at[1]+0.5)*float64(cellH)/4, p.color, p.opacity)
		}
	}
}
