package markdown

import (
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
)

// listing is a list that is being laid out.
type listing struct {
	node   *ast.List
	place  place // of its items
	indent int
	widest int // marker
	gap    int // blank rows between items
}

// list hangs every item behind its marker. Numbers are aligned at their right edge.
func (r *renderer) list(n *ast.List, c place) []row {
	l := r.listing(n, c)
	var out []row
	for item, i := n.FirstChild(), 0; item != nil; item, i = item.NextSibling(), i+1 {
		if len(out) > 0 && l.gap > 0 {
			out = append(out, blank())
		}
		out = append(out, r.listRows(l, item, i)...)
	}
	return out
}

func (r *renderer) listing(n *ast.List, c place) listing {
	c.pen = c.pen.with(r.sheet.List.StylePrimitive)
	l := listing{node: n, gap: 1, widest: r.widestMarker(n, c.depth)}
	if n.IsTight {
		l.gap = 0
	}
	l.indent = value(r.sheet.List.Indent) + value(r.sheet.List.Margin)
	if c.depth > 0 { // the marker above has set this list in already
		l.indent = max(0, min(int(r.sheet.List.LevelIndent), 8)-c.hang)
	}
	var ok bool
	if l.place, ok = c.inset(l.indent); !ok {
		l.indent = 0
	}
	return l
}

// listRows lays out the i-th item of a list.
func (r *renderer) listRows(l listing, item ast.Node, i int) []row {
	rows := r.item(item, r.marker(l.node, item, i, l.place.depth), l.widest, l.place, l.gap)
	if l.indent == 0 {
		return rows
	}
	pad := []piece{spaces(l.indent, pen{})}
	return prefixed(rows, pad, pad)
}

// item lays out one item behind its marker.
func (r *renderer) item(item ast.Node, marker string, widest int, c place, gap int) []row {
	style := r.sheet.Item
	if list, ok := item.Parent().(*ast.List); ok && list.IsOrdered() {
		style = r.sheet.Enumeration
	}
	if taskOf(item) != nil {
		style = r.sheet.Task.StylePrimitive
	}
	mark := decoration(strings.Repeat(" ", max(0, widest-cells(marker)))+marker, c.pen.with(style))
	in, ok := c.inset(mark.width)
	in.depth++
	in.hang = mark.width
	rows := r.blocks(item, in, gap)
	if len(rows) == 0 {
		rows = []row{blank()}
	}
	if !ok { // no room beside the marker: it gets rows of its own
		f := &flat{}
		r.add(f, []byte(marker), -1, mark.pen, 0)
		return append(r.wrap(f, c.width), rows...)
	}
	return prefixed(rows, []piece{mark}, []piece{spaces(mark.width, pen{})})
}

// marker is what stands before the i-th item.
func (r *renderer) marker(n *ast.List, item ast.Node, i, depth int) string {
	if task := taskOf(item); task != nil {
		box := or(r.sheet.Task.Unticked, "[ ] ")
		if task.IsChecked {
			box = or(r.sheet.Task.Ticked, "[x] ")
		}
		if n.IsOrdered() {
			return r.ordinal(n, i) + r.fold(box)
		}
		return r.fold(box)
	}
	if n.IsOrdered() {
		return r.ordinal(n, i)
	}
	s := or(r.sheet.Item.BlockPrefix, r.opt.Glyphs.Bullet(depth)+" ")
	if rest, ok := strings.CutPrefix(s, "•"); ok {
		s = r.opt.Glyphs.Bullet(depth) + rest
	}
	return r.fold(s)
}

// ordinal writes the number of an item and what the sheet puts after it; a list with "1)" keeps its bracket.
func (r *renderer) ordinal(n *ast.List, i int) string {
	s := or(r.sheet.Enumeration.BlockPrefix, ". ")
	if n.Marker == ')' {
		s = strings.Replace(s, ".", ")", 1)
	}
	return strconv.Itoa(n.Start+i) + r.fold(s)
}

// widestMarker measures the markers of a list; only ordered lists have several widths worth aligning,
// and their numbers grow.
func (r *renderer) widestMarker(n *ast.List, depth int) int {
	if !n.IsOrdered() {
		return 0
	}
	return max(cells(r.marker(n, n.FirstChild(), 0, depth)), cells(r.marker(n, n.LastChild(), n.ChildCount()-1, depth)))
}

// taskOf finds the check box of a task list item.
func taskOf(item ast.Node) *extast.TaskCheckBox {
	if item.FirstChild() == nil || item.FirstChild().FirstChild() == nil {
		return nil
	}
	box, _ := item.FirstChild().FirstChild().(*extast.TaskCheckBox)
	return box
}
