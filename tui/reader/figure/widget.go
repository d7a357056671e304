package figure

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/k8slab/k8slab/lessons"
	"github.com/k8slab/k8slab/tui/reader/page"
	"github.com/k8slab/k8slab/tui/reader/prose"
)

// The targets of a [page.Step].
const (
	Next     = "next"
	Previous = "previous"
)

// Widget is a figure on a page.
type Widget struct {
	block *lessons.FigureBlock
	// state is the number of the emphasis that is shown, from 1; 0 is the plain figure. stack is the one that is shown
	// where there is room for one only.
	state, stack int
	// static draws for paper: nothing to choose, every emphasis in words.
	static bool
}

// Static makes a figure that is read, not explored.
func Static(b *lessons.FigureBlock) *Widget {
	return &Widget{block: b, static: true}
}

// New makes a figure in the state that its lesson begins with.
func New(b *lessons.FigureBlock) *Widget {
	w := &Widget{block: b}
	for i, e := range b.Emphases {
		if e.ID == b.Initial {
			w.state = i + 1
		}
	}
	w.turn()
	return w
}

// Figure is what is drawn.
func (w *Widget) Figure() *lessons.Figure { return w.block.Figure }

// Name is what a layer is called at the moment, its Korean word added where that differs.
func (w *Widget) Name(layer string) string {
	name := w.block.Name(layer, w.emphasis())
	if l := w.block.Layer(layer); l != nil && l.Korean != "" && l.Korean != name {
		name += " (" + l.Korean + ")"
	}
	return name
}

// StackOf is the stack in which a layer lies.
func (w *Widget) StackOf(layer string) (lessons.Stack, bool) {
	for _, s := range w.block.Stacks {
		if contains(s.Rows, layer) {
			return s, true
		}
	}
	return lessons.Stack{}, false
}

func contains(rows [][]lessons.Box, layer string) bool {
	return slices.ContainsFunc(rows, func(row []lessons.Box) bool {
		return slices.ContainsFunc(row, func(b lessons.Box) bool {
			return b.Layer == layer || contains(b.Rows, layer)
		})
	})
}

func (w *Widget) emphasis() *lessons.Emphasis {
	if w.state == 0 {
		return nil
	}
	return &w.block.Emphases[w.state-1]
}

// Act does what a region of the figure is for and reports whether it is to be drawn anew.
func (w *Widget) Act(kind page.Kind, target string) bool {
	states := len(w.block.Emphases) + 1
	switch {
	case kind == page.Step && target == Next:
		w.state = (w.state + 1) % states
	case kind == page.Step && target == Previous:
		w.state = (w.state + states - 1) % states
	case kind == page.Stack:
		n, err := strconv.Atoi(target)
		if err != nil || n < 0 || n >= len(w.block.Stacks) {
			return false
		}
		w.stack = n
		return true
	default:
		return false
	}
	w.turn()
	return true
}

// turn shows a stack in which something is marked.
func (w *Widget) turn() {
	e := w.emphasis()
	if e == nil || w.hasMarks(w.stack, e) {
		return
	}
	for i := range w.block.Stacks {
		if w.hasMarks(i, e) {
			w.stack = i
			return
		}
	}
}

// TurnTo shows the stack in which a layer lies and reports whether that is another one than before, on a page of that
// width.
func (w *Widget) TurnTo(layer string, width int) bool {
	l, ok := choose(names{w.block.Figure, w.emphasis()}, width, 0, w.stack)
	if !ok || len(l.stacks) > 1 || contains(w.block.Stacks[w.stack].Rows, layer) {
		return false
	}
	for i, s := range w.block.Stacks {
		if contains(s.Rows, layer) {
			w.stack = i
			return true
		}
	}
	return false
}

func (w *Widget) hasMarks(stack int, e *lessons.Emphasis) bool {
	s := w.block.Stacks[stack]
	return slices.Contains(e.Stacks, s.ID) ||
		slices.ContainsFunc(e.Marks, func(layer string) bool { return contains(s.Rows, layer) })
}

// Lay implements the reader's widget.
func (w *Widget) Lay(look page.Look, width int) []page.Line {
	d := &text{look: look, width: width}
	p := look.Theme.Panel
	d.words(p.Title, w.block.Title)
	if w.block.Text != "" {
		d.markdown(w.block.Text)
		d.lines = append(d.lines, page.Line{})
	}
	w.stepper(d)
	n := names{w.block.Figure, w.emphasis()}
	height := w.room(look, width)
	if l, ok := choose(n, width, height, w.stack); ok && w.static && len(l.stacks) < len(w.block.Stacks) {
		for i := range w.block.Stacks {
			if l, ok = choose(n, width, height, i); ok {
				d.lines = append(d.lines, render(n, l, look, firstLayer)...)
			}
		}
	} else if ok {
		if len(l.stacks) < len(w.block.Stacks) {
			w.tabs(d)
		}
		d.lines = append(d.lines, render(n, l, look, firstLayer)...)
	} else {
		d.lines = append(d.lines, Outline(w.block.Figure, w.emphasis(), width, look.Say)...)
	}
	w.reason(d)
	return d.lines
}

// room is how many rows the drawing may have such that it can be seen together with the stepper above it and the longest
// of the reasons below it. It is the same for all emphases, so that the figure keeps its shape while one steps.
func (w *Widget) room(look page.Look, width int) int {
	if look.Height == 0 || w.static {
		return 0
	}
	around := 0
	for i := range w.block.Emphases {
		d := &text{look: look, width: width}
		before := Widget{block: w.block, state: i + 1}
		before.stepper(d)
		before.reason(d)
		around = max(around, len(d.lines))
	}
	return max(look.Height-around, 1)
}

// Seq of what stands before and after the layers. Of the stepper's two ends, the one that leads on comes first.
const (
	seqStep    = 1
	seqTabs    = 10
	firstLayer = 100
	afterwards = 1000
)

// stepper tells which emphasis is shown, and leads to the others.
func (w *Widget) stepper(d *text) {
	if len(w.block.Emphases) == 0 || w.static {
		return
	}
	p, g := d.look.Theme.Panel, d.look.Glyphs
	name := d.look.T(textStart)
	if e := w.emphasis(); e != nil {
		name = e.Title
	}
	count := fmt.Sprintf(" %s %d/%d ", d.look.T(textEmphasis), w.state, len(w.block.Emphases))
	back, forth := "["+g.TriangleLeft+"]", "["+g.TriangleRight+"]"
	head := p.Key.Render(back) + p.Text.Render(count) + p.Key.Render(forth) + " "
	at := page.Width(back + count)
	line := page.Line{Text: head, Regions: []page.Region{
		{Seq: seqStep + 1, To: page.Width(back), Kind: page.Step, Target: Previous},
		{Seq: seqStep, From: at, To: at + page.Width(forth), Kind: page.Step, Target: Next},
	}}
	rest := fit(name, max(d.width-page.Width(head), 8))
	if page.Width(head)+page.Width(rest[0]) <= d.width {
		line.Text += p.Title.Render(rest[0])
		rest = rest[1:]
	} else {
		rest = fit(name, d.width)
	}
	d.lines = append(d.lines, line)
	if len(rest) > 0 {
		d.words(p.Title, strings.Join(rest, " "))
	}
}

// tabs leads to the stacks of which only one is shown.
func (w *Widget) tabs(d *text) {
	p := d.look.Theme.Panel
	line := page.Line{}
	for i, s := range w.block.Stacks {
		style, name := p.Link, page.Clean(s.Title)
		if e := w.emphasis(); e != nil && w.hasMarks(i, e) {
			name = "*" + name
		}
		if i == w.stack {
			style, name = p.Title, "["+name+"]"
		} else {
			name = " " + name + " "
		}
		if line.Text != "" && page.Width(line.Text)+1+page.Width(name) > d.width {
			d.lines = append(d.lines, line)
			line = page.Line{}
		}
		if line.Text != "" {
			line.Text += " "
		}
		at := page.Width(line.Text)
		line.Text += page.Paint(style, name)
		line.Regions = append(line.Regions, page.Region{
			Seq: seqTabs + i, From: at, To: at + page.Width(name), Kind: page.Stack, Target: strconv.Itoa(i),
		})
	}
	d.lines = append(d.lines, line)
}

// reason tells why an emphasis is worth looking at; the plain figure has its caption there.
func (w *Widget) reason(d *text) {
	e := w.emphasis()
	if e == nil {
		d.markdown(w.block.Caption)
		for i := 0; w.static && i < len(w.block.Emphases); i++ {
			e := w.block.Emphases[i]
			d.markdown(fmt.Sprintf("%d. **%s**: %s", i+1, e.Title, e.Reason))
		}
		return
	}
	arrows := d.look.Glyphs.Left + d.look.Glyphs.Right
	for _, link := range e.Links {
		words := w.block.Name(link.From, e) + " " + arrows + " " + w.block.Name(link.To, e)
		if link.Text != "" {
			words += ": " + link.Text
		}
		d.words(d.look.Theme.Panel.Accent, words)
	}
	d.markdown(e.Reason)
}

// text is what surrounds the drawing.
type text struct {
	look  page.Look
	width int
	lines []page.Line
	seq   int
}

func (d *text) words(style interface{ Render(...string) string }, words string) {
	for _, line := range page.Wrap(words, d.width) {
		d.lines = append(d.lines, page.Line{Text: style.Render(line)})
	}
}

func (d *text) markdown(words string) {
	lines := prose.Text(words, d.look, d.width, max(d.seq, afterwards))
	for _, l := range lines {
		for _, r := range l.Regions {
			d.seq = max(d.seq, r.Seq)
		}
	}
	d.lines = append(d.lines, lines...)
}
