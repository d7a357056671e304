package quiz

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/k8slab/k8slab/lessons"
	"github.com/k8slab/k8slab/lessons/progress"
	"github.com/k8slab/k8slab/tui/words"
)

// Ask holds a quiz as a conversation in lines, for a screen reader: each question with its choices numbered, then what
// the learner types, then why. An empty line passes a question over. It returns false when the input has ended; what was
// not asked by then is not written either. keep is told of every answer.
func Ask(
	in *bufio.Scanner, out io.Writer, q *lessons.Quiz, first, width int, say words.Say, keep func(string, progress.Answer),
) bool {
	for i, one := range q.Questions {
		single := &lessons.Quiz{Kind: q.Kind, Questions: []lessons.Question{one}}
		write(out, append([]string{""}, Plain(single, first+i, width, say)...))
		n := len(one.Choices)
		state := question{Question: one, ticked: make([]bool, n), shown: make([]bool, n)}
		for !state.right {
			fmt.Fprintf(out, "%s ", say.T(textPrompt))
			if !in.Scan() {
				fmt.Fprintln(out)
				return false
			}
			typed := strings.TrimSpace(in.Text())
			if typed == "" {
				break
			}
			if !state.take(typed) {
				write(out, []string{say.F(textNotANumber, n)})
				continue
			}
			write(out, state.reply(width, say))
			keep(Key(one), state.answer())
		}
	}
	return true
}

// take takes the numbers of choices, apart by blanks or commas, as an answer. It reports whether that is what it was
// given.
func (q *question) take(text string) bool {
	ticked := make([]bool, len(q.ticked))
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == ',' }) {
		n, err := strconv.Atoi(strings.TrimSuffix(word, "번"))
		if err != nil || n < 1 || n > len(ticked) {
			return false
		}
		ticked[n-1] = true
	}
	copy(q.ticked, ticked)
	q.judge()
	return true
}

// reply says whether the answer was right, and why.
func (q *question) reply(width int, say words.Say) []string {
	lines := []string{say.T(q.verdict())}
	if q.right {
		lines[0] = say.T(textRight)
	}
	for i, ticked := range q.ticked {
		if ticked {
			lines = append(lines, hang(strconv.Itoa(i+1)+") ", q.Choices[i].Why, width)...)
		}
	}
	return lines
}

func write(out io.Writer, lines []string) {
	for _, line := range lines {
		fmt.Fprintln(out, line)
	}
}
