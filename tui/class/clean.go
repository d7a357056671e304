package class

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Bounds of what people write.
const (
	MaxName = 24  // runes of a name
	MaxText = 300 // runes of a message
)

// Clean makes text that somebody else wrote fit for one line of a screen: no control sequences, no marks that turn the
// direction of writing, one form for each letter, at most so many runes. What is left may be empty.
func Clean(text string, most int) string {
	var b strings.Builder
	n, space := 0, false
	for _, r := range norm.NFC.String(strings.ToValidUTF8(text, "")) {
		switch {
		case unicode.IsSpace(r):
			space = b.Len() > 0
			continue
		case !unicode.IsPrint(r), n >= most:
			continue
		}
		if space {
			b.WriteByte(' ')
			n++
			space = false
		}
		b.WriteRune(r)
		n++
	}
	return b.String()
}
