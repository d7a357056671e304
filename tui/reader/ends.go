package reader

import (
	"strings"

	"github.com/k8slab/k8slab/lessons"
	"github.com/k8slab/k8slab/tui/reader/page"
	"github.com/k8slab/k8slab/tui/reader/prose"
	"github.com/k8slab/k8slab/tui/words"
)

// opening is what a lesson begins with: its number, its title, and the question it answers.
type opening struct {
	lesson *lessons.Lesson
	lab    bool // there is a lab beside it
}

// words are the facts above the title.
func (o opening) words(say words.Say) []string {
	facts := []string{say.F(textLesson, o.lesson.Number), say.F(textMinutes, o.lesson.Minutes)}
	if o.lab {
		facts = append(facts, say.T(textHasLab))
	}
	return facts
}

// Lay implements widget.
func (o opening) Lay(look page.Look, width int) []page.Line {
	p, g := look.Theme.Panel, look.Glyphs
	var lines []page.Line
	if look.Height > 0 {
		lines = append(lines, page.Line{}) // air between the screen's head and the lesson's
	}
	for _, line := range page.Wrap(strings.Join(o.words(look.Say), " "+g.Dot+" "), width) {
		lines = append(lines, page.Line{Text: p.Muted.Render(line)})
	}
	widest := 0
	for _, line := range page.Wrap(o.lesson.Title, width) {
		widest = max(widest, page.Width(line))
		lines = append(lines, page.Line{Text: p.Title.Render(line)})
	}
	lines = append(lines, page.Line{Text: p.Accent.Render(strings.Repeat(g.HeavyH, widest))}, page.Line{})
	question := prose.Text(o.lesson.Question, look, max(width-2, 1), 0)
	bar := p.Accent.Render(g.Quote) + " "
	return append(lines, page.Indent(question, bar, bar)...)
}

// closing is what a lesson ends with: what is left to do in it, and the way to the next.
type closing struct {
	// left counts the questions that are not yet answered rightly.
	left func() int
	next *lessons.Meta // nil at the end of the course
}

// Lay implements widget.
func (c closing) Lay(look page.Look, width int) []page.Line {
	p, g := look.Theme.Panel, look.Glyphs
	lines := []page.Line{{Text: p.Border.Render(strings.Repeat(g.H, width))}}
	plain := func(style interface{ Render(...string) string }, text string) {
		for _, line := range page.Wrap(text, width) {
			lines = append(lines, page.Line{Text: style.Render(line)})
		}
	}
	if left := c.left(); left > 0 {
		plain(p.Muted, look.F(textLeft, left))
	} else {
		plain(p.OK, g.Tick+" "+look.T(textAllAnswered))
	}
	if c.next == nil {
		plain(p.Text, look.T(textLast))
		plain(p.Muted, look.T(textAgain))
		return lines
	}
	for _, line := range page.Wrap(look.F(textNext, c.next.Number, c.next.Title), width) {
		lines = append(lines, page.Line{
			Text:    page.Paint(p.Link, line),
			Regions: []page.Region{{Seq: 1, To: page.Width(line), Kind: page.Lesson, Target: c.next.ID}},
		})
	}
	return lines
}

// labRef is where the text sends the learner to a lab.
type labRef struct {
	ref    *lessons.LabRef
	static bool // there is nothing to press
}

// Lay implements widget.
func (l labRef) Lay(look page.Look, width int) []page.Line {
	p, g := look.Theme.Panel, look.Glyphs
	bar := p.OK.Render(g.HeavyV) + " "
	lines := []page.Line{{Text: p.Title.Render(look.T(textLab))}}
	lines = append(lines, prose.Text(l.ref.Text, look, width-2, 1)...)
	if l.static {
		return page.Indent(lines, bar, bar)
	}
	button := "[ " + look.T(textToLab) + " ]"
	lines = append(lines, page.Line{
		Text:    p.Key.Render(button),
		Regions: []page.Region{{Seq: maxSeq, To: page.Width(button), Kind: page.Lab, Target: l.ref.Name}},
	})
	return page.Indent(lines, bar, bar)
}
