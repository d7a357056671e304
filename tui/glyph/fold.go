package glyph

import "strings"

// Fold turns the decorations in s, a string of a style sheet and never text of a document, into characters the set
// has. The Unicode set leaves s alone.
func (s Set) Fold(decoration string) string {
	if s.Name == "unicode" || isASCII(decoration) {
		return decoration
	}
	return strings.Map(func(r rune) rune {
		if r < 0x80 || r == '\u00a0' {
			return r
		}
		if s.Name == "dos" && strings.ContainsRune(dosKeeps, r) {
			return r
		}
		if i := strings.IndexRune(foldFrom, r); i >= 0 {
			return rune(foldTo[len([]rune(foldFrom[:i]))])
		}
		return '?'
	}, decoration)
}

// What code page 437 has of the characters that style sheets use.
const dosKeeps = "─│┌┐└┘├┤┬┴┼═║▌▐█▀▄░▒▓■•·←→↑↓►◄▲▼√«»"

// foldFrom and foldTo run in parallel.
const (
	foldFrom = "─━┄┈═│┃┆┊║▌▐┌┐└┘├┤┬┴┼╭╮╰╯•◦▪■●○★←→↑↓🠶►◄▲▼▸▾√✓✔✗✘×…·–—«»“”‘’"
	foldTo   = "-----|||||||+++++++++++++*-+##o*<>^v>><^v>vxxxxxx.---<>\"\"''"
)

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}
