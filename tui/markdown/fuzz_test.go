package markdown

import (
	"bytes"
	"html"
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	grender "github.com/yuin/goldmark/renderer"
	ghtml "github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/util"
	"golang.org/x/text/unicode/norm"

	"github.com/k8slab/k8slab/lessons/markup"
	"github.com/k8slab/k8slab/tui/glyph"
	"github.com/k8slab/k8slab/tui/theme"
)

// FuzzRender feeds arbitrary bytes to the renderer: nothing lost, nothing too wide, nothing but our own sequences.
func FuzzRender(f *testing.F) {
	for _, s := range specMarkdown(f) {
		f.Add([]byte(s), uint8(40))
	}
	for _, s := range hostile() {
		f.Add([]byte(s), uint8(24))
	}
	th, err := theme.Load(theme.Options{Name: "dark", Dark: true})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, src []byte, w uint8) {
		if len(src) > 4<<10 {
			return
		}
		width := 24 + int(w)%177
		o := Options{Width: width, Sheet: th.Sheet, Glyphs: glyph.Unicode(), Hyperlinks: w%2 == 0, NoHighlight: w%3 != 0}
		doc, text := Parse(src)
		checkOutput(t, Render(doc, text, o), o)
		o.Plain = true
		lines := Render(doc, text, o)
		checkOutput(t, lines, o)
		if utf8.Valid(src) { // halves of characters could meet in HTML that are apart in the source
			keepsLetters(t, doc, text, lines)
		}
	})
}

// FuzzParts checks that cutting a document changes nothing.
func FuzzParts(f *testing.F) {
	for _, s := range specMarkdown(f) {
		f.Add(s)
	}
	f.Add(strings.Join(blockKinds(), "\n"))
	f.Add(" [foo]: \n      /url  \n           'the title' \x18\n\n[foo]")
	f.Add("[foo]\n\n[foo]: /ba\"\\")
	for _, s := range blockKinds() {
		f.Add("글\n\n" + s + "\n\n# 제목\n\n글[^1]\n")
	}
	f.Fuzz(func(t *testing.T, src string) {
		if len(src) <= 2<<10 {
			sameAsWhole(t, src)
		}
	})
}

// hostile is input meant to escape.
func hostile() []string {
	return []string{
		"&#XDDDDDDDD10DD; &#070;", "\x1b[31m빨강\x1b[0m \x1b]0;제목\x07", "&#27;[2J &#x1b;]52;c;aGk=&#7;", "\u009b31m \u0085 \u009d8;;x\u009c",
		"`\x1b[1m` \x00 \x7f", "```\n\x1b[H\x07\r\r가\b\n```", "[가](http://a/\x1b]8;;b\x07)", "<http://a.b/\u009b>",
		"| \x1b[5m | \u202e가 |\n|---|---|\n| \u2066나 | \u200d |\n", "# \u0301제목", "\u0301\u0301", "👨\u200d👩\u200d👧 🇰🇷🇰 👍🏽",
		"\u0600 가\u0600", "| \u0600 | e\u0301 |\n|--|--|\n| 가\u0600 | \ufe0f |", "- \ufe0f\u20e3", "\xff\xfe가\xed\xa0\x80",
		"\u1100\u1161\u11a8 \u1161", "가\u00ad나\u200b다\ufeff", "\u2028\u2029", "[^\x1b]: 가", "![\x1b](\x1b)", "<a \x1b>",
		strings.Repeat("> ", 60) + "가", strings.Repeat("- ", 60) + "가", "123456789. 가\n\n    나",
		"a\u0300\u0301\u0302 ﷽ \U0001F1E6 ‼️ ⚠️ ☎️ ①②③ ─│┌ “가”", strings.Repeat("가", 300), strings.Repeat("a", 300),
		"[" + strings.Repeat("[", 100), "``` " + strings.Repeat("x", 100) + "\n" + strings.Repeat("긴", 200) + "\n",
	}
}

var ours = regexp.MustCompile("\x1b\\[[0-9;]*m|\x1b\\]8;[^\x1b\x07]*\x07")

// checkOutput checks what must hold for every line of every output.
func checkOutput(t testing.TB, lines []Line, o Options) {
	t.Helper()
	for i, l := range lines {
		if got := ansi.StringWidth(l.Text); got != l.Width || got > o.Width {
			t.Fatalf("line %d: %d cells, says %d, may have %d: %q", i, got, l.Width, o.Width, l.Text)
		}
		text := l.Text
		if !o.Plain {
			text = ours.ReplaceAllString(text, "")
		}
		for _, r := range text {
			if unicode.IsControl(r) || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
				t.Fatalf("line %d: %U reaches the terminal: %q", i, r, l.Text)
			}
		}
		at := 0
		for _, r := range l.Regions {
			if r.From < at || r.To <= r.From || r.To > l.Width || r.Kind == 0 {
				t.Fatalf("line %d: region %+v of %d cells", i, r, l.Width)
			}
			at = r.To
		}
	}
}

var (
	altText = regexp.MustCompile(`<img [^>]*alt="([^"]*)"[^>]*>`)
	anyTag  = regexp.MustCompile(`<[^>]*>`)
)

// keepsLetters compares the letters of lines with those of goldmark's own HTML, in any order, since a table's cells
// stand side by side.
func keepsLetters(t testing.TB, doc ast.Node, src []byte, lines []Line) {
	t.Helper()
	var b bytes.Buffer
	r := grender.NewRenderer(grender.WithNodeRenderers(
		util.Prioritized(ghtml.NewRenderer(), 1000), util.Prioritized(tableText{}, 500),
	))
	if err := r.Render(&b, src, doc); err != nil {
		t.Fatal(err)
	}
	want := anyTag.ReplaceAllString(altText.ReplaceAllString(b.String(), "$1"), " ")
	left := map[rune]int{}
	for _, r := range norm.NFD.String(texts(lines)) {
		left[r]++
	}
	for _, r := range norm.NFD.String(html.UnescapeString(want)) { // what is shown is composed
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			continue
		}
		if left[r]--; left[r] < 0 {
			t.Fatalf("%q: lost %q\nHTML %q\nshown %q", src, r, want, texts(lines))
		}
	}
}

// tableText lets the HTML renderer pass through the nodes of extensions.
type tableText struct{}

func (tableText) RegisterFuncs(reg grender.NodeRendererFuncRegisterer) {
	pass := func(util.BufWriter, []byte, ast.Node, bool) (ast.WalkStatus, error) { return ast.WalkContinue, nil }
	for _, k := range []ast.NodeKind{
		extast.KindTable, extast.KindTableHeader, extast.KindTableRow, extast.KindTableCell, extast.KindStrikethrough,
		extast.KindFootnoteList, extast.KindFootnote, extast.KindTaskCheckBox, extast.KindFootnoteLink,
		extast.KindFootnoteBacklink, markup.KindTerm, markup.KindBox,
	} {
		reg.Register(k, pass)
	}
}
