//go:build linux

package applets

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// findTool locates a program: in PATH, or among the tools of this program, which need no file.
func findTool(name string) (string, error) {
	path, err := exec.LookPath(name)
	if err == nil || strings.Contains(name, "/") {
		return path, err
	}
	if _, ours := table()[name]; ours || name == "sh" || name == "work" {
		return "/proc/self/exe", nil
	}
	return "", unix.ENOENT
}

// toolCommand is a command for words, connected to our standard streams.
func toolCommand(words []string) (*exec.Cmd, error) {
	path, err := findTool(words[0])
	if err != nil {
		return nil, err
	}
	return &exec.Cmd{Path: path, Args: words, Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr}, nil
}

func runTool(words []string) error {
	cmd, err := toolCommand(words)
	if err != nil {
		return err
	}
	return cmd.Run()
}

// become replaces this process by another program. It returns only if that fails.
func (c *call) become(words []string) int {
	c.flush()
	path, err := findTool(words[0])
	if err == nil {
		err = unix.Exec(path, words, os.Environ())
	}
	c.fail("%s: %s", words[0], reason(err))
	if errors.Is(err, unix.ENOENT) || errors.Is(err, exec.ErrNotFound) || errors.Is(err, fs.ErrNotExist) {
		return 127
	}
	return 126
}

// exitStatus is the status a shell gives a finished command.
func exitStatus(err error) int {
	var exit *exec.ExitError
	if err == nil {
		return 0
	}
	if !errors.As(err, &exit) {
		return 126
	}
	if ws, ok := exit.Sys().(interface {
		Signaled() bool
		Signal() unix.Signal
	}); ok && ws.Signaled() {
		return 128 + int(ws.Signal())
	}
	return exit.ExitCode()
}

func env(c *call) int {
	args := c.args
	for len(args) > 0 {
		switch name, value, isPair := strings.Cut(args[0], "="); {
		case args[0] == "-i" || args[0] == "-" || args[0] == "--ignore-environment":
			os.Clearenv()
		case args[0] == "-u" && len(args) > 1:
			os.Unsetenv(args[1]) //nolint:errcheck // an impossible name is not set
			args = args[1:]
		case strings.HasPrefix(args[0], "-"):
			return c.misuse(fmt.Errorf("invalid option '%s'", args[0]))
		case isPair:
			if err := os.Setenv(name, value); err != nil {
				return c.misuse(err)
			}
		default:
			return c.become(args)
		}
		args = args[1:]
	}
	for _, kv := range os.Environ() {
		fmt.Fprintln(c.out, kv)
	}
	return 0
}

func printenv(c *call) int {
	if len(c.args) == 0 {
		return env(c)
	}
	for _, name := range c.args {
		if v, ok := os.LookupEnv(name); ok {
			fmt.Fprintln(c.out, v)
		} else {
			c.code = 1
		}
	}
	return 0
}

func which(c *call) int {
	o, err := parse("a all=a", c.args)
	if err != nil {
		return c.misuse(err)
	}
	for _, name := range o.rest {
		path, err := exec.LookPath(name)
		if err != nil {
			c.code = 1
			continue
		}
		fmt.Fprintln(c.out, path)
	}
	return 0
}

// duration is what sleep and timeout take: 1.5, 300ms, 2m.
func duration(s string) (time.Duration, error) {
	if f, err := strconv.ParseFloat(s, 64); err == nil && f >= 0 && f < 1e9 {
		return time.Duration(f * float64(time.Second)), nil
	}
	if s == "infinity" || s == "inf" {
		return 1 << 62, nil
	}
	if days, ok := strings.CutSuffix(s, "d"); ok {
		if f, err := strconv.ParseFloat(days, 64); err == nil && f >= 0 && f < 1e4 {
			return time.Duration(f * 24 * float64(time.Hour)), nil
		}
	}
	d, err := time.ParseDuration(s)
	if err != nil || d < 0 {
		return 0, fmt.Errorf("invalid time interval '%s'", s)
	}
	return d, nil
}

func sleep(c *call) int {
	if len(c.args) == 0 {
		return c.misuse(errors.New("missing operand"))
	}
	var sum time.Duration
	for _, a := range c.args {
		d, err := duration(a)
		if err != nil {
			return c.misuse(err)
		}
		sum += d
	}
	time.Sleep(sum)
	return 0
}

func timeout(c *call) int {
	o, err := parse("s: k: + signal=s kill-after=k", c.args)
	if err != nil {
		return c.misuse(err)
	}
	if len(o.rest) < 2 {
		return c.misuse(errors.New("missing operand"))
	}
	d, err := duration(o.rest[0])
	if err != nil {
		return c.misuse(err)
	}
	sig, err := signalNumber(o.value("s", "TERM"))
	if err != nil {
		return c.misuse(err)
	}
	cmd, err := toolCommand(o.rest[1:])
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		c.fail("%s: %s", o.rest[1], reason(err))
		return 127
	}
	done := make(chan error, 1)
	go func() { done <- cmd.Wait() }()
	select {
	case err := <-done:
		return exitStatus(err)
	case <-time.After(d):
	}
	cmd.Process.Signal(sig) //nolint:errcheck // it has just ended
	kill := 2 * time.Second
	if o.has("k") {
		if kill, err = duration(o.value("k", "")); err != nil {
			return c.misuse(err)
		}
	}
	select {
	case <-done: //nolint:errcheck // the status says that it timed out
	case <-time.After(kill):
		cmd.Process.Kill() //nolint:errcheck // it has just ended
		<-done             //nolint:errcheck // see above
	}
	return 124
}

func nohup(c *call) int {
	if len(c.args) == 0 {
		return c.misuse(errors.New("missing operand"))
	}
	// An ignored signal stays ignored in the program we become; os/signal would do the same, with a runtime between.
	ignoreHangup()
	return c.become(c.args)
}

// xargs runs a command with the words of standard input as further arguments.
func xargs(c *call) int {
	o, err := parse("0 r t n: I: L: P: d: + null=0 no-run-if-empty=r verbose=t max-args=n max-procs=P", c.args)
	if err != nil {
		return c.misuse(err)
	}
	command := o.rest
	if len(command) == 0 {
		command = []string{"echo"}
	}
	data, err := io.ReadAll(bufio.NewReader(c.in))
	if err != nil {
		return c.failPath("standard input", err)
	}
	replace := o.value("I", "")
	var words []string
	switch {
	case o.has("0"):
		words = strings.FieldsFunc(string(data), func(r rune) bool { return r == 0 })
	case o.has("d"):
		words = strings.Split(strings.TrimSuffix(string(data), "\n"), unquote(o.value("d", "")))
	case replace != "" || o.has("L"):
		words = strings.FieldsFunc(string(data), func(r rune) bool { return r == '\n' })
	default:
		words = splitQuoted(string(data))
	}
	n, err := o.number("n", 5000)
	if replace != "" || o.has("L") {
		n = 1
	}
	if err != nil || n < 1 {
		return c.misuse(fmt.Errorf("invalid number for -n"))
	}
	if len(words) == 0 && (o.has("r") || replace != "") {
		return 0
	}
	for first := true; first || len(words) > 0; first = false {
		batch := words[:min(n, len(words))]
		words = words[len(batch):]
		args := append(append([]string{}, command...), batch...)
		if replace != "" {
			args = make([]string, len(command))
			for i, w := range command {
				args[i] = strings.ReplaceAll(w, replace, batch[0])
			}
		}
		if o.has("t") {
			fmt.Fprintln(c.errs, strings.Join(args, " "))
		}
		cmd, err := toolCommand(args)
		if err != nil {
			c.fail("%s: %s", args[0], reason(err))
			return 127
		}
		cmd.Stdin = nil
		if status := exitStatus(cmd.Run()); status != 0 {
			c.code = 123
		}
	}
	return 0
}

func unquote(s string) string {
	if t, err := strconv.Unquote(`"` + s + `"`); err == nil {
		return t
	}
	return s
}

// splitQuoted splits at blanks outside of quotes, as xargs does.
func splitQuoted(s string) []string {
	var words []string
	var word strings.Builder
	quote, started, escaped := rune(0), false, false
	for _, r := range s {
		switch {
		case escaped:
			word.WriteRune(r)
			escaped = false
		case r == '\\' && quote == 0:
			escaped, started = true, true
		case r == quote && quote != 0:
			quote = 0
		case quote == 0 && (r == '\'' || r == '"'):
			quote, started = r, true
		case quote == 0 && strings.ContainsRune(" \t\n", r):
			if started {
				words = append(words, word.String())
				word.Reset()
				started = false
			}
		default:
			word.WriteRune(r)
			started = true
		}
	}
	if started {
		words = append(words, word.String())
	}
	return words
}
