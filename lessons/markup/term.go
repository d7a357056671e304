package markup

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// MaxTerm bounds what may stand between the double brackets of a term, in characters. Longer text is no term, so that
// a page full of brackets costs no more than its length.
const MaxTerm = 64

// Term is a word of the glossary in running text. It has no children.
type Term struct {
	ast.BaseInline
	// Name is what the glossary is asked for.
	Name string
	// Label is what the reader sees; it equals Name unless another was given.
	Label string
}

// KindTerm is the kind of Term.
var KindTerm = ast.NewNodeKind("Term") //nolint:gochecknoglobals // goldmark numbers kinds so; never written

// Kind implements ast.Node.
func (*Term) Kind() ast.NodeKind { return KindTerm }

// Dump implements ast.Node.
func (t *Term) Dump(source []byte, level int) {
	ast.DumpHelper(t, source, level, map[string]string{"Name": t.Name, "Label": t.Label}, nil)
}

// termParser reads [[name]] and [[name|label]].
type termParser struct{}

// Trigger implements parser.InlineParser.
func (termParser) Trigger() []byte { return []byte{'['} }

// Parse implements parser.InlineParser.
func (termParser) Parse(_ ast.Node, block text.Reader, _ parser.Context) ast.Node {
	line, segment := block.PeekLine()
	inner, ok := bracketed(line)
	if !ok {
		return nil
	}
	name, label, labelled := cutBar(inner)
	name, label = strings.TrimSpace(name), strings.TrimSpace(label)
	if !labelled {
		label = name
	}
	if name == "" || label == "" {
		return nil
	}
	node := &Term{Name: name, Label: label}
	node.SetPos(segment.Start)
	block.Advance(len(inner) + len("[[]]"))
	return node
}

// bracketed returns what stands between "[[" at the start of line and the next "]]".
func bracketed(line []byte) (string, bool) {
	if !bytes.HasPrefix(line, []byte("[[")) {
		return "", false
	}
	rest := line[2:]
	if len(rest) > MaxTerm*utf8.UTFMax {
		rest = rest[:MaxTerm*utf8.UTFMax]
	}
	end := bytes.IndexAny(rest, "[]\n`")
	if end <= 0 || !bytes.HasPrefix(rest[end:], []byte("]]")) || rest[0] == '^' {
		return "", false
	}
	if utf8.RuneCount(rest[:end]) > MaxTerm {
		return "", false
	}
	return string(rest[:end]), true
}

// cutBar splits at the first bar; in a table that bar is escaped.
func cutBar(s string) (name, label string, found bool) {
	name, label, found = strings.Cut(s, "|")
	return strings.TrimSuffix(name, `\`), label, found
}
