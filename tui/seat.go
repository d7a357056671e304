package tui

import (
	"context"
	"io"

	tea "charm.land/bubbletea/v2"

	"github.com/k8slab/k8slab/tui/screen"
)

// Seat is a model that connections come to and go from, while it and its labs go on. Many run in one process.
type Seat struct {
	model *Model
	line  *screen.Line
}

// NewSeat gives a model a seat.
func NewSeat(m *Model) *Seat { return &Seat{model: m, line: screen.NewLine()} }

// lookMsg says how to draw on the terminal that is attached from now on.
type lookMsg struct{ Look }

// Run runs the model until the learner quits or ctx ends. A *Panic is returned, not thrown.
func (s *Seat) Run(ctx context.Context) error {
	_, err := screen.Run(ctx, s.model, screen.Options{Line: s.line, Environ: []string{}})
	return err
}

// Attach makes a terminal the one that is drawn on.
func (s *Seat) Attach(out io.Writer, l Look, width, height int) {
	s.line.Attach(screen.Remote{
		Output: out, Profile: l.profile, Query: l.query, Width: width, Height: height, Tell: lookMsg{l},
	})
}

// Detach gives the terminal back that writes to out.
func (s *Seat) Detach(out io.Writer) { s.line.Detach(out) }

// Resize tells the size of the terminal.
func (s *Seat) Resize(width, height int) { s.line.Resize(width, height) }

// Type gives the program what was typed; it fails when the program has ended.
func (s *Seat) Type(p []byte) error { return s.line.Type(p) }

// Watch calls f with the rows of every view, now and whenever it changes, until stop is called. f must return at once.
func (s *Seat) Watch(f func(content string)) (stop func()) {
	return s.line.Watch(func(v tea.View) { f(v.Content) })
}

// Close removes what the labs started. It is called after Run.
func (s *Seat) Close(ctx context.Context) error { return s.model.Close(ctx) }

// onServed takes in what a model that is served is told.
func (m *Model) onServed(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case classMsg:
		return m.onClass(msg)
	case clockMsg:
		return m.onClock(msg)
	case lookMsg:
		m.cfg.Look, m.wide, m.dark = msg.Look, false, msg.Dark
		m.restyle()
	}
	return nil
}
