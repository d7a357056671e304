package markdown

import (
	"fmt"
	"strings"
	"testing"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"github.com/k8slab/k8slab/tui/glyph"
	"github.com/k8slab/k8slab/tui/theme"
)

func dark(t testing.TB, width int) Options {
	t.Helper()
	th, err := theme.Load(theme.Options{Name: "dark", Dark: true})
	if err != nil {
		t.Fatal(err)
	}
	return Options{Width: width, Sheet: th.Sheet, Glyphs: glyph.Unicode()}
}

func lay(src string, o Options) []Line {
	doc, text := Parse([]byte(src))
	return Render(doc, text, o)
}

// bare is the text of a rendering without margins.
func bare(src string, width int) string {
	return texts(lay(src, Options{Width: width, Bare: true, Glyphs: glyph.Unicode()}))
}

func TestLayout(t *testing.T) {
	tests := []struct {
		name, src string
		width     int
		want      string
	}{
		{"words stay whole", "컨테이너는 격리된 프로세스예요", 16, "컨테이너는\n격리된\n프로세스예요\n"},
		{"a word wider than its line breaks", "가나다라마바사아자차", 8, "가나다라\n마바사아\n자차\n"},
		{"no closing bracket begins a line", "가나다라) 마", 9, "가나다라)\n마\n"},
		{"nor where a word is cut", "가나다라)마바사", 8, "가나다\n라)마바\n사\n"},
		{"nor after a blank", "가나다 라 ) 마", 8, "가나다\n라 ) 마\n"},
		{"no opening bracket ends a line", "가나다(라마바사아", 8, "가나다\n(라마바\n사아\n"},
		{"a file name may begin a line", "가나다라 .git", 9, "가나다라\n.git\n"},
		{"soft breaks are blanks", "가\n나", 20, "가 나\n"},
		{"hard breaks are breaks", "가  \n나<br>다\\\n라", 20, "가\n나\n다\n라\n"},
		{"addresses break at slashes", "http://example.com/abcdefgh/ijk", 24, "http://example.com/\nabcdefgh/ijk\n"},
		{"nested lists hang", "- 가 나\n  - 다 라\n    - 마 바 사 아\n", 14, "• 가 나\n  ◦ 다 라\n    ▪ 마 바 사\n      아\n"},
		{"numbers align", "9. 가\n10. 나 다 라 마\n", 12, " 9. 가\n10. 나 다 라\n    마\n"},
		{"brackets of numbers stay", "1) 가\n2) 나\n", 20, "1) 가\n2) 나\n"},
		{"loose lists have gaps", "- 가\n\n- 나\n", 20, "• 가\n\n• 나\n"},
		{"quotes keep their bar", "> 가 나 다 라\n>\n> 마\n", 10, "│ 가 나 다\n│ 라\n│\n│ 마\n"},
		{"tasks", "- [x] 가\n- [ ] 나 다 라 마\n", 12, "[x] 가\n[ ] 나 다 라\n    마\n"},
		{"code is not reflowed", "```\n가  나\n\n\t다\n```", 20, "가  나\n\n    다\n"},
		{"long code is marked", "```\n가나다라마바\n```", 9, "가나다라↩\n마바\n"},
		{"html stands as it is", "<div>\n  <b>가</b>\n</div>", 30, "<div>\n  <b>가</b>\n</div>\n"},
		{"image", "![가 *나*](a.png)", 30, "가 나 a.png\n"},
		{"address without hyperlinks", "[가](http://a.b)", 30, "가 <http://a.b>\n"},
		{"particles", "**파드(Pod)**를 *\"따옴표\"*는", 40, "파드(Pod)를 \"따옴표\"는\n"},
		{"terms", "[[파드]]와 [[노드|서버]]", 40, "파드와 서버\n"},
		{"entities once", "&amp;lt; \\&amp; &#065; &#x42; &#12345678; &nope; \\*", 60, "&lt; &amp; A B &#12345678; &nope; *\n"},
		{
			"footnotes in order", "가[^나] 다[^가]\n\n[^가]: 라\n[^나]: 마\n[^다]: 바\n", 40,
			"가[1] 다[2]\n\n────────────\n\n[1] 마\n[2] 라\n[3] 바\n",
		},
		{"front matter", "---\ntitle: 가\n---\n# 나\n", 40, "title: 가\n\n나\n"},
		{"a mark has something to stand on", "\u0301가", 40, "\u25cc\u0301가\n"},
	}
	for _, tt := range tests {
		if got := bare(tt.src, tt.width); got != tt.want {
			t.Errorf("%s:\n%s\nwant\n%s", tt.name, got, tt.want)
		}
	}
}

func TestTable(t *testing.T) {
	src := "| 이름 | 뜻 |\n|---|--:|\n| 파드 | 컨테이너의 묶음이에요 |\n"
	tests := []struct {
		width int
		want  string
	}{
		{40, "┌──────┬───────────────────────┐\n│ 이름 │                    뜻 │\n├──────┼───────────────────────┤\n" +
			"│ 파드 │ 컨테이너의 묶음이에요 │\n└──────┴───────────────────────┘\n"},
		{24, "┌──────┬───────────────┐\n│ 이름 │            뜻 │\n├──────┼───────────────┤\n" +
			"│ 파드 │    컨테이너의 │\n│      │    묶음이에요 │\n└──────┴───────────────┘\n"},
		{20, "이름: 파드\n  뜻: 컨테이너의\n    묶음이에요\n"},
	}
	for _, tt := range tests {
		if got := bare(src, tt.width); got != tt.want {
			t.Errorf("%d cells:\n%s\nwant\n%s", tt.width, got, tt.want)
		}
	}
}

func TestBox(t *testing.T) {
	src := "> [!더깊이] 제목\n> 가 나 다\n"
	want := "╭─ 더 깊이 · 제목 ───╮\n│ 가 나 다           │\n╰────────────────────╯\n"
	if got := bare(src, 22); got != want {
		t.Errorf("\n%s\nwant\n%s", got, want)
	}
	want = "╭─ 더 깊이 ──╮\n│ 제목       │\n│            │\n│ 가 나 다   │\n╰────────────╯\n"
	if got := bare(src, 14); got != want {
		t.Errorf("\n%s\nwant\n%s", got, want)
	}
}

func TestRegions(t *testing.T) {
	src := "[[파드]]와 [문서](https://a.b/c)를 보세요[^1]. <b@c.d>\n\n[^1]: 각주\n"
	o := dark(t, 60)
	o.Hyperlinks, o.Bare = true, true
	lines := lay(src, o)
	want := []Region{
		{0, 4, Term, "파드"}, {7, 11, Link, "https://a.b/c"}, {20, 23, Footnote, "1"}, {25, 30, Link, "mailto:b@c.d"},
	}
	if fmt.Sprint(lines[0].Regions) != fmt.Sprint(want) {
		t.Errorf("regions %+v, want %+v", lines[0].Regions, want)
	}
	last := lines[len(lines)-1]
	if fmt.Sprint(last.Regions) != fmt.Sprint([]Region{{0, 3, FootnoteDef, "1"}}) {
		t.Errorf("footnote regions %+v", last.Regions)
	}
	if !strings.Contains(lines[0].Text, "\x1b]8;id=") || !strings.Contains(lines[0].Text, ";https://a.b/c\x07") {
		t.Errorf("no OSC 8 in %q", lines[0].Text)
	}
}

// A link that wraps is one region on each line, and one hyperlink for the terminal.
func TestWrappedLink(t *testing.T) {
	o := Options{Width: 10, Bare: true, Hyperlinks: true, Glyphs: glyph.Unicode()}
	lines := lay("[가나다 라마바사](https://a.b)", o)
	if len(lines) != 2 || len(lines[0].Regions) != 1 || len(lines[1].Regions) != 1 {
		t.Fatalf("%+v", lines)
	}
	id := func(s string) string { return s[strings.Index(s, "id="):strings.Index(s, ";https")] }
	if id(lines[0].Text) != id(lines[1].Text) {
		t.Errorf("ids differ: %q %q", lines[0].Text, lines[1].Text)
	}
}

// arms are the directions in which a box glyph goes on: left, right, up, down.
func arms(c string) [4]bool {
	for s, dirs := range map[string]string{
		"─": "lr", "│": "ud", "┌": "rd", "╭": "rd", "┐": "ld", "╮": "ld", "└": "ru", "╰": "ru", "┘": "lu", "╯": "lu",
		"├": "rud", "┤": "lud", "┬": "lrd", "┴": "lru", "┼": "lrud",
	} {
		if s == c {
			return [4]bool{
				strings.Contains(dirs, "l"), strings.Contains(dirs, "r"), strings.Contains(dirs, "u"), strings.Contains(dirs, "d"),
			}
		}
	}
	return [4]bool{}
}

// cellsOf spreads the lines over cells; the right half of a wide character is empty.
func cellsOf(lines []Line) [][]string {
	var out [][]string
	for _, l := range lines {
		text := []byte(ansi.Strip(l.Text))
		var cs []string
		for len(text) > 0 {
			n, w, _ := cluster(text)
			if w > 0 {
				cs = append(cs, string(text[:n]))
			}
			for range w - 1 {
				cs = append(cs, "")
			}
			text = text[n:]
		}
		out = append(out, cs)
	}
	return out
}

// checkEdges fails where a line of a frame ends in nothing. Edges with a title in them end at blanks beside it.
func checkEdges(t interface{ Fatalf(string, ...any) }, lines []Line) {
	grid := cellsOf(lines)
	at := func(y, x int) string {
		if y < 0 || y >= len(grid) || x < 0 || x >= len(grid[y]) {
			return ""
		}
		return grid[y][x]
	}
	for y := range grid {
		for x, c := range grid[y] {
			a := arms(c)
			for i, d := range [4][3]int{{0, -1, 1}, {0, 1, 0}, {-1, 0, 3}, {1, 0, 2}} {
				if !a[i] {
					continue
				}
				next := at(y+d[0], x+d[1])
				if !arms(next)[d[2]] && !(d[0] == 0 && next == " ") {
					t.Fatalf("row %d, cell %d: %s meets %q\n%s", y, x, c, next, texts(lines))
				}
			}
		}
	}
}

func TestEdgesMeet(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(rapid.StringMatching(`[가-힣a-z()①é]{1,12}`), 1, 8)
		text := rapid.Map(words, func(w []string) string { return strings.Join(w, " ") })
		columns := rapid.IntRange(1, 5).Draw(t, "columns")
		var b strings.Builder
		for range rapid.IntRange(1, 4).Draw(t, "rows") + 1 {
			for range columns {
				b.WriteString("| " + text.Draw(t, "cell") + " ")
			}
			b.WriteString("|\n")
			if strings.Count(b.String(), "\n") == 1 {
				b.WriteString(strings.Repeat("|---", columns) + "|\n")
			}
		}
		table := b.String()
		src := table + "\n> [!더깊이] " + text.Draw(t, "title") + "\n> " + text.Draw(t, "body") +
			"\n>\n> " + strings.ReplaceAll(table, "\n", "\n> ") + "\n"
		width := rapid.IntRange(24, 200).Draw(t, "width")
		checkEdges(t, lay(src, Options{Width: width, Glyphs: glyph.Unicode()}))
	})
}

// Closing punctuation never begins a line as long as there is any other place to break.
func TestNoClosingPunctuationFirst(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(rapid.StringMatching(`[(「]?[가-힣]{1,9}[)」.,!?…]{0,2}[가-힣]{0,3}`), 1, 30).Draw(t, "words")
		width := rapid.IntRange(24, 80).Draw(t, "width")
		for _, l := range lay(strings.Join(words, " "), Options{Width: width, Bare: true, Glyphs: glyph.Unicode()}) {
			text := ansi.Strip(l.Text)
			if strings.ContainsAny(string([]rune(text)[:1]), ")」.,!?…") {
				t.Fatalf("line %q of %q at %d", text, words, width)
			}
		}
	})
}

// Whether the terminal clusters graphemes (mode 2027) or not, what is drawn is as wide: ultraviolet measures by code
// points until a terminal says that it clusters.
func TestWidthDoesNotDependOnClustering(t *testing.T) {
	src := "👨\u200d👩\u200d👧 🇰🇷 👍🏽 ⚠️ ☎️ 1️⃣ 🏴\U000e0067\U000e0062\U000e007f " +
		"e\u0301 \u1112\u1161\u11ab 가 ①─•“”…→ ｆｕｌｌ ㈜ ℃\n\n" +
		"| 👩\u200d🚀 가 | ❤️ |\n|---|---|\n| 나 | ✔️ 👋🏿 |\n"
	for _, l := range lay(src, dark(t, 40)) {
		if wc := ansi.StringWidthWc(l.Text); wc != l.Width {
			t.Errorf("%d cells by code points, %d by clusters: %q", wc, l.Width, l.Text)
		}
	}
	if got := bare(src[:strings.Index(src, "e\u0301")], 60); got != "👨👩👧 KR 👍 ⚠ ☎ 1 🏴\n" {
		t.Errorf("%q", got)
	}
}

// What ultraviolet makes of a line are the cells that the line says it has.
func TestScreenBufferAgrees(t *testing.T) {
	docs := append(hostile(), specMarkdown(t)...)
	for _, src := range docs {
		for _, l := range lay(src, dark(t, 40)) {
			n := 0
			for _, line := range uv.NewStyledString(l.Text).Lines(ansi.GraphemeWidth) {
				for _, c := range line {
					n += c.Width
				}
			}
			if n != l.Width {
				t.Errorf("%d cells in the buffer, %d in the line: %q", n, l.Width, l.Text)
			}
		}
	}
}
