package docker

import (
	"context"
	"encoding/json"
	"time"

	"github.com/moby/moby/api/types/container"
	"github.com/moby/moby/client"

	"github.com/k8slab/k8slab/sandbox"
)

// fallback stands in for the observer where the engine refuses one: the stats API, which gives a reading a second, and
// what an exec found. It belongs to one Observe and is used by its goroutine alone.
type fallback struct {
	session *session
	timer   *time.Ticker
}

// stats is what the last reading of a sandbox gave; kept in its box.
type stats struct {
	cgroup *sandbox.Cgroup
}

// tick says when to send the next observation; never, while there is an observer.
func (f *fallback) tick(failed *sandbox.Reason) <-chan time.Time {
	if failed == nil {
		if f.timer != nil {
			f.timer.Stop()
		}
		f.timer = nil
		return nil
	}
	if f.timer == nil {
		f.timer = time.NewTicker(time.Second)
	}
	return f.timer.C
}

// fill adds the last reading to a view and starts the next one. The session's mutex is held.
func (f *fallback) fill(b *box, v *sandbox.View) {
	if b.stats != nil {
		v.Cgroup = b.stats.cgroup
	}
	v.Missing = map[string]sandbox.Reason{
		"processes": {Why: "관찰 컨테이너가 없어서 프로세스 목록을 볼 수 없어요."},
		"cgroup.io": {Why: "관찰 컨테이너가 없어서 입출력을 볼 수 없어요."},
	}
	if b.status.State != sandbox.StateRunning || b.reading {
		return
	}
	b.reading = true
	s, id, limits := f.session, b.status.ID, b.limits
	go func() {
		ctx, cancel := context.WithTimeout(aside(s.ctx), quickCall)
		defer cancel()
		group, err := s.driver.statsOf(ctx, id, limits)
		s.mu.Lock()
		defer s.mu.Unlock()
		b.reading = false
		if err == nil {
			b.stats = &stats{cgroup: group}
		}
	}()
}

// statsOf asks the stats API once and puts its answer beside the limits that we have set.
func (d *Driver) statsOf(ctx context.Context, id string, l sandbox.Limits) (*sandbox.Cgroup, error) {
	answer, err := d.api.ContainerStats(ctx, id, client.ContainerStatsOptions{})
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	var st container.StatsResponse
	if err := json.NewDecoder(answer.Body).Decode(&st); err != nil {
		return nil, err
	}
	inactive := st.MemoryStats.Stats["inactive_file"]
	if total, ok := st.MemoryStats.Stats["total_inactive_file"]; ok {
		inactive = total
	}
	g := &sandbox.Cgroup{Version: d.info.CgroupVersion}
	g.CPU.UsageSeconds = float64(st.CPUStats.CPUUsage.TotalUsage) / 1e9
	g.CPU.Periods = st.CPUStats.ThrottlingData.Periods
	g.CPU.ThrottledPeriods = st.CPUStats.ThrottlingData.ThrottledPeriods
	g.CPU.ThrottledSeconds = float64(st.CPUStats.ThrottlingData.ThrottledTime) / 1e9
	g.Memory.UsageBytes = int64(st.MemoryStats.Usage)
	g.Memory.WorkingSetBytes = int64(st.MemoryStats.Usage - min(inactive, st.MemoryStats.Usage))
	g.Memory.PeakBytes = int64(st.MemoryStats.MaxUsage)
	g.PIDs.Current = int64(st.PidsStats.Current)
	if l.CPU > 0 {
		g.CPU.LimitCores = &l.CPU
	}
	if l.Memory > 0 {
		g.Memory.LimitBytes = &l.Memory
	}
	if l.PIDs > 0 {
		g.PIDs.Limit = &l.PIDs
	}
	g.CPU.CPUs = l.CPUs
	return g, nil
}
