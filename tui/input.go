package tui

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/k8slab/k8slab/tui/keys"
	"github.com/k8slab/k8slab/tui/reader"
	"github.com/k8slab/k8slab/tui/screen"
)

// onKey turns a key into intents. While a text field has the focus, every key but Ctrl-C belongs to it.
func (m *Model) onKey(msg tea.KeyPressMsg) tea.Cmd {
	defer m.moved()
	if cmd, ok := m.classKey(msg); ok {
		return cmd
	}
	if m.reader.Typing() {
		if slices.Contains(m.keys.Intents(msg), keys.Interrupt) {
			return m.intent(keys.Interrupt)
		}
		return m.outcome(m.reader.Key(msg))
	}
	if m.shellFocused() {
		return m.shellKey(msg)
	}
	if digit := msg.Key().Text; len(digit) == 1 && digit >= "0" && digit <= "9" && m.focus == focusReader {
		return m.outcome(m.reader.Key(msg))
	}
	if m.guessKey(msg) {
		return nil
	}
	var cmds []tea.Cmd
	for _, i := range m.keys.Intents(msg) {
		cmds = append(cmds, m.intent(i))
	}
	return tea.Batch(cmds...)
}

func (m *Model) onPaste(msg tea.PasteMsg) tea.Cmd {
	if m.class.state.Frozen {
		return nil
	}
	if m.shellFocused() && m.lab.drawer.choice == nil {
		m.lab.drawer.open.Paste(msg.Content)
	}
	if !m.reader.Typing() {
		return nil
	}
	return m.outcome(m.reader.Key(tea.KeyPressMsg{Text: oneLine(msg.Content)}))
}

// oneLine makes pasted text fit for a text field.
func oneLine(s string) string {
	const most = 200 // runes; nobody searches for more
	var b []rune
	for _, r := range strings.ToValidUTF8(s, "") {
		if r >= ' ' && r != 0x7f && len(b) < most {
			b = append(b, r)
		}
	}
	return string(b)
}

// intent does what is the same wherever the focus is, and leaves the rest to the pane that has it.
func (m *Model) intent(i keys.Intent) tea.Cmd {
	switch {
	case i == keys.Quit:
		return tea.Quit
	case i == keys.Interrupt:
		m.interrupted = true
		return tea.Quit
	case i == keys.Redraw:
		return screen.Redraw
	case m.reader.Overlaid():
		return m.outcome(m.reader.Handle(i))
	case i == keys.Shell:
		return m.openShell()
	case i == keys.Focus:
		m.otherPane()
		return nil
	case m.anywhere(i):
		return nil
	case m.focus == focusLab && paneIntent(i):
		return m.labIntent(i)
	}
	o := m.reader.Handle(i)
	if o.Kind == reader.Unused && i == keys.Enter && m.lab != nil {
		// Enter with nothing chosen in the text does what the lab offers, so that one key is enough to begin.
		m.setFocus(focusLab)
		if m.lab.pane == nil || m.lab.pane.State().Asks() == nil {
			return m.act()
		}
		return nil
	}
	return m.outcome(o)
}

// otherPane moves the focus between the text and the lab.
func (m *Model) otherPane() {
	if m.focus == focusReader {
		m.setFocus(focusLab)
	} else {
		m.setFocus(focusReader)
	}
}

// paneIntent reports whether an intent goes to whichever pane has the focus; the others are always the reader's.
func paneIntent(i keys.Intent) bool {
	switch i {
	case keys.Up, keys.Down, keys.PageUp, keys.PageDown, keys.Top, keys.Bottom, keys.Enter, keys.Back, keys.Next,
		keys.Previous:
		return true
	}
	return false
}

// outcome does what the reader asks of the app.
func (m *Model) outcome(o reader.Outcome) tea.Cmd {
	switch o.Kind {
	case reader.LessonChanged:
		return m.openLab()
	case reader.GoToLab:
		m.setFocus(focusLab)
	case reader.MeasureAgain:
		var open tea.Cmd
		if lesson := m.reader.Lesson(); m.lab == nil || lesson.Lab != m.lab.id {
			open = m.openLab()
		}
		m.measureAgain(o.Text)
		return open
	case reader.CopyText:
		return tea.SetClipboard(o.Text)
	case reader.Done, reader.Unused:
	}
	return nil
}

// setFocus moves the focus to a pane that is there.
func (m *Model) setFocus(f focus) {
	if f == focusLab && m.lab == nil {
		return
	}
	m.focus = f
	m.layout()
}

// shellFocused reports whether keys go to the shell.
func (m *Model) shellFocused() bool {
	return m.focus == focusShell && m.lab != nil && m.lab.drawer.shown() && !m.reader.Overlaid()
}

// shellAt reports whether a place on the screen is in the shell, and gives it as the shell counts.
func (m *Model) shellAt(x, y int) (int, int, bool) {
	body := m.room()
	rows := m.drawerRows(body)
	first := 1 + body - rows + 1 // below the top bar, what is above, and the title
	return x - 1, y - first, rows > 0 && y >= first && y <= body && m.lab.drawer.choice == nil
}

// onDrag is for the shell alone, where a movement began.
func (m *Model) onDrag(msg tea.MouseMsg) tea.Cmd {
	if !m.shellFocused() || m.lab.drawer.choice != nil {
		return nil
	}
	x, y, _ := m.shellAt(msg.Mouse().X, msg.Mouse().Y)
	return m.shellOutcome(m.lab.drawer.open.Mouse(msg, x, y))
}

func (m *Model) onClick(msg tea.MouseClickMsg) tea.Cmd {
	if m.class.state.Frozen {
		return nil
	}
	defer m.moved()
	if x, y, ok := m.shellAt(msg.X, msg.Y); ok {
		m.setFocus(focusShell)
		return m.shellOutcome(m.lab.drawer.open.Mouse(msg, x, y))
	}
	if msg.Button != tea.MouseLeft || msg.Y < 1 || msg.Y > m.room() {
		return nil
	}
	l := m.split()
	if l.lab > 0 && msg.X >= l.labX {
		m.setFocus(focusLab)
		return nil
	}
	if msg.X >= l.readerX && msg.X < l.readerX+l.reader {
		m.setFocus(focusReader)
		return m.outcome(m.reader.Click(msg.X-l.readerX, msg.Y-1))
	}
	return nil
}

// wheelRows is how far one notch of the wheel scrolls.
const wheelRows = 3

func (m *Model) onWheel(msg tea.MouseWheelMsg) tea.Cmd {
	if x, y, ok := m.shellAt(msg.X, msg.Y); ok {
		return m.shellOutcome(m.lab.drawer.open.Mouse(msg, x, y))
	}
	rows := wheelRows
	if msg.Button == tea.MouseWheelUp {
		rows = -rows
	}
	if l := m.split(); l.lab > 0 && msg.X >= l.labX && m.lab.pane != nil {
		m.lab.pane.Scroll(rows)
		return nil
	}
	m.reader.Wheel(rows)
	return nil
}
