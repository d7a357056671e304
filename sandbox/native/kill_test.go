//go:build linux

package native

import (
	"bufio"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/k8slab/k8slab/sandbox"
)

// prey is a victim that runs, and the lines it says.
type prey struct {
	cmd   *exec.Cmd
	lines *bufio.Scanner
	trace *traces
}

func hunt(t *testing.T, session string) *prey {
	t.Helper()
	p := &prey{trace: newTraces(t, session)}
	p.cmd = exec.Command("/proc/self/exe")
	p.cmd.Env = append(os.Environ(), roleVariable+"="+session, "TMPDIR="+p.trace.temp)
	p.cmd.Stderr = os.Stderr
	if os.Getenv("K8SLAB_TEST_LABBOX") == "" {
		p.cmd.Env = append(p.cmd.Env, "K8SLAB_TEST_LABBOX="+labboxFile(t))
	}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	p.lines = bufio.NewScanner(out)
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	p.trace.program = strconv.Itoa(p.cmd.Process.Pid)
	return p
}

func (p *prey) says(t *testing.T, line string) {
	t.Helper()
	for p.lines.Scan() {
		if p.lines.Text() == line {
			return
		}
	}
	t.Fatalf("the program did not say %q", line)
}

// kill ends the program without a warning and returns what is left of it after at most the given time.
func (p *prey) kill(t *testing.T, patience time.Duration) []string {
	t.Helper()
	_ = p.cmd.Process.Kill()
	_ = p.cmd.Wait()
	return p.gone(t, patience)
}

func (p *prey) gone(t *testing.T, patience time.Duration) []string {
	t.Helper()
	for deadline := time.Now().Add(patience); ; time.Sleep(10 * time.Millisecond) {
		left := p.trace.left(t)
		if len(left) == 0 || time.Now().After(deadline) {
			return left
		}
	}
}

// grace is how long everything may take to vanish.
func grace() time.Duration {
	if emulated() {
		return 40 * time.Second
	}
	return 2 * time.Second
}

func emulated() bool { return os.Getenv("K8SLAB_TEST_EMULATED") != "" }

// Whenever the program is killed, two seconds later nothing of it is left.
func TestKilledAtAnyMoment(t *testing.T) {
	rounds, span := 40, 500*time.Millisecond
	if emulated() {
		rounds, span = 4, 10*time.Second
	}
	for round := range rounds {
		p := hunt(t, "kill-"+strconv.Itoa(os.Getpid())+"-"+strconv.Itoa(round))
		// Some moments are before anything was started, and some while sandboxes come and go.
		if round%4 == 3 {
			p.says(t, "ready")
		}
		moment := rand.N(span)
		time.Sleep(moment)
		if left := p.kill(t, grace()); len(left) > 0 {
			t.Errorf("killed after %v: %d things are left:\n%s", moment, len(left), strings.Join(left, "\n"))
		}
	}
}

// A program whose watcher dies with it leaves control groups behind; the next start removes them, but nothing of a
// program that lives.
func TestSweep(t *testing.T) {
	d := connect(t)
	if !d.groups.Usable() {
		if left := groupsOf("anything"); len(left) > 0 {
			t.Errorf("groups without rights: %v", left)
		}
		return
	}
	alive := open(t, d)
	st := start(t, alive, sandbox.Spec{Name: "alive", Command: []string{"work", "idle"}})
	p := hunt(t, "sweep-"+strconv.Itoa(os.Getpid()))
	p.says(t, "ready")
	for _, line := range processesWith("K8SLAB_ENGINE=" + p.trace.program) {
		if strings.Contains(line, "nest watch") {
			pid, _, _ := strings.Cut(strings.TrimPrefix(line, "/proc/"), " ")
			n, err := strconv.Atoi(pid)
			if err != nil {
				t.Fatal(err)
			}
			_ = syscall.Kill(n, syscall.SIGKILL)
		}
	}
	_ = p.cmd.Process.Kill()
	_ = p.cmd.Wait()
	if len(groupsOf(p.trace.session)) == 0 {
		t.Error("without a watcher there should be something to sweep")
	}
	kept := false
	veto := func(session string) bool {
		kept = kept || session == p.trace.session
		return true
	}
	if err := Sweep(t.Context(), veto); err != nil {
		t.Errorf("sweep with a veto: %v", err)
	}
	if !kept || len(groupsOf(p.trace.session)) == 0 {
		t.Error("the veto was not heard")
	}
	if err := Sweep(t.Context(), nil); err != nil {
		t.Errorf("sweep: %v", err)
	}
	if left := p.gone(t, grace()); len(left) > 0 {
		t.Errorf("not swept: %s", strings.Join(left, "\n"))
	}
	if out, code := sh(t, alive, "alive", "echo here"); out != "here\n" || code != 0 {
		t.Errorf("the sweep hurt a living session: %q, %d (%+v)", out, code, st)
	}
}

// Without its keeper a driver has no sandboxes; it says so, and still leaves nothing.
func TestKeeperKilled(t *testing.T) {
	d := connect(t)
	s := open(t, d)
	seen, err := s.Observe(t.Context(), 10)
	if err != nil {
		t.Fatal(err)
	}
	start(t, s, sandbox.Spec{Name: "one", Command: []string{"work", "idle"}})
	if err := d.keeper.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	patience := time.After(30 * time.Second)
	for lost := false; !lost; {
		select {
		case o := <-seen:
			v := o.Sandbox("one")
			lost = o.Lost != nil && v != nil && v.State == sandbox.StateExited
		case <-patience:
			t.Fatal("nobody noticed")
		}
	}
	_, err = s.Start(t.Context(), sandbox.Spec{Name: "two"})
	if sandbox.KindOf(err) != sandbox.KindUnreachable {
		t.Errorf("start without a keeper: %v", err)
	}
	if err := s.Remove(t.Context(), "one"); err != nil {
		t.Errorf("remove without a keeper: %v", err)
	}
}
