package labs

import (
	"context"
	"time"
)

// Outcome says how one step of an automatic run went.
type Outcome string

// The outcomes of a step.
const (
	Passed      Outcome = "passed"      // its check went from false to true
	FailedStep  Outcome = "failed"      // it did not
	Unavailable Outcome = "unavailable" // the engine declares that it can't show this
)

// StepResult is one step of an automatic run: the check's value before and after the step's actions.
type StepResult struct {
	ID     string  `json:"id"`
	Before bool    `json:"before"`
	After  bool    `json:"after"`
	Result Outcome `json:"result"`
	Why    string  `json:"why"`
}

// Result is an automatic run of a lab.
type Result struct {
	Version int          `json:"version"`
	Lab     string       `json:"lab"`
	Engine  ResultEngine `json:"engine"`
	Passed  bool         `json:"passed"`
	Steps   []StepResult `json:"steps"`
	// Measured is what was measured on the way, by key.
	Measured map[string]Measurement `json:"measured,omitempty"`
	// Guesses are the scripted guesses and what came of them, by key.
	Guesses map[string]Guess `json:"guesses,omitempty"`
	// Fault is set if the lab could not be run at all.
	Fault *Fault `json:"fault,omitempty"`
	// Clean says that everything the run started has been removed.
	Clean bool `json:"-"`
}

// ResultEngine names the engine of a run.
type ResultEngine struct {
	Driver        string `json:"driver"`
	Name          string `json:"name"`
	Version       string `json:"version"`
	API           string `json:"api,omitempty"`
	Endpoint      string `json:"endpoint"`
	CgroupVersion int    `json:"cgroupVersion"`
}

// Auto performs the reference solution of every step on a runner of its own making, and closes it. Each event is also
// given to watch, which may be nil.
func Auto(ctx context.Context, p *Program, o Options, watch func(State, Event)) Result {
	run := NewRunner(p, o)
	auto := automat{ctx: ctx, run: run, state: NewState(p), watch: watch, patience: max(1, o.Patience)}
	res := auto.all()
	end, cancel := context.WithTimeout(context.WithoutCancel(ctx), actionTimeout)
	defer cancel()
	err := run.Close(end)
	if res.Clean = err == nil; !res.Clean && res.Fault == nil {
		res.Fault, res.Passed = FaultOf(err), false
	}
	return res
}

// readyWait is how long an engine may take until it is ready. Engines that do not answer are given up long before, by
// their drivers; but a program that was built by `go install` compiles the lab image's program first, which a slow machine
// with an empty build cache has been seen to take over a minute for.
const readyWait = 5 * time.Minute

type automat struct {
	ctx   context.Context
	run   *Runner
	state State
	watch func(State, Event)
	// patience multiplies how long checks are waited for.
	patience float64
}

func (a *automat) all() Result {
	res := Result{Version: 1, Lab: a.state.Program.ID, Steps: []StepResult{}}
	a.run.Connect()
	ready := a.until(readyWait, func() bool { return a.state.Fault != nil || (a.state.Info != nil && a.state.Seen != nil) })
	if info := a.state.Info; info != nil {
		res.Engine = ResultEngine{
			Driver: info.Driver, Name: info.Name, Version: info.Version, API: info.API, Endpoint: info.Endpoint,
			CgroupVersion: info.CgroupVersion,
		}
	}
	if !ready || a.state.Fault != nil {
		res.Fault = a.state.Fault
		if res.Fault == nil {
			res.Fault = FaultOf(context.DeadlineExceeded)
		}
		return res
	}
	res.Passed = true
	for i := range a.state.Program.Steps {
		step := a.step(i)
		res.Steps = append(res.Steps, step)
		if step.Result == FailedStep {
			res.Passed = false
			break
		}
	}
	res.Measured, res.Guesses = a.state.Measured, a.state.Guesses
	return res
}

// step does one step: the check before, the actions, the check after.
func (a *automat) step(i int) StepResult {
	step := a.state.Program.Steps[i]
	r := StepResult{ID: step.ID}
	if p := a.state.Steps[i]; p.Mark == MarkUnavailable {
		r.Result, r.Why = Unavailable, p.Why.Why
		return r
	}
	seq := a.state.Seen.Seq
	a.until(2*time.Second, func() bool { return a.state.Seen.Seq > seq }) // The state before must be fresh, too.
	r.Before = a.state.Steps[i].Holds
	if g, scripted := step.Predict.scripted(); scripted {
		a.run.Guess(g)
	}
	a.run.Do(i)
	ended := false
	a.watchFor(&ended)
	a.until(step.effort(), func() bool { return ended })
	if !ended {
		r.Result, r.Why = FailedStep, "제때 끝나지 않았어요."
		return r
	}
	if a.state.Fault != nil {
		r.Result, r.Why = FailedStep, a.state.Fault.What
		return r
	}
	r.After = a.until(time.Duration(float64(step.Patience())*a.patience), func() bool { return a.state.Steps[i].Holds })
	switch {
	case r.Before:
		r.Result, r.Why = FailedStep, "아무것도 하기 전에 이미 참이었어요."
	case !r.After:
		r.Result, r.Why = FailedStep, a.state.Steps[i].Missing
	default:
		r.Result = Passed
	}
	return r
}

// watchFor sets ended when the next Ended event has been applied.
func (a *automat) watchFor(ended *bool) {
	before := a.watch
	a.watch = func(s State, e Event) {
		if e.Ended != nil {
			*ended = true
		}
		if before != nil {
			before(s, e)
		}
	}
}

// until applies events until the condition holds; false when time ran out first.
func (a *automat) until(patience time.Duration, holds func() bool) bool {
	ctx, cancel := context.WithTimeout(a.ctx, patience)
	defer cancel()
	for !holds() {
		e, ok := a.run.Next(ctx)
		if !ok {
			return false
		}
		a.state = a.state.Apply(e)
		if a.watch != nil {
			a.watch(a.state, e)
		}
	}
	return true
}
