//go:build linux

package native

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"golang.org/x/sys/unix"

	"github.com/k8slab/k8slab/sandbox"
	"github.com/k8slab/k8slab/sandbox/native/nest"
)

// Exec starts one more process inside the sandbox: PID 1 does, since only what is inside can start something there.
func (s *session) Exec(ctx context.Context, name string, cmd sandbox.Command) (sandbox.Process, error) {
	var p *process
	err := s.operate(ctx, "exec", name, func(ctx context.Context, rec *recorder) (string, error) {
		if len(cmd.Args) == 0 {
			return "", invalid("실행할 명령이 없어요.")
		}
		b, l, err := s.running(name)
		if err != nil {
			return "", err
		}
		line := s.execLine(l.pid, cmd)
		s.mu.Lock()
		paused := b.status.State == sandbox.StatePaused
		s.mu.Unlock()
		if paused {
			return line, &sandbox.Error{
				Kind: sandbox.KindFailed, What: fmt.Sprintf("‘%s’ 컨테이너는 멈춰 있어서 아무것도 실행할 수 없어요.", name),
				Do: "먼저 다시 돌게(resume) 하세요.",
			}
		}
		return line, rec.call("sendmsg(PID 1) + execve("+cmd.Args[0]+")", func() error {
			p, err = l.exec(ctx, cmd)
			return err
		})
	})
	if err != nil {
		return nil, err
	}
	return p, nil
}

// process is one that PID 1 started. It implements sandbox.Process.
type process struct {
	life   *life
	id     int
	master *os.File // its terminal's other end, if it has one
	ours   []*os.File
	copies sync.WaitGroup

	started chan started
	done    chan struct{}
	code    int
}

// started is PID 1's answer.
type started struct {
	nest.Started
	files []*os.File
}

// exec asks PID 1 and waits for its answer.
func (l *life) exec(ctx context.Context, cmd sandbox.Command) (*process, error) {
	p := &process{life: l, started: make(chan started, 1), done: make(chan struct{})}
	l.mu.Lock()
	if l.dead {
		l.mu.Unlock()
		return nil, notRunning(l.box.spec.Name)
	}
	l.serial++
	p.id = l.serial
	l.execs[p.id] = p
	l.mu.Unlock()
	if err := p.begin(ctx, cmd); err != nil {
		l.mu.Lock()
		delete(l.execs, p.id)
		l.mu.Unlock()
		p.closeOurs()
		return nil, err
	}
	return p, nil
}

func (p *process) begin(ctx context.Context, cmd sandbox.Command) error {
	request := nest.Exec{ID: p.id, Args: cmd.Args, Env: cmd.Env, TTY: cmd.TTY, Cols: cmd.Cols, Rows: cmd.Rows}
	var theirs []*os.File
	if !cmd.TTY {
		var err error
		if theirs, err = p.pipes(cmd); err != nil {
			return err
		}
	}
	err := p.life.conn.Send(nest.ToSandbox{Exec: &request}, theirs...)
	closeFiles(theirs)
	if err != nil {
		return errors.Join(notRunning(p.life.box.spec.Name), err)
	}
	select {
	case answer := <-p.started:
		if answer.Errno != 0 {
			closeFiles(answer.files)
			return cannotExec(cmd.Args[0], unix.Errno(answer.Errno))
		}
		if cmd.TTY && len(answer.files) == 1 {
			return p.terminal(answer.files[0], cmd)
		}
		return nil
	case <-p.life.ended:
		return notRunning(p.life.box.spec.Name)
	case <-ctx.Done():
		return ctx.Err()
	}
}

func cannotExec(name string, errno unix.Errno) error {
	if errors.Is(errno, unix.ENOENT) {
		return &sandbox.Error{
			Kind: sandbox.KindNotFound, What: fmt.Sprintf("컨테이너 안에 ‘%s’ 프로그램이 없어요.", name),
			Do: "이름을 확인하세요.", Err: errno,
		}
	}
	return &sandbox.Error{
		Kind: sandbox.KindFailed, What: fmt.Sprintf("‘%s’ 프로그램을 실행하지 못했어요: %s", name, errno.Error()),
		Do: "컨테이너의 태스크 수와 메모리 제한을 확인하세요.", Err: errno,
	}
}

// pipes connects the streams that the caller gave; what is not given is /dev/null. It returns the process's ends.
func (p *process) pipes(cmd sandbox.Command) ([]*os.File, error) {
	var theirs []*os.File
	add := func(reads bool, connect func(ours *os.File)) error {
		if connect == nil {
			null, err := os.OpenFile(os.DevNull, os.O_RDWR, 0)
			theirs = append(theirs, null)
			return err
		}
		r, w, err := os.Pipe()
		if err != nil {
			return err
		}
		if reads {
			theirs, p.ours = append(theirs, r), append(p.ours, w)
			connect(w)
			return nil
		}
		theirs, p.ours = append(theirs, w), append(p.ours, r)
		connect(r)
		return nil
	}
	var stdin, stdout, stderr func(*os.File)
	if cmd.Stdin != nil {
		stdin = func(w *os.File) {
			go func() {
				_, _ = io.Copy(w, cmd.Stdin)
				_ = w.Close()
			}()
		}
	}
	if cmd.Stdout != nil {
		stdout = func(r *os.File) { p.copies.Go(func() { _, _ = io.Copy(cmd.Stdout, r) }) }
	}
	if cmd.Stderr != nil {
		stderr = func(r *os.File) { p.copies.Go(func() { _, _ = io.Copy(cmd.Stderr, r) }) }
	}
	err := errors.Join(add(true, stdin), add(false, stdout))
	if err == nil && cmd.Stdout != nil && same(cmd.Stdout, cmd.Stderr) {
		// One pipe keeps the order, and a writer that is not made for two goroutines whole.
		return append(theirs, theirs[1]), nil
	}
	if err = errors.Join(err, add(false, stderr)); err != nil {
		closeFiles(theirs)
		return nil, err
	}
	return theirs, nil
}

// same reports whether two writers are one. Some cannot be compared; those are two.
func same(a, b io.Writer) (equal bool) {
	defer func() {
		if recover() != nil {
			equal = false
		}
	}()
	return a == b
}

// terminal connects the streams to the terminal's master.
func (p *process) terminal(received *os.File, cmd sandbox.Command) error {
	master, err := pollable(received)
	if err != nil {
		return fail(err)
	}
	p.master, p.ours = master, []*os.File{master}
	if cmd.Stdin != nil {
		go func() { _, _ = io.Copy(master, cmd.Stdin) }()
	}
	out := cmd.Stdout
	if out == nil {
		out = io.Discard
	}
	// The read fails (EIO) once nobody has the terminal open any more.
	p.copies.Go(func() { _, _ = io.Copy(out, master) })
	return nil
}

// pollable takes over a file so that closing it ends a read that waits: a job that a shell left in the background keeps
// its terminal open for as long as it runs.
func pollable(f *os.File) (*os.File, error) {
	defer f.Close()
	fd, err := unix.FcntlInt(f.Fd(), unix.F_DUPFD_CLOEXEC, 0)
	if err != nil {
		return nil, os.NewSyscallError("fcntl", err)
	}
	if err := unix.SetNonblock(fd, true); err != nil {
		_ = unix.Close(fd)
		return nil, os.NewSyscallError("fcntl", err)
	}
	return os.NewFile(uintptr(fd), f.Name()), nil
}

// Resize changes the size of its terminal, in cells; the kernel sends SIGWINCH.
func (p *process) Resize(_ context.Context, cols, rows int) error {
	if p.master == nil {
		return invalid("터미널이 없는 프로세스예요.")
	}
	if cols < 1 || rows < 1 || cols > 0xffff || rows > 0xffff {
		return invalid("터미널 크기가 잘못되었어요.")
	}
	size := unix.Winsize{Col: uint16(cols), Row: uint16(rows)}
	raw, err := p.master.SyscallConn()
	if err != nil {
		return fail(err)
	}
	var failed error
	err = raw.Control(func(fd uintptr) { failed = unix.IoctlSetWinsize(int(fd), unix.TIOCSWINSZ, &size) })
	return fail(errors.Join(err, failed))
}

// drainTime is how long Wait waits for the rest of the output of a process that has ended. Something that it left behind
// may hold its streams open for ever.
const drainTime = 500 * time.Millisecond

// Wait returns the exit code.
func (p *process) Wait() (int, error) {
	<-p.done
	copied := make(chan struct{})
	go func() {
		p.copies.Wait()
		close(copied)
	}()
	rest := time.NewTimer(drainTime)
	defer rest.Stop()
	select {
	case <-copied:
	case <-rest.C:
	}
	p.closeOurs()
	<-copied
	return p.code, nil
}

// Close ends the process with SIGHUP, as a closed terminal does, and frees its streams.
func (p *process) Close() error {
	select {
	case <-p.done:
	default:
		for _, signal := range []unix.Signal{unix.SIGHUP, unix.SIGCONT} {
			_ = p.life.send(nest.ToSandbox{Kill: &nest.Kill{ID: p.id, Signal: int(signal)}})
		}
	}
	p.closeOurs()
	return nil
}

func (p *process) closeOurs() { closeFiles(p.ours) }

// listen hands on what PID 1 says, until its socket ends.
func (l *life) listen() {
	ready := sync.OnceFunc(func() { close(l.ready) }) // A sandbox is not trusted to say it once.
	for {
		var m nest.FromSandbox
		files, err := l.conn.Receive(&m)
		if err != nil {
			return
		}
		switch {
		case m.Started != nil:
			if p := l.process(m.Started.ID); p != nil {
				p.started <- started{*m.Started, files}
				continue
			}
			// Nobody waits for it any more.
			_ = l.send(nest.ToSandbox{Kill: &nest.Kill{ID: m.Started.ID, Signal: int(unix.SIGKILL)}})
		case m.Ended != nil:
			l.end(m.Ended.ID, m.Ended.Code)
		case m.Ready:
			ready()
		case m.Hosted:
			select {
			case l.hosted <- struct{}{}:
			default:
			}
		}
		closeFiles(files)
	}
}

func (l *life) process(id int) *process {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.execs[id]
}

// end notes that a process has ended.
func (l *life) end(id, code int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if p := l.execs[id]; p != nil {
		delete(l.execs, id)
		p.code = code
		close(p.done)
	}
}

// failExecs ends what was running when PID 1 ended: the kernel killed it.
func (l *life) failExecs() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.dead = true
	for id, p := range l.execs {
		delete(l.execs, id)
		p.code = killed
		close(p.done)
	}
}
