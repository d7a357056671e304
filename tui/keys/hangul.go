package keys

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

// twoSet gives the Latin keys of a two-set (두벌식) keyboard for each jamo, in the order in which they are typed.
// Compound jamo take two keys.
func twoSet() map[rune]string {
	return map[rune]string{
		'ㅂ': "q", 'ㅈ': "w", 'ㄷ': "e", 'ㄱ': "r", 'ㅅ': "t", 'ㅛ': "y", 'ㅕ': "u", 'ㅑ': "i", 'ㅐ': "o", 'ㅔ': "p",
		'ㅁ': "a", 'ㄴ': "s", 'ㅇ': "d", 'ㄹ': "f", 'ㅎ': "g", 'ㅗ': "h", 'ㅓ': "j", 'ㅏ': "k", 'ㅣ': "l",
		'ㅋ': "z", 'ㅌ': "x", 'ㅊ': "c", 'ㅍ': "v", 'ㅠ': "b", 'ㅜ': "n", 'ㅡ': "m",
		'ㅃ': "Q", 'ㅉ': "W", 'ㄸ': "E", 'ㄲ': "R", 'ㅆ': "T", 'ㅒ': "O", 'ㅖ': "P",
		'ㅘ': "hk", 'ㅙ': "ho", 'ㅚ': "hl", 'ㅝ': "nj", 'ㅞ': "np", 'ㅟ': "nl", 'ㅢ': "ml",
		'ㄳ': "rt", 'ㄵ': "sw", 'ㄶ': "sg", 'ㄺ': "fr", 'ㄻ': "fa", 'ㄼ': "fq", 'ㄽ': "ft", 'ㄾ': "fx", 'ㄿ': "fv",
		'ㅀ': "fg", 'ㅄ': "qt",
	}
}

// The conjoining jamo that a decomposed syllable consists of, in Unicode order, as compatibility jamo.
const (
	leads  = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
	vowels = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
	tails  = "ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"
)

// Latin gives the keys that were pressed to type Hangul text with a two-set keyboard: "버" is "q", "j". Text without
// Hangul gives one key a rune.
func Latin(text string) []string {
	layout := twoSet()
	var keys []string
	for _, r := range norm.NFD.String(text) {
		r = compatibility(r)
		if typed, ok := layout[r]; ok {
			keys = append(keys, strings.Split(typed, "")...)
		} else {
			keys = append(keys, string(r))
		}
	}
	return keys
}

// compatibility turns a conjoining jamo (U+1100…) into the one that twoSet knows (U+3130…).
func compatibility(r rune) rune {
	for _, block := range []struct {
		first rune
		jamo  string
	}{{0x1100, leads}, {0x1161, vowels}, {0x11A8, tails}} {
		jamo := []rune(block.jamo)
		if i := int(r - block.first); i >= 0 && i < len(jamo) {
			return jamo[i]
		}
	}
	return r
}
