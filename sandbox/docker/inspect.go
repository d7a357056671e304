package docker

import (
	"context"
	"errors"
	"io"
	"net"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/moby/moby/api/pkg/stdcopy"
	"github.com/moby/moby/api/types/events"
	"github.com/moby/moby/client"

	"github.com/k8slab/k8slab/sandbox"
	"github.com/k8slab/k8slab/sandbox/wire"
)

// mostRetries bounds how often a Look begins anew because a container ended in the middle of it.
const mostRetries = 3

// inspector implements sandbox.Inspector with an observer of its own, which has CAP_SYS_PTRACE: without it the namespaces
// of containers that have more capabilities or another user than the observer cannot be read.
type inspector struct {
	driver  *Driver
	session *session
	changes chan struct{}
	// following starts what listens to the engine, when somebody first asks for changes.
	following sync.Once

	// begun is closed when the observer was started, or could not be.
	begun  chan struct{}
	conn   net.Conn
	enc    *wire.Encoder
	dec    *wire.Decoder
	failed *sandbox.Reason

	// id is the observer's container. survey is what the engine said last; stale is set when it says that something
	// changed.
	mu     sync.Mutex
	id     string
	stale  bool
	survey *survey
}

var _ sandbox.Inspector = (*inspector)(nil)

// Inspect prepares to look at any container of the engine. What that takes in the engine bears the labels of the session
// that cfg describes, and goes with Close.
func (d *Driver) Inspect(ctx context.Context, cfg sandbox.SessionConfig) (sandbox.Inspector, error) {
	opened, err := d.Open(ctx, cfg)
	if err != nil {
		return nil, err
	}
	s, ok := opened.(*session)
	if !ok {
		return nil, errors.New("inspect: a session of another driver")
	}
	i := &inspector{driver: d, session: s, begun: make(chan struct{}), changes: make(chan struct{}, 1)}
	go i.begin()
	return i, nil
}

// begin starts the observer while the engine is asked for its containers.
func (i *inspector) begin() {
	defer close(i.begun)
	ctx, cancel := context.WithTimeout(i.session.ctx, longCall)
	defer cancel()
	_, ref, err := i.driver.image.ensure(ctx)
	if err == nil {
		err = i.start(ctx, ref)
	}
	if err != nil {
		i.failed = newObserver(i.driver.watch).why(err)
	}
}

func (i *inspector) start(ctx context.Context, ref string) error {
	id, at, err := i.driver.startReader(ctx, i.session, ref, []string{"SYS_PTRACE"})
	if err != nil {
		return err
	}
	out, in := io.Pipe()
	go func() {
		_, err := stdcopy.StdCopy(in, io.Discard, at.Reader)
		in.CloseWithError(err)
	}()
	i.mu.Lock()
	i.id = id
	i.mu.Unlock()
	i.conn, i.enc, i.dec = at.Conn, wire.NewEncoder(at.Conn), wire.NewDecoder(out)
	return nil
}

// Changed tells of containers that start, stop, pause or get other limits. Who never asks costs the engine nothing.
func (i *inspector) Changed() <-chan struct{} {
	i.following.Do(func() { go i.follow() })
	return i.changes
}

// follow listens to the engine's events until the inspector closes; a lost stream makes everything stale.
func (i *inspector) follow() {
	ctx := i.session.ctx
	for ctx.Err() == nil {
		_ = i.listen(ctx) // Whatever ended it, what was missed may be anything.
		i.outdated()
		select {
		case <-time.After(time.Second):
		case <-ctx.Done():
		}
	}
}

// listen takes events until there are no more, and says why.
func (i *inspector) listen(ctx context.Context) error {
	filters := client.Filters{}.Add("type", string(events.ContainerEventType))
	stream := i.driver.api.Events(ctx, client.EventsListOptions{Filters: filters})
	for {
		select {
		case m := <-stream.Messages:
			if m.Actor.ID != i.observer() && !strings.HasPrefix(string(m.Action), "exec_") && m.Action != events.ActionTop {
				i.outdated()
			}
		case err := <-stream.Err:
			return err
		}
	}
}

func (i *inspector) observer() string {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.id
}

func (i *inspector) outdated() {
	i.mu.Lock()
	i.stale = true
	i.mu.Unlock()
	select {
	case i.changes <- struct{}{}:
	default:
	}
}

// Look asks the engine what there is, unless nothing changed, and the observer what it sees of that.
func (i *inspector) Look(ctx context.Context, names []string) (sandbox.Inspection, error) {
	for try := 0; ; try++ {
		found, err := i.known(ctx, names)
		if err != nil {
			return sandbox.Inspection{}, i.driver.fail(err, "")
		}
		select {
		case <-i.begun:
		case <-ctx.Done():
			return sandbox.Inspection{}, i.driver.fail(ctx.Err(), "")
		}
		found.exclude(i.observer(), names)
		sample, err := i.sample(ctx, found)
		if err != nil {
			return sandbox.Inspection{}, i.driver.fail(err, "")
		}
		if sample == nil || try == mostRetries || !found.gone(sample) {
			return i.report(found, sample), nil
		}
		i.mu.Lock()
		i.survey = nil // One ended between two questions: its engine knows more by now.
		i.mu.Unlock()
	}
}

// known is what the engine said; it is asked again after a change.
func (i *inspector) known(ctx context.Context, names []string) (*survey, error) {
	i.mu.Lock()
	last, again := i.survey, i.survey == nil || i.stale
	i.stale = false
	i.mu.Unlock()
	if !again && slices.Equal(last.names, names) {
		return last, nil
	}
	found, err := i.driver.surveyOf(ctx, names)
	if err != nil {
		return nil, err
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	i.survey = found
	return found, nil
}

// sample has the observer look once; nil if there is no observer. One that ended is started again.
func (i *inspector) sample(ctx context.Context, found *survey) (*wire.Sample, error) {
	if i.failed != nil {
		return nil, nil
	}
	targets := found.targets()
	for try := range 2 {
		sample, err := i.exchange(ctx, targets)
		if err == nil || ctx.Err() != nil || try > 0 {
			return sample, err
		}
		_ = i.conn.Close()
		_, ref, err := i.driver.image.ensure(ctx)
		if err == nil {
			err = i.start(ctx, ref)
		}
		if err != nil {
			return nil, err
		}
	}
	return nil, nil
}

// exchange is one request and its answer.
func (i *inspector) exchange(ctx context.Context, targets []wire.Target) (*wire.Sample, error) {
	ctx, cancel := context.WithTimeout(ctx, quickCall)
	defer cancel()
	conn := i.conn
	defer context.AfterFunc(ctx, func() { _ = conn.Close() })()
	if err := i.enc.Request(wire.Request{Set: &targets}); err != nil {
		return nil, errors.Join(err, ctx.Err())
	}
	sample := new(wire.Sample)
	if err := i.dec.Sample(sample); err != nil {
		return nil, errors.Join(err, ctx.Err())
	}
	return sample, nil
}

// Close ends the observer and removes it.
func (i *inspector) Close(ctx context.Context) error {
	i.session.stop()
	<-i.begun
	if i.conn != nil {
		_ = i.conn.Close()
	}
	return i.session.Close(ctx)
}
