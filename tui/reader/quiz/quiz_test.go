package quiz_test

import (
	"strings"
	"testing"

	"github.com/k8slab/k8slab/lessons"
	"github.com/k8slab/k8slab/lessons/progress"
	"github.com/k8slab/k8slab/tui/glyph"
	"github.com/k8slab/k8slab/tui/reader/page"
	"github.com/k8slab/k8slab/tui/reader/quiz"
	"github.com/k8slab/k8slab/tui/theme"
)

func single() lessons.Question {
	return lessons.Question{Claim: "틀린 말", Ask: "무엇이 맞나요?", Choices: []lessons.Choice{
		{Text: "보기 하나", Why: "하나는 이래서 틀려요."},
		{Text: "보기 둘", Right: true, Why: "둘은 이래서 맞아요."},
		{Text: "보기 셋", Why: "셋은 이래서 틀려요."},
	}}
}

func multiple() lessons.Question {
	q := single()
	q.Choices[2].Right = true
	return q
}

// kept is what a quiz has had kept.
type kept map[string]progress.Answer

func newQuiz(kind lessons.QuizKind, k kept, questions ...lessons.Question) *quiz.Widget {
	return quiz.New(&lessons.Quiz{Kind: kind, Questions: questions},
		func(key string) (progress.Answer, bool) {
			a, ok := k[key]
			return a, ok
		},
		func(key string, a progress.Answer) { k[key] = a })
}

func drawn(t *testing.T, w *quiz.Widget) string {
	t.Helper()
	th, err := theme.Load(theme.Options{Name: "dark", NoColor: true})
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, line := range w.Lay(page.Look{Theme: th, Glyphs: glyph.Unicode()}, 60) {
		b.WriteString(page.Strip(line.Text) + "\n")
	}
	return b.String()
}

func TestOneRightAnswer(t *testing.T) {
	k := kept{}
	w := newQuiz(lessons.QuizRefute, k, single())
	if s := drawn(t, w); strings.Contains(s, "이래서") || !strings.Contains(s, "“틀린 말”") {
		t.Fatalf("before any answer:\n%s", s)
	}
	w.Act(page.Choice, "0.0")
	s := drawn(t, w)
	if !strings.Contains(s, "✗ 1. 보기 하나") || !strings.Contains(s, "하나는 이래서") || strings.Contains(s, "둘은 이래서") {
		t.Fatalf("after a wrong answer:\n%s", s)
	}
	if a := k[quiz.Key(single())]; a.Right || a.Tries != 1 || len(a.Choices) != 1 || a.Choices[0] != 1 {
		t.Errorf("kept %+v", a)
	}
	w.Act(page.Choice, "0.1")
	s = drawn(t, w)
	if !strings.Contains(s, "✓ 2. 보기 둘") || !strings.Contains(s, "둘은 이래서 맞아요") || !strings.Contains(s, "2번 만에") {
		t.Fatalf("after the right answer:\n%s", s)
	}
	w.Act(page.Choice, "0.2")
	if s = drawn(t, w); !strings.Contains(s, "셋은 이래서") || !w.Right(0) {
		t.Errorf("the other whys cannot be read afterwards, or undo the answer:\n%s", s)
	}
	if a := k[quiz.Key(single())]; !a.Right || a.Tries != 2 || a.Choices[0] != 2 {
		t.Errorf("kept %+v", a)
	}
}

func TestSeveralRightAnswers(t *testing.T) {
	k := kept{}
	w := newQuiz(lessons.QuizCheck, k, multiple())
	if w.Act(page.Submit, "0"); len(k) != 0 {
		t.Fatal("handed in without a choice")
	}
	w.Act(page.Choice, "0.1")
	w.Act(page.Submit, "0")
	s := drawn(t, w)
	if !strings.Contains(s, "더 있어요") || strings.Contains(s, "셋은") || w.Right(0) {
		t.Fatalf("one of two:\n%s", s)
	}
	w.Act(page.Choice, "0.0")
	w.Act(page.Choice, "0.2")
	w.Act(page.Submit, "0")
	s = drawn(t, w)
	if !strings.Contains(s, "틀린 것이 섞여") || !strings.Contains(s, "✗ [x] 1.") || !strings.Contains(s, "하나는 이래서") {
		t.Fatalf("one too many:\n%s", s)
	}
	w.Act(page.Choice, "0.0")
	w.Act(page.Submit, "0")
	if s = drawn(t, w); !strings.Contains(s, "3번 만에 맞았어요") || !w.Right(0) {
		t.Fatalf("both:\n%s", s)
	}
	if a := k[quiz.Key(multiple())]; !a.Right || a.Tries != 3 || len(a.Choices) != 2 {
		t.Errorf("kept %+v", a)
	}
}

func TestAnswersComeBack(t *testing.T) {
	k := kept{}
	newQuiz(lessons.QuizCheck, k, single()).Act(page.Choice, "0.1")
	again := newQuiz(lessons.QuizCheck, k, single())
	if s := drawn(t, again); !again.Right(0) || !strings.Contains(s, "둘은 이래서") {
		t.Errorf("the answer is forgotten:\n%s", s)
	}
	changed := single()
	changed.Choices[1].Text = "보기 둘, 고친 것"
	if newQuiz(lessons.QuizCheck, k, changed).Right(0) {
		t.Error("an answer to other words is taken for one to these")
	}
	again.Act(page.Retry, "0")
	if s := drawn(t, again); again.Right(0) || strings.Contains(s, "이래서") {
		t.Errorf("begun anew:\n%s", s)
	}
	k[quiz.Key(single())] = progress.Answer{Choices: []int{-1, 0, 99}}
	_ = drawn(t, newQuiz(lessons.QuizCheck, k, single())) // a file that someone has edited
}

func TestBadTargets(t *testing.T) {
	w := newQuiz(lessons.QuizCheck, kept{}, single())
	for _, target := range []string{"", "x", "0", "0.x", "0.9", "9.0", "-1.0", "0.-1"} {
		if w.Act(page.Choice, target) {
			t.Errorf("%q chose something", target)
		}
	}
}
