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
	if m.reader.Typing() {
		if slices.Contains(m.keys.Intents(msg), keys.Interrupt) {
			return m.intent(keys.Interrupt)
		}
		return m.outcome(m.reader.Key(msg))
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
	case i == keys.Focus:
		m.setFocus(1 - m.focus)
		return nil
	case i == keys.Hint && m.lab != nil && m.lab.pane != nil:
		m.lab.pane.SetState(m.lab.pane.State().Hint())
		return nil
	case i == keys.Reset && m.lab != nil && m.lab.run != nil:
		m.lab.run.Reset()
		return nil
	case m.focus == focusLab && paneIntent(i):
		return m.labIntent(i)
	}
	o := m.reader.Handle(i)
	if o.Kind == reader.Unused && i == keys.Enter && m.lab != nil {
		// Enter with nothing chosen in the text does what the lab offers, so that one key is enough to begin.
		m.setFocus(focusLab)
		if m.lab.pane == nil || m.lab.pane.State().Asks() == nil {
			m.act()
		}
		return nil
	}
	return m.outcome(o)
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

func (m *Model) onClick(msg tea.MouseClickMsg) tea.Cmd {
	if msg.Button != tea.MouseLeft || msg.Y < 1 || msg.Y > m.height-2 {
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

func (m *Model) onWheel(msg tea.MouseWheelMsg) {
	rows := wheelRows
	if msg.Button == tea.MouseWheelUp {
		rows = -rows
	}
	if l := m.split(); l.lab > 0 && msg.X >= l.labX && m.lab.pane != nil {
		m.lab.pane.Scroll(rows)
		return
	}
	m.reader.Wheel(rows)
}
