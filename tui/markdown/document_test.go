package markdown

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"github.com/k8slab/k8slab/tui/glyph"
)

// all reads a Doc to its end in windows of height rows.
func all(d *Doc, height int) []Line {
	var out []Line
	for p, ok := d.settle(Pos{}); ok; p, ok = d.settle(Pos{p.part, p.unit, p.row + height}) {
		out = append(out, d.Lines(p, height)...)
	}
	return out
}

func texts(lines []Line) string {
	var b strings.Builder
	for _, l := range lines {
		b.WriteString(ansi.Strip(l.Text))
		b.WriteByte('\n')
	}
	return b.String()
}

// sameAsWhole checks that a source cut wherever it can be cut shows what it shows as a whole.
func sameAsWhole(t interface{ Fatalf(string, ...any) }, src string) {
	o := Options{Width: 60, Glyphs: glyph.Unicode()}
	doc, text := Parse([]byte(src))
	want := texts(Render(doc, text, o))
	d := open([]byte(src), 0, 1)
	d.Layout(o)
	if got := texts(all(d, 7)); got != want {
		var parts []string
		for i, from := range d.parts {
			parts = append(parts, fmt.Sprintf("%q", d.src[from:d.end(i)]))
		}
		t.Fatalf("%q\ncut into %s\nshows\n%s\nwant\n%s", src, strings.Join(parts, "\n"), got, want)
	}
}

func specMarkdown(t testing.TB) []string {
	t.Helper()
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/yuin/goldmark").Output()
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(out)), "_test", "spec.json"))
	if err != nil {
		t.Fatal(err)
	}
	var examples []struct{ Markdown string }
	if err := json.Unmarshal(data, &examples); err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, e := range examples {
		all = append(all, e.Markdown)
	}
	return all
}

func TestPartsOfSpec(t *testing.T) {
	examples := specMarkdown(t)
	for i, e := range examples {
		sameAsWhole(t, e)
		sameAsWhole(t, e+"\n글\n\n"+examples[(i*7+3)%len(examples)]+"\n\n# 끝\n")
	}
}

// blockKinds are lines and pieces that open, close and continue blocks in every way that matters to a cut.
func blockKinds() []string {
	return []string{
		"", "", "", " ", "글", "글 둘", "# 제목", "---", "===", "```", "````", "~~~", "```go", "``` `x`", "    코드", "\t코드",
		"- 가", "-", "- ", "* 나", "+ 다", "1. 라", "2) 마", "10. 바", "-    사", "-      아", " - 자", "  - 차", "   - 카",
		"  이음", "   이음", "    이음", "  ```", "   ```", "    ```", " ~~~", "> 인용", "> ```", "> - 하나", ">", "- > 가",
		"- ```", "1. ```", "<div>", "</div>", "<!-- 주석", "-->", "<script>", "</script>", "<pre>", "<b>굵게</b>", "<?php", "?>",
		"<!DOCTYPE x>", "<![CDATA[", "]]>", "<span>", "<http://a.b>", "[가]: http://a.b", "[가]", "[나]: <x> '제목'", "[나][]",
		"| 가 | 나 |", "|---|---|", "| 1 | 2 |", "[^1]: 각주", "글[^1]", "[^2]: 둘", "글[^2] 또[^1]", "    각주 이음", "***", "* * *",
		"- - -", "**굵게** 글", "-\t탭", "- 가\n\n  ```\n  코드\n  ```", "- [ ] 할 일", "> [!더깊이] 제목", "\\", "&#35; x", "`코드", "가\r",
	}
}

func TestPartsOfRandomDocuments(t *testing.T) {
	lines := blockKinds()
	rapid.Check(t, func(t *rapid.T) {
		src := strings.Join(rapid.SliceOfN(rapid.SampledFrom(lines), 1, 24).Draw(t, "lines"), "\n")
		sameAsWhole(t, src)
	})
}
