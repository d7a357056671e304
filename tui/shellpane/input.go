package shellpane

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/k8slab/k8slab/tui/keys"
)

// Outcome is what the pane asks of the app after a key.
type Outcome struct {
	Kind OutcomeKind
	Text string // to be copied
}

// OutcomeKind is the kind of an Outcome.
type OutcomeKind int

// The outcomes of a key.
const (
	Done  OutcomeKind = iota // nothing is asked for
	Leave                    // the focus goes elsewhere
	Zoom                     // the pane is to be larger, or smaller again
	Copy                     // Text goes to the clipboard
	Gone                     // the pane of a shell that has ended is to be closed
	Hand                     // the shell is to have the whole terminal
)

// Key handles a key while the pane has the focus.
func (m *Model) Key(msg tea.KeyPressMsg) Outcome {
	name := msg.String()
	if names := keys.Names(msg); len(names) == 1 {
		name = names[0]
	}
	if m.said != "" {
		m.Say("")
	}
	switch name {
	case "f12", "ctrl+]":
		m.Resume()
		return Outcome{Kind: Leave}
	case "f9":
		return Outcome{Kind: Zoom}
	}
	switch {
	case m.ended != "":
		return Outcome{Kind: Gone}
	case m.browse != nil:
		return m.browseKey(name)
	}
	switch name {
	case "f7":
		return Outcome{Kind: Hand}
	case "f8":
		m.Browse()
		return Outcome{}
	case "shift+pgup", "alt+pgup":
		m.Scroll(-m.page())
		return Outcome{}
	}
	m.typed(m.term.Modes().Key(msg))
	return Outcome{}
}

// typed sends something to the shell.
func (m *Model) typed(s string) {
	if m.drag != nil {
		m.drag = nil
		m.draw()
	}
	m.typeBytes([]byte(s))
}

func (m *Model) page() int { return max(1, m.height-1) }

// browseKey handles a key while looking through what has scrolled away.
func (m *Model) browseKey(name string) Outcome {
	switch strings.ToLower(name) {
	case "up", "k":
		m.move(-1)
	case "down", "j":
		m.move(1)
	case "pgup", "shift+pgup", "alt+pgup", "b":
		m.move(-m.page())
	case "pgdown", "shift+pgdown", "alt+pgdown", "f":
		m.move(m.page())
	case "home", "g":
		m.move(-1 << 20)
	case "end":
		m.move(1 << 20)
	case "space", " ", "v":
		if m.browse.from < 0 {
			m.browse.from = m.browse.at
		} else {
			m.browse.from = -1
		}
		m.draw()
	case "enter", "y", "c":
		text := m.text(*m.browse.selected(m.width))
		m.Resume()
		return Outcome{Kind: Copy, Text: text}
	case "a":
		text := m.text(selection{from: point{0, top(m.view)}, to: point{m.width, top(m.view) + m.height - 1}})
		m.Resume()
		return Outcome{Kind: Copy, Text: text}
	case "esc", "q", "f8":
		m.Resume()
	}
	return Outcome{}
}

// Paste sends pasted text to the shell.
func (m *Model) Paste(text string) {
	if m.ended == "" && m.browse == nil {
		m.typed(m.term.Modes().PasteText(text))
	}
}

// wheelRows is how far one notch of the wheel scrolls.
const wheelRows = 3

// Mouse handles a mouse event at a cell of the pane.
func (m *Model) Mouse(msg tea.MouseMsg, x, y int) Outcome {
	x, y = max(0, min(x, m.width-1)), max(0, min(y, m.height-1))
	modes := m.term.Modes()
	if m.browse == nil && m.ended == "" && modes.Mouse != 0 {
		m.typed(modes.MouseEvent(msg, x, y))
		return Outcome{}
	}
	at := point{x, top(m.view) + y}
	switch msg := msg.(type) {
	case tea.MouseWheelMsg:
		m.wheel(msg.Button)
	case tea.MouseClickMsg:
		m.drag = nil
		if msg.Button == tea.MouseLeft {
			m.drag = &selection{from: at, to: at}
		}
		m.draw()
	case tea.MouseMotionMsg:
		if m.drag != nil {
			at.x++
			m.drag.to = at
			m.draw()
		}
	case tea.MouseReleaseMsg:
		if m.drag != nil && m.drag.from != m.drag.to {
			return Outcome{Kind: Copy, Text: m.text(*m.drag)}
		}
	}
	return Outcome{}
}

// wheel scrolls; a full-screen program, which has no history, gets arrow keys instead.
func (m *Model) wheel(b tea.MouseButton) {
	up := b == tea.MouseWheelUp
	if m.view.FullScreen && m.browse == nil {
		key := tea.KeyPressMsg{Code: tea.KeyDown}
		if up {
			key.Code = tea.KeyUp
		}
		m.typed(strings.Repeat(m.term.Modes().Key(key), wheelRows))
		return
	}
	if up {
		m.Scroll(-wheelRows)
	} else {
		m.Scroll(wheelRows)
	}
}
