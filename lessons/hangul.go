package lessons

import "unicode"

// Hangul syllables are laid out by arithmetic (Unicode, section 3.12): 19 initials × 21 vowels × 28 finals.
const (
	firstSyllable = '가'
	lastSyllable  = '힣'
	perInitial    = 21 * 28
	perVowel      = 28
)

// initials are the leading consonants as compatibility jamo, in the order of the syllables.
const initials = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"

// initialOf is the leading consonant of a syllable; 0 for any other character.
func initialOf(r rune) rune {
	if r < firstSyllable || r > lastSyllable {
		return 0
	}
	return []rune(initials)[(r-firstSyllable)/perInitial]
}

// isInitial reports whether r is a consonant that can begin a syllable, typed by itself.
func isInitial(r rune) bool {
	for _, c := range initials {
		if c == r {
			return true
		}
	}
	return false
}

// splitCluster takes apart what an input method joins when two consonants are typed: ㄳ was ㄱ and ㅅ.
func splitCluster(r rune) []rune {
	switch r {
	case 'ㄳ':
		return []rune("ㄱㅅ")
	case 'ㄵ':
		return []rune("ㄴㅈ")
	case 'ㄶ':
		return []rune("ㄴㅎ")
	case 'ㄺ':
		return []rune("ㄹㄱ")
	case 'ㄻ':
		return []rune("ㄹㅁ")
	case 'ㄼ':
		return []rune("ㄹㅂ")
	case 'ㄽ':
		return []rune("ㄹㅅ")
	case 'ㄾ':
		return []rune("ㄹㅌ")
	case 'ㄿ':
		return []rune("ㄹㅍ")
	case 'ㅀ':
		return []rune("ㄹㅎ")
	case 'ㅄ':
		return []rune("ㅂㅅ")
	}
	return []rune{r}
}

// sameRune reports whether a character of the text answers to one of the query: the same but for case, a syllable
// beginning with the consonant asked for, or, where the query ends and may still be being typed, a syllable that only
// has a final consonant more ("커" finds "컨").
func sameRune(text, query rune, last bool) bool {
	text, query = unicode.ToLower(text), unicode.ToLower(query)
	if text == query || initialOf(text) == query && query != 0 {
		return true
	}
	if !last || query < firstSyllable || query > lastSyllable || text < firstSyllable || text > lastSyllable {
		return false
	}
	return (query-firstSyllable)%perVowel == 0 && (text-firstSyllable)/perVowel == (query-firstSyllable)/perVowel
}
