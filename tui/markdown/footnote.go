package markdown

import (
	"strconv"
	"strings"

	extast "github.com/yuin/goldmark/extension/ast"
)

// footnotes draws the notes of a document under a short rule.
func (r *renderer) footnotes(n *extast.FootnoteList, c place) []row {
	var out []row
	for child := n.FirstChild(); child != nil; child = child.NextSibling() {
		if note, ok := child.(*extast.Footnote); ok {
			out = append(out, r.note(note, c)...)
		}
	}
	if len(out) == 0 {
		return nil
	}
	return append([]row{r.noteRule(c), blank()}, out...)
}

// noteRule is the line above the footnotes.
func (r *renderer) noteRule(c place) row {
	n := 12
	if c.width > 0 {
		n = min(n, c.width)
	}
	return row{src: -1, pieces: []piece{decoration(strings.Repeat(r.opt.Glyphs.H, n), c.pen.with(r.sheet.HorizontalRule))}}
}

// note hangs a footnote behind its number.
func (r *renderer) note(n *extast.Footnote, c place) []row {
	num := strconv.Itoa(r.footnote(n.Index))
	mark := decoration("["+num+"]", c.pen.with(r.sheet.LinkText))
	mark.link = r.newLink(FootnoteDef, num)
	in, ok := c.inset(mark.width + 1)
	rows := r.blocks(n, in, 1)
	if len(rows) == 0 {
		rows = []row{blank()}
	}
	if !ok {
		return append([]row{{src: n.Pos(), pieces: []piece{mark}}}, rows...)
	}
	return prefixed(rows, []piece{mark, spaces(1, pen{})}, []piece{spaces(mark.width+1, pen{})})
}
