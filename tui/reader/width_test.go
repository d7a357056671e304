package reader_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/k8slab/k8slab/lessons"
	"github.com/k8slab/k8slab/tui/glyph"
	"github.com/k8slab/k8slab/tui/keys"
	"github.com/k8slab/k8slab/tui/reader"
	"github.com/k8slab/k8slab/tui/reader/page"
	"github.com/k8slab/k8slab/tui/words"
)

// exact fails unless the picture has h rows of exactly w cells.
func exact(t *testing.T, m *reader.Model, w, h int, what string) {
	t.Helper()
	rows := m.Rows()
	if len(rows) != h {
		t.Fatalf("%s: %d rows, want %d", what, len(rows), h)
	}
	for y, row := range rows {
		if n := page.Width(row); n != w {
			t.Fatalf("%s: row %d has %d cells, want %d: %q", what, y, n, w, page.Strip(row))
		}
		if strings.Contains(row, "\n") {
			t.Fatalf("%s: row %d holds a line end", what, y)
		}
		if at := strings.LastIndex(row, "\x1b["); at >= 0 && !strings.HasPrefix(row[at:], "\x1b[m") {
			t.Fatalf("%s: the style of row %d is not reset: %q", what, y, row)
		}
	}
}

// Every lesson, as a whole, at every width: rows are exactly as wide as asked for, and no word is lost.
func TestEveryWidth(t *testing.T) {
	c, err := own()
	if err != nil {
		t.Fatal(err)
	}
	sets := []glyph.Set{glyph.Unicode(), glyph.DOS(), glyph.ASCII()}
	for _, meta := range c.Lessons {
		t.Run(meta.ID, func(t *testing.T) {
			t.Parallel()
			m := newModel(t, 24, 40, func(r *reader.Config) { r.Course, r.Hyperlinks = c, true })
			open(t, m, meta.ID)
			for w := 24; w <= 200; w++ {
				press(m, keys.Top)
				m.SetLook(themeNamed(t, "dark", w%2 == 0), sets[w%len(sets)])
				m.SetSize(w, 40)
				for w%5 == 0 {
					exact(t, m, w, 40, fmt.Sprintf("width %d, %s", w, sets[w%len(sets)].Name))
					before := m.Rows()[39]
					if m.Handle(keys.PageDown); m.Percent() == 100 || m.Rows()[39] == before {
						break
					}
				}
				exact(t, m, w, 40, fmt.Sprintf("width %d, the end", w))
				if w > reader.MaxMeasure+8 && w%20 != 0 {
					continue // the column is no wider than before
				}
				if wide := m.Overflow(); len(wide) > 0 {
					t.Fatalf("at width %d these lines would be cut:\n%s", w, strings.Join(wide, "\n"))
				}
			}
		})
	}
}

// Lists and explanations keep to the size as well, down to the smallest.
func TestOverlaysAtEverySize(t *testing.T) {
	for _, h := range []int{1, 2, 3, 5, 12, 24} {
		for w := 8; w <= 130; w += 7 {
			m := newModel(t, w, h)
			for _, i := range []keys.Intent{keys.Contents, keys.Search, keys.Glossary, keys.Help} {
				press(m, i)
				for _, k := range []keys.Intent{keys.Down, keys.Bottom, keys.PageUp} {
					press(m, k)
					exact(t, m, w, h, fmt.Sprintf("%s at %d×%d", i, w, h))
				}
				if x, y, ok := m.Cursor(); ok && (x < 0 || x >= w || y < 0 || y >= h) {
					t.Fatalf("the cursor is at %d,%d in %d×%d", x, y, w, h)
				}
				press(m, keys.Back)
			}
			press(m, keys.Next, keys.Enter, keys.Next, keys.Bottom)
			exact(t, m, w, h, fmt.Sprintf("a term at %d×%d", w, h))
		}
	}
}

// A change of width keeps the text that is at the top there.
func TestResizeKeepsThePlace(t *testing.T) {
	m := newModel(t, 80, 20)
	find(t, m, "긴 이야기")
	for range 20 {
		if strings.Contains(plain(m)[0], "긴 이야기") {
			break
		}
		press(m, keys.Down)
	}
	for _, w := range []int{60, 40, 24, 100, 200, 40, 80} {
		m.SetSize(w, 20)
		if !contains(m, "긴 이야기") {
			t.Fatalf("at width %d the heading is gone:\n%s", w, picture(m))
		}
	}
	if !strings.Contains(plain(m)[0], "긴 이야기") {
		t.Errorf("back at the first width the top row is %q", plain(m)[0])
	}
}

func TestPercent(t *testing.T) {
	m := newModel(t, 60, 12)
	last := m.Percent()
	for range 40 {
		press(m, keys.Down)
		if p := m.Percent(); p < last {
			t.Fatalf("the percentage falls from %d to %d", last, p)
		} else {
			last = p
		}
	}
	press(m, keys.Bottom)
	if m.Percent() != 100 {
		t.Errorf("at the end it is %d", m.Percent())
	}
}

// A lesson printed for a pipe has no escape sequence and no box drawing, and all its words.
func TestPrintPlain(t *testing.T) {
	c, err := own()
	if err != nil {
		t.Fatal(err)
	}
	for _, meta := range c.Lessons {
		lesson, err := c.Lesson(meta.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, width := range []int{0, 40, 80} {
			var b strings.Builder
			if err := reader.PrintPlain(&b, lesson, width, words.Say{}); err != nil {
				t.Fatal(err)
			}
			out := b.String()
			for _, r := range out {
				if r == 0x1b || r >= 0x2500 && r < 0x2600 {
					t.Fatalf("%s, width %d: %q in plain text", meta.ID, width, r)
				}
			}
			for line := range strings.Lines(out) {
				if n := page.Width(strings.TrimRight(line, "\n")); width > 0 && n > width {
					t.Errorf("%s: a line of %d cells, want at most %d: %q", meta.ID, n, width, line)
				}
			}
			whole := squeeze(out)
			for _, text := range texts(lesson) {
				if !strings.Contains(whole, squeeze(text)) {
					t.Errorf("%s, width %d: %q is missing", meta.ID, width, text)
				}
			}
		}
	}
}

func squeeze(s string) string { return strings.Join(strings.Fields(s), "") }

// texts are what a lesson says outside of its prose, as long as it needs no Markdown.
func texts(lesson *lessons.Lesson) (list []string) {
	list = append(list, lesson.Title, lesson.Question)
	for _, b := range lesson.Blocks {
		switch b := b.(type) {
		case *lessons.FigureBlock:
			list = append(list, b.Title, b.Caption)
			for _, l := range b.Layers {
				list = append(list, l.Name, l.What)
			}
			for _, e := range b.Emphases {
				list = append(list, e.Title, e.Reason)
			}
		case *lessons.Facts:
			for _, row := range b.Rows {
				for i, cell := range row.Cells {
					if list = append(list, row.Name, cell.Text); len(b.Columns) > 1 {
						list = append(list, b.Columns[i])
					}
				}
			}
		case *lessons.Quiz:
			for _, q := range b.Questions {
				list = append(list, q.Claim, q.Ask)
				for _, choice := range q.Choices {
					list = append(list, choice.Text, choice.Why)
				}
			}
		}
	}
	plain := list[:0]
	for _, text := range list {
		if !strings.ContainsAny(text, "*`[_<&\\") {
			plain = append(plain, text)
		}
	}
	return plain
}

func TestPrint(t *testing.T) {
	c, err := own()
	if err != nil {
		t.Fatal(err)
	}
	for _, meta := range c.Lessons {
		lesson, err := c.Lesson(meta.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, width := range []int{24, 40, 80, 120} {
			var b strings.Builder
			o := reader.PrintOptions{Width: width, Theme: themeNamed(t, "dark", false), Glyphs: glyph.Unicode()}
			if err := reader.Print(&b, lesson, o); err != nil {
				t.Fatal(err)
			}
			for line := range strings.Lines(b.String()) {
				if n := page.Width(strings.TrimRight(line, "\n")); n > width {
					t.Errorf("%s: a line of %d cells, want at most %d: %q", meta.ID, n, width, page.Strip(line))
				}
			}
			for _, button := range []string{"답 내기", "실습으로 가기", "[▸]"} {
				if strings.Contains(page.Strip(b.String()), button) {
					t.Errorf("%s: there is a button %q to press on paper", meta.ID, button)
				}
			}
		}
	}
}
