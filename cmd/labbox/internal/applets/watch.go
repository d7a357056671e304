//go:build linux

package applets

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// watch runs a command again and again and shows what it prints.
func watch(c *call) int {
	o, err := parse("+ n: t d x interval=n no-title=t", c.args)
	if err != nil {
		return c.misuse(err)
	}
	if len(o.rest) == 0 {
		return c.misuse(errors.New("missing command"))
	}
	every, err := duration(o.value("n", "2"))
	if err != nil {
		return c.misuse(err)
	}
	every = max(every, 100*time.Millisecond)
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, unix.SIGINT, unix.SIGTERM)
	words := o.rest
	text := strings.Join(words, " ")
	if !o.has("x") {
		words = []string{"sh", "-c", text}
	}
	fmt.Fprint(c.out, "\x1b[?1049h")
	defer fmt.Fprint(c.out, "\x1b[?1049l")
	for {
		cols, rows, _ := screen()
		var out bytes.Buffer
		if cmd, err := toolCommand(words); err != nil {
			fmt.Fprintln(&out, reason(err))
		} else {
			cmd.Stdin, cmd.Stdout, cmd.Stderr = nil, &out, &out
			var exit *exec.ExitError
			if err := cmd.Run(); err != nil && !errors.As(err, &exit) {
				fmt.Fprintln(&out, reason(err))
			}
		}
		fmt.Fprint(c.out, "\x1b[H")
		if !o.has("t") {
			head := fmt.Sprintf("Every %.1fs: %s", every.Seconds(), text)
			fmt.Fprintf(c.out, "%s\x1b[K\n\x1b[K\n", clip(head, cols))
			rows -= 2
		}
		for i, line := range strings.Split(strings.TrimRight(out.String(), "\n"), "\n") {
			if i >= rows-1 {
				break
			}
			fmt.Fprintf(c.out, "%s\x1b[K\n", clip(strings.ReplaceAll(line, "\t", "        "), cols))
		}
		fmt.Fprint(c.out, "\x1b[J")
		c.flush()
		select {
		case <-stop:
			return 0
		case <-time.After(every):
		}
	}
}
