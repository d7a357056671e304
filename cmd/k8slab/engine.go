package main

import (
	"context"
	"errors"
	"os"
	"sync"
	"time"

	"github.com/k8slab/k8slab/assets"
	"github.com/k8slab/k8slab/labs"
	"github.com/k8slab/k8slab/sandbox"
	"github.com/k8slab/k8slab/sandbox/docker"
	"github.com/k8slab/k8slab/sandbox/image"
	"github.com/k8slab/k8slab/sandbox/native"
)

// quick is how long an engine that nobody asked for by name may take to answer before the next is tried.
const quick = 1500 * time.Millisecond

// engines opens the engine that the flags ask for, once, and shares it between labs.
type engines struct {
	app   *app
	alive func(session string) bool // whether somebody still holds a session
	// unpacked is called each time the lab image's program was brought into memory; may be nil.
	unpacked func()

	mu     sync.Mutex
	driver sandbox.Driver
	named  map[string]sandbox.Driver // those that a lab asked for by name
}

// open is a labs.Opener. After a failure it can be called again.
func (e *engines) open(ctx context.Context) (sandbox.Driver, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.driver != nil {
		return e.driver, nil
	}
	began := time.Now()
	d, err := e.find(ctx)
	if err != nil {
		e.app.log.Error("no engine", "asked", e.app.engine, "took", time.Since(began).String(), "err", err)
		return nil, err
	}
	e.app.log.Info("engine found", "asked", e.app.engine, "took", time.Since(began).String())
	e.driver = d
	return d, nil
}

// openNamed opens an engine that a lab asks for by name, whatever the flags say. Podman answers on sockets of its own,
// which the Docker driver looks at as well; where Docker answers, an engine that is another one has to be asked for by
// its address.
func (e *engines) openNamed(ctx context.Context, engine string) (sandbox.Driver, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if d := e.named[engine]; d != nil {
		return d, nil
	}
	var d sandbox.Driver
	var err error
	switch engine {
	case labs.EngineNative:
		d, err = e.native(ctx, "실습이 골라서")
	case labs.EnginePodman:
		d, err = e.podman(ctx)
	default:
		d, err = e.docker(ctx, quick)
	}
	if err != nil {
		return nil, err
	}
	if e.named == nil {
		e.named = map[string]sandbox.Driver{}
	}
	e.named[engine] = d
	return d, nil
}

// podman tries Podman's own sockets.
func (e *engines) podman(ctx context.Context) (sandbox.Driver, error) {
	var last error = &sandbox.Error{
		Kind: sandbox.KindUnreachable, What: "이 컴퓨터에서 포드맨을 찾지 못했어요.",
		Do: "포드맨을 설치하고 `podman system service`를 켜면 볼 수 있어요.",
	}
	sockets := []string{"/run/podman/podman.sock"}
	if dir := e.app.getenv("XDG_RUNTIME_DIR"); dir != "" {
		sockets = append(sockets, dir+"/podman/podman.sock")
	}
	for _, socket := range sockets {
		if _, err := os.Stat(socket); err != nil {
			continue
		}
		d, err := docker.Connect(ctx, docker.Options{
			Host: "unix://" + socket, Image: e.source(), Known: image.Described(assets.LabImage), Patience: quick,
		})
		if err == nil {
			return d, nil
		}
		last = err
	}
	return nil, last
}

func (e *engines) close() {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, d := range e.named {
		_ = d.Close()
	}
	e.named = nil
	if e.driver != nil {
		_ = e.driver.Close() // Nothing can be done about it any more; the watcher looks after what is left.
		e.driver = nil
	}
}

// find applies --engine: docker and native are taken at their word; auto takes Docker or Podman if one answers quickly
// and the embedded engine otherwise.
func (e *engines) find(ctx context.Context) (sandbox.Driver, error) {
	a := e.app
	switch {
	case a.engine == "native":
		return e.native(ctx, "--engine native")
	case a.engine == "docker" || a.host != "" || a.context != "":
		return e.docker(ctx, 0)
	}
	d, err := e.docker(ctx, quick)
	if err == nil {
		return d, nil
	}
	e.app.log.Info("docker does not answer", "err", err)
	n, nerr := e.native(ctx, because(err))
	if nerr != nil && sandbox.KindOf(nerr) == sandbox.KindUnsupported {
		return nil, err // Not Linux: what is wrong with Docker is what the learner can mend.
	}
	return n, nerr
}

// because says why neither Docker nor Podman is used, as part of the line that names the engine.
func because(err error) string {
	switch {
	case sandbox.KindOf(err) == sandbox.KindDenied:
		return "도커의 소켓을 열 권한이 없어서"
	case errors.Is(err, context.DeadlineExceeded):
		return "도커가 제때 대답하지 않아서"
	case errors.Is(err, os.ErrNotExist):
		return "도커나 포드맨이 없거나 꺼져 있어서"
	}
	return "도커나 포드맨이 대답하지 않아서"
}

func (e *engines) docker(ctx context.Context, patience time.Duration) (sandbox.Driver, error) {
	d, err := docker.Connect(ctx, docker.Options{
		Host: e.app.host, Context: e.app.context, Image: e.source(),
		Known: image.Described(assets.LabImage), Patience: patience,
	})
	if err != nil {
		return nil, err
	}
	return d, nil
}

func (e *engines) native(ctx context.Context, why string) (sandbox.Driver, error) {
	d, err := native.Connect(ctx, native.Options{
		Labbox: e.source(), Source: why, Version: buildInfo().Version, Alive: e.alive,
	})
	if err != nil {
		return nil, err
	}
	return d, nil
}

// source is labbox, and tells of its use.
func (e *engines) source() image.Source {
	return func(ctx context.Context, arch string) ([]byte, error) {
		if e.unpacked != nil {
			defer e.unpacked()
		}
		return labbox()(ctx, arch)
	}
}

// labbox is where the program inside every sandbox comes from: this binary, or, in one that `go install` made, the Go
// toolchain.
func labbox() image.Source {
	return image.FirstOf(image.Embedded(assets.Labbox), image.Toolchain())
}
