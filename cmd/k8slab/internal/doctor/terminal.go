package doctor

import (
	"context"
	"fmt"
	"strings"

	"github.com/k8slab/k8slab/tui/probe"
)

// The size that the screen is made for, in cells.
const (
	fewestCols = 80
	fewestRows = 24
)

// Terminal turns what a terminal says into checks. ask is nil where there is no terminal. Glyphs is the set that would be
// drawn with if lines are one cell wide, and hyperlinks whether OSC 8 would be used.
func Terminal(s System, getenv func(string) string, glyphs string, hyperlinks bool, ask func() probe.Facts) Probe {
	return Probe{
		Run: func(context.Context) []Check {
			if ask == nil {
				return []Check{{ID: "terminal", Status: OK, Title: "터미널", Detail: "터미널에 이어져 있지 않아서 보지 않았어요."}}
			}
			f := ask()
			return []Check{
				terminalName(f, getenv), size(f), colorCheck(f, getenv), widths(f, s), unicodeCheck(f, glyphs, s),
				mouse(f), clipboard(f, getenv), links(hyperlinks),
			}
		},
		Hung: Check{
			ID: "terminal", Status: Warn, Title: "터미널", Detail: "터미널이 물음에 대답하지 않아요.",
			Remedy: "화면이 이상하면 `k8slab --ascii`나 `k8slab --plain`을 쓰세요.",
		},
	}
}

func terminalName(f probe.Facts, getenv func(string) string) Check {
	c := Check{ID: "terminal", Status: OK, Title: "터미널", Detail: fmt.Sprintf("%s (TERM=%s)", f.Name, getenv("TERM"))}
	switch {
	case getenv("TERM") == "" || getenv("TERM") == "dumb":
		c.Status, c.Detail = Warn, fmt.Sprintf("TERM 값(%s)으로는 화면을 그릴 수 없어요.", orNone(getenv("TERM")))
		c.Remedy = "`k8slab --plain`을 쓰거나, 터미널에 맞게 `export TERM=xterm-256color`를 실행하세요."
	case !f.Answered && getenv("TERM") != "linux":
		c.Status = Warn
		c.Detail = fmt.Sprintf("%s. 터미널이 물음에 대답하지 않아요. 글자의 너비를 짐작해서 그려요.", c.Detail)
		c.Remedy = "줄이 어긋나 보이면 `k8slab --ascii`를 쓰세요."
	}
	return c
}

func orNone(s string) string {
	if s == "" {
		return "없음"
	}
	return s
}

func size(f probe.Facts) Check {
	c := Check{ID: "terminal.size", Status: OK, Title: "크기", Detail: fmt.Sprintf("%dx%d", f.Cols, f.Rows)}
	if f.Cols < fewestCols || f.Rows < fewestRows {
		c.Status = Warn
		c.Detail = fmt.Sprintf("%s. 수업과 실습을 나란히 보려면 %dx%d 크기가 필요해요.", c.Detail, fewestCols, fewestRows)
		c.Remedy = "창을 키우거나 글자를 작게 하세요."
	}
	return c
}

func colorCheck(f probe.Facts, getenv func(string) string) Check {
	c := Check{ID: "terminal.colors", Status: OK, Title: "색"}
	switch {
	case getenv("NO_COLOR") != "":
		c.Detail = "NO_COLOR가 있어서 쓰지 않아요."
	case f.Colors == "none":
		c.Status, c.Detail = Warn, "색을 쓸 수 없는 터미널이에요. 색 없이도 모두 알아볼 수 있어요."
		c.Remedy = "색을 낼 줄 아는 터미널이면 `export TERM=xterm-256color`를 실행하세요."
	case f.Colors == "truecolor":
		c.Detail = "1,600만 색(truecolor)"
	default:
		c.Detail = fmt.Sprintf("%s색", f.Colors)
	}
	return c
}

func widths(f probe.Facts, s System) Check {
	c := Check{ID: "terminal.ambiguous", Status: OK, Title: "애매한 글자 너비"}
	switch {
	case f.Ambiguous == nil:
		c.Detail = "터미널이 알려 주지 않아서 한 칸으로 여겨요."
	case *f.Ambiguous == 1:
		c.Detail = "─ 같은 글자가 한 칸이에요."
	default:
		c.Status, c.Detail = Warn, fmt.Sprintf("─ 같은 글자가 %d칸이어서 선을 ASCII로 그려요.", *f.Ambiguous)
		c.Remedy = "터미널 설정에서 ambiguous-width(모호한 너비)를 좁게(narrow, 1칸) 바꾸세요."
		if s.GOOS == "windows" {
			c.Remedy = "Windows Terminal을 쓰세요: `winget install Microsoft.WindowsTerminal`."
		}
	}
	return c
}

func unicodeCheck(f probe.Facts, glyphs string, s System) Check {
	c := Check{ID: "terminal.unicode", Status: OK, Title: "유니코드", Detail: fmt.Sprintf("한글이 두 칸이에요. 기호는 %s로 그려요.", glyphs)}
	switch {
	case f.Hangul == nil:
		c.Detail = fmt.Sprintf("터미널이 알려 주지 않아요. 기호는 %s로 그려요.", glyphs)
	case *f.Hangul != 2:
		c.Status, c.Detail = Warn, fmt.Sprintf("한글 한 글자가 %d칸으로 나와요. 화면이 어긋나요.", *f.Hangul)
		c.Remedy = s.UTF8()
	}
	return c
}

func mouse(f probe.Facts) Check {
	c := Check{ID: "terminal.mouse", Status: OK, Title: "마우스", Detail: "쓸 수 있는지 알려 주지 않아요. 모든 일은 키로 할 수 있어요."}
	if f.Mouse != nil {
		c.Detail = map[bool]string{true: "쓸 수 있어요.", false: "쓸 수 없어요. 모든 일은 키로 할 수 있어요."}[*f.Mouse]
	}
	return c
}

func clipboard(f probe.Facts, getenv func(string) string) Check {
	c := Check{ID: "terminal.clipboard", Status: OK, Title: "클립보드", Detail: "쓸 수 있는지 알려 주지 않아요(OSC 52)."}
	known := []string{"kitty", "wezterm", "iterm", "ghostty", "foot", "alacritty", "windows terminal", "contour", "rio"}
	low := strings.ToLower(f.Name)
	for _, name := range known {
		if strings.Contains(low, name) {
			c.Detail = "쓸 수 있어요(OSC 52)."
		}
	}
	switch {
	case f.Clipboard != nil:
		c.Detail = "쓸 수 있어요(OSC 52)."
	case getenv("TMUX") != "":
		c.Detail = "tmux의 설정(set-clipboard)에 달려 있어요."
		c.Remedy = "복사가 안 되면 `tmux set -g set-clipboard on`을 실행하세요."
	case strings.HasPrefix(getenv("TERM"), "screen"):
		c.Detail = "GNU screen은 클립보드를 넘겨주지 않아요."
	}
	return c
}

func links(on bool) Check {
	c := Check{ID: "terminal.hyperlinks", Status: OK, Title: "링크", Detail: "누를 수 있는 링크(OSC 8)로 내보내요."}
	if !on {
		c.Detail = "이 터미널은 링크(OSC 8)를 모르니 주소를 글로 보여 줘요."
	}
	return c
}
