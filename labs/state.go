package labs

import (
	"maps"
	"slices"
	"time"

	"github.com/k8slab/k8slab/sandbox"
)

// Mark is how far a step has come.
type Mark string

// The marks of a step.
const (
	MarkAhead       Mark = "ahead"       // its turn has not come
	MarkCurrent     Mark = "current"     // it is this step's turn
	MarkDone        Mark = "done"        // its check became true while it was its turn
	MarkUnavailable Mark = "unavailable" // this engine can't show it
)

// Progress is the state of one step.
type Progress struct {
	Mark Mark
	// Holds is the check's value now, whatever the mark; Missing says what is still missing while it is false.
	Holds   bool
	Missing string
	// Why says why the step is unavailable here.
	Why *sandbox.Reason
	// Hints is how many hints the learner has asked for.
	Hints int
}

// Sample is one point of a sandbox's history, for charts.
type Sample struct {
	At time.Time
	// CPU is in cores over the time since the last sample; Memory in bytes; PIDs in tasks.
	CPU    float64
	Memory float64
	PIDs   float64
	// Throttled is the share of the enforcement periods since the last sample in which the group was throttled, 0 to 1;
	// 0 without a CPU limit. Pressure is the share of time in which some task waited for a CPU, as the kernel tells of
	// the last ten seconds, 0 to 1.
	Throttled float64
	Pressure  float64
}

// Bounds of what a State remembers.
const (
	maxLog     = 200
	maxHistory = 60 // as many as a meter has room for, and some
)

// State is where a lab stands. It is a value: Apply gives the next one and leaves the old one as it was, so that a view
// may keep it.
type State struct {
	Program *Program
	// Revision counts what happened besides figures moving: a state with the same revision as one before it differs from
	// that only in what may be drawn a little later.
	Revision uint64
	Info     *sandbox.Info // nil until an engine has answered
	// Engines are the other engines that the scene names, by name: there, or why not.
	Engines map[string]Joined
	// Offered is a recording that can be played since no engine can be had; Playing the one that plays, whose events then
	// make the state: it ticks no step.
	Offered *Header
	Playing *Header
	Fault   *Fault // what went wrong last, nil if nothing did
	Busy    bool   // actions are being carried out
	Steps   []Progress
	Current int // index of the step whose turn it is; len(Steps) when all are done
	Seen    *sandbox.Observation
	World   World
	Log     []sandbox.Entry // oldest first, with the kernel's files that changed
	traces  traces
	History map[string][]Sample
	// Plots are the charts' curves and lines, by chart; Marks are when steps began, with the step's index.
	Plots []Plot
	Marks []Point
	// Guesses are the learner's, by key; what came of them is added when it is known.
	Guesses map[string]Guess
	// Measured is by key. Measuring is the measurement under way; Waiting is true until its turn comes.
	Measured  map[string]Measurement
	Measuring *MeasureAction
	Waiting   bool
	// Earlier are the steps done in an earlier run of the program, of whose scene nothing is left; Resumed is how many of
	// them have been done again in this one, so that the learner can go on.
	Earlier []int
	Resumed int
}

// NewState is a lab before anything happened.
func NewState(p *Program) State {
	s := State{Program: p, Steps: make([]Progress, len(p.Steps)), History: map[string][]Sample{}}
	for i := range s.Steps {
		s.Steps[i].Mark = MarkAhead
	}
	s.Plots = newPlots(p.Charts)
	s.Current = s.next(0)
	return s
}

// Done reports whether every step that can be done here is done.
func (s State) Done() bool { return s.Current >= len(s.Steps) }

// Apply gives the state after an event.
func (s State) Apply(e Event) State {
	next := s.apply(e)
	if next.Revision == s.Revision && (e.Observed == nil || s.turned(next)) {
		next.Revision++
	}
	return next
}

// turned reports whether an observation brought more than figures.
func (s State) turned(next State) bool {
	return s.Seen == nil || next.Seen.Differs(s.Seen) || next.Current != s.Current ||
		!slices.Equal(s.Steps, next.Steps) || s.traces.found != next.traces.found
}

func (s State) apply(e Event) State {
	switch {
	case e.Connected != nil:
		s.Info, s.Fault = e.Connected, nil
		s = s.withdraw()
	case e.Failed != nil:
		s.Fault, s.Busy = e.Failed, false
	case e.Observed != nil:
		s = s.observe(e.Observed).trace(e)
	case e.Logged != nil:
		s = s.logged(e)
	case e.Began != nil:
		s.Busy, s.Fault = true, nil
		if s.Playing != nil && e.Began.Step >= 0 && e.Began.Step < len(s.Steps) {
			s = s.turnTo(e.Began.Step)
		}
		s.Marks = append(slices.Clip(s.Marks), Point{e.At, float64(e.Began.Step)})
		s.Plots = s.lined(e)
	case e.Ended != nil:
		s.Busy, s.Fault, s.Measuring, s.Waiting = false, e.Ended.Fault, nil, false
	case e.Guessed != nil:
		s.Guesses = with(s.Guesses, e.Guessed.Key, *e.Guessed)
	case e.Waiting != nil:
		s.Measuring, s.Waiting = e.Waiting, true
	case e.Measuring != nil:
		s.Measuring, s.Waiting = e.Measuring, false
	case e.Measured != nil:
		s.Measured, s.Measuring = with(s.Measured, e.Measured.Key, *e.Measured), nil
	case e.Reset != nil:
		return s.rebuilt(*e.Reset)
	case e.Rebuilding != nil:
		s.Busy, s.Fault = true, nil
	case e.Recalled != nil:
		s.Earlier = e.Recalled.Steps
	case e.Joined != nil:
		s.Engines = with(s.Engines, e.Joined.Engine, *e.Joined)
	default:
		return s.played(e)
	}
	return s
}

// with is a copy of a map with one more entry; the old map stays as it was, since an old State may still be shown.
func with[V any](old map[string]V, key string, value V) map[string]V {
	next := maps.Clone(old)
	if next == nil {
		next = map[string]V{}
	}
	next[key] = value
	return next
}

// played applies the events of a recording: that there is one, that it begins, and that it has ended.
func (s State) played(e Event) State {
	switch {
	case e.Offered != nil:
		s.Offered = e.Offered
	case e.Playing != nil:
		fresh := NewState(s.Program)
		fresh.Offered, fresh.Playing = s.Offered, e.Playing
		return fresh
	case e.Played != nil:
		fresh := NewState(s.Program)
		fresh.Offered = s.Offered
		return fresh
	}
	return s
}

// Hint shows one more hint of the current step.
func (s State) Hint() State {
	if s.Done() {
		return s
	}
	s.Steps = slices.Clone(s.Steps)
	s.Revision++
	p := &s.Steps[s.Current]
	p.Hints = min(p.Hints+1, len(s.Program.Steps[s.Current].Hints))
	return s
}

// withdraw marks the steps that the engine can't show.
func (s State) withdraw() State {
	s.Steps = slices.Clone(s.Steps)
	for i, step := range s.Program.Steps {
		why := Lacking(s.Info, append(slices.Clone(s.Program.Needs), step.Needs...))
		if why == nil {
			why = s.absent(step)
		}
		if why != nil && s.Steps[i].Mark != MarkDone {
			s.Steps[i].Mark, s.Steps[i].Why = MarkUnavailable, why
		}
	}
	s.Current = s.next(0)
	return s
}

// Lacking gives the reason for the first needed ability that an engine lacks, nil if it has them all.
func Lacking(info *sandbox.Info, needs []sandbox.Ability) *sandbox.Reason {
	if info == nil {
		return nil
	}
	for _, need := range needs {
		if why, lacks := info.Lacks[need]; lacks {
			return &why
		}
	}
	return nil
}

// observe takes in what was seen: history, checks, ticks.
func (s State) observe(o *sandbox.Observation) State {
	info := sandbox.Info{}
	if s.Info != nil {
		info = *s.Info
	}
	s.History = remember(s.History, s.Seen, o)
	s.Seen, s.World = o, Observe(info, o)
	s.World.Measured = make(map[string]float64, len(s.Measured))
	for key, m := range s.Measured {
		s.World.Measured[key] = m.Value
	}
	var begun bool
	if s.Plots, begun = s.draw(o); begun {
		s.Revision++
	}
	s.Steps = slices.Clone(s.Steps)
	for i := range s.Steps {
		s.Steps[i].Holds, s.Steps[i].Missing = s.Program.Eval(i, s.World)
	}
	for !s.Done() && s.Steps[s.Current].Holds && o.Lost == nil && s.Playing == nil {
		s.Steps[s.Current].Mark = MarkDone
		s.Guesses = s.reveal(s.Current)
		s.Current = s.next(s.Current + 1)
	}
	return s
}

// turnTo makes it a step's turn while a recording plays; no step is ticked by that.
func (s State) turnTo(step int) State {
	s.Steps = slices.Clone(s.Steps)
	for i := range s.Steps {
		if s.Steps[i].Mark == MarkCurrent {
			s.Steps[i].Mark = MarkAhead
		}
	}
	s.Steps[step].Mark, s.Current = MarkCurrent, step
	return s
}

// next finds the first step from i on whose turn can come, and gives it its turn.
func (s State) next(i int) int {
	for ; i < len(s.Steps); i++ {
		if m := s.Steps[i].Mark; m == MarkAhead || m == MarkCurrent {
			s.Steps[i].Mark = MarkCurrent
			for j := i + 1; j < len(s.Steps); j++ {
				if s.Steps[j].Mark == MarkCurrent {
					s.Steps[j].Mark = MarkAhead
				}
			}
			return i
		}
	}
	return len(s.Steps)
}
