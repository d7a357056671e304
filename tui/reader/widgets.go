package reader

import (
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
		return &facts.Widget{Facts: b, Measured: m.measured}
	case *lessons.LabRef:
		if m.hasLab(b.Name) {
			return labRef{ref: b}
		}
	}
	return nothing{}
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
