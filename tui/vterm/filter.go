package vterm

import "io"

// Filter passes a program's output on to a real terminal, without the strings by which a program speaks to the terminal
// itself: titles, clipboards, hyperlinks (OSC) and device strings (DCS, SOS, PM, APC).
type Filter struct {
	Out io.Writer
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
		default:
			f.buf = append(f.buf, 0x1b, b)
		}
	default:
		if b == 0x1b {
			f.lex.state = lexEscape
			return
		}
		f.buf = append(f.buf, b)
	}
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
