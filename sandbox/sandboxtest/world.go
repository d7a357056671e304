package sandboxtest

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode"

	"github.com/k8slab/k8slab/sandbox"
)

// world is one session.
type world struct {
	testing.TB
	suite   *suite
	session sandbox.Session
	id      string
	ctx     context.Context
	seen    <-chan sandbox.Observation
	last    sandbox.Observation

	mu      sync.Mutex
	entries []sandbox.Entry
}

// open starts a session under observation. It is closed, and found to have left nothing, at the end of the test.
func (s *suite) open(t testing.TB, change ...func(*sandbox.SessionConfig)) *world {
	t.Helper()
	w := s.openUnseen(t, change...)
	var err error
	if w.seen, err = w.session.Observe(w.ctx, 10); err != nil {
		t.Fatalf("observe: %v", err)
	}
	return w
}

// openUnseen is open for a test that observes nothing: an engine may start an observer for it, which takes an emulated
// machine its time.
func (s *suite) openUnseen(t testing.TB, change ...func(*sandbox.SessionConfig)) *world {
	t.Helper()
	w := &world{TB: t, suite: s, id: "t" + strings.ToLower(rand.Text()[:8]), ctx: s.context(t)}
	cfg := sandbox.SessionConfig{ID: w.id, Scope: "sandboxtest", Journal: func(e sandbox.Entry) {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.entries = append(w.entries, e)
	}}
	for _, c := range change {
		c(&cfg)
	}
	var err error
	if w.session, err = s.driver.Open(w.ctx, cfg); err != nil {
		t.Fatalf("open session: %v", err)
	}
	t.Cleanup(w.close)
	return w
}

// close ends the session and counts what is left of it.
func (w *world) close() {
	w.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), w.suite.opts.Patience)
	defer cancel()
	if err := w.session.Close(ctx); err != nil {
		w.Errorf("close session: %v", err)
	}
	if n := w.suite.opts.Left(w.TB, w.id); n != 0 {
		w.Errorf("%d things are left of a closed session", n)
	}
}

// start starts a sandbox that must start.
func (w *world) start(spec sandbox.Spec) sandbox.Status {
	w.Helper()
	st, err := w.session.Start(w.ctx, spec)
	if err != nil {
		w.Fatalf("start %s: %v", spec.Name, err)
	}
	return st
}

// idle starts a sandbox that does nothing.
func (w *world) idle(name string) sandbox.Status {
	w.Helper()
	return w.start(sandbox.Spec{Name: name, Command: []string{"work", "idle"}})
}

// await reads observations until one satisfies ok.
func (w *world) await(what string, ok func(*sandbox.Observation) bool) *sandbox.Observation {
	w.Helper()
	patience := time.NewTimer(w.suite.opts.Patience)
	defer patience.Stop()
	for {
		select {
		case o, more := <-w.seen:
			if !more {
				w.Fatalf("observation ended while waiting for %s", what)
			}
			if w.last = o; ok(&o) {
				return &o
			}
		case <-patience.C:
			w.Fatalf("waited in vain for %s; last seen: %s", what, dump(w.last))
		}
	}
}

// view awaits an observation of one sandbox that satisfies ok.
func (w *world) view(name, what string, ok func(*sandbox.View) bool) *sandbox.View {
	w.Helper()
	o := w.await(name+": "+what, func(o *sandbox.Observation) bool {
		v := o.Sandbox(name)
		return v != nil && ok(v)
	})
	return o.Sandbox(name)
}

// full awaits a view with namespaces, processes and cgroup.
func (w *world) full(name string) *sandbox.View {
	w.Helper()
	return w.view(name, "everything observed", func(v *sandbox.View) bool {
		return len(v.Namespaces) > 0 && len(v.Processes) > 0 && v.Cgroup != nil
	})
}

// status finds a sandbox in the session's list.
func (w *world) status(name string) (sandbox.Status, bool) {
	w.Helper()
	list, err := w.session.List(w.ctx)
	if err != nil {
		w.Fatalf("list: %v", err)
	}
	for _, st := range list {
		if st.Name == name {
			return st, true
		}
	}
	return sandbox.Status{}, false
}

// exec runs a command to its end.
func (w *world) exec(name string, args ...string) (stdout, stderr string, code int) {
	w.Helper()
	var out, err bytes.Buffer
	p := w.process(name, sandbox.Command{Args: args, Stdout: &out, Stderr: &err})
	code = w.wait(p)
	return out.String(), err.String(), code
}

// process starts a command.
func (w *world) process(name string, cmd sandbox.Command) sandbox.Process {
	w.Helper()
	p, err := w.session.Exec(w.ctx, name, cmd)
	if err != nil {
		w.Fatalf("exec %v in %s: %v", cmd.Args, name, err)
	}
	w.Cleanup(func() { _ = p.Close() })
	return p
}

// wait waits for a command's end.
func (w *world) wait(p sandbox.Process) int {
	w.Helper()
	type result struct {
		code int
		err  error
	}
	done := make(chan result, 1)
	go func() {
		code, err := p.Wait()
		done <- result{code, err}
	}()
	select {
	case r := <-done:
		if r.err != nil {
			w.Fatalf("wait: %v", r.err)
		}
		return r.code
	case <-time.After(w.suite.opts.Patience):
		w.Fatal("a process does not end")
		return -1
	}
}

// Korean reports whether s has Hangul in it, as everything that a learner is shown must.
func Korean(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Hangul, r) })
}

func asError(err error, target **sandbox.Error) bool { return errors.As(err, target) }

func dump(v any) string {
	data, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(data[:min(len(data), 4000)])
}

// eventually polls what no observation tells of.
func (w *world) eventually(what string, ok func() bool) {
	w.Helper()
	for end := time.Now().Add(w.suite.opts.Patience); !ok(); {
		if time.Now().After(end) {
			w.Fatalf("waited in vain for %s", what)
		}
		time.Sleep(20 * time.Millisecond)
	}
}
