//go:build linux

package e2e

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/k8slab/k8slab/test/term"
)

// shellEngines are the flags that choose each engine.
func shellEngines() map[string][]string {
	return map[string][]string{"docker": nil, "native": {"--engine", "native"}}
}

// startShell starts the first container and opens a shell in it.
func startShell(t *testing.T, r Run) *Program {
	t.Helper()
	p := Start(t, r)
	p.WaitFor("아직 first라는 컨테이너가")
	p.Press("enter")
	p.WaitFor("first 실행 중")
	p.Press("f9")
	p.WaitFor("first 안의 셸", "first:/")
	return p
}

// TestShell does a step of the lab by typing in the shell, and goes through what a learner does there.
func TestShell(t *testing.T) {
	for name, args := range shellEngines() {
		t.Run(name, func(t *testing.T) {
			p := startShell(t, Run{Args: args})
			p.Type("echo 안녕하세요 여러분")
			p.Until("the cursor is not behind what was typed", func(s *term.Screen) bool {
				x, y, shown := s.Cursor()
				bx, by, found := s.Find("echo 안녕하세요 여러분")
				return shown && found && y == by && x == bx+len("echo ")+5*2+1+3*2
			})
			p.Press("enter")
			p.Until("no answer in Hangul", func(s *term.Screen) bool {
				return strings.Count(s.String(), "안녕하세요 여러분") == 2
			})
			p.Type("top\r")
			p.WaitFor("load average", "%CPU", "work beat")
			p.Resize(100, 30)
			p.Until("top is not as wide as the window", func(s *term.Screen) bool {
				return strings.Contains(s.String(), "load average") && strings.Contains(s.String(), "first 안의 셸")
			})
			p.Press("q")
			p.WaitGone("load average")
			p.Resize(120, 36)
			p.Type(untilSize(17, 118))
			p.WaitFor("크기 17 118")
			p.Press("f12") // Out of the shell: keys are the lab's again.
			p.WaitFor("단계 하기")
			p.WaitFor("▸ 2")
			p.Type("ㄴ") // s, with a Hangul input mode on: back into the same shell.
			p.WaitFor("F12 나가기")
			p.Type("sleep 600 &\r")
			p.WaitFor("▸ 3")
			p.Press("ctrl+]")
			p.Press("q")
			p.WantExit(0)
			p.WantRestored()
			wantNothingLeft(t)
		})
	}
}

// TestShellJobs stops, continues and kills jobs by keys.
func TestShellJobs(t *testing.T) {
	for name, args := range shellEngines() {
		t.Run(name, func(t *testing.T) {
			p := startShell(t, Run{Args: args})
			p.Type("sh -c 'echo $((6*8))시작; sleep 511'\r")
			p.WaitFor("48시작") // A key that comes before the program belongs to the prompt.
			// One that comes while the program forks stops the child before it is sleep, and its parent waits for that.
			waitForProcess(t, "sleep", "511")
			p.Press("ctrl+z")
			p.WaitFor("[1]+", "Stopped")
			p.Type("bg\r")
			p.Type("jobs\r")
			p.WaitFor("Running")
			p.Type("kill %1\r")
			p.Type("echo $((6*7))번\r")
			p.WaitFor("42번")
			p.Type("sh -c 'echo $((6*9))시작; sleep 512'\r")
			p.WaitFor("54시작")
			waitForProcess(t, "sleep", "512")
			p.Press("ctrl+c")
			p.Type("echo $?끝\r")
			p.WaitFor("130끝")
			p.Type("exit\r")
			p.WaitGone("first 안의 셸")
			p.WaitFor("단계 하기")
			p.Press("q")
			p.WantExit(0)
		})
	}
}

// waitForProcess waits until a process runs whose command line ends so, in whatever namespace it is.
func waitForProcess(t *testing.T, args ...string) {
	t.Helper()
	wanted := []byte("\x00" + strings.Join(args, "\x00") + "\x00")
	again := time.NewTicker(10 * time.Millisecond)
	defer again.Stop()
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); <-again.C {
		files, _ := filepath.Glob("/proc/[0-9]*/cmdline")
		for _, file := range files {
			if line, err := os.ReadFile(file); err == nil && bytes.HasSuffix(append([]byte{0}, line...), wanted) {
				return
			}
		}
	}
	t.Fatalf("no process %q", args)
}

// TestShellFlood types while a program floods the terminal: keys must be answered all the same.
func TestShellFlood(t *testing.T) {
	p := startShell(t, Run{})
	p.Type("yes 물난리\r")
	p.Until("no flood", func(s *term.Screen) bool { return strings.Count(s.String(), "물난리") > 10 })
	began := time.Now()
	p.Press("f12")
	p.WaitFor("단계 하기")
	if d := time.Since(began); d > 2*time.Second {
		t.Errorf("a key waited %s during a flood", d)
	}
	p.Press("f9")
	p.WaitFor("F12 나가기")
	p.Press("ctrl+c")
	p.Type("echo $((6*7))번\r")
	p.WaitFor("42번")
	p.Press("f12", "q")
	p.WantExit(0)
	p.WantRestored()
}

// TestShellHistory scrolls back by keys and by the wheel, and copies.
func TestShellHistory(t *testing.T) {
	p := startShell(t, Run{})
	p.Type("for i in $(seq 100); do echo 줄 $i; done\r")
	p.WaitFor("줄 100")
	p.Press("f8", "pgup", "pgup")
	p.WaitGone("줄 100")
	p.WaitFor("줄 70")
	p.Press("esc")
	p.WaitFor("줄 100")
	x, y := 0, 0
	p.Look(func(s *term.Screen) { x, y, _ = s.Find("줄 100") })
	for range 10 {
		if err := p.Terminal.Click(x, y, term.MouseWheelUp); err != nil {
			t.Fatal(err)
		}
	}
	p.WaitFor("줄 70")
	p.Type("q") // Any key that does not move goes on in the shell's place; this one leaves the history.
	p.WaitFor("줄 100")
	p.Press("f9") // The whole window.
	p.Type(untilSize(33, 118))
	p.WaitFor("크기 33 118")
	p.Press("f12", "q")
	p.WantExit(0)
	p.WantRestored()
}

// TestShellUntrusted holds that what a program in a sandbox puts out cannot reach the learner's own terminal.
func TestShellUntrusted(t *testing.T) {
	var raw strings.Builder // written under the terminal's lock, and read after its end
	p := startShell(t, Run{Record: &raw})
	p.Type(`printf '\033]0;evil\007\033]52;c;ZXZpbA==\007\033[?1003h\033[2;1Hxx\033]8;;http://evil\007link\033]8;;\007'; echo; echo $((6*7))번` + "\r")
	p.WaitFor("42번")
	p.Press("f12", "q")
	p.WantExit(0)
	p.WantRestored()
	wantNever(t, raw.String(), "\x1b]0;evil", "\x1b]52", "\x1b[?1003h", "\x1b]8;;http://evil")
}

// wantNever checks that nothing of what is bad was put out.
func wantNever(t *testing.T, out string, bad ...string) {
	t.Helper()
	for _, b := range bad {
		if strings.Contains(out, b) {
			t.Errorf("%q reached the terminal", b)
		}
	}
}

// TestShellEndsWithItsSandbox removes the container from outside while its shell is open.
func TestShellEndsWithItsSandbox(t *testing.T) {
	p := startShell(t, Run{})
	docker(t, "rm", "-f", ours(t, "label=k8slab.name=first")[0])
	p.WaitFor("그 안의 셸도 끝났어요")
	p.Press("enter")
	p.WaitGone("first 안의 셸")
	p.Press("q")
	p.WantExit(0)
	p.WantRestored()
}

// TestShellChoice chooses among several containers.
func TestShellChoice(t *testing.T) {
	p := Start(t, Run{Args: []string{"namespace"}})
	p.WaitFor("Docker Engine")
	p.Press("f9")
	p.WaitFor("돌고 있는 컨테이너가 없어요")
	p.Press("esc")
	p.WaitGone("돌고 있는 컨테이너가 없어요")
	p.Press("enter")
	p.WaitFor("▸ 2")
	p.Press("f9")
	p.WaitFor("어느 컨테이너에서")
	p.Press("2")
	p.WaitFor("안의 셸", "F12 나가기")
	p.Press("f12", "q")
	p.WantExit(0)
	wantNothingLeft(t)
}

// TestShellOnBothSizes opens the shell at 80×24, where a drawer fits, and at 40×12, where it takes everything.
func TestShellOnBothSizes(t *testing.T) {
	for size, want := range map[[2]int][2]int{{80, 24}: {11, 78}, {60, 20}: {17, 58}} {
		t.Run(fmt.Sprint(size), func(t *testing.T) {
			p := Start(t, Run{Cols: size[0], Rows: size[1]})
			p.WaitFor("다섯 낱말")
			p.Press("tab")
			p.WaitFor("아직 first라는 컨테이너가")
			p.Press("enter")
			p.WaitFor("▸ 2")
			p.Press("f9")
			p.WaitFor("first:/")
			p.Type(untilSize(want[0], want[1]))
			p.WaitFor(fmt.Sprintf("크기 %d %d", want[0], want[1]))
			p.Press("f12", "q")
			p.WantExit(0)
			p.WantRestored()
		})
	}
}
