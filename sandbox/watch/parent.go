package watch

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"sync"
	"time"
)

// Duty is one thing to clear away after the program's death.
type Duty struct {
	// Key tells duties apart; adding one with the same key replaces it.
	Key string `json:"key"`
	// Kind names the Sweeper that knows how.
	Kind string `json:"kind,omitempty"`
	// Data is for the Sweeper.
	Data json.RawMessage `json:"data,omitempty"`
	// Files and directories to remove with everything in them, before the Sweeper is called.
	Files []string `json:"files,omitempty"`
	// Done takes the duty with this key back. Set by Watcher.Done.
	Done bool `json:"done,omitempty"`
}

// nothingLeft is what the program says last when all duties have been taken back: an empty line. It spares those who read
// the stream without understanding it the start of a process that finds nothing to do.
const nothingLeft = "\n"

// Self is the command that runs this very program with the given arguments.
func Self(args ...string) func() (*exec.Cmd, error) {
	return func() (*exec.Cmd, error) {
		path, err := os.Executable()
		if err != nil { // as without /proc
			path, err = exec.LookPath(os.Args[0])
		}
		if err != nil {
			return nil, fmt.Errorf("find own program: %w", err)
		}
		return exec.Command(path, args...), nil //nolint:noctx // it outlives whatever context there is
	}
}

// Watcher is the program's end of the pipe. All methods may be called from many goroutines.
type Watcher struct {
	command func() (*exec.Cmd, error)

	mu     sync.Mutex
	duties map[string]Duty
	pipe   *os.File
	pid    int
	closed bool
	last   time.Time // when a process was last started
}

// New makes a watcher whose process is started when there is something to watch.
func New(command func() (*exec.Cmd, error)) *Watcher {
	return &Watcher{command: command, duties: map[string]Duty{}}
}

// Add gives the watcher a duty. When it returns without error the duty will be carried out, whatever becomes of the
// program.
func (w *Watcher) Add(d Duty) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed {
		return errors.New("watch: already closed")
	}
	if d.Key == "" || d.line() == nil {
		return fmt.Errorf("watch: duty %q cannot be told", d.Key)
	}
	w.duties[d.Key] = d
	if w.pipe == nil || w.tell(d) != nil {
		return w.start()
	}
	return nil
}

// Done takes a duty back.
func (w *Watcher) Done(key string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if _, had := w.duties[key]; !had {
		return
	}
	delete(w.duties, key)
	if w.pipe != nil {
		// A watcher that is gone has forgotten the duty as well.
		_ = w.tell(Duty{Key: key, Done: true})
	}
}

// PID is that of the watcher's process; 0 while there is none.
func (w *Watcher) PID() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.pid
}

// Close ends the watcher. Duties that have not been taken back are carried out: what could not be cleared away in good
// order is tried once more from outside. It does not wait for that.
func (w *Watcher) Close() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.closed = true
	if w.pipe == nil {
		return nil
	}
	if len(w.duties) == 0 {
		_, _ = io.WriteString(w.pipe, nothingLeft) // A watcher that is gone need not know.
	}
	err := w.pipe.Close()
	w.pipe = nil
	return err
}

// start starts a process that knows every duty. They are in the pipe before the process exists, so that there is no
// moment at which it could be there and know nothing. The mutex is held.
func (w *Watcher) start() error {
	if w.pipe != nil {
		_ = w.pipe.Close()
		w.pipe, w.pid = nil, 0
	}
	cmd, err := w.command()
	if err != nil {
		return fmt.Errorf("start watcher: %w", err)
	}
	cmd.Env = append(os.Environ(), "GOMAXPROCS=1", "GOGC=20")
	detach(cmd)
	in, pipe, err := os.Pipe()
	if err != nil {
		return fmt.Errorf("start watcher: %w", err)
	}
	defer in.Close()
	cmd.Stdin = in
	told, err := w.tellAll(pipe)
	if err == nil {
		err = cmd.Start()
	}
	if err == nil && !told {
		_, err = pipe.Write(w.all())
	}
	if err != nil {
		_ = pipe.Close()
		return fmt.Errorf("start watcher: %w", err)
	}
	w.pipe, w.pid, w.last = pipe, cmd.Process.Pid, time.Now()
	go func() {
		_ = cmd.Wait() // its status says nothing: it ends when we close the pipe, or is killed
		w.lost(pipe)
	}()
	return nil
}

// pipeBuffer is less than any system's pipe holds without a reader.
const pipeBuffer = 4096

// tellAll writes every duty if a pipe without a reader holds them.
func (w *Watcher) tellAll(pipe *os.File) (told bool, err error) {
	lines := w.all()
	if len(lines) > pipeBuffer {
		return false, nil
	}
	_, err = pipe.Write(lines)
	return true, err
}

// all is every duty, a line each.
func (w *Watcher) all() []byte {
	var lines []byte
	for _, d := range w.duties {
		lines = append(lines, d.line()...)
	}
	return lines
}

// lost replaces a process that ended while it was needed, at most once a second.
func (w *Watcher) lost(pipe *os.File) {
	w.mu.Lock()
	pause := time.Second - time.Since(w.last)
	w.mu.Unlock()
	time.Sleep(max(0, pause))
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.pipe != pipe {
		return // closed, or replaced already
	}
	_ = w.pipe.Close()
	w.pipe, w.pid = nil, 0
	if len(w.duties) > 0 && !w.closed {
		_ = w.start() // the next Add tries again, and reports
	}
}

// tell writes one line. The mutex is held. The watcher always reads, and a line is far smaller than a pipe's buffer.
func (w *Watcher) tell(d Duty) error {
	_, err := w.pipe.Write(d.line())
	return err
}

func (d Duty) line() []byte {
	line, err := json.Marshal(d)
	if err != nil {
		return nil // Data is no JSON; Add has refused that
	}
	return append(line, '\n')
}
