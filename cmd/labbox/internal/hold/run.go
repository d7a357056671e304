//go:build linux

package hold

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"syscall"

	"golang.org/x/sys/unix"

	"github.com/k8slab/k8slab/sandbox/native/nest"
)

// run is hold once its command line is understood.
func run(opts options, isApplet func(string) bool) int {
	// One thread at a time is plenty here, and each one counts against the sandbox's pids limit.
	runtime.GOMAXPROCS(1)
	// Signals are caught before the command exists, so that none is lost. SIGURG is the Go runtime's own.
	signals := make(chan os.Signal, 64)
	signal.Notify(signals, forwarded()...)
	children := make(chan os.Signal, 1)
	signal.Notify(children, unix.SIGCHLD)
	if os.Getpid() != 1 {
		_ = unix.Prctl(unix.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
	}

	var dead chan struct{} // stays nil, hence silent, without --dead-man
	if opts.deadMan {
		dead = make(chan struct{})
		go watch(os.Stdin, dead)
	}

	var requests <-chan nest.Request // stays nil without --serve-fd
	ended := func(_, _ int) {}
	var server *nest.Server
	if opts.serve > 0 {
		var err error
		if server, err = nest.NewServer(opts.serve); err != nil {
			fmt.Fprintln(os.Stderr, "hold:", err)
			return exitCannot
		}
		requests, ended = server.Requests, server.Ended
	}

	main := 0
	if len(opts.command) > 0 {
		pid, err := start(opts, isApplet)
		if err != nil {
			fmt.Fprintln(os.Stderr, "hold:", err)
			return statusOf(err)
		}
		main = pid
	}
	l := line{main: main, signals: signals, children: children, dead: dead, server: server, ended: ended}
	return l.wait(requests)
}

// line is what hold waits at: its signals, its children, and who holds the other end.
type line struct {
	main              int
	signals, children <-chan os.Signal
	dead              <-chan struct{}
	server            *nest.Server
	ended             func(pid, status int)
}

// wait waits for whichever comes first: a signal to pass on, a child's end, a request, or the end of the line.
func (l *line) wait(requests <-chan nest.Request) int {
	for {
		select {
		case <-l.dead:
			killAll()
			return exitSignal + int(unix.SIGKILL)
		case r, open := <-requests:
			if !open {
				killAll()
				return exitSignal + int(unix.SIGKILL)
			}
			l.server.Do(r)
		case s := <-l.signals:
			n, _ := s.(syscall.Signal) // every signal of Linux is one
			if l.main != 0 {
				_ = unix.Kill(l.main, n)
			} else if ends(n) {
				return exitSignal + int(n)
			}
		case <-l.children:
			if status, ended := reap(l.main, l.ended); ended {
				if os.Getpid() != 1 {
					killAll() // no namespace goes down with us
				}
				return status
			}
		}
	}
}

// forwarded are the signals that somebody may send to the sandbox and that its command should get.
func forwarded() []os.Signal {
	return []os.Signal{
		unix.SIGHUP, unix.SIGINT, unix.SIGQUIT, unix.SIGTERM, unix.SIGUSR1, unix.SIGUSR2, unix.SIGWINCH, unix.SIGCONT,
		unix.SIGTSTP,
	}
}

// ends reports whether a signal ends an idle hold.
func ends(s syscall.Signal) bool {
	return s == unix.SIGTERM || s == unix.SIGINT || s == unix.SIGHUP || s == unix.SIGQUIT
}

// watch closes dead when r ends. What comes in before is of no interest.
func watch(r io.Reader, dead chan<- struct{}) {
	buf := make([]byte, 64)
	for {
		if _, err := r.Read(buf); err != nil {
			close(dead)
			return
		}
	}
}

// reap collects every child that has ended and tells of each, and says whether the main one is among them, and with
// what status. Several children may stand behind one SIGCHLD.
func reap(main int, tell func(pid, status int)) (status int, ended bool) {
	for {
		var ws unix.WaitStatus
		pid, err := unix.Wait4(-1, &ws, unix.WNOHANG, nil)
		if errors.Is(err, unix.EINTR) {
			continue
		}
		if err != nil || pid <= 0 {
			return status, ended
		}
		code := ws.ExitStatus()
		if ws.Signaled() {
			code = exitSignal + int(ws.Signal())
		}
		if pid == main {
			status, ended = code, true
		}
		tell(pid, code)
	}
}

// start runs the command and returns its PID.
func start(opts options, isApplet func(string) bool) (int, error) {
	path, err := lookup(opts.command[0], isApplet)
	if err != nil {
		return 0, err
	}
	stdin := os.Stdin.Fd()
	if opts.deadMan {
		null, err := os.Open(os.DevNull)
		if err != nil {
			return 0, err
		}
		defer null.Close()
		stdin = null.Fd()
	}
	pid, err := syscall.ForkExec(path, opts.command, &syscall.ProcAttr{
		Env:   os.Environ(),
		Files: []uintptr{stdin, os.Stdout.Fd(), os.Stderr.Fd()},
	})
	if err != nil {
		return 0, &os.PathError{Op: "exec", Path: path, Err: err}
	}
	return pid, nil
}

// lookup finds the command's program in PATH. An applet without a link there is this very program under another name;
// the link is better, since the kernel names a process after the file that it was started from.
func lookup(name string, isApplet func(string) bool) (string, error) {
	path, err := exec.LookPath(name)
	if err != nil && isApplet(name) {
		return "/proc/self/exe", nil
	}
	return path, err
}

// statusOf is what a shell would return for a command that did not start.
func statusOf(err error) int {
	if errors.Is(err, exec.ErrNotFound) || errors.Is(err, os.ErrNotExist) {
		return exitNotFound
	}
	return exitCannot
}
