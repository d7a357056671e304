//go:build linux

package native

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"golang.org/x/sys/unix"

	"github.com/k8slab/k8slab/sandbox"
	"github.com/k8slab/k8slab/sandbox/native/internal/cgroup"
)

// Driver is the embedded engine of this program. It implements sandbox.Driver.
type Driver struct {
	info   sandbox.Info
	image  sandbox.Image
	env    []string // of the image
	keeper *keeper
	own    *cgroup.Session // the keeper's own control group, if it has one
	watch  *watcher
	groups *cgroup.Manager
	filter []byte
	ids    *idRange

	mu       sync.Mutex
	closed   bool
	sessions map[string]*session
	prepared bool // some session has asked for the image
}

var _ sandbox.Driver = (*Driver)(nil)

// Info says what the engine is.
func (d *Driver) Info() sandbox.Info { return d.info }

// Open starts a session.
func (d *Driver) Open(_ context.Context, cfg sandbox.SessionConfig) (sandbox.Session, error) {
	if !sandbox.ValidName(cfg.ID) {
		return nil, invalid(fmt.Sprintf("세션 이름으로 쓸 수 없어요: %q", cfg.ID))
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.closed {
		return nil, sessionClosed()
	}
	if d.sessions[cfg.ID] != nil {
		return nil, exists(cfg.ID)
	}
	// The watcher hears of them before they exist: this program may be killed while it makes them.
	dirs := d.groups.Dirs(cfg.ID)
	d.watch.add(dirs)
	groups, err := d.groups.Open(cfg.ID)
	if err != nil {
		d.watch.forget(dirs)
	}
	switch {
	case errors.Is(err, unix.EWOULDBLOCK):
		return nil, exists(cfg.ID)
	case err != nil:
		return nil, fail(err)
	}
	s := newSession(d, cfg, groups)
	d.sessions[cfg.ID] = s
	return s, nil
}

// Close closes all sessions and ends the helper processes.
func (d *Driver) Close() error {
	d.mu.Lock()
	d.closed = true
	open := make([]*session, 0, len(d.sessions))
	for _, s := range d.sessions {
		open = append(open, s)
	}
	d.mu.Unlock()
	var all sync.WaitGroup
	for _, s := range open {
		all.Go(func() { _ = s.Close(context.Background()) })
	}
	all.Wait()
	d.keeper.close()
	d.keeper.wait()
	if d.own != nil {
		_ = d.own.Close(time.Second)
		d.watch.forget(d.own.Dirs())
	}
	d.watch.close()
	return nil
}

// forget drops a closed session.
func (d *Driver) forget(s *session) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.sessions[s.cfg.ID] == s {
		delete(d.sessions, s.cfg.ID)
		d.watch.forget(s.groups.Dirs())
	}
}
