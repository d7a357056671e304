package reader

import (
	"slices"

	"github.com/k8slab/k8slab/lessons"
	"github.com/k8slab/k8slab/lessons/progress"
	"github.com/k8slab/k8slab/tui/reader/quiz"
)

// remember keeps the present place for the next time this lesson is opened.
func (m *Model) remember() {
	if m.lesson == nil || m.w == 0 || len(m.flow.blocks) == 0 {
		return
	}
	v := m.here()
	m.progress.SetPlace(m.lesson.ID, progress.Place{
		Line: m.flow.blocks[v.top.block].line, Offset: int(v.share*1000 + 0.5),
	})
}

// left is where the lesson that is open was left.
func (m *Model) left() visit {
	p, ok := m.progress.Place(m.lesson.ID)
	m.progress.Opened(m.lesson.ID)
	if !ok || p.Line <= 1 {
		return visit{lesson: m.lesson.ID}
	}
	return visit{lesson: m.lesson.ID, top: m.flow.find(p.Line), share: float64(p.Offset) / 1000}
}

// noteSeen keeps the place, and notes that the end has come into view.
func (m *Model) noteSeen() {
	if m.lesson == nil || m.w == 0 || len(m.flow.blocks) == 0 {
		return
	}
	m.remember()
	last := len(m.flow.blocks) - 1
	if !m.flow.blocks[last].laid || m.flow.step(m.top, m.h-1) != m.flow.last() {
		return
	}
	answered, all := m.answered(m.lesson)
	status, read := m.progress.Status(m.lesson.ID)
	if !read || answered == all && status != progress.Done {
		m.progress.MarkRead(m.lesson.ID, answered == all)
	}
}

// answered counts the questions of a lesson, and those answered rightly.
func (m *Model) answered(lesson *lessons.Lesson) (right, all int) {
	for _, b := range lesson.Blocks {
		q, ok := b.(*lessons.Quiz)
		if !ok {
			continue
		}
		for _, question := range q.Questions {
			all++
			if a, ok := m.progress.Answer(lesson.ID, quiz.Key(question)); ok && a.Right {
				right++
			}
		}
	}
	return right, all
}

// hasLab tells whether there is a lab of that name.
func (m *Model) hasLab(name string) bool {
	return name != "" && slices.Contains(m.course.Labs(), name)
}
