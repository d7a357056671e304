package tui

import (
	"context"
	"errors"

	tea "charm.land/bubbletea/v2"

	"github.com/k8slab/k8slab/labs"
	"github.com/k8slab/k8slab/lessons/progress"
	"github.com/k8slab/k8slab/tui/keys"
	"github.com/k8slab/k8slab/tui/labpane"
)

// openLab shows the lab of the lesson that is open, opening it if that has not been done yet.
func (m *Model) openLab() tea.Cmd {
	m.lab = nil
	lesson := m.reader.Lesson()
	if lesson == nil || lesson.Lab == "" || m.cfg.Lab == nil {
		m.focus = focusReader
		m.layout()
		return nil
	}
	id := lesson.Lab
	if known, ok := m.labs[id]; ok {
		m.lab = known
		m.layout()
		return nil
	}
	l := &lab{id: id}
	m.lab, m.labs[id] = l, l
	open := m.cfg.Lab
	return func() tea.Msg {
		program, run, err := open(id)
		return labOpened{lab: l, program: program, run: run, err: err}
	}
}

func (m *Model) onLabOpened(msg labOpened) tea.Cmd {
	l := msg.lab
	if m.labs[l.id] != l {
		return m.dropped(msg.run) // Its file changed while it was being opened.
	}
	if msg.err != nil {
		l.fault = labs.FaultOf(msg.err)
		return nil
	}
	l.run = msg.run
	l.pane = labpane.New(m.look(), labs.NewState(msg.program))
	m.layout()
	m.recall(l)
	if m.cfg.Frugal {
		l.pane.SetIdle(true)
	} else {
		l.run.Connect()
	}
	m.moved()
	return m.wait(l)
}

func (m *Model) look() labpane.Look {
	return labpane.Look{Theme: m.theme, Glyphs: m.glyphs, Bindings: m.cfg.Bindings, Say: m.cfg.Say}
}

// wait fetches the next event of a lab.
func (m *Model) wait(l *lab) tea.Cmd {
	return func() tea.Msg {
		e, ok := l.run.Next(m.cfg.Context)
		if !ok {
			return nil
		}
		return labEvent{lab: l, event: e}
	}
}

func (m *Model) onLabEvent(msg labEvent) tea.Cmd {
	l := msg.lab
	if m.labs[l.id] != l {
		return nil
	}
	before := l.pane.State()
	after := before.Apply(msg.event)
	l.pane.SetState(after)
	m.remember(l.id, before, after, msg.event)
	m.wentWrong(l, msg.event)
	m.chooseAgain(l)
	m.moved()
	m.bringBack(l)
	return m.wait(l)
}

// remember keeps which steps were done and what was measured.
func (m *Model) remember(id string, before, after labs.State, e labs.Event) {
	if m.cfg.Progress == nil || after.Playing != nil {
		return // What a recording shows is not the learner's.
	}
	for i, p := range after.Steps {
		if p.Mark == labs.MarkDone && before.Steps[i].Mark != labs.MarkDone {
			m.cfg.Progress.MarkStep(id, after.Program.Steps[i].ID)
		}
	}
	for key, g := range after.Guesses {
		if was, there := before.Guesses[key]; !there || was.Came() != g.Came() || was.Value != g.Value {
			m.cfg.Progress.SetGuess(key, progress.Guess{Question: g.Question, Guessed: g.Guessed(), Came: g.Came()})
		}
	}
	if e.Measured != nil {
		m.cfg.Progress.SetMeasurement(e.Measured.Key, stored(id, *e.Measured))
		m.reader.Refresh()
	}
}

// actDoes names what act would do now; it is empty where that is nothing.
func (m *Model) actDoes() string {
	if m.lab != nil && m.lab.pane != nil {
		switch s := m.lab.pane.State(); {
		case s.Playing != nil:
			return "녹화 멈추기"
		case s.Info == nil && s.Offered != nil:
			return "녹화 보기"
		}
	}
	if m.held() {
		return ""
	}
	return "단계 하기"
}

// act does what the current step offers, or tries the engine again if there is none.
func (m *Model) act() tea.Cmd {
	if m.lab == nil || m.lab.pane == nil {
		return nil
	}
	switch s := m.lab.pane.State(); {
	case s.Playing != nil:
		m.lab.run.StopPlaying()
	case s.Info == nil && s.Offered != nil:
		m.lab.run.Play()
	case s.Info == nil:
		if s.Fault != nil {
			s.Fault = nil
			m.lab.pane.SetState(s)
		}
		m.lab.pane.SetIdle(false)
		m.lab.run.Connect()
		return m.others()
	case m.held():
	case s.Asks() != nil:
		// What the step shows can be had once the learner has said what it will be.
		if g, ok := m.lab.pane.Guess(); ok {
			m.lab.run.Guess(g)
		}
	case !s.Busy && !s.Done():
		// Busy from now on, not only when the runner says so: a key pressed twice must not do a step twice.
		s.Busy = true
		m.lab.pane.SetState(s)
		m.lab.run.Do(s.Current)
	}
	return nil
}

// others ends the labs that are not shown, where one at a time is what a learner may have. They begin anew when they are
// shown again; what was done in them is remembered.
func (m *Model) others() tea.Cmd {
	if !m.cfg.Frugal {
		return nil
	}
	var cmds []tea.Cmd
	for id, l := range m.labs {
		if l != m.lab {
			delete(m.labs, id)
			cmds = append(cmds, m.dropped(l.run))
		}
	}
	return tea.Batch(cmds...)
}

// anywhere does what an intent means for the lab whichever pane has the focus; false if it means nothing to it.
func (m *Model) anywhere(i keys.Intent) bool {
	if m.lab == nil || m.lab.pane == nil || m.lab.run == nil {
		return false
	}
	switch i {
	case keys.Hint:
		m.lab.pane.SetState(m.lab.pane.State().Hint())
	case keys.Reset:
		if s := m.lab.pane.State(); s.Info == nil || s.Playing != nil {
			m.lab.run.StopPlaying()
			m.lab.pane.SetIdle(false)
			m.lab.run.Connect() // There is nothing yet that could begin anew.
			return true
		}
		m.lab.run.Reset()
	case keys.Redo:
		m.redo()
	default:
		return false
	}
	return true
}

// redo brings the lab back to before the current step, or, where nothing was done in it, to before the last one. In a lab
// that was left in an earlier run of the program, and in which nothing has been done since, it goes on from there.
func (m *Model) redo() {
	s := m.lab.pane.State()
	if s.Busy || s.Info == nil || s.Playing != nil || m.resume(m.lab) {
		return
	}
	s.Busy = true
	m.lab.pane.SetState(s)
	step := s.ResetTarget()
	m.lab.run.Rebuild(step, s.DoneBefore(step))
}

// guessKey gives a key to the question that the lab asks: digits, the decimal point and Backspace write a guess.
func (m *Model) guessKey(msg tea.KeyPressMsg) bool {
	if m.focus != focusLab || m.lab == nil || m.lab.pane == nil || m.reader.Overlaid() {
		return false
	}
	if msg.Key().Code == tea.KeyBackspace {
		return m.lab.pane.Erase()
	}
	return m.lab.pane.Type(msg.Key().Text)
}

// labIntent is what an intent means while the lab has the focus.
func (m *Model) labIntent(i keys.Intent) tea.Cmd {
	if m.lab == nil || m.lab.pane == nil {
		return nil
	}
	pane := m.lab.pane
	switch i {
	case keys.Enter:
		return m.act()
	case keys.Down:
		pane.Move(1)
	case keys.Up:
		pane.Move(-1)
	case keys.PageDown:
		pane.Scroll(pane.Page())
	case keys.PageUp:
		pane.Scroll(-pane.Page())
	case keys.Top:
		pane.Scroll(-1 << 20)
	case keys.Bottom:
		pane.Scroll(1 << 20)
	case keys.Back:
		m.setFocus(focusReader)
	}
	return nil
}

// Close removes what the labs started. It is called after Run.
func (m *Model) Close(ctx context.Context) error {
	var errs []error
	for _, l := range m.labs {
		if l.run != nil {
			errs = append(errs, l.run.Close(ctx))
		}
	}
	return errors.Join(errs...)
}
