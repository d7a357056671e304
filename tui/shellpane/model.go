package shellpane

import (
	"cmp"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"github.com/k8slab/k8slab/tui/vterm"
)

// Shell is what runs at the pane's terminal. Its methods return at once.
type Shell interface {
	// Type sends what a keyboard sends; false means that no more can be taken.
	Type(p []byte) bool
	Resize(cols, rows int)
	Close()
}

// Model is the pane. It is made before its shell, which needs something to write to; Attach tells it the shell. All of
// it but Write and Next belongs to the goroutine that updates the screen.
type Model struct {
	name   string
	term   *vterm.Terminal
	pulse  *pulse
	view   vterm.View
	rows   []string
	width  int
	height int
	ended  string // what to say of a shell that has ended; "" while it runs
	said   string // a sentence for the learner; "" once it was read
	browse *browse
	drag   *selection // marked with the mouse
	mirror mirror
}

// New makes a pane for a shell in the sandbox of that name.
func New(name string, width, height int) *Model {
	m := &Model{name: name, pulse: newPulse(), width: max(width, 1), height: max(height, 1)}
	m.term = vterm.New(m.width, m.height, func(answer []byte) { m.typeBytes(answer) })
	m.Refresh()
	return m
}

// Name is the sandbox's.
func (m *Model) Name() string { return m.name }

// Attach tells the pane its shell, before anything is written.
func (m *Model) Attach(s Shell) { m.pulse.attach(s) }

func (m *Model) typeBytes(p []byte) {
	if s := m.pulse.attached(); s != nil && len(p) > 0 {
		s.Type(p)
	}
}

// SetSize tells the pane's width and height in cells.
func (m *Model) SetSize(width, height int) {
	width, height = max(width, 1), max(height, 1)
	if width == m.width && height == m.height {
		return
	}
	m.width, m.height, m.drag, m.browse = width, height, nil, nil
	m.term.Resize(width, height)
	if s := m.pulse.attached(); s != nil {
		s.Resize(width, height)
	}
	m.Refresh()
}

// Refresh takes over what has been put out.
func (m *Model) Refresh() {
	back := 0
	if m.browse != nil {
		back = m.browse.back
	}
	next := m.term.Look(back)
	if grown := int(next.Scrolled - m.view.Scrolled); back > 0 && grown > 0 {
		// What one looks at stays where it is while more comes below.
		next = m.term.Look(back + grown)
	}
	if m.browse != nil {
		m.browse.back = next.Back
	}
	m.view = next
	m.draw()
}

// End tells that the shell has ended, and what to say of it.
func (m *Model) End(why string) {
	m.ended = why
	m.browse, m.drag = nil, nil
	m.Refresh()
}

// Ended reports whether the shell has ended.
func (m *Model) Ended() bool { return m.ended != "" }

// Close ends the shell.
func (m *Model) Close() {
	if s := m.pulse.attached(); s != nil {
		s.Close()
	}
}

// Rows gives exactly the pane's height of rows, each exactly its width.
func (m *Model) Rows() []string { return m.rows }

// Cursor is where the terminal's cursor is to stand; false if nowhere.
func (m *Model) Cursor() (x, y int, ok bool) {
	switch {
	case m.ended != "":
		return 0, 0, false
	case m.browse != nil:
		return 0, min(m.browse.row(m.view), m.height-1), true
	}
	return m.view.X, m.view.Y, m.view.Cursor
}

func (m *Model) draw() {
	rows := make([]string, m.height)
	for y := range rows {
		text := ""
		if y < len(m.view.Rows) {
			text = m.view.Rows[y].Text
		}
		if from, to, ok := m.marked(y); ok {
			text = highlight(text, from, to)
		}
		rows[y] = text + strings.Repeat(" ", max(0, m.width-ansi.StringWidth(text)))
	}
	if sentence := cmp.Or(m.ended, m.said); sentence != "" {
		lines := strings.Split(ansi.Wrap(sentence, max(m.width-2, 1), ""), "\n")
		for i, l := range lines {
			if y := m.height - len(lines) + i; y >= 0 {
				rows[y] = "\x1b[7m " + l + strings.Repeat(" ", max(0, m.width-1-ansi.StringWidth(l))) + "\x1b[m"
			}
		}
	}
	m.rows = rows
}

// marked says which cells of a row are marked.
func (m *Model) marked(y int) (from, to int, ok bool) {
	s := m.drag
	if s == nil && m.browse != nil {
		s = m.browse.selected(m.width)
	}
	if s == nil {
		return 0, 0, false
	}
	return s.cells(top(m.view)+y, m.width)
}

// highlight shows cells of a row reversed.
func highlight(text string, from, to int) string {
	plain := ansi.Strip(text)
	if w := ansi.StringWidth(plain); w < to {
		plain += strings.Repeat(" ", to-w)
	}
	return ansi.Cut(text, 0, from) + "\x1b[m\x1b[7m" + ansi.Cut(plain, from, to) + "\x1b[m" +
		ansi.Cut(text, to, max(to, ansi.StringWidth(text)))
}
