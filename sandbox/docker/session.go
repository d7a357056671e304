package docker

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/k8slab/k8slab/sandbox"
)

// session is one learner's sandboxes. It implements sandbox.Session.
type session struct {
	driver *Driver
	cfg    sandbox.SessionConfig
	// ctx ends when the session closes.
	ctx  context.Context
	stop context.CancelFunc

	scene scene
	// busy counts operations under way; Close waits for them, so that nothing is made behind its back.
	busy sync.WaitGroup

	closing sync.Mutex // held by Close

	mu     sync.Mutex
	closed bool // no more operations
	gone   bool // and nothing is left
	boxes  map[string]*box
	images images
	// changed is closed and replaced at each discrete change, so that every observer of the session wakes at once.
	changed chan struct{}
}

// box is what the session knows of one sandbox. Its fields are guarded by the session's mutex.
type box struct {
	status   sandbox.Status
	hostname string
	limits   sandbox.Limits
	image    string // the ID of what it runs from
	private  bool   // has a private layer, which holds written bytes
	written  *int64
	restart  bool // has a restart policy, hence is not removed by the engine when it exits
	readable bool // the observer can read its namespaces
	share    sandbox.Share
	// gone is true once the engine has removed the container by itself; the status tells how it ended.
	gone    bool
	life    int  // the PID whose streams we hold
	leaving bool // it is being removed because we asked
	oom     bool // the kernel killed something for want of memory since it was last started
	out     *output
	// own is what one exec into the sandbox found, where the observer may not look.
	own *ownView
	// stats is the last answer of the stats API, where there is no observer; reading is true while one is asked for.
	stats   *stats
	reading bool
}

var _ sandbox.Session = (*session)(nil)

func newSession(d *Driver, cfg sandbox.SessionConfig) *session {
	s := &session{driver: d, cfg: cfg, boxes: map[string]*box{}, changed: make(chan struct{})}
	s.ctx, s.stop = context.WithCancel(d.ctx)
	return s
}

// begin says that something is about to be made in the engine for the session, which Close then waits for the end of. No
// more is begun once the session is closing.
func (s *session) begin() (end func(), err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil, sessionClosed()
	}
	s.busy.Add(1)
	return s.busy.Done, nil
}

// operate runs one operation: it records the calls, turns errors into sentences and tells the journal. run returns the
// equivalent command line.
func (s *session) operate(ctx context.Context, op, name string, run func(ctx context.Context) (string, error)) error {
	end, err := s.begin()
	if err != nil {
		return err
	}
	defer end()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(s.ctx, cancel)()
	ctx, rec := record(ctx)
	equivalent, err := run(ctx)
	err = s.driver.fail(err, name)
	if s.cfg.Journal != nil {
		s.cfg.Journal(rec.entry(op, name, equivalent, err))
	}
	return err
}

func sessionClosed() error {
	return &sandbox.Error{Kind: sandbox.KindFailed, What: "이미 끝낸 실습이에요.", Do: "실습을 다시 시작하세요."}
}

// Prepare makes the lab image present, and starts the observer meanwhile: whoever prepares is about to look.
func (s *session) Prepare(ctx context.Context) (sandbox.Image, error) {
	var img sandbox.Image
	err := s.operate(ctx, "prepare", "", func(ctx context.Context) (string, error) {
		var err error
		img, _, err = s.driver.image.ensure(ctx)
		if err == nil && !img.Loaded {
			return s.driver.docker("image", "inspect", img.Tag), nil
		}
		return s.driver.docker("load", "-i", "k8slab-lab.tar"), err
	})
	if err == nil {
		s.driver.watch.begin(s)
	}
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
		if b.listed() {
			list = append(list, b.status)
		}
	}
	slices.SortFunc(list, func(a, b sandbox.Status) int { return strings.Compare(a.Name, b.Name) })
	return list, nil
}

// listed reports whether a sandbox is there to be seen: created, and not on its way out because we asked.
func (b *box) listed() bool {
	return b.status.ID != "" && !(b.leaving && (b.gone || b.status.State == sandbox.StateExited))
}

// box finds a sandbox whose container has been created and still is there.
func (s *session) box(name string) (*box, string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	b := s.boxes[name]
	if b == nil || b.status.ID == "" {
		return nil, "", notFound(name, nil)
	}
	return b, b.status.ID, nil
}

// running is box for what only a live sandbox can do.
func (s *session) running(name string) (*box, string, error) {
	b, id, err := s.box(name)
	if err != nil {
		return nil, "", err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if b.gone || b.status.State == sandbox.StateExited {
		return nil, "", notRunning(name)
	}
	return b, id, nil
}

func notRunning(name string) error {
	return &sandbox.Error{
		Kind: sandbox.KindFailed, What: fmt.Sprintf("‘%s’ 컨테이너는 이미 끝났어요.", name), Do: "지우고 다시 시작하세요.",
	}
}

// touch changes the session's state and wakes whoever observes it.
func (s *session) touch(change func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change()
	close(s.changed)
	s.changed = make(chan struct{})
}

// byID finds a sandbox by its container; nil if it is not ours (any more).
func (s *session) byID(id string) *box {
	for _, b := range s.boxes {
		if b.status.ID == id {
			return b
		}
	}
	return nil
}
