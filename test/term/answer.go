package term

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

func (s *Screen) say(format string, args ...any) {
	if !s.config.Mute {
		s.answer(fmt.Sprintf(format, args...))
	}
}

// report answers questions about the device, the cursor and the window.
func (s *Screen) report(final byte, params ansi.Params) {
	n := param(params, 0, 0)
	switch string(final) {
	case "c":
		s.say("\x1b[?64;1;2;6;9;15;16;17;18;21;22;28c")
	case "n":
		switch n {
		case 5:
			s.say("\x1b[0n")
		case 6:
			s.say("\x1b[%d;%dR", s.cursor.y+1, s.cursor.x+1)
		}
	case "t":
		switch n {
		case 14:
			s.say("\x1b[4;%d;%dt", s.rows*20, s.cols*10)
		case 16:
			s.say("\x1b[6;20;10t")
		case 18:
			s.say("\x1b[8;%d;%dt", s.rows, s.cols)
		}
	}
}

// reportMode answers DECRQM: 1 set, 2 reset, 0 not known.
func (s *Screen) reportMode(mode int) {
	state := 0
	if known(mode) || mode == modeSync && !s.config.NoSync {
		state = 2
		if s.modes[mode] {
			state = 1
		}
	}
	s.say("\x1b[?%d;%d$y", mode, state)
}

// reportSelf answers secondary device attributes, XTVERSION and the DEC cursor report.
func (s *Screen) reportSelf(final byte, n int) {
	switch {
	case final == 'c':
		s.say("\x1b[>41;390;0c")
	case final == 'q':
		s.say("\x1bP>|XTerm(390)\x1b\\")
	case final == 'n' && n == 6:
		s.say("\x1b[?%d;%dR", s.cursor.y+1, s.cursor.x+1)
	}
}

// osc obeys operating system commands: titles, links, the clipboard, and questions for colours.
func (s *Screen) osc(cmd int, data []byte) {
	_, arg, _ := strings.Cut(string(data), ";")
	if text, err := url.PathUnescape(arg); err == nil { // undoes Write's disguise
		arg = text
	}
	switch cmd {
	case 0, 2:
		s.title = arg
	case 4:
		if index, ask, _ := strings.Cut(arg, ";"); ask == "?" {
			s.say("\x1b]4;%s;rgb:8080/8080/8080\x1b\\", index)
		}
	case 8:
		_, s.cursor.style.Link, _ = strings.Cut(arg, ";")
	case 10, 11, 12:
		if arg == "?" {
			s.say("\x1b]%d;rgb:%s\x1b\\", cmd, s.ownColor(cmd))
		}
	case 52:
		if _, text, _ := strings.Cut(arg, ";"); text != "?" {
			s.clipboard = text
		}
	}
}

// ownColor is the terminal's own colour of its text and cursor (10, 12) or background (11).
func (s *Screen) ownColor(cmd int) string {
	if (cmd == 11) == s.config.Light {
		return "fafa/fafa/fafa"
	}
	return "1010/1010/1818"
}

// dcs answers XTGETTCAP and DECRQSS: not known.
func (s *Screen) dcs(cmd ansi.Cmd, _ ansi.Params, _ []byte) {
	if i := cmd.Intermediate(); (i == '+' || i == '$') && cmd.Final() == 'q' {
		s.say("\x1bP0%cr\x1b\\", i)
	}
}
