package term

import (
	"slices"

	"github.com/charmbracelet/x/ansi"
)

// DEC private modes that a full-screen program changes.
const (
	modeCursorKeys = 1
	modeAutoWrap   = 7
	modeShowCursor = 25
	modeMouseSGR   = 1006
	modePaste      = 2004
	modeSync       = 2026
)

// known are the modes that an xterm admits to when asked, apart from synchronized output.
func known(mode int) bool {
	return slices.Contains([]int{
		modeCursorKeys, 6, modeAutoWrap, 9, 12, modeShowCursor, 47, 1000, 1002, 1003, 1004, modeMouseSGR, 1047, 1048,
		1049, modePaste,
	}, mode)
}

// private obeys control sequences with a prefix or an intermediate byte.
func (s *Screen) private(cmd ansi.Cmd, params ansi.Params) {
	n := param(params, 0, 0)
	switch string([]byte{cmd.Prefix(), cmd.Intermediate(), cmd.Final()}) {
	case "?\x00h", "?\x00l":
		for i := range params {
			s.setMode(param(params, i, 0), cmd.Final() == 'h')
		}
	case "?$p":
		s.reportMode(n)
	case ">\x00c", ">\x00q", "?\x00n":
		s.reportSelf(cmd.Final(), n)
	case ">\x00u":
		s.kitty = append(s.kitty, n)
	case "<\x00u":
		s.kitty = s.kitty[:max(len(s.kitty)-max(n, 1), 0)]
	case "=\x00u":
		if len(s.kitty) > 0 {
			s.kitty[len(s.kitty)-1] = n
		}
	case "!\x00p", "\x00!p": // DECSTR
		s.cursor.style = Style{}
		s.modes[modeShowCursor], s.modes[modeCursorKeys] = true, false
	}
}

func (s *Screen) setMode(mode int, on bool) {
	if mode == modeSync && s.modes[mode] && !on {
		s.updates++
	}
	s.modes[mode] = on
	switch alt := s.behind != nil; {
	case mode != 47 && mode != 1047 && mode != 1049:
	case on && !alt:
		s.saved[0] = s.cursor
		s.behind, s.cells = s.cells, s.blanks(s.cols*s.rows)
	case !on && alt:
		s.cells, s.behind = s.behind, nil
		if mode == 1049 {
			s.cursor = s.saved[0]
			s.moveTo(s.cursor.x, s.cursor.y)
		}
	}
}

// Unrestored names, for a program that has ended, what it should have put back and did not.
func (s *Screen) Unrestored() []string {
	var left []string
	note := func(wrong bool, what string) {
		if wrong {
			left = append(left, what)
		}
	}
	note(s.AltScreen(), "the alternate screen is shown")
	note(!s.modes[modeShowCursor], "the cursor is hidden")
	note(!s.modes[modeAutoWrap], "lines do not wrap")
	note(s.modes[modeCursorKeys], "cursor keys are in application mode")
	note(s.modes[modePaste], "pastes are bracketed")
	note(s.modes[1004], "focus is reported")
	note(s.modes[modeSync], "a synchronized update has not ended")
	note(s.modes[9] || s.modes[1000] || s.modes[1002] || s.modes[1003], "the mouse is reported")
	note(len(s.kitty) > 0, "Kitty keyboard flags are pushed")
	note(s.cursor.style != Style{}, "a colour or an attribute is still chosen")
	note(s.top != 0 || s.bot != s.rows-1, "the scrolling region is set")
	return left
}
