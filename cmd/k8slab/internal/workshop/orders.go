package workshop

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"github.com/k8slab/k8slab/tui/class"
)

// maxMessages is how many messages a learner may leave unread; older ones give way.
const maxMessages = 20

// order does what an instructor wants, but for the end, which is the server's.
func (r *room) order(o class.Order) {
	question := uint64(0)
	var failed error
	if o.Kind == class.OrderAsk {
		question, failed = r.store.Asked(o.Question.Text, o.Question.Choices, o.Question.Unit, o.Question.Right)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.said = ""; failed != nil {
		r.log.Error("order", "kind", string(o.Kind), "err", failed)
		r.said = "물음을 기록하지 못해서 내지 않았어요. 디스크에 자리가 있는지 보세요."
		r.news.ring()
		return
	}
	r.log.Info("order", "kind", string(o.Kind), "learner", o.Learner, "step", o.Step, "lesson", o.Page.Lesson)
	l := &r.lead
	switch o.Kind {
	case class.OrderPull:
		page := o.Page
		l.At, l.Pull = &page, l.Pull+1
	case class.OrderHold:
		if !slices.Contains(l.Held, o.Step) {
			l.Held = append(l.Held, o.Step)
		}
	case class.OrderRelease:
		l.Held = slices.DeleteFunc(slices.Clone(l.Held), func(s string) bool { return s == o.Step })
	case class.OrderAsk:
		l.Ask = &class.Ask{ID: question, Question: o.Question.Text, Choices: o.Question.Choices, Unit: o.Question.Unit}
		l.Right, l.Shown = o.Question.Right, false
		r.votes = map[int64]float64{}
	case class.OrderShow:
		l.Shown = l.Ask != nil
	case class.OrderDone:
		l.Ask, l.Shown = nil, false
	case class.OrderFreeze, class.OrderThaw:
		l.Frozen = o.Kind == class.OrderFreeze
	case class.OrderExtend:
		if !l.Ends.IsZero() {
			l.Ends = later(l.Ends, r.now()).Add(o.By)
		}
	case class.OrderEnd:
		l.Ends = r.now()
	case class.OrderSay, class.OrderHint:
		r.say(o)
	case class.OrderLower:
		if m := r.members[o.Learner]; m != nil && !m.hand.IsZero() {
			m.hand = time.Time{}
			r.store.Hand(m.id, false)
		}
	}
	r.keep()
	r.all()
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// say gives a message to one learner or all; the mutex is held.
func (r *room) say(o class.Order) {
	text := class.Clean(o.Text, class.MaxText)
	if text == "" {
		return
	}
	r.version++
	msg := class.Message{ID: uint64(r.now().UnixNano()), Text: text, Hint: o.Kind == class.OrderHint}
	r.store.Said(o.Learner, text, msg.Hint)
	for _, m := range r.members {
		if o.Learner != 0 && m.id != o.Learner {
			continue
		}
		m.messages = append(m.messages, msg)
		if n := len(m.messages) - maxMessages; n > 0 {
			m.messages = slices.Delete(m.messages, 0, n)
		}
	}
}

// keep writes down what was ordered; the mutex is held.
func (r *room) keep() {
	state, err := json.Marshal(r.lead)
	if err != nil {
		r.log.Error("keep the class", "err", err)
		return
	}
	r.store.SetLead(state)
}

// refresh is how often a board is told at most, and pulse how often at least, since minutes go by and the machine's load
// changes.
const (
	refresh = 250 * time.Millisecond
	pulse   = 2 * time.Second
)

// hall is the class as an instructor has it; see class.Hall.
type hall struct{ server *Server }

// Outline implements class.Hall.
func (h hall) Outline() class.Outline { return h.server.room.outline }

// Next implements class.Hall.
func (h hall) Next(ctx context.Context, seen uint64) (class.Picture, bool) {
	if seen > 0 {
		heard := h.server.room.news.heard()
		if !sleep(ctx, refresh) {
			return class.Picture{}, false
		}
		rest, cancel := context.WithTimeout(ctx, pulse-refresh)
		defer cancel()
		select {
		case <-heard:
		case <-rest.Done():
			if !errors.Is(rest.Err(), context.DeadlineExceeded) || ctx.Err() != nil {
				return class.Picture{}, false
			}
		}
	}
	p := h.server.room.picture()
	p.Host = h.server.load.now()
	p.Host.Labs, p.Host.LabsMost, p.LabsWaiting = h.server.labs.State()
	_, _, p.Waiting = h.server.places.State()
	return p, true
}

func sleep(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// Do implements class.Hall.
func (h hall) Do(o class.Order) {
	h.server.room.order(o)
	h.server.janitor.ring()
}

// Look implements class.Hall.
func (h hall) Look(learner int64, f func(string)) (func(), bool) {
	s := h.server.seatOf(learner)
	if s == nil {
		return nil, false
	}
	return s.seat.Watch(f), true
}
