//go:build linux

package shell

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"mvdan.cc/sh/v3/expand"
	"mvdan.cc/sh/v3/interp"
	"mvdan.cc/sh/v3/syntax"
)

// Shell is one running shell.
type Shell struct {
	isApplet    func(string) bool
	names       []string // of applets, for completion
	interactive bool
	tty         *terminal // nil: no job control
	jobs        jobs
	builtins    map[string]builtin
	history     []string
	runner      *interp.Runner
	interrupts  chan os.Signal
	suspends    chan os.Signal
	warned      bool // about stopped jobs, at exit
}

// Main is the program "sh"; args[0] is its name. applets are the names that labbox itself can be.
func Main(args []string, applets []string) int {
	opt, err := parseOptions(args)
	if err != nil {
		fmt.Fprintf(os.Stderr, "sh: %v\n", err)
		return 2
	}
	if opt.help {
		fmt.Print(usage)
		return 0
	}
	known := make(map[string]bool, len(applets))
	for _, a := range applets {
		known[a] = true
	}
	s := &Shell{isApplet: func(name string) bool { return known[name] }, names: applets}
	s.builtins = s.table()
	if opt.command != nil {
		execSimple(*opt.command, opt, known)
	}
	if err := s.init(opt); err != nil {
		fmt.Fprintf(os.Stderr, "sh: %v\n", err)
		return 2
	}
	switch {
	case opt.command != nil:
		return s.script(strings.NewReader(*opt.command), "sh")
	case opt.file != "":
		f, err := os.Open(opt.file)
		if err != nil {
			fmt.Fprintf(os.Stderr, "sh: %s: No such file or directory\n", opt.file)
			return 127
		}
		defer f.Close()
		return s.script(f, opt.file)
	case s.interactive:
		return s.interact()
	default:
		return s.script(byteReader{os.Stdin}, "sh")
	}
}

// init makes the interpreter.
func (s *Shell) init(opt options) error {
	s.interactive = opt.interactive
	env := expand.ListEnviron(append([]string{"PATH=/bin:/sbin:/usr/bin:/usr/sbin", "HOME=/"}, os.Environ()...)...)
	r, err := interp.New(
		interp.StdIO(os.Stdin, os.Stdout, os.Stderr),
		interp.Env(env),
		interp.Interactive(s.interactive),
		interp.Params(append(append([]string{}, opt.set...), append([]string{"--"}, opt.params...)...)...),
		interp.CallHandler(s.call),
		interp.ExecHandlers(func(interp.ExecHandlerFunc) interp.ExecHandlerFunc { return s.exec }),
	)
	if err != nil {
		return err
	}
	s.runner = r
	return r.Run(context.Background(), assign(varName, quoted(opt.name)))
}

// byteReader reads one byte at a time, so that the parser takes no more of standard input than the statement it is at:
// the rest may be meant for the program which that statement starts.
type byteReader struct{ r io.Reader }

func (b byteReader) Read(p []byte) (int, error) { return b.r.Read(p[:min(len(p), 1)]) }

// script runs statements as they come, without job control.
func (s *Shell) script(r io.Reader, name string) int {
	ctx := context.WithValue(context.Background(), jobKey{}, newJob(name))
	var status error
	for st, err := range syntax.NewParser().StmtsSeq(r) {
		if err != nil {
			fmt.Fprintf(os.Stderr, "sh: %v\n", err)
			return 2
		}
		status = s.run(ctx, s.runner, st)
		if s.runner.Exited() {
			break
		}
	}
	return exitCode(s.finish(ctx, status))
}

// run rewrites and runs one statement.
func (s *Shell) run(ctx context.Context, r *interp.Runner, st *syntax.Stmt) error {
	var status error
	file := &syntax.File{Stmts: []*syntax.Stmt{st}}
	rewrite(file)
	for _, st := range file.Stmts {
		status = r.Run(ctx, st)
		if r.Exited() {
			break
		}
	}
	return status
}

// finish runs the EXIT trap, which the interpreter does at the end of a file.
func (s *Shell) finish(ctx context.Context, status error) error {
	before := exitCode(status)
	if err := s.runner.Run(ctx, &syntax.File{}); err != nil {
		return err
	}
	if before != 0 {
		return interp.ExitStatus(before)
	}
	return nil
}

// exitCode is the status of the last statement. Other errors than a status end the shell, and were not told yet.
func exitCode(err error) int {
	var status interp.ExitStatus
	switch {
	case err == nil:
		return 0
	case errors.As(err, &status):
		return int(status)
	}
	fmt.Fprintf(os.Stderr, "sh: %v\n", err)
	return 1
}
