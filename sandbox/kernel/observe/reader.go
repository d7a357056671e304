package observe

import (
	"errors"
	"slices"
	"time"

	"github.com/k8slab/k8slab/sandbox"
	"github.com/k8slab/k8slab/sandbox/kernel"
	"github.com/k8slab/k8slab/sandbox/wire"
)

// reader fills one view.
type reader struct {
	k    kernel.FS
	t    *target
	v    *wire.View
	host *sandbox.Host
	gone bool
}

func (r *reader) read() {
	if r.t.Brief {
		r.readBrief()
		return
	}
	if now := time.Now(); now.Sub(r.t.identityRead) >= identityAge {
		r.t.identity, r.t.identityRead = readIdentity(r.k, r.t.PID, r.host), now
		r.t.known = nil
	}
	r.fill(r.t.identity)
	if r.gone || !r.locate() {
		return
	}
	state, err := r.t.group.Read()
	if r.check("cgroup", err) {
		r.v.Cgroup = &state
	}
	pids, err := r.t.group.Procs()
	if !r.check("processes", err) || !slices.Contains(pids, r.t.PID) {
		// PID 1 is not where it was; it may have ended, or only have left its group.
		started, err := r.k.StartTime(r.t.PID)
		r.gone = errors.Is(err, kernel.ErrGone) || (err == nil && started != r.t.started)
		r.t.located = false
	}
	if !r.gone {
		r.readProcesses(pids)
	}
}

// readBrief reads the namespaces, and whether the process is still the one that was meant.
func (r *reader) readBrief() {
	started, err := r.k.StartTime(r.t.PID)
	if errors.Is(err, kernel.ErrGone) || err == nil && started != r.t.started {
		r.gone = true
		return
	}
	r.v.Namespaces, err = r.k.Namespaces(r.t.PID)
	r.check("namespaces", err)
	r.gone = errors.Is(err, kernel.ErrGone)
}

// locate finds the control group, once.
func (r *reader) locate() bool {
	if r.t.located {
		return true
	}
	group, err := r.k.CgroupOf(r.t.PID)
	if !r.check("cgroup", err) {
		r.gone = errors.Is(err, kernel.ErrGone)
		return false
	}
	r.t.group, r.t.located = group, true
	return true
}

// readProcesses reads the first processes of the sandbox, its PID 1 before all. Those that end in the meantime are left
// out: they are gone, which is no fault.
func (r *reader) readProcesses(pids []int) {
	if i := slices.Index(pids, r.t.PID); i > 0 {
		pids = slices.Insert(slices.Delete(pids, i, i+1), 0, r.t.PID)
	}
	r.v.ProcessCount = len(pids)
	r.v.Processes = make([]sandbox.ProcessView, 0, min(len(pids), sandbox.MaxProcesses))
	known := make(map[int]sandbox.ProcessView, cap(r.v.Processes))
	for _, pid := range pids {
		if len(r.v.Processes) == sandbox.MaxProcesses {
			break
		}
		p, err := r.process(pid)
		switch {
		case err == nil:
			r.v.Processes = append(r.v.Processes, p)
			known[pid] = p
		case errors.Is(err, kernel.ErrGone):
			r.v.ProcessCount--
		default:
			r.check("processes", err)
		}
	}
	r.t.known = known
}

// process reads one process: all of it when it is new or was not read in full for a while, else what changes.
func (r *reader) process(pid int) (sandbox.ProcessView, error) {
	if p, ok := r.t.known[pid]; ok {
		if same, err := r.k.ProcessLoad(&p); same || err != nil {
			return p, err
		}
	}
	return r.k.ProcessIn(pid, r.t.identity.ids)
}

// check notes why something could not be read, and reports whether it could. A process or group that is gone is left to
// the caller: a group may outlive its processes, and PID 1 may leave a group.
func (r *reader) check(key string, err error) bool { return note(&r.v.Missing, key, err) }
