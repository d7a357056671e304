package board

import (
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/k8slab/k8slab/tui/class"
	"github.com/k8slab/k8slab/tui/screen"
)

// extension is by how much a key extends the class.
const extension = 10 * time.Minute

func (m *model) onKey(msg tea.KeyPressMsg) tea.Cmd {
	if msg.String() == "ctrl+c" {
		return tea.Quit
	}
	switch m.mode {
	case modeField:
		return m.fieldKey(msg)
	case modeList:
		return m.listKey(names(msg))
	case modeSure:
		sure := m.sure
		m.mode, m.sure = modeGrid, class.Order{}
		if names(msg) == "y" || msg.String() == "enter" {
			return m.do(sure)
		}
		return nil
	case modeLook:
		if k := names(msg); k == "esc" || k == "q" || k == "enter" {
			m.stopLooking()
			m.mode = modeGrid
			return screen.Redraw
		}
		return nil
	case modeMeasured:
		m.measuredKey(names(msg))
		return nil
	case modeHelp:
		m.mode = modeGrid
		return nil
	case modeGrid:
	}
	if cmd, ok := m.move(names(msg)); ok {
		return cmd
	}
	return m.lead(names(msg))
}

// move is about what is seen.
func (m *model) move(key string) (tea.Cmd, bool) {
	switch key {
	case "q", "f10":
		return tea.Quit, true
	case "up", "k":
		m.choose(-1)
	case "down", "j":
		m.choose(1)
	case "pgup":
		m.choose(-m.gridRows())
	case "pgdown", "space":
		m.choose(m.gridRows())
	case "home":
		m.choose(-len(m.picture.Learners))
	case "end":
		m.choose(len(m.picture.Learners))
	case "tab":
		m.nextHand()
	case "enter":
		return m.look(), true
	case "?", "f1":
		m.mode = modeHelp
	case "g", "f8":
		m.mode, m.down = modeMeasured, 0
	case "ctrl+l":
		return screen.Redraw, true
	default:
		return nil, false
	}
	return nil, true
}

// measuredKey moves through what was measured; any other key closes it.
func (m *model) measuredKey(key string) {
	page := max(1, m.height-headRows-4)
	switch key {
	case "up", "k":
		m.down--
	case "down", "j":
		m.down++
	case "pgup":
		m.down -= page
	case "pgdown", "space":
		m.down += page
	case "home":
		m.down = 0
	case "end":
		m.down = len(m.measuredRows())
	default:
		m.mode = modeGrid
	}
	m.down = max(0, min(m.down, len(m.measuredRows())-page-2))
}

// lead is about what the class does.
func (m *model) lead(key string) tea.Cmd {
	l := m.learner()
	switch key {
	case "a", "f2":
		m.write(field{title: "모두에게 할 말", order: class.Order{Kind: class.OrderSay}})
	case "m", "f3":
		if l != nil {
			m.write(field{title: "할 말", to: l.Name, order: class.Order{Kind: class.OrderSay, Learner: l.ID}})
		}
	case "h", "f4":
		if l != nil {
			m.write(field{title: "힌트", to: l.Name, order: class.Order{Kind: class.OrderHint, Learner: l.ID}})
		}
	case "u", "backspace":
		if l != nil {
			return m.do(class.Order{Kind: class.OrderLower, Learner: l.ID})
		}
	case "p", "f5":
		m.pick(m.pages())
	case "s", "f6":
		m.pick(m.steps(m.lesson()))
	case "t", "f7":
		m.pick(m.questions(m.lesson()))
	case "v", "f9":
		return m.do(class.Order{Kind: class.OrderShow})
	case "d", "delete":
		return m.do(class.Order{Kind: class.OrderDone})
	case "z", "f11":
		kind := class.OrderFreeze
		if m.picture.Frozen {
			kind = class.OrderThaw
		}
		return m.do(class.Order{Kind: kind})
	case "+", "=":
		return m.do(class.Order{Kind: class.OrderExtend, By: extension})
	case "x", "f12":
		m.mode, m.sure = modeSure, class.Order{Kind: class.OrderEnd}
	}
	return nil
}

// list is something to choose from.
type list struct {
	title  string
	rows   []row
	at     int
	lesson int // that it is about, where left and right go to another lesson; -1 elsewhere
	again  func(lesson int) list
}

type row struct {
	text  string
	order class.Order
}

func (m *model) pick(l list) {
	m.list, m.mode = l, modeList
}

func (m *model) listKey(key string) tea.Cmd {
	l := &m.list
	switch key {
	case "esc", "q", "backspace":
		m.mode = modeGrid
	case "up", "k":
		l.at = max(0, l.at-1)
	case "down", "j":
		l.at = max(0, min(l.at+1, len(l.rows)-1))
	case "left", "right", "h", "l":
		if l.again == nil {
			return nil
		}
		by := 1
		if key == "left" || key == "h" {
			by = -1
		}
		n := len(m.outline.Lessons)
		m.list = l.again((l.lesson + by + n) % n)
	case "enter":
		m.mode = modeGrid
		if l.at < len(l.rows) {
			return m.do(l.rows[l.at].order)
		}
	}
	return nil
}

// pages are the lessons to put everybody on.
func (m *model) pages() list {
	l := list{title: "모두를 데려갈 과", lesson: -1, at: m.lesson()}
	for i, lesson := range m.outline.Lessons {
		l.rows = append(l.rows, row{lessonTitle(i, lesson), class.Order{
			Kind: class.OrderPull, Page: class.Page{Lesson: lesson.ID, Number: i + 1, Title: lesson.Title},
		}})
	}
	return l
}

// steps are those of a lesson's lab, to hold or release.
func (m *model) steps(lesson int) list {
	l := list{title: "잠그거나 풀 단계", lesson: lesson, again: m.steps}
	for i, s := range m.outline.Lessons[lesson].Steps {
		id := m.outline.Lessons[lesson].Lab + "/" + s.ID
		kind, sign := class.OrderHold, " "
		if slices.Contains(m.picture.Held, id) {
			kind, sign = class.OrderRelease, m.glyphs.Warn
		}
		l.rows = append(l.rows, row{sign + " " + number(i) + s.Title, class.Order{Kind: kind, Step: id}})
	}
	return l
}

// questions are those of a lesson.
func (m *model) questions(lesson int) list {
	l := list{title: "다 같이 풀 물음", lesson: lesson, again: m.questions}
	for i, q := range m.outline.Lessons[lesson].Asks {
		l.rows = append(l.rows, row{number(i) + q.Text, class.Order{Kind: class.OrderAsk, Question: q}})
	}
	return l
}

// field is a line of text that is written.
type field struct {
	title string
	to    string
	order class.Order
	text  []rune
}

func (m *model) write(f field) { m.field, m.mode = f, modeField }

// insert puts text in, without what a line of a screen can't hold.
func (f *field) insert(s string) {
	if s == " " {
		f.text = append(f.text, ' ')
		return
	}
	f.text = append(f.text, []rune(class.Clean(s, class.MaxText))...)
	f.text = f.text[:min(len(f.text), class.MaxText)]
}

func (m *model) fieldKey(msg tea.KeyPressMsg) tea.Cmd {
	f := &m.field
	switch msg.String() {
	case "esc":
		m.mode = modeGrid
	case "backspace":
		f.text = f.text[:max(0, len(f.text)-1)]
	case "enter":
		m.mode = modeGrid
		order := f.order
		order.Text = strings.TrimSpace(string(f.text))
		if order.Text != "" {
			return m.do(order)
		}
	default:
		f.insert(msg.Key().Text)
	}
	return nil
}
