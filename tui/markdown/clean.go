package markdown

import (
	"bytes"
	"regexp"
	"strconv"
	"unicode/utf8"

	"github.com/yuin/goldmark/util"
	"golang.org/x/text/unicode/norm"
)

// cleaner makes text safe to print. Everything that comes from a document passes through it last, after entities have
// been resolved, so that no file can send the terminal a control sequence.
type cleaner struct {
	unknown string // drawn for bytes that are no UTF-8 and for what must not be printed
	caret   bool   // draw controls as ^X instead of by Unicode's pictures of them
}

// append adds src to dst. Line ends and tabs become blanks: whoever must keep them treats them before.
func (c cleaner) append(dst, src []byte) []byte {
	start, jamo := len(dst), false
	for len(src) > 0 {
		if b := src[0]; b < utf8.RuneSelf {
			dst = c.ascii(dst, b)
			src = src[1:]
			continue
		}
		r, n := utf8.DecodeRune(src)
		dst = c.wide(dst, r, src[:n])
		jamo = jamo || r >= 0x1160 && r <= 0x11ff
		src = src[n:]
	}
	if jamo { // file names from macOS, say: terminals disagree about the width of what is not composed
		dst = append(dst[:start], norm.NFC.Bytes(dst[start:])...)
	}
	return dst
}

func (c cleaner) ascii(dst []byte, b byte) []byte {
	switch {
	case b >= 0x20 && b != 0x7f:
		return append(dst, b)
	case b >= '\t' && b <= '\r':
		return append(dst, ' ')
	}
	return c.control(dst, b)
}

// wide adds a character beyond ASCII, whose bytes are text.
func (c cleaner) wide(dst []byte, r rune, text []byte) []byte {
	switch {
	case r == utf8.RuneError && len(text) == 1, r >= 0x80 && r < 0xa0, reorders(r):
		return append(dst, c.unknown...)
	case invisible(r), embellishes(r) && pictorial(dst):
		return dst
	case r >= 0x1f1e6 && r <= 0x1f1ff: // a flag is two letters
		return append(dst, 'A'+byte(r-0x1f1e6))
	case r == 0x2028 || r == 0x2029:
		return append(dst, ' ')
	}
	return append(dst, text...)
}

// control draws a C0 control or DEL.
func (c cleaner) control(dst []byte, b byte) []byte {
	if c.caret {
		return append(dst, '^', b^0x40)
	}
	if b == 0x7f {
		return append(dst, "␡"...)
	}
	return utf8.AppendRune(dst, 0x2400+rune(b))
}

// reorders reports the embeddings, overrides and isolates with which text can be made to look like other text.
func reorders(r rune) bool { return r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 }

// invisible reports characters that terminals disagree about and that show nothing: the soft hyphen, the zero-width
// space and the byte order mark.
func invisible(r rune) bool { return r == 0xad || r == 0x200b || r == 0xfeff }

// embellishes reports what turns a picture into another: the joiner of families, variation selectors, skin tones, key
// caps and tags. Terminals, and the two ways in which a screen buffer measures, disagree about how wide the result is;
// the pictures by themselves are two cells everywhere.
func embellishes(r rune) bool {
	return r == 0x200d || r == 0x20e3 || r == 0xfe0e || r == 0xfe0f ||
		r >= 0x1f3fb && r <= 0x1f3ff || r >= 0xe0020 && r <= 0xe007f
}

// pictorial reports whether text ends in a picture, or in what makes one together with an embellishment, such as a
// digit with a key cap. Letters of scripts that use the joiner are none.
func pictorial(text []byte) bool {
	if len(text) == 0 {
		return false
	}
	r, _ := utf8.DecodeLastRune(text)
	return r < utf8.RuneSelf || r == 0xa9 || r == 0xae || r >= 0x2000 && r < 0x3300 || r >= 0x1f000 && r < 0x20000
}

// unescape resolves Markdown's backslashes and entities in running text, each of them once, from left to right.
func unescape(s []byte) []byte {
	if bytes.IndexByte(s, '\\') < 0 && bytes.IndexByte(s, '&') < 0 {
		return s
	}
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); {
		switch {
		case s[i] == '\\' && i+1 < len(s) && util.IsPunct(s[i+1]):
			out = append(out, s[i+1])
			i += 2
		case s[i] == '&':
			value, n := entity(s[i:])
			out = append(out, value...)
			i += n
		default:
			out = append(out, s[i])
			i++
		}
	}
	return out
}

// numeric is what CommonMark takes for a numeric reference; longer ones are text.
var numeric = regexp.MustCompile(`^&#(?:([0-9]{1,7})|[xX]([0-9a-fA-F]{1,6}));`)

// entity resolves the reference at the start of s, or returns the ampersand itself.
func entity(s []byte) (value []byte, size int) {
	s = s[:min(len(s), 40)]
	if m := numeric.FindSubmatch(s); m != nil {
		digits, base := m[1], 10
		if digits == nil {
			digits, base = m[2], 16
		}
		n, err := strconv.ParseUint(string(digits), base, 32)
		if err != nil {
			return s[:1], 1
		}
		return utf8.AppendRune(nil, util.ToValidRune(rune(n))), len(m[0])
	}
	end := bytes.IndexByte(s, ';')
	if end < 2 {
		return s[:1], 1
	}
	found, ok := util.LookUpHTML5EntityByName(string(s[1:end]))
	if !ok {
		return s[:1], 1
	}
	return found.Characters, end + 1
}
