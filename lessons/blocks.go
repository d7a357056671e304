package lessons

import (
	"bytes"
	"fmt"
	"io/fs"
	"regexp"
	"strings"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"

	"github.com/k8slab/k8slab/lessons/markup"
)

// blockReader cuts a lesson's text into blocks.
type blockReader struct {
	fsys   fs.FS
	file   string
	source []byte // the whole file
	body   int    // where the text begins
	// text is source from body on; markup's nodes point into it. textLine is the line of its first byte.
	text     []byte
	textLine int

	blocks   []Block
	problems []Problem
}

// blockKinds are the info strings of fenced blocks that are not code.
func blockKinds() []string { return []string{"figure", "facts", "quiz", "lab"} }

func (r *blockReader) read() ([]Block, []Problem) {
	r.text = r.source[r.body:]
	r.textLine = 1 + bytes.Count(r.source[:r.body], []byte("\n"))
	if line, what := tooWild(r.text); what != "" {
		return nil, []Problem{problem(r.file, r.textLine+line, "depth", "%s", what)}
	}
	doc := markup.Parse(r.text)
	for node := doc.FirstChild(); node != nil; {
		next := node.NextSibling()
		if fence, kind := r.special(node); kind != "" {
			r.fenced(fence, kind)
		} else {
			r.prose(node)
		}
		if len(r.blocks) > MaxBlocks {
			r.problems = append(r.problems, problem(r.file, 0, "count", "블록이 너무 많아요. %d개까지예요.", MaxBlocks))
			break
		}
		node = next
	}
	return r.blocks, r.problems
}

// special reports whether node is a fenced block that is not code.
func (r *blockReader) special(node ast.Node) (*ast.FencedCodeBlock, string) {
	fence, ok := node.(*ast.FencedCodeBlock)
	if !ok {
		return nil, ""
	}
	return fence, specialKind(fence, r.text)
}

func specialKind(fence *ast.FencedCodeBlock, text []byte) string {
	language := string(fence.Language(text))
	for _, kind := range blockKinds() {
		if language == kind {
			return kind
		}
	}
	return ""
}

// prose adds node to the running text. Footnotes, which goldmark puts at the end of the whole, go to the last text
// there is, not behind the quiz.
func (r *blockReader) prose(node ast.Node) {
	var last *Prose
	if len(r.blocks) > 0 {
		last, _ = r.blocks[len(r.blocks)-1].(*Prose)
	}
	if _, notes := node.(*extast.FootnoteList); notes {
		for _, block := range r.blocks {
			if p, ok := block.(*Prose); ok {
				last = p
			}
		}
	}
	if last == nil {
		last = &Prose{Doc: ast.NewDocument(), Source: r.text, sourceLine: r.textLine}
		last.line = last.LineOf(node)
		r.blocks = append(r.blocks, last)
	}
	last.Doc.AppendChild(last.Doc, node)
}

// fenced reads the YAML of one special block.
func (r *blockReader) fenced(fence *ast.FencedCodeBlock, kind string) {
	line := r.textLine + bytes.Count(r.text[:fence.Info.Segment.Start], []byte("\n"))
	data := fence.Lines().Value(r.text)
	block, problems := r.decodeBlock(kind, place{line}, data)
	r.problems = append(r.problems, problems...)
	if len(problems) == 0 {
		r.blocks = append(r.blocks, block)
	}
}

func (r *blockReader) decodeBlock(kind string, at place, data []byte) (Block, []Problem) {
	switch kind {
	case "figure":
		return readFigureBlock(r.fsys, r.file, at, data)
	case "facts":
		return readFacts(r.file, at, data)
	case "quiz":
		return readQuiz(r.file, at, data)
	default:
		return readLabRef(r.file, at, data)
	}
}

// offsetOf is the first byte of the source that is known to belong to node.
func offsetOf(node ast.Node) int {
	offset := -1
	_ = ast.Walk(node, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		switch {
		case !entering || offset >= 0:
		case n.Type() == ast.TypeBlock && n.Lines() != nil && n.Lines().Len() > 0:
			offset = n.Lines().At(0).Start
		case n.Pos() > 0:
			offset = n.Pos()
		default:
			return ast.WalkContinue, nil
		}
		return ast.WalkStop, nil
	})
	return max(offset, 0)
}

// tooWild looks for lines that a Markdown parser would nest deep or ponder long, before it does. It returns the first
// such line, from 0, and what is wrong with it.
func tooWild(text []byte) (line int, what string) {
	for content := range bytes.Lines(text) {
		switch {
		case len(content) > MaxLine:
			return line, fmt.Sprintf("한 줄이 너무 길어요. %d바이트까지예요.", MaxLine)
		case nesting(content) > MaxDepth:
			return line, "목록이나 인용이 너무 깊어요."
		}
		line++
	}
	return 0, ""
}

var listMarker = regexp.MustCompile(`^([-+*]|[0-9]{1,9}[.)])[ \t]`)

// nesting counts the quotes and list items that a line opens or goes on with. A line of nothing else is a rule.
func nesting(line []byte) int {
	depth := 0
	for {
		line = bytes.TrimLeft(line, " \t")
		switch marker := listMarker.Find(line); {
		case bytes.HasPrefix(line, []byte(">")):
			line = line[1:]
		case marker != nil:
			line = line[len(marker):]
		default:
			if len(bytes.Trim(line, "-*\r\n")) == 0 {
				return 0
			}
			return depth
		}
		depth++
	}
}

func readLabRef(file string, at place, data []byte) (Block, []Problem) {
	var raw struct {
		Name string `yaml:"name"`
		Text string `yaml:"text"`
	}
	doc, err := decode(file, at.line+1, data, &raw)
	if err != nil {
		return nil, problemsOf(err)
	}
	if !IsID(raw.Name) {
		return nil, []Problem{doc.problem("$.name", "lab", "실습 이름이 될 수 없어요: %q", raw.Name)}
	}
	return &LabRef{place: at, Name: raw.Name, Text: strings.TrimSpace(raw.Text)}, nil
}
