//go:build !windows

package docker_test

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/k8slab/k8slab/sandbox"
	"github.com/k8slab/k8slab/sandbox/docker"
	"github.com/k8slab/k8slab/sandbox/lease"
)

// victim is a program in a process of its own, there to be killed.
type victim struct {
	cmd     *exec.Cmd
	lines   chan string
	session string
	watcher int
	temp    string
}

// spawn starts a program with leases in dir.
func spawn(t *testing.T, dir string) *victim {
	t.Helper()
	labbox, err := labboxOnce()
	if err != nil {
		t.Fatalf("build labbox: %v", err)
	}
	file := filepath.Join(t.TempDir(), "labbox")
	if err := os.WriteFile(file, labbox, 0o600); err != nil {
		t.Fatal(err)
	}
	v := &victim{cmd: exec.Command(os.Args[0]), lines: make(chan string, 16), temp: filepath.Join(t.TempDir(), "scratch")}
	if err := os.Mkdir(v.temp, 0o700); err != nil {
		t.Fatal(err)
	}
	v.cmd.Env = append(os.Environ(), roleVariable+"=program", "K8SLAB_TEST_DOCKER="+engineHost(t),
		"K8SLAB_TEST_LEASES="+dir, "K8SLAB_TEST_LABBOX="+file, "K8SLAB_TEST_TEMP="+v.temp)
	out, err := v.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	v.cmd.Stderr = os.Stderr
	if err := v.cmd.Start(); err != nil {
		t.Fatalf("start program: %v", err)
	}
	t.Cleanup(func() { _ = v.cmd.Process.Kill() })
	go func() {
		defer close(v.lines)
		for in := bufio.NewScanner(out); in.Scan(); {
			v.lines <- in.Text()
		}
	}()
	v.session = strings.TrimPrefix(v.next(t, "session "), "session ")
	v.watcher, _ = strconv.Atoi(strings.TrimPrefix(v.next(t, "watcher "), "watcher "))
	return v
}

// next waits for the program to come as far as it says in a line.
func (v *victim) next(t *testing.T, prefix string) string {
	t.Helper()
	select {
	case line, more := <-v.lines:
		if !more || !strings.HasPrefix(line, prefix) {
			t.Fatalf("the program says %q, want %q", line, prefix)
		}
		return line
	case <-time.After(60 * time.Second):
		t.Fatalf("the program does not come as far as %q", prefix)
		return ""
	}
}

// kill ends the program as the kernel would, and reaps it.
func (v *victim) kill(t *testing.T) {
	t.Helper()
	if err := v.cmd.Process.Kill(); err != nil {
		t.Fatalf("kill: %v", err)
	}
	go func() {
		for range v.lines {
		}
	}()
	_ = v.cmd.Wait() // "signal: killed"
}

// allowance is how long remains may last: two seconds on a machine that starts a container in a third of one, more in
// proportion on one that is busy.
func allowance(t *testing.T) time.Duration {
	t.Helper()
	d := connect(t)
	s, err := d.Open(t.Context(), sandbox.SessionConfig{ID: "allowance", Scope: "allowance"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Prepare(t.Context()); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	if _, err := s.Start(t.Context(), sandbox.Spec{Name: "one"}); err != nil {
		t.Fatal(err)
	}
	took := time.Since(began)
	if err := s.Close(t.Context()); err != nil {
		t.Error(err)
	}
	return max(2*time.Second, 6*took)
}

// nothingLeft waits until a session has nothing in the engine, and says how long that took.
func nothingLeft(t *testing.T, session string, within time.Duration) {
	t.Helper()
	began := time.Now()
	for {
		n := left(t, session)
		took := time.Since(began)
		if n == 0 {
			t.Logf("nothing left after %v", took.Round(time.Millisecond))
			return
		}
		if took > within {
			t.Fatalf("%d things are left after %v:\n%s", n, took,
				dockerCLI(t, "ps", "-a", "--filter", "label=k8slab.session="+session))
		}
		time.Sleep(20 * time.Millisecond)
	}
}

func TestKilled(t *testing.T) {
	within := allowance(t)
	v := spawn(t, t.TempDir())
	v.next(t, "ready")
	if n := left(t, v.session); n < 4 {
		t.Fatalf("%d things before the kill, want sandboxes and a network", n)
	}
	v.kill(t)
	nothingLeft(t, v.session, within)
	if _, err := os.Stat(v.temp); !os.IsNotExist(err) {
		t.Errorf("the temporary directory is still there: %v", err)
	}
	waitForEnd(t, v.watcher)
}

// TestKilledAtAnyMoment kills programs while they are at whatever they are at.
func TestKilledAtAnyMoment(t *testing.T) {
	within := allowance(t)
	for range 8 {
		v := spawn(t, t.TempDir())
		time.Sleep(rand.N(1500 * time.Millisecond)) // the moment, not a wait for anything
		v.kill(t)
		nothingLeft(t, v.session, within)
		// What was on its way when the program died has come by the time the watcher is content.
		waitForEnd(t, v.watcher)
		if n := left(t, v.session); n != 0 {
			t.Errorf("%d things came after the sweep", n)
		}
	}
}

// TestKilledWithItsWatcher kills both; then it is for the next program of the same scope, which must not take a living
// session for a dead one.
func TestKilledWithItsWatcher(t *testing.T) {
	path := t.TempDir()
	dead, alive := spawn(t, path), spawn(t, path)
	dead.next(t, "ready")
	alive.next(t, "ready")
	if err := syscall.Kill(dead.watcher, syscall.SIGKILL); err != nil {
		t.Fatalf("kill watcher: %v", err)
	}
	dead.kill(t)
	before := left(t, alive.session)

	dir, err := lease.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := dir.Dead(); err != nil || len(got) != 1 || got[0] != dead.session {
		t.Errorf("dead sessions %v (%v), want %s", got, err, dead.session)
	}
	d := connect(t)
	swept, err := d.Sweep(t.Context(), docker.Filter{Scope: dir.Scope(), Alive: dir.Alive})
	if err != nil {
		t.Fatalf("sweep: %v", err)
	}
	for _, l := range swept {
		if l.Session != dead.session {
			t.Errorf("swept %+v", l)
		}
	}
	if n := left(t, dead.session); n != 0 {
		t.Errorf("%d things of the dead session are left", n)
	}
	if n := left(t, alive.session); n != before {
		t.Errorf("the living session had %d things and has %d", before, n)
	}
	if err := dir.Forget(dead.session); err != nil {
		t.Errorf("forget: %v", err)
	}
	alive.kill(t)
	nothingLeft(t, alive.session, 20*time.Second)
}

// TestWatcherReplaced kills the watcher alone: the program starts another one, and that knows what the first one knew.
func TestWatcherReplaced(t *testing.T) {
	v := spawn(t, t.TempDir())
	v.next(t, "ready")
	if err := syscall.Kill(v.watcher, syscall.SIGKILL); err != nil {
		t.Fatalf("kill watcher: %v", err)
	}
	for end := time.Now().Add(10 * time.Second); childOf(v.cmd.Process.Pid, v.watcher) == 0; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("no other watcher was started")
		}
	}
	v.kill(t)
	nothingLeft(t, v.session, 20*time.Second)
}

// childOf finds a child of a process other than one, that runs; 0 if there is none.
func childOf(parent, except int) int {
	stats, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, file := range stats {
		data, err := os.ReadFile(file)
		if err != nil {
			continue
		}
		pid, rest, _ := strings.Cut(string(data), " ")
		fields := strings.Fields(rest[strings.LastIndexByte(rest, ')')+1:])
		if n, _ := strconv.Atoi(pid); len(fields) > 1 && fields[0] != "Z" && fields[1] == strconv.Itoa(parent) && n != except {
			return n
		}
	}
	return 0
}

func waitForEnd(t *testing.T, pid int) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); syscall.Kill(pid, 0) == nil; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("the watcher %d does not end", pid)
		}
	}
}

// TestSweepSparesOthers makes a container that only looks like ours.
func TestSweepSparesOthers(t *testing.T) {
	d := connect(t)
	s, err := d.Open(t.Context(), sandbox.SessionConfig{ID: "sweeper", Scope: "one"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Start(t.Context(), sandbox.Spec{Name: "mine"}); err != nil {
		t.Fatal(err)
	}
	swept, err := d.Sweep(context.Background(), docker.Filter{Scope: "another"})
	if err != nil || len(swept) != 0 {
		t.Errorf("swept %v, %v", swept, err)
	}
	img, err := s.Prepare(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	foreign := dockerCLI(t, "run", "-d", "--name", "k8slab-sweeper-foreign", "--network", "none", img.Tag, "work", "idle")
	t.Cleanup(func() { dockerCLI(t, "rm", "-f", foreign) })
	swept, err = d.Sweep(context.Background(), docker.Filter{Scope: "one", Session: "sweeper"})
	if err != nil || len(swept) == 0 {
		t.Errorf("swept %v, %v", swept, err)
	}
	if state := dockerCLI(t, "inspect", "-f", "{{.State.Status}}", foreign); state != "running" {
		t.Errorf("a container without our label is %s", state)
	}
}

// TestSweepOfAChainOfImages builds images on images within a second; the engine deletes none that another one needs.
func TestSweepOfAChainOfImages(t *testing.T) {
	d := connect(t)
	s, err := d.Open(t.Context(), sandbox.SessionConfig{ID: "chain", Scope: "chain"})
	if err != nil {
		t.Fatal(err)
	}
	images, err := sandbox.ImagesOf(s)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, name := range []string{"one", "two", "three", "four", "five", "six"} {
		files["/"+name] = name
	}
	if _, err := images.BuildImage(t.Context(), "long", files); err != nil {
		t.Fatal(err)
	}
	// Without its last name and the last link, which is all that deleting by identity takes, the rest of the chain stays.
	dockerCLI(t, "rmi", "-f", "--no-prune", "k8slab.local/chain-long:1")
	if n := left(t, "chain"); n < 3 {
		t.Fatalf("%d images are left of the chain; nothing would be tried", n)
	}
	if _, err := d.Sweep(context.Background(), docker.Filter{Session: "chain"}); err != nil {
		t.Error(err)
	}
	if n := left(t, "chain"); n != 0 {
		t.Errorf("%d left behind", n)
	}
}

// TestClosedWhileStarting closes sessions while their observer or a sandbox is being made: what the engine goes on with
// after its client has given up must not stay.
func TestClosedWhileStarting(t *testing.T) {
	d := connect(t)
	for round := range 16 {
		id := fmt.Sprintf("early-%d", round)
		s, err := d.Open(t.Context(), sandbox.SessionConfig{ID: id, Scope: "early"})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Observe(t.Context(), 5); err != nil {
			t.Fatal(err)
		}
		var starting sync.WaitGroup
		if round%2 == 1 {
			starting.Go(func() {
				// It fails wherever the end comes first.
				_, _ = s.Start(t.Context(), sandbox.Spec{Name: "one", Network: sandbox.NetworkScene})
			})
		}
		moment := time.NewTimer(time.Duration(round*round) * 3 * time.Millisecond)
		<-moment.C
		if err := s.Close(t.Context()); err != nil {
			t.Errorf("round %d: close: %v", round, err)
		}
		if n := left(t, id); n != 0 {
			t.Errorf("round %d: %d left behind", round, n)
		}
		starting.Wait()
	}
	// By the time that one more has come and gone, whatever the engine was still at would have come, too.
	s, err := d.Open(t.Context(), sandbox.SessionConfig{ID: "late", Scope: "early"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Start(t.Context(), sandbox.Spec{Name: "one"}); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	if list, err := d.Leftovers(t.Context(), docker.Filter{Scope: "early"}); err != nil || len(list) > 0 {
		t.Errorf("left behind: %v, %v", list, err)
	}
}
