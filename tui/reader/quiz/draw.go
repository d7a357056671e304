package quiz

import (
	"strconv"
	"strings"

	"charm.land/lipgloss/v2"

	"github.com/k8slab/k8slab/lessons"
	"github.com/k8slab/k8slab/tui/reader/page"
	"github.com/k8slab/k8slab/tui/reader/prose"
)

// drawing is a quiz being drawn.
type drawing struct {
	look  page.Look
	width int
	seq   int
	lines []page.Line
	still bool // there is nothing to press
}

// Lay implements the reader's widget.
func (w *Widget) Lay(look page.Look, width int) []page.Line {
	d := &drawing{look: look, width: width, still: w.static}
	title := look.T(textCheck)
	if w.kind == lessons.QuizRefute {
		title = look.T(textRefute)
	}
	d.rule(title)
	begun := false
	for i := range w.questions {
		if i > 0 {
			d.lines = append(d.lines, page.Line{})
		}
		if len(w.questions) > 1 {
			d.words(look.Theme.Panel.Muted, look.F(textNumber, i+1, len(w.questions)))
		}
		d.question(i, &w.questions[i])
		begun = begun || w.questions[i].tries > 0
	}
	if !begun && !w.static {
		d.lines = append(d.lines, page.Line{})
		d.words(look.Theme.Panel.Muted, look.T(textHow))
	}
	return d.lines
}

// rule draws a heading on a line across the page.
func (d *drawing) rule(title string) {
	p, g := d.look.Theme.Panel, d.look.Glyphs
	for i, line := range page.Wrap(title, d.width-4) {
		if i > 0 {
			d.lines = append(d.lines, page.Line{Text: "   " + p.Title.Render(line)})
			continue
		}
		tail := strings.Repeat(g.H, max(d.width-4-page.Width(line), 0))
		d.lines = append(d.lines, page.Line{
			Text: p.Border.Render(g.H+g.H) + " " + p.Title.Render(line) + " " + p.Border.Render(tail),
		})
	}
}

// words adds a sentence of ours.
func (d *drawing) words(style lipgloss.Style, text string) {
	for _, line := range page.Wrap(text, d.width) {
		d.lines = append(d.lines, page.Line{Text: style.Render(line)})
	}
}

// text adds a sentence of the lesson, with its links, behind heads of equal width.
func (d *drawing) text(text, first, rest string) {
	lines := prose.Text(text, d.look, max(d.width-page.Width(first), 1), d.seq)
	for _, l := range lines {
		for _, r := range l.Regions {
			d.seq = max(d.seq, r.Seq)
		}
	}
	d.lines = append(d.lines, page.Indent(lines, first, rest)...)
}

func (d *drawing) question(i int, q *question) {
	p := d.look.Theme.Panel
	if q.Claim != "" {
		bar := p.Warn.Render(d.look.Glyphs.Quote) + " "
		fold := d.look.Glyphs.Fold
		d.text(fold(textOpen)+q.Claim+fold(textShut), bar, bar)
		d.lines = append(d.lines, page.Line{})
	}
	d.text("**"+q.Ask+"**", "", "")
	if q.Multiple() {
		d.words(p.Muted, d.look.T(textMultiple))
	}
	for n := range q.Choices {
		d.choice(i, n, q)
	}
	d.verdict(i, q)
}

// choice draws one answer, and why it is right or wrong once it has been given.
func (d *drawing) choice(i, n int, q *question) {
	p, g := d.look.Theme.Panel, d.look.Glyphs
	mark, style := " ", p.Text
	if q.shown[n] {
		mark, style = g.Fail, p.Bad
		if q.Choices[n].Right {
			mark, style = g.Tick, p.OK
		}
	}
	head := style.Render(mark) + " "
	if q.Multiple() {
		box := "[ ]"
		if q.ticked[n] {
			box = "[x]"
		}
		head += box + " "
	}
	head += p.Key.Render(strconv.Itoa(n+1)) + ". "
	indent := page.Blank(page.Width(head))
	d.seq++
	lines := prose.Text(q.Choices[n].Text, d.look, max(d.width-page.Width(head), 1), 0)
	for j, l := range page.Indent(lines, head, indent) {
		from := page.Width(head)
		if j == 0 {
			from = page.Width(mark) + 1
		}
		l.Regions = []page.Region{{
			Seq: d.seq, From: from, To: max(page.Width(l.Text), from+1), Kind: page.Choice,
			Target: strconv.Itoa(i) + "." + strconv.Itoa(n),
		}}
		d.lines = append(d.lines, l)
	}
	if q.shown[n] {
		bar := page.Blank(2) + style.Render(g.V) + " "
		d.text(q.Choices[n].Why, bar, bar)
	}
}

// verdict says what has come of the answer, and offers what can be done next.
func (d *drawing) verdict(i int, q *question) {
	p, g := d.look.Theme.Panel, d.look.Glyphs
	switch {
	case q.right && q.tries > 1:
		d.words(p.OK, g.Tick+" "+d.look.F(textRightIn, q.tries))
	case q.right:
		d.words(p.OK, g.Tick+" "+d.look.T(textRight))
	case q.wrong:
		d.words(p.Bad, g.Fail+" "+d.look.T(q.verdict()))
	}
	if q.Multiple() && !q.right && !q.wrong {
		d.button(d.look.T(textSubmit), page.Submit, i)
	}
	if q.right || q.wrong {
		d.button(d.look.T(textRetry), page.Retry, i)
	}
}

// verdict says what is wrong with an answer without saying what is right.
func (q *question) verdict() string {
	if !q.Multiple() {
		return textWrong
	}
	for i, c := range q.Choices {
		if q.ticked[i] && !c.Right {
			return textMixed
		}
	}
	return textPartly
}

func (d *drawing) button(text string, kind page.Kind, i int) {
	if d.still {
		return
	}
	d.seq++
	text = "[ " + text + " ]"
	d.lines = append(d.lines, page.Line{
		Text: d.look.Theme.Panel.Key.Render(text),
		Regions: []page.Region{{
			Seq: d.seq, From: 0, To: page.Width(text), Kind: kind, Target: strconv.Itoa(i),
		}},
	})
}
