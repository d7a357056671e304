package docker

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/moby/moby/api/pkg/stdcopy"
	"github.com/moby/moby/client"
	"github.com/moby/moby/client/pkg/versions"

	"github.com/k8slab/k8slab/sandbox"
)

// detachKeys are what nobody types: the engine's default would hold back every Ctrl-P until the next key.
const detachKeys = "ctrl-@,ctrl-_,ctrl-@,ctrl-_"

// markVariable marks the processes of one exec, so that they can be found again inside the sandbox.
const markVariable = "K8SLAB_EXEC"

// process is one exec. It implements sandbox.Process.
type process struct {
	session   *session
	id        string // of the exec
	container string
	user      string
	mark      string
	conn      client.HijackedResponse
	done      chan struct{}
	close     sync.Once

	// Set before done is closed.
	code int
	err  error
}

// Exec starts one more process inside a sandbox.
func (s *session) Exec(ctx context.Context, name string, cmd sandbox.Command) (sandbox.Process, error) {
	var p *process
	err := s.operate(ctx, "exec", name, func(ctx context.Context) (string, error) {
		if len(cmd.Args) == 0 {
			return "", invalid("실행할 명령이 없어요.", nil)
		}
		b, id, err := s.running(name)
		if err != nil {
			return "", err
		}
		p = &process{session: s, container: id, mark: rand.Text(), done: make(chan struct{})}
		if sharesWithHost(b.share) {
			p.user = lonelyUser
		}
		ctx, cancel := context.WithTimeout(ctx, longCall)
		defer cancel()
		return s.execLine(name, cmd), p.start(ctx, cmd)
	})
	if err != nil {
		return nil, err
	}
	return p, nil
}

func (s *session) execLine(name string, cmd sandbox.Command) string {
	w := words{"exec"}
	w.flag("-i", cmd.Stdin != nil)
	w.flag("-t", cmd.TTY)
	w.each("-e", cmd.Env)
	return s.driver.docker(append(append(w, s.containerName(name)), cmd.Args...)...)
}

// start creates the exec, connects its streams and lets them flow.
func (p *process) start(ctx context.Context, cmd sandbox.Command) error {
	d := p.session.driver
	size := client.ConsoleSize{}
	early := cmd.TTY && cmd.Cols > 0 && cmd.Rows > 0 && !versions.LessThan(d.info.API, "1.42")
	if early {
		size = client.ConsoleSize{Height: uint(cmd.Rows), Width: uint(cmd.Cols)}
	}
	made, err := d.api.ExecCreate(ctx, p.container, client.ExecCreateOptions{
		TTY: cmd.TTY, ConsoleSize: size, DetachKeys: detachKeys, User: p.user,
		AttachStdin: cmd.Stdin != nil, AttachStdout: true, AttachStderr: !cmd.TTY,
		Env: append(environment(cmd), markVariable+"="+p.mark), Cmd: cmd.Args,
	})
	if err != nil {
		return err
	}
	p.id = made.ID
	at, err := d.api.ExecAttach(ctx, p.id, client.ExecAttachOptions{TTY: cmd.TTY, ConsoleSize: size})
	if err != nil {
		return err
	}
	p.conn = at.HijackedResponse
	go p.flow(cmd)
	if cmd.TTY && !early && cmd.Cols > 0 && cmd.Rows > 0 {
		_ = p.Resize(ctx, cmd.Cols, cmd.Rows) // a process that has ended already needs no size
	}
	return nil
}

// environment is the command's own, with a terminal type where it has a terminal and names none.
func environment(cmd sandbox.Command) []string {
	env := slices.Clone(cmd.Env)
	if cmd.TTY && !slices.ContainsFunc(env, func(e string) bool { return strings.HasPrefix(e, "TERM=") }) {
		env = append(env, "TERM=xterm-256color")
	}
	return env
}

// flow copies the streams until the process ends, and then learns its exit code. A Stdin that never returns from Read
// keeps its goroutine until it does.
func (p *process) flow(cmd sandbox.Command) {
	if cmd.Stdin != nil {
		go func() {
			_, _ = io.Copy(p.conn.Conn, cmd.Stdin)
			if w, ok := p.conn.Conn.(client.CloseWriter); ok && !cmd.TTY {
				_ = w.CloseWrite()
			}
		}()
	}
	out, err := orDiscard(cmd.Stdout), orDiscard(cmd.Stderr)
	if cmd.TTY {
		_, _ = io.Copy(out, p.conn.Reader)
	} else {
		_, _ = stdcopy.StdCopy(out, err, p.conn.Reader)
	}
	p.conn.Close()
	p.code, p.err = p.exitCode()
	close(p.done)
}

func orDiscard(w io.Writer) io.Writer {
	if w == nil {
		return io.Discard
	}
	return w
}

// exitCode asks until the engine has noticed what the end of the stream told us already.
func (p *process) exitCode() (int, error) {
	ctx, cancel := context.WithTimeout(p.session.driver.ctx, quickCall)
	defer cancel()
	for pause := time.Millisecond; ; pause = min(2*pause, 250*time.Millisecond) {
		got, err := inspectExec(ctx, p.session.driver.api, p.id)
		switch {
		case isNotFound(err):
			return killed, nil // the sandbox is gone, and everything in it died with its PID 1
		case err != nil:
			return -1, p.session.driver.fail(err, "")
		case !got.Running:
			return got.ExitCode, nil
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return -1, p.session.driver.fail(ctx.Err(), "")
		}
	}
}

// Resize changes the terminal's size. Right after its start the process may not be there yet; the engine then says so
// and is asked again.
func (p *process) Resize(ctx context.Context, cols, rows int) error {
	ctx, cancel := context.WithTimeout(aside(ctx), quickCall)
	defer cancel()
	size := client.ExecResizeOptions{Height: uint(max(rows, 1)), Width: uint(max(cols, 1))}
	var err error
	for pause := 10 * time.Millisecond; pause < time.Second; pause *= 2 {
		if _, err = p.session.driver.api.ExecResize(ctx, p.id, size); err == nil || ctx.Err() != nil {
			break
		}
		select {
		case <-p.done:
			return notFound("", errors.New("the process has ended"))
		case <-time.After(pause):
		}
	}
	return p.session.driver.fail(err, "")
}

// Wait returns the exit code.
func (p *process) Wait() (int, error) {
	<-p.done
	return p.code, p.err
}

// Close hangs up on the process and all it has started, kills what does not mind that within half a second, and frees
// the streams. The engine has no call for it: what it started goes on when nobody is connected. So a shell inside finds
// the processes by their mark.
func (p *process) Close() error {
	p.close.Do(func() {
		select {
		case <-p.done:
			return
		default:
		}
		ctx, cancel := context.WithTimeout(aside(p.session.driver.ctx), quickCall)
		defer cancel()
		p.hangUp(ctx)
		p.conn.Close()
	})
	return nil
}

const hangUpScript = `for s in HUP KILL; do
for p in /proc/[0-9]*; do grep -qs "$1" "$p/environ" && kill -$s "${p#/proc/}"; done
[ $s = HUP ] && sleep 0.5
done`

func (p *process) hangUp(ctx context.Context) {
	d := p.session.driver
	made, err := d.api.ExecCreate(ctx, p.container, client.ExecCreateOptions{
		User: p.user, Cmd: []string{"sh", "-c", hangUpScript, "sh", markVariable + "=" + p.mark},
	})
	if err == nil {
		_, _ = d.api.ExecStart(ctx, made.ID, client.ExecStartOptions{Detach: true})
	}
}
