package labs

import (
	"slices"
	"time"

	"github.com/k8slab/k8slab/sandbox"
)

// traces follow what the operations in the log did to the kernel's files: each is compared with what was seen before it
// began, until another operation on the same sandbox begins or some time has passed. Everything in here is what was
// read; a file that was not seen to change is not named.
type traces struct {
	recent  []moment // what was seen lately, oldest first
	open    []trace
	dropped int // entries that the log has lost from its front
	found   int // how often a changed file was noted
}

// moment is an observation and when it arrived, by this program's clock.
type moment struct {
	at   time.Time
	seen *sandbox.Observation
}

// trace follows one entry of the log.
type trace struct {
	entry   int // counted from the first entry ever
	sandbox string
	before  *sandbox.Observation
	until   time.Time
}

// Bounds of following: how long after an operation a change counts as its doing, and how much of the past is kept to
// know what was there before it (the longest that an operation takes on an idle machine, at ten observations a second).
const (
	followFor  = 2 * time.Second
	maxMoments = 64
)

// logged takes in the end of an operation.
func (s State) logged(e Event) State {
	s.Log = append(slices.Clip(s.Log), *e.Logged)
	if over := len(s.Log) - maxLog; over > 0 {
		s.Log = s.Log[over:]
		s.traces.dropped += over
	}
	name := e.Logged.Sandbox
	if name == "" {
		return s
	}
	before := s.traces.asOf(e.Logged.At)
	var open []trace
	for _, t := range s.traces.open {
		if t.sandbox != name {
			open = append(open, t)
			continue
		}
		s = s.note(t, before) // What is seen from here on may be the new operation's doing.
	}
	entry := s.traces.dropped + len(s.Log) - 1
	s.traces.open = append(open, trace{entry: entry, sandbox: name, before: before, until: e.At.Add(followFor)})
	return s.follow(e.At)
}

// trace takes in an observation.
func (s State) trace(e Event) State {
	if e.Observed.Lost != nil {
		return s
	}
	recent := append(slices.Clip(s.traces.recent), moment{e.At, e.Observed})
	s.traces.recent = recent[max(0, len(recent)-maxMoments):]
	return s.follow(e.At)
}

// follow notes for every open trace what has changed by now.
func (s State) follow(now time.Time) State {
	var open []trace
	for _, t := range s.traces.open {
		s = s.note(t, s.Seen)
		if now.Before(t.until) {
			open = append(open, t)
		}
	}
	s.traces.open = open
	return s
}

// note writes what changed into a trace's entry.
func (s State) note(t trace, after *sandbox.Observation) State {
	i := t.entry - s.traces.dropped
	if i < 0 || after == nil || t.before == nil {
		return s
	}
	changed := changes(t.before.Sandbox(t.sandbox), after.Sandbox(t.sandbox))
	if !slices.Equal(changed, s.Log[i].Files) {
		s.Log = slices.Clone(s.Log)
		s.Log[i].Files = changed
		s.traces.found++
	}
	return s
}

// asOf is what was last seen before a moment; nil if nothing was.
func (t traces) asOf(at time.Time) *sandbox.Observation {
	for _, m := range slices.Backward(t.recent) {
		if !m.at.After(at) {
			return m.seen
		}
	}
	return nil
}

// changes compares a sandbox's files then and now.
func changes(before, after *sandbox.View) []sandbox.FileChange {
	var then, now *sandbox.Cgroup
	if before != nil {
		then = before.Cgroup
	}
	if after != nil {
		now = after.Cgroup
	}
	var list []sandbox.FileChange
	switch {
	case then == nil && now == nil:
		return nil
	case now == nil:
		for _, dir := range then.Dirs() {
			list = append(list, sandbox.FileChange{Path: dir, Version: then.Version, Name: dir, Before: directory})
		}
		return list
	case then == nil || before.ID != after.ID:
		for _, dir := range now.Dirs() {
			list = append(list, sandbox.FileChange{Path: dir, Version: now.Version, Name: dir, After: directory})
		}
	}
	old := map[string]string{}
	if then != nil && before.ID == after.ID {
		for _, f := range filesOf(before) {
			old[f.Path] = f.Value
		}
	}
	for _, f := range filesOf(after) {
		if was := old[f.Path]; was != f.Value && (then != nil || f.Value != sandbox.NoLimit) {
			list = append(list, sandbox.FileChange{
				Path: f.Path, Version: f.Version, Name: f.Name, Other: f.Other, Before: was, After: f.Value,
			})
		}
	}
	return list
}

// filesOf are the files that were read of a sandbox.
func filesOf(v *sandbox.View) []sandbox.File {
	files := v.Cgroup.Files()
	if procs, read := v.Cgroup.ProcsFile(v.Processes); read {
		files = append(files, procs)
	}
	return files
}

// directory stands for the value of a directory.
const directory = "directory"
