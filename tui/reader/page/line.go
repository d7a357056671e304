package page

import (
	"github.com/k8slab/k8slab/tui/glyph"
	"github.com/k8slab/k8slab/tui/theme"
	"github.com/k8slab/k8slab/tui/words"
)

// Look is how things are drawn on one terminal.
type Look struct {
	// Say speaks the interface's language; its zero value is Korean.
	words.Say
	Theme  theme.Theme
	Glyphs glyph.Set
	// Hyperlinks tells whether the terminal understands OSC 8.
	Hyperlinks bool
	// Height is how many rows can be seen at a time; 0 where that is no matter, as on paper.
	Height int
}

// Line is one row of a page.
type Line struct {
	// Text is styled and narrower than or as wide as the page; its style is reset at its end.
	Text    string
	Regions []Region
}

// Region is a part of a row that can be chosen.
type Region struct {
	// Seq tells the things of one block apart and orders them; the rows of one thing share it.
	Seq int
	// From and To are cells of the row, To not included.
	From, To int
	Kind     Kind
	// Target says what of its kind is meant: a term's name, an address, the number of a choice.
	Target string
}

// Kind says what a region is.
type Kind string

// The kinds of region.
const (
	Term     Kind = "term"     // a word of the glossary; Target is its name
	Link     Kind = "link"     // Target is an address
	Footnote Kind = "footnote" // Target is the note's number
	Layer    Kind = "layer"    // a box of a figure; Target is the layer's id
	Step     Kind = "step"     // leads to another emphasis of a figure; Target is "next" or "previous"
	Stack    Kind = "stack"    // a stack of a figure that is out of sight; Target is its number
	Choice   Kind = "choice"   // an answer of a quiz; Target is QUESTION.CHOICE
	Submit   Kind = "submit"   // hands in an answer; Target is the question's number
	Retry    Kind = "retry"    // begins a question anew; Target is its number
	Lab      Kind = "lab"      // Target is a lab's name
	Lesson   Kind = "lesson"   // Target is a lesson's id
	Measure  Kind = "measure"  // a place for a measurement; Target is its key
)

// Plain makes lines without regions.
func Plain(texts ...string) []Line {
	lines := make([]Line, len(texts))
	for i, t := range texts {
		lines[i].Text = t
	}
	return lines
}

// Shift moves the regions of a line to the right by n cells, for what was put in front of it.
func Shift(regions []Region, n int) []Region {
	moved := make([]Region, len(regions))
	for i, r := range regions {
		r.From, r.To = r.From+n, r.To+n
		moved[i] = r
	}
	return moved
}

// Indent puts first in front of the first line and rest in front of the others. Both must be equally wide.
func Indent(lines []Line, first, rest string) []Line {
	n := Width(first)
	out := make([]Line, len(lines))
	for i, l := range lines {
		head := rest
		if i == 0 {
			head = first
		}
		out[i] = Line{Text: head + l.Text, Regions: Shift(l.Regions, n)}
	}
	return out
}
