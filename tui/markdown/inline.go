package markdown

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"charm.land/glamour/v2/ansi"
	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"

	"github.com/k8slab/k8slab/lessons/markup"
)

// flat is a block's inline content as one string of clean text: '\n' is a hard break, ' ' a place to break.
type flat struct {
	text []byte
	runs []run
}

// run is the stretch of a flat that begins at start and ends where the next begins.
type run struct {
	start int
	src   int // offset in the source of its first byte, or -1
	pen   pen
	link  int
}

// flatten gathers the inline children of n.
func (r *renderer) flatten(n ast.Node, p pen) *flat {
	f := &flat{}
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		r.inline(f, c, p, 0)
	}
	return f
}

// inline adds one node and what is under it.
func (r *renderer) inline(f *flat, n ast.Node, p pen, link int) {
	switch n := n.(type) {
	case *ast.Text:
		r.addText(f, n, p, link)
	case *ast.String:
		r.add(f, n.Value, -1, p.with(r.sheet.Text), link)
	case *ast.CodeSpan:
		r.codeSpan(f, n, p, link)
	case *ast.Emphasis:
		style := r.sheet.Emph
		if n.Level > 1 {
			style = r.sheet.Strong
		}
		r.styled(f, n, p, style, link)
	case *extast.Strikethrough:
		r.styled(f, n, p, r.sheet.Strikethrough, link)
	case *ast.Link:
		r.link(f, n, p)
	case *ast.AutoLink:
		r.autoLink(f, n, p)
	case *ast.Image:
		r.image(f, n, p, link)
	case *ast.RawHTML:
		r.rawHTML(f, n, p, link)
	case *markup.Term:
		t := p.with(r.sheet.LinkText)
		t.attr |= underline
		r.add(f, []byte(n.Label), n.Pos(), t, r.newLink(Term, n.Name))
	case *extast.FootnoteLink:
		num := strconv.Itoa(r.footnote(n.Index))
		r.add(f, []byte("["+num+"]"), n.Pos(), p.with(r.sheet.LinkText), r.newLink(Footnote, num))
	case *extast.FootnoteBacklink, *extast.TaskCheckBox:
	default:
		for c := n.FirstChild(); c != nil; c = c.NextSibling() {
			r.inline(f, c, p, link)
		}
	}
}

// styled adds the children of n between the prefixes and suffixes of a style.
func (r *renderer) styled(f *flat, n ast.Node, p pen, s ansi.StylePrimitive, link int) {
	in := p.with(s)
	r.deco(f, s.BlockPrefix, p, link)
	r.deco(f, s.Prefix, in, link)
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		r.inline(f, c, in, link)
	}
	r.deco(f, s.Suffix, in, link)
	r.deco(f, s.BlockSuffix, p, link)
}

// deco adds a decoration of the sheet.
func (r *renderer) deco(f *flat, s string, p pen, link int) {
	if s != "" {
		r.add(f, []byte(r.opt.Glyphs.Fold(s)), -1, p, link)
	}
}

func (r *renderer) addText(f *flat, n *ast.Text, p pen, link int) {
	value := n.Segment.Value(r.src)
	if !n.IsRaw() {
		value = unescape(value)
	}
	p = p.with(r.sheet.Text)
	r.add(f, value, n.Segment.Start, p, link)
	switch {
	case n.HardLineBreak():
		f.breakLine(p)
	case n.SoftLineBreak():
		r.add(f, []byte{' '}, -1, p, link)
	}
}

// add cleans text and appends it. Runs of blanks become one, as in HTML.
func (r *renderer) add(f *flat, text []byte, src int, p pen, link int) {
	start := len(f.text)
	f.begin(src, p, link)
	f.text = r.clean.append(f.text, text)
	f.stand(start)
	fresh := letters(f.text[start:], p)
	f.text = f.text[:start]
	for _, b := range fresh {
		if b == ' ' && len(f.text) > 0 && f.text[len(f.text)-1] == ' ' {
			continue
		}
		f.text = append(f.text, b)
	}
}

// begin starts a run, unless the text goes on as before.
func (f *flat) begin(src int, p pen, link int) {
	if n := len(f.runs); n > 0 && f.runs[n-1].start == len(f.text) {
		f.runs = f.runs[:n-1]
	}
	f.runs = append(f.runs, run{start: len(f.text), src: src, pen: p, link: link})
}

func (f *flat) breakLine(p pen) {
	f.text = bytes.TrimRight(f.text, " ")
	f.begin(-1, p, 0)
	f.text = append(f.text, '\n')
}

// stand gives a mark at the start of a line a dotted circle to stand on, or it would join what is drawn before it.
func (f *flat) stand(start int) {
	if start > 0 && f.text[start-1] != '\n' || start == len(f.text) {
		return
	}
	if c, _ := utf8.DecodeRune(f.text[start:]); joins(c) {
		f.text = slices.Insert(f.text, start, []byte("\u25cc")...)
	}
}

// letters applies the case switches of a pen.
func letters(text []byte, p pen) []byte {
	switch {
	case p.attr&upper != 0:
		return bytes.ToUpper(text)
	case p.attr&lower != 0:
		return bytes.ToLower(text)
	case p.attr&title != 0:
		start := true
		return bytes.Map(func(c rune) rune {
			first := start
			start = !unicode.IsLetter(c) && !unicode.IsDigit(c) && c != '\''
			if first {
				return unicode.ToTitle(c)
			}
			return c
		}, text)
	}
	return text
}

func (r *renderer) codeSpan(f *flat, n *ast.CodeSpan, p pen, link int) {
	s := r.sheet.Code.StylePrimitive
	in := p.with(s)
	r.deco(f, s.BlockPrefix, p, link)
	r.deco(f, s.Prefix, in, link)
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if t, ok := c.(*ast.Text); ok {
			f.begin(t.Segment.Start, in, link)
			start := len(f.text)
			f.text = r.clean.append(f.text, t.Segment.Value(r.src))
			f.stand(start)
			continue
		}
		r.inline(f, c, in, link)
	}
	r.deco(f, s.Suffix, in, link)
	r.deco(f, s.BlockSuffix, p, link)
}

func (r *renderer) rawHTML(f *flat, n *ast.RawHTML, p pen, link int) {
	var b []byte
	for i := range n.Segments.Len() {
		seg := n.Segments.At(i)
		b = append(b, seg.Value(r.src)...)
	}
	if isBreak(b) {
		f.breakLine(p)
		return
	}
	r.add(f, b, n.Pos(), p.with(r.sheet.HTMLSpan.StylePrimitive), link)
}

// isBreak recognises <br>, <br/> and <BR />.
func isBreak(tag []byte) bool {
	s := strings.ToLower(strings.Trim(string(tag), "<> \t\r\n/"))
	return s == "br"
}
