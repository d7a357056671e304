package page_test

import (
	"strings"
	"testing"

	"charm.land/lipgloss/v2"
	"pgregory.net/rapid"

	"github.com/k8slab/k8slab/tui/glyph"
	"github.com/k8slab/k8slab/tui/reader/page"
	"github.com/k8slab/k8slab/tui/theme"
)

func TestWrap(t *testing.T) {
	tests := []struct {
		name, in string
		width    int
		want     []string
	}{
		{"empty", "", 10, []string{""}},
		{"fits", "짧은 글", 10, []string{"짧은 글"}},
		{"at blanks", "컨테이너는 벽을 둘러요", 12, []string{"컨테이너는", "벽을 둘러요"}},
		{"inside a word that is too long", "오케스트레이션", 8, []string{"오케스트", "레이션"}},
		{"no closing mark first", "가나다라.", 8, []string{"가나다", "라."}},
		{"line ends stay", "하나\n둘", 10, []string{"하나", "둘"}},
		{"a mark alone is a word", "\u0301 가", 2, []string{"\u0301", "가"}},
		{"not at all", "길고 긴 글이어도 한 줄이에요", 0, []string{"길고 긴 글이어도 한 줄이에요"}},
		{"controls", "가\x1b[31m나", 20, []string{"가 [31m나"}},
		{"reordering", "ab\u202ecd", 20, []string{"abcd"}},
	}
	for _, tt := range tests {
		if got := page.Wrap(tt.in, tt.width); strings.Join(got, "|") != strings.Join(tt.want, "|") {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

// words of Hangul, ASCII, marks that combine, and signs.
func words() *rapid.Generator[string] {
	return rapid.StringOf(rapid.SampledFrom([]rune("가나다라마바사abcXYZ 0123.,!?()「」é\u0301👍🏽  \n컨테이너")))
}

func TestWrapProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text, width := words().Draw(t, "text"), rapid.IntRange(2, 40).Draw(t, "width")
		lines := page.Wrap(text, width)
		for _, line := range lines {
			if page.Width(line) > width {
				t.Fatalf("%q is wider than %d", line, width)
			}
		}
		got := strings.Join(strings.Fields(strings.Join(lines, "")), "")
		if want := strings.Join(strings.Fields(text), ""); got != want {
			t.Fatalf("the words are %q, want %q", got, want)
		}
	})
}

func TestCutsAreExact(t *testing.T) {
	style := lipgloss.NewStyle().Bold(true)
	rapid.Check(t, func(t *rapid.T) {
		text := style.Render(strings.ReplaceAll(words().Draw(t, "text"), "\n", ""))
		from := rapid.IntRange(0, 30).Draw(t, "from")
		n := rapid.IntRange(0, 30).Draw(t, "n")
		if got := page.Width(page.Cut(text, from, from+n)); got != n {
			t.Fatalf("Cut gives %d cells, want %d", got, n)
		}
		if got := page.Width(page.Pad(text, n)); got != n {
			t.Fatalf("Pad gives %d cells, want %d", got, n)
		}
		if got, want := page.Width(page.Mark(text, from, from+n, style)), page.Width(text); got != want {
			t.Fatalf("Mark gives %d cells, want %d", got, want)
		}
	})
}

// A letter with a modifier of emoji is one character of one cell, which ansi.Truncate counts as two.
func TestCutBesideAnOddCharacter(t *testing.T) {
	for from := range 9 {
		for n := range 4 {
			if got := page.Width(page.Cut("가a\U0001f3fd가가", from, from+n)); got != n {
				t.Errorf("%d cells from %d on, want %d", got, from, n)
			}
		}
	}
}

func TestMarkKeepsTheWords(t *testing.T) {
	reverse := lipgloss.NewStyle().Reverse(true)
	got := page.Mark("하나 둘 셋", 5, 7, reverse)
	if page.Strip(got) != "하나 둘 셋" || !strings.Contains(got, reverse.Render("둘")) {
		t.Errorf("%q", got)
	}
}

func TestRule(t *testing.T) {
	th, err := theme.Load(theme.Options{Name: "dark", NoColor: true})
	if err != nil {
		t.Fatal(err)
	}
	look := page.Look{Theme: th, Glyphs: glyph.Unicode()}
	for width := range 60 {
		if got := page.Width(page.Rule(look, width, "┌", "┐", "긴 제목이에요", "Esc 닫기")); got != width {
			t.Errorf("%d cells, want %d", got, width)
		}
	}
	got := page.Strip(page.Rule(look, 30, "┌", "┐", "제목", "Esc"))
	if want := "┌─ 제목 ─────────────── Esc ─┐"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
