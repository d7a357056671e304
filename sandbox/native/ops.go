//go:build linux

package native

import (
	"context"

	"github.com/k8slab/k8slab/sandbox"
	"github.com/k8slab/k8slab/sandbox/native/internal/cgroup"
)

// Update changes limits of a running sandbox.
func (s *session) Update(ctx context.Context, name string, limits sandbox.Limits) error {
	return s.operate(ctx, "update", name, func(_ context.Context, rec *recorder) (string, error) {
		b, l, err := s.running(name)
		if err != nil {
			return "", err
		}
		if err := s.checkUpdate(name, b, limits); err != nil {
			return "", err
		}
		changes := l.group.Changes(limits)
		line := writeLine(changes)
		if err := rec.call("write("+fileNames(changes)+")", func() error { return l.group.Set(changes) }); err != nil {
			return line, err
		}
		s.touch(func() { b.limits, b.charge = b.limits.Merged(limits), b.charge.Merged(limits) })
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
	return s.quota(name, b.charge.Merged(l))
}

// Pause freezes all processes of a sandbox.
func (s *session) Pause(ctx context.Context, name string) error {
	return s.freeze(ctx, "pause", name, true, sandbox.StatePaused)
}

// Resume thaws them.
func (s *session) Resume(ctx context.Context, name string) error {
	return s.freeze(ctx, "unpause", name, false, sandbox.StateRunning)
}

func (s *session) freeze(ctx context.Context, op, name string, on bool, to sandbox.State) error {
	return s.operate(ctx, op, name, func(_ context.Context, rec *recorder) (string, error) {
		b, l, err := s.running(name)
		if err != nil {
			return "", err
		}
		if reason, lacks := s.driver.info.Lacks[sandbox.AbilityPause]; lacks {
			return "", lacking(reason)
		}
		line := s.freezeLine(l.group, on)
		if err := rec.call("write("+freezeFile(l.group)+")", func() error { return l.group.Freeze(on) }); err != nil {
			return line, err
		}
		s.touch(func() {
			if b.life == l && b.status.PID != 0 {
				b.status.State = to
			}
		})
		return line, nil
	})
}

// freezeFile is the name of the file that freezes a group.
func freezeFile(g *cgroup.Group) string {
	if _, v1 := g.Dir("freezer"); v1 {
		return "freezer.state"
	}
	return "cgroup.freeze"
}
