package markup

import (
	"unicode"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// emphasisParser reads runs of asterisks by the rule that suits languages whose words end in particles. Underscores
// stay with CommonMark's parser: inside a word they never mean emphasis.
type emphasisParser struct{}

// Trigger implements parser.InlineParser.
func (emphasisParser) Trigger() []byte { return []byte{'*'} }

// Parse implements parser.InlineParser.
func (emphasisParser) Parse(_ ast.Node, block text.Reader, pc parser.Context) ast.Node {
	return scanRun(block, pc, '*', 1, emphasis{})
}

// emphasis makes the nodes of matched asterisks.
type emphasis struct{}

func (emphasis) IsDelimiter(b byte) bool { return b == '*' }
func (emphasis) CanOpenCloser(opener, closer *parser.Delimiter) bool {
	return opener.Char == closer.Char
}

func (emphasis) OnMatch(consumed int) ast.Node { return ast.NewEmphasis(consumed) }

// strikeParser reads pairs of tildes. GitHub takes single ones as well, which would strike out Korean ranges.
type strikeParser struct{}

// Trigger implements parser.InlineParser.
func (strikeParser) Trigger() []byte { return []byte{'~'} }

// Parse implements parser.InlineParser.
func (strikeParser) Parse(_ ast.Node, block text.Reader, pc parser.Context) ast.Node {
	if block.PrecendingCharacter() == '~' {
		return nil
	}
	if line, _ := block.PeekLine(); runLength(line, '~') != 2 {
		return nil
	}
	return scanRun(block, pc, '~', 2, strike{})
}

// strike makes the nodes of matched tildes.
type strike struct{}

func (strike) IsDelimiter(b byte) bool                             { return b == '~' }
func (strike) CanOpenCloser(opener, closer *parser.Delimiter) bool { return opener.Char == closer.Char }

func (strike) OnMatch(int) ast.Node { return extast.NewStrikethrough() }

// scanRun pushes the delimiter run at the reader's place. It says as goldmark's ScanDelimiter does whether the run can
// open and close, but lets a letter of an East Asian script stand for white space where punctuation is on its other
// side. That is the amendment known as "CJK-friendly emphasis".
func scanRun(block text.Reader, pc parser.Context, char byte, least int, p parser.DelimiterProcessor) ast.Node {
	before := block.PrecendingCharacter()
	line, segment := block.PeekLine()
	length := runLength(line, char)
	if length < least {
		return nil
	}
	after := ' '
	if length < len(line) {
		after = util.ToRune(line, length)
	}
	node := parser.NewDelimiter(flanks(before, after), flanks(after, before), length, char, p)
	node.Segment = segment.WithStop(segment.Start + length)
	block.Advance(length)
	pc.PushDelimiter(node)
	return node
}

// runLength counts how often char stands at the start of line.
func runLength(line []byte, char byte) int {
	n := 0
	for n < len(line) && line[n] == char {
		n++
	}
	return n
}

// flanks reports whether a run between outside and inside belongs to the text inside.
func flanks(outside, inside rune) bool {
	if util.IsSpaceRune(inside) {
		return false
	}
	return !util.IsPunctRune(inside) || isEastAsian(inside) ||
		util.IsSpaceRune(outside) || util.IsPunctRune(outside) || isEastAsian(outside)
}

// isEastAsian reports whether r belongs to a script written without spaces between stem and particle.
func isEastAsian(r rune) bool {
	return unicode.In(r, unicode.Hangul, unicode.Han, unicode.Hiragana, unicode.Katakana)
}
