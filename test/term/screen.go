package term

import (
	"fmt"
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/ansi/parser"
	"github.com/mattn/go-runewidth"
)

// Config says what kind of terminal a Screen is. The zero value is a dark terminal with synchronized output that draws
// characters of ambiguous width narrow.
type Config struct {
	// AmbiguousWide draws characters of East Asian ambiguous width (box drawing, bullets, arrows) two columns wide.
	AmbiguousWide bool
	// Light answers that the background is light.
	Light bool
	// NoSync offers no synchronized output.
	NoSync bool
	// Mute answers no question at all, as a dumb line printer would.
	Mute bool
}

// Screen is the picture on a terminal, and what the terminal remembers to keep it.
type Screen struct {
	config     Config
	cols, rows int
	cells      []Cell
	behind     []Cell // the main screen while the alternate one is shown
	cursor     cursor
	saved      [2]cursor // by DECSC, of the main and of the alternate screen
	wrapNext   bool      // the cursor stands past the last column; the next character begins a new line
	top, bot   int       // the scrolling region, both ends included
	modes      map[int]bool
	kitty      []int // the stack of Kitty keyboard flags
	drawing    [2]bool
	shift      int // which of G0 and G1 is in use
	last       rune
	title      string
	clipboard  string
	updates    int // synchronized updates that have ended
	width      runewidth.Condition
	parser     *ansi.Parser
	answer     func(string)
}

type cursor struct {
	x, y  int
	style Style
}

// NewScreen makes an empty screen. What it answers to questions goes to answer.
func NewScreen(cols, rows int, config Config, answer func(string)) *Screen {
	s := &Screen{config: config, cols: cols, rows: rows, parser: ansi.NewParser(), answer: answer}
	s.parser.SetDataSize(1 << 20)
	s.width.EastAsianWidth = config.AmbiguousWide
	s.parser.SetHandler(ansi.Handler{
		Print: s.print, Execute: s.execute, HandleCsi: s.csi, HandleEsc: s.esc, HandleOsc: s.osc, HandleDcs: s.dcs,
	})
	s.reset()
	return s
}

func (s *Screen) reset() {
	s.cursor, s.behind, s.wrapNext = cursor{}, nil, false
	s.modes = map[int]bool{modeAutoWrap: true, modeShowCursor: true}
	s.kitty, s.drawing, s.shift = nil, [2]bool{}, 0
	s.top, s.bot = 0, s.rows-1
	s.cells = s.blanks(s.cols * s.rows)
}

// Write draws what a program puts out. Sequences may be cut anywhere. It never fails.
func (s *Screen) Write(p []byte) (int, error) {
	for _, b := range p {
		// The parser takes a byte 9C for the end of a string, though in UTF-8 it may be the middle of a character: what
		// is not ASCII goes through it in disguise.
		if s.parser.State() == parser.OscStringState && (b >= 0x80 || b == '%') {
			for _, c := range []byte(fmt.Sprintf("%%%02X", b)) {
				s.parser.Advance(c)
			}
			continue
		}
		s.parser.Advance(b)
	}
	return len(p), nil
}

// Size is in columns and rows.
func (s *Screen) Size() (cols, rows int) { return s.cols, s.rows }

// Cursor is the cursor's place, counted from 0, and whether it is shown.
func (s *Screen) Cursor() (x, y int, shown bool) {
	return s.cursor.x, s.cursor.y, s.modes[modeShowCursor]
}

// Row is a row's cells from the left. They must not be changed, and change with the next Write.
func (s *Screen) Row(y int) []Cell { return s.cells[y*s.cols : (y+1)*s.cols] }

// Lines are the rows as text, blanks at their ends left out.
func (s *Screen) Lines() []string {
	lines := make([]string, s.rows)
	for y := range lines {
		lines[y] = line(s.Row(y))
	}
	return lines
}

// String is the whole picture as text; the empty rows at its bottom are left out.
func (s *Screen) String() string { return strings.TrimRight(strings.Join(s.Lines(), "\n"), "\n") }

// Title is the window's title.
func (s *Screen) Title() string { return s.title }

// Clipboard is what the program last put there by OSC 52, base64 as it was sent.
func (s *Screen) Clipboard() string { return s.clipboard }

// Mode tells whether a DEC private mode is set.
func (s *Screen) Mode(mode int) bool { return s.modes[mode] }

// AltScreen tells whether the alternate screen is shown.
func (s *Screen) AltScreen() bool { return s.behind != nil }

// Resize changes the size. Rows and columns are cut or added at the right and at the bottom, as terminals do for
// full-screen programs.
func (s *Screen) Resize(cols, rows int) {
	fit := func(old []Cell) []Cell {
		cells := s.blanks(cols * rows)
		for y := range min(rows, s.rows) {
			copy(cells[y*cols:(y+1)*cols], old[y*s.cols:(y+1)*s.cols])
			if last := &cells[(y+1)*cols-1]; last.Wide {
				*last = Cell{Text: " ", Style: last.Style}
			}
		}
		return cells
	}
	s.cells = fit(s.cells)
	if s.behind != nil {
		s.behind = fit(s.behind)
	}
	s.cols, s.rows, s.top, s.bot = cols, rows, 0, rows-1
	s.moveTo(s.cursor.x, s.cursor.y)
}

// blanks are erased cells. They take the background of the moment, as xterm's do.
func (s *Screen) blanks(n int) []Cell {
	return slices.Repeat([]Cell{{Text: " ", Style: Style{Bg: s.cursor.style.Bg}}}, n)
}

func (s *Screen) moveTo(x, y int) {
	s.cursor.x, s.cursor.y, s.wrapNext = min(max(x, 0), s.cols-1), min(max(y, 0), s.rows-1), false
}

// erase blanks the columns from a up to b of a row, and the other half of a wide character that is cut in two.
func (s *Screen) erase(y, a, b int) {
	row := s.Row(y)
	a, b = max(a, 0), min(b, s.cols)
	if a >= b {
		return
	}
	if row[a].Text == "" && a > 0 {
		row[a-1].Text, row[a-1].Wide = " ", false
	}
	if b < s.cols && row[b].Text == "" {
		row[b].Text = " "
	}
	copy(row[a:b], s.blanks(b-a))
}

// scroll moves the rows from top to bot up by n, or down if n is negative.
func (s *Screen) scroll(top, bot, n int) {
	rows := bot - top + 1
	n = min(max(n, -rows), rows)
	area := s.cells[top*s.cols : (bot+1)*s.cols]
	if n >= 0 {
		copy(area, area[n*s.cols:])
		copy(area[len(area)-n*s.cols:], s.blanks(n*s.cols))
		return
	}
	copy(area[-n*s.cols:], area)
	copy(area, s.blanks(-n*s.cols))
}

// index moves the cursor a line down (1) or up (-1), and scrolls at the region's edge.
func (s *Screen) index(d int) {
	if d > 0 && s.cursor.y == s.bot || d < 0 && s.cursor.y == s.top {
		s.scroll(s.top, s.bot, d)
		d = 0
	}
	s.moveTo(s.cursor.x, s.cursor.y+d)
}

// Find is the place, counted from 0, of the first row that holds the text, at the column where the text begins there.
func (s *Screen) Find(text string) (x, y int, found bool) {
	for y := range s.rows {
		before, _, found := strings.Cut(line(s.Row(y)), text)
		if !found {
			continue
		}
		for x, c := range s.Row(y) {
			if len(before) == 0 && c.Text != "" {
				return x, y, true
			}
			before = before[min(len(c.Text), len(before)):]
		}
	}
	return 0, 0, false
}
