package docker_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"testing"

	"github.com/k8slab/k8slab/sandbox"
	"github.com/k8slab/k8slab/sandbox/docker"
	"github.com/k8slab/k8slab/sandbox/lease"
	"github.com/k8slab/k8slab/sandbox/watch"
)

// The test binary plays other processes too, told by this variable: "program" is one that will be killed, "watch" its
// watcher.
const roleVariable = "K8SLAB_TEST_ROLE"

func TestMain(m *testing.M) {
	switch os.Getenv(roleVariable) {
	case "program":
		if err := program(os.Getenv("K8SLAB_TEST_LEASES"), os.Getenv("K8SLAB_TEST_LABBOX")); err != nil {
			fmt.Println("failed:", err)
			os.Exit(1)
		}
	case "watch":
		os.Exit(watch.Main(map[string]watch.Sweeper{"docker": docker.SweepDuty}))
	default:
		os.Exit(m.Run())
	}
}

// program does what a real program does, as far as it gets: lease, watcher, session, sandboxes of every awkward kind.
// It says on its standard output how far it has come, and never ends by itself.
func program(leases, labbox string) error {
	ctx := context.Background()
	dir, err := lease.Open(leases)
	if err != nil {
		return err
	}
	mine, err := dir.New()
	if err != nil {
		return err
	}
	d, err := docker.Connect(ctx, docker.Options{
		Host:  os.Getenv("K8SLAB_TEST_DOCKER"),
		Image: func(context.Context, string) ([]byte, error) { return os.ReadFile(labbox) },
	})
	if err != nil {
		return err
	}
	w := watch.New(func() (*exec.Cmd, error) {
		cmd, err := watch.Self()()
		if err == nil {
			err = os.Setenv(roleVariable, "watch")
		}
		return cmd, err
	})
	data, err := d.Duty(mine.ID(), dir.Scope())
	if err != nil {
		return err
	}
	if err := w.Add(watch.Duty{Key: mine.ID(), Kind: "docker", Data: data, Files: []string{os.Getenv("K8SLAB_TEST_TEMP")}}); err != nil {
		return err
	}
	fmt.Println("session", mine.ID())
	fmt.Println("watcher", w.PID())
	if err := awkward(ctx, d, mine.ID(), dir.Scope()); err != nil {
		return err
	}
	fmt.Println("ready")
	select {}
}

// awkward starts what dead-man stdin reaches and what it does not: a paused sandbox, one that comes back, a network.
func awkward(ctx context.Context, d *docker.Driver, id, scope string) error {
	s, err := d.Open(ctx, sandbox.SessionConfig{ID: id, Scope: scope})
	if err != nil {
		return err
	}
	if _, err := s.Observe(ctx, 5); err != nil {
		return err
	}
	busy := []string{"sh", "-c", "while :; do :; done"}
	for _, spec := range []sandbox.Spec{
		{Name: "plain", Command: busy, Limits: sandbox.Limits{CPU: 0.1}},
		{Name: "phoenix", Command: []string{"work", "idle"}, Restart: "always"},
		{Name: "paused", Command: []string{"work", "idle"}, Network: sandbox.NetworkScene},
	} {
		if _, err := s.Start(ctx, spec); err != nil {
			return err
		}
	}
	return s.Pause(ctx, "paused")
}
