package observe

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/k8slab/k8slab/sandbox/wire"
)

// MaxRate bounds the samples a second that a request can ask for; an observer must stay cheap.
const MaxRate = 50

// Serve answers requests from in with samples on out until in ends, and then returns nil. It samples at once whenever
// the set of sandboxes changes or it is asked to, and at the rate last asked for, at first not at all. Samples that out
// is too slow for are not made.
func Serve(ctx context.Context, s *Sampler, in io.Reader, out io.Writer) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	requests := make(chan wire.Request)
	go receive(ctx, cancel, in, requests)

	enc := wire.NewEncoder(out)
	ticker := time.NewTicker(time.Hour)
	ticker.Stop()
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			if err := context.Cause(ctx); !errors.Is(err, io.EOF) {
				return err
			}
			return nil
		case r := <-requests:
			if !s.apply(r, ticker) {
				continue
			}
		case <-ticker.C:
		}
		if err := enc.Sample(s.Sample()); err != nil {
			return fmt.Errorf("write a sample: %w", err)
		}
	}
}

// apply does what a request says, and reports whether that calls for a sample.
func (s *Sampler) apply(r wire.Request, ticker *time.Ticker) bool {
	if r.Add != nil {
		s.Add(*r.Add)
	}
	if r.Remove != nil {
		s.Remove(r.Remove.Name)
	}
	if r.Set != nil {
		s.Set(*r.Set)
	}
	if r.Rate != nil {
		setRate(ticker, *r.Rate)
	}
	return r.Add != nil || r.Remove != nil || r.Set != nil || r.Now
}

// setRate makes the ticker tick so many times a second; not at all for zero, less, or what is no number.
func setRate(ticker *time.Ticker, rate float64) {
	ticker.Stop()
	if rate > 0 {
		ticker.Reset(time.Duration(float64(time.Second) / min(rate, MaxRate)))
	}
}

// receive decodes requests until in ends, which cancels with io.EOF. A line that is no request is reported and skipped:
// the other side may be of a newer version.
func receive(ctx context.Context, cancel context.CancelCauseFunc, in io.Reader, requests chan<- wire.Request) {
	dec := wire.NewDecoder(in)
	for {
		r, err := dec.Request()
		if _, bad := errors.AsType[*wire.LineError](err); bad {
			fmt.Fprintln(os.Stderr, "observe:", err)
			continue
		}
		if err != nil {
			cancel(err)
			return
		}
		select {
		case requests <- r:
		case <-ctx.Done():
			return
		}
	}
}
