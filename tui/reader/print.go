package reader

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/k8slab/k8slab/lessons"
	"github.com/k8slab/k8slab/lessons/progress"
	"github.com/k8slab/k8slab/tui/glyph"
	"github.com/k8slab/k8slab/tui/reader/facts"
	"github.com/k8slab/k8slab/tui/reader/figure"
	"github.com/k8slab/k8slab/tui/reader/page"
	"github.com/k8slab/k8slab/tui/reader/prose"
	"github.com/k8slab/k8slab/tui/reader/quiz"
	"github.com/k8slab/k8slab/tui/theme"
	"github.com/k8slab/k8slab/tui/words"
)

// PrintOptions say how to print a lesson.
type PrintOptions struct {
	// Width is in cells; less than 8 is taken for 80.
	Width      int
	Theme      theme.Theme
	Glyphs     glyph.Set
	Hyperlinks bool
	// Say speaks the interface's language; its zero value is Korean.
	Say words.Say
	// Measured is as in Config; nil leaves the places for measurements empty.
	Measured func(key string) (progress.Measurement, bool)
}

// Print writes a lesson as the reader would draw it, from beginning to end: every emphasis of a figure in words, no
// buttons. Styles are for all the colours there are; a writer that knows its terminal may reduce them.
func Print(w io.Writer, lesson *lessons.Lesson, o PrintOptions) error {
	if o.Width < 8 {
		o.Width = 80
	}
	look := page.Look{Theme: o.Theme, Glyphs: o.Glyphs, Hyperlinks: o.Hyperlinks, Say: o.Say}
	out := bufio.NewWriter(w)
	for i, part := range printed(lesson, o.Measured) {
		lines := part.Lay(look, o.Width)
		if i > 0 && len(lines) > 0 {
			lines = append([]page.Line{{}}, lines...)
		}
		for _, line := range lines {
			_, _ = out.WriteString(line.Text + "\n") // Flush tells.
		}
	}
	return out.Flush()
}

// printed makes widgets that have nothing to press.
func printed(lesson *lessons.Lesson, measured func(string) (progress.Measurement, bool)) []widget {
	parts := []widget{opening{lesson, lesson.Lab != ""}}
	for _, b := range lesson.Blocks {
		switch b := b.(type) {
		case *lessons.Prose:
			for node := b.Doc.FirstChild(); node != nil; node = node.NextSibling() {
				parts = append(parts, prose.Block{Node: node, Source: b.Source})
			}
		case *lessons.FigureBlock:
			parts = append(parts, figure.Static(b))
		case *lessons.Facts:
			parts = append(parts, &facts.Widget{Facts: b, Measured: measured})
		case *lessons.Quiz:
			parts = append(parts, quiz.Static(b))
		case *lessons.LabRef:
			parts = append(parts, labRef{ref: b, static: true})
		}
	}
	return parts
}

// PrintPlain writes a lesson for a screen reader or a pipe: no styles, no box drawing, no columns; tables as "row,
// column: fact", figures as nested lists, choices numbered, and the answers at the end. A width of 0 breaks no lines.
func PrintPlain(w io.Writer, lesson *lessons.Lesson, width int, say words.Say) error {
	p := &plain{out: bufio.NewWriter(w), width: width, say: say}
	p.lesson(lesson)
	p.answers(lesson)
	return p.out.Flush()
}

// Converse reads a lesson out as PrintPlain does, and stops at each quiz to ask its questions; answers come line by line
// from in. What is answered is remembered. When in ends, the lesson goes on without asking, and with the answers to what
// was not asked at its end.
func Converse(in io.Reader, w io.Writer, lesson *lessons.Lesson, width int, store *progress.Store, say words.Say) error {
	p := &plain{out: bufio.NewWriter(w), width: width, say: say}
	lines := bufio.NewScanner(in)
	listening := true
	keep := func(key string, a progress.Answer) { store.SetAnswer(lesson.ID, key, a) }
	p.ask = func(q *lessons.Quiz) bool {
		listening = listening && quiz.Ask(lines, flushed{p.out}, q, p.question+1, width, say, keep)
		return listening
	}
	store.Opened(lesson.ID)
	p.lesson(lesson)
	if len(p.unasked) > 0 {
		p.answers(lesson)
	}
	store.MarkRead(lesson.ID, answeredAll(lesson, store))
	return p.out.Flush()
}

// answeredAll reports whether every question of a lesson has been answered rightly.
func answeredAll(lesson *lessons.Lesson, store *progress.Store) bool {
	for _, b := range lesson.Blocks {
		q, ok := b.(*lessons.Quiz)
		if !ok {
			continue
		}
		for _, one := range q.Questions {
			if a, ok := store.Answer(lesson.ID, quiz.Key(one)); !ok || !a.Right {
				return false
			}
		}
	}
	return true
}

// flushed writes through a buffer at once, so that a question is read before an answer is awaited.
type flushed struct{ out *bufio.Writer }

func (f flushed) Write(b []byte) (int, error) {
	n, err := f.out.Write(b)
	if err == nil {
		err = f.out.Flush()
	}
	return n, err
}

// lesson writes a lesson without the answers.
func (p *plain) lesson(lesson *lessons.Lesson) {
	width := p.width
	head := opening{lesson, lesson.Lab != ""}
	p.part(page.Wrap(fmt.Sprintf("# %d. %s", lesson.Number, lesson.Title), width))
	p.part(page.Wrap(strings.Join(head.words(p.say)[1:], ", "), width))
	p.part(prose.Plain(p.say.T(textQuestion)+": "+lesson.Question, width))
	for _, b := range lesson.Blocks {
		p.block(b)
	}
}

// plain is a lesson being written without styles.
type plain struct {
	out      *bufio.Writer
	width    int
	say      words.Say
	begun    bool
	question int // questions so far
	// ask holds a quiz as a conversation, and reports false when nobody answers any more; nil if nobody is asked.
	ask     func(*lessons.Quiz) bool
	unasked []*lessons.Quiz
}

// part writes lines, with an empty one before them.
func (p *plain) part(lines []string) {
	if len(lines) == 0 {
		return
	}
	if p.begun {
		lines = append([]string{""}, lines...)
	}
	p.begun = true
	for _, line := range lines {
		_, _ = p.out.WriteString(strings.TrimRight(line, " ") + "\n") // Flush tells.
	}
}

func (p *plain) block(b lessons.Block) {
	switch b := b.(type) {
	case *lessons.Prose:
		p.part(prose.Block{Node: b.Doc, Source: b.Source}.Plain(p.width))
	case *lessons.FigureBlock:
		p.part(figure.Plain(b, p.width, p.say))
	case *lessons.Facts:
		p.part((&facts.Widget{Facts: b}).Plain(p.width, p.say))
	case *lessons.Quiz:
		if p.ask == nil || !p.ask(b) {
			p.part(quiz.Plain(b, p.question+1, p.width, p.say))
			p.unasked = append(p.unasked, b)
		}
		p.question += len(b.Questions)
	case *lessons.LabRef:
		p.part(prose.Plain(p.say.T(textLab)+": "+b.Text, p.width))
	}
}

// answers writes the answers to all questions that nobody was asked.
func (p *plain) answers(lesson *lessons.Lesson) {
	first, headed := 1, false
	for _, b := range lesson.Blocks {
		q, ok := b.(*lessons.Quiz)
		if !ok {
			continue
		}
		if slices.Contains(p.unasked, q) {
			if !headed {
				p.part([]string{"## " + p.say.T(textAnswersHead)})
				headed = true
			}
			p.part(quiz.Answers(q, first, p.width, p.say))
		}
		first += len(q.Questions)
	}
}
