package docker

import (
	"archive/tar"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"path"
	"slices"
	"strings"

	cerrdefs "github.com/containerd/errdefs"
	"github.com/moby/moby/api/types/build"
	"github.com/moby/moby/api/types/events"
	"github.com/moby/moby/client"

	"github.com/k8slab/k8slab/sandbox"
)

var _ sandbox.Images = (*session)(nil)

// images are a session's own. They are guarded by the session's mutex.
type images struct {
	own      map[string]*ownImage
	followed bool // the engine's events about images are being followed
}

// ownImage is one of them, with the archive that it was saved to.
type ownImage struct {
	view    sandbox.ImageView
	archive []byte
}

// maxArchive bounds what is kept of an image that was saved: the lab image is below 10 MiB.
const maxArchive = 64 << 20

func (i *images) views() []sandbox.ImageView {
	var list []sandbox.ImageView
	for _, name := range slices.Sorted(maps.Keys(i.own)) {
		list = append(list, i.own[name].view)
	}
	return list
}

// tagOf is the name of an image of the session's in the engine. Like the lab image's, its domain does not exist.
func (s *session) tagOf(name string) string { return "k8slab.local/" + s.cfg.ID + "-" + name + ":1" }

// BuildImage makes an image of the session's own with the engine's builder.
func (s *session) BuildImage(ctx context.Context, name string, files map[string]string) (sandbox.ImageView, error) {
	return s.onImage(ctx, "build", name, func(ctx context.Context) (string, error) {
		if !sandbox.ValidName(name) || name == sandbox.LabImage || len(files) == 0 {
			return "", invalid(fmt.Sprintf("이런 이미지는 만들 수 없어요(%q).", name), nil)
		}
		_, base, err := s.driver.image.ensure(ctx)
		if err != nil {
			return "", err
		}
		recipe, files := s.recipe(base, name, files)
		line := s.buildLine(s.tagOf(name), recipe, files)
		if err := s.build(ctx, s.tagOf(name), recipe, files); err != nil {
			return line, err
		}
		s.followImages()
		s.touch(func() { delete(s.images.own, name) }) // What was saved of an older one is not this one.
		return line, s.look(ctx, name)
	})
}

// file is one file of a build: what the build calls it, where it goes and what is in it.
type file struct{ source, target, content string }

// recipe is the Dockerfile. The labels come first, so that what the builder makes on the way bears them, too.
func (s *session) recipe(base, name string, files map[string]string) (string, []file) {
	var text strings.Builder
	fmt.Fprintf(&text, "FROM %s\nLABEL", base)
	labels := s.labels(roleImage, name)
	for _, key := range slices.Sorted(maps.Keys(labels)) {
		fmt.Fprintf(&text, " %s=%q", key, labels[key])
	}
	text.WriteString("\n")
	var list []file
	for _, target := range slices.Sorted(maps.Keys(files)) {
		f := file{path.Base(target), target, files[target]}
		if slices.ContainsFunc(list, func(o file) bool { return o.source == f.source }) {
			f.source = fmt.Sprintf("%d-%s", len(list), f.source)
		}
		list = append(list, f)
		fmt.Fprintf(&text, "COPY [%q, %q]\n", f.source, f.target)
	}
	return text.String(), list
}

func (s *session) buildLine(tag, recipe string, files []file) string {
	var parts []string
	for _, f := range files {
		parts = append(parts, commandLine("printf", "%s", f.content)+" > "+shellQuote(f.source))
	}
	parts = append(parts, commandLine("printf", "%s", recipe)+" | "+s.driver.docker("build", "-t", tag, "-f", "-", "."))
	return strings.Join(parts, "; ")
}

// build sends the files to the engine's builder and reads its answer to the end.
func (s *session) build(ctx context.Context, tag, recipe string, files []file) error {
	var send bytes.Buffer
	tw := tar.NewWriter(&send)
	for _, f := range append([]file{{source: "Dockerfile", content: recipe}}, files...) {
		h := &tar.Header{Name: f.source, Mode: 0o644, Size: int64(len(f.content)), Typeflag: tar.TypeReg}
		if err := tw.WriteHeader(h); err != nil {
			return err
		}
		if _, err := io.WriteString(tw, f.content); err != nil {
			return err
		}
	}
	if err := tw.Close(); err != nil {
		return err
	}
	got, err := s.driver.api.ImageBuild(ctx, &send, client.ImageBuildOptions{
		Tags: []string{tag}, Remove: true, ForceRemove: true, NetworkMode: "none", Version: build.BuilderV1,
	})
	if err != nil {
		return err
	}
	defer got.Body.Close()
	for dec := json.NewDecoder(got.Body); ; {
		var line struct{ Error string }
		switch err := dec.Decode(&line); {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		case line.Error != "":
			return fmt.Errorf("build %s: %s", tag, line.Error)
		}
	}
}

// SaveImage writes an image into memory.
func (s *session) SaveImage(ctx context.Context, name string) (sandbox.ImageView, error) {
	return s.onImage(ctx, "save", name, func(ctx context.Context) (string, error) {
		line := s.driver.docker("save", "-o", name+".tar", s.tagOf(name))
		id, err := s.presentImage(name)
		if err != nil {
			return line, err
		}
		r, err := s.driver.api.ImageSave(ctx, []string{s.tagOf(name)})
		if isNotFound(err) {
			return line, imageGone(name, err)
		}
		if err != nil {
			return line, err
		}
		defer r.Close()
		var kept bytes.Buffer
		n, err := io.Copy(&kept, io.LimitReader(r, maxArchive+1))
		if err == nil && n > maxArchive {
			err = errors.New("the archive is larger than any that was to be saved")
		}
		if err != nil {
			return line, err
		}
		s.touch(func() {
			if own := s.images.own[name]; own != nil {
				own.archive, own.view.SavedID, own.view.SavedBytes = kept.Bytes(), id, n
			}
		})
		return line, nil
	})
}

// DeleteImage deletes an image that no container uses.
func (s *session) DeleteImage(ctx context.Context, name string) error {
	_, err := s.onImage(ctx, "delete", name, func(ctx context.Context) (string, error) {
		line := s.driver.docker("rmi", s.tagOf(name))
		if _, err := s.presentImage(name); err != nil {
			return line, err
		}
		_, err := s.driver.api.ImageRemove(ctx, s.tagOf(name), client.ImageRemoveOptions{PruneChildren: true})
		switch {
		case cerrdefs.IsConflict(err):
			return line, &sandbox.Error{
				Kind: sandbox.KindFailed, What: fmt.Sprintf("‘%s’ 이미지로 만든 컨테이너가 아직 있어서 지울 수 없어요.", name),
				Do: "그 컨테이너를 먼저 지우세요.", Err: err,
			}
		case isNotFound(err):
			err = nil
		}
		if err != nil {
			return line, err
		}
		return line, s.look(ctx, name)
	})
	return err
}

// LoadImage sends an archive back to the engine.
func (s *session) LoadImage(ctx context.Context, name string) (sandbox.ImageView, error) {
	return s.onImage(ctx, "load", name, func(ctx context.Context) (string, error) {
		line := s.driver.docker("load", "-i", name+".tar")
		s.mu.Lock()
		var archive []byte
		if own := s.images.own[name]; own != nil {
			archive = own.archive
		}
		s.mu.Unlock()
		if archive == nil {
			return line, &sandbox.Error{
				Kind: sandbox.KindNotFound, What: fmt.Sprintf("저장해 둔 ‘%s’ 이미지가 없어요.", name), Do: "먼저 저장하세요.",
			}
		}
		answer, err := s.driver.api.ImageLoad(ctx, bytes.NewReader(archive), client.ImageLoadWithQuiet(true))
		if err != nil {
			return line, err
		}
		defer answer.Close()
		if _, err := io.Copy(io.Discard, answer); err != nil {
			return line, err
		}
		return line, s.look(ctx, name)
	})
}

// onImage runs one operation on an image and gives what the image is afterwards.
func (s *session) onImage(
	ctx context.Context, op, name string, run func(context.Context) (string, error),
) (sandbox.ImageView, error) {
	if reason, lacks := s.driver.info.Lacks[sandbox.AbilityImages]; lacks {
		return sandbox.ImageView{}, lacking(reason)
	}
	ctx, cancel := context.WithTimeout(ctx, longCall)
	defer cancel()
	if err := s.operate(ctx, op, "", run); err != nil {
		return sandbox.ImageView{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if own := s.images.own[name]; own != nil {
		return own.view, nil
	}
	return sandbox.ImageView{Name: name}, nil
}

// presentImage gives the ID of an image that the engine has.
func (s *session) presentImage(name string) (id string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if own := s.images.own[name]; own != nil && own.view.Present {
		return own.view.ID, nil
	}
	return "", imageGone(name, nil)
}

// imageNamed is the reverse of tagOf: empty for what is none of the session's images.
func (s *session) imageNamed(tag string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	for name := range s.images.own {
		if s.tagOf(name) == tag {
			return name
		}
	}
	return ""
}

func imageGone(name string, err error) error {
	return &sandbox.Error{
		Kind: sandbox.KindNotFound, What: fmt.Sprintf("‘%s’ 이미지가 엔진에 없어요.", name), Do: "다시 만들거나, 저장해 둔 것을 불러오세요.",
		Err: err,
	}
}

// look asks the engine about an image of the session's.
func (s *session) look(ctx context.Context, name string) error {
	view := sandbox.ImageView{Name: name, Tag: s.tagOf(name)}
	got, err := s.driver.api.ImageInspect(ctx, view.Tag)
	switch {
	case isNotFound(err):
	case err != nil:
		return err
	default:
		view.Present, view.ID, view.Bytes = true, got.ID, got.Size
		view.Layers = s.layers(ctx, view.Tag, got.RootFS.Layers)
	}
	s.touch(func() {
		if s.images.own == nil {
			s.images.own = map[string]*ownImage{}
		}
		own := s.images.own[name]
		if own == nil {
			own = &ownImage{}
			s.images.own[name] = own
		}
		if !view.Present {
			own.view.Present = false
			return
		}
		view.SavedID, view.SavedBytes = own.view.SavedID, own.view.SavedBytes
		own.view = view
	})
	return nil
}

// layers tells the size of each layer, as far as the image's history does: the steps of a history that made no layer
// have no size, so where the two numbers do not fit, nothing is claimed.
func (s *session) layers(ctx context.Context, ref string, digests []string) []sandbox.Layer {
	layers := make([]sandbox.Layer, len(digests))
	for i, d := range digests {
		layers[i] = sandbox.Layer{Digest: d, Bytes: -1}
	}
	got, err := s.driver.api.ImageHistory(ctx, ref)
	if err != nil {
		return layers
	}
	var sizes []int64
	for _, step := range slices.Backward(got.Items) {
		if step.Size > 0 {
			sizes = append(sizes, step.Size)
		}
	}
	if len(sizes) == len(layers) {
		for i, n := range sizes {
			layers[i].Bytes = n
		}
	}
	return layers
}

// followImages looks at the session's images again whenever the engine tells of a change to any image: a learner may
// well delete one with the docker command.
func (s *session) followImages() {
	s.mu.Lock()
	known := s.images.followed
	s.images.followed = true
	s.mu.Unlock()
	if known {
		return
	}
	ctx := aside(s.ctx)
	stream := s.driver.api.Events(ctx, client.EventsListOptions{
		Filters: client.Filters{}.Add("type", string(events.ImageEventType)),
	})
	go func() {
		for {
			select {
			case <-stream.Messages:
				s.mu.Lock()
				names := slices.Collect(maps.Keys(s.images.own))
				s.mu.Unlock()
				for _, name := range names {
					_ = s.look(ctx, name) // What could not be asked now is asked at the next change.
				}
			case err := <-stream.Err: // Also how the end of ctx shows.
				s.unfollowed(err)
				return
			}
		}
	}()
}

// unfollowed notes that events about images do not arrive any more: the next build follows them again, and what is not
// known to be there still is asked for when it is used.
func (s *session) unfollowed(error) { s.touch(func() { s.images.followed = false }) }
