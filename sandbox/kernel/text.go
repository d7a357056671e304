package kernel

import "strings"

// clean makes text fit to be shown. Names and arguments of processes are chosen by strangers and may hold anything,
// such as sequences that move a terminal's cursor: control characters become spaces, and what is not UTF-8 becomes
// U+FFFD.
func clean(text []byte) string {
	for _, c := range text {
		if c < ' ' || c >= 0x7f {
			return strings.Map(printable, string(text))
		}
	}
	return string(text)
}

func printable(r rune) rune {
	if r < ' ' || (r >= 0x7f && r < 0xa0) {
		return ' '
	}
	return r
}
