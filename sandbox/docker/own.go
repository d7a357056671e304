package docker

import (
	"context"
	"io"

	"github.com/moby/moby/api/pkg/stdcopy"
	"github.com/moby/moby/client"

	"github.com/k8slab/k8slab/sandbox"
	"github.com/k8slab/k8slab/sandbox/wire"
)

// ownView is what a sandbox can say of itself. The observer may not read the namespaces of one that runs as another
// user, and there may be no observer; but namespaces do not change while PID 1 lives, so one exec is enough.
type ownView struct {
	view *wire.View // nil until the exec has answered
}

// readOwn runs the observer's program once inside the sandbox.
func (s *session) readOwn(b *box, id string, hostPID int) {
	ctx, cancel := context.WithTimeout(aside(s.ctx), quickCall)
	defer cancel()
	pid := 1
	s.mu.Lock()
	if b.share.PID == sandbox.ShareHost {
		pid = hostPID
	}
	s.mu.Unlock()
	view, err := s.driver.lookInside(ctx, id, pid)
	if err != nil {
		return
	}
	s.touch(func() {
		if b.own != nil && b.status.PID == hostPID {
			b.own.view = view
		}
	})
}

// lookInside has one process of the container's own tell what it sees of pid.
func (d *Driver) lookInside(ctx context.Context, id string, pid int) (*wire.View, error) {
	made, err := d.api.ExecCreate(ctx, id, client.ExecCreateOptions{
		AttachStdin: true, AttachStdout: true, Cmd: []string{"/bin/labbox", "observe"},
	})
	if err != nil {
		return nil, err
	}
	at, err := d.api.ExecAttach(ctx, made.ID, client.ExecAttachOptions{})
	if err != nil {
		return nil, err
	}
	defer at.Close()
	defer context.AfterFunc(ctx, at.Close)()
	target := &wire.Target{Name: "own", ID: id, PID: pid}
	if err := wire.NewEncoder(at.Conn).Request(wire.Request{Add: target}); err != nil {
		return nil, err
	}
	out, in := io.Pipe()
	defer out.Close()
	go func() {
		_, err := stdcopy.StdCopy(in, io.Discard, at.Reader)
		in.CloseWithError(err)
	}()
	var sample wire.Sample
	for dec := wire.NewDecoder(out); len(sample.Views) == 0; {
		if err := dec.Sample(&sample); err != nil {
			return nil, err
		}
	}
	return &sample.Views[0], nil
}
