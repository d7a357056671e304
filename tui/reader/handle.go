package reader

import (
	tea "charm.land/bubbletea/v2"

	"github.com/k8slab/k8slab/tui/keys"
	"github.com/k8slab/k8slab/tui/reader/list"
)

// Handle does what the learner wants.
func (m *Model) Handle(i keys.Intent) Outcome {
	if m.lesson == nil {
		return unused()
	}
	if m.overlay != nil {
		return m.listed(m.overlay.list.Handle(i))
	}
	if o, ok := m.openOverlay(i); ok {
		return o
	}
	if len(m.sheets) > 0 {
		return m.handleSheet(i)
	}
	switch i {
	case keys.Down:
		m.scroll(1)
	case keys.Up:
		m.scroll(-1)
	case keys.PageDown:
		m.scroll(max(m.h-1, 1))
	case keys.PageUp:
		m.scroll(-max(m.h-1, 1))
	case keys.Top:
		m.moveTo(spot{})
	case keys.Bottom:
		m.moveTo(m.flow.clamp(m.flow.last(), m.h))
	case keys.Next:
		m.next(1)
	case keys.Previous:
		m.next(-1)
	case keys.Enter:
		return m.enter()
	case keys.Back:
		return m.back()
	case keys.Forward:
		return m.neighbour(1)
	case keys.Backward:
		return m.neighbour(-1)
	default:
		return unused()
	}
	return done()
}

func (m *Model) enter() Outcome {
	t := m.thing()
	if t == nil {
		return unused()
	}
	return m.activate(t.kind, t.target)
}

// back takes back what is chosen, else the last jump.
func (m *Model) back() Outcome {
	if m.chosen.ok {
		m.chosen, m.stale = choice{}, true
		return done()
	}
	return m.goBack()
}

// openOverlay opens one of the lists.
func (m *Model) openOverlay(i keys.Intent) (Outcome, bool) {
	switch i {
	case keys.Contents:
		m.overlay = m.contents()
	case keys.Search:
		m.overlay = m.search()
	case keys.Glossary:
		m.overlay = m.glossary()
	case keys.Help:
		m.overlay = m.help()
	default:
		return Outcome{}, false
	}
	m.overlay.list.SetSize(m.w, m.h)
	m.stale = true
	return done(), true
}

// listed does what has come of a list.
func (m *Model) listed(r list.Result) Outcome {
	m.stale = true
	switch r.Kind {
	case list.Closed:
		m.overlay = nil
	case list.Chosen:
		choose := m.overlay.choose
		m.overlay = nil
		return choose(r.Key)
	case list.Unused:
		return unused()
	case list.Stays:
	}
	return done()
}

// Key takes a key press before it is made an intent: text for a field, or a digit. It answers Unused if the key is for
// [Model.Handle] to judge, so it may be asked first, always.
func (m *Model) Key(msg tea.KeyPressMsg) Outcome {
	if m.lesson == nil {
		return unused()
	}
	if m.overlay != nil {
		return m.listed(m.overlay.list.Key(msg))
	}
	if text := msg.Key().Text; len(text) == 1 && text[0] >= '1' && text[0] <= '9' && len(m.sheets) == 0 {
		return m.digit(int(text[0] - '0'))
	}
	return unused()
}

// Typing tells whether letters are text now, not keys with a meaning.
func (m *Model) Typing() bool { return m.overlay != nil && m.overlay.list.Typing() }

// Cursor is the cell where text is typed, for the real cursor: a Hangul input mode draws there.
func (m *Model) Cursor() (x, y int, ok bool) {
	if m.overlay == nil {
		return 0, 0, false
	}
	return m.overlay.list.Cursor()
}

// Click chooses what is at a cell of the pane, and does what it is for.
func (m *Model) Click(x, y int) Outcome {
	if m.lesson == nil || x < 0 || y < 0 || x >= m.w || y >= m.h {
		return unused()
	}
	if m.overlay != nil {
		return m.listed(m.overlay.list.Click(x, y))
	}
	if len(m.sheets) > 0 {
		return m.clickSheet(x, y)
	}
	at, missing := m.flow.walk(m.top, y)
	if missing > 0 {
		return done()
	}
	x -= m.margin()
	for _, r := range m.flow.at(at.block).lines[at.line].Regions {
		if x >= r.From && x < r.To {
			m.chosen, m.stale = choice{at.block, r.Seq, true}, true
			return m.activate(r.Kind, r.Target)
		}
	}
	return done()
}

// Wheel scrolls by lines; down is positive.
func (m *Model) Wheel(lines int) Outcome {
	switch {
	case m.lesson == nil:
		return unused()
	case m.overlay != nil:
		m.overlay.list.Wheel(lines)
		m.stale = true
	case len(m.sheets) > 0:
		m.sheets[len(m.sheets)-1].scroll(lines)
		m.stale = true
	default:
		m.scroll(lines)
	}
	return done()
}
