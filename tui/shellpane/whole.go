package shellpane

import (
	"io"
	"sync"

	"github.com/k8slab/k8slab/tui/vterm"
)

// Whole is the pane's shell at the whole of the learner's own terminal, which draws what the shell puts out and sends
// what is typed, both as they are. The pane keeps up with it meanwhile, so that it shows the same afterwards, and goes on
// answering the shell's questions: an answer of the learner's terminal could come too late. It is what screen.HandOver
// takes.
type Whole struct {
	pane     *Model
	greeting string
}

// Whole gives the shell for a terminal of its own, on which the greeting stands first: one row or more.
func (m *Model) Whole(greeting string) *Whole { return &Whole{pane: m, greeting: greeting} }

// shownRows is how many rows of what the shell has put out so far are shown at most: few enough that the greeting can be
// seen above them, also on a small screen.
const shownRows = 8

// Borrow shows the shell on a terminal from now on.
func (w *Whole) Borrow(terminal io.Writer) {
	m := w.pane
	m.mirror.mu.Lock()
	defer m.mirror.mu.Unlock()
	// A terminal that can't be written to any more shows itself when the program draws again.
	_, _ = io.WriteString(terminal, w.greeting+"\r\n"+m.term.Replay(shownRows))
	m.mirror.to = &vterm.Filter{Out: terminal, Answered: true}
}

// Return ends that.
func (w *Whole) Return() {
	m := w.pane
	m.mirror.mu.Lock()
	defer m.mirror.mu.Unlock()
	if to := m.mirror.to; to != nil {
		_, _ = io.WriteString(to.Out, m.term.Undo())
		m.mirror.to = nil
	}
}

// Type sends what the learner's terminal sends.
func (w *Whole) Type(p []byte) { w.pane.typeBytes(p) }

// mirror is a terminal that shows the same as the pane. Its lock is held while the pane's own terminal is written to, so
// that both are given the same.
type mirror struct {
	mu sync.Mutex
	to *vterm.Filter // nil while there is none
}

// Write draws what the shell puts out; it may be called from any goroutine.
func (m *Model) Write(p []byte) (int, error) {
	m.mirror.mu.Lock()
	defer m.mirror.mu.Unlock()
	n, err := m.term.Write(p)
	if m.mirror.to != nil {
		_, _ = m.mirror.to.Write(p) // as in Borrow
	}
	m.pulse.beat()
	return n, err
}

// Say shows a sentence at the pane's bottom until the next key.
func (m *Model) Say(sentence string) {
	m.said = sentence
	m.draw()
}
