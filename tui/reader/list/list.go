package list

import (
	"strconv"

	"github.com/k8slab/k8slab/tui/keys"
	"github.com/k8slab/k8slab/tui/reader/page"
)

// Item is one entry.
type Item struct {
	// Key is what choosing it gives; an item without one can't be chosen.
	Key string
	// Number stands in front of it if it is not 0, and chooses it when typed.
	Number int
	// Mark is one glyph in front of the text; Label a key or a kind, in a column of its own.
	Mark, Label string
	// Text is plain. Its bytes from From to To are shown as found.
	Text     string
	From, To int
	// Note is less important and follows on lines of its own. Aside is so short that it stands at the right edge of the
	// text's line where both have room there.
	Note, Aside string
}

// Config says what a list is.
type Config struct {
	Title string
	// Prompt stands in front of the field.
	Prompt string
	// Hint stands in the lower edge, Empty where no item is.
	Hint, Empty string
	// Field asks for a query before the items.
	Field bool
	// Items are the answer to a query; the query is empty where there is no field.
	Items func(query string) []Item
	// First is the key of the item that is chosen at first.
	First string
}

// Result is what has come of a key or a click.
type Result struct {
	Kind ResultKind
	Key  string // of the item that was chosen
}

// ResultKind says what the owner of the list must do.
type ResultKind uint8

// The results.
const (
	Stays  ResultKind = iota // nothing
	Closed                   // close it
	Chosen                   // close it and do what Key is for
	Unused                   // it was nothing to the list
)

// Model is a list. Its methods are those of the reader.
type Model struct {
	config Config
	look   page.Look
	w, h   int

	field   field
	items   []Item
	chosen  int // index of an item; -1 if none can be chosen
	number  int // what has been typed of a number
	top     int // first line shown
	entries []entry
	lines   int
	laid    bool

	rows  []string
	stale bool
}

// New makes a list.
func New(c Config, look page.Look) *Model {
	m := &Model{config: c, look: look}
	m.ask()
	for i, item := range m.items {
		if item.Key != "" && item.Key == c.First {
			m.chosen = i
		}
	}
	return m
}

// ask asks for the items anew.
func (m *Model) ask() {
	m.items = m.config.Items(m.field.text())
	m.chosen, m.top, m.number = -1, 0, 0
	m.move(1)
	m.laid, m.stale = false, true
}

// SetSize tells width and height.
func (m *Model) SetSize(w, h int) {
	m.w, m.h, m.laid, m.stale = w, h, false, true
}

// SetLook changes how it is drawn. The items are asked for anew, since they may hold glyphs.
func (m *Model) SetLook(look page.Look) {
	m.look, m.laid, m.stale = look, false, true
	m.items = m.config.Items(m.field.text())
	m.chosen = min(m.chosen, len(m.items)-1)
}

// Typing tells whether letters are text.
func (m *Model) Typing() bool { return m.config.Field }

// Query is what has been typed.
func (m *Model) Query() string { return m.field.text() }

// Handle does what the learner wants.
func (m *Model) Handle(i keys.Intent) Result {
	m.stale = true
	number := m.number
	m.number = 0
	switch i {
	case keys.Down:
		m.moveOrScroll(1)
	case keys.Up:
		m.moveOrScroll(-1)
	case keys.PageDown:
		m.turn(1)
	case keys.PageUp:
		m.turn(-1)
	case keys.Top:
		m.chosen = -1
		m.move(1)
		m.Wheel(-m.lines)
		m.reveal()
	case keys.Bottom:
		m.chosen = len(m.items)
		m.move(-1)
		m.Wheel(m.lines)
		m.reveal()
	case keys.Enter:
		return m.choose(number)
	case keys.Back, keys.Contents, keys.Search, keys.Glossary, keys.Help:
		return Result{Kind: Closed}
	default:
		return Result{Kind: Unused}
	}
	return Result{}
}

// choose answers Enter.
func (m *Model) choose(number int) Result {
	if number > 0 {
		for _, item := range m.items {
			if item.Number == number && item.Key != "" {
				return Result{Kind: Chosen, Key: item.Key}
			}
		}
		return Result{}
	}
	if m.chosen < 0 {
		if len(m.items) > 0 && !m.config.Field {
			return Result{Kind: Closed}
		}
		return Result{}
	}
	return Result{Kind: Chosen, Key: m.items[m.chosen].Key}
}

// digit takes a digit of an item's number. A number that no longer one begins with is chosen at once.
func (m *Model) digit(d int) Result {
	m.stale = true
	m.number = m.number*10 + d
	exact, longer := -1, false
	for i, item := range m.items {
		if item.Number == 0 || item.Key == "" {
			continue
		}
		typed, whole := strconv.Itoa(m.number), strconv.Itoa(item.Number)
		switch {
		case typed == whole:
			exact = i
		case len(whole) > len(typed) && whole[:len(typed)] == typed:
			longer = true
		}
	}
	switch {
	case exact < 0 && !longer:
		m.number = 0
	case exact >= 0:
		m.chosen = exact
		m.reveal()
		if !longer {
			return Result{Kind: Chosen, Key: m.items[exact].Key}
		}
	}
	return Result{}
}

// move chooses the next item in a direction that can be chosen.
func (m *Model) move(direction int) bool {
	for i := m.chosen + direction; i >= 0 && i < len(m.items); i += direction {
		if m.items[i].Key != "" {
			m.chosen = i
			return true
		}
	}
	if m.chosen >= len(m.items) {
		m.chosen = -1
	}
	return false
}

// moveOrScroll chooses the next item; where there is none, what can only be read scrolls.
func (m *Model) moveOrScroll(direction int) {
	if m.chosen >= 0 && m.move(direction) {
		m.reveal()
		return
	}
	m.Wheel(direction)
}

// turn goes a page on.
func (m *Model) turn(direction int) {
	m.Wheel(direction * max(m.inside()-1, 1))
	if m.chosen < 0 {
		return
	}
	was := m.chosen
	for !m.inView(m.chosen) && m.move(direction) {
	}
	if was == m.chosen && m.move(direction) {
		for m.inView(m.chosen) && m.move(direction) {
		}
	}
	m.reveal()
}

// Wheel scrolls without choosing.
func (m *Model) Wheel(lines int) {
	m.layout()
	m.top = max(min(m.top+lines, m.lines-m.inside()), 0)
	m.stale = true
}
