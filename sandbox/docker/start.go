package docker

import (
	"context"
	"errors"
	"strings"
	"time"

	cerrdefs "github.com/containerd/errdefs"
	"github.com/moby/moby/client"

	"github.com/k8slab/k8slab/sandbox"
)

// Start creates and starts a sandbox: create, attach (the dead-man line must hang before PID 1 looks for it), start,
// and one inspect for its PID. Everything else that the first sandbox needs goes on meanwhile.
func (s *session) Start(ctx context.Context, spec sandbox.Spec) (sandbox.Status, error) {
	var status sandbox.Status
	err := s.operate(ctx, "start", spec.Name, func(ctx context.Context) (string, error) {
		p, err := s.reserve(spec)
		if err != nil {
			return "", err
		}
		line, err := s.launch(ctx, p)
		s.mu.Lock()
		defer s.mu.Unlock()
		if err != nil {
			delete(s.boxes, spec.Name)
			return line, err
		}
		if b := s.boxes[spec.Name]; b != nil {
			status = b.status
		}
		return line, nil
	})
	return status, err
}

// reserve checks a spec against the engine, the session's quota and its other sandboxes, and takes the name.
func (s *session) reserve(spec sandbox.Spec) (plan, error) {
	if err := s.driver.check(spec); err != nil {
		return plan{}, err
	}
	p := plan{spec: spec, limits: s.driver.defaults(spec.Limits)}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return plan{}, sessionClosed()
	}
	if s.boxes[spec.Name] != nil {
		return plan{}, exists(spec.Name, nil)
	}
	for _, join := range []struct {
		with string
		id   *string
	}{{spec.Share.PID, &p.pid}, {spec.Share.Net, &p.net}, {spec.Share.IPC, &p.ipc}} {
		if join.with == "" || join.with == sandbox.ShareHost {
			continue
		}
		other := s.boxes[join.with]
		if other == nil || other.gone || other.status.PID == 0 {
			return plan{}, notFound(join.with, nil)
		}
		*join.id = other.status.ID
	}
	if err := s.quota("", p.limits); err != nil {
		return plan{}, err
	}
	s.boxes[spec.Name] = &box{
		status: sandbox.Status{Name: spec.Name}, hostname: hostname(spec), limits: p.limits, restart: spec.Restart != "",
		readable: !sharesWithHost(spec.Share), share: spec.Share, out: &output{}, private: spec.Writable,
	}
	return p, nil
}

func hostname(spec sandbox.Spec) string {
	switch {
	case spec.Share.UTS != "":
		return ""
	case spec.Hostname != "":
		return spec.Hostname
	}
	return spec.Name
}

// launch carries out a plan. On failure nothing of it stays.
func (s *session) launch(ctx context.Context, p plan) (line string, err error) {
	d := s.driver
	img, ref, err := d.image.ensure(ctx)
	if err != nil {
		return "", err
	}
	from := img.ID
	if p.spec.Image != "" {
		if from, err = s.presentImage(p.spec.Image); err != nil {
			return "", err
		}
		ref = s.tagOf(p.spec.Image)
	}
	ctx, cancel := context.WithTimeout(ctx, longCall)
	defer cancel()
	end, err := d.turns.sandbox(ctx)
	if err != nil {
		return "", err
	}
	defer end()
	d.watch.begin(s)
	req := s.create(p, ref)
	line = d.runLine(req)
	if p.spec.Network == sandbox.NetworkScene {
		if err := s.ensureScene(ctx); err != nil {
			return line, err
		}
	}
	id, err := s.createContainer(ctx, req)
	if err != nil {
		return line, err
	}
	s.touch(func() {
		if b := s.boxes[p.spec.Name]; b != nil {
			b.status.ID, b.status.State, b.image = id, sandbox.StateCreated, from
		}
	})
	if err := s.ignite(ctx, p.spec.Name, id); err != nil {
		s.discard(ctx, id)
		return line, err
	}
	return line, nil
}

// createContainer creates, once more if somebody deleted the image meanwhile. Whatever a failed request may have left
// is removed, except a container that had the name before us.
func (s *session) createContainer(ctx context.Context, req client.ContainerCreateOptions) (string, error) {
	d := s.driver
	got, err := d.createContainer(ctx, req)
	missing := isNotFound(err) && strings.Contains(err.Error(), "image")
	if own := s.imageNamed(req.Config.Image); missing && own != "" {
		return "", imageGone(own, err)
	}
	if missing {
		d.image.forget()
		if _, req.Config.Image, err = d.image.ensure(ctx); err != nil {
			return "", err
		}
		got, err = d.createContainer(ctx, req)
	}
	switch {
	case err == nil:
		return got.ID, nil
	case cerrdefs.IsConflict(err):
		return "", exists(req.Config.Labels[labelName], err)
	case ctx.Err() != nil:
		s.discard(ctx, req.Name)
	}
	return "", err
}

// createContainer creates a container, and sees that through when its caller gives up: the engine goes on with a request
// whose client has gone, so that there would be a container in the end that nobody knows of.
func (d *Driver) createContainer(
	ctx context.Context, req client.ContainerCreateOptions,
) (client.ContainerCreateResult, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), quickCall)
	defer cancel()
	return d.api.ContainerCreate(ctx, req)
}

// ignite attaches to a created container and starts it.
func (s *session) ignite(ctx context.Context, name, id string) error {
	d := s.driver
	s.mu.Lock()
	b := s.boxes[name]
	s.mu.Unlock()
	if b == nil {
		return notFound(name, nil)
	}
	held := s.attach(ctx, b, id)
	d.watch.connected(ctx)
	if _, err := d.api.ContainerStart(ctx, id, client.ContainerStartOptions{}); err != nil {
		// Podman prepares a container when it is attached to; only its answer to the start says what went wrong.
		return err
	}
	if held != nil {
		if err := s.attach(ctx, b, id); err != nil {
			return err
		}
	}
	return s.settle(ctx, b, id)
}

// attach takes hold of a container's streams.
func (s *session) attach(ctx context.Context, b *box, id string) error {
	at, err := s.driver.api.ContainerAttach(ctx, id, client.ContainerAttachOptions{
		Stream: true, Stdin: true, Stdout: true, Stderr: true,
	})
	if err != nil {
		return err
	}
	b.out.follow(at.Conn, at.Reader)
	return nil
}

// settle learns the PID of a container that has just been started. One that has ended already, and that the engine has
// removed, is no failure: the events tell how it ended.
func (s *session) settle(ctx context.Context, b *box, id string) error {
	got, err := s.driver.api.ContainerInspect(ctx, id, client.ContainerInspectOptions{})
	if isNotFound(err) || err == nil && got.Container.State != nil && got.Container.State.Status == "removing" {
		return s.awaitEnd(ctx, b)
	}
	if err != nil {
		return err
	}
	s.touch(func() {
		if b.gone || b.status.State == sandbox.StateExited {
			return // the events were faster, and know more
		}
		b.take(got.Container)
		b.life = b.status.PID
	})
	s.driver.watch.target(s, b)
	if s.writable(b) {
		go s.weigh(b, id)
	}
	return nil
}

// awaitEnd waits for the event that tells of the end of a container that is gone already.
func (s *session) awaitEnd(ctx context.Context, b *box) error {
	patience := time.NewTimer(5 * time.Second)
	defer patience.Stop()
	for {
		s.mu.Lock()
		ended, changed := b.gone || b.status.State == sandbox.StateExited, s.changed
		s.mu.Unlock()
		if ended {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		case <-patience.C:
			return errors.New("the container vanished and the engine does not say how")
		}
	}
}

// discard removes what a failed start left, even when the caller has given up.
func (s *session) discard(ctx context.Context, container string) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), quickCall)
	defer cancel()
	_ = s.driver.removeContainer(ctx, container)
}
