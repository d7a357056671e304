package vterm

import (
	"fmt"
	"strconv"
	"strings"
)

// maxNumber bounds every number of a sequence; no screen is larger.
const maxNumber = 9999

// control does what a control character says.
func (t *Terminal) control(b byte) {
	switch b {
	case '\b', '\r', '\n', '\v', '\f', '\t':
		t.stay()
		t.send(string(rune(b)))
	case 0x0e, 0x0f: // the shifts between character sets
		t.send(string(rune(b)))
	}
}

// escape does what a sequence without parameters says.
func (t *Terminal) escape(inter string, final byte) {
	switch {
	case len(inter) == 1 && strings.Contains("()*+", inter) && strings.IndexByte("AB0", final) >= 0:
		t.send("\x1b" + inter + string(final))
	case inter != "":
	case final == 'c':
		t.reset()
	case final == 'E':
		t.stay()
		t.send("\x1bD\r")
	case final == '=' || final == '>':
		t.modes.Keypad = final == '='
	case strings.IndexByte("78DHM", final) >= 0:
		if final != '7' {
			t.stay()
		}
		t.send("\x1b" + string(final))
	}
}

// reset is the whole terminal's (RIS); the history stays.
func (t *Terminal) reset() {
	t.leaveAlternate()
	t.send("\x1bc")
	t.modes, t.hidden, t.autowrap, t.insert, t.origin, t.region, t.pending = Modes{}, false, true, false, false, false, false
	t.pen = t.pen[:0]
}

// sequence is a control sequence taken apart. A parameter that was left out is -1.
type sequence struct {
	prefix byte // '?', '>', '=', '<' or 0
	params []int
	inter  string
	final  byte
	raw    string // the parameters as they came
}

func parseSequence(body string, final byte) (sequence, bool) {
	s := sequence{final: final}
	if body != "" && body[0] >= '<' && body[0] <= '?' {
		s.prefix, body = body[0], body[1:]
	}
	end := strings.IndexFunc(body, func(r rune) bool { return r < '0' })
	if end >= 0 {
		body, s.inter = body[:end], body[end:]
	}
	if strings.Trim(s.inter, " !\"#$%&'()*+,-./") != "" || strings.ContainsAny(body, "<=>?") {
		return s, false
	}
	s.raw = body
	for part := range strings.SplitSeq(body, ";") {
		n, err := strconv.Atoi(part)
		switch {
		case part == "":
			n = -1
		case err != nil:
			n = 0 // too large, or with sub-parameters, which only SGR has
		}
		s.params = append(s.params, min(n, maxNumber))
	}
	return s, true
}

// param is a parameter by number, or what it stands for when left out.
func (s sequence) param(i, missing int) int {
	if i >= len(s.params) || s.params[i] < 0 {
		return missing
	}
	return s.params[i]
}

// csi does what a control sequence says.
func (t *Terminal) csi(body string, final byte) {
	s, ok := parseSequence(body, final)
	if !ok {
		return
	}
	switch {
	case s.inter == "" && s.prefix == 0:
		t.plain(s)
	case s.inter == "" && s.prefix == '?' && (final == 'h' || final == 'l'):
		for _, mode := range s.params {
			t.setMode(mode, final == 'h')
		}
	case s.inter == "" && s.prefix == '?' && (final == 'J' || final == 'K'):
		s.prefix = 0
		t.plain(s)
	case s.inter == "!" && final == 'p':
		t.modes, t.hidden, t.autowrap, t.insert, t.pen = Modes{}, false, true, false, t.pen[:0]
		t.send("\x1b[?7h\x1b[m")
	default:
		t.ask(s)
	}
}

// plain does the sequences that have neither prefix nor intermediate.
func (t *Terminal) plain(s sequence) {
	switch s.final {
	case '@', 'P':
		t.stay()
		t.shift(min(max(s.param(0, 1), 1), t.cols), s.final == '@')
	case 'A', 'B', 'C', 'D', 'E', 'F', 'I', 'L', 'M', 'S', 'T', 'X', 'Z', 'a', 'e':
		if s.final != 'S' && s.final != 'T' {
			t.stay()
		}
		t.send(fmt.Sprintf("\x1b[%d%c", min(max(s.param(0, 1), 1), max(t.cols, t.rows)), s.final))
	case 'G', '`', 'd':
		t.stay()
		t.send(fmt.Sprintf("\x1b[%d%c", max(s.param(0, 1), 1), s.final))
	case 'H', 'f':
		t.stay()
		t.send(fmt.Sprintf("\x1b[%d;%dH", max(s.param(0, 1), 1), max(s.param(1, 1), 1)))
	case 'J':
		t.eraseScreen(s.param(0, 0))
	case 'K', 'g':
		if s.final == 'K' {
			t.stay()
		}
		t.send(fmt.Sprintf("\x1b[%d%c", s.param(0, 0), s.final))
	case 'r':
		top, bottom := max(s.param(0, 1), 1), min(max(s.param(1, t.rows), 0), t.rows)
		if bottom == 0 {
			bottom = t.rows
		}
		if top < bottom {
			t.region = top > 1 || bottom < t.rows
			t.stay()
			t.send(fmt.Sprintf("\x1b[%d;%dr", top, bottom))
		}
	case 's', 'u':
		if s.final == 'u' {
			t.stay()
		}
		t.send("\x1b[" + string(s.final))
	case 'b':
		t.repeat(min(max(s.param(0, 1), 1), t.cols*t.rows))
	case 'm':
		t.paint(s)
	case 'h', 'l':
		t.ansiMode(s)
	default:
		t.ask(s)
	}
}

// ansiMode sets the two modes of the older kind that programs use.
func (t *Terminal) ansiMode(s sequence) {
	for _, mode := range s.params {
		switch mode {
		case 4:
			t.insert = s.final == 'h'
		case 20:
			t.send("\x1b[20" + string(s.final))
		}
	}
}

// repeat prints the last character again.
func (t *Terminal) repeat(n int) {
	last := string(t.last)
	for range n {
		if last == "" {
			return
		}
		t.feedText(last)
	}
}

// feedText prints text that has been through the lexer before.
func (t *Terminal) feedText(s string) {
	if s[0] < 0x80 {
		t.ascii([]byte(s))
		return
	}
	t.lex.run = append(t.lex.run, s...)
	t.flushRun()
}

// maxPen is how much is remembered of the style that is set; programs reset it long before.
const maxPen = 256

// paint changes the style. It is remembered, since the other screen, and a screen laid out anew, must go on with it.
func (t *Terminal) paint(s sequence) {
	set := "\x1b[" + s.raw + "m"
	t.send(set)
	if s.param(0, 0) == 0 || len(t.pen)+len(set) > maxPen {
		t.pen = t.pen[:0]
	}
	if s.raw != "" && s.raw != "0" {
		t.pen = append(t.pen, set...)
	}
}

// eraseScreen erases below, above, everything, or the history. The emulator would put an erased screen into the history,
// and erase the whole row of the cursor when asked for what is above.
func (t *Terminal) eraseScreen(what int) {
	at := t.scr.CursorPosition()
	switch what {
	case 0:
		t.send("\x1b[J")
	case 1:
		for y := range at.Y {
			t.send(fmt.Sprintf("\x1b[%d;1H\x1b[2K", y+1))
		}
		t.send(fmt.Sprintf("\x1b[%d;%dH\x1b[1K", at.Y+1, at.X+1))
	case 2:
		for y := range t.rows {
			t.send(fmt.Sprintf("\x1b[%d;1H\x1b[2K", y+1))
		}
		t.send(fmt.Sprintf("\x1b[%d;%dH", at.Y+1, at.X+1))
	case 3:
		if t.alt == nil {
			t.history = history{}
		}
		return
	}
	t.stay()
}
