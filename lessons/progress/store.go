package progress

import (
	"sync"
	"time"
)

// Delay is how long a change waits for others before all are written.
const Delay = 500 * time.Millisecond

// Options say where and for what a store works.
type Options struct {
	// Dir is where the file is kept; empty means in memory only.
	Dir string
	// Place is where it is kept instead, for a program that keeps the progress of many. It wins over Dir.
	Place Keeper
	// Delay is how long a change waits for others before all are written; 0 means [Delay].
	Delay time.Duration
	// Changed is called after each change, on the goroutine that made it. It must not block. May be nil.
	Changed func(Change)
	// Course is the id of the course that the short methods are about.
	Course string
	// Now is the clock; nil means time.Now.
	Now func() time.Time
	// Trouble is told, at most once and on any goroutine, why nothing can be kept. It must not call the store.
	Trouble func(error)
}

// Keeper keeps a state somewhere else than in the file.
type Keeper interface {
	// Load gives what was kept last; nil if nothing was.
	Load() ([]byte, error)
	// Save keeps it, and returns when that is done.
	Save(state []byte) error
}

// Change is one thing that a learner did. What does not apply is empty.
type Change struct {
	// Lesson is set for what was done in a lesson: it was opened (Place is nil and Answer is nil), is read elsewhere, or a
	// question was answered.
	Lesson   string
	Place    *Place
	Question string
	Answer   *Answer
	// Lab and Step are set for a step that was done.
	Lab, Step string
	// Key is that of a measurement with its Value, or of a guess.
	Key, Value string
	Guess      *Guess
}

// Store is what is remembered. It may be used from many goroutines; no method but Flush, Close and Import waits for a
// disk.
type Store struct {
	course  string
	now     func() time.Time
	trouble func(error)
	changed func(Change) // nil if nobody listens
	delay   time.Duration
	file    place // nil keeps all in memory

	mu     sync.Mutex
	state  *State
	dirty  bool
	timer  *time.Timer
	closed bool
	told   bool

	saving sync.Mutex // one save at a time
}

// Memory is a store that forgets everything when the program ends.
func Memory() *Store { return newStore(Options{}) }

func newStore(o Options) *Store {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Delay == 0 {
		o.Delay = Delay
	}
	return &Store{
		course: o.Course, now: o.Now, trouble: o.Trouble, changed: o.Changed, delay: o.Delay,
		state: &State{Version: Version},
	}
}

// Open reads what is remembered. It always gives a store that works; the error says why what it is told will be
// forgotten, or that a damaged file was put aside. Trouble is not told of it again.
func Open(o Options) (*Store, error) {
	s := newStore(o)
	switch {
	case o.Place != nil:
		s.file = &elsewhere{o.Place}
	case o.Dir == "":
		return s, nil
	default:
		s.file = &file{dir: o.Dir}
	}
	state, err := s.file.read()
	if state != nil {
		s.state = state
	}
	if err != nil {
		s.told = true
		if isNewer(err) {
			s.file = nil
		}
	}
	return s, err
}

// change does something to the state under the lock and sees to it that it is written. What it was is told afterwards.
func (s *Store) change(what Change, f func(*Course, Time)) {
	s.mu.Lock()
	c := s.state.course(s.course)
	f(c, max(stampOf(s.now()), c.Reset+1))
	s.later()
	s.mu.Unlock()
	if s.changed != nil && what != (Change{}) {
		s.changed(what)
	}
}

// later arranges for a save; mu is held.
func (s *Store) later() {
	s.dirty = true
	if s.file == nil || s.timer != nil || s.closed {
		return
	}
	s.timer = time.AfterFunc(s.delay, func() {
		if err := s.Flush(); err != nil {
			s.tell(err)
		}
	})
}

// tell reports trouble once.
func (s *Store) tell(err error) {
	s.mu.Lock()
	first := !s.told
	s.told = true
	s.mu.Unlock()
	if first && s.trouble != nil {
		s.trouble(err)
	}
}

// Flush writes now what has changed. It merges what other programs have written in the meantime into memory too.
func (s *Store) Flush() error {
	s.saving.Lock()
	defer s.saving.Unlock()
	s.mu.Lock()
	if s.timer != nil {
		s.timer.Stop()
		s.timer = nil
	}
	if !s.dirty || s.file == nil {
		s.mu.Unlock()
		return nil
	}
	mine := s.state.clone()
	s.dirty = false
	s.mu.Unlock()

	merged, err := s.file.update(mine)

	s.mu.Lock()
	defer s.mu.Unlock()
	if err != nil {
		s.dirty = true
		return err
	}
	s.state.merge(merged)
	return nil
}

// Close writes what has changed. Later changes are kept in memory only.
func (s *Store) Close() error {
	err := s.Flush()
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	return err
}
