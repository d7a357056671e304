package labpane

import (
	"fmt"
	"strings"
	"time"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
)

// t is a text, f a format with its values, in the interface's language.
func (d *drawing) t(korean string) string { return d.look.Say.T(korean) }

func (d *drawing) f(korean string, args ...any) string { return d.look.Say.F(korean, args...) }

// wrap breaks text at spaces into lines of at most width cells; a word longer than that is broken inside.
func wrap(text string, width int) []string {
	return strings.Split(ansi.Wrap(strings.TrimSpace(text), max(width, 1), ""), "\n")
}

// fit makes a row exactly width cells wide: padded, or cut.
func fit(row string, width int) string {
	w := ansi.StringWidth(row)
	if w > width {
		row = ansi.Truncate(row, width, "")
		w = ansi.StringWidth(row)
	}
	return row + strings.Repeat(" ", max(0, width-w))
}

// pad fills text with spaces up to width, on the right; rpad on the left. Longer text stays as it is.
func pad(s string, width int) string {
	return s + strings.Repeat(" ", max(0, width-ansi.StringWidth(s)))
}

func rpad(s string, width int) string {
	return strings.Repeat(" ", max(0, width-ansi.StringWidth(s))) + s
}

// indent styles wrapped text and puts it behind a first-line mark with a hanging indent.
func indent(mark, text string, width int, style lipgloss.Style) []string {
	w := ansi.StringWidth(mark)
	var rows []string
	for i, line := range wrap(text, width-w) {
		lead := mark
		if i > 0 {
			lead = strings.Repeat(" ", w)
		}
		rows = append(rows, lead+style.Render(line))
	}
	return rows
}

// bytesText gives an amount of memory in the unit that suits it.
func bytesText(n int64) string {
	switch {
	case n >= 1<<30:
		return fmt.Sprintf("%.2f GiB", float64(n)/(1<<30))
	case n >= 1<<20:
		return fmt.Sprintf("%.1f MiB", float64(n)/(1<<20))
	case n >= 1<<10:
		return fmt.Sprintf("%.0f KiB", float64(n)/(1<<10))
	}
	return fmt.Sprintf("%d B", n)
}

func (d *drawing) limitText(n *int64, text func(int64) string) string {
	if n == nil {
		return d.t("한도 없음")
	}
	return text(*n)
}

// took gives a duration as the log shows it.
func took(d time.Duration) string {
	switch {
	case d >= 10*time.Second:
		return fmt.Sprintf("%.0f s", d.Seconds())
	case d >= time.Second:
		return fmt.Sprintf("%.1f s", d.Seconds())
	case d >= 10*time.Millisecond:
		return fmt.Sprintf("%d ms", d.Milliseconds())
	}
	return fmt.Sprintf("%.1f ms", float64(d.Microseconds())/1000)
}

// clean keeps what a sandbox printed from reaching the terminal as anything but text.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x20 || (r >= 0x7f && r < 0xa0) {
			return -1
		}
		return r
	}, ansi.Strip(s))
}

// brief shortens the engine's 64-digit identifiers to the twelve digits that its own command shows.
func brief(s string) string {
	const long, shown = 64, 12
	var b strings.Builder
	run := 0
	flush := func(end int) {
		hex := s[end-run : end]
		if run >= long {
			hex = hex[:shown] + "…"
		}
		b.WriteString(hex)
		run = 0
	}
	for i := range len(s) {
		if c := s[i]; c >= '0' && c <= '9' || c >= 'a' && c <= 'f' {
			run++
			continue
		}
		flush(i)
		b.WriteByte(s[i])
	}
	flush(len(s))
	return b.String()
}
