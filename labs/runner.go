package labs

import (
	"context"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/k8slab/k8slab/sandbox"
)

// Opener finds an engine. It may be called again after a failure; the runner never closes the driver it gets.
type Opener func(ctx context.Context) (sandbox.Driver, error)

// Runner carries out what a learner decides to do in a lab, and tells what happened as events. It is the only part of
// this package that talks to an engine. Its methods return at once; they may be called from any goroutine.
type Runner struct {
	program *Program
	opts    Options
	mail    *mailbox
	now     func() time.Time

	ctx    context.Context // of everything the runner does; ended by Close
	cancel context.CancelFunc
	work   sync.WaitGroup

	mu      sync.Mutex
	fleet   fleet
	jobs    []sandbox.Process // background commands
	turn    chan struct{}     // held while actions are carried out: one at a time
	opening bool
	// stopPlaying ends the recording that is playing; nil if none is.
	stopPlaying func()
	noEngine    *Fault // why a recording was offered

	gaugeMu sync.Mutex
	gauge   *gauge // the measurement under way
	// measured are the lab's measurements so far, by key: what is measured next may be told in terms of them.
	measured map[string]float64
}

// Options are what a runner needs from outside.
type Options struct {
	// Open finds an engine. Required.
	Open Opener
	// OpenNamed finds another engine that a scene asks for by name (see Actor.Engine), with the identity under which
	// sandboxes are started there. Nil means that there is none.
	OpenNamed func(ctx context.Context, engine string) (sandbox.Driver, sandbox.SessionConfig, error)
	// Session is under which identity sandboxes are started.
	Session sandbox.SessionConfig
	// Rate is how many observations are wanted a second.
	Rate float64
	// Patience is how many times longer than its lab says Auto waits for a check; 0 is once.
	Patience float64
	// Lease waits until no other program on this machine measures, and keeps others from it until release is called.
	// Nil means that nobody else can be measuring.
	Lease func(ctx context.Context) (release func(), err error)
	// Most bounds every sandbox's limits; zero fields bound nothing.
	Most sandbox.Limits
	// Closed is called when everything that the lab started has been removed, or can't be. May be nil.
	Closed func()
	// Recording opens the lab's recording, which is offered where no engine can be had. May be nil.
	Recording func() (io.ReadCloser, error)
	// Reading is how long a recording that plays stands still before each step; 0 is long enough to read one.
	Reading time.Duration
	// Record is given every event, in order; it must not block for long. May be nil.
	Record func(Event)
}

// actionTimeout bounds one action, so that an engine that hangs never hangs a lab. A measurement may take its time on
// top of that, as often as it is repeated.
const actionTimeout = 30 * time.Second

// NewRunner makes a runner for one learner and one lab.
func NewRunner(p *Program, o Options) *Runner {
	r := &Runner{program: p, opts: o, mail: newMailbox(), now: time.Now, turn: make(chan struct{}, 1)}
	r.ctx, r.cancel = context.WithCancel(context.Background())
	return r
}

func (r *Runner) tell(e Event) {
	e.At = r.now()
	if r.opts.Record != nil {
		r.opts.Record(e)
	}
	r.mail.put(e)
}

// possible leaves out the limits that an engine declares it can't set. A scene's limits bound what a lab may use; a step
// that is about a limit names the ability among its needs, and is unavailable there.
func possible(info sandbox.Info, l sandbox.Limits) sandbox.Limits {
	if !info.Can(sandbox.AbilityLimitCPU) {
		l.CPU, l.CPUShares = 0, 0
	}
	if !info.Can(sandbox.AbilityLimitCPUSet) {
		l.CPUs = ""
	}
	if !info.Can(sandbox.AbilityLimitMemory) {
		l.Memory = 0
	}
	if !info.Can(sandbox.AbilityLimitPIDs) {
		l.PIDs = 0
	}
	return l
}

// bounded applies Options.Most. A CPU that nothing bounds is bounded, too; the drivers bound the rest by themselves.
func (r *Runner) bounded(l sandbox.Limits, whole bool) sandbox.Limits {
	m := r.opts.Most
	if m.CPU > 0 && (l.CPU > m.CPU || l.CPU == sandbox.Unlimited || whole && l.CPU == 0) {
		l.CPU = m.CPU
	}
	if m.Memory > 0 && (l.Memory > m.Memory || l.Memory == sandbox.Unlimited) {
		l.Memory = m.Memory
	}
	if m.PIDs > 0 && (l.PIDs > m.PIDs || l.PIDs == sandbox.Unlimited) {
		l.PIDs = m.PIDs
	}
	return l
}

// measureWait is how long other programs on this machine may keep a measurement waiting.
const measureWait = 3 * time.Minute

// Next waits for the next event. False means that there will be none any more, or that ctx has ended.
func (r *Runner) Next(ctx context.Context) (Event, bool) { return r.mail.next(ctx) }

// Connect looks for an engine, opens a session on it, makes the image present and begins to observe.
func (r *Runner) Connect() {
	r.mu.Lock()
	busy := r.opening || r.fleet.chosen() != nil
	r.opening = r.opening || !busy
	r.mu.Unlock()
	if busy {
		return
	}
	r.work.Go(func() {
		err := r.connect()
		r.mu.Lock()
		r.opening = false
		r.mu.Unlock()
		if err != nil {
			fault := FaultOf(err)
			r.tell(Event{Failed: fault})
			if r.engine().Driver == "" {
				r.offer(err, fault)
			}
		}
	})
}

// Do carries out the actions of a step.
func (r *Runner) Do(step int) {
	r.work.Go(func() {
		if !r.take() {
			return
		}
		defer r.release()
		r.tell(Event{Began: &Began{Step: step}})
		err := r.Perform(r.ctx, r.program.Steps[step].Do)
		r.tell(Event{Ended: &Ended{Step: step, Fault: FaultOf(err)}})
	})
}

// Guess commits the learner to a guess.
func (r *Runner) Guess(g Guess) {
	g.At = r.now()
	r.tell(Event{Guessed: &g})
}

// take waits for this goroutine's turn; false when the runner is closing.
func (r *Runner) take() bool {
	select {
	case r.turn <- struct{}{}:
		return r.ctx.Err() == nil
	case <-r.ctx.Done():
		return false
	}
}

func (r *Runner) release() { <-r.turn }

// Perform carries out actions one after the other and stops at the first that fails.
func (r *Runner) Perform(ctx context.Context, actions []Action) error {
	for _, a := range actions {
		limit := actionTimeout
		if a.Measure != nil {
			limit += measureTries*time.Duration(a.Measure.Over) + measureWait
		}
		ctx, cancel := context.WithTimeout(ctx, limit)
		err := r.act(ctx, a)
		cancel()
		if err != nil {
			return err
		}
	}
	return nil
}

func notConnected() error {
	return &sandbox.Error{
		Kind: sandbox.KindUnreachable, What: "아직 엔진에 연결되지 않았어요.", Do: "연결될 때까지 기다렸다가 다시 해 보세요.",
	}
}

func (r *Runner) act(ctx context.Context, a Action) error {
	h, err := r.hostOf(a)
	if err != nil {
		return err
	}
	s := h.session
	switch {
	case a.Start != "":
		return r.start(ctx, h, a.Start)
	case a.Remove != "":
		return s.Remove(ctx, a.Remove)
	case a.Pause != "":
		return s.Pause(ctx, a.Pause)
	case a.Resume != "":
		return s.Resume(ctx, a.Resume)
	case a.Signal != nil:
		return s.Signal(ctx, a.Signal.Sandbox, a.Signal.Signal)
	case a.Update != nil:
		return s.Update(ctx, a.Update.Sandbox, r.bounded(a.Update.Limits.Sandbox(), false))
	case a.Exec != nil:
		return r.exec(ctx, s, *a.Exec)
	case a.Measure != nil:
		m := *a.Measure
		if r.opts.Patience > 1 {
			// Where everything is slow, so is looking: a short measurement would end without having seen anything.
			m.Over = max(m.Over, Duration(r.opts.Patience*float64(time.Second)))
		}
		return r.measure(ctx, m)
	case a.Image() != "":
		return r.onImage(ctx, s, a)
	}
	return fmt.Errorf("act: an action without a verb")
}

func (r *Runner) exec(ctx context.Context, s sandbox.Session, a ExecAction) error {
	out, wrong := &said{}, &said{}
	cmd := sandbox.Command{Args: a.Args, Stdout: out, Stderr: wrong}
	if a.Background {
		// A background command outlives the action, so its life is the runner's and not the action's.
		ctx = r.ctx
	}
	p, err := s.Exec(ctx, a.Sandbox, cmd)
	if err != nil {
		return err
	}
	if a.Background {
		r.mu.Lock()
		r.jobs = append(r.jobs, p)
		r.mu.Unlock()
		return nil
	}
	code, err := p.Wait()
	if err != nil {
		return err
	}
	if code != 0 {
		return failedCommand(a, code, out, wrong)
	}
	return nil
}

func (r *Runner) endJobs() {
	r.mu.Lock()
	jobs := r.jobs
	r.jobs = nil
	r.mu.Unlock()
	for _, p := range jobs {
		_ = p.Close() // What it ran in is removed next, and the process with it.
	}
}

// Close removes everything the lab started and ends the events.
func (r *Runner) Close(ctx context.Context) error {
	r.cancel()
	r.endJobs()
	err := r.disband(ctx)
	if r.opts.Closed != nil {
		defer r.opts.Closed()
	}
	done := make(chan struct{})
	go func() { r.work.Wait(); r.mail.close(); close(done) }()
	select {
	case <-done:
	case <-ctx.Done():
		err = ctx.Err()
	}
	return err
}
