package markdown

import (
	"charm.land/glamour/v2/ansi"
	"github.com/alecthomas/chroma/v2"
	"github.com/yuin/goldmark/ast"

	"github.com/k8slab/k8slab/tui/glyph"
)

// renderer lays out the blocks of one source.
type renderer struct {
	opt   Options
	sheet ansi.StyleConfig
	src   []byte
	clean cleaner
	// number gives the number to show for a footnote that the parser counted as index.
	number func(index int) int

	tokens   map[chroma.TokenType]ansi.StylePrimitive // filled at the first highlighting
	links    []target
	lastLink int // the link of the region that was added last
	sgrs     map[pen]string
	buf      []byte
	cells    []cell
}

func newRenderer(src []byte, o Options) *renderer {
	if o.Width != 0 {
		o.Width = max(o.Width, MinWidth)
	}
	if o.Glyphs.Name == "" {
		o.Glyphs = glyph.ASCII()
	}
	r := &renderer{opt: o, sheet: o.Sheet, src: src, sgrs: map[pen]string{}}
	if o.Plain {
		r.sheet = plainSheet()
		r.opt.Glyphs = plainGlyphs(o.Glyphs)
	}
	r.clean = cleaner{unknown: o.Glyphs.Unknown, caret: o.Glyphs.Name == "ascii" || o.Glyphs.Name == "dos"}
	return r
}

// Render lays out node, a document or any block of one, and everything below it. src is the source that node was
// parsed from.
func Render(node ast.Node, src []byte, o Options) []Line {
	r := newRenderer(src, o)
	if _, whole := node.(*ast.Document); whole {
		return r.lines(r.document(r.blocks(node, r.page(), 1)))
	}
	return r.lines(r.document(r.block(node, r.page())))
}

func (r *renderer) lines(rows []row) []Line {
	lines := make([]Line, len(rows))
	for i, w := range rows {
		lines[i] = r.emit(w)
	}
	return lines
}

func (r *renderer) footnote(index int) int {
	if r.number == nil {
		return index
	}
	return r.number(index)
}

// place is where a block stands: the cells it may use, the pen it inherits, how deep it is nested in lists.
type place struct {
	width int // 0 is unlimited
	pen   pen
	depth int
	hang  int // how far the marker of the list item around it sets it in
}

// inset gives the place to the right of n cells, and whether there is room for it: where lists and quotes are nested so
// deeply that nothing would be left, they are not set in any further.
func (c place) inset(n int) (place, bool) {
	if c.width == 0 {
		return c, true
	}
	if c.width-n < MinWidth {
		return c, false
	}
	c.width -= n
	return c, true
}

// page is the place of the document's blocks.
func (r *renderer) page() place {
	c := place{width: r.opt.Width, pen: pen{}.with(r.sheet.Document.StylePrimitive)}
	if m := r.margin(); m > 0 && c.width > 0 {
		c.width -= 2 * m
	}
	return c
}

// margin is the sheet's, but narrow panes give up theirs for text.
func (r *renderer) margin() int {
	if r.opt.Bare {
		return 0
	}
	m := value(r.sheet.Document.Margin) + value(r.sheet.Document.Indent)
	if w := r.opt.Width; w > 0 {
		m = min(m, max(0, (w-MinWidth)/8))
	}
	return m
}

// document adds the document's own margins and what the sheet puts before and after it.
func (r *renderer) document(rows []row) []row {
	if r.opt.Bare {
		return rows
	}
	d := r.sheet.Document
	rows = append(r.edge(d.BlockPrefix), rows...)
	return r.margined(append(rows, r.edge(d.BlockSuffix)...))
}

// margined sets rows in by the document's margin.
func (r *renderer) margined(rows []row) []row {
	m := r.margin()
	if m == 0 {
		return rows
	}
	pad := []piece{spaces(m, pen{})}
	return prefixed(rows, pad, pad)
}

// edge turns a block prefix or suffix of the sheet into rows: line ends into blank rows, other text into rows of it.
func (r *renderer) edge(s string) []row {
	var rows []row
	f := &flat{}
	for i := range len(s) {
		if s[i] == '\n' {
			rows = append(rows, blank())
		} else {
			f.text = append(f.text, s[i])
		}
	}
	if len(f.text) > 0 {
		text := r.opt.Glyphs.Fold(string(f.text))
		*f = flat{}
		r.add(f, []byte(text), -1, pen{}.with(r.sheet.Document.StylePrimitive), 0)
		rows = append(rows, r.wrap(f, r.page().width)...)
	}
	return rows
}

func value(p *uint) int {
	if p == nil {
		return 0
	}
	return int(min(*p, 40))
}
