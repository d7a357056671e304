package markdown

import (
	"strings"

	"charm.land/glamour/v2/ansi"
	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"

	"github.com/k8slab/k8slab/lessons/markup"
)

// blocks lays out the children of n with gap blank rows between them.
func (r *renderer) blocks(n ast.Node, c place, gap int) []row {
	var out []row
	for child := n.FirstChild(); child != nil; child = child.NextSibling() {
		rows := r.block(child, c)
		if len(rows) == 0 {
			continue
		}
		if len(out) > 0 {
			for range gap {
				out = append(out, blank())
			}
		}
		out = append(out, rows...)
	}
	return out
}

// block lays out one block; what shows nothing has no rows.
func (r *renderer) block(n ast.Node, c place) []row {
	switch n := n.(type) {
	case *ast.Heading:
		return r.heading(n, c)
	case *ast.Paragraph, *ast.TextBlock:
		return r.paragraph(n, c)
	case *ast.List:
		return r.list(n, c)
	case *ast.Blockquote:
		return r.quote(n, c)
	case *markup.Box:
		return r.box(n, c)
	case *ast.FencedCodeBlock:
		return r.code(n, string(n.Language(r.src)), c)
	case *ast.CodeBlock:
		return r.code(n, "", c)
	case *ast.HTMLBlock:
		return r.html(n, c)
	case *ast.ThematicBreak:
		return r.rule(c)
	case *extast.Table:
		return r.table(n, c)
	case *extast.FootnoteList:
		return r.footnotes(n, c)
	case *ast.LinkReferenceDefinition:
		return nil
	}
	return r.blocks(n, c, 1)
}

func (r *renderer) paragraph(n ast.Node, c place) []row {
	f := r.flatten(n, c.pen.with(r.sheet.Paragraph.StylePrimitive))
	if len(f.text) == 0 {
		return nil
	}
	return r.wrap(f, c.width)
}

// heading hangs its text behind the sheet's prefix, such as "## ". A ground colour is drawn as one rectangle.
func (r *renderer) heading(n *ast.Heading, c place) []row {
	level := [...]ansi.StyleBlock{
		r.sheet.H1, r.sheet.H2, r.sheet.H3, r.sheet.H4, r.sheet.H5, r.sheet.H6,
	}[min(max(n.Level, 1), 6)-1]
	p := c.pen.with(r.sheet.Heading.StylePrimitive).with(level.StylePrimitive)
	prefix := or(level.Prefix, r.sheet.Heading.Prefix)
	suffix := or(level.Suffix, r.sheet.Heading.Suffix)
	first, last := decoration(r.fold(prefix), p), decoration(r.fold(suffix), p)
	in, ok := c.inset(first.width + last.width)
	if !ok {
		first, last = piece{}, piece{}
	}
	f := r.flatten(n, p)
	if len(f.text) == 0 {
		return nil
	}
	rows := r.wrap(f, in.width)
	rows = ground(rows, p)
	rows = prefixed(rows, []piece{first}, []piece{spaces(first.width, p)})
	for i := range rows {
		tail := last
		if i < len(rows)-1 {
			tail = spaces(last.width, p)
		}
		rows[i].pieces = append(rows[i].pieces, tail)
	}
	return spaced(rows, level.StylePrimitive)
}

// spaced adds the blank rows that a sheet asks for around a heading, beyond the one that every block has.
func spaced(rows []row, s ansi.StylePrimitive) []row {
	before := make([]row, 0, 4)
	for range min(strings.Count(s.BlockPrefix, "\n"), 4) {
		before = append(before, blank())
	}
	rows = append(before, rows...)
	for range min(strings.Count(s.BlockSuffix, "\n")-1, 4) {
		rows = append(rows, blank())
	}
	return rows
}

// ground pads rows to the widest when the pen has a ground colour.
func ground(rows []row, p pen) []row {
	if p.bg == "" {
		return rows
	}
	widest := 0
	for _, w := range rows {
		widest = max(widest, w.width())
	}
	for i := range rows {
		rows[i].pieces = append(rows[i].pieces, spaces(widest-rows[i].width(), p))
	}
	return rows
}

// quote puts the sheet's bar in front of every row.
func (r *renderer) quote(n ast.Node, c place) []row {
	s := r.sheet.BlockQuote
	token := " "
	if s.IndentToken != nil {
		token = *s.IndentToken
	}
	bar := strings.Repeat(r.fold(token), max(1, value(s.Indent)))
	if isBlank(bar) { // a sheet without a token only sets quotes in; nothing else would tell them from text
		bar = r.opt.Glyphs.Quote + strings.Repeat(" ", max(1, value(s.Indent)-1))
	}
	pre := decoration(bar, c.pen)
	in, ok := c.inset(pre.width)
	in.pen = c.pen.with(s.StylePrimitive)
	rows := r.blocks(n, in, 1)
	if !ok {
		return rows
	}
	return prefixed(rows, []piece{pre}, []piece{pre})
}

// rule draws a thematic break. A sheet's format of one repeated character grows to the width.
func (r *renderer) rule(c place) []row {
	s := r.sheet.HorizontalRule
	p := c.pen.with(s)
	text := strings.TrimSpace(r.fold(r.format(s.Format, "")))
	if text == "" || strings.Trim(text, "-") == "" {
		text = r.opt.Glyphs.H
	}
	first := string([]rune(text)[:1])
	if strings.Trim(text, first) == "" && cells(first) == 1 {
		n := c.width
		if n == 0 {
			n = 40
		}
		text = strings.Repeat(first, n)
	}
	f := &flat{}
	r.add(f, []byte(text), -1, p, 0)
	return r.wrap(f, c.width)
}

// html shows the source as it stands; it is not reflowed.
func (r *renderer) html(n *ast.HTMLBlock, c place) []row {
	p := c.pen.with(r.sheet.HTMLBlock.StylePrimitive)
	var rows []row
	for i := range n.Lines().Len() {
		line := n.Lines().At(i)
		rows = append(rows, r.raw(line.Value(r.src), line.Start, p, c.width)...)
	}
	if n.HasClosure() {
		line := n.ClosureLine
		rows = append(rows, r.raw(line.Value(r.src), line.Start, p, c.width)...)
	}
	return rows
}

// raw wraps one line of source that is shown as it stands.
func (r *renderer) raw(line []byte, src int, p pen, width int) []row {
	f := &flat{}
	f.begin(src, p, 0)
	text := strings.TrimRight(string(line), " \t\r\n")
	bare := strings.TrimLeft(text, " \t")
	indent := cells(strings.ReplaceAll(text[:len(text)-len(bare)], "\t", "    "))
	in, ok := place{width: width}.inset(indent)
	f.text = r.clean.append(f.text, []byte(bare))
	f.stand(0)
	rows := r.wrap(f, in.width)
	if !ok || indent == 0 {
		return rows
	}
	pad := []piece{spaces(indent, p)}
	return prefixed(rows, pad, pad)
}

func (r *renderer) fold(s string) string { return r.opt.Glyphs.Fold(s) }

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

func isBlank(s string) bool { return strings.Trim(s, " \u00a0") == "" }
