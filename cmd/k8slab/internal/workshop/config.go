package workshop

import (
	"context"
	"errors"
	"log/slog"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"github.com/k8slab/k8slab/labs"
	"github.com/k8slab/k8slab/lessons"
	"github.com/k8slab/k8slab/tui/keys"
	"github.com/k8slab/k8slab/tui/words"
)

// Config is what a server needs.
type Config struct {
	// Dir is the workshop's directory: records, host key, the instructor's key and the board's socket. It is the owner's
	// alone.
	Dir string
	// Course is what is taught. Programs are its labs, compiled, by id.
	Course   *lessons.Course
	Programs map[string]*labs.Program
	// Labs makes the labs of one learner.
	Labs func(learner int64) Labs
	// Capacity is how many learners may be there at once, LabPlaces how many of them may have a lab that is alive.
	Capacity  int
	LabPlaces int
	// Idle is after how long without a key a learner is sent away, Grace how long labs wait for one whose connection was
	// lost, For how long the class lasts from its beginning; 0 means without end.
	Idle, Grace, For time.Duration
	// Instructors are the keys of instructors, besides the one in Dir.
	Instructors []gossh.PublicKey
	Style       string
	Bindings    []keys.Binding
	Say         words.Say
	Log         *slog.Logger
}

// Labs makes one learner's labs.
type Labs interface {
	// Open makes a lab. Enter must be called before an engine is used, and the place left when the lab is closed; Lease
	// before something is measured.
	Open(id string, enter, lease Turn) (*labs.Program, *labs.Runner, error)
	// Close is called after the last lab was closed; clean says that nothing of them is left.
	Close(clean bool)
}

// Turn waits for something that is scarce and gives a function that gives it back.
type Turn func(ctx context.Context) (release func(), err error)

// ErrRunning means that a server of this directory runs already.
var ErrRunning = errors.New("a server of this workshop runs already")
