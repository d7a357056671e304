package workshop

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/k8slab/k8slab/cmd/k8slab/internal/workshop/store"
	"github.com/k8slab/k8slab/labs"
	"github.com/k8slab/k8slab/lessons/progress"
	"github.com/k8slab/k8slab/tui"
	"github.com/k8slab/k8slab/tui/class"
	"github.com/k8slab/k8slab/tui/reader"
)

// chair is a learner who is there: a program that runs, and the connection to it, if there is one now.
type chair struct {
	server *Server
	member *member
	seat   *tui.Seat
	labs   Labs
	kept   *progress.Store
	leave  func() // the place
	cancel context.CancelFunc
	ended  chan struct{} // closed when the program has ended and its labs are gone

	mu    sync.Mutex
	line  *line // nil while nobody is connected
	grace *time.Timer
	why   string // why it ends
	over  bool   // the program has ended
}

// line is one connection of a learner.
type line struct {
	out   io.Writer
	hang  func(why string) // ends the connection with a last word
	ended chan struct{}    // closed by hang
}

// saving is how long a change of progress waits for others: what a learner sees done survives the server a moment later.
const saving = 100 * time.Millisecond

// sit gives a learner a chair, whose place has been waited for.
func (s *Server) sit(l store.Learner, look tui.Look, leave func()) (*chair, error) {
	c := &chair{server: s, member: s.room.enter(l), leave: leave, ended: make(chan struct{})}
	kept, err := progress.Open(progress.Options{
		Place: s.store.Shelf(l.ID), Course: s.cfg.Course.ID, Delay: saving, Changed: c.member.did,
		Trouble: func(err error) { s.cfg.Log.Error("progress", "learner", l.Name, "err", err) },
	})
	if err != nil {
		return nil, fmt.Errorf("read the progress of %s: %w", l.Name, err)
	}
	c.kept, c.labs = kept, s.cfg.Labs(l.ID)
	read := reader.New(reader.Config{
		Course: s.cfg.Course, Theme: look.Theme(look.Dark), Glyphs: look.Glyphs(false), Hyperlinks: look.Hyperlinks,
		Progress: kept, Bindings: s.cfg.Bindings,
	})
	if last := kept.Last(); last == "" || read.Open(last) != nil {
		if err := read.Open(s.cfg.Course.Lessons[0].ID); err != nil {
			return nil, fmt.Errorf("open the first lesson: %w", err)
		}
	}
	ctx, cancel := context.WithCancel(s.ctx)
	c.cancel = cancel
	c.seat = tui.NewSeat(tui.New(tui.Config{
		Reader: read, Look: look, Context: ctx, Progress: kept, Lab: c.lab, Bindings: s.cfg.Bindings, Say: s.cfg.Say,
		Desk: c.member, Frugal: true,
	}))
	s.work.Go(func() { c.run(ctx) })
	s.janitor.ring() // Another one may rest too long.
	return c, nil
}

// lab opens a lab; its engine is used only when there is a place for it.
func (c *chair) lab(id string) (*labs.Program, *labs.Runner, error) {
	return c.labs.Open(id, c.turn(c.server.labs.Enter, false), c.turn(c.server.gauge.Enter, true))
}

// turn tells the learner how many are before while they wait, for a measurement or for a lab.
func (c *chair) turn(enter func(context.Context, func(int)) (func(), error), measure bool) Turn {
	m := c.member
	return func(ctx context.Context) (func(), error) {
		var told *class.Wait // guarded by the room's mutex, like over
		over := false
		tell := func(before int) {
			// The queue must not be held up, and calls back while it serves others. Nobody falls back in it, so that a
			// greater number is one that was overtaken.
			go m.with(func() {
				if !over && (told == nil || before < told.Before) {
					told = &class.Wait{Before: before, Measure: measure}
					m.waits = told
				}
			})
		}
		release, err := enter(ctx, tell)
		m.with(func() {
			if over = true; m.waits == told {
				m.waits = nil
			}
		})
		return release, err
	}
}

// closing is how long the end of a seat may take to remove what its labs started.
const closing = 10 * time.Second

// run runs the program to its end.
func (c *chair) run(ctx context.Context) {
	defer close(c.ended)
	s := c.server
	err := c.seat.Run(ctx)
	why := ""
	if p, ok := errors.AsType[*tui.Panic](err); ok {
		s.cfg.Log.Error("crash", "learner", c.member.name, "what", fmt.Sprint(p.Value), "stack", string(p.Stack))
		why = s.cfg.Say.T("화면이 멈췄어요. 다시 들어오면 하던 데서 이어져요.")
	}
	c.mu.Lock()
	c.over = true
	if c.why != "" {
		why = c.why
	}
	line := c.line
	c.line = nil
	if c.grace != nil {
		c.grace.Stop()
	}
	c.mu.Unlock()
	if line != nil {
		line.hang(why)
	}
	c.cancel()
	end, cancel := context.WithTimeout(context.WithoutCancel(ctx), closing)
	defer cancel()
	clean := c.seat.Close(end) == nil
	c.labs.Close(clean)
	if err := c.kept.Close(); err != nil {
		s.cfg.Log.Error("progress", "learner", c.member.name, "err", err)
	}
	c.member.with(func() { c.member.here, c.member.gone, c.member.waits = false, true, nil })
	s.mu.Lock()
	delete(s.chairs, c.member.id)
	s.mu.Unlock()
	c.leave()
	s.cfg.Log.Info("left", "learner", c.member.name, "clean", clean)
}

// attach makes a connection the one that is drawn on. One that was there before ends. It is false if the program has ended.
func (c *chair) attach(l *line, look tui.Look, width, height int) bool {
	c.mu.Lock()
	if c.over {
		c.mu.Unlock()
		return false
	}
	before := c.line
	c.line = l
	if c.grace != nil {
		c.grace.Stop()
		c.grace = nil
	}
	c.mu.Unlock()
	if before != nil {
		// It goes first: a program that writes to a connection which takes nothing hears of nothing else.
		before.hang(c.server.cfg.Say.T("같은 초대로 다른 곳에서 들어와서, 이 화면은 그리로 옮겨 갔어요."))
	}
	c.seat.Attach(l.out, look, width, height)
	c.member.with(func() { c.member.here, c.member.gone, c.member.keyed = true, false, c.member.room.now() })
	return true
}

// detach is for a connection that is gone. The program waits for the next one for the grace time.
func (c *chair) detach(l *line) {
	c.mu.Lock()
	mine := c.line == l
	if mine && !c.over {
		c.line = nil
		c.grace = time.AfterFunc(c.server.cfg.Grace, func() { c.end("") })
	}
	c.mu.Unlock()
	c.seat.Detach(l.out)
	if mine {
		c.member.with(func() { c.member.here, c.member.leaves = false, time.Time{} })
	}
}

// end ends the program, whose learner is told why.
func (c *chair) end(why string) {
	c.mu.Lock()
	if c.why == "" {
		c.why = why
	}
	line := c.line
	c.mu.Unlock()
	c.cancel()
	if line != nil {
		// A program that is held up by a connection which takes nothing can't say good-bye; this lets it go on.
		time.AfterFunc(time.Second, func() { line.hang(why) })
	}
}
