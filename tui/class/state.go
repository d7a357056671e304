package class

import (
	"context"
	"time"
)

// State is what the screen of one learner is told. It is a value; a newer one has a greater Version.
type State struct {
	Version uint64
	// Hand is up.
	Hand bool
	// Messages have not been put away yet, oldest first.
	Messages []Message
	// At is where the class is, nil if nobody has said. Pull grows each time everybody is to go there.
	At   *Page
	Pull uint64
	// Held are the steps that are not to be done yet, as LAB/STEP.
	Held []string
	// Frozen means that keys do nothing for now.
	Frozen bool
	// Ask is a question that the whole class is asked; nil if there is none.
	Ask *Ask
	// Ends is when the class is over; zero if it does not end by itself.
	Ends time.Time
	// Leaves is when the learner is sent away for having pressed no key; zero while that is far.
	Leaves time.Time
	// Waits is the place in the queue for a lab, or for a measurement; nil while there is nothing to wait for.
	Waits *Wait
}

// Message is something an instructor says.
type Message struct {
	ID   uint64
	Text string
	Hint bool // it helps with the present step, and is for this learner alone
}

// Page is a place in the course.
type Page struct {
	Lesson string
	Number int // of the lesson, from 1
	Title  string
	Line   int // of the lesson's file; 0 is where the learner left it
}

// Ask is a question for everybody: one with choices, or one for a number.
type Ask struct {
	ID       uint64
	Question string
	Choices  []string
	Unit     string // of a number
	// Answered is what this learner has answered; nil until then. A choice is its number, from 1.
	Answered *float64
	// Tally is shown to everybody once the instructor wants that.
	Tally *Tally
}

// Tally is how a question was answered.
type Tally struct {
	// Counts are by choice; nil for a number.
	Counts []int
	// Values are the numbers, ascending; nil for choices.
	Values []float64
	// Right is the number of the right choice, from 1; 0 if that is not told.
	Right int
	// Of is how many learners there are.
	Of int
}

// Wait is a place in a queue.
type Wait struct {
	Before  int  // how many come first; who measures now is not counted
	Measure bool // it is for a measurement
}

// Where is the place of a learner, as the board shows it.
type Where struct {
	Lesson string
	Lab    string
	// Step is the step whose turn it is; empty when all are done or there is no lab. Done are those that are done.
	Step string
	Done []string
	// Failed is how often what was done in this step went wrong.
	Failed int
}

// Desk is a learner's place in a class. Its methods but Next return at once.
type Desk interface {
	// Next waits for a state newer than seen. False means that there will be none, or that ctx has ended.
	Next(ctx context.Context, seen uint64) (State, bool)
	// Hand raises the hand or lowers it.
	Hand(up bool)
	// PutAway takes a message off the screen.
	PutAway(message uint64)
	// Answer answers a question.
	Answer(ask uint64, value float64)
	// Moved tells where the learner is.
	Moved(Where)
}
