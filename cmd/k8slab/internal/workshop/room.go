package workshop

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/k8slab/k8slab/cmd/k8slab/internal/workshop/store"
	"github.com/k8slab/k8slab/lessons/progress"
	"github.com/k8slab/k8slab/tui/class"
)

// room is the class: who is there, and what the instructor has ordered. It may be used from many goroutines.
type room struct {
	store   *store.Store
	log     *slog.Logger
	outline class.Outline
	now     func() time.Time

	mu      sync.Mutex
	version uint64
	members map[int64]*member
	lead    lead
	votes   map[int64]float64 // on lead.Ask
	said    string
	news    bell // for boards
}

// lead is what the instructor has ordered; it outlives the server.
type lead struct {
	At     *class.Page `json:"at,omitempty"`
	Pull   uint64      `json:"pull,omitempty"`
	Held   []string    `json:"held,omitempty"`
	Frozen bool        `json:"frozen,omitempty"`
	Ask    *class.Ask  `json:"ask,omitempty"`
	Right  int         `json:"right,omitempty"`
	Shown  bool        `json:"shown,omitempty"` // the answers, to everybody
	Ends   time.Time   `json:"ends,omitzero"`
}

// member is a learner as the class sees them.
type member struct {
	room *room
	id   int64
	name string

	// The rest is guarded by the room's mutex.
	version  uint64
	news     bell
	here     bool
	gone     bool
	where    class.Where
	since    time.Time
	hand     time.Time
	keyed    time.Time
	leaves   time.Time
	waits    *class.Wait
	messages []class.Message
	measured map[string]string
	wrong    int // answers that were not right in this lesson
}

// newRoom reads what there was before.
func newRoom(ctx context.Context, s *store.Store, outline class.Outline, log *slog.Logger) (*room, error) {
	r := &room{
		store: s, log: log, outline: outline, now: time.Now, members: map[int64]*member{}, votes: map[int64]float64{},
	}
	state, err := s.Lead(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the class: %w", err)
	}
	if state != nil {
		if err := json.Unmarshal(state, &r.lead); err != nil {
			return nil, fmt.Errorf("read the class: %w", err)
		}
	}
	if r.lead.Ask != nil {
		if r.votes, err = s.Votes(ctx, r.lead.Ask.ID); err != nil {
			return nil, fmt.Errorf("read the class: %w", err)
		}
	}
	records, err := s.Read(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the class: %w", err)
	}
	for _, l := range records.Learners {
		if l.Seen.IsZero() {
			continue
		}
		m := r.newMember(l)
		p := records.Places[l.ID]
		m.where = class.Where{Lesson: p.Lesson, Lab: p.Lab, Step: p.Step}
		m.since, m.hand, m.gone = p.Since, records.Up[l.ID], true
	}
	for _, v := range records.Measurements {
		if m := r.members[v.Learner]; m != nil {
			m.measured[v.Key] = v.Value
		}
	}
	for _, s := range records.Steps {
		if m := r.members[s.Learner]; m != nil && !s.Done.IsZero() && s.Lab == m.where.Lab {
			m.where.Done = append(m.where.Done, s.Step)
		}
	}
	return r, nil
}

func (r *room) newMember(l store.Learner) *member {
	m := &member{room: r, id: l.ID, name: l.Name, measured: map[string]string{}, keyed: r.now(), since: r.now()}
	r.members[l.ID] = m
	return m
}

// enter gives a learner their place.
func (r *room) enter(l store.Learner) *member {
	r.mu.Lock()
	defer r.mu.Unlock()
	m := r.members[l.ID]
	if m == nil {
		m = r.newMember(l)
	}
	m.gone, m.keyed, m.leaves, m.waits = false, r.now(), time.Time{}, nil
	m.changed()
	r.store.Seen(l.ID)
	return m
}

// changed lets the learner's screen and the boards know; the room's mutex is held.
func (m *member) changed() {
	m.version++
	m.news.ring()
	m.room.news.ring()
}

// all lets everybody know; the mutex is held.
func (r *room) all() {
	for _, m := range r.members {
		m.version++
		m.news.ring()
	}
	r.news.ring()
}

// with does something under the room's mutex and lets the learner and the boards know.
func (m *member) with(f func()) {
	m.room.mu.Lock()
	defer m.room.mu.Unlock()
	f()
	m.changed()
}

// Next implements class.Desk.
func (m *member) Next(ctx context.Context, seen uint64) (class.State, bool) {
	for {
		heard := m.news.heard()
		m.room.mu.Lock()
		s := m.state()
		m.room.mu.Unlock()
		if s.Version > seen {
			return s, true
		}
		select {
		case <-heard:
		case <-ctx.Done():
			return class.State{}, false
		}
	}
}

// state is what the learner's screen is told; the mutex is held.
func (m *member) state() class.State {
	l := &m.room.lead
	s := class.State{
		// A screen that comes anew has seen nothing, so that the first version must be more than that.
		Version: m.version + 1, Hand: !m.hand.IsZero(), Messages: slices.Clone(m.messages), At: l.At, Pull: l.Pull,
		Held: slices.Clone(l.Held), Frozen: l.Frozen, Ends: l.Ends, Leaves: m.leaves, Waits: m.waits,
	}
	if l.Ask != nil {
		a := *l.Ask
		if v, ok := m.room.votes[m.id]; ok {
			a.Answered = &v
		}
		if l.Shown {
			a.Tally = m.room.tally()
		}
		s.Ask = &a
	}
	return s
}

// Hand implements class.Desk.
func (m *member) Hand(up bool) {
	m.with(func() {
		if up == !m.hand.IsZero() {
			return
		}
		m.hand = time.Time{}
		if up {
			m.hand = m.room.now()
		}
		m.room.store.Hand(m.id, up)
	})
}

// PutAway implements class.Desk.
func (m *member) PutAway(message uint64) {
	m.with(func() {
		m.messages = slices.DeleteFunc(m.messages, func(x class.Message) bool { return x.ID == message })
	})
}

// Answer implements class.Desk.
func (m *member) Answer(ask uint64, value float64) {
	m.with(func() {
		a := m.room.lead.Ask
		if a == nil || a.ID != ask || m.room.lead.Shown || value < 0 || value > 1e12 ||
			len(a.Choices) > 0 && (value < 1 || int(value) > len(a.Choices)) {
			return
		}
		m.room.votes[m.id] = value
		m.room.store.Voted(ask, m.id, value)
	})
}

// Moved implements class.Desk.
func (m *member) Moved(w class.Where) {
	m.with(func() {
		was := m.where
		if was.Lesson != w.Lesson {
			m.wrong = 0
		}
		if was.Lesson != w.Lesson || was.Lab != w.Lab || was.Step != w.Step {
			m.since = m.room.now()
			m.room.store.SetPlace(m.id, store.Place{Lesson: w.Lesson, Lab: w.Lab, Step: w.Step, Since: m.since})
		}
		if w.Failed > 0 && w.Failed != was.Failed {
			m.room.store.StepFailed(m.id, w.Lab, w.Step, w.Failed)
		}
		m.where = w
	})
}

// did takes in what a learner's progress was told.
func (m *member) did(c progress.Change) {
	s := m.room.store
	switch {
	case c.Answer != nil:
		s.Answered(m.id, c.Lesson, c.Question, c.Answer.Choices, c.Answer.Right, c.Answer.Tries)
		if !c.Answer.Right {
			m.with(func() { m.wrong++ })
		}
	case c.Step != "":
		s.StepDone(m.id, c.Lab, c.Step)
	case c.Guess != nil:
		s.Guessed(m.id, c.Key, c.Guess.Guessed, c.Guess.Came)
	case c.Key != "":
		s.Measured(m.id, c.Key, c.Value)
		m.with(func() { m.measured[c.Key] = c.Value })
	}
}

// touch notes that a key was pressed. It is called often, so that nobody is told unless the learner was about to leave.
func (m *member) touch() {
	m.room.mu.Lock()
	defer m.room.mu.Unlock()
	m.keyed = m.room.now()
	if !m.leaves.IsZero() {
		m.leaves = time.Time{}
		m.changed()
	}
}

// tally is how the present question was answered; the mutex is held.
func (r *room) tally() *class.Tally {
	a := r.lead.Ask
	if a == nil {
		return nil
	}
	t := &class.Tally{Right: r.lead.Right}
	for _, m := range r.members {
		if m.here {
			t.Of++
		}
	}
	if len(a.Choices) > 0 {
		t.Counts = make([]int, len(a.Choices))
	}
	for _, v := range r.votes {
		if i := int(v) - 1; len(a.Choices) == 0 {
			t.Values = append(t.Values, v)
		} else if i >= 0 && i < len(t.Counts) {
			t.Counts[i]++
		}
	}
	slices.Sort(t.Values)
	return t
}

// picture is what a board is told.
func (r *room) picture() class.Picture {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.version++
	p := class.Picture{
		Version: r.version, Now: r.now(), Ends: r.lead.Ends, Frozen: r.lead.Frozen, Held: slices.Clone(r.lead.Held),
		At: r.lead.At, Tally: r.tally(), Measured: map[string][]class.Value{}, Said: r.said,
	}
	if r.lead.Ask != nil {
		a := *r.lead.Ask
		if r.lead.Shown {
			a.Tally = p.Tally
		}
		p.Ask = &a
	}
	for _, m := range r.members {
		l := class.Learner{
			ID: m.id, Name: m.name, Here: m.here, Gone: m.gone, Where: m.where, Since: m.since, Hand: m.hand, Keyed: m.keyed,
		}
		l.Failed += m.wrong
		l.Done = slices.Clone(m.where.Done)
		p.Learners = append(p.Learners, l)
		for key, text := range m.measured {
			if v, err := strconv.ParseFloat(text, 64); err == nil {
				p.Measured[key] = append(p.Measured[key], class.Value{Name: m.name, Value: v})
			}
		}
	}
	slices.SortFunc(p.Learners, func(a, b class.Learner) int { return cmp.Compare(a.Name, b.Name) })
	for _, values := range p.Measured {
		slices.SortFunc(values, func(a, b class.Value) int { return cmp.Compare(a.Name, b.Name) })
	}
	return p
}
