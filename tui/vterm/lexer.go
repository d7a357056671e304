package vterm

import (
	"strings"
	"unicode/utf8"
)

// lexState is where the lexer stands in a stream.
type lexState uint8

const (
	lexGround       lexState = iota
	lexEscape                // after ESC
	lexInter                 // after ESC and an intermediate byte
	lexCSI                   // after ESC [
	lexString                // inside OSC, DCS, SOS, PM or APC, which are all dropped
	lexStringEscape          // the same, after an ESC that may end it
)

// maxSequence is the longest sequence taken, in bytes between ESC and its final byte; longer ones are ignored.
const maxSequence = 128

// lexer divides a stream. Its zero value is ready.
type lexer struct {
	state   lexState
	osc     bool   // the string is an OSC, which BEL may end
	seq     []byte // of the sequence so far, without ESC and [
	partial []byte // the beginning of a rune
	run     []byte // text outside ASCII that has not been printed yet
}

// feed takes a piece of a stream.
func (t *Terminal) feed(p []byte) {
	for i := 0; i < len(p); {
		if t.lex.state == lexGround {
			if n, ok := t.ground(p[i:]); ok {
				i += n
				continue
			}
		}
		t.step(p[i])
		i++
	}
	t.flushRun()
}

// ground takes text from the beginning of p, and says how many bytes it took. It is not ok if p begins with a control.
func (t *Terminal) ground(p []byte) (taken int, ok bool) {
	n := 0
	for n < len(p) && p[n] >= ' ' && p[n] < 0x7f {
		n++
	}
	switch {
	case len(t.lex.partial) > 0:
		return t.rune(p), true
	case n > 0:
		t.flushRun()
		t.ascii(p[:n])
		return n, true
	case p[0] < 0x80:
		return 0, false
	}
	return t.rune(p), true
}

// rune takes one rune, or what there is of it.
func (t *Terminal) rune(p []byte) int {
	had := len(t.lex.partial)
	whole := append(t.lex.partial, p[:min(len(p), utf8.UTFMax-had)]...)
	if !utf8.FullRune(whole) {
		t.lex.partial = whole
		return len(whole) - had
	}
	r, size := utf8.DecodeRune(whole)
	t.lex.partial = t.lex.partial[:0]
	if size < had || (r == utf8.RuneError && size == 1 && had > 0) {
		// The rune that had begun is broken; what comes now begins another.
		for range had {
			t.lex.run = utf8.AppendRune(t.lex.run, utf8.RuneError)
		}
		return 0
	}
	if shown(r) {
		t.lex.run = utf8.AppendRune(t.lex.run, r)
	}
	return size - had
}

// zeroWidthJoiner makes one picture of several.
const zeroWidthJoiner = '\u200d'

// shown leaves out the runes that a terminal might take for controls, and those that turn the direction of text around.
func shown(r rune) bool {
	switch {
	case r < 0xa0, r == '\u00ad', r == '\u061c', r == '\ufeff':
		return false
	case r >= 0x200b && r <= 0x200f:
		return r == zeroWidthJoiner
	case r >= 0x2028 && r <= 0x202e, r >= 0x2060 && r <= 0x206f, r >= 0xfff9 && r <= 0xfffb, r >= 0xe0000 && r <= 0xe0fff:
		return false
	}
	return true
}

// step takes one byte that is no text.
func (t *Terminal) step(b byte) {
	t.flushRun()
	switch {
	case t.lex.state == lexString || t.lex.state == lexStringEscape:
		t.stringByte(b)
	case b == 0x1b:
		t.lex.state, t.lex.seq = lexEscape, t.lex.seq[:0]
	case b == 0x18 || b == 0x1a: // CAN and SUB give a sequence up.
		t.lex.state = lexGround
	case b < ' ':
		t.control(b)
	case b == 0x7f:
	case t.lex.state == lexEscape || t.lex.state == lexInter:
		t.escapeByte(b)
	case t.lex.state == lexCSI:
		t.csiByte(b)
	}
}

// stringByte waits for the end of a string.
func (t *Terminal) stringByte(b byte) {
	switch {
	case b == 0x18 || b == 0x1a || (b == 0x07 && t.lex.osc):
		t.lex.state = lexGround
	case t.lex.state == lexStringEscape && b == '\\':
		t.lex.state = lexGround
	case t.lex.state == lexStringEscape && b != 0x1b:
		// Any other sequence ends the string, too.
		t.lex.state, t.lex.seq = lexEscape, t.lex.seq[:0]
		t.step(b)
	case b == 0x1b:
		t.lex.state = lexStringEscape
	}
}

func (t *Terminal) escapeByte(b byte) {
	switch {
	case b < '0': // an intermediate
		t.lex.state = lexInter
		t.keep(b)
	case b >= 0x80:
		t.lex.state = lexGround
	case t.lex.state == lexEscape && b == '[':
		t.lex.state = lexCSI
	case t.lex.state == lexEscape && strings.IndexByte("]PX^_", b) >= 0:
		t.lex.state, t.lex.osc = lexString, b == ']'
	default:
		t.lex.state = lexGround
		t.escape(string(t.lex.seq), b)
	}
}

func (t *Terminal) csiByte(b byte) {
	switch {
	case b >= 0x80:
		t.lex.state = lexGround
	case b < '@':
		t.keep(b)
	default:
		t.lex.state = lexGround
		if len(t.lex.seq) <= maxSequence {
			t.csi(string(t.lex.seq), b)
		}
	}
}

func (t *Terminal) keep(b byte) {
	if len(t.lex.seq) <= maxSequence {
		t.lex.seq = append(t.lex.seq, b)
	}
}
