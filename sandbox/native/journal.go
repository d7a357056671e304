//go:build linux

package native

import (
	"sync"
	"time"

	"github.com/k8slab/k8slab/sandbox"
	"github.com/k8slab/k8slab/sandbox/native/nest"
)

// recorder collects what one operation did.
type recorder struct {
	started time.Time

	mu    sync.Mutex
	calls []sandbox.Call
}

func newRecorder() *recorder { return &recorder{started: time.Now()} }

// call does something and records it as a group of system calls.
func (r *recorder) call(what string, f func() error) error {
	began := time.Now()
	err := f()
	r.add(what, time.Since(began))
	return err
}

func (r *recorder) add(what string, took time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.calls = append(r.calls, sandbox.Call{Method: "SYS", Path: what, Took: took})
}

// spans records what another process says it did.
func (r *recorder) spans(spans []nest.Span) {
	for _, s := range spans {
		r.add(s.What, s.Took)
	}
}

// entry closes the recording.
func (r *recorder) entry(op, name, equivalent string, err error) sandbox.Entry {
	r.mu.Lock()
	defer r.mu.Unlock()
	e := sandbox.Entry{
		At: r.started, Op: op, Sandbox: name, Equivalent: equivalent, Calls: r.calls, Took: time.Since(r.started),
	}
	if err != nil {
		e.Err = sentence(err)
	}
	return e
}
