package figure

import (
	"fmt"
	"slices"
	"strings"

	"github.com/k8slab/k8slab/lessons"
	"github.com/k8slab/k8slab/tui/reader/page"
	"github.com/k8slab/k8slab/tui/reader/prose"
	"github.com/k8slab/k8slab/tui/words"
)

// Outline tells a figure in words, as nested lists from the bottom up: for screen readers, and where nothing can be
// drawn. What the emphasis marks is said to be marked; it may be nil. A width of 0 breaks no lines.
func Outline(f *lessons.Figure, state *lessons.Emphasis, width int, say words.Say) []page.Line {
	o := &outline{names: names{f, state}, width: width, say: say}
	for _, s := range f.Stacks {
		title := s.Title + " (" + say.T(textBottom) + ")"
		if state != nil && slices.Contains(state.Stacks, s.ID) {
			title += ", " + say.T(textMarked)
		}
		o.add(0, title)
		o.rows(s.Rows, 1)
	}
	return o.lines
}

// Plain tells a whole figure in words: its stacks, what its layers are, and every emphasis with its reason. A width of
// 0 breaks no lines.
func Plain(b *lessons.FigureBlock, width int, say words.Say) []string {
	lines := page.Wrap(say.T(textFigure)+": "+b.Title, width)
	if b.Text != "" {
		lines = append(lines, prose.Plain(b.Text, width)...)
	}
	lines = append(lines, prose.Plain(b.Caption, width)...)
	o := &outline{width: width, say: say}
	for _, l := range Outline(b.Figure, nil, width, say) {
		lines = append(lines, l.Text)
	}
	o.add(0, say.T(textLayers))
	told := map[string]bool{}
	for _, layer := range b.Layers {
		words := layer.Name + ": " + layer.What
		if layer.Korean != "" && layer.Korean != layer.Name {
			words = layer.Name + "(" + layer.Korean + "): " + layer.What
		}
		if !told[words] {
			o.add(1, words)
		}
		told[words] = true
	}
	for i, e := range b.Emphases {
		o.add(0, fmt.Sprintf("%s %d/%d. %s", say.T(textEmphasis), i+1, len(b.Emphases), e.Title))
		o.add(1, say.T(textMarked)+": "+strings.Join(markedNames(b.Figure, &e, say), ", "))
		for _, link := range e.Links {
			o.add(1, strings.TrimSuffix(b.Name(link.From, &e)+" - "+b.Name(link.To, &e)+": "+link.Text, ": "))
		}
		o.add(1, e.Reason)
	}
	for _, l := range o.lines {
		lines = append(lines, l.Text)
	}
	return lines
}

// markedNames are the names of what an emphasis marks, each once.
func markedNames(f *lessons.Figure, e *lessons.Emphasis, say words.Say) []string {
	var list []string
	for _, s := range f.Stacks {
		if slices.Contains(e.Stacks, s.ID) {
			list = append(list, s.Title+" "+say.T(textStack))
		}
	}
	for _, id := range e.Marks {
		if name := f.Name(id, e); !slices.Contains(list, name) {
			list = append(list, name)
		}
	}
	return list
}

type outline struct {
	names
	width int
	say   words.Say
	lines []page.Line
}

// add adds one item.
func (o *outline) add(depth int, words string) {
	head := page.Blank(2*depth) + "- "
	if o.width <= 0 {
		o.lines = append(o.lines, page.Line{Text: head + page.Clean(words)})
		return
	}
	if page.Width(head)+8 > o.width {
		head = "- "
	}
	for i, line := range page.Wrap(words, o.width-page.Width(head)) {
		if i == 1 {
			head = page.Blank(page.Width(head))
		}
		o.lines = append(o.lines, page.Line{Text: head + line})
	}
}

// rows adds boxes from the bottom up; equal neighbours are counted.
func (o *outline) rows(rows [][]lessons.Box, depth int) {
	for _, row := range rows {
		for i := 0; i < len(row); {
			n := 1
			for i+n < len(row) && same(row[i], row[i+n]) {
				n++
			}
			o.box(row[i], n, depth)
			i += n
		}
	}
}

func (o *outline) box(b lessons.Box, n, depth int) {
	words := []string{o.of(b.Layer)}
	if n > 1 {
		words = append(words, o.say.F(textTimes, n))
	}
	if o.state != nil && slices.Contains(o.state.Marks, b.Layer) {
		words = append(words, o.say.T(textMarked))
	}
	name := strings.Join(words, ", ")
	if len(b.Rows) > 0 {
		name += " (" + o.say.T(textInside) + ")"
	}
	o.add(depth, name)
	o.rows(b.Rows, depth+1)
}

// same reports whether two boxes are drawn alike.
func same(a, b lessons.Box) bool {
	return a.Layer == b.Layer && slices.EqualFunc(a.Rows, b.Rows, func(x, y []lessons.Box) bool {
		return slices.EqualFunc(x, y, same)
	})
}
