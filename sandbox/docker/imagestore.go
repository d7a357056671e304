package docker

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"
	"time"

	cerrdefs "github.com/containerd/errdefs"
	"github.com/moby/moby/client"

	"github.com/k8slab/k8slab/sandbox"
	"github.com/k8slab/k8slab/sandbox/image"
)

// imageStore makes the lab image present in the engine, once for all sessions of a driver.
type imageStore struct {
	driver *Driver

	mu    sync.Mutex
	built *image.Image
	// ref is how containers name the image; empty until it is known to be there.
	ref   string
	known sandbox.Image
}

// ensure returns what to call the image in a create request. Only the first call, and one after forget, asks the engine.
func (s *imageStore) ensure(ctx context.Context) (sandbox.Image, string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ref != "" {
		return s.known, s.ref, nil
	}
	// Most engines have the image from an earlier day, and what it is called is known without making it: unpacking and
	// hashing seven megabytes would be most of the program's work until the first container.
	if facts, ok := s.described(); ok {
		if ref, err := s.find(ctx, facts); err == nil && ref != "" {
			s.ref, s.known = ref, facts
			return facts, ref, nil
		}
	}
	if err := s.build(ctx); err != nil {
		return sandbox.Image{}, "", err
	}
	facts, loaded := s.built.Facts(), false
	ref, err := s.find(ctx, facts)
	if err == nil && ref == "" {
		if err = s.load(ctx); err == nil {
			loaded = true
			ref, err = s.find(ctx, facts)
		}
		if err == nil && ref == "" {
			err = errors.New("the engine took the image and does not have it")
		}
	}
	if err != nil {
		return sandbox.Image{}, "", s.driver.fail(fmt.Errorf("prepare image %s: %w", s.built.Tag, err), "")
	}
	s.ref, s.known = ref, facts
	s.built = nil // Seven megabytes; made again should somebody delete the image.
	img := s.known
	img.Loaded = loaded
	return img, ref, nil
}

// described is what the image will be, as far as that is known without making it.
func (s *imageStore) described() (sandbox.Image, bool) {
	if s.built != nil || s.driver.opts.Known == nil {
		return sandbox.Image{}, false
	}
	return s.driver.opts.Known(s.driver.info.Arch)
}

// forget makes the next ensure ask the engine again: somebody has deleted the image.
func (s *imageStore) forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ref = ""
}

// build makes the image for the engine's architecture, in memory.
func (s *imageStore) build(ctx context.Context) error {
	if s.built != nil {
		return nil
	}
	arch := s.driver.info.Arch
	missing := &sandbox.Error{
		Kind: sandbox.KindUnsupported, What: fmt.Sprintf("이 프로그램에는 %s 엔진에서 돌 실습 이미지가 없어요.", arch),
		Do: "`make build`로 다시 만들거나, 배포된 프로그램을 받아 쓰세요.",
	}
	if s.driver.opts.Image == nil {
		return missing
	}
	labbox, err := s.driver.opts.Image(ctx, arch)
	if err == nil {
		s.built, err = image.Build(labbox, arch)
	}
	if err != nil {
		missing.Err = err
		return missing
	}
	return nil
}

// find looks for the image by its ID, and by its tag for engines that count IDs in another way. It prefers the tag as a
// name, which says more in a list of containers. Nothing found is no error.
func (s *imageStore) find(ctx context.Context, want sandbox.Image) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, quickCall)
	defer cancel()
	for _, name := range []string{want.ID, want.Tag} {
		got, err := s.driver.api.ImageInspect(ctx, name)
		switch {
		case cerrdefs.IsNotFound(err):
			continue
		case err != nil:
			return "", err
		case name == want.Tag || slices.Contains(got.RepoTags, want.Tag):
			return want.Tag, nil
		}
		return want.ID, nil
	}
	return "", nil
}

// load sends the image to the engine while it is being written.
func (s *imageStore) load(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, longCall)
	defer cancel()
	pr, pw := io.Pipe()
	go func() { pw.CloseWithError(s.built.Archive(pw)) }()
	defer pr.Close()
	sent := time.Now()
	answer, err := s.driver.api.ImageLoad(ctx, pr, client.ImageLoadWithQuiet(true))
	if err != nil {
		return err
	}
	defer answer.Close()
	_, err = io.Copy(io.Discard, answer)
	if r, _ := ctx.Value(recorderKey{}).(*recorder); r != nil {
		r.lastTook(time.Since(sent))
	}
	return err
}
