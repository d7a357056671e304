//go:build linux

package native

import (
	"context"
	"fmt"
	"time"

	"golang.org/x/sys/unix"

	"github.com/k8slab/k8slab/sandbox"
)

// Pauses between the end of a sandbox and its restart: as with Docker, they double each time, up to a minute, and begin
// anew once it has run for ten seconds.
const (
	firstPause = 100 * time.Millisecond
	lastPause  = time.Minute
	settled    = 10 * time.Second
)

// endLimit is how long the kernel may take to end what was killed: moments, unless the machine is emulated or full of work.
const endLimit = 20 * time.Second

// finish notes that the newest life of a sandbox is over, and has it restarted if its policy says so. The session's
// mutex is held.
func (s *session) finish(b *box) {
	l := b.life
	b.status.State, b.status.PID = sandbox.StateExited, 0
	b.status.Finished, b.status.ExitCode, b.status.OOMKilled = time.Now(), l.code, l.oom
	s.leaveScene()
	if s.closed || b.leaving || b.stopped || !restarts(b.spec.Restart, l.code) {
		return
	}
	if time.Since(l.started) > settled || b.pause == 0 {
		b.pause = firstPause
	}
	b.status.State = sandbox.StateRestarting
	go s.restart(b, b.pause)
	b.pause = min(2*b.pause, lastPause)
}

func restarts(policy string, code int) bool {
	return policy == "always" || policy == "on-failure" && code != 0
}

// restart starts a sandbox again after a pause.
func (s *session) restart(b *box, pause time.Duration) {
	wait := time.NewTimer(pause)
	defer wait.Stop()
	select {
	case <-s.ctx.Done():
		return
	case <-wait.C:
	}
	s.mu.Lock()
	if s.closed || b.leaving || b.stopped {
		s.mu.Unlock()
		return
	}
	s.busy.Add(1)
	b.status.Restarts++
	s.mu.Unlock()
	defer s.busy.Done()
	rec := newRecorder()
	ctx, cancel := context.WithTimeout(s.ctx, 20*time.Second)
	defer cancel()
	err := fail(s.launch(ctx, b, rec))
	if err != nil {
		s.touch(func() { b.status.State = sandbox.StateExited })
	}
	if s.cfg.Journal != nil {
		s.cfg.Journal(rec.entry("restart", b.spec.Name, s.startLine(b), err))
	}
}

// Remove kills and removes a sandbox, paused and restarting ones included.
func (s *session) Remove(ctx context.Context, name string) error {
	return s.operate(ctx, "remove", name, func(ctx context.Context, rec *recorder) (string, error) {
		s.mu.Lock()
		b, err := s.box(name)
		s.mu.Unlock()
		if err != nil {
			return s.removeLine(name, 0), nil //nolint:nilerr // what does not exist need not be removed
		}
		line := s.removeLine(name, b.status.PID)
		return line, rec.call("kill(SIGKILL), rmdir(/sys/fs/cgroup/…/k8slab/"+s.cfg.ID+"/"+name+")", func() error {
			return s.dismiss(ctx, b)
		})
	})
}

// dismiss ends a sandbox for good and forgets it.
func (s *session) dismiss(ctx context.Context, b *box) error {
	s.touch(func() { b.leaving = true })
	// A restart that has begun is waited for; another cannot begin.
	b.launching.Lock()
	defer b.launching.Unlock()
	s.mu.Lock()
	l := b.life
	s.mu.Unlock()
	if l != nil {
		l.kill()
		select {
		case <-l.ended:
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(endLimit):
			return context.DeadlineExceeded
		}
	}
	s.touch(func() {
		if s.boxes[b.spec.Name] == b {
			delete(s.boxes, b.spec.Name)
		}
		s.leaveScene()
	})
	return nil
}

// Signal sends a signal to PID 1.
func (s *session) Signal(ctx context.Context, name, signal string) error {
	return s.operate(ctx, "kill", name, func(ctx context.Context, rec *recorder) (string, error) {
		n := unix.SignalNum(signal)
		if n == 0 {
			return "", invalid(fmt.Sprintf("모르는 시그널이에요: %s", signal))
		}
		b, l, err := s.running(name)
		if err != nil {
			return "", err
		}
		if err := l.awaitReady(ctx, n); err != nil {
			return "", err
		}
		s.mu.Lock()
		b.stopped = true
		s.mu.Unlock()
		return s.killLine(signal, l.pid), rec.call("pidfd_send_signal("+signal+")", func() error {
			return unix.PidfdSendSignal(int(l.pidfd.Fd()), n, nil, 0)
		})
	})
}

// awaitReady waits until PID 1 catches signals. One that comes before, while the Go runtime is starting, would end it with
// the status 2 instead of that of the signal: the kernel lets no signal kill the first process of a namespace, and the
// runtime knows no other way out then.
func (l *life) awaitReady(ctx context.Context, n unix.Signal) error {
	if n == unix.SIGKILL || n == unix.SIGSTOP {
		return nil
	}
	select {
	case <-l.ready:
	case <-l.ended:
	case <-ctx.Done():
		return ctx.Err()
	}
	return nil
}
