//go:build linux

package shell_test

import (
	"bytes"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/creack/pty"
	"github.com/k8slab/k8slab/cmd/labbox/internal/labboxtest"
	"golang.org/x/sys/unix"
)

func TestMain(m *testing.M) { labboxtest.Main(m) }

// console is an interactive shell on a terminal of its own.
type console struct {
	t   *testing.T
	cmd *exec.Cmd
	pty *os.File

	mu   sync.Mutex
	text []byte // what came and was not yet expected
	gone chan struct{}
}

// open starts the shell and waits for its first prompt.
func open(t *testing.T) *console {
	t.Helper()
	cmd := labboxtest.Command(t, "sh")
	file, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 24, Cols: 80})
	if err != nil {
		t.Fatal(err)
	}
	c := &console{t: t, cmd: cmd, pty: file, gone: make(chan struct{})}
	go c.read()
	t.Cleanup(func() {
		cmd.Process.Kill()
		cmd.Wait()
		file.Close()
	})
	c.prompt()
	return c
}

// read collects output, and answers the line editor's question where the cursor is, as every terminal does.
func (c *console) read() {
	defer close(c.gone)
	buf := make([]byte, 4096)
	for {
		n, err := c.pty.Read(buf)
		if err != nil {
			return
		}
		c.mu.Lock()
		c.text = append(c.text, buf[:n]...)
		c.mu.Unlock()
		for range bytes.Count(buf[:n], []byte("\x1b[6n")) {
			c.pty.WriteString("\x1b[1;1R")
		}
	}
}

func (c *console) send(s string) {
	c.t.Helper()
	if _, err := c.pty.WriteString(s); err != nil {
		c.t.Fatal(err)
	}
}

var escapes = regexp.MustCompile("\x1b\\[[0-9;?]*[A-Za-z]|\r| \b")

// expect waits until a pattern comes, returns what it matched, and forgets everything up to its end.
func (c *console) expect(pattern string) string {
	c.t.Helper()
	re := regexp.MustCompile(pattern)
	for end := time.Now().Add(15 * time.Second); ; {
		c.mu.Lock()
		plain := escapes.ReplaceAll(c.text, nil)
		if at := re.FindIndex(plain); at != nil {
			found := string(plain[at[0]:at[1]])
			c.text = append([]byte{}, plain[at[1]:]...)
			c.mu.Unlock()
			return found
		}
		c.mu.Unlock()
		if time.Now().After(end) {
			c.t.Fatalf("waited for %q; there is %q", pattern, plain)
		}
		time.Sleep(5 * time.Millisecond)
	}
}

// prompt waits for the next prompt.
func (c *console) prompt() {
	c.t.Helper()
	c.expect(`@[^ ]*:[^ ]*[#$] `)
}

// run types a line and waits for what it prints, and for the next prompt.
func (c *console) run(line, pattern string) string {
	c.t.Helper()
	c.send(line + "\r")
	c.expect(regexp.QuoteMeta(line) + `\n`)
	found := c.expect(pattern)
	c.prompt()
	return found
}

// canonical tells whether the terminal edits lines itself, as programs expect that do not ask for anything else.
func (c *console) canonical() bool {
	modes, err := unix.IoctlGetTermios(int(c.pty.Fd()), unix.TCGETS)
	if err != nil {
		c.t.Fatal(err)
	}
	return modes.Lflag&unix.ICANON != 0 && modes.Lflag&unix.ECHO != 0
}

// running lists the processes of a name below the shell, as "pid group" lines.
func (c *console) running(name string) []string {
	out, err := exec.Command("ps", "-eo", "pid=,pgid=,sid=,comm=").Output()
	if err != nil {
		c.t.Fatal(err)
	}
	var found []string
	for line := range strings.Lines(string(out)) {
		f := strings.Fields(line)
		if len(f) == 4 && f[3] == name && f[2] == itoa(c.cmd.Process.Pid) {
			found = append(found, f[0]+" "+f[1])
		}
	}
	return found
}

// waitFor looks again and again until ok, and fails after a while.
func (c *console) waitFor(what string, ok func() bool) {
	c.t.Helper()
	for end := time.Now().Add(10 * time.Second); !ok(); {
		if time.Now().After(end) {
			c.t.Fatalf("waited for %s in vain", what)
		}
		time.Sleep(10 * time.Millisecond)
	}
}
