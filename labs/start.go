package labs

import (
	"context"
	"slices"
	"time"

	"github.com/k8slab/k8slab/sandbox"
)

// start starts a sandbox of the scene and notes how long that took. One that runs already is what was asked for: a step may
// have begun and its check not be true yet, when its key is pressed once more.
func (r *Runner) start(ctx context.Context, h *host, name string) error {
	spec := r.program.Scene[name].Spec(name)
	spec.Limits = possible(h.info, r.bounded(spec.Limits, true))
	runtime := spec.Runtime
	if runtime == "" {
		runtime = h.info.DefaultRuntime
	}
	r.mu.Lock()
	if r.fleet.starts == nil {
		r.fleet.starts = map[string]started{}
	}
	before := r.fleet.starts[name]
	r.fleet.starts[name] = started{runtime: runtime}
	r.mu.Unlock()
	began := time.Now()
	_, err := h.session.Start(ctx, spec)
	took := time.Since(began)
	if sandbox.KindOf(err) == sandbox.KindExists && runs(ctx, h.session, name) {
		r.mu.Lock()
		r.fleet.starts[name] = before
		r.mu.Unlock()
		return nil
	}
	r.mu.Lock()
	r.fleet.starts[name] = started{runtime: runtime, took: took}
	r.mu.Unlock()
	return err
}

// runs reports whether a session has a running sandbox of that name.
func runs(ctx context.Context, s sandbox.Session, name string) bool {
	list, err := s.List(ctx)
	return err == nil && slices.ContainsFunc(list, func(one sandbox.Status) bool {
		return one.Name == name && one.State == sandbox.StateRunning
	})
}
