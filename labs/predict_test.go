package labs_test

import (
	"strings"
	"testing"
	"time"

	"github.com/k8slab/k8slab/labs"
)

// asking is the lab of parse_test.go with a question in its only step.
func asking(question string) string {
	return strings.Replace(good, "    within: 5s\n", "    within: 5s\n    predict: "+question+"\n", 1)
}

func TestPredictFaults(t *testing.T) {
	for _, tc := range []struct{ name, question, want string }{
		{"no question", "{key: a.b, value: '1'}", "question"},
		{"a key that is none", "{key: AB, question: q, value: '1'}", "key"},
		{"one choice", "{key: a.b, question: q, choices: [x], value: '1'}", "choices"},
		{"choices without a value", "{key: a.b, question: q, choices: [x, y]}", "value"},
		{"nothing measures it", "{key: a.b, question: q}", "value"},
		{"a script that answers nothing", "{key: a.b, question: q, choices: [x, y], value: '1', auto: 3}", "auto"},
		{"a value that is no number", "{key: a.b, question: q, value: '\"x\"'}", "수"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, err := open(asking(tc.question))
			if err == nil || !strings.Contains(err.Error(), tc.want) || !strings.Contains(err.Error(), "demo.yaml:") {
				t.Errorf("got %v, want a fault of the file that speaks of %s", err, tc.want)
			}
		})
	}
}

func TestGuessComesBeforeAndIsComparedAfter(t *testing.T) {
	p, err := open(strings.Replace(asking(`{key: a.cpu, question: 몇 코어?, unit: 코어, value: sandbox.a.cgroup.cpu_limit}`),
		`'"a" in sandbox`, `'"first" in sandbox || "a" in sandbox`, 1))
	if err != nil {
		t.Fatal(err)
	}
	s := labs.NewState(p)
	asks := s.Asks()
	if asks == nil {
		t.Fatal("the step asks nothing")
	}
	guess := asks.Guess(2)
	s = s.Apply(labs.Event{Guessed: &guess})
	if s.Asks() != nil {
		t.Error("the step asks again after the guess")
	}
	e := seen(time.Unix(1, 0), limited(0.5))
	e.Observed.Sandboxes[0].Name = "a"
	s = s.Apply(e)
	g := s.Guesses["a.cpu"]
	if !s.Done() || g.Guessed() != "2 코어" || g.Came() != "0.50 코어" || g.Verdict() != "예상의 4.0분의 1" {
		t.Errorf("done %v, guessed %q, came %q, %q", s.Done(), g.Guessed(), g.Came(), g.Verdict())
	}
	if s = s.Apply(labs.Event{Reset: &labs.Rebuilt{}}); s.Asks() == nil || len(s.Guesses) > 0 {
		t.Error("after a reset the guess is still there")
	}
}

func TestVerdict(t *testing.T) {
	choices := []string{"보여요", "안 보여요"}
	for _, tc := range []struct {
		guess   labs.Guess
		actual  float64
		verdict string
	}{
		{labs.Guess{Value: 100}, 105, "거의 맞혔어요"},
		{labs.Guess{Value: 100}, 100, "딱 맞혔어요"},
		{labs.Guess{Value: 10}, 985, "예상의 98.5배"},
		{labs.Guess{Value: 100}, 20, "예상의 5.0분의 1"},
		{labs.Guess{Value: 0}, 20, "예상과 달라요"},
		{labs.Guess{Value: 1, Choices: choices}, 2, "예상과 달라요"},
		{labs.Guess{Value: 2, Choices: choices}, 2, "맞혔어요"},
	} {
		tc.guess.Actual = &tc.actual
		if got := tc.guess.Verdict(); got != tc.verdict {
			t.Errorf("%v and then %v: %q, want %q", tc.guess.Value, tc.actual, got, tc.verdict)
		}
	}
}
