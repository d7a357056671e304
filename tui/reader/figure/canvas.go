package figure

import (
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/clipperhouse/uax29/v2/graphemes"

	"github.com/k8slab/k8slab/tui/reader/page"
)

// role says what a cell is for, which decides its style.
type role uint8

const (
	ground role = iota
	plain       // an edge or a name
	marked      // one that is marked
	faded       // one that is not, while others are
	title       // of a stack
	roles
)

// cell is one column of one row of the canvas.
type cell struct {
	joint
	// text is what stands there; empty in an edge, and in the right half of a wide character, which covered tells.
	text    string
	covered bool
	role    role
}

// canvas is what a figure is drawn on.
type canvas struct {
	w, h    int
	cells   []cell
	regions [][]page.Region // by row
}

func newCanvas(w, h int) *canvas {
	return &canvas{w: w, h: h, cells: make([]cell, w*h), regions: make([][]page.Region, h)}
}

func (c *canvas) at(x, y int) *cell { return &c.cells[y*c.w+x] }

// frame draws the edges of a box whose corners are (x, y) and (x+w-1, y+h-1). Of two edges in one place the heavier is
// seen.
func (c *canvas) frame(x, y, w, h int, e edge, r role) {
	right, bottom := x+w-1, y+h-1
	for i := x; i < right; i++ {
		for _, row := range []int{y, bottom} {
			c.at(i, row).right = max(c.at(i, row).right, e)
			c.at(i+1, row).left = max(c.at(i+1, row).left, e)
		}
	}
	for i := y; i < bottom; i++ {
		for _, column := range []int{x, right} {
			c.at(column, i).down = max(c.at(column, i).down, e)
			c.at(column, i+1).up = max(c.at(column, i+1).up, e)
		}
	}
	for i := x; i <= right; i++ {
		c.color(i, y, r)
		c.color(i, bottom, r)
	}
	for i := y; i <= bottom; i++ {
		c.color(x, i, r)
		c.color(right, i, r)
	}
}

// color gives an edge's cell a role; a marked one stays marked.
func (c *canvas) color(x, y int, r role) {
	if at := c.at(x, y); at.role != marked {
		at.role = r
	}
}

// write puts text at a place; what is wider than width is cut.
func (c *canvas) write(x, y, width int, text string, r role) {
	end := min(x+width, c.w)
	for it := graphemes.FromString(text); it.Next() && y < c.h; {
		n := page.Width(it.Value())
		if x+n > end {
			return
		}
		if n == 0 {
			continue
		}
		c.at(x, y).text, c.at(x, y).role = it.Value(), r
		for i := 1; i < n; i++ {
			c.at(x+i, y).covered = true
		}
		x += n
	}
}

// region makes cells of a row something that can be chosen.
func (c *canvas) region(x, y, width int, r page.Region) {
	r.From, r.To = x, x+width
	c.regions[y] = append(c.regions[y], r)
}

// lines draws the canvas.
func (c *canvas) lines(look page.Look) []page.Line {
	styles := stylesOf(look)
	lines := make([]page.Line, c.h)
	for y := range lines {
		var b, run strings.Builder
		at := ground
		flush := func() {
			if run.Len() > 0 {
				b.WriteString(styles[at].Render(run.String()))
				run.Reset()
			}
		}
		for x := range c.w {
			cl := c.at(x, y)
			if cl.covered {
				continue
			}
			text := cl.text
			if text == "" {
				text = cl.draw(look.Glyphs)
			}
			if cl.role != at && text != " " {
				flush()
				at = cl.role
			}
			run.WriteString(text)
		}
		flush()
		lines[y] = page.Line{Text: b.String(), Regions: c.regions[y]}
	}
	return lines
}

func stylesOf(look page.Look) [roles]lipgloss.Style {
	p := look.Theme.Panel
	return [roles]lipgloss.Style{
		ground: p.Text, plain: p.Text, marked: p.Accent.Bold(true), faded: p.Muted, title: p.Title,
	}
}
