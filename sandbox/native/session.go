//go:build linux

package native

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/k8slab/k8slab/sandbox"
	"github.com/k8slab/k8slab/sandbox/native/internal/cgroup"
	"github.com/k8slab/k8slab/sandbox/native/nest"
)

// session is one learner's sandboxes. It implements sandbox.Session.
type session struct {
	driver *Driver
	cfg    sandbox.SessionConfig
	groups *cgroup.Session
	// ctx ends when the session closes.
	ctx  context.Context //nolint:containedctx // it is the session's lifetime
	stop context.CancelFunc
	// busy counts operations under way; Close waits for them, so that nothing is made behind its back.
	busy sync.WaitGroup

	mu     sync.Mutex
	closed bool
	boxes  map[string]*box
	serial int // of starts, for IDs that are never used twice
	// changed is closed and replaced at each discrete change, so that every observer of the session wakes at once.
	changed chan struct{}
}

// box is what the session knows of one sandbox. Its fields are guarded by the session's mutex.
type box struct {
	spec   sandbox.Spec
	status sandbox.Status
	limits sandbox.Limits // as set
	charge sandbox.Limits // as counted against the quota
	host   int            // last part of its address in the scene; 0 for none
	out    *output
	// leaving is set once it is to go for good: nothing restarts it then.
	leaving bool
	stopped bool // somebody ended it on purpose: nothing restarts it either
	pause   time.Duration
	// life is the newest run; nil before the first.
	life *life
	// launching is held while a life begins, so that a removal does not miss one.
	launching sync.Mutex
}

var _ sandbox.Session = (*session)(nil)

func newSession(d *Driver, cfg sandbox.SessionConfig, groups *cgroup.Session) *session {
	s := &session{driver: d, cfg: cfg, groups: groups, boxes: map[string]*box{}, changed: make(chan struct{})}
	s.ctx, s.stop = context.WithCancel(context.Background())
	return s
}

// operate runs one operation: it records what was done, turns errors into sentences and tells the journal. run returns
// the equivalent command line.
func (s *session) operate(
	ctx context.Context, op, name string, run func(ctx context.Context, rec *recorder) (string, error),
) error {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return sessionClosed()
	}
	s.busy.Add(1)
	s.mu.Unlock()
	defer s.busy.Done()
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	defer context.AfterFunc(s.ctx, cancel)()
	rec := newRecorder()
	equivalent, err := run(ctx, rec)
	err = fail(err)
	if s.cfg.Journal != nil {
		s.cfg.Journal(rec.entry(op, name, equivalent, err))
	}
	return err
}

// Prepare has nothing to do: the image has been laid out in memory since the driver connected.
func (s *session) Prepare(ctx context.Context) (sandbox.Image, error) {
	var img sandbox.Image
	err := s.operate(ctx, "prepare", "", func(context.Context, *recorder) (string, error) {
		s.driver.mu.Lock()
		defer s.driver.mu.Unlock()
		img = s.driver.image
		img.Loaded, s.driver.prepared = !s.driver.prepared, true
		return "mount -t tmpfs tmpfs /tmp && mkdir /tmp/root && tar -xf k8slab-lab.tar -C /tmp/root", nil
	})
	return img, err
}

// List says what the session has, by name.
func (s *session) List(context.Context) ([]sandbox.Status, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil, sessionClosed()
	}
	list := make([]sandbox.Status, 0, len(s.boxes))
	for _, b := range s.boxes {
		if b.status.ID != "" {
			list = append(list, b.status)
		}
	}
	slices.SortFunc(list, func(a, b sandbox.Status) int { return strings.Compare(a.Name, b.Name) })
	return list, nil
}

// box finds a sandbox that has been started.
func (s *session) box(name string) (*box, error) {
	b := s.boxes[name]
	if b == nil || b.status.ID == "" {
		return nil, notFound(name)
	}
	return b, nil
}

// running finds a sandbox that has a process, and that.
func (s *session) running(name string) (*box, *life, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	b, err := s.box(name)
	if err != nil {
		return nil, nil, err
	}
	if b.status.PID == 0 {
		return nil, nil, notRunning(name)
	}
	return b, b.life, nil
}

// touch changes the session's state and wakes whoever observes it.
func (s *session) touch(change func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change()
	s.wake()
}

// wake wakes the observers. The mutex is held.
func (s *session) wake() {
	close(s.changed)
	s.changed = make(chan struct{})
}

// Close removes everything the session started.
func (s *session) Close(context.Context) error {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return nil
	}
	s.closed = true
	s.mu.Unlock()
	s.stop()
	s.busy.Wait()
	s.mu.Lock()
	boxes := make([]*box, 0, len(s.boxes))
	for _, b := range s.boxes {
		boxes = append(boxes, b)
	}
	s.mu.Unlock()
	var all sync.WaitGroup
	for _, b := range boxes {
		all.Go(func() { _ = s.dismiss(context.Background(), b) })
	}
	all.Wait()
	err := s.groups.Close(2 * time.Second)
	s.driver.forget(s)
	return fail(err)
}

// send tells a sandbox's PID 1 something.
func (l *life) send(m nest.ToSandbox) error { return l.conn.Send(m) }
