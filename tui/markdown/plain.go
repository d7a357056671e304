package markdown

import (
	"charm.land/glamour/v2/ansi"

	"github.com/k8slab/k8slab/tui/glyph"
)

// plainSheet marks with the signs of Markdown itself, which screen readers and people who read mail know.
func plainSheet() ansi.StyleConfig {
	prefix := func(s string) ansi.StyleBlock { return ansi.StyleBlock{StylePrimitive: ansi.StylePrimitive{Prefix: s}} }
	quote, one := "> ", uint(1)
	return ansi.StyleConfig{
		H1: prefix("# "), H2: prefix("## "), H3: prefix("### "),
		H4: prefix("#### "), H5: prefix("##### "), H6: prefix("###### "),
		BlockQuote:     ansi.StyleBlock{Indent: &one, IndentToken: &quote},
		Item:           ansi.StylePrimitive{BlockPrefix: "- "},
		Enumeration:    ansi.StylePrimitive{BlockPrefix: ". "},
		Task:           ansi.StyleTask{Ticked: "[x] ", Unticked: "[ ] "},
		ImageText:      ansi.StylePrimitive{Format: "그림: {{.text}}"},
		HorizontalRule: ansi.StylePrimitive{Format: "----------"},
	}
}

// plainGlyphs draws no boxes.
func plainGlyphs(g glyph.Set) glyph.Set {
	plain := glyph.ASCII()
	plain.Name, plain.Unknown = "unicode", g.Unknown // the plain sheet needs no folding
	return plain
}
