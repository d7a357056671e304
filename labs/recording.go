package labs

import (
	"bufio"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"
	"time"

	"github.com/k8slab/k8slab/sandbox"
)

// Header says of what run a recording is.
type Header struct {
	Version int    `json:"version"` // of the format, 1
	Lab     string `json:"lab"`
	// Steps are the ids of the lab's steps then: a recording of another version of the lab is not offered.
	Steps []string `json:"steps"`
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

// Bounds of a recording that is read: a course may come from anywhere.
const (
	maxRecording = 64 << 20 // bytes, unpacked
	maxEvents    = 50_000
)

// recordingVersion is the version of the format.
const recordingVersion = 1

// Recorder keeps a run's events. Its Record is for Options.Record.
type Recorder struct {
	mu     sync.Mutex
	header Header
	events []Event
	last   *sandbox.Observation
	lastAt time.Time
}

// NewRecorder makes a recorder for a lab on a machine, named in a few words.
func NewRecorder(lab *Lab, machine string) *Recorder {
	return &Recorder{header: Header{Version: recordingVersion, Lab: lab.ID, Steps: lab.stepIDs(), Machine: machine}}
}

func (l *Lab) stepIDs() []string {
	ids := make([]string, len(l.Steps))
	for i, s := range l.Steps {
		ids[i] = s.ID
	}
	return ids
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
	if e.Connected != nil {
		// Where the engine answers is nobody's business but the learner's.
		info := *e.Connected
		info.Endpoint, info.Source = "", ""
		e.Connected = &info
	}
	if o := e.Observed; o != nil {
		if r.last != nil && e.At.Sub(r.lastAt) < keepEvery && !o.Differs(r.last) {
			return
		}
		r.last, r.lastAt = o, e.At
	}
	r.events = append(r.events, e)
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

// ReadRecording reads a recording.
func ReadRecording(r io.Reader) (*Recording, error) {
	zr, err := gzip.NewReader(bufio.NewReader(r))
	if err != nil {
		return nil, fmt.Errorf("read recording: %w", err)
	}
	dec := json.NewDecoder(io.LimitReader(zr, maxRecording))
	rec := &Recording{}
	if err := dec.Decode(&rec.Header); err != nil {
		return nil, fmt.Errorf("read recording: %w", err)
	}
	if rec.Version != recordingVersion {
		return nil, fmt.Errorf("read recording: version %d is not known", rec.Version)
	}
	for len(rec.Events) < maxEvents {
		var e Event
		err := dec.Decode(&e)
		if errors.Is(err, io.EOF) {
			return rec, nil
		}
		if err != nil {
			return nil, fmt.Errorf("read recording: event %d: %w", len(rec.Events)+1, err)
		}
		rec.Events = append(rec.Events, e)
	}
	return nil, errors.New("read recording: too many events")
}

// offer tells of the lab's recording, if there is one, after no engine could be had.
func (r *Runner) offer(err error, fault *Fault) {
	switch sandbox.KindOf(err) {
	case sandbox.KindUnreachable, sandbox.KindUnsupported, sandbox.KindDenied:
	default:
		return
	}
	if rec := r.recording(); rec != nil {
		header := rec.Header
		r.mu.Lock()
		r.noEngine = fault
		r.mu.Unlock()
		r.tell(Event{Offered: &header})
	}
}

// recording is the lab's recording; nil if there is none that can be read.
func (r *Runner) recording() *Recording {
	if r.opts.Recording == nil {
		return nil
	}
	file, err := r.opts.Recording()
	if err != nil {
		return nil
	}
	defer file.Close()
	rec, err := ReadRecording(file)
	if err != nil || rec.Lab != r.program.ID || !slices.Equal(rec.Steps, r.program.stepIDs()) {
		return nil
	}
	return rec
}

// Play plays the lab's recording with the timing of the run, until it ends or StopPlaying.
func (r *Runner) Play() {
	r.mu.Lock()
	busy := r.stopPlaying != nil
	ctx, stop := context.WithCancel(r.ctx)
	if !busy {
		r.stopPlaying = stop
	}
	r.mu.Unlock()
	if busy {
		stop()
		return
	}
	r.work.Go(func() {
		defer stop()
		rec := r.recording()
		if rec == nil {
			return
		}
		header := rec.Header
		r.tell(Event{Playing: &header})
		for i, e := range rec.Events {
			if i > 0 && !pause(ctx, e.At.Sub(rec.Events[i-1].At)) {
				break
			}
			r.replay(e)
		}
		r.mu.Lock()
		r.stopPlaying = nil
		fault := r.noEngine
		r.mu.Unlock()
		r.tell(Event{Played: &Played{}})
		if fault != nil {
			r.tell(Event{Failed: fault}) // There still is no engine.
		}
	})
}

// replay passes a recorded event on. What it says of the learner, and of other recordings, is not the learner's.
func (r *Runner) replay(e Event) {
	e.At = r.now() // The log and the charts follow this program's clock.
	if e.Offered != nil || e.Playing != nil || e.Played != nil || e.Failed != nil {
		return
	}
	r.mail.put(e)
}

// StopPlaying ends a recording that is playing.
func (r *Runner) StopPlaying() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.stopPlaying != nil {
		r.stopPlaying()
	}
}

// longestPause bounds a gap in a recording, as one made by a clock that was set.
const longestPause = 10 * time.Second

// pause waits; false if ctx ended first.
func pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(min(max(d, 0), longestPause))
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
