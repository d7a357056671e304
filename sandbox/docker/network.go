package docker

import (
	"context"
	"sync"

	cerrdefs "github.com/containerd/errdefs"
	"github.com/moby/moby/client"
)

// scene is the private network of a session, made when first asked for.
type scene struct {
	mu   sync.Mutex
	made bool
}

// sceneName is the network's name; like container names it is unique within the engine.
func (s *session) sceneName() string { return "k8slab-" + s.cfg.ID }

// ensureScene makes the network. An internal one has no way out: the engine gives it no route and drops what would be
// forwarded.
func (s *session) ensureScene(ctx context.Context) error {
	s.scene.mu.Lock()
	defer s.scene.mu.Unlock()
	if s.scene.made {
		return nil
	}
	// Seen through when the caller gives up, as the creation of a container is.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), quickCall)
	defer cancel()
	_, err := s.driver.api.NetworkCreate(ctx, s.sceneName(), client.NetworkCreateOptions{
		Driver: "bridge", Internal: true, Labels: s.labels(roleNetwork, ""),
	})
	if err != nil && !cerrdefs.IsConflict(err) {
		return err
	}
	s.scene.made = true
	return nil
}

// dropScene removes the network once its sandboxes are gone.
func (s *session) dropScene(ctx context.Context) error {
	s.scene.mu.Lock()
	defer s.scene.mu.Unlock()
	if !s.scene.made {
		return nil
	}
	_, err := s.driver.api.NetworkRemove(ctx, s.sceneName(), client.NetworkRemoveOptions{})
	if err != nil && !cerrdefs.IsNotFound(err) {
		return err
	}
	s.scene.made = false
	return nil
}
