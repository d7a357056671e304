package keys

import "strings"

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

func lowerASCII(s string) string {
	if len(s) == 1 {
		return strings.ToLower(s)
	}
	return s
}

func upperASCII(s string) string { return strings.ToUpper(s) }

func cutPrefix(s, prefix string) (string, bool) { return strings.CutPrefix(s, prefix) }
