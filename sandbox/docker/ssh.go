package docker

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os/exec"
	"strings"
	"sync"
	"time"
)

// sshDialer reaches an engine as the docker command does: `ssh HOST docker system dial-stdio` joins its standard streams
// to the engine's socket at the other end. BatchMode keeps ssh from asking for passwords on a terminal that is not its.
func sshDialer(host string) (dialFunc, error) {
	args, err := sshArgs(host)
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context) (net.Conn, error) { return startSSH(ctx, args) }, nil
}

func sshArgs(host string) ([]string, error) {
	u, err := url.Parse(host)
	if err != nil {
		return nil, fmt.Errorf("endpoint %q: %w", host, err)
	}
	if u.Hostname() == "" || strings.HasPrefix(u.Hostname(), "-") || strings.HasPrefix(u.User.Username(), "-") {
		return nil, fmt.Errorf("endpoint %q: no usable host name", host)
	}
	if _, has := u.User.Password(); has {
		return nil, fmt.Errorf("endpoint ssh://%s: a password cannot be part of it", u.Host)
	}
	args := []string{"-o", "BatchMode=yes", "-o", "ConnectTimeout=10", "-T"}
	if name := u.User.Username(); name != "" {
		args = append(args, "-l", name)
	}
	if u.Port() != "" {
		args = append(args, "-p", u.Port())
	}
	args = append(args, "--", u.Hostname(), "docker")
	if u.Path != "" && u.Path != "/" {
		args = append(args, "--host", shellQuote("unix://"+u.Path))
	}
	return append(args, "system", "dial-stdio"), nil
}

// sshConn is a connection over the standard streams of an ssh process.
type sshConn struct {
	io.Reader
	in     io.WriteCloser
	cmd    *exec.Cmd
	stderr *tail
	close  sync.Once
}

func startSSH(ctx context.Context, args []string) (net.Conn, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	// The connection outlives the request that opened it, so its process is not bound to ctx.
	cmd := exec.Command("ssh", args...) //nolint:noctx // see above
	detach(cmd)
	c := &sshConn{cmd: cmd, stderr: &tail{}}
	cmd.Stderr = c.stderr
	var err error
	if c.in, err = cmd.StdinPipe(); err != nil {
		return nil, err
	}
	if c.Reader, err = cmd.StdoutPipe(); err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start ssh: %w", err)
	}
	return c, nil
}

// Read reports what ssh complained about in place of a bare end of stream.
func (c *sshConn) Read(b []byte) (int, error) {
	n, err := c.Reader.Read(b)
	if n == 0 && errors.Is(err, io.EOF) {
		if said := c.stderr.String(); said != "" {
			err = fmt.Errorf("ssh: %s", said)
		}
	}
	return n, err
}

func (c *sshConn) Write(b []byte) (int, error) { return c.in.Write(b) }

// CloseWrite ends the stream towards the engine and leaves the other direction open.
func (c *sshConn) CloseWrite() error { return c.in.Close() }

func (c *sshConn) Close() error {
	c.close.Do(func() {
		_ = c.in.Close()
		_ = c.cmd.Process.Kill()
		// Wait closes the pipes and reaps the process; nobody needs its status.
		go func() { _ = c.cmd.Wait() }()
	})
	return nil
}

// The addresses and deadlines of a pair of pipes: none. HTTP over this connection is bounded by closing it.

func (c *sshConn) LocalAddr() net.Addr              { return sshAddr{} }
func (c *sshConn) RemoteAddr() net.Addr             { return sshAddr{} }
func (c *sshConn) SetDeadline(time.Time) error      { return nil }
func (c *sshConn) SetReadDeadline(time.Time) error  { return nil }
func (c *sshConn) SetWriteDeadline(time.Time) error { return nil }

type sshAddr struct{}

func (sshAddr) Network() string { return "ssh" }
func (sshAddr) String() string  { return "ssh" }

// tail keeps the last 4 KiB written to it.
type tail struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (t *tail) Write(b []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.buf.Write(b)
	if extra := t.buf.Len() - 4096; extra > 0 {
		t.buf.Next(extra)
	}
	return len(b), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return strings.TrimSpace(t.buf.String())
}
