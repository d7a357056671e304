package facts_test

import (
	"strings"
	"testing"

	"github.com/k8slab/k8slab/lessons"
	"github.com/k8slab/k8slab/lessons/ko"
	"github.com/k8slab/k8slab/lessons/progress"
	"github.com/k8slab/k8slab/tui/glyph"
	"github.com/k8slab/k8slab/tui/reader/facts"
	"github.com/k8slab/k8slab/tui/reader/page"
	"github.com/k8slab/k8slab/tui/theme"
	"github.com/k8slab/k8slab/tui/words"
)

func look(t *testing.T) page.Look {
	t.Helper()
	th, err := theme.Load(theme.Options{Name: "dark", NoColor: true})
	if err != nil {
		t.Fatal(err)
	}
	return page.Look{Theme: th, Glyphs: glyph.Unicode()}
}

// tables are the tables of the course.
func tables(t *testing.T) (list []*lessons.Facts) {
	t.Helper()
	course, err := lessons.Load(ko.FS())
	if err != nil {
		t.Fatal(err)
	}
	for _, meta := range course.Lessons {
		lesson, err := course.Lesson(meta.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, b := range lesson.Blocks {
			if f, ok := b.(*lessons.Facts); ok {
				list = append(list, f)
			}
		}
	}
	if len(list) < 2 {
		t.Fatal("the course should have a table of terms and one that compares")
	}
	return list
}

func squeeze(s string) string {
	return strings.Join(strings.Fields(strings.NewReplacer("│", " ").Replace(s)), "")
}

// No word is lost or cut at any width, and no line is too wide.
func TestNothingIsCut(t *testing.T) {
	l := look(t)
	for _, f := range tables(t) {
		for width := 24; width <= 200; width++ {
			w := &facts.Widget{Facts: f}
			lines := w.Lay(l, width)
			columns := columnsOf(t, lines, width)
			for _, row := range f.Rows {
				for i, c := range row.Cells {
					if strings.ContainsAny(c.Text, "*`[") {
						continue
					}
					if !strings.Contains(columns, squeeze(c.Text)) {
						t.Fatalf("width %d: %q, column %d is not whole in %s", width, c.Text, i, columns)
					}
				}
			}
		}
	}
}

// columnsOf reads a drawn table column by column.
func columnsOf(t *testing.T, lines []page.Line, width int) string {
	t.Helper()
	var columns [9]strings.Builder
	for _, line := range lines {
		text := page.Strip(line.Text)
		if page.Width(text) > width {
			t.Fatalf("width %d: %q", width, text)
		}
		if !strings.HasPrefix(text, "│") {
			columns[8].WriteString(text)
			continue
		}
		for i, part := range strings.Split(text, "│") {
			columns[i].WriteString(part)
		}
	}
	var all strings.Builder
	for i := range columns {
		all.WriteString(squeeze(columns[i].String()) + "\n")
	}
	return all.String()
}

func TestNarrowTablesAreCards(t *testing.T) {
	l := look(t)
	for _, f := range tables(t) {
		for width := 24; width <= 120; width++ {
			for _, line := range (&facts.Widget{Facts: f}).Lay(l, width) {
				text := page.Strip(line.Text)
				if !strings.HasPrefix(text, "├") {
					continue
				}
				for i, dashes := range strings.Split(strings.Trim(text, "├┤"), "┼") {
					if i > 0 && page.Width(dashes)-2 < facts.MinColumn {
						t.Fatalf("width %d: a column of %d cells", width, page.Width(dashes)-2)
					}
				}
			}
		}
	}
}

func TestMeasurements(t *testing.T) {
	f := &lessons.Facts{Columns: []string{"가", "나"}, Rows: []lessons.FactRow{{Name: "줄", Cells: []lessons.FactCell{
		{Text: "사실 하나", Measure: &lessons.Measure{Key: "a.b", Label: "잰 것", Unit: "ms"}},
		{Text: "사실 둘", Measure: &lessons.Measure{Key: "a.c", Label: "다른 것"}},
	}}}}
	measured := map[string]string{}
	w := &facts.Widget{Facts: f, Measured: func(key string) (progress.Measurement, bool) {
		v, ok := measured[key]
		return progress.Measurement{Value: v, Lab: "a", Engine: "E 1"}, ok
	}}
	text := func(width int) string {
		var b strings.Builder
		for _, line := range w.Lay(look(t), width) {
			b.WriteString(page.Strip(line.Text) + "\n")
		}
		return b.String()
	}
	for _, width := range []int{30, 80} {
		clear(measured)
		if s := text(width); !strings.Contains(s, "○ 잰 것: 아직 없어요") || !strings.Contains(s, "○ 표시에는") {
			t.Errorf("nothing measured, width %d:\n%s", width, s)
		}
		measured["a.b"] = "2.1"
		if s := text(width); !strings.Contains(s, "● 잰 것: 2.1 ms") || !strings.Contains(s, "a 실습, E 1") || !strings.Contains(s, "○ 다른 것: 아직 없어요") {
			t.Errorf("one measured, width %d:\n%s", width, s)
		}
		measured["a.c"] = "3"
		if s := text(width); strings.Contains(s, "○") {
			t.Errorf("all measured, width %d:\n%s", width, s)
		}
	}
	plain := strings.Join(w.Plain(0, words.Say{}), "\n")
	if !strings.Contains(plain, "줄, 가: 사실 하나\n내 측정값, 잰 것: 2.1 ms (a 실습, E 1)") {
		t.Errorf("in plain text:\n%s", plain)
	}
}

// A place for a measurement leads to the lab that measures it, and says so; one that no lab measures says that.
func TestPlacesLeadToLabs(t *testing.T) {
	f := &lessons.Facts{Columns: []string{"가", "나"}, Rows: []lessons.FactRow{{Name: "줄", Cells: []lessons.FactCell{
		{Text: "사실 하나", Measure: &lessons.Measure{Key: "a.b", Label: "잰 것", Unit: "ms"}},
		{Text: "사실 둘", Measure: &lessons.Measure{Key: "vm.c", Label: "다른 것"}},
	}}}}
	w := &facts.Widget{Facts: f, Measurable: func(key string) bool { return key == "a.b" }}
	for _, width := range []int{30, 80} {
		var text strings.Builder
		var targets []string
		for _, line := range w.Lay(look(t), width) {
			text.WriteString(page.Strip(line.Text) + "\n")
			for _, r := range line.Regions {
				targets = append(targets, r.Target)
				if r.Kind != page.Measure || r.To > page.Width(page.Strip(line.Text)) {
					t.Errorf("region %+v of %q", r, line.Text)
				}
			}
		}
		if len(targets) == 0 || strings.Join(targets, "") != strings.Repeat("a.b", len(targets)) {
			t.Errorf("width %d: targets %q", width, targets)
		}
		plain := squeeze(text.String())
		if !strings.Contains(plain, "Enter를누르면") || !strings.Contains(plain, "아직없어요") {
			t.Errorf("width %d:\n%s", width, text.String())
		}
	}
}
