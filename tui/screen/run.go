package screen

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
)

// FrameTime is the least time between two drawings.
const FrameTime = 8 * time.Millisecond

// AmbiguousWide is sent to the model when the terminal turns out to draw ambiguous-width characters (─, ①, …) two
// cells wide.
type AmbiguousWide struct{}

// Drawn is sent to the model once, when its first view is on the terminal.
type Drawn struct{}

// Panic is the error of Run after the model, or one of its commands, panicked. The terminal is restored by then.
type Panic struct {
	Value any
	Stack []byte
}

func (p *Panic) Error() string { return fmt.Sprintf("panic: %v", p.Value) }

// Options say where a model runs. The zero value is this process's own terminal.
type Options struct {
	Input   io.Reader
	Output  io.Writer
	Environ []string
	// Profile overrides what is found out about the terminal's colours.
	Profile *colorprofile.Profile
	// Query asks the terminal what it can do; leave it off for terminals that would print the question.
	Query bool
	// Width and Height are the size of a terminal that is not this process's own.
	Width, Height int
	// Sizes tells the changes of size of such a terminal. May be nil.
	Sizes <-chan Size
	// Line is for a program that terminals are attached to and detached from; Input, Output, Profile, Query and the size
	// are then those of each terminal.
	Line *Line
}

// Size is a terminal's size in cells.
type Size struct{ Width, Height int }

// Run runs a model until it quits or ctx ends, and restores the terminal.
func Run(ctx context.Context, model tea.Model, o Options) (tea.Model, error) {
	if o.Output == nil {
		o.Output = os.Stdout
	}
	if o.Input == nil {
		o.Input = os.Stdin
	}
	if o.Environ == nil {
		o.Environ = os.Environ()
	}
	if o.Line != nil {
		o.Input, o.Output = o.Line.in, o.Line
	}
	profile := colorprofile.Detect(o.Output, o.Environ)
	if o.Profile != nil {
		profile = *o.Profile
	}
	t, err := openTTY(o.Input, o.Output)
	if err != nil {
		return model, err
	}
	if t != nil {
		defer t.restore()
		o.Width, o.Height = t.size()
	}
	f := &frame{
		model: model, out: NewWriter(o.Output, profile), query: o.Query, now: time.Now, line: o.Line,
		size: Size{o.Width, o.Height}, door: newDoor(t),
	}
	if f.door != nil {
		o.Input = f.door
	}
	p := tea.NewProgram(f,
		tea.WithContext(ctx), tea.WithoutRenderer(), tea.WithFPS(1), tea.WithInput(o.Input), tea.WithOutput(o.Output),
		tea.WithEnvironment(o.Environ), tea.WithoutSignalHandler(), tea.WithoutCatchPanics(),
		tea.WithColorProfile(profile), tea.WithWindowSize(o.Width, o.Height))
	if f.door != nil {
		f.door.takeBack = func() { p.Send(takeBackMsg{}) }
	}
	if t != nil {
		stop := resized(func() {
			w, h := t.size()
			p.Send(sizeMsg{w, h})
		})
		defer stop()
	}
	if o.Sizes != nil {
		go forward(p, o.Sizes)
	}
	if o.Line != nil {
		f.out = NewWriter(io.Discard, colorprofile.NoTTY)
		o.Line.begin(p)
		defer o.Line.end()
	}
	_, err = p.Run()
	f.unborrow()
	if cerr := f.out.Close(); err == nil {
		err = cerr
	}
	switch {
	case f.panicked != nil:
		return f.model, f.panicked
	case errors.Is(err, tea.ErrProgramKilled) && ctx.Err() != nil:
		return f.model, context.Cause(ctx)
	}
	return f.model, err
}

// forward passes on changes of size until there are none any more.
func forward(p *tea.Program, sizes <-chan Size) {
	for s := range sizes {
		p.Send(sizeMsg(s))
	}
}

// frame wraps the model: it passes messages on and draws afterwards.
type frame struct {
	model    tea.Model
	out      *Writer
	query    bool
	now      func() time.Time
	drawn    time.Time
	waiting  bool // a drawMsg is on its way
	panicked *Panic
	line     *Line // nil for a program with one terminal
	size     Size  // of the terminal at first
	door     *door // nil where the terminal can't be handed over
	borrower Borrower
}

type (
	drawMsg  struct{}
	panicMsg struct{ *Panic }
)

// Init implements tea.Model.
func (f *frame) Init() tea.Cmd { return f.guard(f.model.Init()) }

// View implements tea.Model. Bubble Tea draws nothing of ours.
func (f *frame) View() tea.View { return tea.View{} }

// Update implements tea.Model.
func (f *frame) Update(msg tea.Msg) (m tea.Model, cmd tea.Cmd) {
	defer func() {
		if v := recover(); v != nil {
			f.panicked = &Panic{Value: v, Stack: debug.Stack()}
			m, cmd = f, tea.Quit
		}
	}()
	switch msg := msg.(type) {
	case drawMsg:
		f.waiting = false
		return f, f.draw()
	case panicMsg:
		f.panicked = msg.Panic
		return f, tea.Quit
	case attachMsg:
		return f, f.attach(msg)
	case handOverMsg:
		return f, f.handOver(msg.to)
	case takeBackMsg:
		return f, f.takeBack()
	case detachMsg:
		f.detach(msg.out)
		return f, nil
	case lookMsg:
		return f, f.draw()
	case sizeMsg:
		return f, f.resize(Size(msg))
	case tea.WindowSizeMsg:
		return f, f.begin()
	case tea.ModeReportMsg:
		if msg.Mode == ansi.ModeSynchronizedOutput {
			f.out.sync = msg.Value == ansi.ModeReset
		}
		return f, nil
	case tea.CursorPositionMsg:
		if msg.Y != 1 || msg.X != 2 { // See Writer.Open.
			return f, nil
		}
		return f, f.pass(AmbiguousWide{})
	case clearMsg:
		f.out.forget()
	}
	return f, f.pass(msg)
}

// begin is called when Bubble Tea tells a size. It does so once when it is ready; whatever size comes later was typed or
// pasted, as "\x1b[8;1;1t", and would be believed until the window is next resized. So the size is the one we know.
func (f *frame) begin() tea.Cmd {
	if f.line != nil || f.out.open || f.borrower != nil {
		return nil // A line's size is that of what is attached.
	}
	return f.resize(f.size)
}

// resize opens the terminal on the first size, so that nothing is written before there is something to show.
func (f *frame) resize(size Size) tea.Cmd {
	f.out.Resize(size.Width, size.Height)
	if f.line == nil && !f.out.open && f.borrower == nil {
		_ = f.out.Open(f.query) // A terminal that can't be written to shows itself at the first draw.
	}
	return f.pass(tea.WindowSizeMsg{Width: size.Width, Height: size.Height})
}

// pass hands a message to the model, and draws now or when FrameTime has gone by.
func (f *frame) pass(msg tea.Msg) tea.Cmd {
	cmd := f.update(msg)
	wait := FrameTime - f.now().Sub(f.drawn)
	switch {
	case f.waiting:
		return cmd
	case wait <= 0:
		return tea.Batch(cmd, f.draw())
	}
	f.waiting = true
	return tea.Batch(cmd, tea.Tick(wait, func(time.Time) tea.Msg { return drawMsg{} }))
}

// update lets the model take in a message.
func (f *frame) update(msg tea.Msg) tea.Cmd {
	model, cmd := f.model.Update(msg)
	f.model = model
	return f.guard(cmd)
}

func (f *frame) draw() tea.Cmd {
	if f.borrower != nil {
		return nil
	}
	first, now := f.drawn.IsZero(), f.now()
	if !first && f.line != nil && !f.out.open && !f.line.watched() {
		return nil // Nobody sees it.
	}
	view := f.model.View()
	if err := f.out.Draw(view); err != nil {
		return f.lost()
	}
	if f.line != nil {
		f.line.shown(view)
	}
	if first || f.out.wrote {
		// A view that shows nothing new holds nothing back: after a key that goes to a shell, its echo is next.
		f.drawn = now
	}
	if first {
		return func() tea.Msg { return Drawn{} }
	}
	return nil
}

// guard makes a panic inside a command a message instead of the end of the process in raw mode.
func (f *frame) guard(cmd tea.Cmd) tea.Cmd {
	if cmd == nil {
		return nil
	}
	return func() (msg tea.Msg) {
		defer func() {
			if v := recover(); v != nil {
				msg = panicMsg{&Panic{Value: v, Stack: debug.Stack()}}
			}
		}()
		msg = cmd()
		if batch, ok := msg.(tea.BatchMsg); ok {
			for i, c := range batch {
				batch[i] = f.guard(c)
			}
		}
		return msg
	}
}

type clearMsg struct{}

// Redraw is a command that writes the whole screen anew, for when something else has written on it.
func Redraw() tea.Msg { return clearMsg{} }
