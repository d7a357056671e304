package queue

import (
	"context"
	"slices"
	"sync"
)

// Queue hands out places.
type Queue struct {
	mu      sync.Mutex
	most    int
	used    int
	waiting []*ticket
}

type ticket struct {
	ready chan struct{} // closed when the place is theirs
	tell  func(before int)
	given bool
}

// New makes a queue for so many places.
func New(places int) *Queue { return &Queue{most: places} }

// Enter waits for a place and gives a function that leaves it, which may be called again. While there is none, tell is
// called with how many are before, each time that changes; it must not block. It may be nil.
func (q *Queue) Enter(ctx context.Context, tell func(before int)) (leave func(), err error) {
	if tell == nil {
		tell = func(int) {}
	}
	t := &ticket{ready: make(chan struct{}), tell: tell}
	q.mu.Lock()
	q.waiting = append(q.waiting, t)
	q.serve()
	q.mu.Unlock()
	select {
	case <-t.ready:
	case <-ctx.Done():
		q.mu.Lock()
		defer q.mu.Unlock()
		if t.given {
			q.used--
		} else if i := slices.Index(q.waiting, t); i >= 0 {
			q.waiting = slices.Delete(q.waiting, i, i+1)
		}
		q.serve()
		return nil, ctx.Err()
	}
	var once sync.Once
	return func() {
		once.Do(func() {
			q.mu.Lock()
			defer q.mu.Unlock()
			q.used--
			q.serve()
		})
	}, nil
}

// serve gives free places to who is first, and tells the others; mu is held.
func (q *Queue) serve() {
	for q.used < q.most && len(q.waiting) > 0 {
		t := q.waiting[0]
		q.waiting = q.waiting[1:]
		q.used++
		t.given = true
		close(t.ready)
	}
	for i, t := range q.waiting {
		t.tell(i)
	}
}

// State is how many places are taken, how many there are, and how many wait.
func (q *Queue) State() (used, most, waiting int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.used, q.most, len(q.waiting)
}
