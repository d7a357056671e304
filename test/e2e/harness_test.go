//go:build linux

package e2e

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/k8slab/k8slab/test/term"
)

// patience is how long a test waits for what should take a moment. It is generous because nothing waits in vain: a test
// that passes never uses it up.
const patience = 20 * time.Second

// binary is the program under test; TestMain sets it.
var binary string

func TestMain(m *testing.M) {
	os.Exit(run(m))
}

func run(m *testing.M) int {
	if binary = os.Getenv("K8SLAB_BIN"); binary != "" {
		return m.Run()
	}
	dir, err := os.MkdirTemp("", "k8slab-e2e")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	binary = filepath.Join(dir, "k8slab")
	build := exec.Command("go", "build", "-trimpath", "-buildvcs=false", "-o", binary, "../../cmd/k8slab")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "%v\n%s", err, out)
		return 1
	}
	return m.Run()
}

// Run says how the program is started.
type Run struct {
	Args []string
	// Env is added to the environment, or replaces what is in it.
	Env []string
	// Cols and Rows are the terminal's size; 120×36 if zero.
	Cols, Rows int
	Terminal   term.Config
	// Home is the learner's home directory, so that a second run can find what the first one kept; one of its own if
	// empty.
	Home string
	// NoEngine starts it where no engine can be found.
	NoEngine bool
	// Record, if not nil, receives every byte that the program puts out.
	Record io.Writer
	// Program is run instead of k8slab.
	Program string
}

// environment is a small one that is the same on every machine.
func (r Run) environment(t *testing.T) []string {
	t.Helper()
	home := r.Home
	if home == "" {
		home = t.TempDir()
	}
	docker := "unix://" + filepath.Join(home, "no-engine.sock")
	if !r.NoEngine {
		docker = engine(t)
	}
	env := map[string]string{}
	var names []string
	for _, kv := range append([]string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + home, "TMPDIR=" + home, "TERM=xterm-256color", "COLORTERM=truecolor", "LANG=C.UTF-8",
		"DOCKER_HOST=" + docker, "SHELL=/bin/sh", "USER=root",
	}, r.Env...) {
		name, value, _ := strings.Cut(kv, "=")
		if _, known := env[name]; !known {
			names = append(names, name)
		}
		env[name] = value
	}
	out := make([]string, len(names))
	for i, name := range names {
		out[i] = name + "=" + env[name]
	}
	return out
}

// engine is the address of the engine for tests.
func engine(t *testing.T) string {
	t.Helper()
	address := os.Getenv("K8SLAB_TEST_DOCKER")
	if address == "" {
		t.Fatal("this test needs a Docker Engine: set K8SLAB_TEST_DOCKER, or run scripts/with-engine.sh go test ./test/e2e")
	}
	return address
}

// Program is the program under test at its terminal. Every method fails the test when it can't do what it says, and
// shows the screen then.
type Program struct {
	*term.Terminal
	t    *testing.T
	Home string
}

// Start starts the program; it is killed at the end of the test if it still runs.
func Start(t *testing.T, r Run) *Program {
	t.Helper()
	if r.Cols == 0 {
		r.Cols, r.Rows = 120, 36
	}
	if r.Program == "" {
		r.Program = binary
	}
	if r.Home == "" {
		r.Home = t.TempDir()
	}
	options := term.Options{Cols: r.Cols, Rows: r.Rows, Env: r.environment(t), Dir: r.Home, Screen: r.Terminal, Record: r.Record}
	terminal, err := term.Start(options, r.Program, r.Args...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := terminal.Close(); err != nil {
			t.Error(err)
		}
	})
	return &Program{Terminal: terminal, t: t, Home: r.Home}
}

// WaitFor waits until every text stands somewhere on the screen, each within one row.
func (p *Program) WaitFor(texts ...string) {
	p.t.Helper()
	p.Until("no "+strings.Join(texts, ", "), func(s *term.Screen) bool {
		screen := s.String()
		for _, text := range texts {
			if !strings.Contains(screen, text) {
				return false
			}
		}
		return true
	})
}

// WaitGone waits until the text stands nowhere on the screen.
func (p *Program) WaitGone(text string) {
	p.t.Helper()
	p.Until("still "+text, func(s *term.Screen) bool { return !strings.Contains(s.String(), text) })
}

// Until waits until done is true of the screen; wrong says what is so until then.
func (p *Program) Until(wrong string, done func(*term.Screen) bool) {
	p.t.Helper()
	if err := p.Wait(patience, done); err != nil {
		p.fail(wrong + ": " + err.Error())
	}
}

// fail ends the test, and shows the screen.
func (p *Program) fail(why string) {
	p.t.Helper()
	p.t.Fatalf("%s\n%s", why, p.Text())
}

// Press types keys by name, as term.Terminal.Press does.
func (p *Program) Press(keys ...string) {
	p.t.Helper()
	if err := p.Terminal.Press(keys...); err != nil {
		p.fail(err.Error())
	}
}

// Type types a text, one character at a time, as a keyboard or an input method does.
func (p *Program) Type(text string) {
	p.t.Helper()
	for _, r := range text {
		if err := p.Send(string(r)); err != nil {
			p.fail(err.Error())
		}
	}
}

// Click clicks the first place on the screen where the text stands.
func (p *Program) Click(text string) {
	p.t.Helper()
	x, y, found := 0, 0, false
	p.Look(func(s *term.Screen) { x, y, found = s.Find(text) })
	if !found {
		p.fail("nothing to click: " + text)
	}
	if err := p.Terminal.Click(x, y, term.MouseLeft); err != nil {
		p.fail(err.Error())
	}
}

// Resize changes the terminal's size.
func (p *Program) Resize(cols, rows int) {
	p.t.Helper()
	if err := p.Terminal.Resize(cols, rows); err != nil {
		p.fail(err.Error())
	}
}

// Signal sends a signal to the program.
func (p *Program) Signal(s syscall.Signal) {
	p.t.Helper()
	if err := p.Terminal.Signal(s); err != nil {
		p.fail(err.Error())
	}
}

// WantExit waits for the program's end, and checks its exit code (128+n after signal n).
func (p *Program) WantExit(code int) {
	p.t.Helper()
	got, err := p.WaitExit(patience)
	if err != nil {
		p.fail("the program does not end: " + err.Error())
	}
	if got != code {
		p.fail(fmt.Sprintf("exit code %d, want %d", got, code))
	}
}

// WantRestored checks, after the program's end, that the terminal is as it was: screen, cursor, mouse, keyboard, line
// mode; and that nobody holds it any more.
func (p *Program) WantRestored() {
	p.t.Helper()
	left, err := p.Unrestored(patience)
	if err != nil {
		p.fail(err.Error())
	}
	if len(left) > 0 {
		p.fail("not restored: " + strings.Join(left, ", "))
	}
}

// Files are those in the program's home and among the temporary files that it should not leave: all but what is
// remembered of the learner.
func (p *Program) Files() []string {
	p.t.Helper()
	var left []string
	err := filepath.WalkDir(p.Home, func(path string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil // removed meanwhile
		}
		if err == nil && !d.IsDir() && !strings.HasPrefix(d.Name(), "progress") {
			left = append(left, path)
		}
		return err
	})
	if err != nil {
		p.fail(err.Error())
	}
	return left
}

// Output is what a run without a terminal gave.
type Output struct {
	Stdout, Stderr string
	Code           int
}

// Exec runs the program without a terminal, its standard input empty.
func Exec(t *testing.T, r Run) Output {
	t.Helper()
	if r.Program == "" {
		r.Program = binary
	}
	if r.Home == "" {
		r.Home = t.TempDir()
	}
	var stdout, stderr bytes.Buffer
	cmd := exec.CommandContext(t.Context(), r.Program, r.Args...)
	cmd.Env, cmd.Dir, cmd.Stdout, cmd.Stderr = r.environment(t), r.Home, &stdout, &stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true} // without a controlling terminal either
	err := cmd.Run()
	if cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return Output{stdout.String(), stderr.String(), cmd.ProcessState.ExitCode()}
}
