package progress

import (
	"encoding/json"
	"time"
)

// Version is the version of the file's format.
const Version = 1

// State is all that is remembered; the zero value is nothing.
type State struct {
	Version int                `json:"version"`
	Courses map[string]*Course `json:"courses"`
}

// Course is what is remembered of one course.
type Course struct {
	// Reset is when the course was last begun anew; what is older is forgotten.
	Reset Time `json:"reset,omitempty"`
	// Last is the id of the lesson opened last.
	Last    Stamped[string]    `json:"last,omitzero"`
	Lessons map[string]*Lesson `json:"lessons,omitempty"`
	// Steps are the finished steps of labs, by LAB/STEP.
	Steps map[string]Stamped[bool] `json:"steps,omitempty"`
	// Measurements are what the learner's labs have measured, by key.
	Measurements map[string]Stamped[Measurement] `json:"measurements,omitempty"`
	// Guesses are what the learner expected before a lab showed it, by key.
	Guesses map[string]Stamped[Guess] `json:"guesses,omitempty"`
}

// Lesson is what is remembered of one lesson.
type Lesson struct {
	Place Stamped[Place] `json:"place,omitzero"`
	// Read is set when its end has been seen.
	Read Stamped[bool] `json:"read,omitzero"`
	// Done is set when it is read and all its questions are answered rightly.
	Done Stamped[bool] `json:"done,omitzero"`
	// Answers are by question.
	Answers map[string]Stamped[Answer] `json:"answers,omitempty"`
}

// Place is where a lesson was left.
type Place struct {
	// Line is the line of the lesson's file at which the topmost block in view begins, from 1.
	Line int `json:"line"`
	// Offset is how much of that block was out of view, in thousandths of its height: it outlives a change of width.
	Offset int `json:"offset,omitempty"`
}

// Answer is what a learner answered.
type Answer struct {
	// Choices are the numbers of the choices, from 1, in ascending order.
	Choices []int `json:"choices"`
	Right   bool  `json:"right"`
	// Tries counts how often the question was answered.
	Tries int `json:"tries"`
}

// Guess is what a learner expected and what came of it, as text with units.
type Guess struct {
	Question string `json:"question"`
	Guessed  string `json:"guessed"`
	// Came is empty until it is known.
	Came string `json:"came,omitempty"`
}

// Time is in milliseconds since 1970-01-01 UTC; 0 is never.
type Time int64

// lastTime is the end of the year 9999. A file may tell of any time at all, and there must be times after it for what is
// changed later.
const lastTime Time = 253_402_300_799_999

// UnmarshalJSON reads a time. One before 1970 is never; one so late that counting on from it would overflow is lastTime.
func (t *Time) UnmarshalJSON(data []byte) error {
	var ms int64
	if err := json.Unmarshal(data, &ms); err != nil {
		return err
	}
	if *t = max(0, Time(ms)); *t > 2*lastTime {
		*t = lastTime
	}
	return nil
}

// Stamped is a value and when it last changed.
type Stamped[T any] struct {
	Value T    `json:"value"`
	At    Time `json:"at"`
}

// IsZero reports whether the value was never set.
func (s Stamped[T]) IsZero() bool { return s.At == 0 }

// set is a value after a change. It is newer than the old one even where the clock was put back.
func set[T any](old Stamped[T], value T, now Time) Stamped[T] {
	return Stamped[T]{Value: value, At: max(now, old.At+1)}
}

// stampOf is a moment as the file has it.
func stampOf(t time.Time) Time { return Time(t.UnixMilli()) }

// course finds a course, and makes it if it is not there.
func (s *State) course(id string) *Course {
	if s.Courses == nil {
		s.Courses = map[string]*Course{}
	}
	if s.Courses[id] == nil {
		s.Courses[id] = &Course{}
	}
	return s.Courses[id]
}

// lesson finds a lesson, and makes it if it is not there.
func (c *Course) lesson(id string) *Lesson {
	if c.Lessons == nil {
		c.Lessons = map[string]*Lesson{}
	}
	if c.Lessons[id] == nil {
		c.Lessons[id] = &Lesson{}
	}
	return c.Lessons[id]
}
