package docker

import (
	"context"
	"strconv"
	"time"

	"github.com/moby/moby/api/types/events"
	"github.com/moby/moby/client"

	"github.com/k8slab/k8slab/sandbox"
)

// handle takes one event of a container that bears our labels, whoever caused it: a learner may well use the docker
// command beside us.
func (w *watcher) handle(m events.Message) {
	s := w.driver.bySession(m.Actor.Attributes[labelSession])
	if s == nil || m.Actor.Attributes[labelRole] != roleSandbox {
		return
	}
	s.mu.Lock()
	b := s.byID(m.Actor.ID)
	s.mu.Unlock()
	if b == nil {
		return
	}
	at := time.Unix(0, m.TimeNano)
	switch m.Action {
	case events.ActionStart:
		s.restarted(b, m.Actor.ID)
	case events.ActionDie:
		s.died(b, m.Actor.ID, exitCode(m), at)
	case events.ActionOOM:
		s.touch(func() {
			b.oom = true
			b.status.OOMKilled = b.status.State == sandbox.StateExited && b.status.ExitCode == killed
		})
		w.observer.now()
	case events.ActionPause:
		s.touch(func() { b.status.State = sandbox.StatePaused })
	case events.ActionUnPause:
		s.touch(func() { b.status.State = sandbox.StateRunning })
	case events.ActionDestroy, events.ActionRemove:
		s.vanished(b, m.Actor.ID)
	case events.ActionUpdate:
		w.observer.now()
	}
}

func exitCode(m events.Message) int {
	s := m.Actor.Attributes["exitCode"]
	if s == "" {
		s = m.Actor.Attributes["containerExitCode"] // Podman's name
	}
	n, _ := strconv.Atoi(s)
	return n
}

// died notes the end of a sandbox. One with a restart policy has a next life, of which only the engine knows.
func (s *session) died(b *box, id string, code int, at time.Time) {
	s.touch(func() {
		b.status.State, b.status.PID = sandbox.StateExited, 0
		b.status.ExitCode, b.status.Finished = code, at
		b.status.OOMKilled = b.oom && code == killed
		b.own = nil
	})
	s.driver.watch.observer.remove(id)
	if b.restart {
		go s.inspect(b, id)
	}
}

// restarted takes hold again of a sandbox that the engine (or somebody) started another time. The event of the first
// start, which is ours, may come before or after Start has learnt its PID; it changes nothing.
func (s *session) restarted(b *box, id string) {
	s.mu.Lock()
	settled := !b.status.Started.IsZero()
	s.mu.Unlock()
	if settled {
		go s.inspect(b, id)
	}
}

// vanished notes that the engine has removed a container: by itself because it ended, or because somebody asked.
func (s *session) vanished(b *box, id string) {
	b.out.release()
	s.touch(func() {
		b.gone = true
		b.status.PID = 0
		if b.status.State != sandbox.StateExited {
			b.status.State, b.status.ExitCode = sandbox.StateExited, killed
		}
	})
	s.driver.watch.observer.remove(id)
}

// inspect asks the engine for the truth about one sandbox, and takes hold of a new life of it.
func (s *session) inspect(b *box, id string) {
	ctx, cancel := context.WithTimeout(s.ctx, quickCall)
	defer cancel()
	got, err := s.driver.api.ContainerInspect(ctx, id, client.ContainerInspectOptions{})
	if isNotFound(err) {
		s.vanished(b, id)
		return
	}
	if err != nil || got.Container.State == nil || got.Container.State.Status == "removing" {
		return
	}
	pid := got.Container.State.Pid
	s.mu.Lock()
	reborn := pid != 0 && pid != b.life
	if reborn {
		b.life = pid
	}
	s.mu.Unlock()
	if pid != 0 && (reborn || !b.out.live()) {
		_ = s.attach(ctx, b, id)
	}
	s.touch(func() {
		if reborn {
			b.oom, b.own = false, nil
		}
		b.take(got.Container)
	})
	s.driver.watch.target(s, b)
}

// resync asks about every sandbox after a time without events.
func (s *session) resync() {
	s.mu.Lock()
	known := map[string]*box{}
	for _, b := range s.boxes {
		if b.status.ID != "" && !b.gone && !b.status.Started.IsZero() {
			known[b.status.ID] = b
		}
	}
	s.mu.Unlock()
	for id, b := range known {
		go s.inspect(b, id)
	}
	s.touch(func() {})
}
