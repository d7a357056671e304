//go:build linux

package e2e

import (
	"fmt"
	"strings"
	"syscall"
	"testing"

	"github.com/k8slab/k8slab/test/term"
)

// handedOver starts a shell with something on its screen, and hands the terminal over to it.
func handedOver(t *testing.T, r Run) *Program {
	t.Helper()
	p := startShell(t, r)
	p.Type("echo $((6*7))번\r")
	p.WaitFor("42번", "F7 전체 화면")
	p.Press("f7")
	p.WaitFor("터미널을 통째로 써요", "Ctrl+]", "42번") // What was there goes on.
	p.WaitGone("F7 전체 화면")
	return p
}

// untilSize is a command that says the terminal's size once it is so: a shell is told of it a moment later. It does not
// sleep, as a process of that name is what a lab's step waits for.
func untilSize(rows, cols int) string {
	return fmt.Sprintf("until [ \"$(stty size)\" = '%[1]d %[2]d' ]; do :; done; echo 크기 $(stty size)\r", rows, cols)
}

// TestHandOver gives the whole terminal to the shell of the pane and takes it back: the same shell, in both engines, at
// the terminal's own size, with the terminal's own history; and a step that is done there counts.
func TestHandOver(t *testing.T) {
	for name, args := range shellEngines() {
		t.Run(name, func(t *testing.T) {
			p := handedOver(t, Run{Args: args})
			p.Type(untilSize(36, 120))
			p.WaitFor("크기 36 120")
			p.Type("echo $((6*8))번째 안녕\r")
			p.Until("no answer in Hangul", func(s *term.Screen) bool {
				return strings.Contains(s.String(), "48번째 안녕") && !s.AltScreen()
			})
			p.Resize(100, 30)
			p.Type(untilSize(30, 100))
			p.WaitFor("크기 30 100")
			p.Type("top\r")
			p.WaitFor("load average", "%CPU", "work beat")
			p.Press("q")
			p.WaitGone("load average")
			p.Press("f1", "f9") // The shell's, like every key but those that lead back.
			p.Press("ctrl+c")
			p.Type("cd /tmp; sleep 600 &\r")
			p.WaitFor("[1]")
			p.Press("ctrl+]")
			p.WaitFor("first 안의 셸", "F7 전체 화면", "▸ 3") // The step was seen meanwhile.
			p.Type(untilSize(14, 98))
			p.WaitFor("크기 14 98")
			p.Type("clear; jobs\r")
			p.WaitFor("Running", "first:/tmp")
			p.Press("f7")
			p.WaitFor("터미널을 통째로 써요", "Running")
			p.Type("exit\r") // ends the hand-over as well
			p.WaitGone("first 안의 셸")
			p.WaitFor("단계 하기")
			p.Press("q")
			p.WantExit(0)
			p.WantRestored()
			wantNothingLeft(t)
		})
	}
}

// TestHandOverOfAFullScreenProgram hands over while an editor has the pane, and takes back while it has the terminal.
func TestHandOverOfAFullScreenProgram(t *testing.T) {
	p := startShell(t, Run{})
	p.Type("edit /tmp/글\r")
	p.WaitGone("first:/")
	p.Type("가나다")
	p.WaitFor("가나다")
	p.Press("f7")
	p.Until("the editor is not on the whole terminal", func(s *term.Screen) bool {
		return s.AltScreen() && strings.Contains(s.String(), "가나다") && !strings.Contains(s.String(), "F12")
	})
	p.Type("라마")
	p.WaitFor("가나다라마")
	p.Press("f12")
	p.WaitFor("가나다라마", "F7 전체 화면")
	p.Type("바")
	p.WaitFor("가나다라마바")
	p.Press("f12", "q")
	p.WantExit(0)
	p.WantRestored()
}

// TestHandOverUntrusted holds what a program can do to a terminal that it has: nothing that stays.
func TestHandOverUntrusted(t *testing.T) {
	var raw strings.Builder // written under the terminal's lock, and read after its end
	p := handedOver(t, Run{Record: &raw})
	p.Type(`printf '\033]0;evil\007\033]52;c;ZXZpbA==\007\033[?1003h\033[?1h\033[>1u\033[?7l\033[?25l'; echo $((6*9))번` + "\r")
	p.WaitFor("54번")
	p.Press("ctrl+]")
	p.WaitFor("F7 전체 화면")
	p.Press("f12", "q")
	p.WantExit(0)
	p.WantRestored()
	wantNever(t, raw.String(), "\x1b]0;evil", "\x1b]52", "\x1b[>1u")
}

// TestHandOverEndsWithItsSandbox removes the container from outside: the lab is on the screen again, and says so.
func TestHandOverEndsWithItsSandbox(t *testing.T) {
	p := handedOver(t, Run{})
	docker(t, "rm", "-f", ours(t, "label=k8slab.name=first")[0])
	p.WaitFor("그 안의 셸도 끝났어요")
	p.Press("enter")
	p.WaitGone("first 안의 셸")
	p.Press("q")
	p.WantExit(0)
	p.WantRestored()
}

// TestEndWhileHandedOver ends the program in all ways while its terminal is the shell's, which has asked for this and that.
func TestEndWhileHandedOver(t *testing.T) {
	for _, tt := range []struct {
		signal syscall.Signal
		code   int
	}{{syscall.SIGTERM, 130}, {syscall.SIGKILL, 128 + int(syscall.SIGKILL)}} {
		t.Run(tt.signal.String(), func(t *testing.T) {
			p := handedOver(t, Run{})
			p.Type(`printf '\033[?1049h\033[?1003h\033[?1h\033[?25l'; echo $((6*9))번` + "\r")
			p.WaitFor("54번")
			p.Signal(tt.signal)
			p.WantExit(tt.code)
			p.WantRestored()
			wantNothingLeft(t)
		})
	}
}
