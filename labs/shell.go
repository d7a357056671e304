package labs

import (
	"context"
	"io"
	"sync"

	"github.com/k8slab/k8slab/sandbox"
)

// Shell is a shell in one sandbox of a lab, at a terminal that the caller plays. Its methods return at once and may be
// called from any goroutine.
type Shell struct {
	sandbox string
	keys    *typeahead
	sizes   chan [2]int // the newest size that the terminal is to have
	closing context.CancelFunc
	done    chan struct{}

	// Set before done is closed.
	code  int
	fault *Fault
}

// ShellEnd says how a shell ended: its exit code (128+n after signal n), or why it never began.
type ShellEnd struct {
	Code  int
	Fault *Fault
}

// Shell starts a shell in a sandbox of the scene, at a terminal of cols × rows cells. What it puts out is written to
// screen, from a goroutine of the runner. Whatever is typed there changes the lab as anything else does that happens to
// its sandboxes: the checks see it.
func (r *Runner) Shell(name string, cols, rows int, screen io.Writer) *Shell {
	ctx, cancel := context.WithCancel(r.ctx)
	s := &Shell{
		sandbox: name, keys: newTypeahead(), sizes: make(chan [2]int, 1), closing: cancel, done: make(chan struct{}),
	}
	r.work.Go(func() {
		defer close(s.done)
		defer s.keys.close()
		defer cancel()
		s.code, s.fault = s.run(ctx, r.sessionOf(name), cols, rows, screen)
	})
	return s
}

func (s *Shell) run(ctx context.Context, session sandbox.Session, cols, rows int, screen io.Writer) (int, *Fault) {
	if session == nil {
		return 0, FaultOf(notConnected())
	}
	p, err := session.Exec(ctx, s.sandbox, sandbox.Command{
		Args: []string{"sh"}, Env: []string{"TERM=xterm-256color"}, TTY: true, Cols: cols, Rows: rows,
		Stdin: s.keys, Stdout: screen,
	})
	if err != nil {
		return 0, FaultOf(err)
	}
	ended := make(chan struct{})
	var code int
	go func() {
		code, err = p.Wait()
		close(ended)
	}()
	for closing := ctx.Done(); ; {
		select {
		case size := <-s.sizes:
			_ = p.Resize(ctx, size[0], size[1]) // A shell that has just ended needs no size.
		case <-closing:
			_ = p.Close() // Its end is what counts.
			closing = nil
		case <-ended:
			return code, FaultOf(err)
		}
	}
}

// Sandbox is the name of the sandbox that the shell runs in.
func (s *Shell) Sandbox() string { return s.sandbox }

// Type sends what a keyboard sends. It reports false when the shell has stopped reading and no more can be kept for it.
func (s *Shell) Type(p []byte) bool { return s.keys.add(p) }

// Resize changes the size of the terminal, in cells.
func (s *Shell) Resize(cols, rows int) {
	for {
		select {
		case s.sizes <- [2]int{cols, rows}:
			return
		default:
		}
		select { // An older size that nobody has fetched is of no use.
		case <-s.sizes:
		default:
		}
	}
}

// Close ends the shell as closing a terminal's window does: what runs in it gets SIGHUP.
func (s *Shell) Close() { s.closing() }

// Wait waits for the shell's end; false means that ctx ended first.
func (s *Shell) Wait(ctx context.Context) (ShellEnd, bool) {
	select {
	case <-s.done:
		return ShellEnd{Code: s.code, Fault: s.fault}, true
	case <-ctx.Done():
		return ShellEnd{}, false
	}
}

// maxTypeahead is how much may be typed or pasted before the shell reads it, in bytes.
const maxTypeahead = 1 << 20

// typeahead keeps what was typed until it is read.
type typeahead struct {
	mu     sync.Mutex
	more   *sync.Cond
	bytes  []byte
	closed bool
}

func newTypeahead() *typeahead {
	t := &typeahead{}
	t.more = sync.NewCond(&t.mu)
	return t
}

func (t *typeahead) add(p []byte) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.closed || len(t.bytes)+len(p) > maxTypeahead {
		return false
	}
	t.bytes = append(t.bytes, p...)
	t.more.Signal()
	return true
}

// Read implements io.Reader; it waits for something to be typed.
func (t *typeahead) Read(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for len(t.bytes) == 0 && !t.closed {
		t.more.Wait()
	}
	if t.closed {
		return 0, io.EOF
	}
	n := copy(p, t.bytes)
	t.bytes = t.bytes[n:]
	return n, nil
}

func (t *typeahead) close() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.closed = true
	t.more.Broadcast()
}
