//go:build linux

package shell

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/ergochat/readline"
	"golang.org/x/sys/unix"
	"mvdan.cc/sh/v3/syntax"
)

// interact is the read-eval loop on a terminal.
func (s *Shell) interact() int {
	// Caught signals get their default effect back in what we start; ignored ones would stay ignored.
	signal.Notify(make(chan os.Signal, 1), unix.SIGTTIN, unix.SIGTTOU, unix.SIGQUIT, unix.SIGTERM)
	s.interrupts, s.suspends = make(chan os.Signal, 1), make(chan os.Signal, 1)
	signal.Notify(s.interrupts, unix.SIGINT)
	signal.Notify(s.suspends, unix.SIGTSTP)
	s.tty = openTerminal()
	s.runQuiet("alias ll='ls -la'")
	lines, err := s.editor()
	if err != nil {
		fmt.Fprintf(os.Stderr, "sh: %v\n", err)
		return 1
	}
	defer lines.Close() //nolint:errcheck // the terminal's modes are back either way
	for {
		s.tellEnded()
		stmts, err := s.read(lines)
		if errors.Is(err, io.EOF) {
			if s.mayLeave() {
				return s.leave(0)
			}
			continue
		}
		if err != nil {
			continue
		}
		for _, st := range stmts {
			exit, code := s.foreground(st)
			if exit && s.mayLeave() {
				return s.leave(code)
			}
			if code == statusInterrupted {
				break // Ctrl-C is meant for the whole line
			}
		}
	}
}

// lineReader is the line editor, or plain reading where the terminal is too dumb for one.
type lineReader interface {
	line(prompt string) (string, error)
	Close() error
}

// read reads lines until they make whole statements.
func (s *Shell) read(lines lineReader) ([]*syntax.Stmt, error) {
	text, prompt := "", s.prompt()
	for {
		line, err := lines.line(prompt)
		if errors.Is(err, readline.ErrInterrupt) {
			return nil, err
		}
		if err != nil {
			if text != "" {
				fmt.Fprintln(os.Stderr, "sh: syntax error: unexpected end of file")
			}
			return nil, io.EOF
		}
		text += line + "\n"
		file, err := syntax.NewParser().Parse(strings.NewReader(text), "")
		switch {
		case err == nil && !strings.HasSuffix(line, `\`):
			s.remember(text)
			return file.Stmts, nil
		case err != nil && !syntax.IsIncomplete(err):
			s.remember(text)
			fmt.Fprintf(os.Stderr, "sh: syntax error: %s\n", withoutPosition(err))
			return nil, err
		}
		prompt = "> "
	}
}

func withoutPosition(err error) string {
	if parse, ok := errors.AsType[syntax.ParseError](err); ok {
		return parse.Text
	}
	return err.Error()
}

func (s *Shell) remember(text string) {
	if text = strings.TrimSpace(text); text != "" {
		s.history = append(s.history, text)
	}
}

// prompt is user@hostname:directory, and # for root.
func (s *Shell) prompt() string {
	host, _ := os.Hostname()
	end := "$"
	if os.Geteuid() == 0 {
		end = "#"
	}
	dir := s.runner.Dir
	if home := s.get("HOME"); len(home) > 1 && (dir == home || strings.HasPrefix(dir, home+"/")) {
		dir = "~" + dir[len(home):]
	}
	return fmt.Sprintf("\x1b[1;32m%s@%s\x1b[0m:\x1b[1;34m%s\x1b[0m%s ", userName(), host, dir, end)
}

// userName looks the user up in /etc/passwd.
func userName() string {
	uid := fmt.Sprint(os.Geteuid())
	data, _ := os.ReadFile("/etc/passwd")
	for line := range strings.Lines(string(data)) {
		if f := strings.Split(line, ":"); len(f) > 2 && f[2] == uid {
			return f[0]
		}
	}
	if uid == "0" {
		return "root"
	}
	return uid
}

func (s *Shell) get(name string) string {
	if v, ok := s.runner.Vars[name]; ok {
		return v.String()
	}
	return os.Getenv(name)
}

// runQuiet runs a line of our own.
func (s *Shell) runQuiet(text string) {
	file, err := syntax.NewParser().Parse(strings.NewReader(text), "")
	if err != nil {
		return
	}
	for _, st := range file.Stmts {
		_ = s.runner.Run(context.Background(), st)
	}
}

// foreground runs one statement to its end, or until it is stopped; the shell goes on with a copy of the interpreter
// then. It says whether the shell is to exit, and with which status.
func (s *Shell) foreground(st *syntax.Stmt) (exit bool, code int) {
	for _, before := range []chan os.Signal{s.interrupts, s.suspends} {
		select { // a Ctrl-C or Ctrl-Z that came before is not meant for this statement
		case <-before:
		default:
		}
	}
	runner, spare := s.runner, s.runner.Subshell()
	j := newJob(source(st))
	j.foreground = true
	ctx, cancel := context.WithCancel(context.WithValue(context.Background(), jobKey{}, j))
	j.cancel = cancel
	go func() {
		status := s.run(ctx, runner, st)
		if ctx.Err() != nil {
			j.finish(statusInterrupted) // the interpreter says Exited of a cancelled run too
			return
		}
		exit = runner.Exited()
		j.finish(exitCode(status))
	}()
	code = s.watch(ctx, j)
	if j.ended() && ctx.Err() == nil {
		return exit, code
	}
	if !j.ended() {
		s.runner = spare
	}
	s.runQuiet(prefix + "status " + strconv.Itoa(code))
	return false, code
}

// watch waits for a job in the foreground to end or to be stopped, and takes the terminal back. It returns the status.
func (s *Shell) watch(ctx context.Context, j *job) int {
	for {
		select {
		case <-j.done:
			s.reclaim(j)
			s.jobs.remove(j)
			return j.status
		case sig := <-j.stops:
			j.mu.Lock()
			j.stopped = true
			j.mu.Unlock()
			s.reclaim(j)
			s.jobs.current(j)
			fmt.Fprintf(os.Stderr, "\n%s\n", s.jobs.line(j, false))
			return 128 + int(sig)
		case <-s.interrupts:
			// The shell itself has the terminal: no process runs, so it is builtins that take so long.
			if j.cancel != nil {
				j.cancel()
			}
		case <-s.suspends:
			// The program already runs, but did not have the terminal yet when the key was pressed.
			j.suspend()
		case <-ctx.Done():
			<-j.done
		}
	}
}

// reclaim makes the shell the terminal's owner again, with its modes; the job keeps those it had set.
func (s *Shell) reclaim(j *job) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.foreground = false
	if s.tty == nil {
		return
	}
	j.modes = s.tty.save()
	s.tty.take()
	s.tty.restore(s.tty.modes)
}

// tellEnded tells once of each background job that has ended.
func (s *Shell) tellEnded() {
	for _, j := range s.jobs.background() {
		if j.ended() {
			fmt.Fprintln(os.Stderr, s.jobs.line(j, false))
			s.jobs.remove(j)
		}
	}
}

// mayLeave warns once of stopped jobs.
func (s *Shell) mayLeave() bool {
	for _, j := range s.jobs.background() {
		if j.state() == "Stopped" && !s.warned {
			s.warned = true
			fmt.Fprintln(os.Stderr, "There are stopped jobs.")
			return false
		}
	}
	return true
}

// leave ends stopped jobs, which nobody could continue, and those whose terminal is gone.
func (s *Shell) leave(code int) int {
	for _, j := range s.jobs.background() {
		if j.state() == "Stopped" {
			_ = j.signal(unix.SIGHUP)
			_ = j.signal(unix.SIGCONT)
		}
	}
	return code
}

// historyFile is ~/.sh_history if it can be written, else "".
func (s *Shell) historyFile() string {
	path := filepath.Join(s.get("HOME"), ".sh_history")
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return ""
	}
	f.Close()
	return path
}
