//go:build linux

package native

import (
	"context"
	"fmt"
	"os"
	"testing"

	"github.com/k8slab/k8slab/sandbox"
)

// roleVariable makes the test binary the program that is to be killed.
const roleVariable = "K8SLAB_TEST_ROLE"

func TestMain(m *testing.M) {
	if session := os.Getenv(roleVariable); session != "" {
		if err := victim(session); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	if os.Getenv(hostileRole) != "" {
		hostile()
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// victim is a program in the middle of everything: it says "connected" and "ready", and goes on starting and removing
// sandboxes until it is killed.
func victim(session string) error {
	ctx := context.Background()
	d, err := Connect(ctx, Options{Labbox: labboxForTests})
	if err != nil {
		return err
	}
	fmt.Println("connected")
	s, err := d.Open(ctx, sandbox.SessionConfig{ID: session})
	if err != nil {
		return err
	}
	seen, err := s.Observe(ctx, 10)
	if err != nil {
		return err
	}
	go func() {
		for range seen {
		}
	}()
	for _, spec := range victims(d.Info()) {
		if _, err := s.Start(ctx, spec); err != nil {
			return fmt.Errorf("start %s: %w", spec.Name, err)
		}
	}
	if d.Info().Can(sandbox.AbilityPause) {
		if err := s.Pause(ctx, "paused"); err != nil {
			return err
		}
	}
	p, err := s.Exec(ctx, "busy", sandbox.Command{Args: []string{"sh", "-c", "while :; do :; done & work idle"}, TTY: true})
	if err != nil {
		return err
	}
	defer p.Close()
	fmt.Println("ready")
	for i := 0; ; i++ {
		name := fmt.Sprint("passing-", i)
		if _, err := s.Start(ctx, sandbox.Spec{Name: name, Command: []string{"work", "idle"}, Writable: true}); err != nil {
			return err
		}
		if err := s.Remove(ctx, name); err != nil {
			return err
		}
	}
}

// victims are sandboxes that are each hard to be rid of in a way of their own.
func victims(info sandbox.Info) []sandbox.Spec {
	idle := []string{"work", "idle"}
	specs := []sandbox.Spec{
		{Name: "busy", Command: idle},
		{Name: "paused", Command: []string{"sh", "-c", "trap '' TERM HUP INT; while :; do :; done"}},
		{Name: "restarting", Command: []string{"sh", "-c", "exit 1"}, Restart: "always"},
		{Name: "joined", Command: []string{"sh", "-c", "while :; do :; done"}, Share: sandbox.Share{PID: "busy"}},
		{Name: "host-net", Command: idle, Share: sandbox.Share{Net: sandbox.ShareHost}},
		{Name: "writing", Command: []string{"sh", "-c", "while :; do echo x >>/tmp/x; done"}, Writable: true},
	}
	if info.Can(sandbox.AbilityScene) {
		specs = append(specs, sandbox.Spec{Name: "scene", Command: idle, Network: sandbox.NetworkScene})
	}
	if info.Can(sandbox.AbilitySharePID) {
		specs = append(specs, sandbox.Spec{
			Name: "host-pid", Command: []string{"sh", "-c", "while :; do :; done"}, Share: sandbox.Share{PID: sandbox.ShareHost},
		})
	}
	return specs
}
