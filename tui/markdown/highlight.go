package markdown

import (
	"strings"

	"charm.land/glamour/v2/ansi"
	"github.com/alecthomas/chroma/v2"
	"github.com/alecthomas/chroma/v2/lexers"
	chromastyles "github.com/alecthomas/chroma/v2/styles"
	"github.com/yuin/goldmark/ast"
)

// maxHighlight bounds the code that is highlighted, in bytes. Lexers are regular expressions; beyond this nobody would
// wait for them.
const maxHighlight = 64 << 10

// inked is code cut into stretches of one pen. A nil one is all in the block's pen.
type inked struct {
	pens []pen
	size []int // bytes of each stretch that are left
}

// next returns the pen at the current place and for how many of the line's remaining bytes it holds.
func (k *inked) next(left int, p pen) (pen, int) {
	if k == nil || len(k.pens) == 0 {
		return p, left
	}
	p = k.pens[0]
	n := min(left, k.size[0])
	k.take(n)
	return p, n
}

// newline steps over the line end.
func (k *inked) newline() {
	if k != nil && len(k.pens) > 0 {
		k.take(1)
	}
}

func (k *inked) take(n int) {
	if k.size[0] -= n; k.size[0] <= 0 {
		k.pens, k.size = k.pens[1:], k.size[1:]
	}
}

// inks highlights a block. Nothing here runs for text without code: the lexers are compiled at their first use.
func (r *renderer) inks(n ast.Node, lang string, p pen) *inked {
	s := r.sheet.CodeBlock
	if r.opt.NoHighlight || r.opt.Plain || lang == "" || s.Chroma == nil && s.Theme == "" {
		return nil
	}
	var code strings.Builder
	for i := range n.Lines().Len() {
		line := n.Lines().At(i)
		code.WriteString(strings.TrimRight(string(line.Value(r.src)), "\r\n"))
		code.WriteByte('\n')
		if code.Len() > maxHighlight {
			return nil
		}
	}
	tokens := tokenise(lang, code.String())
	if tokens == nil {
		return nil
	}
	out := &inked{}
	for _, t := range tokens {
		if t.Value != "" {
			out.pens = append(out.pens, r.ink(t.Type, p))
			out.size = append(out.size, len(t.Value))
		}
	}
	return out
}

// tokenise returns the tokens of code, or nil where the language is unknown or the lexer does not give back every byte.
func tokenise(lang, code string) (tokens []chroma.Token) {
	lexer := lexers.Get(lang)
	if lexer == nil {
		return nil
	}
	defer func() {
		if recover() != nil { // a lexer's bug must not cost the reader the page
			tokens = nil
		}
	}()
	next, err := lexer.Tokenise(&chroma.TokeniseOptions{State: "root"}, code)
	if err != nil {
		return nil
	}
	rest := code
	for _, t := range next.Tokens() {
		var ok bool
		if rest, ok = strings.CutPrefix(rest, t.Value); !ok {
			return nil
		}
		tokens = append(tokens, t)
	}
	if rest != "" {
		return nil
	}
	return tokens
}

// ink is the pen of a token: by the sheet's own colours, else by the chroma theme it names.
func (r *renderer) ink(t chroma.TokenType, p pen) pen {
	s := r.sheet.CodeBlock
	if s.Chroma == nil {
		return themed(s.Theme, t, p)
	}
	if r.tokens == nil {
		r.tokens = tokenStyles(s.Chroma)
	}
	p = p.with(s.Chroma.Text)
	for _, t := range []chroma.TokenType{t, t.SubCategory(), t.Category()} {
		if style, ok := r.tokens[t]; ok && style != (ansi.StylePrimitive{}) {
			return p.with(style)
		}
	}
	return p
}

func themed(name string, t chroma.TokenType, p pen) pen {
	e := chromastyles.Get(name).Get(t)
	if e.Colour.IsSet() {
		p.fg = e.Colour.String()
	}
	for _, f := range []struct {
		on  chroma.Trilean
		bit attr
	}{{e.Bold, bold}, {e.Italic, italic}, {e.Underline, underline}} {
		if f.on == chroma.Yes {
			p.attr |= f.bit
		}
	}
	return p
}

// tokenStyles names the fields of a sheet by token type. Error has none: that a lexer does not understand a line is no
// concern of the reader's.
func tokenStyles(c *ansi.Chroma) map[chroma.TokenType]ansi.StylePrimitive {
	return map[chroma.TokenType]ansi.StylePrimitive{
		chroma.Comment: c.Comment, chroma.CommentPreproc: c.CommentPreproc,
		chroma.Keyword: c.Keyword, chroma.KeywordReserved: c.KeywordReserved,
		chroma.KeywordNamespace: c.KeywordNamespace, chroma.KeywordType: c.KeywordType,
		chroma.Operator: c.Operator, chroma.Punctuation: c.Punctuation,
		chroma.Name: c.Name, chroma.NameBuiltin: c.NameBuiltin, chroma.NameTag: c.NameTag,
		chroma.NameAttribute: c.NameAttribute, chroma.NameClass: c.NameClass, chroma.NameConstant: c.NameConstant,
		chroma.NameDecorator: c.NameDecorator, chroma.NameException: c.NameException,
		chroma.NameFunction: c.NameFunction, chroma.NameOther: c.NameOther,
		chroma.Literal: c.Literal, chroma.LiteralNumber: c.LiteralNumber, chroma.LiteralDate: c.LiteralDate,
		chroma.LiteralString: c.LiteralString, chroma.LiteralStringEscape: c.LiteralStringEscape,
		chroma.GenericDeleted: c.GenericDeleted, chroma.GenericEmph: c.GenericEmph,
		chroma.GenericInserted: c.GenericInserted, chroma.GenericStrong: c.GenericStrong,
		chroma.GenericSubheading: c.GenericSubheading,
	}
}
