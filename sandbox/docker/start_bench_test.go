package docker_test

import (
	"context"
	"testing"

	"github.com/moby/moby/api/types/container"
	"github.com/moby/moby/client"

	"github.com/k8slab/k8slab/sandbox"
)

// BenchmarkStart and BenchmarkRawStart are to be compared: a sandbox against the bare create and start of a container
// of the same image through the API. The first sandbox of a session may take at most 1.25 times as long.
//
//	go test -run NONE -bench Start -count 10 ./sandbox/docker
func BenchmarkStart(b *testing.B) {
	d := connect(b)
	s, err := d.Open(context.Background(), sandbox.SessionConfig{ID: "bench", Scope: "bench"})
	if err != nil {
		b.Fatal(err)
	}
	if _, err := s.Prepare(b.Context()); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := s.Start(b.Context(), sandbox.Spec{Name: "one"}); err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		if err := s.Remove(b.Context(), "one"); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
	}
}

// BenchmarkFirst is a session of its own each time, from nothing to the first observation of its first sandbox that
// shows namespaces: what a learner waits for.
func BenchmarkFirst(b *testing.B) {
	d := connect(b)
	for b.Loop() {
		s, err := d.Open(b.Context(), sandbox.SessionConfig{ID: "first", Scope: "bench"})
		if err != nil {
			b.Fatal(err)
		}
		seen, err := s.Observe(b.Context(), 5)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := s.Start(b.Context(), sandbox.Spec{Name: "one"}); err != nil {
			b.Fatal(err)
		}
		for o := range seen {
			if v := o.Sandbox("one"); v != nil && len(v.Namespaces) > 0 {
				break
			}
		}
		b.StopTimer()
		if err := s.Close(b.Context()); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
	}
}

func BenchmarkRawStart(b *testing.B) {
	d := connect(b)
	s, err := d.Open(context.Background(), sandbox.SessionConfig{ID: "raw", Scope: "bench"})
	if err != nil {
		b.Fatal(err)
	}
	img, err := s.Prepare(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	if err := s.Close(b.Context()); err != nil {
		b.Fatal(err)
	}
	api, err := client.New(client.WithHost(engineHost(b)))
	if err != nil {
		b.Fatal(err)
	}
	defer api.Close()
	for b.Loop() {
		made, err := api.ContainerCreate(b.Context(), client.ContainerCreateOptions{
			Config:     &container.Config{Image: img.Tag, Labels: map[string]string{"k8slab.session": "raw"}},
			HostConfig: &container.HostConfig{NetworkMode: "none"},
		})
		if err != nil {
			b.Fatal(err)
		}
		if _, err := api.ContainerStart(b.Context(), made.ID, client.ContainerStartOptions{}); err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		if _, err := api.ContainerRemove(b.Context(), made.ID, client.ContainerRemoveOptions{Force: true}); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
	}
}
