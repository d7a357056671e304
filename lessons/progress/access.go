package progress

import (
	"encoding/json"
	"io"
	"slices"
)

// Status is how far a lesson is.
type Status uint8

// The states of a lesson.
const (
	NotBegun Status = iota
	Begun
	Done
)

// Opened remembers that a lesson was opened.
func (s *Store) Opened(lesson string) {
	s.change(Change{Lesson: lesson}, func(c *Course, now Time) {
		c.Last = set(c.Last, lesson, now)
		if l := c.lesson(lesson); l.Place.At == 0 {
			l.Place = set(l.Place, Place{Line: 1}, now)
		}
	})
}

// Last is the lesson that was opened last; empty if none was.
func (s *Store) Last() string {
	var last string
	s.look(func(c *Course) { last = c.Last.Value })
	return last
}

// SetPlace remembers where a lesson is being read.
func (s *Store) SetPlace(lesson string, p Place) {
	if was, ok := s.Place(lesson); ok && was == p {
		return
	}
	s.change(Change{Lesson: lesson, Place: &p}, func(c *Course, now Time) {
		l := c.lesson(lesson)
		l.Place = set(l.Place, p, now)
	})
}

// Place is where a lesson was left.
func (s *Store) Place(lesson string) (p Place, ok bool) {
	s.look(func(c *Course) {
		if l := c.Lessons[lesson]; l != nil {
			p, ok = l.Place.Value, l.Place.At > 0
		}
	})
	return p, ok
}

// MarkRead remembers that the end of a lesson has been seen; done tells whether nothing is left to answer in it.
func (s *Store) MarkRead(lesson string, done bool) {
	s.change(Change{}, func(c *Course, now Time) {
		l := c.lesson(lesson)
		if !l.Read.Value {
			l.Read = set(l.Read, true, now)
		}
		if done && !l.Done.Value {
			l.Done = set(l.Done, true, now)
		}
	})
}

// Status tells how far a lesson is, and whether its end has been seen.
func (s *Store) Status(lesson string) (status Status, read bool) {
	s.look(func(c *Course) {
		l := c.Lessons[lesson]
		switch {
		case l == nil:
		case l.Done.Value:
			status, read = Done, true
		default:
			status, read = Begun, l.Read.Value
		}
	})
	return status, read
}

// SetAnswer remembers how a question was answered.
func (s *Store) SetAnswer(lesson, question string, a Answer) {
	a.Choices = slices.Clone(a.Choices)
	s.change(Change{Lesson: lesson, Question: question, Answer: &a}, func(c *Course, now Time) {
		l := c.lesson(lesson)
		if l.Answers == nil {
			l.Answers = map[string]Stamped[Answer]{}
		}
		l.Answers[question] = set(l.Answers[question], a, now)
	})
}

// Answer is how a question was answered last.
func (s *Store) Answer(lesson, question string) (a Answer, ok bool) {
	s.look(func(c *Course) {
		if l := c.Lessons[lesson]; l != nil {
			var found Stamped[Answer]
			found, ok = l.Answers[question]
			a = found.Value
			a.Choices = slices.Clone(a.Choices)
		}
	})
	return a, ok
}

// MarkStep remembers that a step of a lab was done.
func (s *Store) MarkStep(lab, step string) {
	if s.Step(lab, step) {
		return
	}
	s.change(Change{Lab: lab, Step: step}, func(c *Course, now Time) {
		if c.Steps == nil {
			c.Steps = map[string]Stamped[bool]{}
		}
		c.Steps[lab+"/"+step] = set(c.Steps[lab+"/"+step], true, now)
	})
}

// Step tells whether a step of a lab was ever done.
func (s *Store) Step(lab, step string) (done bool) {
	s.look(func(c *Course) { done = c.Steps[lab+"/"+step].Value })
	return done
}

// SetMeasurement remembers what was measured.
func (s *Store) SetMeasurement(key string, m Measurement) {
	s.change(Change{Key: key, Value: m.Value}, func(c *Course, now Time) {
		if c.Measurements == nil {
			c.Measurements = map[string]Stamped[Measurement]{}
		}
		c.Measurements[key] = set(c.Measurements[key], m, now)
	})
}

// Measurement is what was measured last.
func (s *Store) Measurement(key string) (m Measurement, ok bool) {
	s.look(func(c *Course) {
		var found Stamped[Measurement]
		found, ok = c.Measurements[key]
		m = found.Value
		if m.Taken == 0 {
			m.Taken = found.At // An older program wrote it, which kept no other date.
		}
	})
	return m, ok
}

// SetGuess remembers what a learner expected and, once it is known, what came of it.
func (s *Store) SetGuess(key string, g Guess) {
	s.change(Change{Key: key, Guess: &g}, func(c *Course, now Time) {
		if c.Guesses == nil {
			c.Guesses = map[string]Stamped[Guess]{}
		}
		c.Guesses[key] = set(c.Guesses[key], g, now)
	})
}

// Guess is what the learner expected last.
func (s *Store) Guess(key string) (g Guess, ok bool) {
	s.look(func(c *Course) {
		var found Stamped[Guess]
		found, ok = c.Guesses[key]
		g = found.Value
	})
	return g, ok
}

// Reset forgets the course.
func (s *Store) Reset() {
	s.change(Change{}, func(c *Course, now Time) { *c = Course{Reset: now} })
}

// Export writes everything, of all courses, for Import.
func (s *Store) Export(w io.Writer) error {
	s.mu.Lock()
	state := s.state.clone()
	s.mu.Unlock()
	data, err := json.MarshalIndent(state, "", "  ")
	if err != nil {
		return err
	}
	_, err = w.Write(append(data, '\n'))
	return err
}

// Import merges what was exported, and writes it at once. It brings back even what was forgotten after it was exported.
func (s *Store) Import(r io.Reader) error {
	other, err := Parse(r)
	if err != nil {
		return err
	}
	s.mu.Lock()
	for id, c := range other.Courses {
		c.revive(s.state.course(id).Reset)
	}
	s.state.merge(other)
	s.dirty = true
	s.mu.Unlock()
	return s.Flush()
}

// look reads the course under the lock. f must keep nothing of it.
func (s *Store) look(f func(*Course)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c := s.state.Courses[s.course]; c != nil {
		f(c)
	}
}
