package markdown

import (
	"charm.land/glamour/v2/ansi"

	"github.com/k8slab/k8slab/tui/glyph"
)

// Bounds of the layout, in cells.
const (
	// MinWidth is the least width that Render keeps to. Asked for less, it uses MinWidth.
	MinWidth = 8
	// MinColumn is the least width of a table column that has more to say; below it the table becomes cards.
	MinColumn = 12
)

// Options say how to lay out. The zero value is unlimited, uncoloured and unindented.
type Options struct {
	// Width is the number of cells of a line; 0 means that lines are as long as their text.
	Width int
	// Sheet is the style sheet. Glyphs draws what the sheet does not name, and folds what the terminal lacks; the zero
	// Set stands for ASCII.
	Sheet  ansi.StyleConfig
	Glyphs glyph.Set
	// Hyperlinks emits OSC 8 and leaves the addresses out of the text.
	Hyperlinks bool
	// Plain draws for a screen reader or a pipe. The sheet is ignored.
	Plain bool
	// Bare leaves out the document's own margins and the blank lines around it, for text inside a panel.
	Bare bool
	// NoHighlight shows code in one colour. The first highlighting of a process costs tens of milliseconds.
	NoHighlight bool
}

// Line is one row of the screen.
type Line struct {
	// Text is what to print, styles included; every style it opens it closes.
	Text string
	// Width is the number of cells Text takes.
	Width int
	// Regions are what can be clicked, from left to right.
	Regions []Region
	// Src is the offset in the source of what the line shows, or -1 for a line that shows nothing of it.
	Src int
}

// Kind says what a region leads to.
type Kind uint8

// The kinds of Region.
const (
	Link        Kind = iota + 1 // Target is the address as it is written: absolute, relative or #fragment
	Term                        // Target is the name to look up in the glossary
	Footnote                    // Target is the footnote's number
	FootnoteDef                 // where the footnote itself stands; Target is its number
)

// Region is a stretch of cells, from From up to but not including To, counted from the left edge of the line.
type Region struct {
	From, To int
	Kind     Kind
	Target   string
}
