//go:build linux

package e2e

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"github.com/k8slab/k8slab/test/term"
)

// guest is a learner whose SSH client says whatever it is told to, as OpenSSH's would not.
type guest struct {
	client *gossh.Client
	sess   *gossh.Session
	keys   io.Writer

	mu     sync.Mutex
	screen *term.Screen
	news   chan struct{}
}

// caller says how a guest comes in.
type caller struct {
	user, code, term string
	env              map[string]string
	cols, rows       int
}

// config is how a client logs in that looks at nobody's host key: the server is this test's own child.
func config(user string, auth gossh.AuthMethod) *gossh.ClientConfig {
	return &gossh.ClientConfig{
		User: user, Auth: []gossh.AuthMethod{auth}, Timeout: patience, HostKeyCallback: gossh.InsecureIgnoreHostKey(),
	}
}

func (c *class) address() string { return "127.0.0.1:" + c.port }

// enter opens a screen. It may be called from many goroutines.
func (c *class) enter(w caller) (*guest, error) {
	client, err := gossh.Dial("tcp", c.address(), config(w.user, gossh.Password(w.code)))
	if err != nil {
		return nil, err
	}
	c.t.Cleanup(func() { _ = client.Close() })
	g := &guest{client: client, news: make(chan struct{}, 1)}
	if w.term == "" {
		w.term = "xterm-256color"
	}
	// The picture is drawn in a terminal of a usual size, whatever the server is told.
	g.screen = term.NewScreen(100, 30, term.Config{}, func(answer string) { go func() { _, _ = io.WriteString(g.keys, answer) }() })
	if g.sess, err = client.NewSession(); err != nil {
		return nil, err
	}
	for name, value := range w.env {
		_ = g.sess.Setenv(name, value) // It may be refused.
	}
	if err := g.sess.RequestPty(w.term, w.rows, w.cols, gossh.TerminalModes{}); err != nil {
		return nil, err
	}
	keys, err := g.sess.StdinPipe()
	if err != nil {
		return nil, err
	}
	g.keys = &oneAtATime{WriteCloser: keys}
	g.sess.Stdout = g
	return g, g.sess.Shell()
}

// oneAtATime lets one goroutine write at a time: what a person types and what the terminal answers come from several.
type oneAtATime struct {
	io.WriteCloser

	mu sync.Mutex
}

// Write implements io.Writer.
func (w *oneAtATime) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.WriteCloser.Write(p)
}

// Write implements io.Writer for the session's output.
func (g *guest) Write(p []byte) (int, error) {
	g.mu.Lock()
	_, _ = g.screen.Write(p)
	g.mu.Unlock()
	select {
	case g.news <- struct{}{}:
	default:
	}
	return len(p), nil
}

func (g *guest) text() string {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.screen.String()
}

// until waits until done is true of the screen's text.
func (g *guest) until(what string, done func(string) bool) error {
	end := time.NewTimer(patience)
	defer end.Stop()
	for {
		if done(g.text()) {
			return nil
		}
		select {
		case <-g.news:
		case <-end.C:
			return fmt.Errorf("%s in %v\n%s", what, patience, g.text())
		}
	}
}

func (g *guest) waitFor(text string) error {
	return g.until("no "+text, func(s string) bool { return strings.Contains(s, text) })
}

func (g *guest) press(keys string) error {
	_, err := io.WriteString(g.keys, keys)
	return err
}

// The keys to a lesson's end and back, and what is to be seen only at the beginning of the first one.
const (
	keyEnd, keyHome = "\x1b[F", "\x1b[H"
	beginning       = "1과 · 읽기"
)

// answers goes to the end of the first lesson and back, and gives how long the slower of both took.
func (p *Program) answers() time.Duration {
	p.t.Helper()
	began := time.Now()
	if err := p.Send(keyEnd); err != nil {
		p.fail(err.Error())
	}
	p.WaitGone(beginning)
	there := time.Since(began)
	if err := p.Send(keyHome); err != nil {
		p.fail(err.Error())
	}
	p.WaitFor(beginning)
	return max(there, time.Since(began)-there)
}

// log is what the server has written down.
func (c *class) log() string {
	c.t.Helper()
	text, err := os.ReadFile(filepath.Join(c.dir, "workshop.log"))
	if err != nil {
		c.t.Fatal(err)
	}
	return string(text)
}

// logged waits until the log has every text.
func (c *class) logged(texts ...string) {
	c.t.Helper()
	for _, text := range texts {
		c.eventually("the log has no "+text, func() bool { return strings.Contains(c.log(), text) })
	}
}

// eventually asks until something is so that nothing tells of.
func (c *class) eventually(wrong string, so func() bool) {
	c.t.Helper()
	for deadline := time.Now().Add(patience); !so(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			c.t.Fatalf("after %v %s", patience, wrong)
		}
	}
}

// descriptors is how many files and connections the server has open.
func (c *class) descriptors() int {
	c.t.Helper()
	all, err := os.ReadDir(filepath.Join("/proc", strconv.Itoa(c.cmd.Process.Pid), "fd"))
	if err != nil {
		c.t.Fatal(err)
	}
	return len(all)
}

// resident is the server's memory in MiB, without that of its sandboxes.
func (c *class) resident() int64 {
	c.t.Helper()
	status, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(c.cmd.Process.Pid), "status"))
	if err != nil {
		c.t.Fatal(err)
	}
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kb, err := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
			if err != nil {
				c.t.Fatal(err)
			}
			return kb >> 10
		}
	}
	c.t.Fatal("the server is gone")
	return 0
}

// number is what an environment variable says, or what CI can bear.
func number(t *testing.T, name string, usual int) int {
	t.Helper()
	text := os.Getenv(name)
	if text == "" {
		return usual
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		t.Fatalf("%s is %q, which is no number", name, text)
	}
	return n
}
