//go:build linux

package shell

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
	"mvdan.cc/sh/v3/expand"
	"mvdan.cc/sh/v3/interp"
)

// self is this program: applets without a link in PATH are run through it.
const self = "/proc/self/exe"

// jobKey is the key of the foreground job in a context.
type jobKey struct{}

// call leads the commands that the interpreter claims but lacks to ours. It sees every simple command, which makes it
// also the place where a job of builtins alone can be ended.
func (s *Shell) call(ctx context.Context, args []string) ([]string, error) {
	if j := s.jobOf(ctx); j != nil {
		j.mu.Lock()
		killed := j.killed
		j.mu.Unlock()
		if killed {
			j.finish(128 + int(unix.SIGTERM))
			return nil, errors.New("killed")
		}
	}
	if _, ours := s.builtins[prefix+args[0]]; ours {
		args[0] = prefix + args[0]
	}
	return args, nil
}

// jobOf finds the job a command belongs to: one sent to the background by the variable that rewriting set there, else
// the one in the foreground.
func (s *Shell) jobOf(ctx context.Context) *job {
	if id, err := strconv.Atoi(interp.HandlerCtx(ctx).Env.Get(varJob).String()); err == nil {
		if j := s.jobs.byID(id); j != nil {
			return j
		}
	}
	j, _ := ctx.Value(jobKey{}).(*job)
	return j
}

// exec runs one command that is neither a function nor a builtin of the interpreter.
func (s *Shell) exec(ctx context.Context, args []string) error {
	if f, ours := s.builtins[args[0]]; ours {
		return f(ctx, args)
	}
	hc := interp.HandlerCtx(ctx)
	path, err := interp.LookPathDir(hc.Dir, hc.Env, args[0])
	if err != nil {
		if !s.isApplet(args[0]) {
			return s.notFound(hc, args[0])
		}
		path = self
	}
	return s.spawn(ctx, path, args)
}

func (s *Shell) notFound(hc interp.HandlerContext, name string) error {
	if strings.Contains(name, "/") {
		path := name
		if !filepath.IsAbs(path) {
			path = filepath.Join(hc.Dir, path)
		}
		info, err := os.Stat(path)
		why, code := "No such file or directory", 127
		if err == nil {
			why, code = "Permission denied", 126
			if info.IsDir() {
				why = "Is a directory"
			}
		}
		fmt.Fprintf(hc.Stderr, "sh: %s: %s\n", name, why)
		return interp.ExitStatus(code)
	}
	fmt.Fprintf(hc.Stderr, "sh: %s: command not found\n", name)
	return interp.ExitStatus(127)
}

// spawn starts a process and waits for its end.
func (s *Shell) spawn(ctx context.Context, path string, args []string) error {
	hc, j := interp.HandlerCtx(ctx), s.jobOf(ctx)
	cmd := &exec.Cmd{
		Path: path, Args: args, Env: environ(hc.Env), Dir: hc.Dir,
		Stdin: hc.Stdin, Stdout: hc.Stdout, Stderr: hc.Stderr,
	}
	err := s.start(j, cmd)
	if errors.Is(err, unix.ENOEXEC) { // a script without #!
		script := path
		if strings.Contains(args[0], "/") {
			script = args[0] // as it was typed: $0 shows it
		}
		cmd = &exec.Cmd{
			Path: self, Args: append([]string{"sh", script}, args[1:]...), Env: cmd.Env, Dir: cmd.Dir,
			Stdin: hc.Stdin, Stdout: hc.Stdout, Stderr: hc.Stderr,
		}
		err = s.start(j, cmd)
	}
	if err != nil {
		if errno, ok := errors.AsType[unix.Errno](err); ok {
			err = errno
		}
		fmt.Fprintf(hc.Stderr, "sh: %s: %v\n", args[0], err)
		return interp.ExitStatus(126)
	}
	stop := context.AfterFunc(ctx, func() { s.interrupt(j, cmd.Process.Pid) })
	defer stop()
	ws := s.wait(process{cmd, j})
	_ = cmd.Wait() // the status was taken already; this waits for output that is copied
	return s.status(ctx, j, ws)
}

// environ lists the exported variables.
func environ(env expand.Environ) []string {
	var out []string
	for name, v := range env.Each {
		if v.IsSet() && v.Exported && v.Kind == expand.String {
			out = append(out, name+"="+v.Str)
		}
	}
	return out
}

// start starts cmd as a process of job j, in its group if there is job control. The group cannot vanish meanwhile:
// its members are reaped under the same lock.
func (s *Shell) start(j *job, cmd *exec.Cmd) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if s.tty != nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pgid: j.group}
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	pid := cmd.Process.Pid
	if j.live++; j.first == 0 {
		j.first = pid
		close(j.started)
	}
	if s.tty != nil && j.group == 0 {
		j.group = pid
		if j.foreground {
			s.tty.give(pid)
			// It may have run before it had the terminal, and have been stopped for reading from it.
			_ = unix.Kill(-pid, unix.SIGCONT)
		}
	}
	return nil
}

// wait waits for the end of a process and tells its job of each stop before.
func (s *Shell) wait(p process) unix.WaitStatus {
	pid := p.cmd.Process.Pid
	for {
		var info unix.Siginfo
		err := unix.Waitid(unix.P_PID, pid, &info, unix.WEXITED|unix.WSTOPPED|unix.WNOWAIT, nil)
		if err == unix.EINTR {
			continue
		}
		p.job.mu.Lock()
		var ws unix.WaitStatus
		got, err := unix.Wait4(pid, &ws, unix.WUNTRACED|unix.WNOHANG, nil)
		switch {
		case got == pid && ws.Stopped():
			s.stopped(p.job, ws.StopSignal())
		case got == pid, err != nil && err != unix.EINTR:
			if p.job.live--; p.job.live == 0 && s.tty != nil {
				p.job.group = 0
				if p.job.foreground {
					s.tty.take()
				}
			}
			p.job.mu.Unlock()
			return ws
		}
		p.job.mu.Unlock()
	}
}

// stopped is called with the job locked.
func (s *Shell) stopped(j *job, sig unix.Signal) {
	if s.tty == nil {
		return
	}
	if j.foreground && (sig == unix.SIGTTIN || sig == unix.SIGTTOU) && s.tty.foreground() == j.group {
		_ = unix.Kill(-j.group, unix.SIGCONT) // it was too early, see start
		return
	}
	j.stopped = true
	select {
	case j.stops <- sig:
	default:
	}
}

// interrupt ends what a cancelled statement still runs.
func (s *Shell) interrupt(j *job, pid int) {
	const grace = 2 * time.Second
	_ = unix.Kill(pid, unix.SIGINT)
	_ = unix.Kill(pid, unix.SIGCONT)
	time.AfterFunc(grace, func() {
		j.mu.Lock()
		defer j.mu.Unlock()
		if j.live > 0 {
			_ = unix.Kill(pid, unix.SIGKILL)
		}
	})
}

// status turns a wait status into the interpreter's. A process of the foreground that Ctrl-C ended takes its whole
// statement with it, or a loop would start the next.
func (s *Shell) status(ctx context.Context, j *job, ws unix.WaitStatus) error {
	if !ws.Signaled() {
		if ws.ExitStatus() != 0 {
			return interp.ExitStatus(ws.ExitStatus())
		}
		return nil
	}
	sig := ws.Signal()
	j.mu.Lock()
	front := j.foreground
	j.mu.Unlock()
	if s.tty != nil && front {
		switch sig {
		case unix.SIGINT:
			fmt.Fprintln(interp.HandlerCtx(ctx).Stderr)
			if j.cancel != nil {
				j.cancel()
			}
		case unix.SIGPIPE:
		default:
			fmt.Fprintln(interp.HandlerCtx(ctx).Stderr, signalText(sig))
		}
	}
	return interp.ExitStatus(128 + int(sig))
}
