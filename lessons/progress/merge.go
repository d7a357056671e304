package progress

import (
	"bytes"
	"encoding/json"
)

// merge takes over everything from other that is newer. other is not changed, and shares nothing with s afterwards that
// either of them writes to.
func (s *State) merge(other *State) {
	for id, theirs := range other.Courses {
		if theirs != nil {
			s.course(id).merge(theirs)
		}
	}
}

func (c *Course) merge(o *Course) {
	c.Reset = max(c.Reset, o.Reset)
	c.Last = later(c.Last, o.Last)
	for id, theirs := range o.Lessons {
		if theirs != nil {
			c.lesson(id).merge(theirs)
		}
	}
	c.Steps = laterOf(c.Steps, o.Steps)
	c.Measurements = laterOf(c.Measurements, o.Measurements)
	c.Guesses = laterOf(c.Guesses, o.Guesses)
	c.forget()
}

func (l *Lesson) merge(o *Lesson) {
	l.Place = later(l.Place, o.Place)
	l.Read = later(l.Read, o.Read)
	l.Done = later(l.Done, o.Done)
	l.Answers = laterOf(l.Answers, o.Answers)
}

// later is the one of two values that changed last. Of two that changed at once it is the greater one as text, so that
// it does not matter which is merged into which.
func later[T any](a, b Stamped[T]) Stamped[T] {
	switch {
	case b.At > a.At:
		return b
	case b.At < a.At || a.At == 0:
		return a
	}
	left, errLeft := json.Marshal(a.Value)
	right, errRight := json.Marshal(b.Value)
	if errLeft == nil && errRight == nil && bytes.Compare(left, right) < 0 {
		return b
	}
	return a
}

func laterOf[T any](a, b map[string]Stamped[T]) map[string]Stamped[T] {
	if a == nil && len(b) > 0 {
		a = make(map[string]Stamped[T], len(b))
	}
	for key, theirs := range b {
		if merged := later(a[key], theirs); merged.At > 0 {
			a[key] = merged
		}
	}
	return a
}

// forget drops what is not newer than the last reset.
func (c *Course) forget() {
	if c.Reset == 0 {
		return
	}
	c.Last = since(c.Last, c.Reset)
	for id, l := range c.Lessons {
		l.Place, l.Read, l.Done = since(l.Place, c.Reset), since(l.Read, c.Reset), since(l.Done, c.Reset)
		drop(l.Answers, c.Reset)
		if l.Place.At == 0 && l.Read.At == 0 && l.Done.At == 0 && len(l.Answers) == 0 {
			delete(c.Lessons, id)
		}
	}
	drop(c.Steps, c.Reset)
	drop(c.Measurements, c.Reset)
	drop(c.Guesses, c.Reset)
}

func since[T any](s Stamped[T], reset Time) Stamped[T] {
	if s.At <= reset {
		return Stamped[T]{}
	}
	return s
}

func drop[T any](m map[string]Stamped[T], reset Time) {
	for key, s := range m {
		if s.At <= reset {
			delete(m, key)
		}
	}
}

// revive makes what is not newer than a reset newer than it.
func (c *Course) revive(reset Time) {
	if reset == 0 {
		return
	}
	c.Last = lift(c.Last, reset)
	for _, l := range c.Lessons {
		l.Place, l.Read, l.Done = lift(l.Place, reset), lift(l.Read, reset), lift(l.Done, reset)
		liftAll(l.Answers, reset)
	}
	liftAll(c.Steps, reset)
	liftAll(c.Measurements, reset)
	liftAll(c.Guesses, reset)
}

func lift[T any](s Stamped[T], reset Time) Stamped[T] {
	if s.At > 0 {
		s.At = max(s.At, reset+1)
	}
	return s
}

func liftAll[T any](m map[string]Stamped[T], reset Time) {
	for key, s := range m {
		m[key] = lift(s, reset)
	}
}

// clone is a deep copy.
func (s *State) clone() *State {
	copied := &State{Version: Version}
	copied.merge(s)
	return copied
}
