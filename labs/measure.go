package labs

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"cel.dev/cel-go/cel"

	"github.com/k8slab/k8slab/sandbox"
)

// gauge collects readings of one measurement while it is under way.
type gauge struct {
	prg      cel.Program
	values   []float64
	first    *sandbox.Observation
	last     *sandbox.Observation
	measured map[string]float64
}

// read takes in one observation.
func (g *gauge) read(info sandbox.Info, o *sandbox.Observation) {
	if o.Lost != nil {
		return
	}
	if g.first == nil {
		g.first = o
	}
	g.last = o
	w := Observe(info, o)
	w.Measured = g.measured
	if v, ok := value(g.prg, w); ok {
		g.values = append(g.values, v)
	}
}

// The shares of the machine's CPUs that something else may use, or a hypervisor take away, before a measurement counts as
// disturbed.
const (
	outsideShare = 0.25
	stealShare   = 0.05
)

// disturbed reports whether something outside of the lab used the CPUs meanwhile: the host's busy time less what the
// sandboxes used of it, and stolen time.
func (g *gauge) disturbed() bool {
	if g.first == nil || g.last == g.first {
		return false
	}
	wall := g.last.At.Sub(g.first.At).Seconds() * float64(max(1, g.last.Host.CPUs))
	if wall <= 0 {
		return true // The clock was set back.
	}
	outside := g.last.Host.CPU.BusySeconds - g.first.Host.CPU.BusySeconds
	for i := range g.last.Sandboxes {
		v := &g.last.Sandboxes[i]
		if before := g.first.Sandbox(v.Name); before != nil && before.Cgroup != nil && v.Cgroup != nil {
			outside -= v.Cgroup.CPU.UsageSeconds - before.Cgroup.CPU.UsageSeconds
		}
	}
	stolen := g.last.Host.CPU.StealSeconds - g.first.Host.CPU.StealSeconds
	return outside/wall > outsideShare || stolen/wall > stealShare
}

func median(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	mid := len(sorted) / 2
	if len(sorted)%2 == 1 {
		return sorted[mid]
	}
	return (sorted[mid-1] + sorted[mid]) / 2
}

// measureTries is how often a disturbed measurement is taken before it is kept all the same, with its mark.
const measureTries = 3

// measure carries out a MeasureAction.
func (r *Runner) measure(ctx context.Context, m MeasureAction) error {
	if r.opts.Lease != nil {
		r.tell(Event{Waiting: &m})
		release, err := r.opts.Lease(ctx)
		if err != nil {
			return fmt.Errorf("wait for the turn to measure: %w", err)
		}
		defer release()
	}
	var last *gauge
	for range measureTries {
		r.tell(Event{Measuring: &m})
		g, err := r.watch(ctx, m)
		if err != nil {
			return err
		}
		if last = g; !g.disturbed() {
			break
		}
	}
	if len(last.values) == 0 {
		return &sandbox.Error{
			Kind: sandbox.KindFailed, What: fmt.Sprintf("'%s' 값을 한 번도 읽지 못했어요.", m.Label),
			Do: "실습의 프로그램들이 돌고 있는지 보고 다시 해 보세요.",
		}
	}
	result := Measurement{
		Key: m.Key, Label: m.Label, Unit: m.Unit, Value: median(last.values), At: r.now(), Engine: r.engineName(),
		Samples: len(last.values), Disturbed: last.disturbed(),
	}
	r.noteMeasured(result)
	r.tell(Event{Measured: &result})
	return nil
}

func (r *Runner) noteMeasured(m Measurement) {
	r.gaugeMu.Lock()
	defer r.gaugeMu.Unlock()
	if r.measured == nil {
		r.measured = map[string]float64{}
	}
	r.measured[m.Key] = m.Value
}

// forgetMeasured forgets what is measured from a step on.
func (r *Runner) forgetMeasured(step int) {
	r.gaugeMu.Lock()
	defer r.gaugeMu.Unlock()
	for _, s := range r.program.Steps[min(step, len(r.program.Steps)):] {
		for _, a := range s.Do {
			if a.Measure != nil {
				delete(r.measured, a.Measure.Key)
			}
		}
	}
}

// hasMeasured reports whether a key has been measured.
func (r *Runner) hasMeasured(key string) bool {
	r.gaugeMu.Lock()
	defer r.gaugeMu.Unlock()
	_, there := r.measured[key]
	return there
}

// watch reads a figure for the time that the action asks for.
func (r *Runner) watch(ctx context.Context, m MeasureAction) (*gauge, error) {
	r.gaugeMu.Lock()
	g := &gauge{prg: r.program.measures[m.Value], measured: maps.Clone(r.measured)}
	r.gauge = g
	r.gaugeMu.Unlock()
	defer func() {
		r.gaugeMu.Lock()
		r.gauge = nil
		r.gaugeMu.Unlock()
	}()
	over := time.NewTimer(time.Duration(m.Over))
	defer over.Stop()
	select {
	case <-over.C:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	return g, nil
}

// feed gives an observation to the measurement under way, if there is one.
func (r *Runner) feed(info sandbox.Info, o *sandbox.Observation) {
	r.gaugeMu.Lock()
	defer r.gaugeMu.Unlock()
	if r.gauge != nil {
		r.gauge.read(info, o)
	}
}
