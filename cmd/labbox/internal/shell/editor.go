//go:build linux

package shell

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/ergochat/readline"
)

// editor opens the line editor. It asks the terminal where the cursor is and waits for the answer, so a terminal that
// says it is dumb gets none.
func (s *Shell) editor() (lineReader, error) {
	if term := os.Getenv("TERM"); s.tty == nil || term == "dumb" {
		return &plainLines{in: bufio.NewReader(os.Stdin)}, nil
	}
	rl, err := readline.NewFromConfig(&readline.Config{
		HistoryFile:  s.historyFile(),
		AutoComplete: &completer{s},
		// What is typed ahead belongs to the program that the line starts, if it reads.
		Stdin: byteReader{os.Stdin},
		// Ctrl-Z at the prompt would stop the shell, which nobody could continue.
		FuncFilterInputRune: func(r rune) (rune, bool) { return r, r != readline.CharCtrlZ },
	})
	if err != nil {
		return nil, err
	}
	return &editedLines{rl}, nil
}

type editedLines struct{ *readline.Instance }

func (e *editedLines) line(prompt string) (string, error) {
	e.SetPrompt(prompt)
	return e.ReadLine()
}

// plainLines reads as the terminal's own line discipline gives it.
type plainLines struct{ in *bufio.Reader }

func (p *plainLines) line(prompt string) (string, error) {
	fmt.Fprint(os.Stderr, prompt)
	text, err := p.in.ReadString('\n')
	if err == io.EOF && text != "" {
		err = nil
	}
	return strings.TrimSuffix(text, "\n"), err
}

func (p *plainLines) Close() error { return nil }
