//go:build linux

package e2e

import (
	"bufio"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/k8slab/k8slab/test/term"
)

// class is a workshop that the built program serves.
type class struct {
	t     *testing.T
	dir   string
	codes []string
	cmd   *exec.Cmd
	port  string
}

// k8slab runs a command of the workshop.
func (c *class) k8slab(args ...string) string {
	c.t.Helper()
	cmd := exec.Command(binary, append([]string{"workshop", "--dir", c.dir}, args...)...)
	out, err := cmd.Output()
	if err != nil {
		c.t.Fatalf("%v: %v", args, err)
	}
	return string(out)
}

// serve starts the server, and waits until it listens.
func (c *class) serve(args ...string) {
	c.t.Helper()
	listen := "127.0.0.1:0"
	if c.port != "" {
		listen = "127.0.0.1:" + c.port
	}
	c.cmd = exec.Command(binary, append([]string{
		"--engine", "native", "workshop", "--dir", c.dir, "serve", "--listen", listen,
	}, args...)...)
	out, err := c.cmd.StderrPipe()
	if err != nil {
		c.t.Fatal(err)
	}
	if err := c.cmd.Start(); err != nil {
		c.t.Fatal(err)
	}
	c.t.Cleanup(func() { _ = c.cmd.Process.Kill(); _ = c.cmd.Wait() })
	told := regexp.MustCompile(`ssh -p (\d+)`)
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if m := told.FindStringSubmatch(lines.Text()); m != nil {
			c.port = m[1]
			return
		}
	}
	c.t.Fatal("the server did not start")
}

// ssh are the arguments of OpenSSH's client, and its environment; the code is given by a program, as a password manager
// would.
func (c *class) ssh(code string, args ...string) ([]string, []string) {
	c.t.Helper()
	ask := filepath.Join(c.t.TempDir(), "ask")
	if err := os.WriteFile(ask, []byte("#!/bin/sh\necho "+code+"\n"), 0o700); err != nil {
		c.t.Fatal(err)
	}
	common := []string{
		"-F", "none", "-o", "UserKnownHostsFile=" + filepath.Join(c.dir, "known"), "-o", "StrictHostKeyChecking=accept-new",
		"-o", "IdentitiesOnly=yes", "-o", "IdentityFile=none", "-o", "Port=" + c.port, "-o", "NumberOfPasswordPrompts=1",
	}
	env := append(os.Environ(), "SSH_ASKPASS="+ask, "SSH_ASKPASS_REQUIRE=force", "TERM=xterm-256color", "LANG=C.UTF-8")
	return append(common, args...), env
}

// screen opens a learner's screen.
func (c *class) screen(code string) *Program {
	c.t.Helper()
	args, env := c.ssh(code, "someone@127.0.0.1")
	return terminal(c.t, env, "ssh", args...)
}

// terminal runs a program on a terminal of its own.
func terminal(t *testing.T, env []string, name string, args ...string) *Program {
	t.Helper()
	started, err := term.Start(term.Options{Cols: 100, Rows: 30, Env: env}, name, args...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = started.Close() })
	return &Program{Terminal: started, t: t}
}

func newClass(t *testing.T, n int, args ...string) *class {
	t.Helper()
	c := &class{t: t, dir: t.TempDir()}
	for line := range strings.Lines(c.k8slab("invite", "-n", fmt.Sprint(n))) {
		fields := strings.Fields(line)
		c.codes = append(c.codes, fields[len(fields)-1])
	}
	if len(c.codes) != n {
		t.Fatalf("%d codes for %d", len(c.codes), n)
	}
	c.serve(args...)
	return c
}

// A learner reads by plain ssh, the server is killed, and the learner is back where they were. The one who comes when
// everything is taken waits in the queue. A wrong code lets nobody in.
func TestWorkshop(t *testing.T) {
	c := newClass(t, 3, "--capacity", "2")
	one := c.screen(c.codes[0])
	one.WaitFor("k8slab · 1.")
	one.Type("n")
	one.WaitFor("k8slab · 2.")
	two := c.screen(c.codes[1])
	two.WaitFor("k8slab · 1.")
	three := c.screen(c.codes[2])
	three.WaitFor("앞에 0명")
	wrong := c.screen("0000-0000-0000")
	wrong.WaitFor("Permission denied")

	if err := c.cmd.Process.Signal(syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	_ = c.cmd.Wait()
	c.serve("--capacity", "2")
	again := c.screen(c.codes[0])
	again.WaitFor("k8slab · 2.")
	again.Type("q")
	if report := c.k8slab("report"); !strings.Contains(report, "학생 01") {
		t.Errorf("the report is %s", report)
	}
	c.k8slab("forget", "학생 01")
	if report := c.k8slab("report"); strings.Contains(report, "학생 01") {
		t.Errorf("after it was forgotten the report is %s", report)
	}
	gone := c.screen(c.codes[0])
	gone.WaitFor("Permission denied")
}

// There is a screen and nothing else: commands, files and forwardings are refused, and logged.
func TestWorkshopIsAScreenOnly(t *testing.T) {
	c := newClass(t, 1)
	run := func(name string, args ...string) string {
		cmd := exec.Command(name, args...)
		_, cmd.Env = c.ssh(c.codes[0])
		out, err := cmd.CombinedOutput()
		if err == nil {
			t.Errorf("%s %v was done", name, args)
		}
		return string(out)
	}
	args, _ := c.ssh(c.codes[0])
	sentence := "명령이나 파일 전송"
	if out := run("ssh", append(args, "a@127.0.0.1", "cat /etc/passwd")...); !strings.Contains(out, sentence) || strings.Contains(out, "root:") {
		t.Errorf("a command gave %s", out)
	}
	if out := run("sftp", append(args, "a@127.0.0.1")...); !strings.Contains(out, sentence) {
		t.Errorf("sftp gave %s", out)
	}
	run("ssh", append(args, "-o", "ExitOnForwardFailure=yes", "-N", "-R", "1:127.0.0.1:1", "a@127.0.0.1")...)
	run("ssh", append(args, "-W", "127.0.0.1:1", "a@127.0.0.1")...)
	log, err := os.ReadFile(filepath.Join(c.dir, "workshop.log"))
	if err != nil {
		t.Fatal(err)
	}
	for _, what := range []string{"what=exec", "what=subsystem", "tcpip-forward", "direct-tcpip"} {
		if !strings.Contains(string(log), what) {
			t.Errorf("the log has no %s", what)
		}
	}
}

// The board shows who is there, raises no hand by itself, speaks to everybody, and looks at a screen.
func TestWorkshopBoard(t *testing.T) {
	c := newClass(t, 1)
	learner := c.screen(c.codes[0])
	learner.WaitFor("k8slab · 1.")
	learner.Type("w")
	board := terminal(t, nil, binary, "workshop", "--dir", c.dir, "board")
	board.WaitFor("학생 01")
	board.WaitFor("손 1")
	board.Type("a")
	board.WaitFor("모두에게 할 말")
	board.Type("곧 시작해요\r")
	learner.WaitFor("선생님: 곧 시작해요")
	board.Type("\r")
	board.WaitFor("학생 01의 화면")
	board.WaitFor("k8slab · 1.")
	board.Type("\x1b")
	board.WaitFor("머문 분") // A key right behind Esc would be another key.
	board.Type("z")
	learner.WaitFor("잠시 멈췄어요")
	board.Type("z")
	board.Type("x")
	board.Type("y")
	learner.WaitFor("수업이 끝났어요")
}

// Thirty people behind one address come in within five seconds, also while strangers hold connections that say nothing.
func TestWorkshopEntrance(t *testing.T) {
	c := newClass(t, 30)
	for range 1000 {
		conn, err := net.Dial("tcp", "127.0.0.1:"+c.port)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = conn.Close() })
	}
	began := time.Now()
	var screens []*Program
	for _, code := range c.codes {
		screens = append(screens, c.screen(code))
	}
	for _, s := range screens {
		s.WaitFor("k8slab · 1.")
	}
	t.Logf("30 are in after %v", time.Since(began))
}
