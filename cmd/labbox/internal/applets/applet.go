//go:build linux

package applets

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"golang.org/x/sys/unix"
)

// call is one tool at work.
type call struct {
	name string
	args []string // without the name
	in   io.Reader
	out  *bufio.Writer
	errs io.Writer
	code int // exit status so far
}

// tool is one entry of the table.
type tool struct {
	run func(c *call) int
	// help is what --help shows: how it is called, in Korean.
	help string
}

// errUsage stands for a command line that a tool does not understand.
var errUsage = errors.New("usage")

// All returns the tools by name, as main calls them: args[0] is the name.
func All() map[string]func(args []string) int {
	all := map[string]func([]string) int{}
	for name, t := range table() {
		all[name] = func(args []string) int { return t.main(name, args) }
	}
	return all
}

func (t tool) main(name string, args []string) int {
	c := &call{name: name, args: args[1:], in: os.Stdin, out: bufio.NewWriter(os.Stdout), errs: os.Stderr}
	if len(c.args) == 1 && c.args[0] == "--help" {
		fmt.Fprintf(c.out, "사용법: %s\n", strings.TrimSpace(t.help))
		c.flush()
		return 0
	}
	code := t.run(c)
	c.flush()
	return max(code, c.code)
}

func (c *call) flush() {
	if err := c.out.Flush(); err != nil && !errors.Is(err, unix.EPIPE) {
		fmt.Fprintf(c.errs, "%s: write error: %v\n", c.name, reason(err))
		c.code = max(c.code, 1)
	}
}

// fail tells of an error and sets exit status 1; the tool may go on with its next argument.
func (c *call) fail(format string, args ...any) int {
	c.out.Flush() //nolint:errcheck // told at the end
	fmt.Fprintf(c.errs, c.name+": "+format+"\n", args...)
	c.code = max(c.code, 1)
	return 1
}

// failPath tells of what went wrong with a file, as "cat: /x: No such file or directory".
func (c *call) failPath(path string, err error) int { return c.fail("%s: %s", path, reason(err)) }

// misuse tells of a bad command line.
func (c *call) misuse(err error) int {
	c.fail("%v", err)
	fmt.Fprintf(c.errs, "Try '%s --help'.\n", c.name)
	return 2
}

// reason is the kernel's own message of an error, without path and operation.
func reason(err error) string {
	if errno, ok := errors.AsType[unix.Errno](err); ok {
		text := errno.Error()
		return strings.ToUpper(text[:1]) + text[1:]
	}
	if pathErr, ok := errors.AsType[*fs.PathError](err); ok {
		return pathErr.Err.Error()
	}
	return err.Error()
}

// eachFile calls f with standard input if there are no names (or for "-"), else with each file; it tells of those that
// can't be opened.
func (c *call) eachFile(names []string, f func(name string, r io.Reader) error) {
	if len(names) == 0 {
		names = []string{"-"}
	}
	for _, name := range names {
		if name == "-" {
			if err := f(name, c.in); err != nil {
				c.failPath("standard input", err)
			}
			continue
		}
		file, err := os.Open(name)
		if err != nil {
			c.failPath(name, err)
			continue
		}
		if err := f(name, file); err != nil {
			c.failPath(name, err)
		}
		file.Close()
	}
}
