package docker

import (
	"context"
	"errors"
	"strings"
	"time"

	cerrdefs "github.com/containerd/errdefs"
	"github.com/moby/moby/client"

	"github.com/k8slab/k8slab/sandbox"
	"github.com/k8slab/k8slab/sandbox/image"
)

// kindImage is the Kind of a Leftover that is one of our images. The lab image belongs to no session, and no sweep touches
// it; what a session has built from it bears the session's label, and goes with it.
const kindImage = "image"

// Inventory lists everything in the engine that bears our labels, images included, with the room that it takes: a
// container's own layer, an image's layers. That of a network is nothing, that of a volume is not known (-1).
func (d *Driver) Inventory(ctx context.Context) ([]Leftover, error) {
	ctx, cancel := context.WithTimeout(ctx, quickCall)
	defer cancel()
	list, err := leftovers(ctx, d.api, Filter{})
	if err != nil {
		return nil, d.fail(err, "")
	}
	sized, err := d.api.ContainerList(ctx, client.ContainerListOptions{
		All: true, Size: true, Filters: byLabel(labelSession, ""),
	})
	if err != nil {
		return nil, d.fail(err, "")
	}
	sizes := map[string]int64{}
	for _, c := range sized.Items {
		sizes[c.ID] = c.SizeRw
	}
	for i := range list {
		switch list[i].Kind {
		case "container":
			list[i].Bytes = sizes[list[i].ID]
		case "volume":
			list[i].Bytes = -1
		}
	}
	images, err := d.api.ImageList(ctx, client.ImageListOptions{Filters: byLabel(image.Label, "")})
	if err != nil {
		return nil, d.fail(err, "")
	}
	for _, img := range images.Items {
		if _, ours := img.Labels[image.Label]; !ours {
			continue // The engine's filter is not trusted with what may be deleted.
		}
		if img.Labels[labelSession] != "" {
			continue // Built on the lab image for a session: it is among the leftovers already.
		}
		list = append(list, Leftover{
			Kind: kindImage, ID: img.ID, Name: strings.Join(img.RepoTags, " "), Bytes: img.Size, Created: time.Unix(img.Created, 0),
		})
	}
	return list, nil
}

// ErrInUse is in the error of Discard for what a container uses.
var ErrInUse = errors.New("in use")

// Discard removes one thing of an Inventory. An image that somebody's container uses stays, which is an error (ErrInUse).
func (d *Driver) Discard(ctx context.Context, l Leftover) error {
	ctx, cancel := context.WithTimeout(ctx, longCall)
	defer cancel()
	if l.Kind != kindImage {
		if l.Session == "" {
			return errors.New("discard: not ours")
		}
		return d.fail(removeLeftover(ctx, d.api, l), l.Name)
	}
	names := strings.Fields(l.Name)
	if len(names) == 0 {
		names = []string{l.ID}
	}
	for _, name := range names {
		_, err := d.api.ImageRemove(ctx, name, client.ImageRemoveOptions{PruneChildren: true})
		switch {
		case cerrdefs.IsConflict(err):
			return &sandbox.Error{
				Kind: sandbox.KindFailed, What: "컨테이너가 쓰고 있는 이미지예요.", Do: "그 컨테이너가 없어진 뒤에 다시 지우세요.",
				Err: errors.Join(ErrInUse, err),
			}
		case err != nil && !isNotFound(err):
			return d.fail(err, name)
		}
	}
	return nil
}
