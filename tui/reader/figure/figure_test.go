package figure

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/k8slab/k8slab/lessons"
	"github.com/k8slab/k8slab/lessons/ko"
	"github.com/k8slab/k8slab/tui/glyph"
	"github.com/k8slab/k8slab/tui/reader/page"
	"github.com/k8slab/k8slab/tui/theme"
	"github.com/k8slab/k8slab/tui/words"
)

// ownFigures are the figures of the course, each once.
func ownFigures(t *testing.T) map[string]*lessons.FigureBlock {
	t.Helper()
	course, err := lessons.Load(ko.FS())
	if err != nil {
		t.Fatal(err)
	}
	figures, seen := map[string]*lessons.FigureBlock{}, map[string]bool{}
	for _, meta := range course.Lessons {
		lesson, err := course.Lesson(meta.ID)
		if err != nil {
			t.Fatal(err)
		}
		for i, b := range lesson.Blocks {
			if f, ok := b.(*lessons.FigureBlock); ok && !seen[f.Title] {
				seen[f.Title] = true
				figures[fmt.Sprintf("%s-%d", meta.ID, i)] = f
			}
		}
	}
	if len(figures) == 0 {
		t.Fatal("the course has no figure")
	}
	return figures
}

func lookWith(t *testing.T, set glyph.Set) page.Look {
	t.Helper()
	th, err := theme.Load(theme.Options{Name: "dark", NoColor: true})
	if err != nil {
		t.Fatal(err)
	}
	return page.Look{Theme: th, Glyphs: set}
}

// leastWidth is what the text of a pane of 40 columns has: there, every figure of the course is drawn.
const leastWidth = 37

// eachState calls f for every figure, width, stack and emphasis, but once only for widths that give the same layout.
func eachState(t *testing.T, f func(name string, n names, l layout, width int)) {
	t.Helper()
	for id, block := range ownFigures(t) {
		done := map[string]bool{}
		for width := 24; width <= 200; width++ {
			for state := range len(block.Emphases) + 1 {
				n := names{figure: block.Figure}
				if state > 0 {
					n.state = &block.Emphases[state-1]
				}
				for stack := range block.Stacks {
					l, ok := choose(n, width, 0, stack)
					if !ok {
						if width >= leastWidth {
							t.Fatalf("%s cannot be drawn %d cells wide", id, width)
						}
						break
					}
					key := fmt.Sprint(state, l)
					if done[key] {
						continue
					}
					done[key] = true
					f(fmt.Sprintf("%s, width %d, state %d, stack %d", id, width, state, stack), n, l, width)
					if len(l.stacks) > 1 {
						break
					}
				}
			}
		}
	}
}

// joints reads a set's characters back.
func joints(t *testing.T, set glyph.Set) map[string]joint {
	t.Helper()
	found := map[string]joint{}
	for i := range 81 {
		j := joint{edge(i / 27), edge(i / 9 % 3), edge(i / 3 % 3), edge(i % 3)}
		if j.index() != i {
			t.Fatal("index")
		}
		if c := j.draw(set); c != " " && j.edges() >= found[c].edges() {
			found[c] = j
		}
	}
	return found
}

// Every edge meets an edge of its neighbour, as drawn: heavy ones a heavy one, in the set that can show that.
func TestEdgesMeet(t *testing.T) {
	for _, set := range []glyph.Set{glyph.Unicode(), glyph.DOS()} {
		look, known := lookWith(t, set), joints(t, set)
		exact := set.Name == "unicode"
		eachState(t, func(name string, n names, l layout, width int) {
			rows := grid(t, render(n, l, look, firstLayer), width, name)
			for y, row := range rows {
				for x, c := range row {
					j, isEdge := known[c]
					if !isEdge {
						continue
					}
					right, below := at(rows, x+1, y, known), at(rows, x, y+1, known)
					if !meets(j.right, right.left, exact) || !meets(j.down, below.up, exact) {
						t.Fatalf("%s, %s: %q at row %d, column %d does not meet its neighbours\n%s",
							set.Name, name, c, y, x, drawn(rows))
					}
					left, above := at(rows, x-1, y, known), at(rows, x, y-1, known)
					if !meets(j.left, left.right, exact) || !meets(j.up, above.down, exact) {
						t.Fatalf("%s, %s: %q at row %d, column %d hangs in the air\n%s",
							set.Name, name, c, y, x, drawn(rows))
					}
				}
			}
		})
	}
}

// edges counts in how many directions a joint goes on. Where one sign stands for several joints, the fullest is meant.
func (j joint) edges() (n int) {
	for _, e := range []edge{j.up, j.right, j.down, j.left} {
		n += min(int(e), 1)
	}
	return n
}

func meets(a, b edge, exact bool) bool {
	if exact {
		return a == b
	}
	return (a == noEdge) == (b == noEdge)
}

func at(rows [][]string, x, y int, known map[string]joint) joint {
	if y < 0 || y >= len(rows) || x < 0 || x >= len(rows[y]) {
		return joint{}
	}
	return known[rows[y][x]]
}

// grid cuts lines into cells; the right half of a wide character is empty.
func grid(t *testing.T, lines []page.Line, width int, name string) [][]string {
	t.Helper()
	rows := make([][]string, len(lines))
	for y, line := range lines {
		text := page.Strip(line.Text)
		if w := page.Width(text); w > width {
			t.Fatalf("%s: row %d is %d cells wide", name, y, w)
		}
		for _, r := range text {
			rows[y] = append(rows[y], string(r))
			if page.Width(string(r)) == 2 {
				rows[y] = append(rows[y], "")
			}
		}
	}
	return rows
}

func drawn(rows [][]string) string {
	var b strings.Builder
	for _, row := range rows {
		b.WriteString(strings.Join(row, "") + "\n")
	}
	return b.String()
}

// ASCII draws the same picture with other signs.
func TestASCIIHasTheSameShape(t *testing.T) {
	unicode, known := lookWith(t, glyph.Unicode()), joints(t, glyph.Unicode())
	ascii := lookWith(t, glyph.ASCII())
	eachState(t, func(name string, n names, l layout, width int) {
		a := grid(t, render(n, l, unicode, firstLayer), width, name)
		b := grid(t, render(n, l, ascii, firstLayer), width, name)
		for y := range a {
			for x, c := range a[y] {
				want := c
				if j, ok := known[c]; ok {
					want = j.draw(glyph.ASCII())
				} else if c == "«" || c == "»" {
					want = "*"
				}
				if b[y][x] != want {
					t.Fatalf("%s: row %d, column %d is %q, want %q\n%s", name, y, x, b[y][x], want, drawn(b))
				}
			}
		}
	})
}

// Every name is written out in every box, whatever the width: no ellipsis, nothing lost.
func TestNamesAreWhole(t *testing.T) {
	look := lookWith(t, glyph.Unicode())
	eachState(t, func(name string, n names, l layout, _ int) {
		lines := render(n, l, look, firstLayer)
		for _, s := range l.stacks {
			for _, layer := range layersOf(n.figure.Stacks[s].Rows) {
				if got, want := written(lines, layer), squeezed(n.of(layer)); !strings.Contains(got, want) {
					t.Fatalf("%s: the boxes of %s say %q", name, want, got)
				}
			}
		}
	})
}

func layersOf(rows [][]lessons.Box) (ids []string) {
	for _, row := range rows {
		for _, box := range row {
			ids = append(append(ids, box.Layer), layersOf(box.Rows)...)
		}
	}
	return ids
}

// written is what stands in the first box of a layer, without blanks and marks.
func written(lines []page.Line, layer string) string {
	var b strings.Builder
	from := -1
	for _, line := range lines {
		for _, r := range line.Regions {
			if r.Target == layer && (from < 0 || r.From == from) {
				from = r.From
				b.WriteString(page.Strip(page.Cut(line.Text, r.From, r.To)))
			}
		}
	}
	return squeezed(strings.NewReplacer("«", "", "»", "").Replace(b.String()))
}

func squeezed(s string) string { return strings.Join(strings.Fields(s), "") }

// The stacks of the course's main figure stand side by side where the pane is wide enough, and alone in a narrow one.
func TestSideBySide(t *testing.T) {
	for id, block := range ownFigures(t) {
		if len(block.Stacks) != 3 {
			continue
		}
		for width, want := range map[int]int{30: 1, 37: 1, 57: 3, 77: 3, 120: 3} {
			l, ok := choose(names{figure: block.Figure}, width, 0, 0)
			if !ok || len(l.stacks) != want {
				t.Errorf("%s: %d stacks at %d cells, want %d", id, len(l.stacks), width, want)
			}
		}
	}
}

func TestStepsAndTabs(t *testing.T) {
	for id, block := range ownFigures(t) {
		w := New(block)
		w.state = 0
		for i := range block.Emphases {
			if !w.Act(page.Step, Next) || w.emphasis() != &block.Emphases[i] {
				t.Fatalf("%s: step %d does not show emphasis %d", id, i+1, i+1)
			}
			if !w.hasMarks(w.stack, w.emphasis()) {
				t.Errorf("%s: nothing is marked in the stack shown with emphasis %d", id, i+1)
			}
		}
		w.Act(page.Step, Next)
		if w.emphasis() != nil {
			t.Errorf("%s: the plain figure does not follow the last emphasis", id)
		}
		w.Act(page.Step, Previous)
		if w.state != len(block.Emphases) {
			t.Errorf("%s: the last emphasis does not come before the plain figure", id)
		}
		if w.Act(page.Stack, "99") || w.Act(page.Stack, "x") {
			t.Errorf("%s: turned to a stack that is not there", id)
		}
	}
}

// What an emphasis marks can be told without colours.
func TestMarksWithoutColour(t *testing.T) {
	look := lookWith(t, glyph.ASCII())
	for id, block := range ownFigures(t) {
		for i := range block.Emphases {
			n, marked := names{block.Figure, &block.Emphases[i]}, names{figure: block.Figure}
			l, _ := choose(n, 100, 0, 0)
			with := drawn(grid(t, render(n, l, look, firstLayer), 100, id))
			l, _ = choose(marked, 100, 0, 0)
			without := drawn(grid(t, render(marked, l, look, firstLayer), 100, id))
			if strings.Count(with, "#") == 0 || with == without {
				t.Errorf("%s: emphasis %d cannot be seen:\n%s", id, i+1, with)
			}
		}
	}
}

// A figure that fits nowhere is told in words.
func TestOutline(t *testing.T) {
	for id, block := range ownFigures(t) {
		var all []string
		for _, line := range Outline(block.Figure, nil, 24, words.Say{}) {
			if page.Width(line.Text) > 24 {
				t.Errorf("%s: %q is too wide", id, line.Text)
			}
			all = append(all, strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(line.Text), "- ")))
		}
		text := squeezed(strings.Join(all, ""))
		for _, layer := range block.Layers {
			if !strings.Contains(text, squeezed(layer.Name)) {
				t.Errorf("%s: the outline lacks %s", id, layer.Name)
			}
		}
	}
}

// On a terminal of 80×24, of which the pane gets 22 rows and the text 75 cells, one sees the stepper, all three stacks
// and the reason of every emphasis at once.
func TestSeenAtOnce(t *testing.T) {
	seen := 0
	for id, block := range ownFigures(t) {
		if len(block.Stacks) != 3 {
			continue
		}
		seen++
		look := lookWith(t, glyph.Unicode())
		look.Height = 22
		w := New(block)
		for i := range block.Emphases {
			w.state = i + 1
			lines := w.Lay(look, 75)
			first := slices.IndexFunc(lines, func(l page.Line) bool { return strings.Contains(l.Text, textEmphasis) })
			if high := len(lines) - first; first < 0 || high > look.Height {
				t.Errorf("%s: emphasis %d takes %d rows", id, i+1, high)
			}
		}
	}
	if seen == 0 {
		t.Error("no figure has three stacks")
	}
}
