package docker_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/k8slab/k8slab/sandbox"
	"github.com/k8slab/k8slab/sandbox/docker"
)

// mangler damages what an engine answers: bytes change, answers break off, pauses come in between. What it does depends
// on its seed alone.
type mangler struct {
	mu   sync.Mutex
	rng  *rand.Rand
	done *atomic.Int64 // how often it damaged something
}

// through gives a writer that passes damaged bytes on.
func (m *mangler) through(w io.Writer) io.Writer { return &mangled{m, w} }

type mangled struct {
	*mangler
	to io.Writer
}

func (m *mangled) Write(p []byte) (int, error) {
	m.mu.Lock()
	kind, at, delay := m.rng.IntN(40), 0, time.Duration(m.rng.IntN(50))*time.Millisecond
	if len(p) > 0 {
		at = m.rng.IntN(len(p))
	}
	flip := byte(1 + m.rng.IntN(255))
	m.mu.Unlock()
	switch kind {
	case 0: // one byte is another one
		m.done.Add(1)
		q := append([]byte{}, p...)
		if len(q) > 0 {
			q[at] ^= flip
		}
		return m.to.Write(q)
	case 1: // the answer breaks off
		m.done.Add(1)
		_, _ = m.to.Write(p[:at])
		if c, ok := m.to.(io.Closer); ok {
			_ = c.Close()
		}
		return at, io.ErrClosedPipe
	case 2: // a stretch is missing
		m.done.Add(1)
		_, err := m.to.Write(p[at:])
		return len(p), err
	case 3, 4:
		time.Sleep(delay) // what is being tested: an engine that stutters
	}
	return m.to.Write(p)
}

// TestCorruptEngine goes through a lab's life on an engine whose answers are damaged, from the first one on or once it is
// connected: every failure is a sentence, nothing panics, and nothing hangs. K8SLAB_TEST_ROUNDS sets the rounds.
func TestCorruptEngine(t *testing.T) {
	rounds := 12
	if text := os.Getenv("K8SLAB_TEST_ROUNDS"); text != "" {
		var err error
		if rounds, err = strconv.Atoi(text); err != nil {
			t.Fatal(err)
		}
	}
	var damage atomic.Int64
	for seed := range rounds {
		t.Run(fmt.Sprintf("seed-%d", seed), func(t *testing.T) {
			session := fmt.Sprintf("corrupt-%d-%d", os.Getpid(), seed)
			ended := make(chan struct{})
			go func() {
				defer close(ended)
				damagedLife(t, session, seed, &damage)
			}()
			select {
			case <-ended:
			case <-time.After(3 * time.Minute):
				stacks := make([]byte, 1<<20)
				t.Fatalf("it hangs:\n%s", stacks[:runtime.Stack(stacks, true)])
			}
			discard(t, session)
		})
	}
	t.Logf("%d answers damaged in %d rounds", damage.Load(), rounds)
	if damage.Load() < int64(rounds) {
		t.Errorf("only %d answers were damaged in %d rounds", damage.Load(), rounds)
	}
}

// damagedLife is one round.
func damagedLife(t *testing.T, session string, seed int, damage *atomic.Int64) {
	p := newProxy(t)
	m := &mangler{rng: rand.New(rand.NewPCG(uint64(seed), 1)), done: damage}
	if seed%4 == 0 {
		p.mangle = m.through
	}
	opts := options(t)
	opts.Host = p.host()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	d, err := docker.Connect(ctx, opts)
	if err != nil {
		sentence(t, "connect", err)
		return
	}
	defer func() { _ = d.Close() }()
	p.mu.Lock()
	p.mangle = m.through
	p.mu.Unlock()
	p.down() // What was connected undamaged is connected anew.
	p.up()
	s, err := d.Open(ctx, sandbox.SessionConfig{ID: session, Scope: "test"})
	if err != nil {
		sentence(t, "open", err)
		return
	}
	seen, err := s.Observe(ctx, 10)
	sentence(t, "observe", err)
	if err == nil {
		go func() {
			for range seen { // Whatever it shows, it must not stop the rest.
			}
		}()
	}
	_, err = s.Start(ctx, sandbox.Spec{Name: "a", Command: []string{"work", "idle"}})
	sentence(t, "start", err)
	sentence(t, "update", s.Update(ctx, "a", sandbox.Limits{CPU: 0.5}))
	if process, err := s.Exec(ctx, "a", sandbox.Command{Args: []string{"ps"}}); err == nil {
		_, err = process.Wait()
		sentence(t, "wait", err)
	} else {
		sentence(t, "exec", err)
	}
	sentence(t, "pause", s.Pause(ctx, "a"))
	sentence(t, "resume", s.Resume(ctx, "a"))
	sentence(t, "remove", s.Remove(ctx, "a"))
	sentence(t, "close", s.Close(ctx))
}

// sentence holds an error to be one that a learner can be shown.
func sentence(t *testing.T, what string, err error) {
	t.Helper()
	if err == nil {
		return
	}
	e, ok := errors.AsType[*sandbox.Error](err)
	if !ok || e.What == "" || strings.Contains(e.What, "\n") {
		t.Errorf("%s: no sentence: %v", what, err)
	}
}

// discard removes what a round may have left, since its own engine was not to be relied on.
func discard(t *testing.T, session string) {
	t.Helper()
	label := "label=k8slab.session=" + session
	if ids := strings.Fields(dockerCLI(t, "ps", "-aq", "--filter", label)); len(ids) > 0 {
		dockerCLI(t, append([]string{"rm", "-f"}, ids...)...)
	}
	if ids := strings.Fields(dockerCLI(t, "network", "ls", "-q", "--filter", label)); len(ids) > 0 {
		dockerCLI(t, append([]string{"network", "rm"}, ids...)...)
	}
	if n := left(t, session); n > 0 {
		t.Errorf("%d things are left", n)
	}
}
