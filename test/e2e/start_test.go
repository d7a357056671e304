//go:build linux

package e2e

import (
	"strings"
	"syscall"
	"testing"

	"github.com/k8slab/k8slab/test/term"
)

func TestStartAndQuit(t *testing.T) {
	for _, locale := range []string{"C.UTF-8", "ko_KR.UTF-8", "POSIX"} {
		t.Run(locale, func(t *testing.T) {
			p := Start(t, Run{Env: []string{"LANG=" + locale}, NoEngine: true})
			p.WaitFor("컨테이너")
			p.Press("q")
			p.WantExit(0)
			p.WantRestored()
		})
	}
}

func TestSignalsRestoreTheTerminal(t *testing.T) {
	for _, s := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP} {
		t.Run(s.String(), func(t *testing.T) {
			p := Start(t, Run{NoEngine: true})
			p.WaitFor("컨테이너")
			p.Signal(s)
			p.WantExit(130)
			p.WantRestored()
		})
	}
}

func TestControlCQuits(t *testing.T) {
	p := Start(t, Run{NoEngine: true})
	p.WaitFor("컨테이너")
	p.Press("ctrl+c")
	p.WantExit(130)
	p.WantRestored()
}

// Whatever the size, the program shows something within it, and finds its way back.
func TestResizing(t *testing.T) {
	p := Start(t, Run{NoEngine: true})
	p.WaitFor("컨테이너")
	for _, size := range [][2]int{{80, 24}, {40, 12}, {20, 5}, {1, 1}, {200, 60}, {120, 36}} {
		p.Resize(size[0], size[1])
	}
	p.WaitFor("컨테이너")
	p.Press("q")
	p.WantExit(0)
	p.WantRestored()
}

// A terminal that answers no question gets the lesson all the same.
func TestMuteTerminal(t *testing.T) {
	p := Start(t, Run{NoEngine: true, Terminal: term.Config{Mute: true}})
	p.WaitFor("컨테이너")
	p.Press("q")
	p.WantExit(0)
	p.WantRestored()
}

func TestWithoutATerminal(t *testing.T) {
	out := Exec(t, Run{NoEngine: true})
	if out.Code != 2 || out.Stdout != "" || strings.TrimSpace(out.Stderr) == "" {
		t.Errorf("want exit code 2 and a sentence on stderr, not %+v", out)
	}
}
