//go:build linux

package labs_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/k8slab/k8slab/assets"
	"github.com/k8slab/k8slab/labs"
	"github.com/k8slab/k8slab/lessons/ko"
	"github.com/k8slab/k8slab/sandbox"
	"github.com/k8slab/k8slab/sandbox/docker"
	"github.com/k8slab/k8slab/sandbox/image"
	"github.com/k8slab/k8slab/sandbox/native"
)

// engineUnderTest is one that the labs run on, and somebody outside who can use it.
type engineUnderTest struct {
	name string
	open labs.Opener
	out  outside
}

// enginesUnderTest are both. An engine that is missing fails the test: it is never left out.
func enginesUnderTest(t testing.TB) []engineUnderTest {
	t.Helper()
	address := os.Getenv("K8SLAB_TEST_DOCKER")
	if address == "" {
		t.Error("K8SLAB_TEST_DOCKER names no engine; run this by scripts/with-engine.sh")
	}
	return []engineUnderTest{
		{"docker", func(ctx context.Context) (sandbox.Driver, error) {
			return docker.Connect(ctx, docker.Options{Host: address, Image: image.Embedded(assets.Labbox), Known: image.Described(assets.LabImage)})
		}, byDocker{address}},
		{"native", func(ctx context.Context) (sandbox.Driver, error) {
			return native.Connect(ctx, native.Options{Labbox: image.Embedded(assets.Labbox)})
		}, byHand{}},
	}
}

// world is one lab at work.
type world struct {
	t       testing.TB
	program *labs.Program
	run     *labs.Runner
	state   labs.State
	outside outside
	driver  sandbox.Driver
	// close removes everything and looks that nothing is left; it runs at the end of the test, or before.
	close func()
}

// rate is how many observations a second are asked for.
const rate = 10

// open starts a lab on an engine. Everything is removed at the end of the test.
func open(t testing.TB, e engineUnderTest, lab string) *world {
	t.Helper()
	p, err := labs.Open(ko.FS(), lab)
	if err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, program: p, state: labs.NewState(p), outside: e.out}
	id := fmt.Sprintf("t%d", time.Now().UnixNano()%1e12)
	w.run = labs.NewRunner(p, labs.Options{
		Open: func(ctx context.Context) (sandbox.Driver, error) {
			d, err := e.open(ctx)
			w.driver = d
			return d, err
		},
		Session: sandbox.SessionConfig{ID: id, Scope: "test-labs"}, Rate: rate,
	})
	w.close = sync.OnceFunc(func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		if err := w.run.Close(ctx); err != nil {
			t.Errorf("close: %v", err)
		}
		if w.driver != nil {
			w.driver.Close()
		}
		w.wantNothingLeft(id)
	})
	t.Cleanup(w.close)
	w.run.Connect()
	w.until(time.Minute, "an engine", func() bool { return w.state.Info != nil && w.state.Seen != nil })
	return w
}

// wantNothingLeft looks for containers and cgroups of a session.
func (w *world) wantNothingLeft(id string) {
	w.t.Helper()
	if o, ok := w.outside.(byDocker); ok {
		if left := o.docker(w, "ps", "-aq", "--filter", "label=k8slab.session="+id); left != "" {
			w.t.Errorf("left behind: %s", left)
		}
		return
	}
	for _, pattern := range []string{"/sys/fs/cgroup/k8slab/" + id, "/sys/fs/cgroup/*/k8slab/" + id} {
		if left, _ := filepath.Glob(pattern); len(left) > 0 {
			w.t.Errorf("left behind: %v", left)
		}
	}
}

// until applies events until the condition holds.
func (w *world) until(patience time.Duration, what string, holds func() bool) {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	for !holds() {
		e, ok := w.run.Next(ctx)
		if !ok {
			w.t.Fatalf("waited %s for %s in vain; %s", patience, what, w.where())
		}
		w.state = w.state.Apply(e)
		if e.Failed != nil {
			w.t.Fatalf("%s: %s %s", what, e.Failed.What, e.Failed.Do)
		}
	}
}

// where says what is known, for a failure.
func (w *world) where() string {
	var out strings.Builder
	for i, s := range w.state.Steps {
		fmt.Fprintf(&out, "\n  %s holds=%v %s", w.program.Steps[i].ID, s.Holds, s.Missing)
	}
	if w.state.Seen != nil {
		for i := range w.state.Seen.Sandboxes {
			v := &w.state.Seen.Sandboxes[i]
			fmt.Fprintf(&out, "\n  %s: %s exit=%d host=%q report=%v output=%q", v.Name, v.State, v.ExitCode, v.Hostname, v.Report,
				v.Output[max(0, len(v.Output)-3):])
		}
	}
	return out.String()
}

// fresh waits for an observation that is not older than now.
func (w *world) fresh() {
	w.t.Helper()
	now := time.Now()
	w.until(time.Minute, "a fresh observation", func() bool { return w.state.Seen.At.After(now) })
}

// perform carries out one of the lab's own actions.
func (w *world) perform(a labs.Action) {
	w.t.Helper()
	if err := w.run.Perform(context.Background(), []labs.Action{a}); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) start(box string) {
	w.t.Helper()
	w.perform(labs.Action{Remove: box})
	w.perform(labs.Action{Start: box})
	w.fresh() // What was seen before is of the one that is gone.
	w.until(time.Minute, box+" to run", func() bool {
		v := w.state.Seen.Sandbox(box)
		return v != nil && v.State == sandbox.StateRunning && len(v.Processes) > 0
	})
}

// kill sends SIGKILL to a process of a sandbox.
func (w *world) kill(box, comm string) {
	w.t.Helper()
	w.fresh()
	for _, p := range w.view(box).Processes {
		if p.Comm == comm {
			if err := syscall.Kill(p.HostPID, syscall.SIGKILL); err != nil {
				w.t.Fatal(err)
			}
			return
		}
	}
	w.t.Fatalf("%s has no process %s", box, comm)
}
