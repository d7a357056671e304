package vterm

import (
	"fmt"

	"github.com/charmbracelet/x/vt"
)

// Modes are what a program asked for of the keyboard and the mouse.
type Modes struct {
	CursorKeys bool // arrow keys are sent as ESC O A (DECCKM)
	Keypad     bool // the keypad's keys are sent as ESC O p (DECKPAM)
	Paste      bool // pastes are bracketed
	Mouse      int  // 0, or which movements are sent: 1000 clicks, 1002 drags too, 1003 all
	MouseSGR   bool // in the coding that has no limits
}

// setMode sets a private mode. Those not listed have no effect.
func (t *Terminal) setMode(mode int, on bool) {
	switch mode {
	case 1:
		t.modes.CursorKeys = on
	case 6:
		t.stay()
		t.origin = on
		t.send(private(mode, on))
	case 7:
		t.stay()
		t.autowrap = on
		t.send(private(mode, on))
	case 25:
		t.hidden = !on
	case 66:
		t.modes.Keypad = on
	case 47, 1047, 1049:
		t.stay()
		if on {
			t.enterAlternate()
		} else {
			t.leaveAlternate()
		}
	case 1048:
		if !on {
			t.stay()
		}
		t.send(map[bool]string{true: "\x1b7", false: "\x1b8"}[on])
	case 1000, 1002, 1003:
		t.modes.Mouse = 0
		if on {
			t.modes.Mouse = mode
		}
	case 1006:
		t.modes.MouseSGR = on
	case 2004:
		t.modes.Paste = on
	}
}

func private(mode int, on bool) string {
	return fmt.Sprintf("\x1b[?%d%c", mode, map[bool]byte{true: 'h', false: 'l'}[on])
}

// enterAlternate goes to the screen of full-screen programs.
func (t *Terminal) enterAlternate() {
	if t.alt != nil {
		return
	}
	at := t.scr.CursorPosition()
	t.alt = vt.NewEmulator(t.cols, t.rows)
	t.scr = t.alt
	t.send(private(7, t.autowrap) + string(t.pen) + fmt.Sprintf("\x1b[%d;%dH", at.Y+1, at.X+1))
}

// leaveAlternate goes back to the screen that was left, its cursor where it was.
func (t *Terminal) leaveAlternate() {
	if t.alt == nil {
		return
	}
	t.alt, t.scr = nil, t.main
	t.send("\x1b[m" + string(t.pen) + private(7, t.autowrap))
}

// ask answers a question. Those that are not known get no answer, as in a terminal that is too old for them.
func (t *Terminal) ask(s sequence) {
	at := t.scr.CursorPosition()
	switch s.asked() {
	case "c0": // what are you: a VT220 with colours
		t.answer("\x1b[?62;22c")
	case ">c0":
		t.answer("\x1b[>1;10;0c")
	case "n5": // are you well
		t.answer("\x1b[0n")
	case "n6": // where is the cursor
		t.answer(fmt.Sprintf("\x1b[%d;%dR", at.Y+1, at.X+1))
	case "?n6":
		t.answer(fmt.Sprintf("\x1b[?%d;%dR", at.Y+1, at.X+1))
	case "t18": // how large are you
		t.answer(fmt.Sprintf("\x1b[8;%d;%dt", t.rows, t.cols))
	default:
		if s.prefix == '?' && s.inter == "$" && s.final == 'p' {
			t.answer(fmt.Sprintf("\x1b[?%d;%d$y", s.param(0, 0), t.modeState(s.param(0, 0))))
		}
	}
}

// asked names a question: prefix, final byte, first parameter.
func (s sequence) asked() string {
	if s.inter != "" {
		return ""
	}
	name := string(s.final) + fmt.Sprint(s.param(0, 0))
	if s.prefix != 0 {
		name = string(s.prefix) + name
	}
	return name
}

// modeState is 1 for a mode that is set, 2 for one that is not, 0 for one that does not exist.
func (t *Terminal) modeState(mode int) int {
	on, known := map[int]bool{
		1: t.modes.CursorKeys, 6: t.origin, 7: t.autowrap, 25: !t.hidden, 66: t.modes.Keypad, 1049: t.alt != nil,
		1000: t.modes.Mouse == 1000, 1002: t.modes.Mouse == 1002, 1003: t.modes.Mouse == 1003,
		1006: t.modes.MouseSGR, 2004: t.modes.Paste,
	}[mode]
	switch {
	case !known:
		return 0
	case on:
		return 1
	}
	return 2
}

// maxAnswers bounds the answers to one piece of output.
const maxAnswers = 1024

func (t *Terminal) answer(s string) {
	if len(t.answers)+len(s) <= maxAnswers {
		t.answers = append(t.answers, s...)
	}
}
