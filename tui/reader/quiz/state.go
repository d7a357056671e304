package quiz

import (
	"fmt"
	"hash/fnv"
	"slices"
	"strconv"
	"strings"

	"github.com/k8slab/k8slab/lessons"
	"github.com/k8slab/k8slab/lessons/progress"
	"github.com/k8slab/k8slab/tui/reader/page"
)

// Key names a question where answers are kept. It changes with the question's words, so that an answer is never taken
// for one to something else.
func Key(q lessons.Question) string {
	h := fnv.New64a()
	add := func(s string) { _, _ = h.Write(append([]byte(s), 0)) } // a hash never refuses
	add(q.Ask)
	for _, c := range q.Choices {
		add(c.Text)
		add(strconv.FormatBool(c.Right))
	}
	return fmt.Sprintf("%016x", h.Sum64())
}

// question is one question and how far its answering is.
type question struct {
	lessons.Question
	ticked []bool // chosen now
	shown  []bool // the why of these is shown
	right  bool   // was answered rightly
	wrong  bool   // the last answer was not right
	tries  int
}

// restore makes a question look as it did when it was answered.
func (q *question) restore(a progress.Answer) {
	for _, n := range a.Choices {
		if n >= 1 && n <= len(q.Choices) {
			q.ticked[n-1], q.shown[n-1] = true, true
		}
	}
	q.right, q.wrong, q.tries = a.Right, !a.Right, a.Tries
}

func (q *question) clear() {
	clear(q.ticked)
	clear(q.shown)
	q.right, q.wrong, q.tries = false, false, 0
}

// choose takes choice n, from 0, and reports whether that answers the question.
func (q *question) choose(n int) (answered bool) {
	switch {
	case q.Multiple() && q.right:
		q.shown[n] = !q.shown[n]
		return false
	case q.Multiple():
		if q.wrong {
			clear(q.shown)
			q.wrong = false
		}
		q.ticked[n] = !q.ticked[n]
		return false
	case q.right:
		q.shown[n] = !q.shown[n] || q.ticked[n]
		return false
	}
	clear(q.ticked)
	q.ticked[n], q.shown[n] = true, true
	return q.judge()
}

// submit hands in what is ticked.
func (q *question) submit() (answered bool) {
	if q.right || q.wrong || !slices.Contains(q.ticked, true) {
		return false
	}
	copy(q.shown, q.ticked)
	return q.judge()
}

func (q *question) judge() bool {
	q.right = true
	for i, c := range q.Choices {
		q.right = q.right && c.Right == q.ticked[i]
	}
	q.wrong = !q.right
	q.tries++
	return true
}

// answer is what is to be kept.
func (q *question) answer() progress.Answer {
	a := progress.Answer{Right: q.right, Tries: q.tries}
	for i, t := range q.ticked {
		if t {
			a.Choices = append(a.Choices, i+1)
		}
	}
	return a
}

// Widget is a quiz on a page.
type Widget struct {
	kind      lessons.QuizKind
	questions []question
	keep      func(key string, a progress.Answer)
	static    bool
}

// Static makes a quiz that is read, not answered.
func Static(q *lessons.Quiz) *Widget {
	w := New(q, func(string) (progress.Answer, bool) { return progress.Answer{}, false }, nil)
	w.static = true
	return w
}

// New makes a quiz. recall gives what was answered before, keep is told what is answered now.
func New(q *lessons.Quiz, recall func(key string) (progress.Answer, bool), keep func(string, progress.Answer)) *Widget {
	w := &Widget{kind: q.Kind, keep: keep}
	for _, one := range q.Questions {
		n := len(one.Choices)
		state := question{Question: one, ticked: make([]bool, n), shown: make([]bool, n)}
		if a, ok := recall(Key(one)); ok {
			state.restore(a)
		}
		w.questions = append(w.questions, state)
	}
	return w
}

// Right reports whether question i, from 0, is answered rightly.
func (w *Widget) Right(i int) bool { return i >= 0 && i < len(w.questions) && w.questions[i].right }

// Act does what a region of the quiz is for and reports whether it is to be drawn anew.
func (w *Widget) Act(kind page.Kind, target string) bool {
	first, second, _ := strings.Cut(target, ".")
	i, err := strconv.Atoi(first)
	if err != nil || i < 0 || i >= len(w.questions) {
		return false
	}
	q := &w.questions[i]
	answered := false
	switch kind {
	case page.Choice:
		n, err := strconv.Atoi(second)
		if err != nil || n < 0 || n >= len(q.Choices) {
			return false
		}
		answered = q.choose(n)
	case page.Submit:
		answered = q.submit()
	case page.Retry:
		q.clear()
	default:
		return false
	}
	if answered && w.keep != nil {
		w.keep(Key(q.Question), q.answer())
	}
	return true
}
