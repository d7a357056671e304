//go:build linux

// Package hold is PID 1 of every sandbox.
//
//	labbox hold [--dead-man | --serve-fd N] [--] [COMMAND [ARG]…]
//
// It starts the command, forwards signals to it, reaps whatever becomes an orphan in the sandbox, and ends with the
// command's status (128+n after signal n); the kernel then kills what is left. Without a command it stays until a
// signal ends it.
//
// With --dead-man it holds a line to the program that started the sandbox: when its standard input ends, whatever the
// reason, it kills every process of the sandbox and exits at once. So nothing outlives that program, even if it was
// killed. The command never gets this standard input.
//
// With --serve-fd the line is a socket of the embedded engine, N its descriptor: hold starts further processes for it
// (package nest says how they talk), and ends in the same way when it ends.
//
// Where the sandbox shares another's PID namespace hold is not PID 1 and must not kill everything it can see: then it
// adopts the orphans among its descendants (PR_SET_CHILD_SUBREAPER) and kills those alone.
package hold

import (
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/k8slab/k8slab/cmd/labbox/internal/threads"
)

// Exit codes of hold itself, those a shell would use.
const (
	exitUsage    = 2
	exitCannot   = 126 // the command exists but cannot be run
	exitNotFound = 127
	exitSignal   = 128 // plus the signal's number
)

// options is hold's command line.
type options struct {
	deadMan bool
	serve   int // descriptor of the engine's socket; 0 for none
	command []string
}

// Main runs hold and returns its exit status. isApplet tells which commands are labbox itself: those need no file.
func Main(args []string, isApplet func(name string) bool) int {
	opts, err := parse(args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "hold:", err)
		return exitUsage
	}
	threads.Ready(threads.Enough) // PID 1 must live whatever its sandbox does with the pids limit.
	return run(opts, isApplet)
}

func parse(args []string) (options, error) {
	var opts options
	for i := 0; i < len(args); i++ {
		arg := args[i]
		switch {
		case arg == "--serve-fd" && i+1 < len(args):
			fd, err := strconv.Atoi(args[i+1])
			if err != nil || fd < 3 {
				return opts, fmt.Errorf("%s %s is no descriptor", arg, args[i+1])
			}
			opts.serve = fd
			i++
		case arg == "--dead-man":
			opts.deadMan = true
		case arg == "--":
			opts.command = args[i+1:]
			return opts, nil
		case strings.HasPrefix(arg, "-"):
			return opts, fmt.Errorf("unknown option %s; usage: hold [--dead-man | --serve-fd N] [--] [COMMAND [ARG]…]", arg)
		default:
			opts.command = args[i:]
			return opts, nil
		}
	}
	return opts, nil
}
