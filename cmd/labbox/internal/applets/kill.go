//go:build linux

package applets

import (
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

func ignoreHangup() { signal.Ignore(unix.SIGHUP) }

// ignoreKeys lets us live through Ctrl-C and Ctrl-\ that are meant for the program we wait for. The signals are caught
// and not ignored, which that program would inherit.
func ignoreKeys() { signal.Notify(make(chan os.Signal, 1), unix.SIGINT, unix.SIGQUIT) }

// signalNumber understands 9, KILL, SIGKILL and kill.
func signalNumber(s string) (unix.Signal, error) {
	if n, err := strconv.Atoi(s); err == nil && n >= 0 && n <= 64 {
		return unix.Signal(n), nil
	}
	name := strings.ToUpper(s)
	if !strings.HasPrefix(name, "SIG") {
		name = "SIG" + name
	}
	if sig := unix.SignalNum(name); sig != 0 {
		return sig, nil
	}
	return 0, fmt.Errorf("%s: invalid signal specification", s)
}

// takeSignal takes -9, -KILL, -s KILL or -n 9 from the front of the arguments.
func takeSignal(args []string) (unix.Signal, []string, error) {
	if len(args) == 0 || !strings.HasPrefix(args[0], "-") || len(args[0]) < 2 {
		return unix.SIGTERM, args, nil
	}
	switch arg := args[0]; {
	case arg == "--":
		return unix.SIGTERM, args[1:], nil
	case (arg == "-s" || arg == "-n" || arg == "--signal") && len(args) > 1:
		sig, err := signalNumber(args[1])
		return sig, args[2:], err
	default:
		sig, err := signalNumber(strings.TrimPrefix(strings.TrimPrefix(arg, "-"), "-signal="))
		return sig, args[1:], err
	}
}

func kill(c *call) int {
	if len(c.args) > 0 && (c.args[0] == "-l" || c.args[0] == "-L") {
		return listSignals(c)
	}
	sig, pids, err := takeSignal(c.args)
	if err != nil {
		return c.misuse(err)
	}
	if len(pids) > 0 && pids[0] == "--" {
		pids = pids[1:]
	}
	if len(pids) == 0 {
		return c.misuse(errors.New("missing process ID"))
	}
	for _, s := range pids {
		pid, err := strconv.Atoi(s)
		if err != nil {
			c.fail("%s: arguments must be process or job IDs", s)
			continue
		}
		if err := unix.Kill(pid, sig); err != nil {
			c.fail("(%d): %s", pid, reason(err))
		}
	}
	return 0
}

func listSignals(c *call) int {
	if len(c.args) > 1 {
		for _, s := range c.args[1:] {
			n, notNumber := strconv.Atoi(s)
			if notNumber == nil && n > 128 { // an exit status
				s = strconv.Itoa(n - 128)
			}
			sig, err := signalNumber(s)
			if err != nil {
				return c.misuse(err)
			}
			if notNumber == nil {
				fmt.Fprintln(c.out, strings.TrimPrefix(unix.SignalName(sig), "SIG"))
			} else {
				fmt.Fprintln(c.out, int(sig))
			}
		}
		return 0
	}
	for i := unix.Signal(1); i < 32; i++ {
		fmt.Fprintf(c.out, "%2d) %-10s", int(i), unix.SignalName(i))
		if i%5 == 0 || i == 31 {
			fmt.Fprintln(c.out)
		}
	}
	return 0
}

// pgrep finds processes by name; pkill signals them. killall matches whole names.
func pgrep(c *call) int {
	sig, args := unix.SIGTERM, c.args
	killing := c.name != "pgrep"
	var err error
	if killing && len(args) > 0 && args[0] != "-f" && args[0] != "-x" && args[0] != "-u" && args[0] != "-l" {
		if sig, args, err = takeSignal(args); err != nil {
			return c.misuse(err)
		}
	}
	o, err := parse("f x l a u: q v n o c full=f exact=x list-name=l", args)
	if err != nil {
		return c.misuse(err)
	}
	if len(o.rest) != 1 && !(c.name == "killall" && len(o.rest) > 0) {
		return c.misuse(errors.New("expects one pattern"))
	}
	pattern := strings.Join(o.rest, "|")
	if o.has("x") || c.name == "killall" {
		pattern = "^(?:" + pattern + ")$"
	}
	re, err := regexp.Compile(pattern)
	if err != nil {
		return c.misuse(fmt.Errorf("invalid pattern: %s", o.rest[0]))
	}
	all, err := processes()
	if err != nil {
		return c.fail("%s", reason(err))
	}
	found := 0
	for _, p := range all {
		matches := re.MatchString(programName(p)) || re.MatchString(p.comm)
		if o.has("f") {
			matches = re.MatchString(p.args)
		}
		if p.pid == os.Getpid() || !matches {
			continue
		}
		found++
		switch {
		case killing:
			if err := unix.Kill(p.pid, sig); err != nil {
				c.fail("(%d): %s", p.pid, reason(err))
			}
		case o.has("a"):
			fmt.Fprintln(c.out, p.pid, p.args)
		case o.has("l"):
			fmt.Fprintln(c.out, p.pid, programName(p))
		case !o.has("c"):
			fmt.Fprintln(c.out, p.pid)
		}
	}
	if o.has("c") {
		fmt.Fprintln(c.out, found)
	}
	if found == 0 {
		if c.name == "killall" {
			c.fail("%s: no process found", o.rest[0])
		}
		return 1
	}
	return 0
}

// programName is the name a process was started by, from its command line. The kernel's own name can be another: a
// workload's is what it works as.
func programName(p process) string {
	if strings.HasPrefix(p.args, "[") {
		return p.comm
	}
	first, _, _ := strings.Cut(p.args, " ")
	return strings.TrimPrefix(filepath.Base(first), "-")
}

func pidof(c *call) int {
	if len(c.args) == 0 {
		return c.misuse(errors.New("missing name"))
	}
	all, err := processes()
	if err != nil {
		return c.fail("%s", reason(err))
	}
	var out []string
	for _, p := range all {
		for _, name := range c.args {
			if (programName(p) == name || p.comm == name) && p.pid != os.Getpid() {
				out = append([]string{strconv.Itoa(p.pid)}, out...)
			}
		}
	}
	if len(out) == 0 {
		return 1
	}
	fmt.Fprintln(c.out, strings.Join(out, " "))
	return 0
}
