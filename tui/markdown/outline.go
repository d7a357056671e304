package markdown

import (
	"strconv"
	"strings"
	"unicode"

	"github.com/yuin/goldmark/ast"

	"github.com/k8slab/k8slab/lessons/markup"
)

// Heading is an entry of a table of contents.
type Heading struct {
	Level  int    // 1 to 6
	Text   string // without markup
	ID     string // what a link "#id" names, as GitHub makes it
	Anchor int
}

// Outline lists the headings of the top level. It parses the whole document, which takes a few milliseconds for every
// thousand lines.
func (d *Doc) Outline() []Heading {
	var out []Heading
	seen := map[string]int{}
	for part := range d.parts {
		for _, u := range d.page(part).units {
			h, ok := u.node.(*ast.Heading)
			if !ok {
				continue
			}
			text := markup.Text(h, u.source.text)
			id := slug(text)
			if n := seen[id]; n > 0 {
				seen[id]++
				id += "-" + strconv.Itoa(n)
			}
			seen[id]++
			out = append(out, Heading{Level: h.Level, Text: text, ID: id, Anchor: u.at})
		}
	}
	return out
}

// slug is the id that GitHub gives a heading.
func slug(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ':
			return '-'
		case r == '-' || r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.M, r):
			return unicode.ToLower(r)
		}
		return -1
	}, strings.TrimSpace(text))
}
