//go:build linux

package main

import (
	"cmp"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/moby/moby/api/types/container"
	"github.com/moby/moby/client"

	"github.com/k8slab/k8slab/test/term"
)

// engine is the one that the labs run on.
type engine struct {
	api *client.Client
}

func (b *bench) engine() (*engine, error) {
	if b.docker == "" {
		return nil, errors.New("no engine: set K8SLAB_TEST_DOCKER, or run scripts/with-engine.sh")
	}
	api, err := client.New(client.WithHost(b.docker))
	return &engine{api}, err
}

func (e *engine) close() { _ = e.api.Close() }

// inspect gives the containers of ours that have a role.
func (e *engine) inspect(role string) ([]container.InspectResponse, error) {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	list, err := e.api.ContainerList(ctx, client.ContainerListOptions{
		Filters: make(client.Filters).Add("label", "k8slab.role="+role),
	})
	if err != nil {
		return nil, err
	}
	var out []container.InspectResponse
	for _, c := range list.Items {
		got, err := e.api.ContainerInspect(ctx, c.ID, client.ContainerInspectOptions{})
		if err != nil {
			return nil, err
		}
		out = append(out, got.Container)
	}
	return out, nil
}

// newest is the container of a role that was made last: there may be others, of other sessions.
func (e *engine) newest(role string) (container.InspectResponse, error) {
	list, err := e.inspect(role)
	if err != nil {
		return container.InspectResponse{}, err
	}
	if len(list) == 0 {
		return container.InspectResponse{}, errors.New("no container has the role " + role)
	}
	return slices.MaxFunc(list, func(a, b container.InspectResponse) int { return cmp.Compare(a.Created, b.Created) }), nil
}

// pid is the first process of the newest container of a role.
func (e *engine) pid(role string) (int, error) {
	c, err := e.newest(role)
	if err != nil {
		return 0, err
	}
	if c.State == nil || c.State.Pid == 0 {
		return 0, errors.New("the container with the role " + role + " does not run")
	}
	return c.State.Pid, nil
}

// observes returns when the observer of a lab that has just been opened has run for a moment.
func (e *engine) observes() error {
	for end := time.Now().Add(limit); ; time.Sleep(20 * time.Millisecond) {
		_, err := e.pid("observer")
		if err == nil {
			time.Sleep(time.Second) // reading, as a learner would
			return nil
		}
		if time.Now().After(end) {
			return err
		}
	}
}

// daemonUsage is what all engines and their runtimes on this machine use.
func (e *engine) daemonUsage() term.Usage {
	var pids []int
	names, err := filepath.Glob("/proc/[0-9]*/comm")
	if err != nil {
		return term.Usage{}
	}
	for _, path := range names {
		name, err := os.ReadFile(path)
		if err != nil || !strings.HasPrefix(string(name), "dockerd") {
			continue
		}
		if pid, err := strconv.Atoi(filepath.Base(filepath.Dir(path))); err == nil {
			pids = append(pids, pid)
		}
	}
	return term.UsageOf(pids...)
}

// template is a container to be made again.
type template struct {
	config *container.Config
	host   *container.HostConfig
}

// template is that of the sandbox that was started last.
func (e *engine) template() (template, error) {
	c, err := e.newest("sandbox")
	if err != nil {
		return template{}, err
	}
	config := *c.Config
	config.Labels = map[string]string{"k8slab-bench": "raw"} // none of ours: nobody sweeps it but we
	config.Image = c.Image
	return template{&config, c.HostConfig}, nil
}

// createAndStart makes the container again and removes it; the time of the former, in ms.
func (e *engine) createAndStart(t template) (float64, error) {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	began := time.Now()
	made, err := e.api.ContainerCreate(ctx, client.ContainerCreateOptions{Config: t.config, HostConfig: t.host})
	if err != nil {
		return 0, err
	}
	_, err = e.api.ContainerStart(ctx, made.ID, client.ContainerStartOptions{})
	ms := milliseconds(time.Since(began))
	_, removeErr := e.api.ContainerRemove(ctx, made.ID, client.ContainerRemoveOptions{Force: true})
	return ms, errors.Join(err, removeErr)
}
