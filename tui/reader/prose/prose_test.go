package prose_test

import (
	"strings"
	"testing"

	"github.com/k8slab/k8slab/tui/glyph"
	"github.com/k8slab/k8slab/tui/reader/page"
	"github.com/k8slab/k8slab/tui/reader/prose"
	"github.com/k8slab/k8slab/tui/theme"
)

func look(t *testing.T) page.Look {
	t.Helper()
	th, err := theme.Load(theme.Options{Name: "dark", NoColor: true})
	if err != nil {
		t.Fatal(err)
	}
	return page.Look{Theme: th, Glyphs: glyph.Unicode(), Hyperlinks: true}
}

// A link that goes on in the next line is one thing; two links are two.
func TestThingsAreNumbered(t *testing.T) {
	lines := prose.Text("[여러 줄에 걸친 긴 고리](https://a.example) 그리고 [[컨테이너]], [[커널]]", look(t), 16, 7)
	seen := map[int][]string{}
	for _, line := range lines {
		for _, r := range line.Regions {
			seen[r.Seq] = append(seen[r.Seq], page.Strip(page.Cut(line.Text, r.From, r.To)))
			if want := page.Link; strings.HasPrefix(r.Target, "https") != (r.Kind == want) {
				t.Errorf("%q is a %s", r.Target, r.Kind)
			}
		}
	}
	for seq, want := range map[int]string{8: "여러줄에걸친긴고리", 9: "컨테이너", 10: "커널"} {
		if got := strings.ReplaceAll(strings.Join(seen[seq], ""), " ", ""); got != want {
			t.Errorf("thing %d is %q, want %q", seq, got, want)
		}
	}
	if len(seen) != 3 {
		t.Errorf("%d things: %v", len(seen), seen)
	}
}

func TestTextIsNeverEmpty(t *testing.T) {
	if got := prose.Text("", look(t), 20, 0); len(got) != 1 {
		t.Errorf("%d lines for no text", len(got))
	}
}

func TestPlain(t *testing.T) {
	got := strings.Join(prose.Plain("**파드(Pod)**를 `kubectl`로, [[커널|핵심]]도", 0), "\n")
	if strings.Contains(got, "\x1b") || !strings.Contains(got, "파드(Pod)") || !strings.Contains(got, "핵심도") {
		t.Errorf("%q", got)
	}
}
