package markdown

import (
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// cluster measures the first grapheme cluster of s, which is clean and not empty: its bytes, its cells, and whether it
// needed the tables. It agrees with ansi.StringWidth, and only spares it the common cases: printable ASCII and Hangul
// syllables next to their like.
func cluster(s []byte) (size, width int, odd bool) {
	switch {
	case s[0] < utf8.RuneSelf:
		if len(s) == 1 || simple(s[1:]) {
			return 1, 1, false
		}
	case hangul(s):
		if len(s) == 3 || simple(s[3:]) {
			return 3, 2, false
		}
	}
	c, w := ansi.FirstGraphemeCluster(s, ansi.GraphemeWidth)
	return len(c), w, true
}

// simple reports whether s begins with a character that joins no cluster before it.
func simple(s []byte) bool { return s[0] < utf8.RuneSelf || hangul(s) }

// hangul reports whether s begins with a precomposed syllable, U+AC00 to U+D7A3.
func hangul(s []byte) bool {
	if len(s) < 3 || s[0] < 0xEA || s[0] > 0xED {
		return false
	}
	r := rune(s[0]&0x0F)<<12 | rune(s[1]&0x3F)<<6 | rune(s[2]&0x3F)
	return r >= 0xAC00 && r <= 0xD7A3
}

// cells measures clean text.
func cells(s string) int {
	b, w := []byte(s), 0
	for len(b) > 0 {
		n, cw, _ := cluster(b)
		b, w = b[n:], w+cw
	}
	return w
}

// joins reports whether c forms one cluster with nearly anything before it.
func joins(c rune) bool {
	switch {
	case c < 0x300:
		return false
	case c == 0x200c || c == 0x200d || c >= 0x1f3fb && c <= 0x1f3ff || c >= 0xe0020 && c <= 0xe007f:
		return true
	}
	return unicode.Is(unicode.M, c)
}
