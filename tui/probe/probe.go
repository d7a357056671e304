package probe

import (
	"os"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/term"
)

// Facts are what is known of a terminal. A nil answer is one that it did not give.
type Facts struct {
	Cols, Rows int
	Colors     string // "truecolor", "256", "16" or "none"
	Answered   bool   // it answers questions at all
	Name       string // its own word (XTVERSION), or that of its environment
	// Ambiguous and Hangul are how many cells it moves on for "─" and for "한".
	Ambiguous, Hangul *int
	Mouse             *bool // SGR mouse reports (mode 1006)
	Sync              *bool // synchronized updates (mode 2026)
	Clipboard         *bool // it says in DA1 that programs may set the clipboard (OSC 52)
}

// Ask looks at a terminal, and asks it for at most patience. It must be in nobody else's use meanwhile. Neither the linux
// console nor a dumb terminal is asked: they would print the questions.
func Ask(in, out *os.File, getenv func(string) string, patience time.Duration) Facts {
	f := Facts{Name: name(getenv), Colors: colors(out)}
	f.Cols, f.Rows, _ = term.GetSize(out.Fd())
	switch getenv("TERM") {
	case "", "dumb", "linux":
		return f
	}
	before, err := term.MakeRaw(in.Fd())
	if err != nil {
		return f
	}
	defer func() { _ = term.Restore(in.Fd(), before) }()
	f.read(converse(in, out, patience))
	return f
}

// questions: the widths, by where the cursor is after a character; two modes; the name; and what every terminal answers,
// the attributes, which come last.
const questions = "\r─\x1b[6n\r한\x1b[6n\r\x1b[K\x1b[?1006$p\x1b[?2026$p\x1b[>0q\x1b[c"

// converse writes the questions and reads until the last answer or the end of patience. A read cannot be taken back, so
// one that gets nothing is left to the end of the process, which is near.
func converse(in, out *os.File, patience time.Duration) string {
	if _, err := out.WriteString(questions); err != nil {
		return ""
	}
	heard := make(chan string)
	gone := make(chan struct{})
	defer close(gone)
	go func() {
		buf := make([]byte, 256)
		for {
			n, err := in.Read(buf)
			if err != nil {
				return
			}
			select {
			case heard <- string(buf[:n]):
			case <-gone:
				return
			}
		}
	}()
	var all strings.Builder
	end := time.After(patience)
	attributes := regexp.MustCompile(`\x1b\[\?[0-9;]*c`)
	for {
		select {
		case s := <-heard:
			all.WriteString(s)
			if attributes.MatchString(all.String()) {
				return all.String()
			}
		case <-end:
			_, _ = out.WriteString("\r\x1b[K") // Whatever it has printed of the questions.
			return all.String()
		}
	}
}

// read understands the answers.
func (f *Facts) read(answers string) {
	f.Answered = strings.Contains(answers, "\x1b[")
	places := regexp.MustCompile(`\x1b\[\d+;(\d+)R`).FindAllStringSubmatch(answers, 2)
	for i, to := range []**int{&f.Ambiguous, &f.Hangul} {
		if i < len(places) {
			column, _ := strconv.Atoi(places[i][1])
			cells := column - 1
			*to = &cells
		}
	}
	for mode, to := range map[string]**bool{"1006": &f.Mouse, "2026": &f.Sync} {
		if m := regexp.MustCompile(`\x1b\[\?` + mode + `;(\d)\$y`).FindStringSubmatch(answers); m != nil {
			has := m[1] != "0" && m[1] != "4"
			*to = &has
		}
	}
	if m := regexp.MustCompile(`\x1bP>\|([^\x1b\x07]*)`).FindStringSubmatch(answers); m != nil && m[1] != "" {
		f.Name = m[1]
	}
	if m := regexp.MustCompile(`\x1b\[\?([0-9;]*)c`).FindStringSubmatch(answers); m != nil {
		for n := range strings.SplitSeq(m[1], ";") {
			if n == "52" {
				yes := true
				f.Clipboard = &yes
			}
		}
	}
}

// name is what the environment calls the terminal.
func name(getenv func(string) string) string {
	switch {
	case getenv("TMUX") != "":
		return "tmux"
	case getenv("WT_SESSION") != "":
		return "Windows Terminal"
	case getenv("TERM_PROGRAM") != "":
		return strings.TrimSpace(getenv("TERM_PROGRAM") + " " + getenv("TERM_PROGRAM_VERSION"))
	}
	return getenv("TERM")
}

func colors(out *os.File) string {
	switch colorprofile.Detect(out, os.Environ()) {
	case colorprofile.TrueColor:
		return "truecolor"
	case colorprofile.ANSI256:
		return "256"
	case colorprofile.ANSI:
		return "16"
	case colorprofile.ASCII, colorprofile.NoTTY, colorprofile.Unknown:
	}
	return "none"
}
