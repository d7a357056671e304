package labpane

import (
	"strconv"
	"strings"

	"github.com/k8slab/k8slab/labs"
)

// draft is a guess that the learner has not committed to yet.
type draft struct {
	asks *labs.Predict
	// number is what has been typed; choice the one selected, from 1; 0 is none, so that an Enter too many decides nothing.
	number string
	choice int
}

// of is the draft for a question: the same one while the question stays the same.
func (d draft) of(asks *labs.Predict) draft {
	if d.asks == asks {
		return d
	}
	return draft{asks: asks}
}

// maxDigits bounds what can be typed as a guess.
const maxDigits = 9

// value is what has been drafted so far.
func (d draft) value() (float64, bool) {
	if len(d.asks.Choices) > 0 {
		return float64(d.choice), d.choice > 0
	}
	v, err := strconv.ParseFloat(d.number, 64)
	return v, err == nil && d.asks.Valid(v)
}

// Type writes a digit or the decimal point into the guess; false if it is neither, or nothing is asked.
func (m *Model) Type(text string) bool {
	d := &m.draft
	if d.asks == nil || len(text) != 1 || !strings.Contains("0123456789.", text) {
		return false
	}
	m.stale = true
	if n := len(d.asks.Choices); n > 0 {
		if v, err := strconv.Atoi(text); err == nil && v >= 1 && v <= n {
			d.choice = v
		}
		return true
	}
	if len(d.number) < maxDigits && (text != "." || !strings.Contains(d.number, ".")) {
		d.number += text
	}
	return true
}

// Erase takes the last digit of the guess back; false if there is none.
func (m *Model) Erase() bool {
	d := &m.draft
	if d.asks == nil || d.number == "" {
		return false
	}
	d.number, m.stale = d.number[:len(d.number)-1], true
	return true
}

// Move moves the choice of a guess, makes a guessed number smaller or larger, or else scrolls: down if positive.
func (m *Model) Move(rows int) {
	d := &m.draft
	switch {
	case d.asks == nil:
		m.Scroll(rows)
		return
	case len(d.asks.Choices) > 0 && d.choice == 0 && rows < 0:
		d.choice = len(d.asks.Choices)
	case len(d.asks.Choices) > 0:
		d.choice = max(1, min(d.choice+rows, len(d.asks.Choices)))
	default:
		d.number = nudge(d.number, rows < 0)
	}
	m.stale = true
}

// nudge goes up or down in steps of 1, 2, 5, 10, 20 …, so that any order of magnitude is a few keys away.
func nudge(number string, up bool) string {
	v, err := strconv.ParseFloat(number, 64)
	if err != nil || v <= 0 {
		return "1"
	}
	const least, most = 0.1, 1e8
	last := least
	for unit := least; unit <= most; unit *= 10 {
		for _, n := range []float64{1, 2, 5} {
			stop := n * unit
			switch {
			case up && stop > v*1.0001:
				return strconv.FormatFloat(stop, 'g', 6, 64)
			case !up && stop >= v*0.9999:
				return strconv.FormatFloat(last, 'g', 6, 64)
			}
			last = stop
		}
	}
	return number
}

// Guess is what has been drafted as the learner's answer; false if nothing is asked or nothing fit was written.
func (m *Model) Guess() (labs.Guess, bool) {
	if m.draft.asks == nil {
		return labs.Guess{}, false
	}
	v, ok := m.draft.value()
	return m.draft.asks.Guess(v), ok
}

// ask shows the question and what has been drafted.
func (d *drawing) ask(q *labs.Predict) {
	p, g := d.look.Theme.Panel, d.look.Glyphs
	d.add(indent("  "+p.Accent.Render(d.t("예상 ")), q.Question, d.width, p.Title)...)
	if len(q.Choices) == 0 {
		number := d.draft.number
		d.add("  " + p.Selected.Render(" "+pad(number+"_", 10)) + " " + p.Text.Render(q.Unit))
		d.add(indent("  "+p.Key.Render(d.t("숫자")), d.t("를 적거나 ↑↓로 고르고, Enter로 정해요. 정한 뒤에 단계를 할 수 있어요."),
			d.width, p.Muted)...)
		return
	}
	for i, choice := range q.Choices {
		mark, style := "   ", p.Text
		if i+1 == d.draft.choice {
			mark, style = "  "+p.Accent.Render(g.Cursor), p.Selected
		}
		d.add(indent(mark+" "+strconv.Itoa(i+1)+" ", choice, d.width, style)...)
	}
	d.add(indent("  "+p.Key.Render(d.t("숫자")), d.t("나 ↑↓로 고르고, Enter로 정해요. 정한 뒤에 단계를 할 수 있어요."), d.width, p.Muted)...)
}

// guessed shows the guess of the current step.
func (d *drawing) guessed(step labs.Step) {
	p := d.look.Theme.Panel
	if q := step.Predict; q != nil {
		if guess, there := d.state.Guesses[q.Key]; there {
			d.add(indent("  "+p.Accent.Render(d.t("예상 ")), guess.Guessed(), d.width, p.Text)...)
		}
	}
}

// came shows a guess beside what came of it.
func (d *drawing) came(step int, sign string) {
	q := d.state.Program.Steps[step].Predict
	if q == nil {
		return
	}
	p := d.look.Theme.Panel
	if guess, there := d.state.Guesses[q.Key]; there && guess.Actual != nil {
		d.add(indent(p.Accent.Render(sign)+" ", guess.Question+d.t(" 예상 ")+guess.Guessed()+d.t(", 결과 ")+guess.Came()+
			" ("+d.t(guess.Verdict())+")", d.width, p.Text)...)
	}
}
