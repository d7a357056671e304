package list

import (
	tea "charm.land/bubbletea/v2"

	"github.com/k8slab/k8slab/tui/keys"
)

// Key takes a key press before it is made an intent. In a field, letters are text and the cursor moves; elsewhere
// digits are numbers. It answers Unused if the key is for [Model.Handle] to judge.
func (m *Model) Key(msg tea.KeyPressMsg) Result {
	key := msg.Key()
	if !m.config.Field {
		if len(key.Text) == 1 && key.Text[0] >= '0' && key.Text[0] <= '9' {
			return m.digit(int(key.Text[0] - '0'))
		}
		return Result{Kind: Unused}
	}
	if key.Text != "" && key.Mod&(tea.ModCtrl|tea.ModAlt) == 0 {
		return m.typed(m.field.insert(key.Text))
	}
	switch msg.String() {
	case "backspace", "ctrl+h":
		return m.typed(m.field.erase())
	case "delete":
		return m.typed(m.field.remove())
	case "ctrl+u":
		return m.typed(m.field.clear())
	case "left":
		m.field.move(-1)
	case "right":
		m.field.move(1)
	case "home", "ctrl+a":
		m.field.move(-maxQuery)
	case "end", "ctrl+e":
		m.field.move(maxQuery)
	default:
		return m.command(msg)
	}
	m.stale = true
	return Result{}
}

// command takes the keys that mean the same while one is typing.
func (m *Model) command(msg tea.KeyPressMsg) Result {
	switch msg.String() {
	case "up", "ctrl+p":
		return m.Handle(keys.Up)
	case "down", "ctrl+n":
		return m.Handle(keys.Down)
	case "pgup":
		return m.Handle(keys.PageUp)
	case "pgdown":
		return m.Handle(keys.PageDown)
	case "enter":
		return m.Handle(keys.Enter)
	case "esc":
		return m.Handle(keys.Back)
	}
	return Result{Kind: Unused}
}

// Paste inserts text into the field.
func (m *Model) Paste(text string) {
	if m.config.Field {
		m.typed(m.field.insert(text))
	}
}

// typed asks anew if the query has changed.
func (m *Model) typed(changed bool) Result {
	if changed {
		m.ask()
	}
	return Result{}
}
