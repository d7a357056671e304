package labs

import (
	"context"
	"maps"
	"slices"

	"github.com/k8slab/k8slab/sandbox"
)

// Reset removes the scene, so that the lab starts over.
func (r *Runner) Reset() { r.Rebuild(0, nil) }

// Rebuild brings the scene back to where it was before a step: everything is removed, and what the steps named in done
// (those before it that were done) do is done once more, without measuring again.
func (r *Runner) Rebuild(step int, done []int) {
	r.work.Go(func() { r.rebuildTo(Rebuilt{Step: step}, done) })
}

// Resume brings the scene to where it was before a step in an earlier run of the program: as Rebuild, but the steps
// named in done count as done from then on. Of what those measured, kept is taken over; what is not in it is measured
// again.
func (r *Runner) Resume(step int, done []int, kept []Measurement) {
	r.work.Go(func() { r.rebuildTo(Rebuilt{Step: step, Earlier: done, Kept: kept}, done) })
}

// Recall says which steps the learner has done in an earlier run of the program.
func (r *Runner) Recall(steps []int) { r.tell(Event{Recalled: &Recalled{Steps: steps}}) }

func (r *Runner) rebuildTo(to Rebuilt, done []int) {
	if !r.take() {
		return
	}
	defer r.release()
	r.tell(Event{Rebuilding: &to})
	if err := r.rebuild(to, done); err != nil {
		r.tell(Event{Failed: FaultOf(err)})
		return
	}
	r.tell(Event{Reset: &to})
}

func (r *Runner) rebuild(to Rebuilt, done []int) error {
	r.endJobs()
	r.forgetMeasured(to.Step)
	for _, m := range to.Kept {
		r.noteMeasured(m)
	}
	for _, name := range slices.Sorted(maps.Keys(r.program.Scene)) {
		if err := r.remove(name); err != nil {
			return err
		}
	}
	if err := r.deleteImages(); err != nil {
		return err
	}
	for _, i := range done {
		if i >= to.Step {
			break
		}
		var again []Action
		for _, a := range r.program.Steps[i].Do {
			if a.Measure == nil || len(to.Earlier) > 0 && !r.hasMeasured(a.Measure.Key) {
				again = append(again, a)
			}
		}
		if err := r.Perform(r.ctx, again); err != nil {
			return err
		}
	}
	return nil
}

// remove removes one sandbox; one whose engine is not there does not exist.
func (r *Runner) remove(name string) error {
	h, err := r.hostOf(Action{Remove: name})
	if err != nil {
		if sandbox.KindOf(err) == sandbox.KindUnsupported {
			return nil
		}
		return err
	}
	ctx, cancel := context.WithTimeout(r.ctx, actionTimeout)
	defer cancel()
	return h.session.Remove(ctx, name)
}

// deleteImages deletes the lab's images that are there.
func (r *Runner) deleteImages() error {
	r.mu.Lock()
	h := r.fleet.chosen()
	var present []string
	if h != nil && h.last != nil {
		for _, i := range h.last.Images {
			if i.Present {
				present = append(present, i.Name)
			}
		}
	}
	r.mu.Unlock()
	for _, name := range present {
		ctx, cancel := context.WithTimeout(r.ctx, actionTimeout)
		err := r.act(ctx, Action{Delete: name})
		cancel()
		if err != nil && sandbox.KindOf(err) != sandbox.KindNotFound {
			return err
		}
	}
	return nil
}

// Unfinished gives the steps that are to be done again so that a learner can go on where an earlier run of the program
// was left: those done then, up to the first that was not. Nothing is given once something has been done in this run, or
// where all steps were done.
func (s State) Unfinished() (step int, done []int) {
	if len(s.Marks) > 0 || s.Info == nil || s.Playing != nil {
		return 0, nil
	}
	for i, p := range s.Steps {
		switch {
		case p.Mark == MarkUnavailable:
		case p.Mark == MarkDone:
			return 0, nil
		case slices.Contains(s.Earlier, i):
			done = append(done, i)
		default:
			return i, done
		}
	}
	return 0, nil
}

// StepMeasuring gives the step that measures a key; false if none does.
func (l *Lab) StepMeasuring(key string) (step int, ok bool) {
	for i, s := range l.Steps {
		for _, a := range s.Do {
			if a.Measure != nil && a.Measure.Key == key {
				return i, true
			}
		}
	}
	return 0, false
}

// ResetTarget is the step that a learner who wants to do a step again means: the current one if anything has been done
// in it, else the one done before it.
func (s State) ResetTarget() int {
	if !s.Done() && s.began(s.Current) {
		return s.Current
	}
	for i := min(s.Current, len(s.Steps)) - 1; i >= 0; i-- {
		if s.Steps[i].Mark == MarkDone {
			return i
		}
	}
	return 0
}

// began reports whether a step's actions were begun.
func (s State) began(step int) bool {
	return slices.ContainsFunc(s.Marks, func(p Point) bool { return int(p.Value) == step })
}

// DoneBefore are the steps before one that were done.
func (s State) DoneBefore(step int) []int {
	var done []int
	for i := range min(step, len(s.Steps)) {
		if s.Steps[i].Mark == MarkDone {
			done = append(done, i)
		}
	}
	return done
}

// rebuilt is the state after the scene was brought back to where it was before a step: what was done, guessed and
// measured before it stays.
func (s State) rebuilt(to Rebuilt) State {
	fresh := NewState(s.Program)
	fresh.Info, fresh.Engines, fresh.Log, fresh.traces = s.Info, s.Engines, s.Log, s.traces
	if len(to.Earlier) > 0 {
		fresh.Resumed = len(to.Earlier)
	}
	for _, m := range to.Kept {
		if _, again := s.Measured[m.Key]; !again {
			s.Measured = with(s.Measured, m.Key, m)
		}
	}
	for i := range min(to.Step, len(s.Steps)) {
		if s.Steps[i].Mark == MarkDone || slices.Contains(to.Earlier, i) {
			fresh.Steps[i].Mark = MarkDone
		}
		for _, a := range s.Program.Steps[i].Do {
			if a.Measure != nil {
				fresh.Measured = keep(fresh.Measured, s.Measured, a.Measure.Key)
			}
		}
		if q := s.Program.Steps[i].Predict; q != nil {
			fresh.Guesses = keep(fresh.Guesses, s.Guesses, q.Key)
		}
	}
	return fresh.withdraw()
}

func keep[T any](to, from map[string]T, key string) map[string]T {
	if v, there := from[key]; there {
		if to == nil {
			to = map[string]T{}
		}
		to[key] = v
	}
	return to
}
