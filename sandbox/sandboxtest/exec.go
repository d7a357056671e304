package sandboxtest

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/k8slab/k8slab/sandbox"
)

func testExec(t *testing.T, s *suite) {
	w := s.openUnseen(t)
	w.idle("first")
	out, err, code := w.exec("first", "sh", "-c", "echo 나가요; echo 잘못 >&2; exit 3")
	if out != "나가요\n" || err != "잘못\n" || code != 3 {
		t.Errorf("stdout %q, stderr %q, code %d", out, err, code)
	}
	if _, _, code := w.exec("first", "sh", "-c", "kill -TERM $$; sleep 20"); code != 143 {
		t.Errorf("ended by SIGTERM: code %d, want 143", code)
	}
	if out, _, code := w.exec("first", "sh", "-c", "echo $HOSTNAME_IS"); code != 0 || out != "\n" {
		t.Errorf("environment: %q, %d", out, code)
	}
	var buf bytes.Buffer
	p := w.process("first", sandbox.Command{
		Args: []string{"sh", "-c", "echo $WORD"}, Env: []string{"WORD=한글 낱말"}, Stdout: &buf,
	})
	if code := w.wait(p); code != 0 || buf.String() != "한글 낱말\n" {
		t.Errorf("environment: %q, %d", buf.String(), code)
	}
	_, failed := w.session.Exec(w.ctx, "first", sandbox.Command{})
	wantKind(t, failed, sandbox.KindInvalid)
}

func testExecStdin(t *testing.T, s *suite) {
	w := s.openUnseen(t)
	w.idle("first")
	var out bytes.Buffer
	p := w.process("first", sandbox.Command{
		Args:  []string{"sh", "-c", `while read -r line; do echo "<$line>"; done; echo 끝`},
		Stdin: strings.NewReader("하나\n둘\n"), Stdout: &out,
	})
	if code := w.wait(p); code != 0 || out.String() != "<하나>\n<둘>\n끝\n" {
		t.Errorf("stdin: %q, %d", out.String(), code)
	}
	// More than a pipe holds. A shell reads it byte by byte, which takes an emulated machine its time.
	const lines = 8 << 10
	big := bytes.Repeat([]byte("0123456789abcde\n"), lines)
	var count bytes.Buffer
	p = w.process("first", sandbox.Command{
		Args:  []string{"sh", "-c", `n=0; while read -r line; do n=$((n+1)); done; echo $n`},
		Stdin: bytes.NewReader(big), Stdout: &count,
	})
	if code := w.wait(p); code != 0 || strings.TrimSpace(count.String()) != strconv.Itoa(lines) {
		t.Errorf("much on stdin: %q lines, %d", count.String(), code)
	}
}

// screen collects what a terminal shows and can be waited for.
type screen struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (s *screen) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.buf.Write(b)
}

func (s *screen) has(text string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return strings.Contains(s.buf.String(), text)
}

// terminal starts a command on a terminal of 80 × 24.
func (w *world) terminal(name string, args ...string) (sandbox.Process, io.Writer, *screen) {
	w.Helper()
	keys, typed := io.Pipe()
	w.Cleanup(func() { _ = typed.Close() })
	shown := &screen{}
	p := w.process(name, sandbox.Command{Args: args, TTY: true, Cols: 80, Rows: 24, Stdin: keys, Stdout: shown})
	return p, typed, shown
}

func testExecTTY(t *testing.T, s *suite) {
	w := s.openUnseen(t)
	w.idle("first")
	p, keys, shown := w.terminal("first", "sh", "-c", `echo 준비; read -r line; echo "[$line]"; exit 5`)
	w.eventually("the prompt", func() bool { return shown.has("준비") })
	if _, err := io.WriteString(keys, "안녕하세요\r"); err != nil {
		t.Fatalf("type: %v", err)
	}
	w.eventually("the answer", func() bool { return shown.has("[안녕하세요]") })
	if code := w.wait(p); code != 5 {
		t.Errorf("code %d, want 5", code)
	}
	p, keys, shown = w.terminal("first", "sh", "-c", "echo 준비; work idle")
	w.eventually("the program", func() bool { return shown.has("준비") })
	if _, err := io.WriteString(keys, "\x03"); err != nil {
		t.Fatalf("type: %v", err)
	}
	if code := w.wait(p); code == 0 {
		t.Errorf("Ctrl-C: code %d", code)
	}
	// A job that is left behind keeps the terminal open; the shell has ended all the same.
	p, _, shown = w.terminal("first", "sh", "-c", "work idle max_s=120 & echo 준비; exit 6")
	w.eventually("the shell", func() bool { return shown.has("준비") })
	if code := w.wait(p); code != 6 {
		t.Errorf("with a job left behind: code %d, want 6", code)
	}
}

func testExecResize(t *testing.T, s *suite) {
	w := s.openUnseen(t)
	st := w.idle("first")
	p, _, shown := w.terminal("first", "sh", "-c", "echo 준비; work idle max_s=120")
	w.eventually("the program", func() bool { return shown.has("준비") })
	if s.opts.HostProc != "" {
		w.eventually("80 × 24", func() bool { return s.hasWindow(st.PID, 80, 24) })
	}
	if err := p.Resize(w.ctx, 123, 45); err != nil {
		t.Fatalf("resize: %v", err)
	}
	if s.opts.HostProc != "" {
		w.eventually("123 × 45", func() bool { return s.hasWindow(st.PID, 123, 45) })
	}
}

// hasWindow reports whether a process in the same PID namespace as pid has a terminal of that size for its standard
// output. It asks the kernel through the host's procfs.
func (s *suite) hasWindow(pid, cols, rows int) bool {
	dirs, _ := filepath.Glob(filepath.Join(s.opts.HostProc, "[0-9]*"))
	same, _ := os.Readlink(filepath.Join(s.opts.HostProc, strconv.Itoa(pid), "ns", "pid"))
	for _, dir := range dirs {
		if ns, err := os.Readlink(filepath.Join(dir, "ns", "pid")); err != nil || ns != same {
			continue
		}
		if c, r, ok := windowOf(filepath.Join(dir, "fd", "1")); ok && c == cols && r == rows {
			return true
		}
	}
	return false
}

func testExecClose(t *testing.T, s *suite) {
	w := s.open(t)
	w.idle("first")
	count := func(v *sandbox.View) int {
		n := 0
		for _, p := range v.Processes {
			if strings.Contains(p.Args, "work beat") {
				n++
			}
		}
		return n
	}
	p, _, _ := w.terminal("first", "sh", "-c", "work beat; true")
	w.view("first", "the program", func(v *sandbox.View) bool { return count(v) > 0 })
	if err := p.Close(); err != nil {
		t.Fatalf("close: %v", err)
	}
	w.view("first", "the program's end", func(v *sandbox.View) bool { return len(v.Processes) > 0 && count(v) == 0 })
	if err := p.Close(); err != nil {
		t.Errorf("close again: %v", err)
	}
	if _, err := p.Wait(); err != nil {
		t.Errorf("wait after close: %v", err)
	}
}
