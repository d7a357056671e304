package docker

import (
	"context"
	"time"

	"github.com/moby/moby/api/types/events"
	"github.com/moby/moby/client"
)

// How far apart and how often a sweeper looks by itself, and for how long it stays after the last thing that came or went.
// A create has been seen to be seconds late under heavy load; but the sweeping process holds the terminal open for as long
// as it stays.
const (
	betweenLooks = 250 * time.Millisecond
	looks        = 3
	lateness     = 2 * time.Second
)

// Sweep removes what the filter chooses from the engine at an endpoint, without asking the engine anything else. It is
// for a process that outlives the one that made these things: a request of the dead may still be under way in the
// engine, and a busy engine may take seconds over it. So each container is removed at the moment at which the engine
// tells of it, whatever else is being removed, until nothing has come or gone for a while.
func Sweep(ctx context.Context, e Endpoint, f Filter) ([]Leftover, error) {
	dial, err := e.dialer()
	if err != nil {
		return nil, err
	}
	api, err := newClient(e, dial)
	if err != nil {
		return nil, err
	}
	defer api.Close()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	s := &sweeper{api: api, filter: f, begun: map[string]bool{}, ended: make(chan removal)}
	err = s.run(ctx)
	return s.removed, err
}

// sweeper removes what a filter chooses, as it appears.
type sweeper struct {
	api    *client.Client
	filter Filter

	begun   map[string]bool // IDs of containers whose removal was asked for
	running int             // removals under way
	ended   chan removal
	removed []Leftover
}

// removal is how one ended.
type removal struct {
	of  Leftover
	err error
}

func (s *sweeper) run(ctx context.Context) error {
	filters := client.Filters{}.Add("type", string(events.ContainerEventType))
	if s.filter.Session != "" {
		filters.Add("label", labelSession+"="+s.filter.Session)
	}
	stream := s.api.Events(ctx, client.EventsListOptions{Filters: filters})
	still := time.NewTimer(lateness)
	defer still.Stop()
	// The looks of the first moments find what was made before the stream was open.
	again := time.NewTicker(betweenLooks)
	defer again.Stop()
	for n := 1; ; n++ {
		if n == looks {
			again.Stop() // From now on the events tell.
		}
		busy, err := s.look(ctx)
		if err != nil {
			return err
		}
		if busy {
			still.Reset(lateness)
		}
		if over, err := s.await(ctx, stream, again.C, still.C); over || err != nil {
			return err
		}
	}
}

// await returns when it is time to look again, or over if nothing more is to be expected.
func (s *sweeper) await(
	ctx context.Context, stream client.EventsResult, again, still <-chan time.Time,
) (over bool, err error) {
	for {
		select {
		case m := <-stream.Messages:
			if m.Action == events.ActionCreate || m.Action == events.ActionStart {
				return false, nil
			}
		case r := <-s.ended:
			s.running--
			if r.err != nil {
				return false, r.err
			}
			s.removed = append(s.removed, r.of)
			return false, nil
		case <-again:
			return false, nil
		case <-still:
			if s.running == 0 {
				return true, nil
			}
		case err := <-stream.Err:
			return false, err
		case <-ctx.Done():
			return false, ctx.Err()
		}
	}
}

// look begins to remove the containers that it finds, and removes what they used when none is left. It reports whether
// there was anything.
func (s *sweeper) look(ctx context.Context) (busy bool, err error) {
	list, err := leftovers(ctx, s.api, s.filter)
	if err != nil {
		return false, err
	}
	for _, l := range list {
		if l.Kind == "container" && !s.begun[l.ID] {
			s.begun[l.ID] = true
			s.running++
			go func() {
				err := removeLeftover(ctx, s.api, l)
				select {
				case s.ended <- removal{l, err}:
				case <-ctx.Done():
				}
			}()
		}
	}
	if s.running > 0 {
		return true, nil
	}
	for _, l := range list {
		if l.Kind != "container" {
			if err := removeLeftover(ctx, s.api, l); err != nil {
				return true, err
			}
			s.removed = append(s.removed, l)
		}
	}
	return len(list) > 0, nil
}
