package markup

import (
	"sync"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// Parse reads src and returns its document. It accepts every input, as Markdown does. The nodes point into src, which
// must not change as long as they are used. It may be called from many goroutines.
func Parse(src []byte) ast.Node {
	return markdownParser().Parse(text.NewReader(src))
}

// markdownParser is made once, at the first use: a program that opens no lesson does not pay for it.
//
//nolint:gochecknoglobals // a constant that Go cannot write as one
var markdownParser = sync.OnceValue(func() parser.Parser {
	return goldmark.New(
		goldmark.WithExtensions(extension.Table, extension.TaskList, extension.Linkify, extension.Footnote),
		goldmark.WithParserOptions(
			parser.WithBlockParsers(
				// Before the block quote (800), which would take its '>' first.
				util.Prioritized(boxParser{}, 790),
			),
			parser.WithInlineParsers(
				// Before links (200), which would take the bracket first.
				util.Prioritized(termParser{}, 190),
				// Before CommonMark's own emphasis (500), which stays in charge of underscores.
				util.Prioritized(emphasisParser{}, 490),
				util.Prioritized(strikeParser{}, 495),
			),
		),
	).Parser()
})
