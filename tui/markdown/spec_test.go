package markdown_test

import (
	"encoding/json"
	"fmt"
	"html"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/charmbracelet/x/ansi"

	"github.com/k8slab/k8slab/tui/glyph"
	"github.com/k8slab/k8slab/tui/markdown"
	"github.com/k8slab/k8slab/tui/theme"
)

// example is one of the CommonMark specification's own.
type example struct {
	Markdown string `json:"markdown"`
	HTML     string `json:"html"`
	Example  int    `json:"example"`
}

// specExamples reads the specification that goldmark's module ships with its tests.
func specExamples(t testing.TB) []example {
	t.Helper()
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/yuin/goldmark").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	data, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(out)), "_test", "spec.json"))
	if err != nil {
		t.Fatal(err)
	}
	var all []example
	if err := json.Unmarshal(data, &all); err != nil {
		t.Fatal(err)
	}
	if len(all) < 600 {
		t.Fatalf("only %d examples", len(all))
	}
	return all
}

var (
	tag = regexp.MustCompile(`</?[a-z][a-z0-9]*(?: [^<>]*)?/?>`)
	alt = regexp.MustCompile(`<img [^>]*alt="([^"]*)"[^>]*>`)
)

// letters keeps what words are made of.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, s)
}

// subsequence reports whether all of want stands in got in the same order, and else what is missing.
func subsequence(want, got string) (string, bool) {
	rest := got
	for i, r := range want {
		at := strings.IndexRune(rest, r)
		if at < 0 {
			return want[i:], false
		}
		rest = rest[at+len(string(r)):]
	}
	return "", true
}

func looks(t testing.TB, name string, g glyph.Set, width int) markdown.Options {
	t.Helper()
	th, err := theme.Load(theme.Options{Name: name, Dark: true})
	if err != nil {
		t.Fatal(err)
	}
	return markdown.Options{Width: width, Sheet: th.Sheet, Glyphs: g}
}

func render(src string, o markdown.Options) []markdown.Line {
	doc, text := markdown.Parse([]byte(src))
	return markdown.Render(doc, text, o)
}

func plainText(lines []markdown.Line) string {
	var b strings.Builder
	for _, l := range lines {
		b.WriteString(ansi.Strip(l.Text))
		b.WriteByte('\n')
	}
	return b.String()
}

// Every word that the specification's HTML shows must be shown here, in the same order, at a narrow and a wide width,
// in colours, in ASCII and plain.
func TestSpecLosesNoWord(t *testing.T) {
	styles := map[string]markdown.Options{
		"dark":  looks(t, "dark", glyph.Unicode(), 80),
		"ascii": looks(t, "ascii", glyph.ASCII(), 24),
		"plain": {Width: 60, Plain: true},
		"free":  {Plain: true},
	}
	for _, e := range specExamples(t) {
		want := alt.ReplaceAllString(e.HTML, "$1")
		want = letters(html.UnescapeString(tag.ReplaceAllString(want, " ")))
		for name, o := range styles {
			got := letters(plainText(render(e.Markdown, o)))
			if rest, ok := subsequence(want, got); !ok {
				t.Errorf("example %d, %s: lost %q\n%q\nshows %q", e.Example, name, rest, e.Markdown, got)
			}
		}
	}
}

// No line is wider than asked, and each is as wide as it says, whatever is rendered.
func TestWidths(t *testing.T) {
	src := korean(t)
	docs := []string{src}
	for _, e := range specExamples(t) {
		docs = append(docs, e.Markdown)
	}
	for w := 24; w <= 200; w++ {
		for name, o := range map[string]markdown.Options{
			"dark": looks(t, "dark", glyph.Unicode(), w), "ascii": looks(t, "dracula", glyph.ASCII(), w),
			"plain": {Width: w, Plain: true},
		} {
			for i, doc := range docs {
				if i > 0 && (i+w)%7 != 0 { // every example meets every width class, not every width
					continue
				}
				checkLines(t, fmt.Sprintf("%s %d, document %d", name, w, i), render(doc, o), w)
			}
		}
	}
}

// checkLines checks what holds for every output.
func checkLines(t testing.TB, name string, lines []markdown.Line, width int) {
	t.Helper()
	for i, l := range lines {
		if got := ansi.StringWidth(l.Text); got != l.Width {
			t.Fatalf("%s, line %d: says %d cells, has %d: %q", name, i, l.Width, got, l.Text)
		}
		if width > 0 && l.Width > width {
			t.Fatalf("%s, line %d: %d cells: %q", name, i, l.Width, l.Text)
		}
		at := 0
		for _, r := range l.Regions {
			if r.From < at || r.To <= r.From || r.To > l.Width || r.Kind == 0 {
				t.Fatalf("%s, line %d: region %+v of %d cells", name, i, r, l.Width)
			}
			at = r.To
		}
	}
}

func korean(t testing.TB) string {
	t.Helper()
	data, err := os.ReadFile("testdata/korean.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
