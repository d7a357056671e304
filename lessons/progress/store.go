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
	// Course is the id of the course that the short methods are about.
	Course string
	// Now is the clock; nil means time.Now.
	Now func() time.Time
	// Trouble is told, at most once and on any goroutine, why nothing can be kept. It must not call the store.
	Trouble func(error)
}

// Store is what is remembered. It may be used from many goroutines; no method but Flush, Close and Import waits for a
// disk.
type Store struct {
	course  string
	now     func() time.Time
	trouble func(error)
	file    *file // nil keeps all in memory

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
	return &Store{course: o.Course, now: o.Now, trouble: o.Trouble, state: &State{Version: Version}}
}

// Open reads what is remembered. It always gives a store that works; the error says why what it is told will be
// forgotten, or that a damaged file was put aside. Trouble is not told of it again.
func Open(o Options) (*Store, error) {
	s := newStore(o)
	if o.Dir == "" {
		return s, nil
	}
	s.file = &file{dir: o.Dir}
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

// change does something to the state under the lock and sees to it that it is written.
func (s *Store) change(f func(*Course, Time)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.state.course(s.course)
	f(c, max(stampOf(s.now()), c.Reset+1))
	s.later()
}

// later arranges for a save; mu is held.
func (s *Store) later() {
	s.dirty = true
	if s.file == nil || s.timer != nil || s.closed {
		return
	}
	s.timer = time.AfterFunc(Delay, func() {
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
