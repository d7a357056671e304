//go:build linux

package term

import (
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"slices"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// Options say how a program is started.
type Options struct {
	// Cols and Rows are the terminal's size; 80×24 if zero.
	Cols, Rows int
	// Env is the whole environment, as in exec.Cmd; nil means this process's own with TERM=xterm-256color and
	// COLORTERM=truecolor.
	Env []string
	Dir string
	// Record, if not nil, receives every byte that the program puts out, as it comes.
	Record io.Writer
	Screen Config
}

// Terminal is a program in a pseudo-terminal.
type Terminal struct {
	cmd     *exec.Cmd
	pty     *os.File
	initial unix.Termios // as they were before the program could change them
	started time.Time
	answers chan string
	drained chan struct{} // closed when no more output will come: nobody holds the other end
	exited  chan struct{} // closed when the program has ended

	mu       sync.Mutex
	screen   *Screen
	record   io.Writer
	seen     picture
	mark     mark
	watchers []watcher
}

// picture is what a person saw at the last moment outside a synchronized update.
type picture struct {
	cells []Cell
	x, y  int
	shown bool
}

type watcher struct {
	done func(*Screen) bool
	at   chan<- time.Time
}

// Start runs a program at a new screen. The caller calls Close in the end.
func Start(o Options, name string, args ...string) (*Terminal, error) {
	// A program on a terminal dies of a hangup, even if whatever runs us was told by nohup not to.
	signal.Notify(make(chan os.Signal, 1), syscall.SIGHUP)
	if o.Cols == 0 {
		o.Cols, o.Rows = 80, 24
	}
	if o.Env == nil {
		o.Env = append(os.Environ(), "TERM=xterm-256color", "COLORTERM=truecolor")
	}
	// The program's life is the terminal's: it ends by its own doing, by a signal, or by Close.
	cmd := exec.CommandContext(context.Background(), name, args...)
	cmd.Env, cmd.Dir = o.Env, o.Dir
	master, slave, err := openPTY(o.Cols, o.Rows)
	if err != nil {
		return nil, err
	}
	cmd.Stdin, cmd.Stdout, cmd.Stderr = slave, slave, slave
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	t := &Terminal{
		cmd: cmd, pty: master, record: o.Record,
		answers: make(chan string, 256), drained: make(chan struct{}), exited: make(chan struct{}),
	}
	t.screen = NewScreen(o.Cols, o.Rows, o.Screen, t.answer)
	t.seen.take(t.screen)
	if t.initial, err = lineModes(slave); err != nil {
		return nil, errors.Join(err, slave.Close(), master.Close())
	}
	t.started = time.Now()
	t.mark.at = t.started
	err = cmd.Start()
	_ = slave.Close()
	if err != nil {
		return nil, errors.Join(err, master.Close())
	}
	go t.reap()
	go t.read()
	go t.reply()
	return t, nil
}

func (t *Terminal) reap() {
	_ = t.cmd.Wait() // the process state says it all
	close(t.exited)
}

// answer queues what the terminal says by itself. A program that reads none of it must not stop us.
func (t *Terminal) answer(s string) {
	select {
	case t.answers <- s:
	default:
	}
}

func (t *Terminal) reply() {
	for {
		select {
		case s := <-t.answers:
			_, _ = io.WriteString(t.pty, s) // the program may have gone
		case <-t.drained:
			return
		}
	}
}

// read draws the program's output. The time is taken before the drawing, which must not count as the program's.
func (t *Terminal) read() {
	defer close(t.drained)
	buf := make([]byte, 1<<16)
	for {
		n, err := t.pty.Read(buf)
		if n > 0 {
			t.draw(buf[:n], time.Now())
		}
		if err != nil { // EIO once nobody holds the other end
			return
		}
	}
}

func (t *Terminal) draw(p []byte, now time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.record != nil {
		_, _ = t.record.Write(p)
	}
	updates := t.screen.updates
	_, _ = t.screen.Write(p)
	t.mark.output(len(p), t.screen.updates-updates, now)
	if t.screen.modes[modeSync] {
		return
	}
	if !t.seen.same(t.screen) {
		t.mark.change(now)
		t.seen.take(t.screen)
	}
	t.watchers = slices.DeleteFunc(t.watchers, func(w watcher) bool {
		done := w.done(t.screen)
		if done {
			w.at <- now
		}
		return done
	})
}

func (p *picture) take(s *Screen) {
	p.cells = append(p.cells[:0], s.cells...)
	p.x, p.y, p.shown = s.Cursor()
}

func (p *picture) same(s *Screen) bool {
	x, y, shown := s.Cursor()
	return shown == p.shown && (!shown || x == p.x && y == p.y) && slices.Equal(s.cells, p.cells)
}

// PID is the program's process id.
func (t *Terminal) PID() int { return t.cmd.Process.Pid }

// Started is when the program was started.
func (t *Terminal) Started() time.Time { return t.started }

// ErrTimeout is returned when the deadline came first.
var ErrTimeout = errors.New("the deadline is over")

// ErrEnded is returned when the program ended first.
var ErrEnded = errors.New("the program has ended")

// Watch gives, once, the time of the output that made done true of the picture; of the last change if it is so already.
// done is called while the screen is locked and must not keep it.
func (t *Terminal) Watch(done func(*Screen) bool) <-chan time.Time {
	at := make(chan time.Time, 1)
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.screen.modes[modeSync] && done(t.screen) {
		at <- t.mark.last
	} else {
		t.watchers = append(t.watchers, watcher{done, at})
	}
	return at
}

// Wait returns as soon as done is true of the picture, ErrTimeout when limit is over first, or ErrEnded when no more
// output can come and the last picture is not as wanted.
func (t *Terminal) Wait(limit time.Duration, done func(*Screen) bool) error {
	deadline := time.NewTimer(limit)
	defer deadline.Stop()
	at := t.Watch(done)
	select {
	case <-at:
		return nil
	case <-deadline.C:
		return ErrTimeout
	case <-t.drained:
	}
	select {
	case <-at: // the last output was it
		return nil
	default:
		return ErrEnded
	}
}

// Look calls f with the screen, which does not change meanwhile. f must not keep it.
func (t *Terminal) Look(f func(*Screen)) {
	t.mu.Lock()
	defer t.mu.Unlock()
	f(t.screen)
}

// Text is the picture as text.
func (t *Terminal) Text() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.screen.String()
}
