package handout

import (
	"fmt"
	"io"
	"strings"

	"github.com/k8slab/k8slab/lessons"
	"github.com/k8slab/k8slab/lessons/progress"
)

// Options say what goes into a handout.
type Options struct {
	// Measured gives what the learner's labs have measured, by the key of a lessons.Measure. Nil leaves room to write it
	// in by hand.
	Measured func(key string) (m progress.Measurement, ok bool)
	// Lab gives the steps of a lab, for a learner without the program; false where there is no such lab. May be nil.
	Lab func(name string) (Lab, bool)
}

// Lab is what a handout tells of a lab.
type Lab struct {
	Title, Intro string
	Steps        []Step
}

// Step is one step of a lab.
type Step struct{ Title, Text, Meaning string }

// document is what is written: some lessons of a course.
type document struct {
	Options
	course   *lessons.Course
	glossary *lessons.Glossary
	lessons  []*lessons.Lesson
}

// open reads the lessons named by ids, or all of them if there are none.
func open(course *lessons.Course, ids []string, o Options) (document, error) {
	d := document{Options: o, course: course}
	var err error
	if d.glossary, err = course.Glossary(); err != nil {
		return d, fmt.Errorf("write a handout: %w", err)
	}
	if len(ids) == 0 {
		for _, meta := range course.Lessons {
			ids = append(ids, meta.ID)
		}
	}
	for _, id := range ids {
		lesson, err := course.Lesson(id)
		if err != nil {
			return d, fmt.Errorf("write a handout: %w", err)
		}
		d.lessons = append(d.lessons, lesson)
	}
	return d, nil
}

// title is that of the only lesson, or of the course.
func (d document) title() string {
	if len(d.lessons) == 1 {
		return d.lessons[0].Title
	}
	return d.course.Title
}

// write gives the first error of several writes, so that a document can be written piece by piece.
type writer struct {
	w   io.Writer
	err error
}

func (w *writer) Write(p []byte) (int, error) {
	if w.err != nil {
		return 0, w.err
	}
	var n int
	n, w.err = w.w.Write(p)
	return n, w.err
}

func (w *writer) printf(format string, args ...any) { fmt.Fprintf(w, format, args...) }

// right lists the numbers of a question's right choices, from 1.
func right(q lessons.Question) (numbers []int) {
	for i, c := range q.Choices {
		if c.Right {
			numbers = append(numbers, i+1)
		}
	}
	return numbers
}

// measured is the text of a place for a measurement.
func (d document) measured(m *lessons.Measure) string {
	head := "내 측정값: " + m.Label + " "
	if d.Measured == nil {
		const blank = "________"
		return strings.TrimSpace(head + blank + " " + m.Unit)
	}
	mine, ok := d.Measured(m.Key)
	if !ok {
		return head + "(아직 재지 않았어요)"
	}
	if source := mine.Source(); source != "" {
		return head + mine.Text(m.Unit) + " (" + source + ")"
	}
	return head + mine.Text(m.Unit)
}
