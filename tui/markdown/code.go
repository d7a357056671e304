package markdown

import (
	"bytes"

	"github.com/yuin/goldmark/ast"
)

const tabStop = 4

// code shows a block of code line by line, as it stands.
func (r *renderer) code(n ast.Node, lang string, c place) []row {
	s := r.sheet.CodeBlock
	p := c.pen.with(s.StylePrimitive)
	indent := value(s.Margin) + value(s.Indent)
	in, ok := c.inset(indent)
	if !ok {
		indent = 0
	}
	lines := n.Lines()
	inks := r.inks(n, lang, p)
	var rows []row
	for i := range lines.Len() {
		line := lines.At(i)
		f := &flat{}
		r.codeLine(f, bytes.TrimRight(line.Value(r.src), "\r\n"), line.Start, p, inks)
		rows = append(rows, r.hard(f, in.width, p)...)
	}
	if p.bg != "" && in.width > 0 {
		for i := range rows {
			rows[i].pieces = append(rows[i].pieces, spaces(in.width-rows[i].width(), p))
		}
	}
	pad := []piece{spaces(indent, c.pen)}
	return prefixed(rows, pad, pad)
}

// codeLine adds one line, in the pens of its tokens, with its tabs expanded.
func (r *renderer) codeLine(f *flat, line []byte, src int, p pen, inks *inked) {
	column := 0
	for len(line) > 0 {
		ink, n := inks.next(len(line), p)
		part := line[:n]
		line = line[n:]
		f.begin(src, ink, 0)
		src += n
		for {
			before, after, tab := bytes.Cut(part, []byte{'\t'})
			start := len(f.text)
			f.text = r.clean.append(f.text, before)
			f.stand(start)
			column += cells(string(f.text[start:]))
			if !tab {
				break
			}
			fill := tabStop - column%tabStop
			f.text = append(f.text, "        "[:fill]...)
			column += fill
			part = after
		}
	}
	inks.newline()
}

// hard breaks a line of code wherever the width ends, and says so at the edge.
func (r *renderer) hard(f *flat, width int, p pen) []row {
	b := &breaker{f: f, cells: r.segment(f, 0, len(f.text))}
	defer func() { r.cells = b.cells[:0] }()
	n := len(b.cells) - 1
	if width == 0 || b.measure(0, n) <= width {
		return []row{b.row(0, n)}
	}
	mark := decoration(r.opt.Glyphs.Wrap, pen{fg: p.fg, bg: p.bg, attr: faint})
	room := width - mark.width
	var rows []row
	for at := 0; at < n; {
		end, w := at, 0
		for end < n && w+b.cells[end].width <= room {
			w += b.cells[end].width
			end++
		}
		rest := b.measure(end, n)
		if w+rest <= width {
			end = n
		}
		line := b.row(at, end)
		if end < n {
			line.pieces = append(line.pieces, spaces(room-w, p), mark)
		}
		rows = append(rows, line)
		at = end
	}
	return rows
}
