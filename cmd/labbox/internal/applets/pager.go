//go:build linux

package applets

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/sys/unix"
	"golang.org/x/term"
)

// pager shows a text a screen at a time; less and more. What is no terminal gets all of it.
func pager(c *call) int {
	o, err := parse("R S N F X r", c.args)
	if err != nil {
		return c.misuse(err)
	}
	var lines []string
	c.eachFile(o.rest, func(_ string, r io.Reader) error {
		return scanLines(r, func(line string) bool {
			lines = append(lines, strings.ReplaceAll(strings.TrimSuffix(line, "\n"), "\t", "        "))
			return true
		})
	})
	_, rows, isTerminal := screen()
	if !isTerminal || len(lines) < rows {
		for _, l := range lines {
			fmt.Fprintln(c.out, l)
		}
		return 0
	}
	// The text may have come through standard input: keys are read from the terminal itself.
	tty, err := os.OpenFile("/dev/tty", os.O_RDWR, 0)
	if err == nil {
		defer tty.Close()
		if err = unix.Dup2(int(tty.Fd()), 0); err != nil {
			return c.fail("%s", reason(err))
		}
	}
	old, err := term.MakeRaw(0)
	if err != nil {
		return c.fail("%s", reason(err))
	}
	defer term.Restore(0, old) //nolint:errcheck // nothing else can be done
	fmt.Fprint(os.Stdout, "\x1b[?1049h")
	defer fmt.Fprint(os.Stdout, "\x1b[?1049l")
	page(lines)
	return 0
}

func page(lines []string) {
	var keys keyReader
	for top := 0; ; {
		cols, rows, _ := screen()
		height := max(rows-1, 1)
		top = max(0, min(top, len(lines)-height))
		var b bytes.Buffer
		b.WriteString("\x1b[H")
		for i := top; i < min(top+height, len(lines)); i++ {
			b.WriteString(clip(lines[i], cols) + "\x1b[K\r\n")
		}
		state := fmt.Sprintf(" %d/%d줄   스페이스 다음   b 이전   q 끝내기", min(top+height, len(lines)), len(lines))
		b.WriteString("\x1b[J\x1b[7m" + clip(state, cols-1) + "\x1b[0m")
		os.Stdout.Write(b.Bytes()) //nolint:errcheck // a lost terminal shows when reading
		switch k := keys.next(func() bool { c, r, _ := screen(); return c != cols || r != rows }); {
		case k.name == "quit", k.r == 'q', k.r == 'Q', k.r == '\u3142': // the key q in a Hangul layout
			return
		case k.name == "down", k.name == "enter", k.r == 'j':
			top++
		case k.name == "up", k.r == 'k':
			top--
		case k.name == "pgdown", k.r == ' ', k.r == 'f':
			top += height
		case k.name == "pgup", k.r == 'b':
			top -= height
		case k.name == "home", k.r == 'g':
			top = 0
		case k.name == "end", k.r == 'G':
			top = len(lines)
		}
	}
}
