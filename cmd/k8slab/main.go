// Command k8slab teaches what containers and Kubernetes are, in Korean, in a terminal: lessons beside live labs that
// start real containers and show their namespaces and cgroups as they change.
//
// This package only wires: flags and environment in, one of the commands below, an exit code out. What the program does
// lives in tui (the screen), labs (the lab engine), lessons (the course) and sandbox (the engines).
package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/k8slab/k8slab/sandbox"
	"github.com/k8slab/k8slab/tui"
)

// Exit codes, as --help lists them.
const (
	exitOK          = 0
	exitFailed      = 1 // a check failed
	exitUsage       = 2
	exitNoEngine    = 3
	exitInterrupted = 130
)

func main() {
	if len(os.Args) == 2 && os.Args[1] == watchArg {
		os.Exit(watchMain())
	}
	hasten()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	code := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run is the whole program as a function of its surroundings.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	out := &sink{Writer: stdout}
	a := &app{stdin: stdin, stdout: out, stderr: stderr, getenv: os.Getenv}
	if f, ok := stdout.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		a.stdout = f // Whoever draws needs the terminal itself.
	}
	root := a.command()
	root.SetArgs(withDebugFile(args))
	root.SetIn(stdin)
	root.SetOut(a.stdout)
	root.SetErr(stderr)
	err := a.execute(ctx, root)
	a.close()
	if ctx.Err() != nil {
		return exitInterrupted
	}
	if out.failed {
		err = &failure{exitFailed, "출력을 다 쓰지 못했어요.", "디스크에 자리가 남았는지 보세요."}
	}
	return a.report(err)
}

// execute runs the command. A panic outside of the screen, which restores the terminal and reports its own, ends like
// one inside: with an account in a file.
func (a *app) execute(ctx context.Context, root *cobra.Command) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = a.crashed(&tui.Panic{Value: v, Stack: debug.Stack()})
		}
	}()
	return a.unforeseen(root.ExecuteContext(ctx))
}

// unforeseen makes a sentence of an error that nobody made one of: it is ours to mend and says nothing to a learner, who
// gets it in the log. Before configure has run, such an error is the command line parser's, and has its sentence elsewhere.
func (a *app) unforeseen(err error) error {
	f, ok := errors.AsType[*failure](err)
	e, known := errors.AsType[*sandbox.Error](err)
	switch {
	case err == nil || a.log == nil || misuse(err) != "":
		return err
	case ok:
		return f
	case known:
		a.log.Error("failed", "kind", e.Kind, "err", e)
		return e
	}
	a.log.Error("unforeseen", "err", err)
	return &failure{
		exitFailed, "생각하지 못한 잘못이 생겨서 멈췄어요.",
		"다시 해 보고, 또 그러면 --debug를 붙여 실행한 기록을 k8slab을 만드는 사람들에게 보내 주세요.",
	}
}

// failure is an error that ends the program: an exit code, one sentence of what happened and one of what to do.
type failure struct {
	code int
	what string
	do   string
}

func (f *failure) Error() string { return f.what }

// report tells the user about an error, and gives the exit code.
func (a *app) report(err error) int {
	if err == nil {
		return exitOK
	}
	if f, ok := errors.AsType[*failure](err); ok {
		a.tell(f.what, f.do)
		return f.code
	}
	if e, ok := errors.AsType[*sandbox.Error](err); ok {
		a.tell(e.What, e.Do)
		if e.Kind == sandbox.KindUnreachable || e.Kind == sandbox.KindDenied {
			return exitNoEngine
		}
		return exitFailed
	}
	// What remains comes from the command line parser.
	a.tell(cmp.Or(misuse(err), "명령을 이해하지 못했어요."), "k8slab --help로 쓰는 법을 볼 수 있어요.")
	return exitUsage
}

// tell says on stderr what happened and what to do, in the interface's language.
func (a *app) tell(what, do string) {
	if what != "" {
		fmt.Fprintln(a.stderr, "k8slab: "+a.say.T(what))
	}
	if do != "" {
		fmt.Fprintln(a.stderr, "  "+a.say.T(do))
	}
}
