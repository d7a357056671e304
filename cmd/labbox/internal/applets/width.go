//go:build linux

package applets

import (
	"os"
	"strings"

	"golang.org/x/term"
	"golang.org/x/text/width"
)

// runeWidth is how many cells of a terminal a rune takes: two for Hangul and other wide letters, none for combining
// marks.
func runeWidth(r rune) int {
	switch {
	case r < ' ' || r == 0x7f, r >= 0x300 && r <= 0x36f, r >= 0x1160 && r <= 0x11ff, r >= 0x200b && r <= 0x200f,
		r >= 0xfe00 && r <= 0xfe0f:
		return 0
	case r < 0x1100:
		return 1
	}
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return 2
	}
	return 1
}

// textWidth is the width of a text in cells.
func textWidth(s string) int {
	n := 0
	for _, r := range s {
		n += runeWidth(r)
	}
	return n
}

// clip cuts a text to at most w cells.
func clip(s string, w int) string {
	for i, r := range s {
		if w -= runeWidth(r); w < 0 {
			return s[:i]
		}
	}
	return s
}

// pad fills a text with spaces to w cells.
func pad(s string, w int) string { return s + strings.Repeat(" ", max(w-textWidth(s), 0)) }

// screen is the size of the terminal at standard output, and whether there is one.
func screen() (cols, rows int, isTerminal bool) {
	cols, rows, err := term.GetSize(int(os.Stdout.Fd()))
	if err != nil {
		return 80, 24, false
	}
	if cols <= 0 {
		cols = 80
	}
	if rows <= 0 {
		rows = 24
	}
	return cols, rows, true
}

// human writes a size with a unit, as ls -h does: 1.5K, 23M.
func human(n uint64) string {
	if n < 1024 {
		return itoa(n)
	}
	f, i := float64(n), -1
	for f >= 1024 && i < 5 {
		f /= 1024
		i++
	}
	unit := string("KMGTPE"[i])
	if f < 10 {
		tenths := uint64(f*10 + 0.9999) // rounded up, as the tools do
		if tenths < 100 {
			return itoa(tenths/10) + "." + itoa(tenths%10) + unit
		}
	}
	whole := uint64(f)
	if float64(whole) < f {
		whole++
	}
	return itoa(whole) + unit
}
