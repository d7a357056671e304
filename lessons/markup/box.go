package markup

import (
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// BoxKind says what a box is for. It is the word that the author wrote.
type BoxKind string

// The kinds of box. A block quote with any other word stays a block quote.
const (
	// BoxDeeper says where the simple picture is not the exact one. It can be passed over at a first reading.
	BoxDeeper BoxKind = "더깊이"
	// BoxMisconception states what many believe wrongly. A quiz or a lab right after it lets the learner refute it.
	BoxMisconception BoxKind = "오해"
	// BoxTry asks the learner to do something, in the lab or in a terminal of their own.
	BoxTry BoxKind = "해보기"
	// BoxCaution warns of what costs data, time or safety.
	BoxCaution BoxKind = "주의"
	// BoxStory goes on with the story of the bank and the game.
	BoxStory BoxKind = "이야기"
	// BoxSummary says in a few lines what a lesson was about.
	BoxSummary BoxKind = "정리"

	// GitHub's five alerts, for Markdown that was not written for a course.
	BoxNote      BoxKind = "NOTE"
	BoxTip       BoxKind = "TIP"
	BoxImportant BoxKind = "IMPORTANT"
	BoxWarning   BoxKind = "WARNING"
	BoxDanger    BoxKind = "CAUTION"
)

// BoxKinds lists every kind.
func BoxKinds() []BoxKind {
	return []BoxKind{
		BoxDeeper, BoxMisconception, BoxTry, BoxCaution, BoxStory, BoxSummary,
		BoxNote, BoxTip, BoxImportant, BoxWarning, BoxDanger,
	}
}

// Box is a framed aside. Its children are blocks, as those of a block quote are.
type Box struct {
	ast.BaseBlock
	// BoxKind is the author's word, without "[!" and "]".
	BoxKind BoxKind
	// Title is the plain text after it; it may be empty.
	Title string
}

// KindBox is the kind of Box.
var KindBox = ast.NewNodeKind("Box") //nolint:gochecknoglobals // goldmark numbers kinds so; never written

// Kind implements ast.Node.
func (*Box) Kind() ast.NodeKind { return KindBox }

// Dump implements ast.Node.
func (b *Box) Dump(source []byte, level int) {
	ast.DumpHelper(b, source, level, map[string]string{"BoxKind": string(b.BoxKind), "Title": b.Title}, nil)
}

// boxParser opens a box at "> [!kind] title" and then goes on as a block quote does.
type boxParser struct{}

// Trigger implements parser.BlockParser.
func (boxParser) Trigger() []byte { return []byte{'>'} }

// Open implements parser.BlockParser.
func (boxParser) Open(_ ast.Node, reader text.Reader, _ parser.Context) (ast.Node, parser.State) {
	line, segment := reader.PeekLine()
	indent, pos := util.IndentWidth(line, reader.LineOffset())
	if indent > 3 || pos >= len(line) || line[pos] != '>' {
		return nil, parser.NoChildren
	}
	kind, title, ok := boxHead(string(line[pos+1:]))
	if !ok {
		return nil, parser.NoChildren
	}
	node := &Box{BoxKind: kind, Title: title}
	node.SetPos(segment.Start + pos)
	reader.Advance(len(strings.TrimRight(string(line), "\r\n")))
	return node, parser.HasChildren
}

// boxHead reads "[!kind] title"; unknown kinds are left to the block quote.
func boxHead(s string) (BoxKind, string, bool) {
	s, ok := strings.CutPrefix(strings.TrimSpace(s), "[!")
	if !ok {
		return "", "", false
	}
	word, title, ok := strings.Cut(s, "]")
	if !ok || (title != "" && title[0] != ' ' && title[0] != '\t') {
		return "", "", false
	}
	if kind := BoxKind(word); slices.Contains(BoxKinds(), kind) {
		return kind, strings.TrimSpace(title), true
	}
	return "", "", false
}

// Continue implements parser.BlockParser.
func (boxParser) Continue(_ ast.Node, reader text.Reader, _ parser.Context) parser.State {
	line, _ := reader.PeekLine()
	indent, pos := util.IndentWidth(line, reader.LineOffset())
	if indent > 3 || pos >= len(line) || line[pos] != '>' {
		return parser.Close
	}
	pos++
	reader.Advance(pos)
	if pos < len(line) && (line[pos] == ' ' || line[pos] == '\t') {
		padding := 0
		if line[pos] == '\t' {
			padding = util.TabWidth(reader.LineOffset()) - 1
		}
		reader.AdvanceAndSetPadding(1, padding)
	}
	return parser.Continue | parser.HasChildren
}

// Close implements parser.BlockParser.
func (boxParser) Close(ast.Node, text.Reader, parser.Context) {}

// CanInterruptParagraph implements parser.BlockParser.
func (boxParser) CanInterruptParagraph() bool { return true }

// CanAcceptIndentedLine implements parser.BlockParser.
func (boxParser) CanAcceptIndentedLine() bool { return false }
