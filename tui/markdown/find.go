package markdown

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"

	"github.com/k8slab/k8slab/lessons/markup"
)

// Find returns the anchor of the next occurrence of query after the anchor from, or, if back is set, of the last one
// before it. It compares what is shown, not the markup: "파드(Pod)를" finds **파드(Pod)**를. Runs of blanks are alike,
// and so are upper and lower case of Latin letters. It does not go round at the ends.
func (d *Doc) Find(query string, from int, back bool) (anchor int, ok bool) {
	query = searchable(query)
	if strings.TrimSpace(query) == "" {
		return 0, false
	}
	step, part := 1, d.partOf(from)
	if back {
		step = -1
	}
	for ; part >= 0 && part < d.count(); part += step {
		best, found := 0, false
		for _, at := range d.page(part).find(d.render, query) {
			if part == len(d.parts) {
				at += len(d.src)
			}
			switch {
			case back && at < from && (!found || at > best):
				best, found = at, true
			case !back && at > from && (!found || at < best):
				best, found = at, true
			}
		}
		if found {
			return best, true
		}
	}
	return 0, false
}

// find returns the offsets in the document of all occurrences in a part.
func (p *page) find(r *renderer, query string) []int {
	var out []int
	for _, u := range p.units {
		if u.node == nil {
			continue
		}
		r.src, r.number, r.links = u.source.text, u.source.number, r.links[:0]
		_ = ast.Walk(u.node, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
			if !entering {
				return ast.WalkContinue, nil
			}
			f, whole := r.shown(n)
			for _, at := range f.find(query) {
				out = append(out, at+u.source.shift)
			}
			if whole {
				return ast.WalkSkipChildren, nil
			}
			return ast.WalkContinue, nil
		})
	}
	return out
}

// shown is the text of one block, without that of the blocks in it; whole is set where there can be none.
func (r *renderer) shown(n ast.Node) (f *flat, whole bool) {
	switch n := n.(type) {
	case *ast.Paragraph, *ast.TextBlock, *ast.Heading, *extast.TableCell:
		return r.flatten(n, pen{}), true
	case *ast.FencedCodeBlock, *ast.CodeBlock, *ast.HTMLBlock:
		f = &flat{}
		for i := range n.Lines().Len() {
			line := n.Lines().At(i)
			r.add(f, line.Value(r.src), line.Start, pen{}, 0)
		}
		return f, true
	case *markup.Box:
		f = &flat{}
		r.add(f, []byte(n.Title), n.Pos(), pen{}, 0)
		return f, false
	}
	return &flat{}, false
}

// find returns the offsets in the source of the occurrences of query.
func (f *flat) find(query string) []int {
	if len(f.text) < len(query) {
		return nil
	}
	text := searchable(string(f.text))
	var out []int
	for from := 0; ; {
		i := strings.Index(text[from:], query)
		if i < 0 {
			return out
		}
		at := from + i
		from = at + len(query)
		run := runAt(f.runs, at)
		for run > 0 && f.runs[run].src < 0 {
			run--
			at = max(f.runs[run].start, f.runs[run+1].start-1)
		}
		if ru := f.runs[run]; ru.src >= 0 {
			out = append(out, ru.src+at-ru.start)
		}
	}
}

// searchable makes what is equal to a searcher equal in bytes, without changing the length.
func searchable(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		case r == '\n':
			return ' '
		}
		return r
	}, s)
}

// Matches returns the stretches of cells at which query stands on a line, for lipgloss.StyleRanges. A match that wraps
// is not seen.
func Matches(l Line, query string) [][2]int {
	query = searchable(query)
	if query == "" {
		return nil
	}
	text := searchable(ansi.Strip(l.Text))
	var out [][2]int
	for from := 0; ; {
		i := strings.Index(text[from:], query)
		if i < 0 {
			return out
		}
		at := ansi.StringWidth(text[:from+i])
		out = append(out, [2]int{at, at + ansi.StringWidth(query)})
		from += i + len(query)
	}
}
