package labs

import (
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/k8slab/k8slab/sandbox"
)

// Header says of what run a recording is.
type Header struct {
	Version int    `json:"version"` // of the format, 1
	Lab     string `json:"lab"`
	// Does is the fingerprint of what the lab did then: a recording of a lab that does something else now is not offered.
	Does string `json:"does"`
	// Machine, Date and Engine are named on the screen while a recording plays.
	Machine string    `json:"machine"`
	Date    time.Time `json:"date"`
	Engine  string    `json:"engine"`
}

// Text is how a recording is named on the screen.
func (h Header) Text() string {
	return fmt.Sprintf("%s, %s, %s", h.Machine, h.Date.Format("2006-01-02"), h.Engine)
}

// Recording is a run of a lab: its events, with the times at which they happened. It is a gzipped file of JSON lines: the
// header, then one event a line.
type Recording struct {
	Header
	Events []Event
}

// recordingVersion is the version of the format.
const recordingVersion = 1

// Recorder keeps a run's events. Its Record is for Options.Record.
type Recorder struct {
	mu     sync.Mutex
	header Header
	events []Event
	last   *sandbox.Observation
	lastAt time.Time
	hidden []string // texts that are not to be kept
}

// NewRecorder makes a recorder for a lab on a machine, named in a few words.
func NewRecorder(lab *Lab, machine string) *Recorder {
	return &Recorder{header: Header{Version: recordingVersion, Lab: lab.ID, Does: lab.fingerprint(), Machine: machine}}
}

// keepEvery is the least time between two observations that are kept though nothing discrete changed between them:
// charts redraw no more often.
const keepEvery = 240 * time.Millisecond

// Record takes in an event.
func (r *Recorder) Record(e Event) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if e.Connected != nil && r.header.Date.IsZero() {
		r.header.Date = e.At.UTC()
		r.header.Engine = e.Connected.Name + " " + e.Connected.Version
	}
	e = r.discreet(e)
	if o := e.Observed; o != nil {
		if r.last != nil && e.At.Sub(r.lastAt) < keepEvery && !o.Differs(r.last) {
			return
		}
		r.last, r.lastAt = o, e.At
	}
	r.events = append(r.events, e)
}

// discreet leaves out where engines answer, which is nobody's business but the one's who recorded.
func (r *Recorder) discreet(e Event) Event {
	hide := func(info *sandbox.Info) *sandbox.Info {
		if info == nil {
			return nil
		}
		if info.Endpoint != "" {
			r.hidden = append(r.hidden, " -H "+info.Endpoint, " --url "+info.Endpoint, info.Endpoint)
		}
		copied := *info
		copied.Endpoint, copied.Source = "", ""
		return &copied
	}
	e.Connected = hide(e.Connected)
	if e.Joined != nil {
		joined := *e.Joined
		joined.Info = hide(joined.Info)
		if joined.Why != nil {
			why := *joined.Why
			why.Why, why.Cure = r.without(why.Why), r.without(why.Cure)
			joined.Why = &why
		}
		e.Joined = &joined
	}
	if e.Logged != nil {
		entry := *e.Logged
		entry.Equivalent = r.without(entry.Equivalent)
		e.Logged = &entry
	}
	return e
}

// without is a text without the places where engines answer.
func (r *Recorder) without(text string) string {
	for _, h := range r.hidden {
		text = strings.ReplaceAll(text, h, "")
	}
	return text
}

// Write writes what was recorded.
func (r *Recorder) Write(w io.Writer) error {
	r.mu.Lock()
	header, events := r.header, slices.Clone(r.events)
	r.mu.Unlock()
	zw, err := gzip.NewWriterLevel(w, gzip.BestCompression)
	if err != nil {
		return fmt.Errorf("write recording: %w", err)
	}
	enc := json.NewEncoder(zw)
	if err := enc.Encode(header); err != nil {
		return fmt.Errorf("write recording: %w", err)
	}
	for _, e := range events {
		if err := enc.Encode(e); err != nil {
			return fmt.Errorf("write recording: %w", err)
		}
	}
	if err := zw.Close(); err != nil {
		return fmt.Errorf("write recording: %w", err)
	}
	return nil
}
