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
	r.work.Go(func() {
		if !r.take() {
			return
		}
		defer r.release()
		r.tell(Event{Rebuilding: &Rebuilt{step}})
		if err := r.rebuild(step, done); err != nil {
			r.tell(Event{Failed: FaultOf(err)})
			return
		}
		r.tell(Event{Reset: &Rebuilt{step}})
	})
}

func (r *Runner) rebuild(step int, done []int) error {
	r.endJobs()
	for _, name := range slices.Sorted(maps.Keys(r.program.Scene)) {
		if err := r.remove(name); err != nil {
			return err
		}
	}
	if err := r.deleteImages(); err != nil {
		return err
	}
	for _, i := range done {
		if i >= step {
			break
		}
		var again []Action
		for _, a := range r.program.Steps[i].Do {
			if a.Measure == nil {
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
func (s State) rebuilt(step int) State {
	fresh := NewState(s.Program)
	fresh.Info, fresh.Engines, fresh.Log, fresh.traces = s.Info, s.Engines, s.Log, s.traces
	for i := range min(step, len(s.Steps)) {
		if s.Steps[i].Mark == MarkDone {
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
