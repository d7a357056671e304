package vterm

import "io"

// Filter passes a program's output on to a real terminal, without the strings by which a program speaks to the terminal
// itself: titles, clipboards, hyperlinks (OSC) and device strings (DCS, SOS, PM, APC); and without those by which it would
// change how keys are coded (Kitty's and xterm's protocols), since a key must be known that leads back from the program.
type Filter struct {
	Out io.Writer
	// Answered says that a program's questions are answered elsewhere. They do not reach the terminal then, whose answer
	// could come when the program has it no more.
	Answered bool

	lex lexer
	buf []byte
}

// Write implements io.Writer.
func (f *Filter) Write(p []byte) (int, error) {
	f.buf = f.buf[:0]
	for _, b := range p {
		f.step(b)
	}
	if _, err := f.Out.Write(f.buf); err != nil {
		return 0, err
	}
	return len(p), nil
}

func (f *Filter) step(b byte) {
	switch f.lex.state {
	case lexString, lexStringEscape:
		f.skip(b)
	case lexEscape:
		f.lex.state = lexGround
		switch b {
		case ']', 'P', 'X', '^', '_':
			f.lex.state, f.lex.osc = lexString, b == ']'
		case 0x1b:
			f.lex.state = lexEscape
		case '[':
			f.lex.state, f.lex.seq = lexCSI, f.lex.seq[:0]
		case 'Z': // an older way to ask what the terminal is
			if !f.Answered {
				f.buf = append(f.buf, 0x1b, b)
			}
		default:
			f.buf = append(f.buf, 0x1b, b)
		}
	case lexCSI:
		f.sequence(b)
	default:
		if b == 0x1b {
			f.lex.state = lexEscape
			return
		}
		f.buf = append(f.buf, b)
	}
}

// sequence takes a control sequence.
func (f *Filter) sequence(b byte) {
	switch {
	case b == 0x1b: // It was broken off.
		f.lex.state = lexEscape
	case b >= ' ' && b < 0x40 && len(f.lex.seq) < maxSequence:
		f.lex.seq = append(f.lex.seq, b)
	default:
		f.lex.state = lexGround
		if !f.stopped(b) {
			f.buf = append(append(append(f.buf, 0x1b, '['), f.lex.seq...), b)
		}
	}
}

// stopped reports whether a control sequence with that final byte is not passed on.
func (f *Filter) stopped(final byte) bool {
	private, inter := byte(0), byte(0)
	if n := len(f.lex.seq); n > 0 {
		private, inter = f.lex.seq[0], f.lex.seq[n-1]
	}
	switch final {
	case 'u', 'm': // the keyboard's protocols; without a private byte these are the cursor and the style
		return private >= '<' && private <= '>'
	case 'n', 'c', 't', 'x': // state, identity, window, parameters
		return f.Answered
	case 'p', 'q': // modes, version; with other bytes before them these are the reset and the cursor's shape
		return f.Answered && (inter == '$' || private == '>')
	}
	return false
}

// skip waits for a string's end.
func (f *Filter) skip(b byte) {
	switch {
	case b == 0x18 || b == 0x1a || (b == 0x07 && f.lex.osc), f.lex.state == lexStringEscape && b == '\\':
		f.lex.state = lexGround
	case b == 0x1b:
		f.lex.state = lexStringEscape
	case f.lex.state == lexStringEscape: // Any other sequence ends the string, too.
		f.lex.state = lexEscape
		f.step(b)
	}
}
