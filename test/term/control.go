package term

import "github.com/charmbracelet/x/ansi"

// esc obeys an escape sequence without parameters.
func (s *Screen) esc(cmd ansi.Cmd) {
	switch string([]byte{cmd.Intermediate(), cmd.Final()}) {
	case "(0", "(B":
		s.drawing[0] = cmd.Final() == '0'
	case ")0", ")B":
		s.drawing[1] = cmd.Final() == '0'
	case "\x007":
		s.saved[s.which()] = s.cursor
	case "\x008":
		s.cursor = s.saved[s.which()]
		s.moveTo(s.cursor.x, s.cursor.y)
	case "\x00D":
		s.index(1)
	case "\x00E":
		s.cursor.x = 0
		s.index(1)
	case "\x00M":
		s.index(-1)
	case "\x00c":
		s.reset()
	}
}

// which is 0 for the main and 1 for the alternate screen.
func (s *Screen) which() int {
	if s.behind != nil {
		return 1
	}
	return 0
}

// param is the parameter at i, or otherwise where it is absent or 0.
func param(params ansi.Params, i, otherwise int) int {
	if v, _, ok := params.Param(i, 0); ok && v > 0 {
		return v
	}
	return otherwise
}

// csi obeys a control sequence.
func (s *Screen) csi(cmd ansi.Cmd, params ansi.Params) {
	final := cmd.Final()
	switch {
	case cmd.Prefix() != 0 || cmd.Intermediate() != 0:
		s.private(cmd, params)
	case final == 'm':
		s.sgr(params)
	case !s.move(final, params) && !s.edit(final, params):
		s.report(final, params)
	}
}

// move obeys the sequences that only move the cursor, and tells whether this was one.
func (s *Screen) move(final byte, params ansi.Params) bool {
	n, x, y := param(params, 0, 1), s.cursor.x, s.cursor.y
	switch final {
	case 'A':
		s.moveTo(x, y-n)
	case 'B', 'e':
		s.moveTo(x, y+n)
	case 'C', 'a':
		s.moveTo(x+n, y)
	case 'D':
		s.moveTo(x-n, y)
	case 'E':
		s.moveTo(0, y+n)
	case 'F':
		s.moveTo(0, y-n)
	case 'G', '`':
		s.moveTo(n-1, y)
	case 'd':
		s.moveTo(x, n-1)
	case 'H', 'f':
		s.moveTo(param(params, 1, 1)-1, n-1)
	case 'I':
		s.moveTo((x/8+n)*8, y)
	case 'Z':
		s.moveTo(((x+7)/8-n)*8, y)
	case 's':
		s.saved[s.which()] = s.cursor
	case 'u':
		s.cursor = s.saved[s.which()]
		s.moveTo(s.cursor.x, s.cursor.y)
	default:
		return false
	}
	return true
}

// edit obeys the sequences that change cells, and tells whether this was one.
func (s *Screen) edit(final byte, params ansi.Params) bool {
	n, x, y := param(params, 0, 1), s.cursor.x, s.cursor.y
	inRegion := y >= s.top && y <= s.bot
	switch final {
	case 'J', 'K':
		s.eraseIn(final == 'J', param(params, 0, 0))
	case 'X':
		s.erase(y, x, x+n)
	case '@':
		s.shiftRow(x, min(n, s.cols-x))
	case 'P':
		s.shiftRow(x, -min(n, s.cols-x))
	case 'L', 'M':
		if inRegion && final == 'L' {
			s.scroll(y, s.bot, -n)
		} else if inRegion {
			s.scroll(y, s.bot, n)
		}
		s.moveTo(0, y)
	case 'S':
		s.scroll(s.top, s.bot, n)
	case 'T':
		s.scroll(s.top, s.bot, -n)
	case 'b':
		for range min(n, s.cols*s.rows) {
			s.print(s.last)
		}
	case 'r':
		s.setRegion(n-1, param(params, 1, s.rows)-1)
	default:
		return false
	}
	return true
}

// eraseIn erases to the end (0), to the start (1), or all (2): of the screen, or of the line.
func (s *Screen) eraseIn(screen bool, how int) {
	x, y := s.cursor.x, s.cursor.y
	switch how {
	case 0:
		s.erase(y, x, s.cols)
	case 1:
		s.erase(y, 0, x+1)
	case 2:
		s.erase(y, 0, s.cols)
	}
	if !screen {
		return
	}
	for row := range s.rows {
		if row > y && (how == 0 || how == 2) || row < y && (how == 1 || how == 2) {
			s.erase(row, 0, s.cols)
		}
	}
}

// shiftRow moves the row's cells from x on to the right by n, or to the left if n is negative; what then lies at x is
// lost. A wide character that is cut in two goes altogether.
func (s *Screen) shiftRow(x, n int) {
	row := s.Row(s.cursor.y)
	if n >= 0 {
		s.erase(s.cursor.y, s.cols-n, s.cols)
		copy(row[x+n:], row[x:])
		copy(row[x:x+n], s.blanks(n))
		return
	}
	s.erase(s.cursor.y, x, x-n)
	copy(row[x:], row[x-n:])
	copy(row[s.cols+n:], s.blanks(-n))
}

// setRegion chooses the rows that scroll. A region of less than two rows means all.
func (s *Screen) setRegion(top, bot int) {
	s.top, s.bot = top, min(bot, s.rows-1)
	if s.top >= s.bot {
		s.top, s.bot = 0, s.rows-1
	}
	s.moveTo(0, 0)
}
