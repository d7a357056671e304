package class

import (
	"context"
	"time"
)

// Outline is the course as a board needs it.
type Outline struct {
	Title   string
	Lessons []Lesson
}

// Lesson is one lesson of an outline.
type Lesson struct {
	ID, Title string
	Lab       string
	Steps     []Step
	Asks      []Question
	Measures  []Measure
}

// Step is a step of the lesson's lab.
type Step struct{ ID, Title string }

// Question is one that a class can be asked: a quiz's, or a prediction of the lab's.
type Question struct {
	Text    string
	Choices []string
	Unit    string
	Right   int // the number of the right choice, from 1; 0 if there is not just one
}

// Measure is what the lab measures.
type Measure struct{ Key, Label, Unit string }

// Picture is what an instructor sees. It is a value; a newer one has a greater Version.
type Picture struct {
	Version  uint64
	Now      time.Time
	Learners []Learner
	Host     Host
	Ends     time.Time
	Frozen   bool
	Held     []string // LAB/STEP
	At       *Page
	Ask      *Ask
	Tally    *Tally // of Ask
	// Measured is what everybody has measured, by key.
	Measured map[string][]Value
	// Waiting is how many wait to be let in, LabsWaiting how many wait for a lab.
	Waiting, LabsWaiting int
	// Said is what became of the last order that could not be carried out; empty if it could.
	Said string
}

// Learner is one row of the grid.
type Learner struct {
	ID   int64
	Name string
	Here bool // connected now
	Gone bool // was here, and is not waited for any more
	Where
	Since time.Time // of the present step, or lesson
	Hand  time.Time // when it was raised; zero if it is not
	Keyed time.Time // when a key was pressed last
}

// Host is how busy the machine is.
type Host struct {
	CPUs      int
	Busy      float64 // of all CPUs, 0 to 1
	Memory    int64   // bytes in use
	MemoryAll int64
	Labs      int // labs that are alive
	LabsMost  int
}

// Value is what one learner has measured.
type Value struct {
	Name  string
	Value float64
}

// OrderKind says what an instructor wants.
type OrderKind string

// The orders.
const (
	OrderPull    OrderKind = "pull"    // everybody to Page
	OrderHold    OrderKind = "hold"    // Step is not to be done yet
	OrderRelease OrderKind = "release" // Step may be done
	OrderAsk     OrderKind = "ask"     // Question for all
	OrderShow    OrderKind = "show"    // the answers so far to everybody
	OrderDone    OrderKind = "done"    // no question any more
	OrderSay     OrderKind = "say"     // Text to Learner, or to all if that is 0
	OrderHint    OrderKind = "hint"    // Text to Learner, as a hint for the present step
	OrderLower   OrderKind = "lower"   // Learner's hand is seen to
	OrderFreeze  OrderKind = "freeze"
	OrderThaw    OrderKind = "thaw"
	OrderExtend  OrderKind = "extend" // By
	OrderEnd     OrderKind = "end"
)

// Order is what an instructor wants done.
type Order struct {
	Kind     OrderKind
	Learner  int64
	Text     string
	Page     Page
	Step     string // LAB/STEP
	Question Question
	By       time.Duration
}

// Hall is the class as an instructor has it. Do returns at once.
type Hall interface {
	Outline() Outline
	// Next waits for a picture newer than seen, and at most as often as a screen is worth drawing. False means that there
	// will be none, or that ctx has ended.
	Next(ctx context.Context, seen uint64) (Picture, bool)
	Do(Order)
	// Look calls f with the content of a learner's screen, row by row with its styles, now and whenever it changes, until
	// stop is called. It is false if that learner has no screen now.
	Look(learner int64, f func(content string)) (stop func(), ok bool)
}
