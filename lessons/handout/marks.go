package handout

import (
	"fmt"
	"html"
	"net/url"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/util"

	"github.com/k8slab/k8slab/lessons/markup"
)

// markRenderer writes what package markup adds to Markdown: terms and boxes.
type markRenderer struct{ page *page }

// RegisterFuncs implements renderer.NodeRenderer.
func (r markRenderer) RegisterFuncs(reg renderer.NodeRendererFuncRegisterer) {
	reg.Register(markup.KindTerm, r.term)
	reg.Register(markup.KindBox, r.box)
}

// term points to the word's explanation at the end of the page.
func (r markRenderer) term(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	t, ok := n.(*markup.Term)
	if !ok || !entering {
		return ast.WalkContinue, nil
	}
	known := r.page.glossary.Find(t.Name)
	if known == nil {
		_, err := w.WriteString(html.EscapeString(t.Label))
		return ast.WalkContinue, err
	}
	r.page.used[known.Name] = true
	_, err := fmt.Fprintf(w, `<a class="term" href="#%s">%s</a>`, termID(known.Name), html.EscapeString(t.Label))
	return ast.WalkContinue, err
}

// termID is where a word is explained.
func termID(name string) string { return "term-" + url.PathEscape(name) }

func (r markRenderer) box(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	b, ok := n.(*markup.Box)
	if !ok {
		return ast.WalkContinue, nil
	}
	if !entering {
		_, err := w.WriteString("</aside>\n")
		return ast.WalkContinue, err
	}
	title := html.EscapeString(boxName(string(b.BoxKind)))
	if b.Title != "" {
		title += ": " + html.EscapeString(b.Title)
	}
	_, err := fmt.Fprintf(w, "<aside class=\"box\"><p class=\"box-title\"><strong>%s</strong></p>\n", title)
	return ast.WalkContinue, err
}

// footnotePrefix keeps the footnotes of several lessons apart.
func (p *page) footnotePrefix(ast.Node) []byte { return fmt.Appendf(nil, "l%d-", len(p.Lessons)) }
