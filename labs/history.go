package labs

import (
	"slices"

	"github.com/k8slab/k8slab/sandbox"
)

// leastGap is the least time between two samples of a history, in seconds: over less, a difference says little.
const leastGap = 0.02

// remember appends one sample per sandbox. What is used is the difference of two readings of the cgroup's counters over
// the time between them by the engine's clock; a clock that was set back gives no sample.
func remember(h map[string][]Sample, last, o *sandbox.Observation) map[string][]Sample {
	next := make(map[string][]Sample, len(o.Sandboxes))
	for i := range o.Sandboxes {
		v := &o.Sandboxes[i]
		samples := h[v.Name]
		if s, ok := sample(last, o, v); ok {
			samples = append(slices.Clip(samples), s)
		}
		next[v.Name] = samples[max(0, len(samples)-maxHistory):]
	}
	return next
}

// sample compares a sandbox's counters with those of the last observation.
func sample(last, o *sandbox.Observation, v *sandbox.View) (Sample, bool) {
	if last == nil || o.Lost != nil || v.Cgroup == nil {
		return Sample{}, false
	}
	before := last.Sandbox(v.Name)
	dt := o.At.Sub(last.At).Seconds()
	if before == nil || before.ID != v.ID || before.Cgroup == nil || dt <= leastGap {
		return Sample{}, false
	}
	then, now := before.Cgroup, v.Cgroup
	s := Sample{
		At: o.At, CPU: max(0, now.CPU.UsageSeconds-then.CPU.UsageSeconds) / dt,
		Memory: float64(now.Memory.UsageBytes), PIDs: float64(now.PIDs.Current),
	}
	if now.CPU.Periods > then.CPU.Periods && now.CPU.ThrottledPeriods >= then.CPU.ThrottledPeriods {
		s.Throttled = float64(now.CPU.ThrottledPeriods-then.CPU.ThrottledPeriods) / float64(now.CPU.Periods-then.CPU.Periods)
	}
	if now.Pressure != nil {
		s.Pressure = now.Pressure.CPUSome / 100
	}
	return s, true
}
