//go:build linux

package native

import (
	"os"
	"os/exec"
	"sync"
	"syscall"
	"time"
)

// watcher is the other end of labbox nest watch. It is nil where there are no control groups to look after.
type watcher struct {
	mu   sync.Mutex
	pipe *os.File
	done chan struct{}
}

func startWatcher(p *program) (*watcher, error) {
	r, w, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	cmd, err := p.start(&syscall.SysProcAttr{}, r, "nest", "watch")
	if err != nil {
		_ = w.Close()
		return nil, err
	}
	watch := &watcher{pipe: w, done: make(chan struct{})}
	go watch.reap(cmd)
	return watch, nil
}

func (w *watcher) reap(cmd *exec.Cmd) {
	_ = cmd.Wait()
	close(w.done)
}

// add has the watcher remove directories should this program end.
func (w *watcher) add(dirs []string) { w.tell("+", dirs) }

// forget takes that back.
func (w *watcher) forget(dirs []string) { w.tell("-", dirs) }

func (w *watcher) tell(what string, dirs []string) {
	if w == nil {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, dir := range dirs {
		// A watcher that was killed is missed only if we are as well; the next start sweeps then.
		_, _ = w.pipe.WriteString(what + dir + "\n")
	}
}

// close ends the watcher; what it still has to do it does.
func (w *watcher) close() {
	if w == nil {
		return
	}
	_ = w.pipe.Close()
	select {
	case <-w.done:
	case <-time.After(2 * time.Second):
	}
}
