package lessons

import (
	"io/fs"
	"strings"
)

// FigureBlock is a figure at its place in a lesson.
type FigureBlock struct {
	place
	*Figure
	// Initial is the emphasis shown first; empty for the plain figure.
	Initial string
	// Text is what this lesson wants seen in it.
	Text string
}

// Figure is a picture of stacked boxes, as data.
type Figure struct {
	Title string `yaml:"title"`
	// Caption says what to read off it, and stands for it where it cannot be seen.
	Caption   string     `yaml:"caption"`
	Layers    []Layer    `yaml:"layers"`
	Stacks    []Stack    `yaml:"stacks"`
	Emphases  []Emphasis `yaml:"emphases"`
	layerByID map[string]int
}

// Layer is what a box of the figure can be. Several boxes may be the same layer.
type Layer struct {
	ID string `yaml:"id"`
	// Name is what stands in the box; Korean is its Korean word, where that differs.
	Name   string `yaml:"name"`
	Korean string `yaml:"korean"`
	// What says what it is.
	What string `yaml:"what"`
	// Term, Lesson and Lab name its word in the glossary, the lesson that tells of it, and the lab that shows it.
	Term         string        `yaml:"term"`
	Lesson       string        `yaml:"lesson"`
	Lab          string        `yaml:"lab"`
	Counterparts []Counterpart `yaml:"counterparts"`
}

// Counterpart is a layer of another stack that has the same part to play, and why that can be said.
type Counterpart struct {
	Layer string `yaml:"layer"`
	Why   string `yaml:"why"`
}

// Stack is one pile of boxes.
type Stack struct {
	ID     string `yaml:"id"`
	Title  string `yaml:"title"`
	Lesson string `yaml:"lesson"`
	// Rows are told from the bottom up; the boxes of a row stand side by side.
	Rows [][]Box `yaml:"rows"`
}

// Box is one box, or a group with rows of its own inside.
type Box struct {
	Layer string  `yaml:"layer"`
	Rows  [][]Box `yaml:"rows"`
}

// Emphasis is one state of the figure: what is marked, what it is called meanwhile, and why.
type Emphasis struct {
	ID    string `yaml:"id"`
	Title string `yaml:"title"`
	// Marks are layers; every box of such a layer is marked. Stacks are marked as a whole.
	Marks  []string `yaml:"marks"`
	Stacks []string `yaml:"stacks"`
	// Links join two layers with a word on what they have to do with each other.
	Links []Link `yaml:"links"`
	// Rename gives layers another name in this state.
	Rename map[string]string `yaml:"rename"`
	Reason string            `yaml:"reason"`
}

// Link joins two layers.
type Link struct {
	From string `yaml:"from"`
	To   string `yaml:"to"`
	Text string `yaml:"text"`
}

// Layer finds a layer; nil if there is none of that id.
func (f *Figure) Layer(id string) *Layer {
	if i, ok := f.layerByID[id]; ok {
		return &f.Layers[i]
	}
	return nil
}

// Emphasis finds an emphasis; nil if there is none of that id.
func (f *Figure) Emphasis(id string) *Emphasis {
	for i := range f.Emphases {
		if f.Emphases[i].ID == id {
			return &f.Emphases[i]
		}
	}
	return nil
}

// Name is what a layer is called in a state; emphasis may be nil.
func (f *Figure) Name(layer string, emphasis *Emphasis) string {
	if emphasis != nil && emphasis.Rename[layer] != "" {
		return emphasis.Rename[layer]
	}
	if l := f.Layer(layer); l != nil {
		return l.Name
	}
	return layer
}

// rawFigureBlock is either a reference or a whole figure.
type rawFigureBlock struct {
	Ref      string `yaml:"ref"`
	Emphasis string `yaml:"emphasis"`
	Text     string `yaml:"text"`
	Figure   `yaml:",inline"`
}

func readFigureBlock(fsys fs.FS, file string, at place, data []byte) (Block, []Problem) {
	var raw rawFigureBlock
	doc, err := decode(file, at.line+1, data, &raw)
	if err != nil {
		return nil, problemsOf(err)
	}
	block := &FigureBlock{place: at, Initial: raw.Emphasis, Text: strings.TrimSpace(raw.Text)}
	var problems []Problem
	switch {
	case raw.Ref == "":
		block.Figure, problems = finishFigure(doc, &raw.Figure)
	case len(raw.Layers)+len(raw.Stacks)+len(raw.Emphases) > 0:
		problems = []Problem{doc.problem("$.ref", "figure", "ref가 있으면 그림을 여기에 다시 적을 수 없어요.")}
	case !IsID(raw.Ref):
		problems = []Problem{doc.problem("$.ref", "figure", "그림 이름이 될 수 없어요: %q", raw.Ref)}
	default:
		block.Figure, problems = readFigure(fsys, raw.Ref)
	}
	if len(problems) == 0 && block.Initial != "" && block.Emphasis(block.Initial) == nil {
		problems = append(problems, doc.problem("$.emphasis", "figure", "그림에 없는 강조예요: %s", block.Initial))
	}
	return block, problems
}

// readFigure reads figures/NAME.yaml.
func readFigure(fsys fs.FS, name string) (*Figure, []Problem) {
	path := "figures/" + name + ".yaml"
	data, err := readFile(fsys, path)
	if err != nil {
		return nil, problemsOf(err)
	}
	var figure Figure
	doc, err := decode(path, 1, data, &figure)
	if err != nil {
		return nil, problemsOf(err)
	}
	return finishFigure(doc, &figure)
}

// finishFigure indexes and checks a figure.
func finishFigure(doc document, figure *Figure) (*Figure, []Problem) {
	figure.layerByID = make(map[string]int, len(figure.Layers))
	for i, layer := range figure.Layers {
		figure.layerByID[layer.ID] = i
	}
	return figure, (&figureChecker{doc: doc, figure: figure}).check()
}
