package docker

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	cerrdefs "github.com/containerd/errdefs"

	"github.com/moby/moby/api/pkg/stdcopy"

	"github.com/k8slab/k8slab/sandbox"
	"github.com/k8slab/k8slab/sandbox/wire"
)

// send writes a request if there is an observer; one that starts later is told everything anew. The write is one line
// and the observer always reads, but an engine that hangs does not: so it is bounded.
func (o *observer) send(r wire.Request) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.enc == nil {
		return
	}
	_ = o.conn.SetWriteDeadline(time.Now().Add(2 * time.Second))
	if o.enc.Request(r) != nil {
		_ = o.conn.Close()
		o.enc = nil
	}
}

// add has the observer look at a sandbox; with the same PID it changes nothing.
func (o *observer) add(id string, pid int) {
	o.mu.Lock()
	same := o.targets[id] == pid
	o.targets[id] = pid
	o.mu.Unlock()
	if !same {
		o.send(wire.Request{Add: &wire.Target{Name: id, ID: id, PID: pid}})
	}
}

func (o *observer) remove(id string) {
	o.mu.Lock()
	_, had := o.targets[id]
	delete(o.targets, id)
	o.mu.Unlock()
	if had {
		o.send(wire.Request{Remove: &wire.Target{Name: id}})
	}
}

// now asks for a sample at once.
func (o *observer) now() { o.send(wire.Request{Now: true}) }

// want notes the rate of one Observe and returns how to take it back.
func (o *observer) want(rate float64) (done func()) {
	key := new(byte)
	change := func(apply func()) {
		o.mu.Lock()
		before := o.rate()
		apply()
		after := o.rate()
		o.mu.Unlock()
		if before != after {
			o.send(wire.Request{Rate: &after})
		}
	}
	change(func() { o.rates[key] = rate })
	return func() { change(func() { delete(o.rates, key) }) }
}

// rate is the highest that anybody wants; 0 if nobody looks. The mutex is held.
func (o *observer) rate() float64 {
	most := 0.0
	for _, r := range o.rates {
		most = max(most, r)
	}
	return most
}

// latest returns the newest sample, a channel that is closed when there is news, and why there is none.
func (o *observer) latest() (*wire.Sample, <-chan struct{}, *sandbox.Reason) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.sample, o.news, o.failed
}

// hangUp ends the observer's standard input, which ends it.
func (o *observer) hangUp() {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.conn != nil {
		_ = o.conn.Close()
		o.enc = nil
	}
}

// why says what a learner should know of an observer that could not be started.
func (o *observer) why(err error) *sandbox.Reason {
	var e *sandbox.Error
	if errors.As(o.watch.driver.fail(err, ""), &e) && e.Kind == sandbox.KindUnsupported {
		return &sandbox.Reason{Why: e.What, Cure: e.Do}
	}
	if cerrdefs.IsPermissionDenied(err) {
		return &sandbox.Reason{Why: fmt.Sprintf("엔진이 관찰 컨테이너(--pid host)를 허락하지 않아요(%s).", daemonSays(err))}
	}
	return &sandbox.Reason{Why: fmt.Sprintf("관찰 컨테이너를 시작하지 못했어요(%s).", daemonSays(err))}
}

// survey reads the host's own namespaces. Nothing but CAP_SYS_PTRACE lets a process see those of the host's first ones,
// and they never change: so a second reader gets it for one reading and is gone before the learner looks.
func (o *observer) survey(s *session) {
	defer func() {
		o.mu.Lock()
		o.surveying = false
		o.mu.Unlock()
	}()
	d := o.watch.driver
	ctx, cancel := context.WithTimeout(s.ctx, longCall)
	defer cancel()
	_, ref, err := d.image.ensure(aside(ctx))
	if err != nil {
		return
	}
	_, at, err := d.startReader(ctx, s, ref, []string{"SYS_PTRACE"})
	if err != nil {
		return
	}
	defer at.Close()
	defer context.AfterFunc(ctx, at.Close)()
	if wire.NewEncoder(at.Conn).Request(wire.Request{Now: true}) != nil {
		return
	}
	out, in := io.Pipe()
	defer out.Close()
	go func() {
		_, err := stdcopy.StdCopy(in, io.Discard, at.Reader)
		in.CloseWithError(err)
	}()
	var sample wire.Sample
	if wire.NewDecoder(out).Sample(&sample) == nil && len(sample.Host.Namespaces) > 0 {
		o.mu.Lock()
		o.host = sample.Host.Namespaces
		o.mu.Unlock()
		o.now()
	}
}
