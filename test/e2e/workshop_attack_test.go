//go:build linux

package e2e

import (
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"
)

// What OpenSSH can ask for beside a screen is refused while the screen goes on, and logged.
func TestWorkshopForwardings(t *testing.T) {
	c := newClass(t, 1)
	agent := filepath.Join(t.TempDir(), "agent")
	keeper := exec.Command("ssh-agent", "-D", "-a", agent)
	if err := keeper.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = keeper.Process.Kill(); _ = keeper.Wait() })
	local, socks := freePort(t), freePort(t)
	for _, ask := range []struct {
		args   []string
		dial   string // a port that the client listens on
		logged string
	}{
		{[]string{"-L", local + ":127.0.0.1:1"}, local, `what="channel direct-tcpip"`},
		{[]string{"-L", local + ":/var/run/docker.sock"}, local, `what="channel direct-streamlocal@openssh.com"`},
		{[]string{"-D", socks}, socks, `what="channel direct-tcpip"`},
		{[]string{"-R", "0:127.0.0.1:1"}, "", `what="request tcpip-forward"`},
		{[]string{"-R", "/tmp/k8slab-test.sock:127.0.0.1:1"}, "", `what="request streamlocal-forward@openssh.com"`},
		{[]string{"-A"}, "", `what="request auth-agent-req@openssh.com"`},
		{[]string{"-Y"}, "", `what="request x11-req"`},
	} {
		t.Run(strings.Join(ask.args[:1], ""), func(t *testing.T) {
			args, env := c.ssh(c.codes[0], append(ask.args, "someone@127.0.0.1")...)
			learner := terminal(t, append(env, "SSH_AUTH_SOCK="+agent, "DISPLAY=127.0.0.1:97"), "ssh", args...)
			learner.WaitFor(beginning)
			if ask.dial != "" {
				knock(t, ask.dial)
			}
			c.logged(ask.logged)
			learner.answers()
		})
	}
	if _, err := os.Stat("/tmp/k8slab-test.sock"); err == nil {
		t.Error("a socket was made on the server")
	}
}

// freePort is a port that nobody listens on now.
func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return port
}

// knock asks a forwarding for something: as a SOCKS proxy, which is so much noise to another. It must give nothing.
func knock(t *testing.T, port string) {
	t.Helper()
	conn, err := net.Dial("tcp", "127.0.0.1:"+port)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(patience))
	_, _ = conn.Write([]byte{4, 1, 0, 22, 127, 0, 0, 1, 0})
	got := make([]byte, 64)
	if n, err := conn.Read(got); err == nil && (n < 2 || got[1] == 90) {
		t.Errorf("the forwarding gave %q", got[:n])
	}
}

// Files are not to be had, by the protocol of today nor by that of old, nor other subsystems.
func TestWorkshopFiles(t *testing.T) {
	c := newClass(t, 1)
	args, env := c.ssh(c.codes[0])
	for _, copying := range [][]string{
		{"scp", "a@127.0.0.1:../../etc/passwd", t.TempDir()},
		{"scp", "-O", "a@127.0.0.1:/etc/passwd", t.TempDir()},
		{"scp", "/etc/hostname", "a@127.0.0.1:../../tmp/k8slab-test-copied"},
		{"ssh", "-s", "a@127.0.0.1", "netconf"},
		{"ssh", "a@127.0.0.1", "sh"},
		{"ssh", "-tt", "a@127.0.0.1", "sh"},
	} {
		cmd := exec.Command(copying[0], append(args, copying[1:]...)...)
		cmd.Env = env
		if out, err := cmd.CombinedOutput(); err == nil || strings.Contains(string(out), "root:") {
			t.Errorf("%v: %v, %s", copying, err, out)
		}
	}
	if _, err := os.Stat("/tmp/k8slab-test-copied"); err == nil {
		t.Error("a file was written on the server")
	}
	c.logged("what=subsystem which=netconf", "what=exec which=sh", "which=sftp")
}

// Who goes on asking for what is not to be had is sent away, and fills no disk. Another learner notices nothing.
func TestWorkshopRefusalsEnd(t *testing.T) {
	c := newClass(t, 2)
	inside := c.screen(c.codes[0])
	inside.WaitFor(beginning)
	client, err := gossh.Dial("tcp", c.address(), config("a", gossh.Password(c.codes[1])))
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	refused := 0
	for range 100_000 {
		_, _, err = client.OpenChannel("direct-tcpip", nil)
		if _, ok := errors.AsType[*gossh.OpenChannelError](err); !ok {
			break
		}
		refused++
	}
	if err == nil || refused > 1000 {
		t.Errorf("%d channels were refused one after the other, and then %v", refused, err)
	}
	inside.answers()
	c.logged(`why="refused too often" who="학생 02"`)
	if n := strings.Count(c.log(), "direct-tcpip"); n == 0 || n > 100 {
		t.Errorf("%d lines in the log", n)
	}
}

// Windows that no terminal has, and a flood of them, cost nobody anything.
func TestWorkshopGiantWindows(t *testing.T) {
	c := newClass(t, 2)
	inside := c.screen(c.codes[0])
	inside.WaitFor(beginning)
	g, err := c.enter(caller{user: "a", code: c.codes[1], cols: 65535, rows: 65535})
	if err != nil {
		t.Fatal(err)
	}
	if err := g.waitFor("F10 끝내기"); err != nil {
		t.Fatal(err)
	}
	before := c.resident()
	sizes := [][2]int{{0, 0}, {65535, 65535}, {1, 1}, {1 << 31, 1 << 31}, {65535, 1}, {1, 65535}, {-1, -1}}
	for i := range 20_000 {
		size := sizes[i%len(sizes)]
		if err := g.sess.WindowChange(size[0], size[1]); err != nil {
			t.Fatal(err)
		}
		if i%4000 == 0 {
			inside.answers()
		}
	}
	if err := g.sess.WindowChange(30, 100); err != nil {
		t.Fatal(err)
	}
	if err := g.waitFor(beginning); err != nil {
		t.Fatal(err)
	}
	inside.answers()
	if after := c.resident(); after > before+64 {
		t.Errorf("the server had %d MiB and has %d MiB", before, after)
	}
}

// A learner who waits for a place may do with the window what they like and still give up.
func TestWorkshopResizedInTheQueue(t *testing.T) {
	c := newClass(t, 2, "--capacity", "1")
	inside := c.screen(c.codes[0])
	inside.WaitFor(beginning)
	g, err := c.enter(caller{user: "a", code: c.codes[1], cols: 100, rows: 30})
	if err != nil {
		t.Fatal(err)
	}
	if err := g.waitFor("앞에 0명"); err != nil {
		t.Fatal(err)
	}
	for i := range 200 {
		if err := g.sess.WindowChange(30+i%2, 100); err != nil {
			t.Fatal(err)
		}
	}
	if err := g.press("\x03"); err != nil {
		t.Fatal(err)
	}
	if err := g.sess.Wait(); err != nil {
		t.Error(err)
	}
}

// strangers are connections that never say who they are.
type strangers struct {
	c    *class
	mu   sync.Mutex
	open []net.Conn
}

func (s *strangers) keep(conn net.Conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.open = append(s.open, conn)
}

func (s *strangers) leave() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, conn := range s.open {
		_ = conn.Close()
	}
	s.open = nil
}

// come opens connections, each of which says something until nobody listens.
func (s *strangers) come(n int, say func(net.Conn)) {
	s.c.t.Helper()
	for range n {
		conn, err := net.Dial("tcp", s.c.address())
		if err != nil {
			s.c.t.Fatal(err)
		}
		s.keep(conn)
		if say != nil {
			go say(conn)
		}
	}
}

// slowly says a version a byte a second.
func slowly(conn net.Conn) {
	for _, b := range []byte("SSH-2.0-k8slab_test_of_patience_that_takes_its_time") {
		if _, err := conn.Write([]byte{b}); err != nil {
			return
		}
		time.Sleep(time.Second)
	}
}

// noisily says what is no SSH.
func noisily(conn net.Conn) {
	for range 100 {
		if _, err := fmt.Fprintf(conn, "GET /%s HTTP/1.1\r\n", strings.Repeat("../", 1000)); err != nil {
			return
		}
	}
}

// asked goes as far as being asked for a code, and says none.
func (s *strangers) asked(n int) {
	s.c.t.Helper()
	there := make(chan struct{}, n)
	for range n {
		conn, err := net.Dial("tcp", s.c.address())
		if err != nil {
			s.c.t.Fatal(err)
		}
		s.keep(conn)
		never := gossh.PasswordCallback(func() (string, error) {
			there <- struct{}{}
			<-s.c.t.Context().Done()
			return "", s.c.t.Context().Err()
		})
		go func() { _, _, _, _ = gossh.NewClientConn(conn, s.c.address(), config("a", never)) }()
	}
	for range n {
		select {
		case <-there:
		case <-time.After(patience):
			s.c.t.Fatal("nobody is asked for a code")
		}
	}
}

// Connections that say nothing, little, or the wrong thing: 1,000 of them, or as many as K8SLAB_TEST_CONNECTIONS says. A
// learner who is inside notices nothing, one who comes is let in, and afterwards everything is as it was.
func TestWorkshopFlood(t *testing.T) {
	n := number(t, "K8SLAB_TEST_CONNECTIONS", 1000)
	c := newClass(t, 2)
	inside := c.screen(c.codes[0])
	inside.WaitFor(beginning)
	inside.answers()
	// What a first visit opens for good, such as the records, is open before it is counted.
	first := c.screen(c.codes[1])
	first.WaitFor(beginning)
	if err := first.Close(); err != nil {
		t.Error(err)
	}
	c.logged("msg=went")
	descriptors, resident := c.descriptors(), c.resident()

	s := &strangers{c: c}
	t.Cleanup(s.leave)
	slowest := time.Duration(0)
	s.asked(32)
	for range 10 {
		s.come(n/10, nil)
		s.come(5, slowly)
		s.come(5, noisily)
		slowest = max(slowest, inside.answers())
	}
	peak := c.descriptors()
	late := c.screen(c.codes[1])
	late.WaitFor(beginning)
	if err := late.Close(); err != nil {
		t.Error(err)
	}
	t.Logf("%d connections: the slowest key was answered after %v, at most %d descriptors", n, slowest, peak)
	if slowest > 5*time.Second {
		t.Errorf("a key was answered after %v", slowest)
	}
	if peak > descriptors+300 {
		t.Errorf("%d descriptors were open before, and %d in the flood", descriptors, peak)
	}
	// Those who have not been asked are turned away by themselves.
	c.eventually("silent connections are still there", func() bool { return c.descriptors() <= descriptors+32+2 })
	s.leave()
	c.eventually("descriptors are left", func() bool { return c.descriptors() <= descriptors })
	t.Logf("%d descriptors and %d MiB before, %d and %d MiB after", descriptors, resident, c.descriptors(), c.resident())
	c.eventually("the memory is not given back", func() bool { return c.resident() <= resident+32 })
	c.logged("why=crowd", "why=slow", `lines not written`)
	if size := len(c.log()); size > 200<<10 {
		t.Errorf("the log has %d bytes", size)
	}
	inside.answers()
}
