package progress_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/k8slab/k8slab/lessons/progress"
)

// shelf is a Keeper in memory.
type shelf struct {
	data []byte
	bad  error
}

func (s *shelf) Load() ([]byte, error) { return s.data, s.bad }

func (s *shelf) Save(data []byte) error {
	if s.bad == nil {
		s.data = slices.Clone(data)
	}
	return s.bad
}

// What is kept elsewhere comes back from there, and whoever listens is told what a learner did.
func TestElsewhere(t *testing.T) {
	kept := &shelf{}
	var told []progress.Change
	open := func() *progress.Store {
		s, err := progress.Open(progress.Options{
			Place: kept, Course: "c", Delay: time.Hour, Changed: func(c progress.Change) { told = append(told, c) },
		})
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	s := open()
	s.Opened("terms")
	s.SetPlace("terms", progress.Place{Line: 7})
	s.SetAnswer("terms", "q", progress.Answer{Choices: []int{2}, Right: true, Tries: 1})
	s.MarkStep("lab", "one")
	s.MarkStep("lab", "one") // is no change
	s.SetMeasurement("a.b", progress.Measurement{Value: "3"})
	s.SetGuess("a.b", progress.Guess{Guessed: "4"})
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if len(told) != 6 || told[0].Lesson != "terms" || told[1].Place.Line != 7 || !told[2].Answer.Right ||
		told[3].Step != "one" || told[4].Value != "3" || told[5].Guess.Guessed != "4" {
		t.Errorf("told %+v", told)
	}
	again := open()
	if p, ok := again.Place("terms"); !ok || p.Line != 7 || !again.Step("lab", "one") {
		t.Errorf("place %v %v", p, ok)
	}
	kept.bad = errors.New("no room")
	again.MarkStep("lab", "two")
	if again.Flush() == nil {
		t.Error("what could not be kept is no error")
	}
}
