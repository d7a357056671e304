package tui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/k8slab/k8slab/labs"
)

// reloadedMsg says that the course that is previewed was read again.
type reloadedMsg Reloaded

// awaitReload waits for the next change of the course.
func (m *Model) awaitReload() tea.Cmd {
	next, ctx := m.cfg.Reload, m.cfg.Context
	if next == nil {
		return nil
	}
	return func() tea.Msg {
		r, ok := next(ctx)
		if !ok {
			return nil
		}
		return reloadedMsg(r)
	}
}

// onReloaded shows the course as it is now, at the same place. Labs whose files changed begin anew; the others go on.
func (m *Model) onReloaded(msg reloadedMsg) tea.Cmd {
	m.problem = msg.Problem
	cmds := []tea.Cmd{m.awaitReload()}
	for _, id := range msg.Labs {
		if l, ok := m.labs[id]; ok {
			delete(m.labs, id)
			cmds = append(cmds, m.dropped(l.run))
		}
	}
	if msg.Course != nil {
		if err := m.reader.SetCourse(msg.Course); err != nil && m.problem == "" {
			m.problem = err.Error()
		}
	}
	return tea.Batch(append(cmds, m.openLab())...)
}

// dropping bounds how long a lab that was dropped may take to remove what it started; the watcher does what remains.
const dropping = 30 * time.Second

// dropped removes what a lab started that is no longer shown.
func (m *Model) dropped(run *labs.Runner) tea.Cmd {
	if run == nil {
		return nil
	}
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(m.cfg.Context), dropping)
		defer cancel()
		_ = run.Close(ctx) // What it could not remove is swept when the program ends.
		return nil
	}
}
