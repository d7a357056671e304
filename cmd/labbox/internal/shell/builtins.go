//go:build linux

package shell

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"
	"mvdan.cc/sh/v3/interp"
)

// builtin is a command of this package. It may return an interp.ExitStatus.
type builtin func(ctx context.Context, args []string) error

func (s *Shell) table() map[string]builtin {
	return map[string]builtin{
		prefix + "newjob": s.newJob, prefix + "jobpid": s.jobPID, prefix + "jobend": s.jobEnd,
		prefix + "jobs": s.jobsCommand, prefix + "fg": s.fg, prefix + "bg": s.bg,
		prefix + "kill": s.kill, prefix + "wait": s.waitCommand,
		prefix + "history": s.historyCommand, prefix + "umask": umask, prefix + "ulimit": ulimit,
		prefix + "help": s.help, prefix + "status": setStatus,
		prefix + "printf": s.printf,
	}
}

// statusInterrupted is what a shell says of a command that Ctrl-C ended.
const statusInterrupted = 128 + int(unix.SIGINT)

// setStatus does nothing but have the status it is told, for $? to show it.
func setStatus(_ context.Context, args []string) error {
	status, _ := strconv.Atoi(args[1])
	return interp.ExitStatus(status)
}

// printf is left to the program: the interpreter's own knows but a few formats. It has to set variables itself.
func (s *Shell) printf(ctx context.Context, args []string) error {
	if len(args) > 1 && args[1] == "-v" {
		return interp.HandlerCtx(ctx).Builtin(ctx, append([]string{"printf"}, args[1:]...))
	}
	return s.exec(ctx, append([]string{"printf"}, args[1:]...))
}

// complain prints an error as a shell does and gives exit status 1.
func complain(ctx context.Context, name string, err error) error {
	fmt.Fprintf(interp.HandlerCtx(ctx).Stderr, "sh: %s: %v\n", strings.TrimPrefix(name, prefix), err)
	return interp.ExitStatus(1)
}

// newJob makes a background job and prints its number for the two commands below.
func (s *Shell) newJob(ctx context.Context, args []string) error {
	j := newJob(args[1])
	s.jobs.add(j)
	// A job that was started by a statement which Ctrl-C ended never comes to its last command.
	context.AfterFunc(ctx, func() { j.finish(statusInterrupted) })
	fmt.Fprintln(interp.HandlerCtx(ctx).Stdout, j.id)
	return nil
}

// jobPID prints what $! is to be: the first process of the job. A job of builtins alone has none; kill and wait
// understand its number as well.
func (s *Shell) jobPID(ctx context.Context, args []string) error {
	const patience = 300 * time.Millisecond
	hc := interp.HandlerCtx(ctx)
	id, _ := strconv.Atoi(args[1])
	j := s.jobs.byID(id)
	if j == nil {
		return nil
	}
	pid := "%" + args[1]
	select {
	case <-j.started:
		pid = strconv.Itoa(j.first)
	case <-j.done:
	case <-time.After(patience):
	}
	fmt.Fprintln(hc.Stdout, pid)
	if s.interactive {
		fmt.Fprintf(hc.Stderr, "[%d] %s\n", j.id, pid)
	}
	return nil
}

// jobEnd is the last command of a background job.
func (s *Shell) jobEnd(ctx context.Context, args []string) error {
	status, _ := strconv.Atoi(args[1])
	if j := s.jobOf(ctx); j != nil && j.id != 0 {
		j.finish(status)
	}
	return nil
}

func (s *Shell) jobsCommand(ctx context.Context, args []string) error {
	out := interp.HandlerCtx(ctx).Stdout
	for _, j := range s.jobs.background() {
		if slices.Contains(args, "-p") {
			fmt.Fprintln(out, j.first)
			continue
		}
		fmt.Fprintln(out, s.jobs.line(j, slices.Contains(args, "-l")))
		if j.ended() {
			s.jobs.remove(j)
		}
	}
	return nil
}

func (s *Shell) findArg(args []string) (*job, error) {
	if s.tty == nil {
		return nil, fmt.Errorf("no job control")
	}
	spec := ""
	if len(args) > 1 {
		spec = args[1]
		if !strings.HasPrefix(spec, "%") {
			spec = "%" + spec
		}
	}
	j, err := s.jobs.find(spec)
	if err == nil && j.ended() {
		return nil, fmt.Errorf("job has terminated")
	}
	return j, err
}

// fg brings a job to the foreground and waits until it ends or is stopped again.
func (s *Shell) fg(ctx context.Context, args []string) error {
	j, err := s.findArg(args)
	if err != nil {
		return complain(ctx, args[0], err)
	}
	fmt.Fprintln(interp.HandlerCtx(ctx).Stdout, j.text)
	j.mu.Lock()
	j.foreground, j.stopped = true, false
	select {
	case <-j.stops:
	default:
	}
	if j.modes != nil {
		s.tty.restore(j.modes)
	}
	if j.group != 0 {
		s.tty.give(j.group)
		_ = unix.Kill(-j.group, unix.SIGCONT)
	}
	j.mu.Unlock()
	if status := s.watch(ctx, j); status != 0 {
		return interp.ExitStatus(status)
	}
	return nil
}

// bg lets a stopped job go on in the background.
func (s *Shell) bg(ctx context.Context, args []string) error {
	j, err := s.findArg(args)
	if err != nil {
		return complain(ctx, args[0], err)
	}
	j.mu.Lock()
	j.stopped = false
	j.mu.Unlock()
	fmt.Fprintf(interp.HandlerCtx(ctx).Stdout, "[%d]%s %s &\n", j.id, s.jobs.mark(j), j.text)
	if err := j.signal(unix.SIGCONT); err != nil {
		return complain(ctx, args[0], err)
	}
	return nil
}

// kill signals jobs; what is no job is left to the program kill.
func (s *Shell) kill(ctx context.Context, args []string) error {
	isJob := func(a string) bool { return strings.HasPrefix(a, "%") }
	if !slices.ContainsFunc(args, isJob) {
		return s.exec(ctx, append([]string{"kill"}, args[1:]...))
	}
	sig, rest := unix.SIGTERM, args[1:]
	if len(rest) > 1 && strings.HasPrefix(rest[0], "-") {
		name := strings.TrimPrefix(rest[0], "-")
		rest = rest[1:]
		if name == "s" || name == "n" {
			name, rest = rest[0], rest[1:]
		}
		if sig = parseSignal(name); sig < 0 {
			return complain(ctx, args[0], fmt.Errorf("%s: invalid signal specification", name))
		}
	}
	for _, spec := range rest {
		if !isJob(spec) {
			spec = strings.TrimSpace(spec)
			if err := s.exec(ctx, []string{"kill", "-" + strconv.Itoa(int(sig)), spec}); err != nil {
				return err
			}
			continue
		}
		j, err := s.jobs.find(spec)
		if err != nil {
			return complain(ctx, args[0], err)
		}
		if err := j.signal(sig); err != nil {
			return complain(ctx, args[0], fmt.Errorf("%s: %w", spec, err))
		}
		if sig == unix.SIGTERM || sig == unix.SIGHUP {
			_ = j.signal(unix.SIGCONT) // a stopped job would not hear of it
		}
	}
	return nil
}

func parseSignal(name string) unix.Signal {
	if n, err := strconv.Atoi(name); err == nil && n >= 0 && n < 65 {
		return unix.Signal(n)
	}
	name = strings.ToUpper(name)
	if !strings.HasPrefix(name, "SIG") {
		name = "SIG" + name
	}
	if sig := unix.SignalNum(name); sig != 0 {
		return sig
	}
	return -1
}

// waitCommand waits for jobs: all of them, or those named by number or process ID.
func (s *Shell) waitCommand(ctx context.Context, args []string) error {
	var list []*job
	for _, spec := range args[1:] {
		if strings.HasPrefix(spec, "-") {
			continue
		}
		j, err := s.jobs.find(spec)
		if err != nil {
			_ = complain(ctx, args[0], fmt.Errorf("pid %s is not a child of this shell", spec))
			return interp.ExitStatus(127)
		}
		list = append(list, j)
	}
	if len(args) == 1 {
		list = s.jobs.background()
	}
	status := 0
	for _, j := range list {
		select {
		case <-j.done:
		case <-ctx.Done():
			return interp.ExitStatus(statusInterrupted)
		}
		if len(args) > 1 {
			status = j.status
		}
		if !s.interactive {
			s.jobs.remove(j)
		}
	}
	if status != 0 {
		return interp.ExitStatus(status)
	}
	return nil
}

func (s *Shell) historyCommand(ctx context.Context, _ []string) error {
	for i, line := range s.history {
		fmt.Fprintf(interp.HandlerCtx(ctx).Stdout, "%5d  %s\n", i+1, line)
	}
	return nil
}

func umask(ctx context.Context, args []string) error {
	if len(args) == 1 {
		old := unix.Umask(0)
		unix.Umask(old)
		fmt.Fprintf(interp.HandlerCtx(ctx).Stdout, "%04o\n", old)
		return nil
	}
	mask, err := strconv.ParseUint(args[1], 8, 12)
	if err != nil {
		return complain(ctx, args[0], fmt.Errorf("%s: invalid mask", args[1]))
	}
	unix.Umask(int(mask))
	return nil
}
