package docker

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/moby/moby/client"

	"github.com/k8slab/k8slab/sandbox"
)

// How long the engine may take for one call. Starting a container takes a quarter of a second on an idle machine and
// many on a busy one; an engine that needs more than this has stopped.
const (
	quickCall = 20 * time.Second
	longCall  = 90 * time.Second
)

// Driver is a connection to one engine. See [Connect].
type Driver struct {
	api      *client.Client
	endpoint Endpoint
	info     sandbox.Info
	opts     Options
	image    *imageStore
	watch    *watcher
	// usernsRemap is true for an engine that runs containers in a user namespace; host's PIDs then need its user
	// namespace as well.
	usernsRemap bool
	appArmor    bool   // the engine confines containers with AppArmor
	hostname    string // the engine's host's
	turns       turns

	// ctx ends when the driver closes; what runs in the background hangs on it.
	ctx  context.Context
	stop context.CancelFunc

	mu       sync.Mutex
	sessions map[string]*session
}

var _ sandbox.Driver = (*Driver)(nil)

func newDriver(api *client.Client, e Endpoint, who identity, opts Options) *Driver {
	d := &Driver{
		api: api, endpoint: e, info: who.info, usernsRemap: who.usernsRemap, appArmor: who.appArmor, hostname: who.hostname,
		opts: opts, sessions: map[string]*session{}, turns: newTurns(),
	}
	d.ctx, d.stop = context.WithCancel(context.Background())
	d.image = &imageStore{driver: d}
	d.watch = newWatcher(d)
	return d
}

// Info says what the engine is.
func (d *Driver) Info() sandbox.Info { return d.info }

// Endpoint says where the engine answers, for a process that is to clean up after this one.
func (d *Driver) Endpoint() Endpoint { return d.endpoint }

// Open starts a session. It does not touch the engine.
func (d *Driver) Open(_ context.Context, cfg sandbox.SessionConfig) (sandbox.Session, error) {
	if !sandbox.ValidName(cfg.ID) {
		return nil, invalid("세션 이름에는 영어 소문자, 숫자, ‘-’만 서른두 글자까지 쓸 수 있어요.", nil)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.ctx.Err() != nil {
		return nil, &sandbox.Error{Kind: sandbox.KindUnreachable, What: "엔진과의 연결을 이미 닫았어요.", Do: "다시 연결하세요."}
	}
	if d.sessions[cfg.ID] != nil {
		return nil, exists(cfg.ID, nil)
	}
	s := newSession(d, cfg)
	d.sessions[cfg.ID] = s
	return s, nil
}

// Close closes the open sessions and ends the connection.
func (d *Driver) Close() error {
	open := d.open()
	ctx, cancel := context.WithTimeout(context.Background(), quickCall)
	defer cancel()
	errs := make([]error, len(open)+1)
	var wg sync.WaitGroup
	for i, s := range open {
		wg.Go(func() { errs[i] = s.Close(ctx) })
	}
	wg.Wait()
	d.stop()
	d.watch.wait()
	errs[len(open)] = d.api.Close()
	return errors.Join(errs...)
}

// open lists the open sessions.
func (d *Driver) open() []*session {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Collect(maps.Values(d.sessions))
}

func (d *Driver) forget(s *session) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.sessions, s.cfg.ID)
}

// bySession finds an open session.
func (d *Driver) bySession(id string) *session {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.sessions[id]
}
