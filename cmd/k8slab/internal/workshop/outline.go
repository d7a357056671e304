package workshop

import (
	"github.com/k8slab/k8slab/labs"
	"github.com/k8slab/k8slab/lessons"
	"github.com/k8slab/k8slab/tui/class"
)

// Outline is a course as a board needs it. A lesson that can't be read has no questions.
func Outline(course *lessons.Course, programs map[string]*labs.Program) class.Outline {
	o := class.Outline{Title: course.Title}
	for _, meta := range course.Lessons {
		l := class.Lesson{ID: meta.ID, Title: meta.Title}
		if lesson, err := course.Lesson(meta.ID); err == nil {
			l.Asks = quizzes(lesson)
		}
		if p := programs[meta.Lab]; p != nil {
			l.Lab = meta.Lab
			for _, s := range p.Steps {
				l.Steps = append(l.Steps, class.Step{ID: s.ID, Title: s.Title})
				if q := s.Predict; q != nil {
					l.Asks = append(l.Asks, class.Question{Text: q.Question, Choices: q.Choices, Unit: q.Unit})
				}
				for _, a := range s.Do {
					if m := a.Measure; m != nil {
						l.Measures = append(l.Measures, class.Measure{Key: m.Key, Label: m.Label, Unit: m.Unit})
					}
				}
			}
		}
		o.Lessons = append(o.Lessons, l)
	}
	return o
}

func quizzes(lesson *lessons.Lesson) []class.Question {
	var all []class.Question
	for _, b := range lesson.Blocks {
		quiz, ok := b.(*lessons.Quiz)
		if !ok {
			continue
		}
		for _, q := range quiz.Questions {
			c := class.Question{Text: q.Ask}
			if q.Claim != "" {
				c.Text = "“" + q.Claim + "” " + q.Ask
			}
			for i, choice := range q.Choices {
				c.Choices = append(c.Choices, choice.Text)
				if choice.Right && !q.Multiple() {
					c.Right = i + 1
				}
			}
			all = append(all, c)
		}
	}
	return all
}
