package markdown

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/k8slab/k8slab/tui/glyph"
)

// chapters is a document of n chapters, long enough to be cut.
func chapters(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "## %d장\n\n", i)
		fmt.Fprintf(&b, "이 문단의 낱말은 낱말%d이에요. 문단은 **굵은 글(bold)**을 담고, 좁은 화면에서는 여러 줄로 나뉘어요.\n\n", i)
		fmt.Fprintf(&b, "- 항목%d 하나\n- 항목%d 둘\n\n```\n코드 %d\n```\n\n", i, i, i)
	}
	return b.String()
}

func openAt(src string, width int) *Doc {
	d := open([]byte(src), 0, 200)
	d.Layout(Options{Width: width, Glyphs: glyph.Unicode()})
	return d
}

// Scrolling by any amounts shows the same rows as reading from the start.
func TestScroll(t *testing.T) {
	d := openAt(chapters(60), 40)
	rows := all(d, 1000)
	const height = 12
	rapid.Check(t, func(t *rapid.T) {
		p, at := Pos{}, 0
		for range 12 {
			delta := rapid.IntRange(-200, 200).Draw(t, "delta")
			p = d.Scroll(p, delta, height)
			at = min(max(at+delta, 0), len(rows)-height)
			got := d.Lines(p, height)
			if texts(got) != texts(rows[at:at+height]) {
				t.Fatalf("at row %d:\n%s\nwant\n%s", at, texts(got), texts(rows[at:at+height]))
			}
		}
	})
}

func TestBottomAndPercent(t *testing.T) {
	d := openAt(chapters(60), 40)
	rows := all(d, 1000)
	for _, height := range []int{1, 7, 30, len(rows), len(rows) + 9} {
		p := d.Bottom(height)
		want := rows[max(0, len(rows)-height):]
		if got := d.Lines(p, height); texts(got) != texts(want) {
			t.Errorf("height %d:\n%s\nwant\n%s", height, texts(got), texts(want))
		}
		if got := d.Percent(p, height); got != 100 {
			t.Errorf("height %d: bottom is at %d %%", height, got)
		}
	}
	if got := d.Percent(Pos{}, 10); got != 0 {
		t.Errorf("top is at %d %%", got)
	}
	last := -1
	for p := (Pos{}); ; {
		percent := d.Percent(p, 10)
		if percent < last {
			t.Fatalf("%d %% after %d %%", percent, last)
		}
		last = percent
		next := d.Scroll(p, 5, 10)
		if next == p {
			break
		}
		p = next
	}
}

// An anchor finds the row that shows the same text at every width.
func TestAnchors(t *testing.T) {
	src := chapters(40)
	for i := range 40 {
		word := fmt.Sprintf("낱말%d이에요", i)
		anchor := strings.Index(src, word)
		for _, width := range []int{24, 33, 80, 200} {
			d := openAt(src, width)
			if got := texts(d.Lines(d.At(anchor), 1)); !strings.Contains(got, word) {
				t.Errorf("width %d: anchor of %s shows %q", width, word, got)
			}
		}
	}
	d := openAt(src, 40)
	for p, n := (Pos{}), 0; n < 300; n++ {
		a := d.Anchor(p)
		if q := d.At(a); d.Anchor(q) != a {
			t.Fatalf("anchor %d becomes %d", a, d.Anchor(q))
		}
		p = d.Scroll(p, 1, 1)
	}
}

func TestFind(t *testing.T) {
	src := chapters(40) + "\n끝에는 각주[^1]가 있어요.\n\n[^1]: 숨은 글이에요.\n"
	d := openAt(src, 40)
	tests := []struct {
		query string
		shows string
	}{
		{"낱말33이에요", "낱말33이에요"},
		{"글(BOLD)을", "글(bold)을"},
		{"코드 17", "코드 17"},
		{"숨은 글", "숨은 글"},
	}
	for _, tt := range tests {
		a, ok := d.Find(tt.query, -1, false)
		if !ok {
			t.Errorf("%q not found", tt.query)
			continue
		}
		if got := texts(d.Lines(d.At(a), 1)); !strings.Contains(got, tt.shows) {
			t.Errorf("%q found at %q", tt.query, got)
		}
	}
	var forth, back []int
	for a, ok := d.Find("항목", -1, false); ok; a, ok = d.Find("항목", a, false) {
		forth = append(forth, a)
	}
	for a, ok := d.Find("항목", 3*len(src), true); ok; a, ok = d.Find("항목", a, true) {
		back = append([]int{a}, back...)
	}
	if len(forth) != 80 || fmt.Sprint(forth) != fmt.Sprint(back) {
		t.Errorf("%d matches forth, %d back", len(forth), len(back))
	}
	if _, ok := d.Find("  ", -1, false); ok {
		t.Error("blanks were found")
	}
}

func TestMatches(t *testing.T) {
	lines := lay("컨테이너와 **Pod**와 pod", Options{Width: 40, Bare: true, Sheet: dark(t, 40).Sheet})
	if got := Matches(lines[0], "POD"); fmt.Sprint(got) != "[[11 14] [17 20]]" {
		t.Errorf("matches %v in %q", got, lines[0].Text)
	}
}

func TestOutline(t *testing.T) {
	d := openAt("# 가 *나*(다)!\n\n글\n\n"+chapters(20)+"## 3장\n", 40)
	got := d.Outline()
	if len(got) != 22 || got[0].ID != "가-나다" || got[0].Level != 1 || got[4].Text != "3장" || got[21].ID != "3장-1" {
		t.Errorf("%+v", got)
	}
	if text := texts(d.Lines(d.At(got[21].Anchor), 3)); !strings.Contains(text, "3장") {
		t.Errorf("the last heading is at %q", text)
	}
}

// Link definitions and footnotes reach every part, and the first definition of a label is the one that counts.
func TestDefinitionsAcrossParts(t *testing.T) {
	var b strings.Builder
	b.WriteString("[첫] 글[^b]\n\n[첫]: http://one\n\n[첫]: http://two\n\n")
	for i := range 80 {
		fmt.Fprintf(&b, "# %d\n\n[첫] [둘 째][r%d] 글[^n%d]\n\n> [r%d]: http://r%d 'x'\n\n", i, i, i%3, i, i)
	}
	b.WriteString("[^b]: 비\n[^n0]: 영 [첫]\n[^n1]: 일\n[^n2]: 이\n[^un]: 남은 글\n")
	src := b.String()
	doc, text := Parse([]byte(src))
	o := Options{Width: 60, Glyphs: glyph.Unicode()}
	want := texts(Render(doc, text, o))
	d := openAt(src, 60)
	if len(d.parts) < 20 {
		t.Fatalf("only %d parts", len(d.parts))
	}
	if got := texts(all(d, 9)); got != want {
		t.Errorf("parts show\n%s\nwant\n%s", got, want)
	}
	for text, shown := range map[string]bool{
		"http://one": true, "http://two": false, "http://r79": true, "[5] 남은 글": true,
	} {
		if strings.Contains(want, text) != shown {
			t.Errorf("%q in the whole: %v\n%s", text, !shown, want)
		}
	}
}
