package screen

import (
	"io"
	"sync"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
)

// Line is the terminal of a program that outlives the connections to it, as one that is served over a network: terminals
// are attached and detached, and may be looked at by others, while the program goes on. Its methods may be called from
// many goroutines; those that tell the program something wait until it has taken it in, or has ended.
type Line struct {
	in  *io.PipeReader
	key *io.PipeWriter

	mu      sync.Mutex
	out     io.Writer // nil while no terminal is attached
	program *tea.Program
	waiting []tea.Msg // what was told before the program ran
	watch   map[int]func(tea.View)
	watches int
	ended   bool
}

// Remote is a terminal at the other end of a connection.
type Remote struct {
	Output        io.Writer
	Profile       colorprofile.Profile
	Query         bool // as in Options
	Width, Height int
	// Tell is passed to the model before the first view for this terminal; may be nil.
	Tell tea.Msg
}

// NewLine makes a line that nothing is attached to. Give it to Run in Options.
func NewLine() *Line {
	r, w := io.Pipe()
	return &Line{in: r, key: w, watch: map[int]func(tea.View){}}
}

type (
	attachMsg struct {
		Remote

		line *Line
	}
	detachMsg struct{ out io.Writer }
	lookMsg   struct{}
	sizeMsg   Size
)

// Attach makes a terminal the one that is drawn on. One that was attached before is given back as it was.
func (l *Line) Attach(r Remote) { l.send(attachMsg{r, l}) }

// Detach gives the terminal back that writes to out, if it is the one that is attached. Its output may fail by now.
func (l *Line) Detach(out io.Writer) { l.send(detachMsg{out}) }

// Resize tells the size of the terminal that is attached.
func (l *Line) Resize(width, height int) { l.send(sizeMsg{width, height}) }

// Type gives the program what was typed. It fails when the program has ended.
func (l *Line) Type(p []byte) error {
	_, err := l.key.Write(p)
	return err
}

// Watch calls f with every view, beginning with the present one, until stop is called. It is called by the program while
// it draws, and must return at once.
func (l *Line) Watch(f func(tea.View)) (stop func()) {
	l.mu.Lock()
	l.watches++
	id := l.watches
	l.watch[id] = f
	l.mu.Unlock()
	go l.send(lookMsg{})
	return func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		delete(l.watch, id)
	}
}

// Write implements io.Writer for what Bubble Tea writes by itself, such as the clipboard's sequence.
func (l *Line) Write(p []byte) (int, error) {
	l.mu.Lock()
	out := l.out
	l.mu.Unlock()
	if out == nil {
		return len(p), nil
	}
	return out.Write(p)
}

func (l *Line) send(msg tea.Msg) {
	l.mu.Lock()
	p := l.program
	if p == nil && !l.ended {
		l.waiting = append(l.waiting, msg)
	}
	l.mu.Unlock()
	if p != nil {
		p.Send(msg)
	}
}

// begin connects the program, and gives what it was told before.
func (l *Line) begin(p *tea.Program) {
	l.mu.Lock()
	l.program = p
	waiting := l.waiting
	l.waiting = nil
	l.mu.Unlock()
	go func() {
		for _, msg := range waiting {
			p.Send(msg)
		}
	}()
}

func (l *Line) end() {
	l.mu.Lock()
	l.program, l.ended = nil, true
	l.mu.Unlock()
	_ = l.key.Close()
	_ = l.in.Close()
}

// shown tells the watchers.
func (l *Line) shown(v tea.View) {
	l.mu.Lock()
	watchers := make([]func(tea.View), 0, len(l.watch))
	for _, f := range l.watch {
		watchers = append(watchers, f)
	}
	l.mu.Unlock()
	for _, f := range watchers {
		f(v)
	}
}

func (l *Line) watched() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.watch) > 0
}

func (l *Line) connect(out io.Writer) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.out = out
}

// attach draws on another terminal from now on.
func (f *frame) attach(msg attachMsg) tea.Cmd {
	_ = f.out.Close() // The one before may be gone.
	f.out, f.query = NewWriter(msg.Output, msg.Profile), msg.Query
	f.line.connect(msg.Output)
	f.out.Resize(msg.Width, msg.Height)
	if f.out.Open(msg.Query) != nil {
		return f.lost()
	}
	var told tea.Cmd
	if msg.Tell != nil {
		told = f.update(msg.Tell)
	}
	return tea.Batch(told, f.pass(tea.WindowSizeMsg{Width: msg.Width, Height: msg.Height}))
}

// detach gives the terminal back.
func (f *frame) detach(out io.Writer) {
	if f.out.out == out {
		_ = f.out.Close()
		_ = f.lost()
	}
}

// lost is what becomes of a terminal that can no longer be written to: the program of a line waits for the next one, any
// other ends.
func (f *frame) lost() tea.Cmd {
	if f.line == nil {
		return tea.Quit
	}
	f.line.connect(nil)
	f.out = NewWriter(io.Discard, colorprofile.NoTTY)
	return nil
}
