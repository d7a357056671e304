package handout

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io"

	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/util"

	"github.com/k8slab/k8slab/lessons"
	"github.com/k8slab/k8slab/lessons/markup"
)

//go:embed page.html.tmpl style.css
var files embed.FS

// HTML writes lessons as one page that needs nothing else.
func HTML(w io.Writer, course *lessons.Course, ids []string, o Options) error {
	d, err := open(course, ids, o)
	if err != nil {
		return err
	}
	style, err := files.ReadFile("style.css")
	if err != nil {
		return err
	}
	p := &page{
		document: d, used: map[string]bool{}, Title: d.title(), Lang: course.Lang, Style: template.CSS(style),
	}
	p.prose = p.renderer()
	for _, lesson := range d.lessons {
		if err := p.lesson(lesson); err != nil {
			return fmt.Errorf("write %s as HTML: %w", lesson.ID, err)
		}
	}
	if err := p.terms(); err != nil {
		return err
	}
	tmpl, err := template.New("page.html.tmpl").ParseFS(files, "page.html.tmpl")
	if err != nil {
		return err
	}
	return tmpl.Execute(w, p)
}

// page is what the template is given.
type page struct {
	document
	prose renderer.Renderer
	used  map[string]bool // glossary words that the text points to

	Title, Lang string
	Style       template.CSS
	Lessons     []section
	Questions   int // of all quizzes so far
	Terms       []term
}

// Course is the course that the lessons are from.
func (p *page) Course() *lessons.Course { return p.course }

// section is one lesson.
type section struct {
	*lessons.Lesson
	Parts []part
}

// part is one block: exactly one field is set.
type part struct {
	Prose  template.HTML
	Figure *figure
	Facts  *table
	Quiz   []question
	Lab    *lab
}

type question struct {
	Number     int
	Claim, Ask template.HTML
	Several    bool
	Choices    []choice
	Right      string
}

type choice struct {
	Text, Why template.HTML
	Right     bool
}

type lab struct {
	Name  string
	Text  template.HTML
	Sheet *Lab
}

type table struct {
	Title   string
	Columns []string
	Rows    []row
}

type row struct {
	Name  string
	Cells []cell
}

type cell struct {
	Text     template.HTML
	Measured string
}

type term struct {
	ID, Name, English string
	Short, Text       template.HTML
}

// renderer writes goldmark's nodes as HTML, safely: no raw HTML and no links that run something.
func (p *page) renderer() renderer.Renderer {
	return renderer.NewRenderer(renderer.WithNodeRenderers(
		util.Prioritized(html.NewRenderer(), 1000),
		util.Prioritized(extension.NewTableHTMLRenderer(), 500),
		util.Prioritized(extension.NewTaskCheckBoxHTMLRenderer(), 500),
		util.Prioritized(extension.NewStrikethroughHTMLRenderer(), 500),
		util.Prioritized(extension.NewFootnoteHTMLRenderer(
			extension.WithFootnoteIDPrefixFunction(p.footnotePrefix)), 500),
		util.Prioritized(markRenderer{p}, 400),
	))
}

func (p *page) lesson(lesson *lessons.Lesson) error {
	s := section{Lesson: lesson}
	p.Lessons = append(p.Lessons, s)
	for _, block := range lesson.Blocks {
		var made part
		var err error
		switch b := block.(type) {
		case *lessons.Prose:
			var out bytes.Buffer
			err = p.prose.Render(&out, b.Source, b.Doc)
			made.Prose = template.HTML(out.String()) // goldmark's safe renderer wrote it
		case *lessons.FigureBlock:
			made.Figure, err = p.figure(b)
		case *lessons.Facts:
			made.Facts, err = p.facts(b)
		case *lessons.Quiz:
			made.Quiz, err = p.quiz(b)
		case *lessons.LabRef:
			made.Lab, err = p.lab(b)
		}
		if err != nil {
			return err
		}
		s.Parts = append(s.Parts, made)
	}
	p.Lessons[len(p.Lessons)-1] = s
	return nil
}

// inline renders a paragraph of Markdown out of YAML, without the paragraph around it.
func (p *page) inline(text string) (template.HTML, error) {
	src := []byte(text)
	var out bytes.Buffer
	if err := p.prose.Render(&out, src, markup.Parse(src)); err != nil {
		return "", err
	}
	s := bytes.TrimSpace(out.Bytes())
	if inner, ok := bytes.CutPrefix(s, []byte("<p>")); ok && bytes.Count(s, []byte("<p>")) == 1 {
		s = bytes.TrimSuffix(inner, []byte("</p>"))
	}
	return template.HTML(s), nil // goldmark's safe renderer wrote it
}

func (p *page) facts(b *lessons.Facts) (*table, error) {
	t := &table{Title: b.Title, Columns: b.Columns}
	for _, r := range b.Rows {
		made := row{Name: r.Name}
		for _, c := range r.Cells {
			text, err := p.inline(c.Text)
			if err != nil {
				return nil, err
			}
			one := cell{Text: text}
			if c.Measure != nil {
				one.Measured = p.measured(c.Measure)
			}
			made.Cells = append(made.Cells, one)
		}
		t.Rows = append(t.Rows, made)
	}
	return t, nil
}

func (p *page) quiz(b *lessons.Quiz) (list []question, err error) {
	for _, q := range b.Questions {
		p.Questions++
		made := question{Number: p.Questions, Several: q.Multiple(), Right: numbers(right(q))}
		if made.Claim, err = p.inline(q.Claim); err != nil {
			return nil, err
		}
		if made.Ask, err = p.inline(q.Ask); err != nil {
			return nil, err
		}
		for _, c := range q.Choices {
			one := choice{Right: c.Right}
			if one.Text, err = p.inline(c.Text); err != nil {
				return nil, err
			}
			if one.Why, err = p.inline(c.Why); err != nil {
				return nil, err
			}
			made.Choices = append(made.Choices, one)
		}
		list = append(list, made)
	}
	return list, nil
}

func (p *page) lab(b *lessons.LabRef) (*lab, error) {
	text, err := p.inline(b.Text)
	if err != nil {
		return nil, err
	}
	made := &lab{Name: b.Name, Text: text}
	if p.Lab != nil {
		if sheet, ok := p.Lab(b.Name); ok {
			made.Sheet = &sheet
		}
	}
	return made, nil
}

// terms explains the words that the text points to, and those that their explanations point to.
func (p *page) terms() error {
	for i := range p.glossary.Terms {
		t := &p.glossary.Terms[i]
		if !p.used[t.Name] {
			continue
		}
		short, err := p.inline(t.Short)
		if err != nil {
			return err
		}
		p.Terms = append(p.Terms, term{ID: termID(t.Name), Name: t.Name, English: t.English, Short: short})
	}
	return nil
}
