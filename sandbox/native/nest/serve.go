//go:build linux

package nest

import (
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// Server carries out, inside a sandbox, what the engine asks of its PID 1. It is for one goroutine, the one that reaps
// children, so that none can end before it is known.
type Server struct {
	conn  *Conn
	procs map[int]int // PID by the engine's ID
	// Requests delivers what was asked; it is closed when the engine is gone.
	Requests chan Request
}

// Request is one thing to do, with the files that came with it.
type Request struct {
	message ToSandbox
	files   []*os.File
}

// NewServer takes over the socket, says that it is ready, and begins to receive. Signals must be caught by then.
func NewServer(fd int) (*Server, error) {
	conn, err := NewConn(fd)
	if err != nil {
		return nil, err
	}
	if err := conn.Send(FromSandbox{Ready: true}); err != nil {
		return nil, err
	}
	s := &Server{conn: conn, procs: map[int]int{}, Requests: make(chan Request)}
	go func() {
		defer close(s.Requests)
		for {
			var r Request
			var err error
			if r.files, err = conn.Receive(&r.message); err != nil {
				return
			}
			s.Requests <- r
		}
	}()
	return s, nil
}

// Do carries out a request.
func (s *Server) Do(r Request) {
	defer closeAll(r.files)
	switch m := r.message; {
	case m.Exec != nil:
		s.exec(*m.Exec, r.files)
	case m.Kill != nil:
		if pid := s.procs[m.Kill.ID]; pid > 1 {
			_ = unix.Kill(-pid, unix.Signal(m.Kill.Signal))
		}
	case m.Hosts != nil:
		_ = os.WriteFile("/etc/hosts", []byte(*m.Hosts), 0o644) //nolint:gosec // all users read it
		_ = s.conn.Send(FromSandbox{Hosted: true})
	}
}

// Ended tells the engine that a child has ended, if it is one that the engine asked for.
func (s *Server) Ended(pid, code int) {
	for id, p := range s.procs {
		if p == pid {
			delete(s.procs, id)
			_ = s.conn.Send(FromSandbox{Ended: &Ended{ID: id, Code: code}})
			return
		}
	}
}

// exec starts a process in a session of its own.
func (s *Server) exec(e Exec, files []*os.File) {
	started := Started{ID: e.ID}
	pid, terminal, err := start(e, files)
	if f := fault("execve", err); f != nil {
		started.Errno, started.Text = max(f.Errno, 1), f.Text
		_ = s.conn.Send(FromSandbox{Started: &started})
		return
	}
	s.procs[e.ID] = pid
	if terminal == nil {
		_ = s.conn.Send(FromSandbox{Started: &started})
		return
	}
	_ = s.conn.Send(FromSandbox{Started: &started}, terminal)
	_ = terminal.Close()
}

func start(e Exec, files []*os.File) (int, *os.File, error) {
	if len(e.Args) == 0 {
		return 0, nil, syscall.EINVAL
	}
	env := append(os.Environ(), e.Env...)
	path, err := lookPath(e.Args[0], env)
	if err != nil {
		return 0, nil, err
	}
	attr := &syscall.ProcAttr{Env: env, Sys: &syscall.SysProcAttr{Setsid: true}}
	if !e.TTY {
		if len(files) != 3 {
			return 0, nil, syscall.EPROTO
		}
		for _, f := range files {
			attr.Files = append(attr.Files, f.Fd())
		}
		pid, err := syscall.ForkExec(path, e.Args, attr)
		return pid, nil, err
	}
	master, slave, err := openTerminal(e.Cols, e.Rows)
	if err != nil {
		return 0, nil, err
	}
	defer slave.Close()
	attr.Files = []uintptr{slave.Fd(), slave.Fd(), slave.Fd()}
	attr.Sys.Setctty = true
	pid, err := syscall.ForkExec(path, e.Args, attr)
	if err != nil {
		_ = master.Close()
		return 0, nil, err
	}
	return pid, master, nil
}

// lookPath finds a program in the PATH of the environment that it will have.
func lookPath(name string, env []string) (string, error) {
	if strings.Contains(name, "/") {
		return name, nil
	}
	for _, variable := range slices.Backward(env) {
		path, ok := strings.CutPrefix(variable, "PATH=")
		if !ok {
			continue
		}
		for dir := range strings.SplitSeq(path, ":") {
			if found, err := exec.LookPath(dir + "/" + name); dir != "" && err == nil {
				return found, nil
			}
		}
		break
	}
	return "", syscall.ENOENT
}

// openTerminal makes a pair of pseudo-terminals of the sandbox's own, cols × rows cells.
func openTerminal(cols, rows int) (master, slave *os.File, err error) {
	fd, err := unix.Open("/dev/ptmx", unix.O_RDWR|unix.O_NOCTTY|unix.O_CLOEXEC, 0)
	if err != nil {
		return nil, nil, err
	}
	master = os.NewFile(uintptr(fd), "/dev/ptmx")
	defer func() {
		if err != nil {
			_ = master.Close()
		}
	}()
	if err = unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0); err != nil {
		return nil, nil, err
	}
	n, err := unix.IoctlGetUint32(fd, unix.TIOCGPTN)
	if err != nil {
		return nil, nil, err
	}
	if cols > 0 && rows > 0 {
		size := unix.Winsize{Col: uint16(min(cols, 0xffff)), Row: uint16(min(rows, 0xffff))}
		if err = unix.IoctlSetWinsize(fd, unix.TIOCSWINSZ, &size); err != nil {
			return nil, nil, err
		}
	}
	name := "/dev/pts/" + strconv.FormatUint(uint64(n), 10)
	sfd, err := unix.Open(name, unix.O_RDWR|unix.O_NOCTTY|unix.O_CLOEXEC, 0)
	if err != nil {
		return nil, nil, err
	}
	return master, os.NewFile(uintptr(sfd), name), nil
}
