package docker

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/moby/moby/api/types/events"
	"github.com/moby/moby/client"
)

// Filter chooses whose things are meant. The zero value means everything that bears our labels.
type Filter struct {
	// Scope and Session are exact; empty means any.
	Scope, Session string
	// Alive spares what belongs to a living session. Nil spares nothing.
	Alive func(session string) bool
}

// Leftover is one thing that bears our labels.
type Leftover struct {
	Kind    string // "container", "network", "volume" or "image"
	ID      string
	Name    string
	Session string
	Scope   string
	Role    string
	State   string // of a container
	Created time.Time
	Bytes   int64 // known from an Inventory only
}

// Leftovers lists what of ours is in the engine, that of living sessions included unless the filter spares it.
func (d *Driver) Leftovers(ctx context.Context, f Filter) ([]Leftover, error) {
	ctx, cancel := context.WithTimeout(ctx, quickCall)
	defer cancel()
	list, err := leftovers(ctx, d.api, f)
	return list, d.fail(err, "")
}

// Sweep removes what the filter chooses, and returns what it removed.
func (d *Driver) Sweep(ctx context.Context, f Filter) ([]Leftover, error) {
	ctx, cancel := context.WithTimeout(ctx, longCall)
	defer cancel()
	list, err := d.sweepOnce(ctx, f)
	return list, d.fail(err, "")
}

func (d *Driver) sweepOnce(ctx context.Context, f Filter) ([]Leftover, error) {
	return sweep(ctx, d.api, f)
}

// How often, and how far apart, Sweep looks without finding anything before it only waits, and for how long it waits for
// the engine to tell of something more. A create has been seen to be seconds late under heavy load; but this process
// holds the terminal open for as long as it stays.
const (
	quietLooks   = 2
	betweenLooks = 250 * time.Millisecond
	lateness     = 2 * time.Second
)

// Sweep removes what the filter chooses from the engine at an endpoint, without asking the engine anything else. It is
// for a process that outlives the one that made these things: a request of the dead may still be under way in the
// engine, and a busy engine may take seconds over it. So it looks again until nothing has been found for a while, and
// then stays for as long as [lateness] to remove what the engine's events tell of.
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
	all, err := sweepUntilQuiet(ctx, api, f)
	if err != nil {
		return all, err
	}
	ctx, cancel := context.WithTimeout(ctx, lateness)
	defer cancel()
	late, err := sweepLate(ctx, api, f)
	if ctx.Err() != nil {
		err = nil // Nothing more has come.
	}
	return append(all, late...), err
}

func sweepUntilQuiet(ctx context.Context, api *client.Client, f Filter) ([]Leftover, error) {
	var all []Leftover
	for quiet := 0; quiet < quietLooks; {
		found, err := sweep(ctx, api, f)
		all = append(all, found...)
		if err != nil && ctx.Err() != nil {
			return all, err
		}
		if quiet++; len(found) > 0 || err != nil {
			quiet = 0
		}
		select {
		case <-time.After(betweenLooks):
		case <-ctx.Done():
			return all, errors.Join(ctx.Err(), err)
		}
	}
	return all, nil
}

// sweepLate removes what appears, until ctx is done or the engine is gone.
func sweepLate(ctx context.Context, api *client.Client, f Filter) ([]Leftover, error) {
	filters := client.Filters{}.Add("type", string(events.ContainerEventType))
	if f.Session != "" {
		filters.Add("label", labelSession+"="+f.Session)
	}
	stream := api.Events(ctx, client.EventsListOptions{Filters: filters})
	var all []Leftover
	for {
		// The first look also finds what came before the stream was open.
		found, err := sweep(ctx, api, f)
		all = append(all, found...)
		if err != nil {
			return all, err
		}
		for came := false; !came; {
			select {
			case m := <-stream.Messages:
				came = m.Action == events.ActionCreate || m.Action == events.ActionStart
			case err := <-stream.Err:
				return all, err
			}
		}
	}
}

// sweep removes what it finds in one look: containers side by side, then what they used.
func sweep(ctx context.Context, api *client.Client, f Filter) ([]Leftover, error) {
	list, err := leftovers(ctx, api, f)
	if err != nil {
		return nil, err
	}
	var (
		wg   sync.WaitGroup
		errs = make([]error, len(list))
	)
	for i, l := range list {
		if l.Kind == "container" {
			wg.Go(func() { errs[i] = removeLeftover(ctx, api, l) })
		}
	}
	wg.Wait()
	for i, l := range list {
		if l.Kind != "container" {
			errs[i] = removeLeftover(ctx, api, l)
		}
	}
	var removed []Leftover
	for i, l := range list {
		if errs[i] == nil {
			removed = append(removed, l)
		}
	}
	return removed, errors.Join(errs...)
}

func removeLeftover(ctx context.Context, api *client.Client, l Leftover) error {
	var err error
	switch l.Kind {
	case "network":
		_, err = api.NetworkRemove(ctx, l.ID, client.NetworkRemoveOptions{})
	case "image":
		_, err = api.ImageRemove(ctx, l.ID, client.ImageRemoveOptions{Force: true, PruneChildren: true})
	case "volume":
		_, err = api.VolumeRemove(ctx, l.Name, client.VolumeRemoveOptions{Force: true})
	default:
		d := Driver{api: api}
		err = d.removeContainer(ctx, l.ID)
	}
	if isNotFound(err) {
		return nil
	}
	return err
}

// leftovers lists containers, then networks, then volumes, then images. Only what bears the session label is ever listed.
func leftovers(ctx context.Context, api *client.Client, f Filter) ([]Leftover, error) {
	pairs := []string{labelSession, f.Session}
	if f.Scope != "" {
		pairs = append(pairs, labelScope, f.Scope)
	}
	labelled := byLabel(pairs...)
	containers, err := api.ContainerList(ctx, client.ContainerListOptions{All: true, Filters: labelled})
	if err != nil {
		return nil, err
	}
	networks, err := listNetworks(ctx, api, labelled)
	if err != nil {
		return nil, err
	}
	volumes, err := api.VolumeList(ctx, client.VolumeListOptions{Filters: labelled})
	if err != nil {
		return nil, err
	}
	images, err := api.ImageList(ctx, client.ImageListOptions{All: true, Filters: labelled})
	if err != nil {
		return nil, err
	}
	var list []Leftover
	for _, c := range containers.Items {
		l := labelledAs("container", c.ID, c.Labels)
		l.Name, l.State, l.Created = strings.TrimPrefix(strings.Join(c.Names, " "), "/"), string(c.State), time.Unix(c.Created, 0)
		list = append(list, l)
	}
	for _, n := range networks {
		l := labelledAs("network", n.ID, n.Labels)
		l.Name, l.Created = n.Name, n.Created
		list = append(list, l)
	}
	for _, v := range volumes.Items {
		l := labelledAs("volume", v.Name, v.Labels)
		l.Name, l.Created = v.Name, timeOf(v.CreatedAt)
		list = append(list, l)
	}
	for _, i := range images.Items {
		l := labelledAs(kindImage, i.ID, i.Labels)
		l.Name, l.Created, l.Bytes = strings.Join(i.RepoTags, " "), time.Unix(i.Created, 0), i.Size
		list = append(list, l)
	}
	// The engine's filter is not trusted with what is about to be deleted.
	return slices.DeleteFunc(list, func(l Leftover) bool { return !f.chooses(l) }), nil
}

func labelledAs(kind, id string, labels map[string]string) Leftover {
	return Leftover{
		Kind: kind, ID: id, Session: labels[labelSession], Scope: labels[labelScope], Role: labels[labelRole],
	}
}

func (f Filter) chooses(l Leftover) bool {
	return l.Session != "" &&
		(f.Session == "" || f.Session == l.Session) &&
		(f.Scope == "" || f.Scope == l.Scope) &&
		(f.Alive == nil || !f.Alive(l.Session))
}
