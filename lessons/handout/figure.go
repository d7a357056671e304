package handout

import (
	"html/template"
	"slices"

	"github.com/k8slab/k8slab/lessons"
)

// figure is a figure as the template draws it.
type figure struct {
	Title    string
	Caption  template.HTML
	Text     template.HTML
	Stacks   []stack
	States   []state
	Layers   []layer
	Explains bool // whether there is anything to say of the layers
}

type stack struct {
	Title string
	Rows  [][]box // from the top down, as it is drawn
}

type box struct {
	Name string
	Rows [][]box
	Mark bool
}

// state is one emphasis: the stacks again, with what is marked, and why.
type state struct {
	Title  string
	Reason template.HTML
	Stacks []stack
	Links  []string
}

type layer struct {
	Name string
	What template.HTML
}

func (p *page) figure(b *lessons.FigureBlock) (*figure, error) {
	f := &figure{Title: b.Title, Stacks: stacks(b.Figure, nil)}
	var err error
	if f.Caption, err = p.inline(b.Caption); err != nil {
		return nil, err
	}
	if f.Text, err = p.inline(b.Text); err != nil {
		return nil, err
	}
	for i := range b.Emphases {
		e := &b.Emphases[i]
		s := state{Title: e.Title, Stacks: stacks(b.Figure, e)}
		if s.Reason, err = p.inline(e.Reason); err != nil {
			return nil, err
		}
		for _, l := range e.Links {
			s.Links = append(s.Links, b.Name(l.From, e)+" ↔ "+b.Name(l.To, e)+": "+l.Text)
		}
		f.States = append(f.States, s)
	}
	for _, l := range b.Layers {
		what, err := p.inline(l.What)
		if err != nil {
			return nil, err
		}
		f.Layers = append(f.Layers, layer{Name: l.Name, What: what})
	}
	return f, nil
}

func stacks(f *lessons.Figure, e *lessons.Emphasis) (list []stack) {
	for _, s := range f.Stacks {
		whole := e != nil && slices.Contains(e.Stacks, s.ID)
		list = append(list, stack{Title: s.Title, Rows: boxes(f, e, s.Rows, whole)})
	}
	return list
}

// boxes turns rows over, since a figure is told from the bottom up and a page is read from the top down.
func boxes(f *lessons.Figure, e *lessons.Emphasis, rows [][]lessons.Box, whole bool) (list [][]box) {
	for _, row := range slices.Backward(rows) {
		var made []box
		for _, b := range row {
			marked := whole || e != nil && slices.Contains(e.Marks, b.Layer)
			made = append(made, box{Name: f.Name(b.Layer, e), Mark: marked, Rows: boxes(f, e, b.Rows, whole)})
		}
		list = append(list, made)
	}
	return list
}
