package markup

import (
	"strings"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/util"
)

// Text returns what a reader reads in node and below, without any markup: code too, a term by its label, the title of
// a box, one blank where a line or a block ends. source is what node was parsed from.
func Text(node ast.Node, source []byte) string {
	var b strings.Builder
	_ = ast.Walk(node, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			if n.Type() == ast.TypeBlock {
				space(&b)
			}
			return ast.WalkContinue, nil
		}
		writeNode(&b, n, source)
		return ast.WalkContinue, nil
	})
	return strings.TrimSpace(b.String())
}

// writeNode writes the words of n itself, not those of its children.
func writeNode(b *strings.Builder, n ast.Node, source []byte) {
	switch n := n.(type) {
	case *ast.Text:
		b.Write(literal(n, source))
		if n.SoftLineBreak() || n.HardLineBreak() {
			space(b)
		}
	case *ast.String:
		b.Write(n.Value)
	case *ast.AutoLink:
		b.Write(n.Label(source))
	case *Term:
		b.WriteString(n.Label)
	case *Box:
		b.WriteString(n.Title)
		space(b)
	case *ast.CodeBlock:
		writeLines(b, n, source)
	case *ast.FencedCodeBlock:
		writeLines(b, n, source)
	case *extast.TableCell:
		space(b)
	}
}

// literal resolves what Markdown escapes in running text; in code it stands as it is.
func literal(n *ast.Text, source []byte) []byte {
	value := n.Segment.Value(source)
	if _, code := n.Parent().(*ast.CodeSpan); code || n.IsRaw() {
		return value
	}
	value = util.ResolveNumericReferences(util.ResolveEntityNames(value))
	return util.UnescapePunctuations(value)
}

func writeLines(b *strings.Builder, n ast.Node, source []byte) {
	for i := range n.Lines().Len() {
		line := n.Lines().At(i)
		b.WriteString(strings.TrimRight(string(line.Value(source)), "\r\n"))
		space(b)
	}
}

// space writes one blank unless one stands there.
func space(b *strings.Builder) {
	if s := b.String(); s != "" && s[len(s)-1] != ' ' {
		b.WriteByte(' ')
	}
}
