package sandbox

import "errors"

// Kind sorts errors by what a program does about them.
type Kind string

// The kinds of Error.
const (
	KindUnreachable Kind = "unreachable" // no engine answers: exit code 3
	KindDenied      Kind = "denied"      // the engine or the kernel refuses this user
	KindNotFound    Kind = "not-found"   // no such sandbox, process or image
	KindExists      Kind = "exists"      // the name is taken
	KindUnsupported Kind = "unsupported" // the engine lacks an Ability
	KindInvalid     Kind = "invalid"     // the spec cannot be carried out by any engine
	KindQuota       Kind = "quota"       // the session's or the machine's share is used up
	KindFailed      Kind = "failed"      // anything else the engine refused
)

// Error is what a driver returns: What happened and what to Do about it, one Korean sentence each, fit to be shown as
// they are. Err keeps the cause for logs; it is never shown to a learner.
type Error struct {
	Kind Kind
	What string
	Do   string
	Err  error
}

// Error is the English-or-Korean text for logs.
func (e *Error) Error() string {
	s := string(e.Kind) + ": " + e.What
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// KindOf returns the kind of the first Error in err's chain, KindFailed for any other error, and "" for nil.
func KindOf(err error) Kind {
	if err == nil {
		return ""
	}
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return KindFailed
}
