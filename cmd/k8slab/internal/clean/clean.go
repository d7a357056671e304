// Package clean finds everything of k8slab on a machine and in its engines, tells what is dead from what lives, and
// removes what it is told to. What does not bear our label, or does not lie in a directory of ours, it never sees.
package clean

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/k8slab/k8slab/sandbox/docker"
	"github.com/k8slab/k8slab/sandbox/lease"
	"github.com/k8slab/k8slab/sandbox/native"
)

// Fate is what a thing is, as far as its removal goes.
type Fate string

// The fates. Dead is what a program left that is no more; Living belongs to a program of this user that runs, or is used by
// it; Foreign belongs to another user or another machine, of which nobody here can tell whether it lives; Kept is what
// serves later runs, such as images and progress.
const (
	Dead    Fate = "dead"
	Living  Fate = "living"
	Foreign Fate = "foreign"
	Kept    Fate = "kept"
)

// Item is one thing of ours.
type Item struct {
	// Kind is "container", "network", "volume", "image", "cgroup", "lock" or "state".
	Kind string `json:"kind"`
	// Engine is where it is: an endpoint, "native" or "local".
	Engine  string `json:"engine"`
	ID      string `json:"id,omitempty"`
	Name    string `json:"name"`
	Session string `json:"session,omitempty"`
	State   string `json:"state,omitempty"`
	// Bytes is the room it takes, on disk or (a cgroup's) in memory; absent if it is not known.
	Bytes *int64 `json:"bytes,omitempty"`
	Fate  Fate   `json:"fate"`
	// Result is "" for what stays, "would-remove", "removed" or "failed"; Why says why it failed, or why it stays although it
	// was to go.
	Result string `json:"result,omitempty"`
	Why    string `json:"why,omitempty"`

	remove func(ctx context.Context) error
}

// Places is where to look.
type Places struct {
	Leases *lease.Dir
	Docker *docker.Driver // may be nil
	Native bool
	// State are the directories in which the program keeps things, by what they hold ("진도", "만든 프로그램").
	State map[string]string
}

// Find lists everything, in the order in which it is to be removed.
func (p Places) Find(ctx context.Context) ([]Item, error) {
	var items []Item
	if p.Docker != nil {
		found, err := p.engine(ctx)
		if err != nil {
			return nil, err
		}
		items = append(items, found...)
	}
	if p.Native {
		items = append(items, p.groups()...)
	}
	items = append(items, p.locks()...)
	return append(items, p.state()...), nil
}

// Sessions are those of this user that live.
func (p Places) Sessions() []string {
	living, err := p.Leases.Living()
	if err != nil {
		return nil
	}
	return living
}

func (p Places) engine(ctx context.Context) ([]Item, error) {
	list, err := p.Docker.Inventory(ctx)
	if err != nil {
		return nil, err
	}
	items := make([]Item, 0, len(list))
	for _, l := range list {
		i := Item{
			Kind: l.Kind, Engine: p.Docker.Info().Endpoint, ID: l.ID, Name: cmp.Or(l.Name, l.ID), Session: l.Session,
			State: l.State, remove: func(ctx context.Context) error { return p.Docker.Discard(ctx, l) },
		}
		if l.Bytes >= 0 {
			i.Bytes = &l.Bytes
		}
		switch {
		case l.Session == "": // the lab image, which all sessions share
			i.Fate = Kept
		case l.Scope != p.Leases.Scope():
			i.Fate = Foreign
		case p.Leases.Alive(l.Session):
			i.Fate = Living
		default:
			i.Fate = Dead
		}
		items = append(items, i)
	}
	if slices.ContainsFunc(items, func(i Item) bool { return i.Fate == Living }) {
		for k := range items {
			if items[k].Fate == Kept {
				items[k].Fate = Living // Its containers are made from it.
			}
		}
	}
	return items, nil
}

func (p Places) groups() []Item {
	var items []Item
	for _, l := range native.Leftovers() {
		i := Item{
			Kind: "cgroup", Engine: "native", Name: "k8slab/" + l.Session, Session: l.Session, Bytes: &l.Bytes, Fate: Dead,
			remove: func(context.Context) error { return native.Discard(l) },
		}
		switch {
		case p.Leases.Alive(l.Session), l.Held && strings.HasPrefix(l.Session, "keeper-"):
			i.Fate = Living
		case l.Held:
			i.Fate = Foreign
		}
		items = append(items, i)
	}
	return items
}

// locks are those of sessions whose program died; their things go first.
func (p Places) locks() []Item {
	dead, err := p.Leases.Dead()
	if err != nil {
		return nil
	}
	items := make([]Item, 0, len(dead))
	for _, id := range dead {
		items = append(items, Item{
			Kind: "lock", Engine: "local", Name: id, Session: id, Fate: Dead,
			remove: func(context.Context) error { return p.Leases.Forget(id) },
		})
	}
	return items
}

// sessionsDir holds locks, which are none of the state's business.
const sessionsDir = "sessions"

// state lists the directories' entries together, one item a directory. A program that runs keeps its learner's progress in
// memory, and would write again what is removed under its hands.
func (p Places) state() []Item {
	var items []Item
	fate := Kept
	if len(p.Sessions()) > 0 {
		fate = Living
	}
	for what, dir := range p.State {
		var paths []string
		var bytes int64
		entries, _ := os.ReadDir(dir)
		for _, e := range entries {
			if e.Name() != sessionsDir {
				paths = append(paths, filepath.Join(dir, e.Name()))
			}
		}
		for _, path := range paths {
			_ = filepath.WalkDir(path, func(_ string, e fs.DirEntry, err error) error {
				if err != nil {
					return nil //nolint:nilerr // what cannot be read has no size to tell
				}
				if info, err := e.Info(); err == nil && info.Mode().IsRegular() {
					bytes += info.Size()
				}
				return nil
			})
		}
		if len(paths) == 0 {
			continue
		}
		items = append(items, Item{
			Kind: "state", Engine: "local", Name: dir, State: what, Bytes: &bytes, Fate: fate,
			remove: func(context.Context) error { return removePaths(dir, paths) },
		})
	}
	slices.SortFunc(items, func(a, b Item) int { return strings.Compare(a.Name, b.Name) })
	return items
}

func removePaths(dir string, paths []string) error {
	for _, path := range paths {
		if err := os.RemoveAll(path); err != nil {
			return err
		}
	}
	_ = os.Remove(dir) // Unless locks are in it.
	return nil
}

// Choose marks what is to be removed: what is dead; with all, what is kept too; with foreign as well, what belongs to
// others. What lives is never taken from under somebody's hands.
func Choose(items []Item, all, foreign bool) (chosen int) {
	for k := range items {
		f := items[k].Fate
		if f == Dead || all && (f == Kept || foreign && f == Foreign) {
			items[k].Result = "would-remove"
			chosen++
		}
	}
	return chosen
}

// Remove removes what is marked, one after the other in the order of Find: containers before the networks, volumes and
// images that they use. Explain turns an error into a sentence. It reports whether everything went; what turns out to be
// in use by now stays, which is no failure.
func Remove(ctx context.Context, items []Item, explain func(error) string) bool {
	good := true
	for k := range items {
		if items[k].Result != "would-remove" {
			continue
		}
		err := items[k].remove(ctx)
		switch {
		case err == nil:
			items[k].Result = "removed"
		case errors.Is(err, docker.ErrInUse):
			items[k].Result, items[k].Why = "", explain(err)
		default:
			items[k].Result, items[k].Why, good = "failed", explain(err), false
		}
	}
	return good
}
