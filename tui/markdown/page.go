package markdown

import (
	"strings"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
)

// longList is the number of items from which a list is laid out item by item.
const longList = 40

// page is a parsed part of a Doc. Its units are laid out when they are first looked at.
type page struct {
	units []unit
	done  [][]Line // by unit; nil is not laid out yet
}

// unit is a block of the top level, or an item of a long list there.
type unit struct {
	rows   func(*renderer) []row
	node   ast.Node // what it shows; nil for decorations
	source *source
	at     int // offset in the document, or -1
	gap    int // blank rows before it
}

// lines lays a unit out.
func (p *page) lines(r *renderer, i int) []Line {
	if p.done[i] != nil {
		return p.done[i]
	}
	u := p.units[i]
	r.src, r.number, r.links = u.source.text, u.source.number, r.links[:0]
	rows := u.rows(r)
	if len(rows) > 0 {
		for range u.gap {
			rows = append([]row{blank()}, rows...)
		}
	}
	lines := r.lines(r.margined(rows))
	for j := range lines {
		if lines[j].Src >= 0 {
			lines[j].Src += u.source.shift
		}
	}
	p.done[i] = lines
	return lines
}

// newPage parses a part; the one after the last is the footnotes.
func (d *Doc) newPage(part int) *page {
	p := &page{}
	switch {
	case part == len(d.parts):
		d.addNotes(p)
	case len(d.parts) == 1:
		p.add(parse(d.src))
	default:
		doc, s := d.parsePart(part)
		if list, ok := doc.LastChild().(*extast.FootnoteList); ok {
			doc.RemoveChild(doc, list)
		}
		p.add(doc, s)
	}
	p.done = make([][]Line, len(p.units))
	if part == 0 {
		p.top(d.render)
	}
	if !d.opt.Bare {
		d.addEdges(p, part)
	}
	return p
}

// top takes the gap from the first unit that shows anything.
func (p *page) top(r *renderer) {
	for i := range p.units {
		p.units[i].gap = 0
		if len(p.lines(r, i)) > 0 {
			return
		}
	}
}

// addEdges adds what the sheet puts before and after a document.
func (d *Doc) addEdges(p *page, part int) {
	sheet := d.render.sheet.Document
	edge := func(s string) unit {
		return unit{at: -1, source: &source{}, rows: func(r *renderer) []row { return r.edge(s) }}
	}
	if part == 0 {
		p.units = append([]unit{edge(sheet.BlockPrefix)}, p.units...)
		p.done = append([][]Line{nil}, p.done...)
	}
	if part == d.count()-1 {
		p.units = append(p.units, edge(sheet.BlockSuffix))
		p.done = append(p.done, nil)
	}
}

// add makes units of the blocks of the part.
func (p *page) add(doc ast.Node, s *source) {
	for n := doc.FirstChild(); n != nil; n = n.NextSibling() {
		at := begin(n)
		if _, def := n.(*ast.LinkReferenceDefinition); def || at >= 0 && at < s.from {
			continue
		}
		if list, ok := n.(*ast.List); ok && list.ChildCount() >= longList {
			p.addItems(list, s)
			continue
		}
		p.units = append(p.units, unit{
			node: n, at: at + s.shift, gap: 1, source: s,
			rows: func(r *renderer) []row { return r.block(n, r.page()) },
		})
	}
}

// begin is the offset at which a block begins, as well as it can be told.
func begin(n ast.Node) int {
	if at := n.Pos(); at >= 0 {
		return at
	}
	if n.Type() == ast.TypeBlock && n.Lines().Len() > 0 {
		return n.Lines().At(0).Start
	}
	if n.FirstChild() != nil {
		return begin(n.FirstChild())
	}
	return -1
}

func (p *page) addItems(list *ast.List, s *source) {
	for item, i := list.FirstChild(), 0; item != nil; item, i = item.NextSibling(), i+1 {
		u := unit{node: item, at: begin(item) + s.shift, source: s, rows: func(r *renderer) []row {
			return r.listRows(r.listing(list, r.page()), item, i)
		}}
		if i == 0 || !list.IsTight {
			u.gap = 1
		}
		p.units = append(p.units, u)
	}
}

// addNotes makes units of the footnotes, in the order of their numbers, each parsed where it is defined.
func (d *Doc) addNotes(p *page) {
	p.units = append(p.units, unit{at: -1, gap: 1, source: &source{}, rows: func(r *renderer) []row {
		return []row{r.noteRule(r.page()), blank()}
	}})
	found := map[int]map[string]unit{}
	for _, label := range d.notes.order {
		part := d.notes.part[label]
		if found[part] == nil {
			found[part] = d.findNotes(part)
		}
		if u, ok := found[part][label]; ok {
			p.units = append(p.units, u)
		}
	}
}

// findNotes parses the footnotes that a part defines. A line that refers to them goes before the part, or the parser
// would drop them.
func (d *Doc) findNotes(part int) map[string]unit {
	var refs strings.Builder
	for _, label := range noteLabels(d.src[d.parts[part]:d.end(part)]) {
		refs.WriteString("[^" + label + "] ")
	}
	out := map[string]unit{}
	doc, s := d.parsePartWith(part, refs.String()+"\n\n")
	list, ok := doc.LastChild().(*extast.FootnoteList)
	if !ok {
		return out
	}
	for n := list.FirstChild(); n != nil; n = n.NextSibling() {
		note, ok := n.(*extast.Footnote)
		if _, twice := out[string(note.Ref)]; !ok || twice {
			continue
		}
		out[string(note.Ref)] = unit{
			node: note, at: begin(note) + s.shift, source: s,
			rows: func(r *renderer) []row { return r.note(note, r.page()) },
		}
	}
	return out
}
