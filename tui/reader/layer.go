package reader

import (
	"github.com/k8slab/k8slab/lessons"
	"github.com/k8slab/k8slab/tui/reader/figure"
	"github.com/k8slab/k8slab/tui/reader/page"
)

// openLayer explains a layer of the figure that is chosen: what it is, what takes its place in the other stacks, and
// where to see it.
func (m *Model) openLayer(id string) {
	w, ok := m.flow.at(m.chosen.block).widget.(*figure.Widget)
	if !ok {
		return
	}
	layer := w.Figure().Layer(id)
	if layer == nil {
		return
	}
	m.showLayer(w, id)
	title := w.Name(id)
	if s, ok := w.StackOf(id); ok {
		title += " " + m.look.Glyphs.Dot + " " + s.Title
	}
	m.push(title, func(look page.Look, width int) []page.Line { return m.layerLines(w, layer, look, width) })
}

// showLayer chooses a layer of the figure that is chosen, and turns to its stack if that is out of sight.
func (m *Model) showLayer(w *figure.Widget, id string) {
	if w.TurnTo(id, m.flow.width) {
		m.flow.at(m.chosen.block).laid = false
	}
	m.rechoose(page.Layer, id)
}

func (m *Model) layerLines(w *figure.Widget, layer *lessons.Layer, look page.Look, width int) []page.Line {
	e := &explanation{look: look, width: width}
	e.text(layer.What)
	if len(layer.Counterparts) > 0 {
		e.gap()
		e.head(look.T(textCounterparts))
		for _, c := range layer.Counterparts {
			name := w.Name(c.Layer)
			if s, ok := w.StackOf(c.Layer); ok {
				name = s.Title + ": " + name
			}
			e.link(name, page.Layer, c.Layer)
			e.indented(c.Why)
		}
	}
	m.layerLinks(e, layer)
	return e.lines
}

// layerLinks leads from a layer to its word, its lesson and its lab.
func (m *Model) layerLinks(e *explanation, layer *lessons.Layer) {
	if layer.Term == "" && layer.Lesson == "" && layer.Lab == "" {
		return
	}
	e.gap()
	if layer.Term != "" {
		e.link(e.look.T(textTerm)+": "+layer.Term, page.Term, layer.Term)
	}
	if meta, ok := m.meta(layer.Lesson); ok {
		e.link(e.look.T(textExplained)+": "+lessonName(meta), page.Lesson, meta.ID)
	}
	if !m.hasLab(layer.Lab) {
		return
	}
	if layer.Lab == m.lesson.Lab {
		e.link(e.look.T(textShownBy)+": "+e.look.T(textToLab), page.Lab, layer.Lab)
		return
	}
	for _, meta := range m.course.Lessons {
		if meta.Lab == layer.Lab {
			e.link(e.look.T(textShownBy)+": "+lessonName(meta), page.Lesson, meta.ID)
			return
		}
	}
}

// indented adds a sentence under a link.
func (e *explanation) indented(text string) {
	lines := page.Wrap(text, e.width-2)
	e.lines = append(e.lines, page.Indent(page.Plain(lines...), "  ", "  ")...)
}
