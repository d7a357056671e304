package reader

import (
	"slices"

	"github.com/k8slab/k8slab/lessons"
	"github.com/k8slab/k8slab/tui/reader/prose"
)

// Open shows a lesson, where it was left if it was read before. On an error what was shown stays.
func (m *Model) Open(id string) error {
	lesson, err := m.course.Lesson(id)
	if err != nil {
		return err
	}
	m.show(lesson)
	return nil
}

// SetCourse shows a course that was read again, at the place where the old one stood: the same lesson and, as near as
// can be, the same line. A lesson that is gone gives way to the first. On an error what was shown stays.
func (m *Model) SetCourse(c *lessons.Course) error {
	id := c.Lessons[0].ID
	if m.lesson != nil && slices.ContainsFunc(c.Lessons, func(l lessons.Meta) bool { return l.ID == m.lesson.ID }) {
		id = m.lesson.ID
	}
	lesson, err := c.Lesson(id)
	if err != nil {
		return err
	}
	m.course, m.history = c, nil
	m.show(lesson)
	return nil
}

// show lays a lesson out and goes to the place where it was left.
func (m *Model) show(lesson *lessons.Lesson) {
	m.remember()
	m.lesson = lesson
	m.flow = &flow{blocks: m.blocks(lesson)}
	m.flow.set(m.look, m.measure())
	m.sheets, m.overlay, m.stale = nil, nil, true
	m.settle(m.left())
	m.noteSeen()
}

// blocks makes widgets of a lesson's blocks. Every paragraph of prose is a block of its own.
func (m *Model) blocks(lesson *lessons.Lesson) []block {
	list := []block{{widget: opening{lesson, m.hasLab(lesson.Lab)}, source: -1}}
	lines := []int{1}
	add := func(w widget, source, line int) {
		list = append(list, block{widget: w, source: source})
		lines = append(lines, line)
	}
	for i, b := range lesson.Blocks {
		if p, ok := b.(*lessons.Prose); ok {
			for node := p.Doc.FirstChild(); node != nil; node = node.NextSibling() {
				add(prose.Block{Node: node, Source: p.Source}, i, p.LineOf(node))
			}
			continue
		}
		add(m.widget(lesson, b), i, b.Line())
	}
	add(m.closing(lesson), -1, lines[len(lines)-1]+1)
	for i := range list {
		list[i].line = lines[i]
		if i+1 < len(lines) {
			list[i].weight = lines[i+1] - lines[i]
		}
	}
	return list
}

// closing makes the end of a lesson.
func (m *Model) closing(lesson *lessons.Lesson) closing {
	c := closing{left: func() int {
		right, all := m.answered(lesson)
		return all - right
	}}
	if lesson.Number < len(m.course.Lessons) {
		c.next = &m.course.Lessons[lesson.Number]
	}
	return c
}

// Go shows a place of any lesson, as the search does. Line 0 is where the lesson was left.
func (m *Model) Go(lesson string, line int) Outcome {
	if m.lesson == nil {
		return unused()
	}
	return m.goTo(lesson, line)
}

// goTo shows a place of any lesson, and remembers the present one for Esc. Line 0 is where the lesson was left, or the
// beginning of the one that is open.
func (m *Model) goTo(lesson string, line int) Outcome {
	from := m.here()
	changed := m.lesson == nil || lesson != m.lesson.ID
	if changed {
		if err := m.Open(lesson); err != nil {
			return done()
		}
	}
	m.history = append(m.history, from)
	m.sheets, m.overlay, m.stale = nil, nil, true
	if line == 0 && !changed {
		line = 1
	}
	if line > 0 {
		m.chosen = choice{}
		m.top = m.flow.clamp(m.flow.find(line), m.h)
		m.noteSeen()
	}
	return m.arrived(changed)
}

// arrived tells the program where the reader is now.
func (m *Model) arrived(changed bool) Outcome {
	if !changed {
		return done()
	}
	return Outcome{Kind: LessonChanged, Text: m.lesson.ID}
}

// goBack returns to the place before the last jump.
func (m *Model) goBack() Outcome {
	if len(m.history) == 0 {
		return unused()
	}
	last := len(m.history) - 1
	v := m.history[last]
	m.history = m.history[:last]
	changed := v.lesson != m.lesson.ID
	if changed {
		if err := m.Open(v.lesson); err != nil {
			return done()
		}
	}
	m.settle(v)
	m.stale = true
	return m.arrived(changed)
}

// neighbour opens the lesson before or after the present one.
func (m *Model) neighbour(direction int) Outcome {
	i := m.lesson.Number - 1 + direction
	if i < 0 || i >= len(m.course.Lessons) {
		return done()
	}
	return m.goTo(m.course.Lessons[i].ID, 0)
}
