package tui

import (
	"slices"

	"github.com/k8slab/k8slab/labs"
	"github.com/k8slab/k8slab/lessons/progress"
)

// recall tells a lab that was just opened how far the learner had come with it in earlier runs of the program.
func (m *Model) recall(l *lab) {
	if m.cfg.Progress == nil {
		return
	}
	var done []int
	for i, s := range l.pane.State().Program.Steps {
		if m.cfg.Progress.Step(l.id, s.ID) {
			done = append(done, i)
		}
	}
	if len(done) > 0 {
		l.run.Recall(done)
	}
}

// resume goes on where an earlier run of the program was left; false if there is nothing to go on with.
func (m *Model) resume(l *lab) bool {
	step, done := l.pane.State().Unfinished()
	if len(done) == 0 {
		return false
	}
	m.resumeAt(l, step, done)
	return true
}

func (m *Model) resumeAt(l *lab, step int, done []int) {
	s := l.pane.State()
	s.Busy = true
	l.pane.SetState(s)
	l.run.Resume(step, done, m.kept(l, step))
}

// kept is what was measured in the steps before one in earlier runs, on the engine of this one: what another engine was
// measured with is no basis to go on from.
func (m *Model) kept(l *lab, step int) (list []labs.Measurement) {
	s := l.pane.State()
	if m.cfg.Progress == nil || s.Info == nil {
		return nil
	}
	for _, x := range s.Program.Steps[:step] {
		for _, a := range x.Do {
			if a.Measure == nil {
				continue
			}
			mine, ok := m.cfg.Progress.Measurement(a.Measure.Key)
			value, number := mine.Number()
			if !ok || !number || mine.Lab != l.id || mine.Engine != labs.NameOf(*s.Info) {
				continue
			}
			list = append(list, labs.Measurement{
				Key: a.Measure.Key, Label: a.Measure.Label, Unit: a.Measure.Unit, Value: value, At: mine.At(), Engine: mine.Engine,
				Samples: mine.Samples, Disturbed: mine.Disturbed,
			})
		}
	}
	return list
}

// measureAgain goes to the lab beside the text and, if the learner has come that far before, to the step that measures a
// key. It does so as soon as the lab is ready.
func (m *Model) measureAgain(key string) {
	if m.lab == nil {
		return
	}
	m.lab.again = key
	m.setFocus(focusLab)
	m.bringBack(m.lab)
}

// bringBack takes a lab to the step at which something is to be measured again.
func (m *Model) bringBack(l *lab) {
	if l.again == "" || l.pane == nil {
		return
	}
	s := l.pane.State()
	if s.Info == nil || s.Seen == nil || s.Busy || s.Playing != nil {
		return
	}
	step, ok := s.Program.StepMeasuring(l.again)
	l.again = ""
	if !ok || step == s.Current {
		return
	}
	var before []int
	for i := range step {
		switch {
		case s.Steps[i].Mark == labs.MarkUnavailable:
		case s.Steps[i].Mark == labs.MarkDone || slices.Contains(s.Earlier, i):
			before = append(before, i)
		default:
			return // The learner has yet to come there.
		}
	}
	if len(before) == 0 {
		s.Busy = true
		l.pane.SetState(s)
		l.run.Rebuild(step, nil)
		return
	}
	m.resumeAt(l, step, before)
}

// stored is a measurement as it is remembered.
func stored(lab string, x labs.Measurement) progress.Measurement {
	return progress.Measurement{
		Value: x.Number(), Unit: x.Unit, Label: x.Label, Lab: lab, Engine: x.Engine, Taken: progress.TimeOf(x.At),
		Samples: x.Samples, Disturbed: x.Disturbed,
	}
}
