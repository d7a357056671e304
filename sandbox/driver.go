package sandbox

import (
	"context"
	"time"
)

// Driver is a connection to one engine. All methods may be called from many goroutines.
type Driver interface {
	// Info says what the engine is; it was learnt when the driver connected and costs nothing.
	Info() Info
	// Open starts a session. It returns quickly and touches the engine only if it must; the image is loaded by
	// Session.Prepare or by the first Start.
	Open(ctx context.Context, cfg SessionConfig) (Session, error)
	// Close ends the connection. Open sessions are closed first.
	Close() error
}

// SessionConfig is what a session needs to know from outside.
type SessionConfig struct {
	// ID tells sessions apart: lower-case letters, digits and '-', at most 32 characters. It is part of names and
	// labels. Required.
	ID string
	// Scope tells apart the programs that may look after each other's remains: a session is swept only by a program of
	// the same scope, and only when its owner is dead. See package sandbox/lease.
	Scope string
	// Journal receives one entry for each operation when it has ended. It is called from many goroutines and must not
	// block. May be nil.
	Journal func(Entry)
	// Quota bounds all sandboxes of the session together; zero fields mean no bound.
	Quota Quota
}

// Session owns a learner's sandboxes. Every method that takes a name returns an Error of KindNotFound for a sandbox
// that does not exist (any more).
type Session interface {
	// Prepare makes the lab image present in the engine, once. Start does it by itself when needed.
	Prepare(ctx context.Context) (Image, error)
	// Start creates and starts a sandbox. When it returns, the sandbox's PID 1 runs.
	Start(ctx context.Context, spec Spec) (Status, error)
	// Update changes limits of a running sandbox; zero fields stay as they are.
	Update(ctx context.Context, name string, limits Limits) error
	// Pause freezes all processes (the freezer cgroup); Resume thaws them.
	Pause(ctx context.Context, name string) error
	Resume(ctx context.Context, name string) error
	// Signal sends a signal ("SIGTERM", "SIGKILL") to the sandbox's PID 1.
	Signal(ctx context.Context, name, signal string) error
	// Remove stops the sandbox (SIGKILL, also when paused) and removes it with its private layer. It returns when the
	// sandbox is gone. Removing what does not exist is no error.
	Remove(ctx context.Context, name string) error
	// Exec starts one more process inside the sandbox.
	Exec(ctx context.Context, name string, cmd Command) (Process, error)
	// List says what the session has now, by name.
	List(ctx context.Context) ([]Status, error)
	// Observe reports what can be seen, Rate times a second and at once after each discrete change (started, exited,
	// removed, a limit changed). Slow receivers lose samples, never the newest one. The channel is closed when ctx ends
	// or the session closes. An engine that dies shows as an Observation with Lost set; observing goes on by itself
	// when it is back.
	Observe(ctx context.Context, rate float64) (<-chan Observation, error)
	// Close removes everything the session started.
	Close(ctx context.Context) error
}

// Process is a process started by Exec.
type Process interface {
	// Resize changes the size of its terminal, in cells.
	Resize(ctx context.Context, cols, rows int) error
	// Wait returns the exit code (128+n after signal n) when the process has ended and its output has been copied.
	Wait() (int, error)
	// Close ends the process (SIGHUP where the engine can signal it) and frees its streams.
	Close() error
}

// State is what the engine says of a sandbox.
type State string

// The states of a sandbox. A sandbox that was removed has none: it is no longer listed.
const (
	StateCreated    State = "created"
	StateRunning    State = "running"
	StatePaused     State = "paused"
	StateRestarting State = "restarting"
	StateExited     State = "exited"
)

// Status is one sandbox as its engine lists it.
type Status struct {
	Name string `json:"name"`
	// ID is the engine's own identifier (a container ID).
	ID    string `json:"id"`
	State State  `json:"state"`
	// PID is that of the sandbox's PID 1 in the engine's host PID namespace; 0 if not running.
	PID      int       `json:"pid"`
	Started  time.Time `json:"started,omitzero"`
	Finished time.Time `json:"finished,omitzero"`
	// ExitCode is set when State is StateExited; 128+n after signal n.
	ExitCode int `json:"exitCode"`
	// OOMKilled is whether PID 1 was killed for want of memory, as far as the engine tells. A killed child shows only in
	// Memory.OOMKills.
	OOMKilled bool `json:"oomKilled"`
	// Restarts counts how often the engine's restart policy started it again.
	Restarts int `json:"restarts"`
}

// Image is the lab image as the engine has it.
type Image struct {
	ID     string   `json:"id"`     // digest of its configuration, sha256:…
	Tag    string   `json:"tag"`    // its name in the engine
	Layers []string `json:"layers"` // diff IDs, lowest first
	Bytes  int64    `json:"bytes"`  // unpacked
	Loaded bool     `json:"loaded"` // true if this call had to load it
}

// Entry tells of one operation of a session: what was done, the command that would have done the same by hand, and
// what it took.
type Entry struct {
	At      time.Time `json:"at"`
	Op      string    `json:"op"`      // "prepare", "start", "update", …
	Sandbox string    `json:"sandbox"` // its name, or empty
	// Equivalent is the command line a person would type for the same effect (docker …, or unshare … for the embedded
	// engine), complete enough to be run.
	Equivalent string        `json:"equivalent"`
	Calls      []Call        `json:"calls"`
	Took       time.Duration `json:"took"`
	// Err is empty, or one sentence.
	Err string `json:"err,omitempty"`
	// Files are the kernel's files that were seen to change because of it. A driver leaves them out: whoever observes
	// fills them in from what was read before and after.
	Files []FileChange `json:"files,omitempty"`
}

// Call is one request to an engine's API, or one group of system calls of the embedded engine.
type Call struct {
	Method string        `json:"method"` // "POST"; "SYS" for system calls
	Path   string        `json:"path"`   // "/v1.41/containers/create?name=…", "clone3(CLONE_NEWPID|…)"
	Status int           `json:"status"` // HTTP status; 0 for system calls and for requests without an answer
	Took   time.Duration `json:"took"`
}
