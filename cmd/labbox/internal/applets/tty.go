//go:build linux

package applets

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"golang.org/x/sys/unix"
)

// stty shows and sets what the kernel does with a terminal's input and output (termios(3), ioctl TCGETS and TIOCGWINSZ).
func stty(c *call) int {
	fd := int(os.Stdin.Fd())
	modes, err := unix.IoctlGetTermios(fd, unix.TCGETS)
	if err != nil {
		return c.failPath("standard input", err)
	}
	if len(c.args) == 0 || slices.Equal(c.args, []string{"-a"}) {
		return sttyShow(c, fd, modes)
	}
	for _, word := range c.args {
		name, off := strings.CutPrefix(word, "-")
		switch set, known := sttyModes()[name]; {
		case word == "size":
			rows, cols := windowSize(fd)
			fmt.Fprintf(c.out, "%d %d\n", rows, cols)
		case word == "sane" || word == "-raw" || word == "cooked":
			modes.Iflag |= unix.ICRNL | unix.BRKINT
			modes.Oflag |= unix.OPOST | unix.ONLCR
			modes.Lflag |= unix.ICANON | unix.ECHO | unix.ECHOE | unix.ECHOK | unix.ISIG | unix.IEXTEN
		case word == "raw":
			modes.Iflag &^= unix.ICRNL | unix.IXON | unix.BRKINT
			modes.Oflag &^= unix.OPOST
			modes.Lflag &^= unix.ICANON | unix.ISIG | unix.IEXTEN
		case !known:
			return c.misuse(fmt.Errorf("invalid argument '%s'", word))
		case off:
			*set.word(modes) &^= set.bit
		default:
			*set.word(modes) |= set.bit
		}
	}
	if err := unix.IoctlSetTermios(fd, unix.TCSETSW, modes); err != nil {
		return c.failPath("standard input", err)
	}
	return 0
}

// sttyMode is one switch of a terminal.
type sttyMode struct {
	word func(*unix.Termios) *uint32
	bit  uint32
}

func sttyModes() map[string]sttyMode {
	input := func(t *unix.Termios) *uint32 { return &t.Iflag }
	output := func(t *unix.Termios) *uint32 { return &t.Oflag }
	local := func(t *unix.Termios) *uint32 { return &t.Lflag }
	return map[string]sttyMode{
		"echo": {local, unix.ECHO}, "echoe": {local, unix.ECHOE}, "icanon": {local, unix.ICANON}, "isig": {local, unix.ISIG},
		"iexten": {local, unix.IEXTEN}, "tostop": {local, unix.TOSTOP}, "icrnl": {input, unix.ICRNL},
		"ixon": {input, unix.IXON}, "iutf8": {input, unix.IUTF8}, "opost": {output, unix.OPOST}, "onlcr": {output, unix.ONLCR},
	}
}

func sttyShow(c *call, fd int, modes *unix.Termios) int {
	rows, cols := windowSize(fd)
	fmt.Fprintf(c.out, "rows %d; columns %d;\n", rows, cols)
	var words []string
	for name, m := range sttyModes() {
		if *m.word(modes)&m.bit == 0 {
			name = "-" + name
		}
		words = append(words, name)
	}
	slices.SortFunc(words, func(a, b string) int { return strings.Compare(strings.Trim(a, "-"), strings.Trim(b, "-")) })
	fmt.Fprintln(c.out, strings.Join(words, " "))
	return 0
}

func windowSize(fd int) (rows, cols int) {
	size, err := unix.IoctlGetWinsize(fd, unix.TIOCGWINSZ)
	if err != nil {
		return 0, 0
	}
	return int(size.Row), int(size.Col)
}

// tty shows which terminal standard input is.
func tty(c *call) int {
	if _, err := unix.IoctlGetTermios(int(os.Stdin.Fd()), unix.TCGETS); err != nil {
		fmt.Fprintln(c.out, "not a tty")
		return 1
	}
	name, err := os.Readlink("/proc/self/fd/0")
	if err != nil {
		return c.fail("%s", reason(errors.Unwrap(err)))
	}
	fmt.Fprintln(c.out, name)
	return 0
}

// resetTerminal puts back what a program that was killed has left: the screen (RIS) and the line's modes.
func resetTerminal(c *call) int {
	fmt.Fprint(c.out, "\x1bc")
	return stty(&call{name: c.name, args: []string{"sane"}, in: c.in, out: c.out, errs: c.errs})
}
