package docker

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	dockerimage "github.com/moby/moby/api/types/image"
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
	for _, i := range childrenFirst(images.Items) {
		l := labelledAs(kindImage, i.ID, i.Labels)
		l.Name, l.Created, l.Bytes = strings.Join(i.RepoTags, " "), time.Unix(i.Created, 0), i.Size
		list = append(list, l)
	}
	// The engine's filter is not trusted with what is about to be deleted.
	return slices.DeleteFunc(list, func(l Leftover) bool { return !f.chooses(l) }), nil
}

// childrenFirst orders images so that each comes before those that it was built on: the engine deletes none that another
// one still needs. The engine's own order is by the second of their creation, which a chain of quick steps shares.
func childrenFirst(images []dockerimage.Summary) []dockerimage.Summary {
	parent := make(map[string]string, len(images))
	for _, i := range images {
		parent[i.ID] = i.ParentID
	}
	depth := func(id string) int {
		n := 0
		for up, listed := parent[id]; listed && n < len(parent); up, listed = parent[up] {
			n++
		}
		return n
	}
	list := slices.Clone(images)
	slices.SortStableFunc(list, func(a, b dockerimage.Summary) int { return cmp.Compare(depth(b.ID), depth(a.ID)) })
	return list
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
