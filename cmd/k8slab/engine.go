package main

import (
	"context"
	"errors"
	"os"
	"sync"
	"time"

	"github.com/k8slab/k8slab/assets"
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

func (e *engines) close() {
	e.mu.Lock()
	defer e.mu.Unlock()
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
		Host: e.app.host, Context: e.app.context, Image: e.source(), Patience: patience,
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
