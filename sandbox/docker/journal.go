package docker

import (
	"context"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/k8slab/k8slab/sandbox"
)

// recorder collects the API calls of one operation. It travels in the context of the calls, and an operation's parallel
// calls may use it at once.
type recorder struct {
	mu      sync.Mutex
	started time.Time
	calls   []sandbox.Call
}

type (
	recorderKey struct{}
	callKey     struct{}
)

// openCall is a request that has been sent and not been answered.
type openCall struct {
	rec   *recorder
	index int
	sent  time.Time
}

// record starts a recording; calls made with the returned context are part of it.
func record(ctx context.Context) (context.Context, *recorder) {
	r := &recorder{started: time.Now()}
	return context.WithValue(ctx, recorderKey{}, r), r
}

// aside takes a context out of any recording, for calls that are not part of what was asked for.
func aside(ctx context.Context) context.Context {
	return context.WithValue(ctx, recorderKey{}, (*recorder)(nil))
}

// journalRequest is called before each request is sent.
func journalRequest(req *http.Request) error {
	r, _ := req.Context().Value(recorderKey{}).(*recorder)
	if r == nil {
		return nil
	}
	c := &openCall{rec: r, sent: time.Now()}
	path := req.URL.Path
	if req.URL.RawQuery != "" {
		path += "?" + req.URL.RawQuery
	}
	r.mu.Lock()
	c.index = len(r.calls)
	r.calls = append(r.calls, sandbox.Call{Method: req.Method, Path: path})
	r.mu.Unlock()
	*req = *req.WithContext(context.WithValue(req.Context(), callKey{}, c))
	return nil
}

// journalResponse is called when the header of an answer has come. A call without an answer keeps status 0.
func journalResponse(resp *http.Response) {
	if resp.Request == nil {
		return
	}
	if c, _ := resp.Request.Context().Value(callKey{}).(*openCall); c != nil {
		c.rec.mu.Lock()
		defer c.rec.mu.Unlock()
		call := &c.rec.calls[c.index]
		call.Status, call.Took = resp.StatusCode, time.Since(c.sent)
	}
}

// lastTook corrects the duration of the last call, for an answer whose body took its time (an image being loaded).
func (r *recorder) lastTook(d time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if n := len(r.calls); n > 0 {
		r.calls[n-1].Took = d
	}
}

// entry closes the recording.
func (r *recorder) entry(op, name, equivalent string, err error) sandbox.Entry {
	r.mu.Lock()
	defer r.mu.Unlock()
	e := sandbox.Entry{
		At: r.started, Op: op, Sandbox: name, Equivalent: equivalent,
		Calls: slices.Clone(r.calls), Took: time.Since(r.started),
	}
	for i := range e.Calls {
		if e.Calls[i].Status == 0 {
			e.Calls[i].Took = e.Took
		}
	}
	if err != nil {
		e.Err = sentence(err)
	}
	return e
}
