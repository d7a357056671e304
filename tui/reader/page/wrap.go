package page

import (
	"math"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
	"github.com/clipperhouse/uax29/v2/graphemes"
)

// Wrap breaks plain text into lines of at most width cells: between words, and inside a word only when it alone is
// wider. No line begins with closing punctuation unless there is no other way. It loses nothing but blanks and control
// characters, and returns at least one line. A width of 0 breaks nothing.
func Wrap(text string, width int) []string {
	if width == 0 {
		width = math.MaxInt
	}
	width = max(width, 2)
	var lines []string
	for paragraph := range strings.SplitSeq(Clean(text), "\n") {
		lines = append(lines, wrapParagraph(paragraph, width)...)
	}
	return lines
}

func wrapParagraph(text string, width int) []string {
	var lines []string
	line, used := "", 0
	for word := range strings.FieldsSeq(text) {
		n := Width(word)
		switch {
		case line == "":
		case used+1+n <= width:
			line, used = line+" "+word, used+1+n
			continue
		default:
			lines = append(lines, line)
		}
		for n > width {
			head, tail := breakWord(word, width)
			lines = append(lines, head)
			word, n = tail, Width(tail)
		}
		line, used = word, n
	}
	return append(lines, line)
}

// breakWord cuts as much off a word as width cells hold. A closing mark takes the character before it along to the next
// line.
func breakWord(word string, width int) (head, tail string) {
	var clusters []string
	used, at := 0, 0
	for it := graphemes.FromString(word); it.Next(); {
		n := Width(it.Value())
		if used+n > width && len(clusters) > 0 {
			break
		}
		clusters = append(clusters, it.Value())
		used, at = used+n, at+len(it.Value())
	}
	for back := len(clusters) - 1; back > 0 && closing(word[at:]); back-- {
		at -= len(clusters[back])
	}
	if closing(word[at:]) { // nothing but closing marks
		at = len(strings.Join(clusters, ""))
	}
	return word[:at], word[at:]
}

// closing reports whether s begins with a mark that belongs to what stands before it.
func closing(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.In(r, unicode.Pe, unicode.Pf) || strings.ContainsRune(".,!?:;)]}\"'%。、…~", r) && s != ""
}

// Clean replaces what a terminal might obey: control characters become blanks, save the end of a line, and characters
// that reorder text are dropped.
func Clean(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case r < 0x20 || r >= 0x7f && r < 0xa0 || r == 0x2028 || r == 0x2029:
			return ' '
		case r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069:
			return -1
		}
		return r
	}, text)
}

// Strip takes styles and hyperlinks off a line.
func Strip(text string) string { return ansi.Strip(text) }
