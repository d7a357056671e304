package glyph

import "charm.land/lipgloss/v2"

// Set is one repertoire. Every field is exactly one cell wide, except Ellipsis, which is one to three.
type Set struct {
	Name string // "unicode", "dos" or "ascii"

	// Lines of a box: horizontal, vertical, corners, tees (named by the side they lie on) and the cross.
	H, V                                 string
	TopLeft, TopRight                    string
	BottomLeft, BottomRight              string
	TeeLeft, TeeRight, TeeTop, TeeBottom string
	Cross                                string
	HeavyH, HeavyV                       string // the same, for emphasis
	RoundTopLeft, RoundTopRight          string
	RoundBottomLeft, RoundBottomRight    string

	Bullets []string // by depth of nesting; deeper lists repeat the last
	Quote   string   // the bar in front of a block quote
	Wrap    string   // at the right edge: this line of code goes on below

	Left, Right, Up, Down                     string // arrows
	TriangleRight, TriangleDown, TriangleLeft string // folded, unfolded, current
	TriangleUp                                string

	Tick, Fail, Warn, Info string // done, failed, look here, by the way
	Full, Half, Empty      string // progress: done, begun, not begun
	Same, Diff             string // equal and unequal
	Dot                    string // separates things on one line
	Ellipsis               string // more than fits; never used on lesson text
	Cursor                 string // the selected row of a list
	Star                   string // a favourite, a recommendation

	Spark      []string // least to most, for one-row charts
	BarFull    string
	BarEmpty   string
	ScrollBar  string // the track of a scroll bar
	ScrollGrip string // its grip

	Unknown string // what replaces a character that must not reach the terminal
}

// Unicode returns the full set.
func Unicode() Set {
	return Set{
		Name: "unicode",
		H:    "─", V: "│", TopLeft: "┌", TopRight: "┐", BottomLeft: "└", BottomRight: "┘",
		TeeLeft: "├", TeeRight: "┤", TeeTop: "┬", TeeBottom: "┴", Cross: "┼", HeavyH: "━", HeavyV: "┃",
		RoundTopLeft: "╭", RoundTopRight: "╮", RoundBottomLeft: "╰", RoundBottomRight: "╯",
		Bullets: []string{"•", "◦", "▪"}, Quote: "│", Wrap: "↩",
		Left: "←", Right: "→", Up: "↑", Down: "↓",
		TriangleRight: "▸", TriangleDown: "▾", TriangleLeft: "◂", TriangleUp: "▴",
		Tick: "✓", Fail: "✗", Warn: "▲", Info: "●", Full: "●", Half: "◐", Empty: "○",
		Same: "=", Diff: "≠", Dot: "·", Ellipsis: "…", Cursor: "▸", Star: "★",
		Spark:   []string{"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"},
		BarFull: "█", BarEmpty: "░", ScrollBar: "│", ScrollGrip: "┃", Unknown: "\uFFFD",
	}
}

// DOS returns the set for fonts that have little beyond code page 437.
func DOS() Set {
	s := Unicode()
	s.Name = "dos"
	s.HeavyH, s.HeavyV = "═", "║"
	s.RoundTopLeft, s.RoundTopRight, s.RoundBottomLeft, s.RoundBottomRight = "┌", "┐", "└", "┘"
	s.Bullets = []string{"•", "-", "■"}
	s.Wrap = "\\"
	s.TriangleRight, s.TriangleDown, s.TriangleLeft, s.TriangleUp = "►", "▼", "◄", "▲"
	s.Tick, s.Fail, s.Warn, s.Info = "√", "x", "!", "i"
	s.Full, s.Half, s.Empty = "█", "▒", "░"
	s.Diff, s.Ellipsis, s.Cursor, s.Star = "#", "...", "►", "*"
	s.Spark = []string{"_", "░", "▒", "▓", "█"}
	s.ScrollGrip, s.Unknown = "█", "?"
	return s
}

// ASCII returns the set that every terminal can draw.
func ASCII() Set {
	return Set{
		Name: "ascii",
		H:    "-", V: "|", TopLeft: "+", TopRight: "+", BottomLeft: "+", BottomRight: "+",
		TeeLeft: "+", TeeRight: "+", TeeTop: "+", TeeBottom: "+", Cross: "+", HeavyH: "=", HeavyV: "|",
		RoundTopLeft: "+", RoundTopRight: "+", RoundBottomLeft: "+", RoundBottomRight: "+",
		Bullets: []string{"*", "-", "+"}, Quote: "|", Wrap: "\\",
		Left: "<", Right: ">", Up: "^", Down: "v",
		TriangleRight: ">", TriangleDown: "v", TriangleLeft: "<", TriangleUp: "^",
		Tick: "v", Fail: "x", Warn: "!", Info: "i", Full: "#", Half: "+", Empty: ".",
		Same: "=", Diff: "#", Dot: "-", Ellipsis: "...", Cursor: ">", Star: "*",
		Spark:   []string{"_", ".", ":", "-", "=", "+", "*", "#"},
		BarFull: "#", BarEmpty: ".", ScrollBar: "|", ScrollGrip: "#", Unknown: "?",
	}
}

// Bullet returns the bullet for a list nested depth levels deep; the outermost has depth 0.
func (s Set) Bullet(depth int) string {
	return s.Bullets[min(max(depth, 0), len(s.Bullets)-1)]
}

// Level returns the spark glyph for a share between 0 and 1; what lies outside is clamped.
func (s Set) Level(share float64) string {
	n := len(s.Spark)
	if !(share > 0) { // also catches NaN
		return s.Spark[0]
	}
	return s.Spark[min(int(share*float64(n)), n-1)]
}

// Border returns the set's plain box for lipgloss.
func (s Set) Border() lipgloss.Border {
	return s.border(s.TopLeft, s.TopRight, s.BottomLeft, s.BottomRight)
}

// RoundBorder returns the box with rounded corners, where the set has them.
func (s Set) RoundBorder() lipgloss.Border {
	return s.border(s.RoundTopLeft, s.RoundTopRight, s.RoundBottomLeft, s.RoundBottomRight)
}

func (s Set) border(tl, tr, bl, br string) lipgloss.Border {
	return lipgloss.Border{
		Top: s.H, Bottom: s.H, Left: s.V, Right: s.V,
		TopLeft: tl, TopRight: tr, BottomLeft: bl, BottomRight: br,
		MiddleLeft: s.TeeLeft, MiddleRight: s.TeeRight, Middle: s.Cross,
		MiddleTop: s.TeeTop, MiddleBottom: s.TeeBottom,
	}
}
