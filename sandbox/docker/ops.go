package docker

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	cerrdefs "github.com/containerd/errdefs"
	"github.com/moby/moby/api/types/container"
	"github.com/moby/moby/client"

	"github.com/k8slab/k8slab/sandbox"
)

// Update changes limits of a running sandbox.
func (s *session) Update(ctx context.Context, name string, l sandbox.Limits) error {
	return s.operate(ctx, "update", name, func(ctx context.Context) (string, error) {
		b, id, err := s.running(name)
		if err != nil {
			return "", err
		}
		if err := s.checkUpdate(name, b, l); err != nil {
			return "", err
		}
		r := resources(l)
		line := s.driver.updateLine(s.containerName(name), r)
		ctx, cancel := context.WithTimeout(ctx, quickCall)
		defer cancel()
		if _, err := s.driver.api.ContainerUpdate(ctx, id, client.ContainerUpdateOptions{Resources: &r}); err != nil {
			return line, tooTight(err)
		}
		s.touch(func() { b.limits = b.limits.Merged(l) })
		s.driver.watch.observer.now()
		return line, nil
	})
}

// checkUpdate refuses what cannot be changed, and what would exceed the session's share.
func (s *session) checkUpdate(name string, b *box, l sandbox.Limits) error {
	if reason, lacks := s.driver.info.Lacks[sandbox.AbilityUpdate]; lacks {
		return lacking(reason)
	}
	if err := l.CheckUpdate(); err != nil {
		return err
	}
	if err := s.driver.checkAbilities(sandbox.Spec{Limits: l}); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.quota(name, b.limits.Merged(l))
}

// tooTight explains the kernel's refusal (EBUSY on cgroup v1) to set a memory limit below what is in use.
func tooTight(err error) error {
	if said := err.Error(); strings.Contains(said, "memory") && strings.Contains(said, "busy") {
		return &sandbox.Error{
			Kind: sandbox.KindFailed, What: "한도를 지금 쓰고 있는 메모리보다 작게 줄일 수 없어요.",
			Do: "더 큰 값을 쓰거나, 메모리를 쓰는 프로그램을 먼저 끝내세요.", Err: err,
		}
	}
	return err
}

// Pause freezes all processes of a sandbox.
func (s *session) Pause(ctx context.Context, name string) error {
	return s.flip(ctx, "pause", name, sandbox.StatePaused, func(ctx context.Context, id string) error {
		_, err := s.driver.api.ContainerPause(ctx, id, client.ContainerPauseOptions{})
		return err
	})
}

// Resume thaws them.
func (s *session) Resume(ctx context.Context, name string) error {
	return s.flip(ctx, "unpause", name, sandbox.StateRunning, func(ctx context.Context, id string) error {
		_, err := s.driver.api.ContainerUnpause(ctx, id, client.ContainerUnpauseOptions{})
		return err
	})
}

func (s *session) flip(
	ctx context.Context, op, name string, to sandbox.State, call func(context.Context, string) error,
) error {
	return s.operate(ctx, op, name, func(ctx context.Context) (string, error) {
		if reason, lacks := s.driver.info.Lacks[sandbox.AbilityPause]; lacks {
			return "", lacking(reason)
		}
		b, id, err := s.running(name)
		if err != nil {
			return "", err
		}
		line := s.driver.docker(op, s.containerName(name))
		ctx, cancel := context.WithTimeout(ctx, quickCall)
		defer cancel()
		if err := call(ctx, id); err != nil {
			return line, err
		}
		s.touch(func() {
			if b.status.State == sandbox.StateRunning || b.status.State == sandbox.StatePaused {
				b.status.State = to
			}
		})
		return line, nil
	})
}

var signalName = regexp.MustCompile(`^SIG[A-Z][A-Z0-9+-]{0,10}$`)

// Signal sends a signal to PID 1.
func (s *session) Signal(ctx context.Context, name, signal string) error {
	return s.operate(ctx, "kill", name, func(ctx context.Context) (string, error) {
		if !signalName.MatchString(signal) {
			return "", invalid(fmt.Sprintf("모르는 시그널이에요(%q).", signal), nil)
		}
		_, id, err := s.running(name)
		if err != nil {
			return "", err
		}
		line := s.driver.docker("kill", "--signal", signal, s.containerName(name))
		ctx, cancel := context.WithTimeout(ctx, quickCall)
		defer cancel()
		_, err = s.driver.api.ContainerKill(ctx, id, client.ContainerKillOptions{Signal: signal})
		return line, err
	})
}

// Remove kills and removes a sandbox, paused and restarting ones included.
func (s *session) Remove(ctx context.Context, name string) error {
	return s.operate(ctx, "remove", name, func(ctx context.Context) (string, error) {
		line := s.driver.docker("rm", "-f", "-v", s.containerName(name))
		s.mu.Lock()
		b := s.boxes[name]
		s.mu.Unlock()
		if b == nil || b.status.ID == "" {
			return line, nil
		}
		return line, s.dismiss(ctx, name, b)
	})
}

// dismiss removes a sandbox's container, if it is still there, and forgets it.
func (s *session) dismiss(ctx context.Context, name string, b *box) error {
	s.mu.Lock()
	gone, id := b.gone, b.status.ID
	b.leaving = true
	s.mu.Unlock()
	if !gone {
		ctx, cancel := context.WithTimeout(ctx, longCall)
		defer cancel()
		if err := s.driver.removeContainer(ctx, id); err != nil {
			s.touch(func() { b.leaving = false })
			return err
		}
	}
	s.driver.watch.observer.remove(id)
	b.out.release()
	s.touch(func() {
		if s.boxes[name] == b {
			delete(s.boxes, name)
		}
	})
	return nil
}

// removeContainer returns when the container is gone, whoever removed it.
func (d *Driver) removeContainer(ctx context.Context, id string) error {
	var err error
	for range 3 {
		_, err = d.api.ContainerRemove(ctx, id, client.ContainerRemoveOptions{Force: true, RemoveVolumes: true})
		// On a starved machine the engine gives up after ten seconds of waiting for processes that it has killed already.
		if err == nil || ctx.Err() != nil || !strings.Contains(err.Error(), "can not be killed") {
			break
		}
	}
	if cerrdefs.IsConflict(err) {
		// The engine is removing it already. Waiting for a container that is gone by now is a 404.
		gone := d.api.ContainerWait(ctx, id, client.ContainerWaitOptions{Condition: container.WaitConditionRemoved})
		select {
		case <-gone.Result:
			err = nil
		case err = <-gone.Error:
		}
	}
	if isNotFound(err) {
		return nil
	}
	return err
}
