//go:build linux

package nest

import (
	"errors"
	"fmt"
	"syscall"
	"time"
)

// Error makes a Fault an error that errors.Is compares with error numbers.
func (f *Fault) Error() string { return f.Step + ": " + f.Text }

// Is compares error numbers.
func (f *Fault) Is(target error) bool {
	var errno syscall.Errno
	return errors.As(target, &errno) && f.Errno != 0 && int(errno) == f.Errno
}

// fault makes a Fault of an error; nil of nil.
func fault(step string, err error) *Fault {
	if err == nil {
		return nil
	}
	f := &Fault{Step: step, Text: err.Error()}
	if errno, ok := errors.AsType[syscall.Errno](err); ok {
		f.Errno = int(errno)
	}
	return f
}

// steps does one thing after another until one fails, and keeps what each took.
type steps struct {
	fault *Fault
	spans []Span
}

// do runs a step unless an earlier one failed.
func (s *steps) do(what string, step func() error) {
	if s.fault != nil {
		return
	}
	began := time.Now()
	s.fault = fault(what, step())
	s.spans = append(s.spans, Span{What: what, Took: time.Since(began)})
}

// during wraps an error with what was being done.
func during(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", what, err)
}
