// Package prose draws running text as part of a page: one block of a lesson's Markdown, or a sentence from a figure, a
// table or a quiz, in which Markdown's emphasis, code, links and terms mean what they mean everywhere.
package prose

import (
	"github.com/yuin/goldmark/ast"

	"github.com/k8slab/k8slab/lessons/markup"
	"github.com/k8slab/k8slab/tui/markdown"
	"github.com/k8slab/k8slab/tui/reader/page"
)

// Block is one block of Markdown.
type Block struct {
	// Node and Source belong together: package markup's nodes point into their source.
	Node   ast.Node
	Source []byte
}

// Lay draws the block.
func (b Block) Lay(look page.Look, width int) []page.Line {
	return convert(markdown.Render(b.Node, b.Source, options(look, width)), 0)
}

// Text draws a few words of Markdown. Regions are numbered from seq on.
func Text(text string, look page.Look, width, seq int) []page.Line {
	source := []byte(text)
	lines := convert(markdown.Render(markup.Parse(source), source, options(look, width)), seq)
	if len(lines) == 0 {
		return []page.Line{{}}
	}
	return lines
}

// Plain writes text for a screen reader or a pipe: no styles, no box drawing. A width of 0 breaks no lines.
func (b Block) Plain(width int) []string {
	return texts(markdown.Render(b.Node, b.Source, markdown.Options{Width: width, Plain: true, Bare: true}))
}

// Plain is Text for a screen reader or a pipe.
func Plain(text string, width int) []string {
	source := []byte(text)
	return Block{Node: markup.Parse(source), Source: source}.Plain(width)
}

func texts(lines []markdown.Line) []string {
	out := make([]string, len(lines))
	for i, l := range lines {
		out[i] = l.Text
	}
	return out
}

func options(look page.Look, width int) markdown.Options {
	return markdown.Options{
		Width: width, Sheet: look.Theme.Sheet, Glyphs: look.Glyphs, Hyperlinks: look.Hyperlinks, Bare: true,
	}
}

// convert numbers regions. What ends a line and goes on at the beginning of the next is one thing.
func convert(lines []markdown.Line, seq int) []page.Line {
	out := make([]page.Line, len(lines))
	var open *markdown.Region
	for i, line := range lines {
		out[i].Text = line.Text
		for j, r := range line.Regions {
			if j > 0 || open == nil || open.Kind != r.Kind || open.Target != r.Target {
				seq++
			}
			out[i].Regions = append(out[i].Regions, page.Region{
				Seq: seq, From: r.From, To: r.To, Kind: kindOf(r.Kind), Target: r.Target,
			})
		}
		open = nil
		if n := len(line.Regions); n > 0 && line.Regions[n-1].To == line.Width {
			open = &line.Regions[n-1]
		}
	}
	return out
}

func kindOf(k markdown.Kind) page.Kind {
	switch k {
	case markdown.Term:
		return page.Term
	case markdown.Footnote:
		return page.Footnote
	default:
		return page.Link
	}
}
