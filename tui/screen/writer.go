package screen

import (
	"bytes"
	"io"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
)

// Writer puts views on a terminal. It remembers what is there and writes the difference. It is not safe for use from
// more than one goroutine.
type Writer struct {
	out    io.Writer
	prof   colorprofile.Profile
	buf    bytes.Buffer
	rows   [][]string // segments on the screen, by row
	cursor *tea.Cursor
	title  string
	height int
	width  int
	sync   bool // the terminal has synchronized output (mode 2026)
	open   bool
	wrote  bool // the last Draw found something to write
	query  bool
}

// NewWriter makes a writer; nothing is written yet.
func NewWriter(out io.Writer, profile colorprofile.Profile) *Writer {
	return &Writer{out: out, prof: profile}
}

// kittyFlags asks for unambiguous keys and for the key's place on a standard keyboard, which tells which key it was
// while a Hangul input mode is on.
const kittyFlags = ansi.KittyDisambiguateEscapeCodes | ansi.KittyReportAlternateKeys

// Open prepares the terminal for drawing and, where it is worth asking, queries what it can do.
func (w *Writer) Open(query bool) error {
	w.open, w.query, w.cursor, w.title = true, query, nil, ""
	w.forget()
	w.put(ansi.SetModeAltScreenSaveCursor, ansi.ResetModeTextCursorEnable, ansi.EraseEntireScreen,
		ansi.SetModeBracketedPaste, ansi.SetModeMouseButtonEvent, ansi.SetModeMouseExtSgr)
	if query {
		// The background is asked for here, not by tea.RequestBackgroundColor: without its renderer, Bubble Tea writes
		// what a command requests only at its next tick, and the wrong colours would be seen until then.
		// How wide a line is drawn is asked in the second row: an answer from the first one could be Shift+F3 as well.
		w.put(ansi.RequestBackgroundColor, ansi.PushKittyKeyboard(kittyFlags), ansi.CursorPosition(1, 2), "─",
			ansi.RequestCursorPositionReport, "\r", ansi.RequestModeSynchronizedOutput)
	}
	return w.flush()
}

// Close gives the terminal back as it was. It may be called twice.
func (w *Writer) Close() error {
	if !w.open {
		return nil
	}
	w.open = false
	w.put(Restore(w.query))
	return w.flush()
}

// Restore is what a terminal must be sent to leave everything that Open asked for, with or without queries. A watcher
// sends it on behalf of a program that was killed.
func Restore(query bool) string {
	s := ansi.ResetModeMouseButtonEvent + ansi.ResetModeMouseExtSgr + ansi.ResetModeBracketedPaste
	if query {
		s = ansi.ResetModeSynchronizedOutput + ansi.PopKittyKeyboard(1) + s
	}
	return s + "\x1b[m" + ansi.ResetModeAltScreenSaveCursor + ansi.SetModeTextCursorEnable
}

// Resize tells the size of the terminal. What it shows is not known after that.
func (w *Writer) Resize(width, height int) {
	if width != w.width || height != w.height {
		w.width, w.height = width, height
		w.forget()
	}
}

// forget makes the next Draw write everything.
func (w *Writer) forget() { w.rows = nil }

// Draw makes the terminal show a view.
func (w *Writer) Draw(v tea.View) error {
	if !w.open || w.width == 0 {
		return nil
	}
	if w.rows == nil {
		w.put("\x1b[m", ansi.EraseEntireScreen)
		w.rows = make([][]string, w.height)
	}
	lines := strings.Split(v.Content, "\n")
	for y := range w.height {
		line := ""
		if y < len(lines) {
			line = lines[y]
		}
		w.row(y, segments(line))
	}
	if v.WindowTitle != w.title {
		w.title = v.WindowTitle
		w.put(ansi.SetWindowTitle(v.WindowTitle))
	}
	w.place(v.Cursor)
	w.wrote = w.buf.Len() > 0
	return w.flush()
}

// row writes the segments of one row that differ from what is there.
func (w *Writer) row(y int, next []string) {
	last := w.rows[y]
	same := len(last) == len(next)
	for i, seg := range next {
		if i < len(last) && last[i] == seg && (same || i < len(last)-1) {
			continue
		}
		x, text := column(seg)
		w.put(ansi.CursorPosition(x, y+1), text)
		if i == len(next)-1 && w.width-x+1 > ansi.StringWidth(text) {
			w.put("\x1b[m", ansi.EraseLineRight)
		}
	}
	w.rows[y] = next
}

// place moves, shows or hides the cursor. After any output a visible cursor must be put back.
func (w *Writer) place(c *tea.Cursor) {
	switch {
	case c == nil && w.cursor != nil:
		w.put(ansi.ResetModeTextCursorEnable)
	case c != nil && (w.buf.Len() > 0 || w.cursor == nil || *w.cursor != *c):
		w.put(ansi.CursorPosition(c.X+1, c.Y+1))
		if w.cursor == nil {
			w.put(ansi.SetModeTextCursorEnable)
		}
	}
	if w.cursor = nil; c != nil {
		copied := *c
		w.cursor = &copied
	}
}

func (w *Writer) put(parts ...string) {
	for _, p := range parts {
		w.buf.WriteString(p)
	}
}

// flush writes what has been put, in one piece.
func (w *Writer) flush() error {
	if w.buf.Len() == 0 {
		return nil
	}
	var whole bytes.Buffer
	down := colorprofile.Writer{Forward: &whole, Profile: w.prof}
	if w.sync {
		whole.WriteString(ansi.SetModeSynchronizedOutput)
	}
	_, _ = down.Write(w.buf.Bytes()) // A bytes.Buffer never refuses.
	if w.sync {
		whole.WriteString(ansi.ResetModeSynchronizedOutput)
	}
	w.buf.Reset()
	_, err := w.out.Write(whole.Bytes())
	return err
}

// Join puts panes side by side: each is a list of rows, drawn from the given column (0-based) on.
func Join(height int, panes ...Pane) string {
	var b strings.Builder
	for y := range height {
		if y > 0 {
			b.WriteByte('\n')
		}
		for i, p := range panes {
			if i > 0 || p.X > 0 {
				b.WriteString("\x1b[" + strconv.Itoa(p.X+1) + "G")
			}
			if y < len(p.Rows) {
				b.WriteString(p.Rows[y])
			}
		}
	}
	return b.String()
}

// Pane is a part of the screen whose rows begin at column X. Every row is as wide as the pane.
type Pane struct {
	X    int
	Rows []string
}

// segments divides a row before every CHA sequence.
func segments(line string) []string {
	var segs []string
	for start, i := 0, 0; ; {
		j := strings.Index(line[i:], "\x1b[")
		if j < 0 {
			return append(segs, line[start:])
		}
		i += j
		end := i + 2
		for end < len(line) && line[end] >= '0' && line[end] <= '9' {
			end++
		}
		if end < len(line) && line[end] == 'G' && end > i+2 && i > start {
			segs = append(segs, line[start:i])
			start = i
		}
		i = end
	}
}

// column takes the CHA sequence off a segment and gives its column, 1-based.
func column(seg string) (x int, text string) {
	if rest, ok := strings.CutPrefix(seg, "\x1b["); ok {
		if n, after, ok := strings.Cut(rest, "G"); ok {
			if x, err := strconv.Atoi(n); err == nil {
				return x, after
			}
		}
	}
	return 1, seg
}
