package labs

import (
	"context"
	"time"

	"github.com/k8slab/k8slab/sandbox"
)

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

// recording is the lab's recording; nil if there is none that can be played.
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
	if err != nil || rec.Fits(r.program.Lab) != nil {
		return nil
	}
	return rec
}

// Play plays the lab's recording with the timing of the run, until it ends or StopPlaying. Before each step is done, and at
// the end, it stands still for a while: what made the recording did not have to read.
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
			if e.Began != nil && !pause(ctx, r.opts.reading()) {
				break
			}
			r.replay(e)
		}
		pause(ctx, r.opts.reading())
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

// reading is how long a recording stands still so that a step can be read.
func (o Options) reading() time.Duration {
	if o.Reading > 0 {
		return o.Reading
	}
	const usual = 8 * time.Second
	return usual
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
