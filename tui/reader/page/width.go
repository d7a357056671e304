package page

import (
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
)

// Width is how many cells text takes, styles aside.
func Width(text string) int { return ansi.StringWidth(text) }

// Blank is n blanks; none if n is negative.
func Blank(n int) string { return strings.Repeat(" ", max(n, 0)) }

// Pad makes text exactly width cells wide: blanks are added, and what is too wide is cut. A wide character that would
// be cut in two gives way to a blank.
func Pad(text string, width int) string {
	n := Width(text)
	if n > width {
		text = ansi.Truncate(text, max(width, 0), "")
		n = Width(text)
		if n < width {
			return text + "\x1b[m" + Blank(width-n)
		}
		return text
	}
	return text + Blank(width-n)
}

// Center puts text in the middle of width cells.
func Center(text string, width int) string {
	left := (width - Width(text)) / 2
	return Pad(Blank(left)+text, width)
}

// Cut takes the cells from up to out of a row, exactly that many: halves of wide characters become blanks.
func Cut(text string, from, to int) string {
	half, want := "", max(to-from, 0)
	if before := Width(ansi.Truncate(text, from, "")); from > 0 && before < from && before < Width(text) {
		half = Blank(min(2-(from-before), want))
		from = max(from, before+2)
	}
	return Pad(half+ansi.Cut(text, from, max(from, to)), want)
}

// Mark draws the cells from up to of a row with style instead of their own.
func Mark(text string, from, to int, style interface{ Render(...string) string }) string {
	width := Width(text)
	to = min(to, width)
	if from >= to {
		return text
	}
	head, tail := "", ""
	if from > 0 {
		head = Cut(text, 0, from) + "\x1b[m"
	}
	if to < width {
		tail = Cut(text, to, width)
	}
	return head + style.Render(ansi.Strip(Cut(text, from, to))) + tail
}

// Paint draws text with a style in one piece. Where a style underlines, lipgloss would draw character by character.
func Paint(style lipgloss.Style, text string) string {
	begin, end, _ := strings.Cut(style.Render("x"), "x")
	return begin + text + end
}

// Rule draws the upper or lower edge of a box, width cells wide, with words set into it: left after its beginning, right
// before its end. Words for which there is no room are left out, the right ones first.
func Rule(look Look, width int, begin, end, left, right string) string {
	style := look.Theme.Panel.BorderFocus
	if width < 2 {
		return Pad(style.Render(begin), width)
	}
	room := width - 4
	set := func(words string) string {
		if words == "" || Width(words)+2 > room {
			return ""
		}
		room -= Width(words) + 2
		return " " + words + " "
	}
	l, r := set(left), set(right)
	h := look.Glyphs.H
	fill := max(width-4-Width(l)-Width(r), 0)
	if width < 4 {
		return style.Render(begin + strings.Repeat(h, width-2) + end)
	}
	return style.Render(begin+h) + l + style.Render(strings.Repeat(h, fill)) + r + style.Render(h+end)
}
