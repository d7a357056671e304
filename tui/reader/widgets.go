package reader

import (
	"slices"
	"strings"

	"github.com/k8slab/k8slab/lessons"
	"github.com/k8slab/k8slab/lessons/progress"
	"github.com/k8slab/k8slab/tui/reader/facts"
	"github.com/k8slab/k8slab/tui/reader/figure"
	"github.com/k8slab/k8slab/tui/reader/page"
	"github.com/k8slab/k8slab/tui/reader/quiz"
)

// widget makes the widget of a block that is not prose.
func (m *Model) widget(lesson *lessons.Lesson, b lessons.Block) widget {
	switch b := b.(type) {
	case *lessons.Quiz:
		recall := func(key string) (progress.Answer, bool) { return m.progress.Answer(lesson.ID, key) }
		keep := func(key string, a progress.Answer) {
			m.progress.SetAnswer(lesson.ID, key, a)
			m.refreshEnd()
		}
		return quiz.New(b, recall, keep)
	case *lessons.FigureBlock:
		return figure.New(b)
	case *lessons.Facts:
		return &facts.Widget{Facts: b, Measured: m.measured, Measurable: m.measurable()}
	case *lessons.LabRef:
		if m.hasLab(b.Name) {
			return labRef{ref: b}
		}
	}
	return nothing{}
}

// measurable makes a function that reports whether a lab of the course measures a key.
func (m *Model) measurable() func(key string) bool {
	labs := m.course.Labs()
	return func(key string) bool { return slices.Contains(labs, labOf(key)) }
}

// labOf is the lab that a measurement's key begins with.
func labOf(key string) string {
	lab, _, _ := strings.Cut(key, ".")
	return lab
}

// measureAgain goes to the lab that measured a key last, or else to the one that the key begins with.
func (m *Model) measureAgain(key string) Outcome {
	lab := labOf(key)
	if mine, ok := m.measured(key); ok && m.hasLab(mine.Lab) {
		lab = mine.Lab
	}
	m.sheets = nil
	for _, meta := range m.course.Lessons {
		if meta.Lab != lab {
			continue
		}
		if meta.ID != m.lesson.ID {
			m.goTo(meta.ID, 0)
		}
		return Outcome{Kind: MeasureAgain, Text: key}
	}
	return done()
}

// refreshEnd has the end of the lesson drawn anew: it tells what is left to do.
func (m *Model) refreshEnd() {
	if n := len(m.flow.blocks); n > 0 {
		m.flow.blocks[n-1].laid = false
	}
}

// nothing draws nothing.
type nothing struct{}

// Lay implements widget.
func (nothing) Lay(page.Look, int) []page.Line { return nil }
