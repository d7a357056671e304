package markdown

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// piece is text of one pen on one line.
type piece struct {
	text  string
	width int
	pen   pen
	link  int // 1 + index into renderer.links; 0 is none
}

// row is a line before it is written out. Containers put their prefixes in front of the rows of their children.
type row struct {
	pieces []piece
	src    int  // as Line.Src
	odd    bool // holds clusters whose width depends on their neighbours
}

func blank() row { return row{src: -1} }

func (w row) width() int {
	n := 0
	for _, p := range w.pieces {
		n += p.width
	}
	return n
}

// prefixed puts first in front of the first row and rest in front of the others.
func prefixed(rows []row, first, rest []piece) []row {
	for i := range rows {
		pre := rest
		if i == 0 {
			pre = first
		}
		all := make([]piece, 0, len(pre)+len(rows[i].pieces))
		rows[i].pieces = append(append(all, pre...), rows[i].pieces...)
	}
	return rows
}

// spaces is n blanks of a pen.
func spaces(n int, p pen) piece {
	return piece{text: strings.Repeat(" ", max(n, 0)), width: max(n, 0), pen: p}
}

// decoration is a piece of a sheet's or glyph set's text.
func decoration(s string, p pen) piece { return piece{text: s, width: cells(s), pen: p} }

// emit writes a row out.
func (r *renderer) emit(w row) Line {
	pieces := trimRight(w.pieces)
	line := Line{Src: w.src}
	for _, p := range pieces {
		line.Regions = r.mark(line.Regions, line.Width, p)
		line.Width += p.width
	}
	line.Text = r.text(pieces, false)
	if w.odd && ansi.StringWidth(line.Text) != line.Width {
		line.Text = r.text(pieces, true)
	}
	return line
}

// mark extends or adds the region of a piece that starts at cell at.
func (r *renderer) mark(regions []Region, at int, p piece) []Region {
	if p.link == 0 || p.width == 0 {
		return regions
	}
	l := r.links[p.link-1]
	if n := len(regions); n > 0 && regions[n-1].To == at && r.lastLink == p.link {
		regions[n-1].To += p.width
		return regions
	}
	r.lastLink = p.link
	return append(regions, Region{From: at, To: at + p.width, Kind: l.kind, Target: l.target})
}

// text writes pieces as one string. Between two clusters that would grow together across a border of pieces, such as
// a blank and a combining mark after it, apart puts a sequence that does nothing else.
func (r *renderer) text(pieces []piece, apart bool) string {
	b := r.buf[:0]
	var now pen
	link := 0
	for _, p := range pieces {
		if p.link != link {
			b = r.closeLink(b, link)
			link = p.link
			b = r.openLink(b, link)
		}
		if next := p.pen.draws(); next != now && !r.opt.Plain {
			if now != (pen{}) {
				b = append(b, reset...)
			}
			now = next
			b = append(b, r.sgr(now)...)
		}
		if apart {
			b = r.separated(b, p.text, now)
			continue
		}
		b = append(b, p.text...)
	}
	if now != (pen{}) {
		b = append(b, reset...)
	}
	b = r.closeLink(b, link)
	r.buf = b
	return string(b)
}

// separated writes text cluster by cluster with the pen's own sequence between them.
func (r *renderer) separated(b []byte, text string, p pen) []byte {
	sep := reset + r.sgr(p)
	if r.opt.Plain {
		sep = ""
	}
	rest := []byte(text)
	for len(rest) > 0 {
		n, _, _ := cluster(rest)
		b = append(append(b, sep...), rest[:n]...)
		rest = rest[n:]
	}
	return b
}

// draws is p without the switches that have been applied to the letters already.
func (p pen) draws() pen {
	p.attr &^= upper | lower | title
	return p
}

func (r *renderer) sgr(p pen) string {
	if s, ok := r.sgrs[p]; ok {
		return s
	}
	s := p.sgr()
	r.sgrs[p] = s
	return s
}

// trimRight drops blanks at the end that nobody would see.
func trimRight(pieces []piece) []piece {
	for n := len(pieces); n > 0; n-- {
		p := pieces[n-1]
		text := strings.TrimRight(p.text, " ")
		if p.pen.inks() || p.link != 0 || text == p.text && text != "" {
			return pieces[:n]
		}
		if text != "" {
			p.width -= len(p.text) - len(text)
			p.text = text
			return append(pieces[:n-1:n-1], p)
		}
	}
	return nil
}

// openLink starts a hyperlink; the id joins the parts of a link that wraps.
func (r *renderer) openLink(b []byte, link int) []byte {
	if link == 0 || !r.opt.Hyperlinks || r.opt.Plain || r.links[link-1].url == "" {
		return b
	}
	l := r.links[link-1]
	return append(b, ansi.SetHyperlink(l.url, "id="+l.id)...)
}

func (r *renderer) closeLink(b []byte, link int) []byte {
	if link == 0 || !r.opt.Hyperlinks || r.opt.Plain || r.links[link-1].url == "" {
		return b
	}
	return append(b, ansi.ResetHyperlink()...)
}
