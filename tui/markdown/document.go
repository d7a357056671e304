package markdown

import (
	"slices"

	extast "github.com/yuin/goldmark/extension/ast"

	"github.com/k8slab/k8slab/lessons/markup"
)

// smallDoc is the size up to which a document is one part; least is how many bytes a part has at least beyond it.
const (
	smallDoc  = 32 << 10
	leastPart = 4 << 10
	keepPages = 48 // parts whose layout is kept
)

// Doc is a document of any size of which only what is looked at is laid out. It is used by one goroutine at a time.
//
// Places in it are told in two ways. A Pos is a row of the current layout; it is void as soon as Layout is called. An
// anchor, an int, is a place in the text, and stays what it is at every width: keep the anchor of the top row across a
// change of width, and make a new one only when the reader moves.
type Doc struct {
	src    []byte
	parts  []int // offsets at which parts begin
	defs   defs
	notes  notes
	opt    Options
	render *renderer
	pages  map[int]*page
	recent []int // pages by last use, the latest last
	bottom map[int]Pos
}

// Pos is a row of a layout. The zero Pos is the first.
type Pos struct{ part, unit, row int }

// Open prepares src, which must not change afterwards. It reads through the source once and parses only the parts that
// define links and footnotes; it fails for no input.
func Open(src []byte) *Doc { return open(src, smallDoc, leastPart) }

func open(src []byte, small, least int) *Doc {
	src = fenceFrontMatter(src)
	d := &Doc{src: src, parts: []int{0}}
	if len(src) > small {
		d.parts = cuts(src, least)
		d.joinHead()
	}
	d.gather()
	d.Layout(Options{})
	return d
}

// Layout sets the width and the looks of everything that follows.
func (d *Doc) Layout(o Options) {
	d.render = newRenderer(nil, o)
	d.opt = d.render.opt
	d.pages = map[int]*page{}
	d.recent = nil
	d.bottom = map[int]Pos{}
}

// joinHead makes the first part long enough to show something: later parts keep a blank row from what is above them.
func (d *Doc) joinHead() {
	for len(d.parts) > 1 {
		head := d.src[:d.parts[1]]
		doc := markup.Parse(head)
		if list, ok := doc.LastChild().(*extast.FootnoteList); ok {
			doc.RemoveChild(doc, list) // footnotes will stand elsewhere
		}
		if len(Render(doc, head, Options{Bare: true})) > 0 {
			return
		}
		d.parts = slices.Delete(d.parts, 1, 2)
	}
}

// Size is the length of the source in bytes.
func (d *Doc) Size() int { return len(d.src) }

// page returns the layout of a part, the one after the last being the footnotes.
func (d *Doc) page(part int) *page {
	if p, ok := d.pages[part]; ok {
		if i := slices.Index(d.recent, part); i < len(d.recent)-1 {
			d.recent = append(slices.Delete(d.recent, i, i+1), part)
		}
		return p
	}
	if len(d.recent) >= keepPages {
		delete(d.pages, d.recent[0])
		d.recent = slices.Delete(d.recent, 0, 1)
	}
	p := d.newPage(part)
	d.pages[part] = p
	d.recent = append(d.recent, part)
	return p
}

// count is how many pages there are.
func (d *Doc) count() int {
	if len(d.parts) > 1 && d.notes.any() {
		return len(d.parts) + 1
	}
	return len(d.parts)
}

// end is the offset at which a part ends.
func (d *Doc) end(part int) int {
	if part+1 < len(d.parts) {
		return d.parts[part+1]
	}
	return len(d.src)
}

// Lines returns at most n rows from p on.
func (d *Doc) Lines(p Pos, n int) []Line {
	var out []Line
	for p, ok := d.settle(p); ok && len(out) < n; {
		lines := d.unit(p)
		out = append(out, lines[p.row:min(len(lines), p.row+n-len(out))]...)
		p, ok = d.settle(Pos{p.part, p.unit + 1, 0})
	}
	return out
}

func (d *Doc) unit(p Pos) []Line { return d.page(p.part).lines(d.render, p.unit) }

// settle moves a position beyond the end of a unit to the next row there is; ok is false at the end.
func (d *Doc) settle(p Pos) (Pos, bool) {
	for p.part < d.count() {
		page := d.page(p.part)
		for p.unit < len(page.units) {
			n := len(page.lines(d.render, p.unit))
			if p.row < n {
				return p, true
			}
			p.row -= n
			p.unit++
		}
		p.part, p.unit = p.part+1, 0
	}
	return p, false
}

// Scroll moves a window of height rows by delta rows from p, down if it is positive, and stops at both ends.
func (d *Doc) Scroll(p Pos, delta, height int) Pos {
	if delta < 0 {
		return d.up(p, -delta)
	}
	to, ok := d.settle(Pos{p.part, p.unit, p.row + delta})
	if last := d.Bottom(height); !ok || last.before(to) {
		return last
	}
	return to
}

// up moves n rows towards the start.
func (d *Doc) up(p Pos, n int) Pos {
	for p.row -= n; p.row < 0; {
		switch {
		case p.unit > 0:
			p.unit--
		case p.part > 0:
			p.part--
			p.unit = len(d.page(p.part).units) - 1
			if p.unit < 0 {
				p.unit = 0
				continue
			}
		default:
			return Pos{}
		}
		p.row += len(d.unit(p))
	}
	return p
}

// Bottom is the position at which a window of height rows shows the end.
func (d *Doc) Bottom(height int) Pos {
	if p, ok := d.bottom[height]; ok {
		return p
	}
	p := d.up(Pos{part: d.count()}, max(height, 1))
	d.bottom[height] = p
	return p
}

func (p Pos) before(q Pos) bool {
	if p.part != q.part {
		return p.part < q.part
	}
	if p.unit != q.unit {
		return p.unit < q.unit
	}
	return p.row < q.row
}

// Percent says how much of the text lies above the lower edge of a window of height rows at p: 100 when it shows the
// end. It goes by the source and costs no layout of what is in between.
func (d *Doc) Percent(p Pos, height int) int {
	if len(d.src) == 0 || !p.before(d.Bottom(height)) {
		return 100
	}
	if p == (Pos{}) {
		return 0
	}
	return min(99, d.Anchor(p)*100/len(d.src))
}

// Anchor is the place in the text of the row at p. Rows that show no text have that of the next text.
func (d *Doc) Anchor(p Pos) int {
	base := 0
	if p.part >= len(d.parts) {
		base = len(d.src) // footnotes are counted after everything else
	}
	q, ok := d.settle(p)
	for ok && q.part == p.part {
		for _, line := range d.unit(q)[q.row:] {
			if line.Src >= 0 {
				return base + line.Src
			}
		}
		q, ok = d.settle(Pos{q.part, q.unit + 1, 0})
	}
	if p.part < len(d.parts) {
		return d.end(p.part)
	}
	return 2 * len(d.src)
}

// At is the row that shows the text at an anchor, or the last before it.
func (d *Doc) At(anchor int) Pos {
	part := d.partOf(anchor)
	if part == len(d.parts) {
		anchor -= len(d.src)
	}
	page, unit := d.page(part), 0
	for i, u := range page.units {
		if u.node != nil && u.at <= anchor && (page.units[unit].node == nil || u.at >= page.units[unit].at) {
			unit = i
		}
	}
	at, best := Pos{part: part, unit: unit}, -1
	if unit < len(page.units) {
		for i, line := range page.lines(d.render, unit) {
			if line.Src <= anchor && line.Src > best {
				at.row, best = i, line.Src
			}
		}
	}
	return at
}

// partOf is the part that holds an anchor.
func (d *Doc) partOf(anchor int) int {
	if anchor >= len(d.src) && d.count() > len(d.parts) {
		return len(d.parts)
	}
	part, _ := slices.BinarySearch(d.parts, max(anchor, 0)+1)
	return part - 1
}
