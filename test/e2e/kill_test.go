//go:build linux

package e2e

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/k8slab/k8slab/test/term"
)

// TestKillRestoresTheTerminal kills the program in mid-lab in a way it can't answer. Somebody else has to give the
// terminal back and take the container away.
func TestKillRestoresTheTerminal(t *testing.T) {
	p := Start(t, Run{})
	p.WaitFor("아직 first라는 컨테이너가")
	p.Press("enter")
	p.WaitFor("first 실행 중")
	p.Signal(syscall.SIGKILL)
	p.WantExit(128 + int(syscall.SIGKILL))
	p.WantRestored()
	wantNothingLeft(t)
}

// TestCrashIsKept: what the Go runtime says of a panic that nobody could recover from goes into a file, and the learner is
// told of it in two sentences. SIGQUIT has the runtime do all that such a panic does.
func TestCrashIsKept(t *testing.T) {
	p := Start(t, Run{})
	p.WaitFor("아직 first라는 컨테이너가")
	p.Signal(syscall.SIGQUIT)
	p.WantExit(2)
	p.WaitFor("프로그램에 잘못이 있어서 멈췄어요.")
	p.WaitFor("crash-")
	p.WantRestored()
	if screen := p.Text(); strings.Contains(screen, "goroutine") || strings.Contains(screen, ".go:") {
		t.Errorf("the runtime's trace is on the screen:\n%s", screen)
	}
	wantNothingLeft(t)
}

func TestClosedTerminal(t *testing.T) {
	p := Start(t, Run{})
	p.WaitFor("아직 first라는 컨테이너가")
	p.Press("enter")
	p.WaitFor("first 실행 중")
	if err := p.Hangup(); err != nil {
		t.Fatal(err)
	}
	if _, err := p.WaitExit(patience); err != nil {
		t.Fatal(err)
	}
	wantNothingLeft(t)
}

// roundsOf is how often something is tried: the number in K8SLAB_TEST_ROUNDS, or as often as CI can bear.
func roundsOf(t *testing.T, usual int) int {
	t.Helper()
	text := os.Getenv("K8SLAB_TEST_ROUNDS")
	if text == "" {
		return usual
	}
	rounds, err := strconv.Atoi(text)
	if err != nil || rounds < 1 {
		t.Fatalf("K8SLAB_TEST_ROUNDS is %q, which is no number of rounds", text)
	}
	return rounds
}

// TestKillAnywhere kills the program at random moments of a lab, fifty times. In some rounds its container is paused, or
// has a restart policy, so that a dead-man line alone would not end it. Nothing may be left two seconds later: no
// container, network, volume or file, and the terminal as it was.
func TestKillAnywhere(t *testing.T) {
	rounds := roundsOf(t, 50)
	restarts, err := filepath.Abs("testdata/restart")
	if err != nil {
		t.Fatal(err)
	}
	for round := range rounds {
		args := []string{"terms"}
		if round%5 == restarting {
			args = []string{"--course", restarts}
		}
		p := Start(t, Run{Cols: 80, Rows: 24, Args: args})
		awkward(t, p, round%5)
		delay := time.NewTimer(time.Duration(rand.IntN(400)) * time.Millisecond)
		<-delay.C // the random moment
		p.Signal(syscall.SIGKILL)
		p.WantExit(128 + int(syscall.SIGKILL))
		wantNothingLeft(t)
		wantGone(t, p.Files)
		p.WantRestored()
		if t.Failed() {
			t.Fatalf("in round %d", round)
		}
	}
}

// restarting is the moment at which a container is there that comes back when it ends.
const restarting = 3

// awkward goes on to a moment at which it is awkward to be killed.
func awkward(t *testing.T, p *Program, moment int) {
	t.Helper()
	switch moment {
	case 0: // while the program starts, the engine is looked for, or the container starts
		if rand.IntN(2) == 0 {
			p.WaitFor("다섯 낱말")
			p.Press("enter")
		}
	case 1: // while the container starts
		p.WaitFor("아직 first라는 컨테이너가")
		p.Press("enter")
	case 2: // with a paused container
		p.WaitFor("아직 first라는 컨테이너가")
		p.Press("enter")
		p.WaitFor("first 실행 중")
		docker(t, "pause", ours(t, "label=k8slab.name=first")[0])
	case restarting:
		p.WaitFor("phoenix가 아직 돌고")
		p.Press("enter")
		p.WaitFor("phoenix 실행 중")
		if policy := docker(t, "inspect", "--format", "{{.HostConfig.RestartPolicy.Name}}",
			ours(t, "label=k8slab.name=phoenix")[0]); strings.TrimSpace(policy) != "always" {
			t.Errorf("phoenix has the restart policy %q", policy)
		}
	default: // in mid-lab
		p.WaitFor("아직 first라는 컨테이너가")
		p.Press("enter")
		p.WaitFor("first 실행 중")
	}
}

// TestEngineDies takes the engine away in mid-lab and brings it back.
func TestEngineDies(t *testing.T) {
	e := startEngine(t)
	p := Start(t, Run{Args: []string{"-H", e.address}})
	p.WaitFor("아직 first라는 컨테이너가")
	p.Press("enter")
	p.WaitFor("first 실행 중")
	e.kill(t)
	p.Until("the loss is not told", func(s *term.Screen) bool {
		return strings.Contains(s.String(), "엔진이") && !strings.Contains(s.String(), "실습을 마쳤어요")
	})
	e.start(t)
	p.WaitFor("first 끝남") // The engine ended what ran when it died; the lab has noticed.
	p.Type("r")
	p.WaitFor("아직 first라는 컨테이너가")
	p.Press("enter")
	p.WaitFor("first 실행 중")
	p.Press("q")
	p.WantExit(0)
	p.WantRestored()
}
