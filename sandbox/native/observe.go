//go:build linux

package native

import (
	"context"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/k8slab/k8slab/sandbox"
	"github.com/k8slab/k8slab/sandbox/kernel"
	"github.com/k8slab/k8slab/sandbox/kernel/observe"
	"github.com/k8slab/k8slab/sandbox/wire"
)

// Bounds of what Observe may be asked for, in readings a second.
const (
	leastRate = 0.1
	mostRate  = 20
)

// Observe reports what can be seen of the session, read by this process itself.
func (s *session) Observe(ctx context.Context, rate float64) (<-chan sandbox.Observation, error) {
	s.mu.Lock()
	closed := s.closed
	s.mu.Unlock()
	if closed {
		return nil, sessionClosed()
	}
	k, err := kernel.OpenKept(procDir, cgroupDir)
	if err != nil {
		return nil, fail(err)
	}
	out := make(chan sandbox.Observation, 1)
	o := &observer{session: s, kernel: k, sampler: observe.New(k), targets: map[string]int{}}
	go func() {
		defer close(out)
		defer func() { _ = k.Close() }()
		o.run(ctx, time.Duration(float64(time.Second)/min(max(rate, leastRate), mostRate)), out)
	}()
	return out, nil
}

// observer is one Observe call.
type observer struct {
	session *session
	kernel  kernel.FS
	sampler *observe.Sampler
	targets map[string]int // PIDs of what is observed
	seq     uint64
	own     sandbox.Namespaces // of this program, once they were needed
}

// run looks at each tick, and at once when something has changed.
func (o *observer) run(ctx context.Context, period time.Duration, out chan sandbox.Observation) {
	tick := time.NewTicker(period)
	defer tick.Stop()
	for {
		o.session.mu.Lock()
		changed := o.session.changed
		o.session.mu.Unlock()
		offer(out, o.look())
		select {
		case <-ctx.Done():
			return
		case <-o.session.ctx.Done():
			return
		case <-o.session.driver.keeper.gone:
			// Nothing will change any more, and everything is over: say so at every tick.
			select {
			case <-ctx.Done():
				return
			case <-o.session.ctx.Done():
				return
			case <-tick.C:
			}
		case <-changed:
			tick.Reset(period)
		case <-tick.C:
		}
	}
}

// offer replaces what has not been received yet.
func offer(out chan sandbox.Observation, o sandbox.Observation) {
	select {
	case <-out:
	default:
	}
	out <- o
}

// look reads everything once.
func (o *observer) look() sandbox.Observation {
	s := o.session
	s.mu.Lock()
	boxes := make([]*box, 0, len(s.boxes))
	seen := make([]sandbox.View, 0, len(s.boxes))
	lives := make([]*life, 0, len(s.boxes))
	for _, b := range s.boxes {
		if b.status.ID == "" {
			continue
		}
		boxes, lives = append(boxes, b), append(lives, b.life)
		seen = append(seen, sandbox.View{Status: b.status, Hostname: b.spec.Hostname})
	}
	s.mu.Unlock()
	o.aim(seen)
	sample := o.sampler.Sample()
	o.seq++
	views := make(map[string]*wire.View, len(sample.Views))
	for i := range sample.Views {
		views[sample.Views[i].Name] = &sample.Views[i]
	}
	for i := range seen {
		v := &seen[i]
		v.Report, v.Output = boxes[i].out.snapshot()
		if w := views[v.Name]; w != nil && !w.Gone && v.PID != 0 {
			w.Fill(v)
			o.correct(v, lives[i])
		}
	}
	slices.SortFunc(seen, func(a, b sandbox.View) int { return strings.Compare(a.Name, b.Name) })
	observation := sandbox.Observation{
		At: sample.At, Seq: o.seq, Host: sample.Host, Sandboxes: seen, Missing: sample.Missing,
	}
	o.host(&observation)
	select {
	case <-s.driver.keeper.gone:
		e := keeperGone(errKeeperGone)
		observation.Lost = &sandbox.Reason{Why: e.What, Cure: e.Do}
	default:
	}
	return observation
}

// host fills in what an ordinary user may not read of the host's first processes. This program is a process of the host
// like any other, so its own namespaces are the ones that sandboxes have or have not in common with the host.
func (o *observer) host(seen *sandbox.Observation) {
	if len(seen.Host.Namespaces) > 0 {
		return
	}
	if o.own == nil {
		o.own, _ = o.kernel.Namespaces(os.Getpid())
	}
	if len(o.own) == 0 {
		return
	}
	seen.Host.Namespaces = o.own
	seen.Missing = maps.Clone(seen.Missing)
	delete(seen.Missing, "namespaces")
	if name, err := os.Hostname(); err == nil {
		seen.Host.Hostname = name
		delete(seen.Missing, "hostname")
	}
	// Only now can be told who has the host's own name.
	for i := range seen.Sandboxes {
		v := &seen.Sandboxes[i]
		if uts := v.Namespaces[sandbox.NamespaceUTS]; uts != 0 && uts == o.own[sandbox.NamespaceUTS] {
			v.Hostname = seen.Host.Hostname
		}
	}
}

// aim has the sampler look at what runs now.
func (o *observer) aim(views []sandbox.View) {
	now := make(map[string]int, len(views))
	for _, v := range views {
		if v.PID == 0 {
			continue
		}
		now[v.Name] = v.PID
		if o.targets[v.Name] != v.PID {
			o.sampler.Add(wire.Target{Name: v.Name, ID: v.ID, PID: v.PID})
		}
	}
	for name := range o.targets {
		if now[name] == 0 {
			o.sampler.Remove(name)
		}
	}
	o.targets = now
}

// correct corrects what the general reader cannot know: whether somebody has frozen the sandbox by hand, and what belongs
// to a sandbox without a control group of its own, which the reader takes for all that is in the group of this program.
func (o *observer) correct(v *sandbox.View, l *life) {
	if len(l.group.Dirs()) > 0 {
		switch frozen := l.group.Frozen(); {
		case frozen && v.State == sandbox.StateRunning:
			v.State = sandbox.StatePaused
		case !frozen && v.State == sandbox.StatePaused:
			v.State = sandbox.StateRunning
		}
		return
	}
	if v.Cgroup != nil {
		v.Cgroup = notOwn(v.Cgroup, o.session.driver.info.Lacks[sandbox.AbilityUpdate])
	}
	v.Processes, v.ProcessCount = o.descendants(v.PID)
}

// notOwn keeps of a control group that many share only which one it is: its figures are not the sandbox's.
func notOwn(c *sandbox.Cgroup, why sandbox.Reason) *sandbox.Cgroup {
	shared := &sandbox.Cgroup{Version: c.Version, Path: c.Path, Paths: c.Paths, Missing: map[string]sandbox.Reason{}}
	for _, key := range []string{"cpu", "memory", "pids", "io", "pressure"} {
		shared.Missing[key] = why
	}
	return shared
}

// descendants lists a process and all that stem from it, by /proc/PID/task/TID/children. Orphans are PID 1's children.
func (o *observer) descendants(pid int) ([]sandbox.ProcessView, int) {
	ids, err := o.kernel.UIDMap(pid)
	if err != nil {
		return nil, 0
	}
	family := family(pid)
	views := make([]sandbox.ProcessView, 0, min(len(family), sandbox.MaxProcesses))
	count := 0
	for _, member := range family {
		p, err := o.kernel.ProcessIn(member, ids)
		if err != nil {
			continue
		}
		if count++; len(views) < sandbox.MaxProcesses {
			views = append(views, p)
		}
	}
	return views, count
}
