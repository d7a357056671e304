package reader

import (
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"

	"github.com/k8slab/k8slab/lessons"
	"github.com/k8slab/k8slab/tui/reader/page"
	"github.com/k8slab/k8slab/tui/reader/prose"
)

// openTerm explains a word of the glossary.
func (m *Model) openTerm(name string) {
	glossary, err := m.course.Glossary()
	if err != nil {
		return
	}
	term := glossary.Find(name)
	if term == nil {
		m.push(name, func(page.Look, int) []page.Line { return page.Plain(m.look.T(textNoTerm)) })
		return
	}
	title := term.Name
	if term.English != "" && term.English != term.Name {
		title += " (" + term.English + ")"
	}
	m.push(title, func(look page.Look, width int) []page.Line { return m.termLines(term, look, width) })
}

func (m *Model) termLines(term *lessons.Term, look page.Look, width int) []page.Line {
	e := explanation{look: look, width: width}
	e.text(term.Short)
	e.text(term.Text)
	if len(term.Aliases) > 0 {
		e.gap()
		e.text(look.T(textAlsoCalled) + ": " + strings.Join(term.Aliases, ", "))
	}
	if len(term.Related) > 0 {
		e.gap()
		e.head(look.T(textRelated))
		for _, name := range term.Related {
			e.link(name, page.Term, name)
		}
	}
	if meta, ok := m.meta(term.Lesson); ok {
		e.gap()
		e.head(look.T(textExplained))
		e.link(lessonName(meta), page.Lesson, meta.ID)
	}
	return e.lines
}

// meta finds what the table of contents says of a lesson.
func (m *Model) meta(id string) (lessons.Meta, bool) {
	for _, meta := range m.course.Lessons {
		if meta.ID == id {
			return meta, true
		}
	}
	return lessons.Meta{}, false
}

func lessonName(meta lessons.Meta) string { return strconv.Itoa(meta.Number) + ". " + meta.Title }

// openFootnote shows a note of the lesson.
func (m *Model) openFootnote(number string) {
	index, err := strconv.Atoi(number)
	if err != nil {
		return
	}
	for _, b := range m.lesson.Blocks {
		p, ok := b.(*lessons.Prose)
		if !ok {
			continue
		}
		if note := findNote(p.Doc, index); note != nil {
			m.push(m.look.F(textNote, number), func(look page.Look, width int) []page.Line {
				var lines []page.Line
				for n := note.FirstChild(); n != nil; n = n.NextSibling() {
					lines = append(lines, prose.Block{Node: n, Source: p.Source}.Lay(look, width)...)
				}
				return lines
			})
			return
		}
	}
}

func findNote(doc ast.Node, index int) (note *extast.Footnote) {
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if f, ok := n.(*extast.Footnote); ok && entering && f.Index == index {
			note = f
			return ast.WalkStop, nil
		}
		return ast.WalkContinue, nil
	})
	return note
}

// explanation gathers the lines of a sheet.
type explanation struct {
	look  page.Look
	width int
	lines []page.Line
	seq   int
}

func (e *explanation) gap() {
	if n := len(e.lines); n > 0 && e.lines[n-1].Text != "" {
		e.lines = append(e.lines, page.Line{})
	}
}

// text adds a paragraph or several of Markdown.
func (e *explanation) text(text string) {
	if text == "" {
		return
	}
	e.gap()
	lines := prose.Text(text, e.look, e.width, e.seq)
	for _, l := range lines {
		for _, r := range l.Regions {
			e.seq = max(e.seq, r.Seq)
		}
	}
	e.lines = append(e.lines, lines...)
}

func (e *explanation) head(text string) {
	for _, line := range page.Wrap(text, e.width) {
		e.lines = append(e.lines, page.Line{Text: e.look.Theme.Panel.Muted.Render(line)})
	}
}

// link adds something to follow, on lines of its own.
func (e *explanation) link(text string, kind page.Kind, target string) {
	e.seq++
	for i, line := range page.Wrap(text, e.width-2) {
		head := "  "
		if i == 0 {
			head = e.look.Theme.Panel.Accent.Render(e.look.Glyphs.Right) + " "
		}
		e.lines = append(e.lines, page.Line{
			Text:    head + page.Paint(e.look.Theme.Panel.Link, line),
			Regions: []page.Region{{Seq: e.seq, From: 2, To: 2 + page.Width(line), Kind: kind, Target: target}},
		})
	}
}
