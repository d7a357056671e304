package term

import "strings"

// Cell is one column of one row.
type Cell struct {
	// Text is the character with its combining marks; "" in the right half of a wide character, " " where nothing is.
	Text string
	// Wide is set in the left half of a character that takes two columns.
	Wide  bool
	Style Style
}

// Style is what SGR sequences have chosen.
type Style struct {
	Fg, Bg Color
	Attrs  Attrs
	Link   string // the address of an OSC 8 hyperlink
}

// Attrs is a set of character attributes; the bit is 1 << the SGR parameter that sets it.
type Attrs uint16

// The attributes.
const (
	Bold      Attrs = 1 << 1
	Faint     Attrs = 1 << 2
	Italic    Attrs = 1 << 3
	Underline Attrs = 1 << 4
	Blink     Attrs = 1 << 5
	Reverse   Attrs = 1 << 7
	Conceal   Attrs = 1 << 8
	Strike    Attrs = 1 << 9
)

// Color is a colour as the program named it. The zero value is the terminal's own.
type Color struct {
	Kind  ColorKind
	Value uint32 // the index, or 0xRRGGBB
}

// ColorKind says how a colour was named.
type ColorKind uint8

// The ways to name a colour.
const (
	Default ColorKind = iota
	Indexed           // 0–255; the first sixteen are the terminal's palette
	RGB
)

// line is a row of cells as text, blanks at its end left out.
func line(row []Cell) string {
	var b strings.Builder
	for _, c := range row {
		b.WriteString(c.Text)
	}
	return strings.TrimRight(b.String(), " ")
}
