package quiz

import (
	"strconv"

	"github.com/k8slab/k8slab/lessons"
	"github.com/k8slab/k8slab/tui/reader/page"
	"github.com/k8slab/k8slab/tui/reader/prose"
	"github.com/k8slab/k8slab/tui/words"
)

// Plain writes a quiz for a screen reader or a pipe, its questions numbered from first on. A width of 0 breaks no lines.
func Plain(q *lessons.Quiz, first, width int, say words.Say) []string {
	title := say.T(textCheck)
	if q.Kind == lessons.QuizRefute {
		title = say.T(textRefute)
	}
	lines := []string{title}
	for i, one := range q.Questions {
		lines = append(lines, "")
		if one.Claim != "" {
			lines = append(lines, prose.Plain(textOpen+one.Claim+textShut, width)...)
		}
		ask := say.F(textQuestion, first+i) + " " + one.Ask
		if one.Multiple() {
			ask += " " + say.T(textMultiple)
		}
		lines = append(lines, prose.Plain(ask, width)...)
		for n, c := range one.Choices {
			lines = append(lines, hang(strconv.Itoa(n+1)+") ", c.Text, width)...)
		}
	}
	return lines
}

// Answers writes what is right and wrong in a quiz, and why.
func Answers(q *lessons.Quiz, first, width int, say words.Say) []string {
	var lines []string
	for i, one := range q.Questions {
		lines = append(lines, hang("", say.F(textQuestion, first+i)+" "+one.Ask, width)...)
		for n, c := range one.Choices {
			word := say.T(textIsWrong)
			if c.Right {
				word = say.T(textIsRight)
			}
			lines = append(lines, hang(strconv.Itoa(n+1)+") ", word+": "+c.Why, width)...)
		}
	}
	return lines
}

// hang puts head before the first line and as many blanks before the others.
func hang(head, text string, width int) []string {
	inner := width
	if width > 0 {
		inner = max(width-page.Width(head), 8)
	}
	lines := prose.Plain(text, inner)
	for i := range lines {
		if i == 0 {
			lines[i] = head + lines[i]
		} else {
			lines[i] = page.Blank(page.Width(head)) + lines[i]
		}
	}
	return lines
}
