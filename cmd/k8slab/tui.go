package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/spf13/cobra"

	"github.com/k8slab/k8slab/labs"
	"github.com/k8slab/k8slab/lessons"
	"github.com/k8slab/k8slab/lessons/progress"
	"github.com/k8slab/k8slab/sandbox"
	"github.com/k8slab/k8slab/tui"
	"github.com/k8slab/k8slab/tui/reader"
	"github.com/k8slab/k8slab/tui/theme"
)

// runTUI opens the course: at the lesson named, or where it was left.
func (a *app) runTUI(cmd *cobra.Command, args []string) error {
	if a.plain {
		return a.readPlain(cmd, args)
	}
	if !a.terminal() {
		return &failure{
			exitUsage, "터미널이 아닌 곳에서는 화면을 열 수 없어요.",
			"터미널에서 실행하거나, k8slab read와 k8slab lab run --auto를 써 보세요.",
		}
	}
	look, err := a.look()
	if err != nil {
		return err
	}
	guard := a.guardTerminal(a.watch(), look)
	defer guard.restored()
	course, err := a.course()
	if err != nil {
		return err
	}
	store := a.store(course)
	read := reader.New(reader.Config{
		Course: course, Theme: look.Theme(look.Dark), Glyphs: look.Glyphs(false), Hyperlinks: look.Hyperlinks,
		Progress: store, Bindings: a.settings.Keys, Say: a.say,
	})
	if err := openLesson(read, course, store, args); err != nil {
		return err
	}
	return a.show(cmd.Context(), showing{reader: read, store: store, look: look, guard: guard})
}

// store opens what is remembered of the learner. Where nothing can be kept, the program works all the same and says so
// when it ends, since a message on the screen of a lesson would be in the way.
func (a *app) store(course *lessons.Course) *progress.Store {
	dir, err := progress.Dir(runtime.GOOS, a.getenv)
	var trouble atomic.Value
	store, oerr := progress.Open(progress.Options{
		Dir: dir, Course: course.ID, Trouble: func(err error) { trouble.Store(err) },
	})
	if err == nil {
		err = oerr
	}
	a.closers = append(a.closers, func() {
		cerr := store.Close()
		if late, ok := trouble.Load().(error); ok && err == nil {
			err = late
		}
		if err == nil {
			err = cerr
		}
		if err != nil {
			do := fmt.Sprintf("상태 디렉터리에 쓸 수 있는지 보세요: %s", dir)
			if dir == "" {
				do = "HOME이나 XDG_STATE_HOME을 정해 주세요."
			}
			a.tell("진도를 저장하지 못했어요.", do)
		}
	})
	return store
}

// openLesson opens the lesson that was asked for, the one read last, or the first.
func openLesson(read *reader.Model, course *lessons.Course, store *progress.Store, args []string) error {
	id := course.Lessons[0].ID
	if last := store.Last(); last != "" {
		id = last
	}
	if len(args) > 0 {
		id = args[0]
	}
	if err := read.Open(id); err != nil {
		if len(args) > 0 {
			return &failure{exitUsage, fmt.Sprintf("%q라는 과는 없어요.", id), "k8slab list로 과를 볼 수 있어요."}
		}
		return read.Open(course.Lessons[0].ID)
	}
	return nil
}

// closing is how long the end of the program may take to remove what labs started; the watcher does what remains.
const closing = 5 * time.Second

// showing is what is on the screen.
type showing struct {
	reader *reader.Model
	store  *progress.Store
	look   tui.Look
	guard  *guard // nil if it has not been begun
	// reload tells of changes, for a preview; nil for a course that stays as it is.
	reload func(context.Context) (tui.Reloaded, bool)
}

// show runs the screen until the learner quits, then removes what the labs started.
func (a *app) show(ctx context.Context, s showing) error {
	keep, err := a.newKeeper()
	if err != nil {
		return err
	}
	memory := newMemory()
	defer memory.stop()
	eng := &engines{app: a, alive: keep.dir.Alive, unpacked: memory.grown}
	a.closers = append(a.closers, eng.close)
	visits := &visits{keeper: keep, engines: eng}
	model := tui.New(tui.Config{
		Reader: s.reader, Look: s.look, Context: ctx, Progress: s.store, Lab: visits.lab, Reload: s.reload,
		Bindings: a.settings.Keys, Say: a.say,
		Started: memory.thrift,
	})
	if s.guard == nil {
		s.guard = a.guardTerminal(keep.watcher, s.look)
	}
	s.guard.wait()
	err = tui.Run(ctx, model)
	s.guard.restored()
	end, cancel := context.WithTimeout(context.WithoutCancel(ctx), closing)
	defer cancel()
	clean := model.Close(end) == nil
	visits.end(clean) // What could not be removed now is the watcher's.
	if err == nil && model.Interrupted() {
		return &failure{code: exitInterrupted}
	}
	return a.ended(ctx, err)
}

// visits are the labs opened by one run of the program.
type visits struct {
	*keeper
	engines *engines
	owner   string // what the sessions' names begin with; empty for the program's own learner

	mu   sync.Mutex
	open []*visit
}

// lab opens a lab under a session of its own.
func (v *visits) lab(id string) (*labs.Program, *labs.Runner, error) {
	p, err := v.engines.app.program(id)
	if err != nil {
		return nil, nil, err
	}
	o, err := v.options(p.ID, float64(v.engines.app.settings.Rate))
	if err != nil {
		return nil, nil, err
	}
	o.Recording = func() (io.ReadCloser, error) { return v.engines.app.recording(id) }
	return p, labs.NewRunner(p, o), nil
}

// options are those of a lab's runner. The watcher learns of the session when its engine is known and before anything
// is made there; what dead programs left is swept meanwhile.
func (v *visits) options(lab string, rate float64) (labs.Options, error) {
	visit, err := v.visit(v.owner)
	if err != nil {
		return labs.Options{}, err
	}
	v.mu.Lock()
	v.open = append(v.open, visit)
	first := len(v.open) == 1
	v.mu.Unlock()
	open := func(ctx context.Context) (sandbox.Driver, error) {
		d, err := v.engines.open(ctx)
		if err != nil {
			return nil, err
		}
		if first {
			go v.sweep(ctx, d)
		}
		return d, visit.guard(d)
	}
	return labs.Options{
		Open: open, OpenNamed: v.named, Session: visit.config(), Rate: rate, Record: v.engines.app.logEvents(lab),
	}, nil
}

// named opens another engine that a lab asks for by name, under a session of its own.
func (v *visits) named(ctx context.Context, engine string) (sandbox.Driver, sandbox.SessionConfig, error) {
	visit, err := v.visit(v.owner)
	if err != nil {
		return nil, sandbox.SessionConfig{}, err
	}
	v.mu.Lock()
	v.open = append(v.open, visit)
	v.mu.Unlock()
	d, err := v.engines.openNamed(ctx, engine)
	if err != nil {
		return nil, sandbox.SessionConfig{}, err
	}
	return d, visit.config(), visit.guard(d)
}

// end releases all sessions; clean says that nothing of them is left.
func (v *visits) end(clean bool) {
	v.mu.Lock()
	defer v.mu.Unlock()
	for _, visit := range v.open {
		visit.end(clean)
	}
	v.open = nil
}

// ended turns the end of the screen into the end of the program.
func (a *app) ended(ctx context.Context, err error) error {
	var p *tui.Panic
	switch {
	case errors.As(err, &p):
		return a.crashed(p)
	case ctx.Err() != nil, errors.Is(err, context.Canceled):
		return &failure{code: exitInterrupted}
	case err != nil:
		return &failure{exitFailed, "터미널을 쓸 수 없게 됐어요.", "터미널을 새로 열고 다시 실행해 보세요."}
	}
	return nil
}

// look reads the environment and the flags.
func (a *app) look() (tui.Look, error) {
	l, err := tui.NewLook(tui.Terminal{Getenv: a.getenv, GOOS: runtime.GOOS, ASCII: a.ascii, Style: a.style})
	l.Say = a.say
	if e, ok := errors.AsType[*theme.Error](err); ok {
		return l, &failure{exitUsage, e.What, e.Do}
	}
	return l, err
}
