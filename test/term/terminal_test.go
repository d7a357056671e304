//go:build linux

package term

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

const limit = 10 * time.Second

// floor builds the empty Bubble Tea program and starts it on a Korean text of two hundred lines.
func floor(t *testing.T, o Options) *Terminal {
	t.Helper()
	dir := t.TempDir()
	build := exec.Command("go", "build", "-o", dir+"/floor", "../../bench/floor")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	var text strings.Builder
	for i := range 200 {
		text.WriteString(strings.Repeat("가", i%40) + " 줄\n")
	}
	text.WriteString("끝")
	file := filepath.Join(dir, "text")
	if err := os.WriteFile(file, []byte(text.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return start(t, o, dir+"/floor", file)
}

func start(t *testing.T, o Options, name string, args ...string) *Terminal {
	t.Helper()
	term, err := Start(o, name, args...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := term.Close(); err != nil {
			t.Error(err)
		}
	})
	return term
}

func shows(text string) func(*Screen) bool {
	return func(s *Screen) bool { return strings.Contains(s.String(), text) }
}

func wait(t *testing.T, term *Terminal, text string) {
	t.Helper()
	if err := term.Wait(limit, shows(text)); err != nil {
		t.Fatalf("no %q: %v\n%s", text, err, term.Text())
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestFullScreenProgram(t *testing.T) {
	term := floor(t, Options{Cols: 100, Rows: 30})
	wait(t, term, "줄")
	term.Look(func(s *Screen) {
		if !s.AltScreen() {
			t.Error("the alternate screen is not shown")
		}
		if s.Lines()[3] != "가가가 줄" {
			t.Errorf("line 3 is %q", s.Lines()[3])
		}
	})
	if u := term.Usage(); u.RSS < 1<<20 || u.Threads < 2 || u.CPU <= 0 || u.Processes != 1 {
		t.Errorf("usage %+v", u)
	}
	must(t, term.Press("end"))
	wait(t, term, "끝")
	must(t, term.Resize(40, 10))
	if err := term.Wait(limit, func(s *Screen) bool { return s.Lines()[9] == "끝" || s.Lines()[0] != "" }); err != nil {
		t.Error(err)
	}
	must(t, term.Press("home"))
	wait(t, term, "가가가가가가가가가 줄")
	must(t, term.Press("q"))
	checkRestored(t, term, 0)
}

func checkRestored(t *testing.T, term *Terminal, want int) {
	t.Helper()
	code, err := term.WaitExit(limit)
	if err != nil || code != want {
		t.Errorf("exit code %d, %v; want %d", code, err, want)
	}
	left, err := term.Unrestored(limit)
	if err != nil || len(left) != 0 {
		t.Errorf("left behind: %q, %v", left, err)
	}
}

func TestReact(t *testing.T) {
	term := floor(t, Options{})
	wait(t, term, "줄")
	term.Settle(100 * time.Millisecond)
	r, err := term.React(limit, 50*time.Millisecond, func() error { return term.Press("j") })
	must(t, err)
	if !r.Changed || r.First <= 0 || r.Last < r.First || r.Bytes == 0 || r.Frames != 1 {
		t.Errorf("a key that scrolls: %+v", r)
	}
	r, err = term.React(200*time.Millisecond, 50*time.Millisecond, func() error { return term.Press("x") })
	must(t, err)
	if r.Changed || r.First != 0 {
		t.Errorf("a key without meaning: %+v", r)
	}
}

func TestUnrestoredTerminalIsSeen(t *testing.T) {
	term := start(t, Options{}, "sh", "-c", `stty -echo -icanon; printf '\033[?1049h\033[?25lhello'; exit 3`)
	wait(t, term, "hello")
	code, err := term.WaitExit(limit)
	if code != 3 || err != nil {
		t.Errorf("exit code %d, %v", code, err)
	}
	left, err := term.Unrestored(limit)
	must(t, err)
	want := []string{"the alternate screen is shown", "the cursor is hidden", "the line is not in the mode it was in"}
	if !slices.Equal(left, want) {
		t.Errorf("left behind %q, want %q", left, want)
	}
}

func TestTerminalThatIsStillHeldIsSeen(t *testing.T) {
	term := start(t, Options{}, "sh", "-c", `trap '' HUP; (sleep 60) & echo $! is left`)
	wait(t, term, "is left")
	if _, err := term.WaitExit(limit); err != nil {
		t.Error(err)
	}
	if _, err := term.Unrestored(100 * time.Millisecond); err == nil {
		t.Error("nobody seems to hold the terminal")
	}
	must(t, exec.Command("kill", strings.Fields(term.Text())[0]).Run())
	if left, err := term.Unrestored(limit); err != nil || len(left) != 0 {
		t.Errorf("left behind: %q, %v", left, err)
	}
}

func TestSignals(t *testing.T) {
	term := floor(t, Options{})
	wait(t, term, "줄")
	must(t, term.Signal(syscall.SIGKILL))
	if code, err := term.WaitExit(limit); code != 137 || err != nil {
		t.Errorf("exit code %d, %v after SIGKILL", code, err)
	}
	left, err := term.Unrestored(limit)
	if err != nil || len(left) == 0 {
		t.Errorf("a killed program cannot have restored the terminal: %q, %v", left, err)
	}

	loop := `trap 'exit 5' HUP; echo ready; while :; do read -r line || sleep 0.01; done`
	term = start(t, Options{}, "sh", "-c", loop)
	wait(t, term, "ready")
	must(t, term.Hangup())
	if code, err := term.WaitExit(limit); code != 5 || err != nil {
		t.Errorf("exit code %d, %v after the terminal was closed", code, err)
	}
}

func TestWaitTellsWhyItFailed(t *testing.T) {
	term := start(t, Options{}, "sh", "-c", "echo first; read -r line; echo $line")
	if err := term.Wait(50*time.Millisecond, shows("never")); !errors.Is(err, ErrTimeout) {
		t.Errorf("%v, want ErrTimeout", err)
	}
	must(t, term.Press("한글", "enter"))
	if err := term.Wait(limit, shows("never")); !errors.Is(err, ErrEnded) {
		t.Errorf("%v, want ErrEnded", err)
	}
	if got := term.Text(); got != "first\n한글\n한글" {
		t.Errorf("screen %q", got)
	}
}

func TestSynchronizedUpdatesAreSeenWhole(t *testing.T) {
	half := `printf '\033[?2026hhalf'; read -r line; printf '\033[Hwhole\033[?2026l'; read -r line`
	term := start(t, Options{}, "sh", "-c", "stty -echo; echo ready; read -r line; "+half)
	wait(t, term, "ready")
	must(t, term.Press("enter"))
	if err := term.Wait(300*time.Millisecond, shows("half")); !errors.Is(err, ErrTimeout) {
		t.Errorf("half an update was seen: %v", err)
	}
	must(t, term.Press("enter"))
	wait(t, term, "whole")
}

func TestKeys(t *testing.T) {
	s := NewScreen(10, 4, Config{}, func(string) {})
	for key, want := range map[string]string{
		"enter": "\r", "shift+tab": "\x1b[Z", "up": "\x1b[A", "ctrl+c": "\x03", "alt+x": "\x1bx", "f5": "\x1b[15~",
		"ctrl+right": "\x1b[1;5C", "ctrl+shift+end": "\x1b[1;6F", "alt+enter": "\x1b\r", "ㅂ": "ㅂ", "hello": "hello",
		"+": "+", "ctrl+\\": "\x1c",
	} {
		if got := s.sequence(key); got != want {
			t.Errorf("%s: %q, want %q", key, got, want)
		}
	}
	_, _ = s.Write([]byte("\x1b[?1h\x1b[?2004h\x1b[?1002h"))
	if got := s.sequence("up"); got != "\x1bOA" {
		t.Errorf("up in application mode: %q", got)
	}
	if got := s.paste("가"); got != "\x1b[200~가\x1b[201~" {
		t.Errorf("paste: %q", got)
	}
	if _, asked := s.click(1, 2, MouseLeft); asked {
		t.Error("the mouse was not asked for in SGR coding")
	}
	_, _ = s.Write([]byte("\x1b[?1006h"))
	if got, asked := s.click(1, 2, MouseLeft); !asked || got != "\x1b[<0;2;3M\x1b[<0;2;3m" {
		t.Errorf("click: %q, %v", got, asked)
	}
}
