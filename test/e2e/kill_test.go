//go:build linux

package e2e

import (
	"math/rand/v2"
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

// TestKillAnywhere kills the program at random moments of a lab, fifty times; in some rounds its container is paused or
// has been given a restart policy, so that a dead-man line alone would not end it. Nothing may be left two seconds later.
func TestKillAnywhere(t *testing.T) {
	const rounds = 50
	for round := range rounds {
		p := Start(t, Run{Cols: 80, Rows: 24})
		p.WaitFor("다섯 낱말")
		switch round % 5 {
		case 0: // while the engine is being looked for, or the container starts
			p.Press("enter")
		case 1:
			p.WaitFor("아직 first라는 컨테이너가")
			p.Press("enter")
		default:
			p.WaitFor("아직 first라는 컨테이너가")
			p.Press("enter")
			p.WaitFor("first 실행 중")
			name := ours(t, "label=k8slab.name=first")[0]
			if round%5 == 2 {
				docker(t, "pause", name)
			}
		}
		delay := time.NewTimer(time.Duration(rand.IntN(400)) * time.Millisecond)
		<-delay.C // the random moment
		p.Signal(syscall.SIGKILL)
		p.WantExit(128 + int(syscall.SIGKILL))
		wantNothingLeft(t)
		if t.Failed() {
			t.Fatalf("in round %d", round)
		}
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
