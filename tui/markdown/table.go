package markdown

import (
	"strings"

	extast "github.com/yuin/goldmark/extension/ast"
)

// grid is a table whose cells have been flattened. Its first row is the head.
type grid struct {
	rows  [][]*flat
	align []extast.Alignment
	want  []int // cells each column would like to have
}

// table draws a grid, or cards where the columns would be too narrow to read.
func (r *renderer) table(n *extast.Table, c place) []row {
	c.pen = c.pen.with(r.sheet.Table.StylePrimitive)
	indent := value(r.sheet.Table.Margin) + value(r.sheet.Table.Indent)
	in, ok := c.inset(indent)
	if !ok {
		indent = 0
	}
	g := r.grid(n, c.pen)
	widths := g.share(in.width)
	var rows []row
	if r.opt.Plain || widths == nil {
		rows = r.cards(g, in)
	} else {
		rows = r.drawGrid(g, widths, in.pen)
	}
	pad := []piece{spaces(indent, pen{})}
	return prefixed(rows, pad, pad)
}

func (r *renderer) grid(n *extast.Table, p pen) *grid {
	g := &grid{align: n.Alignments}
	head := p
	head.attr |= bold
	for tr := n.FirstChild(); tr != nil; tr = tr.NextSibling() {
		in := p
		if tr.Kind() == extast.KindTableHeader {
			in = head
		}
		var fs []*flat
		for td := tr.FirstChild(); td != nil; td = td.NextSibling() {
			fs = append(fs, r.flatten(td, in))
		}
		g.rows = append(g.rows, fs)
	}
	for _, fs := range g.rows {
		for i, f := range fs {
			if i == len(g.want) {
				g.want = append(g.want, 1)
			}
			g.want[i] = max(g.want[i], f.widest())
		}
	}
	return g
}

// widest is the width of the longest line of a flat when nothing is wrapped.
func (f *flat) widest() int {
	w := 0
	for line := range strings.Lines(string(f.text)) {
		w = max(w, cells(strings.TrimRight(line, " \n")))
	}
	return w
}

// share deals width out to the columns: all they want if it is there, else at least MinColumn to each that wants that
// much, and what is left in proportion to what is missing. It returns nil where even MinColumn is too much.
func (g *grid) share(width int) []int {
	n := len(g.want)
	room := width - 3*n - 1
	got, missing := make([]int, n), 0
	for i, w := range g.want {
		got[i] = min(w, MinColumn)
		if width == 0 {
			got[i] = w
		}
		room -= got[i]
		missing += w - got[i]
	}
	if width == 0 {
		return got
	}
	if room < 0 || n == 0 {
		return nil
	}
	for i, w := range g.want {
		if lack := w - got[i]; lack > 0 {
			more := min(lack, (room*lack+missing/2)/missing)
			got[i] += more
			room -= more
			missing -= lack
		}
	}
	return got
}

// frame is what a grid is drawn with.
type frame struct {
	h, v          string
	top, mid, bot [3]string // left, between columns, right
}

// frame takes the separators of the sheet where it has any of one cell.
func (r *renderer) frame() frame {
	g, t := r.opt.Glyphs, r.sheet.Table
	f := frame{
		h: g.H, v: g.V,
		top: [3]string{g.TopLeft, g.TeeTop, g.TopRight},
		mid: [3]string{g.TeeLeft, g.Cross, g.TeeRight},
		bot: [3]string{g.BottomLeft, g.TeeBottom, g.BottomRight},
	}
	own := func(s *string, to ...*string) {
		if s == nil {
			return
		}
		if text := r.fold(*s); cells(text) == 1 && text != " " {
			for _, p := range to {
				*p = text
			}
		}
	}
	own(t.RowSeparator, &f.h)
	own(t.ColumnSeparator, &f.v)
	for _, line := range []*[3]string{&f.top, &f.mid, &f.bot} {
		own(t.CenterSeparator, &line[0], &line[1], &line[2])
	}
	return f
}

// drawGrid draws the whole table. Rows are ruled off from each other as soon as one of them wraps.
func (r *renderer) drawGrid(g *grid, widths []int, p pen) []row {
	f := r.frame()
	line := p.with(r.sheet.HorizontalRule)
	out, between := []row{rule(f.h, f.top, widths, line)}, rule(f.h, f.mid, widths, line)
	var body [][]row
	wraps := false
	for _, fs := range g.rows {
		rows := r.gridRow(g, fs, widths, f.v, p, line)
		wraps = wraps || len(rows) > 1
		body = append(body, rows)
	}
	for i, rows := range body {
		if i == 1 || i > 1 && wraps {
			out = append(out, between)
		}
		out = append(out, rows...)
	}
	return append(out, rule(f.h, f.bot, widths, line))
}

// gridRow wraps the cells of a row side by side.
func (r *renderer) gridRow(g *grid, fs []*flat, widths []int, v string, p, line pen) []row {
	columns := make([][]row, len(widths))
	height := 1
	for i, w := range widths {
		columns[i] = []row{blank()}
		if i < len(fs) {
			columns[i] = r.wrap(fs[i], w)
		}
		height = max(height, len(columns[i]))
	}
	out := make([]row, height)
	bar := decoration(v, line)
	for y := range out {
		out[y] = row{src: -1, pieces: []piece{bar, spaces(1, p)}}
		for i, w := range widths {
			in := blank()
			if y < len(columns[i]) {
				in = columns[i][y]
			}
			left, right := sides(g.align[i], w-in.width())
			if out[y].src < 0 {
				out[y].src = in.src
			}
			out[y].odd = out[y].odd || in.odd
			out[y].pieces = append(out[y].pieces, spaces(left, p))
			out[y].pieces = append(out[y].pieces, in.pieces...)
			out[y].pieces = append(out[y].pieces, spaces(right+1, p), bar)
			if i < len(widths)-1 {
				out[y].pieces = append(out[y].pieces, spaces(1, p))
			}
		}
	}
	return out
}

// sides splits what a cell leaves free.
func sides(a extast.Alignment, free int) (left, right int) {
	switch a {
	case extast.AlignRight:
		return free, 0
	case extast.AlignCenter:
		return free / 2, free - free/2
	case extast.AlignLeft, extast.AlignNone:
	}
	return 0, free
}

// rule draws a horizontal line of a grid.
func rule(h string, joints [3]string, widths []int, p pen) row {
	var b strings.Builder
	b.WriteString(joints[0])
	for i, w := range widths {
		if i > 0 {
			b.WriteString(joints[1])
		}
		b.WriteString(strings.Repeat(h, w+2))
	}
	b.WriteString(joints[2])
	return row{src: -1, pieces: []piece{decoration(b.String(), p)}}
}

// cards writes every row of a table as lines of "heading: value".
func (r *renderer) cards(g *grid, c place) []row {
	if len(g.rows) == 1 {
		return r.card(nil, g.rows[0], c)
	}
	var out []row
	for _, fs := range g.rows[min(1, len(g.rows)):] {
		rows := r.card(g.rows[0], fs, c)
		if len(out) > 0 && len(rows) > 0 {
			out = append(out, blank())
		}
		out = append(out, rows...)
	}
	return out
}

// card writes one row. A first value without a heading is the card's title.
func (r *renderer) card(head, fs []*flat, c place) []row {
	var out []row
	for i, f := range fs {
		line := &flat{}
		if i < len(head) && len(head[i].text) > 0 {
			line.join(head[i])
			line.begin(-1, c.pen, 0)
			line.text = append(line.text, ": "...)
		}
		line.join(f)
		if len(line.text) == 0 {
			continue
		}
		if i == 0 && len(line.text) == len(f.text) {
			for j := range line.runs {
				line.runs[j].pen.attr |= bold
			}
		}
		indent := 2
		if i == 0 {
			indent = 0
		}
		in, ok := c.inset(indent + 2)
		if !ok {
			indent = 0
		}
		rows := r.wrap(line, in.width)
		if ok {
			rows = prefixed(rows, []piece{spaces(indent, c.pen)}, []piece{spaces(indent+2, c.pen)})
		}
		out = append(out, rows...)
	}
	return out
}

// join appends another flat.
func (f *flat) join(other *flat) {
	base := len(f.text)
	for _, ru := range other.runs {
		ru.start += base
		f.runs = append(f.runs, ru)
	}
	f.text = append(f.text, other.text...)
}
