package labpane_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/charmbracelet/x/ansi"

	"github.com/k8slab/k8slab/labs"
	"github.com/k8slab/k8slab/sandbox"
	"github.com/k8slab/k8slab/tui/glyph"
	"github.com/k8slab/k8slab/tui/labpane"
)

func asking(t *testing.T, predict string) *labpane.Model {
	t.Helper()
	src := "id: q\ntitle: 물음\nscene:\n  a: {command: [work, idle]}\nsteps:\n  - id: one\n    title: 하나\n" +
		"    do: [{start: a}]\n    check: [{that: 'false', else: 아직}]\n    predict: " + predict + "\n"
	p, err := labs.Open(fstest.MapFS{"labs/q.yaml": {Data: []byte(src)}}, "q")
	if err != nil {
		t.Fatal(err)
	}
	m := labpane.New(look(t, glyph.Unicode()), labs.NewState(p).Apply(labs.Event{Connected: &sandbox.Info{Name: "x"}}))
	m.SetSize(60, 40)
	return m
}

func TestNumberIsGuessed(t *testing.T) {
	m := asking(t, "{key: a.b, question: 몇 ms?, unit: ms, value: '1'}")
	if _, ok := m.Guess(); ok {
		t.Error("nothing was written, and it is a guess all the same")
	}
	for _, text := range []string{"1", "2", ".", ".", "5", "x", "ㅂ"} {
		m.Type(text)
	}
	if g, ok := m.Guess(); !ok || g.Value != 12.5 {
		t.Errorf("guess %v %v, want 12.5", g.Value, ok)
	}
	m.Erase()
	m.Erase()
	m.Move(-1)
	if g, _ := m.Guess(); g.Value != 20 {
		t.Errorf("one up from 12 is %v, want 20", g.Value)
	}
	m.Move(1)
	m.Move(1)
	if g, _ := m.Guess(); g.Value != 5 {
		t.Errorf("two down from 20 are %v, want 5", g.Value)
	}
	if text := ansi.Strip(strings.Join(m.Rows(), "\n")); !strings.Contains(text, "몇 ms?") || !strings.Contains(text, "5_") {
		t.Errorf("neither the question nor the draft is on the screen:\n%s", text)
	}
}

func TestChoiceIsGuessed(t *testing.T) {
	m := asking(t, "{key: a.b, question: 보일까요?, choices: [네, 아니요], value: '1'}")
	if _, ok := m.Guess(); ok {
		t.Error("nothing was chosen, and it is a guess all the same")
	}
	m.Move(-1)
	if g, ok := m.Guess(); !ok || g.Guessed() != "아니요" {
		t.Errorf("one up chose %q", g.Guessed())
	}
	m.Type("1")
	m.Type("7")
	g, ok := m.Guess()
	if !ok || g.Guessed() != "네" {
		t.Errorf("the digit 1 chose %q", g.Guessed())
	}
	s := m.State().Apply(labs.Event{Guessed: &g})
	m.SetState(s)
	if m.Type("2") {
		t.Error("a digit was taken although nothing is asked any more")
	}
	if text := ansi.Strip(strings.Join(m.Rows(), "\n")); !strings.Contains(text, "예상 네") {
		t.Errorf("the guess is not on the screen:\n%s", text)
	}
}
