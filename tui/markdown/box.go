package markdown

import (
	"strings"

	"github.com/k8slab/k8slab/lessons/markup"
)

// boxName is what a reader sees for the word an author wrote.
func boxName(kind markup.BoxKind) string {
	switch kind {
	case markup.BoxDeeper:
		return "더 깊이"
	case markup.BoxTry:
		return "해 보기"
	case markup.BoxNote:
		return "참고"
	case markup.BoxTip:
		return "도움말"
	case markup.BoxImportant:
		return "중요"
	case markup.BoxWarning:
		return "주의"
	case markup.BoxDanger:
		return "위험"
	case markup.BoxMisconception, markup.BoxCaution, markup.BoxStory, markup.BoxSummary:
	}
	return string(kind)
}

// box frames an aside. Its name and title stand in the upper edge; a title too long for it stands inside.
func (r *renderer) box(n *markup.Box, c place) []row {
	name, title := boxName(n.BoxKind), string(r.clean.append(nil, []byte(n.Title)))
	accent := c.pen.with(r.sheet.Heading.StylePrimitive)
	in, ok := c.inset(4)
	if r.opt.Plain || !ok {
		return r.plainBox(name, title, n, c)
	}
	var rows []row
	edge := name
	if full := name + " " + r.opt.Glyphs.Dot + " " + title; title != "" {
		if c.width == 0 || cells(full) <= c.width-6 {
			edge = full
		} else {
			f := &flat{}
			r.add(f, []byte(title), n.Pos(), accent, 0)
			rows = append(rows, r.wrap(f, in.width)...)
		}
	}
	body := r.blocks(n, in, 1)
	if len(rows) > 0 && len(body) > 0 {
		rows = append(rows, blank())
	}
	return r.framed(append(rows, body...), edge, in.width, accent)
}

// framed draws the frame around rows. width is that of its inside, or 0 for as much as the rows take.
func (r *renderer) framed(rows []row, edge string, width int, p pen) []row {
	g := r.opt.Glyphs
	if width == 0 {
		width = cells(edge) + 2
		for _, w := range rows {
			width = max(width, w.width())
		}
	}
	line := p
	line.attr &^= bold
	if cells(edge) > width-2 {
		edge = ""
	}
	top := row{src: -1, pieces: []piece{decoration(g.RoundTopLeft+g.H, line)}}
	if edge != "" {
		top.pieces = append(top.pieces, decoration(" "+edge+" ", p))
	}
	fill := strings.Repeat(g.H, width+4-top.width()-1)
	top.pieces = append(top.pieces, decoration(fill+g.RoundTopRight, line))
	for i := range rows {
		free := width - rows[i].width()
		rows[i].pieces = append(rows[i].pieces, spaces(free+1, pen{}), decoration(g.V, line))
	}
	left := []piece{decoration(g.V, line), spaces(1, pen{})}
	rows = append([]row{top}, prefixed(rows, left, left)...)
	bottom := g.RoundBottomLeft + strings.Repeat(g.H, width+2) + g.RoundBottomRight
	return append(rows, row{src: -1, pieces: []piece{decoration(bottom, line)}})
}

// plainBox names the aside and sets its text in.
func (r *renderer) plainBox(name, title string, n *markup.Box, c place) []row {
	p := c.pen
	p.attr |= bold
	f := &flat{}
	r.add(f, []byte("["+name+"] "+title), n.Pos(), p, 0)
	rows := r.wrap(f, c.width)
	in, ok := c.inset(2)
	body := r.blocks(n, in, 1)
	if ok {
		pad := []piece{spaces(2, pen{})}
		body = prefixed(body, pad, pad)
	}
	return append(rows, body...)
}
