package theme

import (
	"charm.land/glamour/v2/ansi"
	"charm.land/glamour/v2/styles"
)

// projector is for a beamer in a lit room: pure black or white ground, saturated or extreme colours, no greys between,
// and weight instead of hue wherever possible.
func projector(dark bool) ansi.StyleConfig {
	text, head, code, link, ground := "16", "18", "88", "18", "231"
	if dark {
		text, head, code, link, ground = "231", "226", "229", "159", "16"
	}
	s := styles.LightStyleConfig
	if dark {
		s = styles.DarkStyleConfig
	}
	s.Document.Color = &text
	s.Heading.Color = &head
	s.H1.Color, s.H1.BackgroundColor = &ground, &head
	s.H6.Color, s.H6.Bold = nil, nil
	s.HorizontalRule.Color = &text
	s.Code.Color, s.Code.BackgroundColor, s.Code.Bold = &code, nil, ptr(true)
	s.Code.Prefix, s.Code.Suffix = "", ""
	s.CodeBlock.Color = &text
	s.CodeBlock.Chroma = &ansi.Chroma{
		Text:          ansi.StylePrimitive{Color: &text},
		Comment:       ansi.StylePrimitive{Color: &text, Italic: ptr(true)},
		Keyword:       ansi.StylePrimitive{Color: &head, Bold: ptr(true)},
		NameTag:       ansi.StylePrimitive{Color: &head},
		LiteralString: ansi.StylePrimitive{Color: &code},
		LiteralNumber: ansi.StylePrimitive{Color: &code},
	}
	s.Link.Color, s.LinkText.Color, s.Image.Color, s.ImageText.Color = &link, &link, &link, &text
	return s
}

// withoutColors removes every colour and marks by other means what only colour told: inline code gets back quotes, a
// heading of the first level a "#".
func withoutColors(s ansi.StyleConfig) ansi.StyleConfig {
	blocks := []*ansi.StyleBlock{
		&s.Document, &s.BlockQuote, &s.Paragraph, &s.List.StyleBlock, &s.Heading, &s.H1, &s.H2, &s.H3, &s.H4, &s.H5,
		&s.H6, &s.Code, &s.CodeBlock.StyleBlock, &s.Table.StyleBlock, &s.DefinitionList, &s.HTMLBlock, &s.HTMLSpan,
	}
	for _, b := range blocks {
		b.Color, b.BackgroundColor = nil, nil
	}
	for _, p := range []*ansi.StylePrimitive{
		&s.Text, &s.Strikethrough, &s.Emph, &s.Strong, &s.HorizontalRule, &s.Item, &s.Enumeration,
		&s.Task.StylePrimitive, &s.Link, &s.LinkText, &s.Image, &s.ImageText, &s.DefinitionTerm,
		&s.DefinitionDescription,
	} {
		p.Color, p.BackgroundColor = nil, nil
	}
	s.CodeBlock.Chroma, s.CodeBlock.Theme = nil, ""
	if s.Code.BlockPrefix == "" {
		s.Code.Prefix, s.Code.Suffix = "", ""
		s.Code.BlockPrefix, s.Code.BlockSuffix = "`", "`"
	}
	if isBlank(s.H1.Prefix) {
		s.H1.Prefix, s.H1.Suffix = "# ", ""
	}
	return s
}

func isBlank(s string) bool {
	for _, r := range s {
		if r != ' ' && r != '\u00a0' {
			return false
		}
	}
	return true
}

func ptr[T any](v T) *T { return &v }
