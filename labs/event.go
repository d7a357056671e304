package labs

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/k8slab/k8slab/sandbox"
)

// Event is something that happened to a lab. Exactly one field besides At is set. Events are what a recording holds.
type Event struct {
	At time.Time `json:"at"`
	// Connected: an engine answered. Failed: none did, or it refused.
	Connected *sandbox.Info `json:"connected,omitempty"`
	Failed    *Fault        `json:"failed,omitempty"`
	// Offered: no engine can be had, but there is a recording; Playing: it is being played, with the events that follow,
	// until Played.
	Offered *Header `json:"offered,omitempty"`
	Playing *Header `json:"playing,omitempty"`
	Played  *Played `json:"played,omitempty"`
	// Joined: another engine that the scene asks for by name answered, or did not. These come before Connected.
	Joined *Joined `json:"joined,omitempty"`
	// Observed is what was seen.
	Observed *sandbox.Observation `json:"observed,omitempty"`
	// Logged is one operation that ended.
	Logged *sandbox.Entry `json:"logged,omitempty"`
	// Began and Ended frame the actions of a step; Ended carries what went wrong, if anything.
	Began *Began `json:"began,omitempty"`
	Ended *Ended `json:"ended,omitempty"`
	// Guessed: the learner has committed to a guess.
	Guessed *Guess `json:"guessed,omitempty"`
	// Waiting: another program on this machine measures; Measuring: a measurement began; Measured: it ended.
	Waiting   *MeasureAction `json:"waiting,omitempty"`
	Measuring *MeasureAction `json:"measuring,omitempty"`
	Measured  *Measurement   `json:"measured,omitempty"`
	// Rebuilding: the scene is being brought back to where it was before a step; Reset: it has been.
	Rebuilding *Rebuilt `json:"rebuilding,omitempty"`
	Reset      *Rebuilt `json:"reset,omitempty"`
	// Recalled: the lab was left in an earlier run of the program.
	Recalled *Recalled `json:"recalled,omitempty"`
}

// Began says that a step's actions are being carried out.
type Began struct {
	Step int `json:"step"`
}

// Played says that a recording has ended.
type Played struct{}

// Joined is another engine of the scene: what it is, or why it can't be had.
type Joined struct {
	Engine string          `json:"engine"`
	Info   *sandbox.Info   `json:"info,omitempty"`
	Why    *sandbox.Reason `json:"why,omitempty"`
}

// Rebuilt says which step a scene is as it was before; 0 is the beginning.
type Rebuilt struct {
	Step int `json:"step"`
	// Earlier are the steps that were done in an earlier run of the program and have been done again, Kept what was
	// measured in them then.
	Earlier []int         `json:"earlier,omitempty"`
	Kept    []Measurement `json:"kept,omitempty"`
}

// Recalled says which steps the learner has done in an earlier run of the program. Nothing of that run's scene is left.
type Recalled struct {
	Steps []int `json:"steps"`
}

// Ended says that they have been, or why not.
type Ended struct {
	Step  int    `json:"step"`
	Fault *Fault `json:"fault,omitempty"`
}

// Fault is an error made fit for showing: what happened, and what to do about it. Korean, one sentence each.
type Fault struct {
	Kind sandbox.Kind `json:"kind"`
	What string       `json:"what"`
	Do   string       `json:"do"`
}

// Measurement is the median of what was seen of a figure for a while.
type Measurement struct {
	Key    string    `json:"key"`
	Label  string    `json:"label"`
	Unit   string    `json:"unit"`
	Value  float64   `json:"value"`
	At     time.Time `json:"at"`
	Engine string    `json:"engine"`
	// Samples is how many readings the median is of; Disturbed says that something outside of the lab used the CPUs
	// meanwhile, so that the value is to be taken with care.
	Samples   int  `json:"samples"`
	Disturbed bool `json:"disturbed"`
}

// Text is the measurement as it is shown: the value with its unit, and a mark if it was disturbed.
func (m Measurement) Text() string {
	text := m.Number() + " " + m.Unit
	if m.Disturbed {
		text = fmt.Sprintf("%s (방해를 받음)", text)
	}
	return strings.TrimSpace(text)
}

// Number is the value alone, with three figures that mean something; a whole number, such as a count, as such.
func (m Measurement) Number() string {
	if m.Value == math.Trunc(m.Value) {
		return strconv.FormatFloat(m.Value, 'f', 0, 64)
	}
	return strconv.FormatFloat(m.Value, 'f', digits(m.Value), 64)
}

// digits keeps three figures that mean something.
func digits(v float64) int {
	switch {
	case v >= 100 || v <= -100:
		return 0
	case v >= 10 || v <= -10:
		return 1
	}
	return 2
}
