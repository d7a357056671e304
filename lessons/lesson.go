package lessons

import (
	"bytes"
	"io/fs"
	"strings"

	"github.com/yuin/goldmark/ast"
)

// Meta is what a lesson's front matter says: enough for a table of contents.
type Meta struct {
	ID    string
	Title string
	// Question is what a beginner really asks; the lesson opens with it.
	Question string
	// Minutes is how long reading takes, without the lab.
	Minutes int
	// Lab is the lab beside the lesson; empty if it has none.
	Lab string
	// Path is its file in the course, Number its place, from 1.
	Path   string
	Number int
}

// Lesson is a lesson that has been read.
type Lesson struct {
	Meta
	Blocks []Block
	// Source is the whole file.
	Source []byte
}

// Block is one part of a lesson: *Prose, *FigureBlock, *Facts, *Quiz or *LabRef.
type Block interface {
	// Line is where it begins in the lesson's file, from 1.
	Line() int
}

// place is the line a block begins at.
type place struct{ line int }

// Line implements Block.
func (p place) Line() int { return p.line }

// Prose is running text: paragraphs, lists, boxes, tables of words and code.
type Prose struct {
	place
	// Doc is a document of package markup's nodes, which point into Source.
	Doc    ast.Node
	Source []byte
	// sourceLine is the line of the file that Source begins at.
	sourceLine int
}

// LineOf is the line of the lesson's file at which a node of Doc begins, from 1.
func (p *Prose) LineOf(node ast.Node) int {
	return p.sourceLine + bytes.Count(p.Source[:offsetOf(node)], []byte("\n"))
}

// LabRef is where the text sends the learner to a lab.
type LabRef struct {
	place
	Name string
	Text string
}

// frontMatter is the YAML in front of a lesson.
type frontMatter struct {
	Title    string `yaml:"title"`
	Question string `yaml:"question"`
	Minutes  int    `yaml:"minutes"`
	Lab      string `yaml:"lab"`
}

// Open reads one lesson and nothing else of its course.
func Open(fsys fs.FS, id string) (*Lesson, error) {
	files, err := lessonFiles(fsys)
	if err != nil {
		return nil, err
	}
	for i, file := range files {
		if file.id == id {
			return openFile(fsys, file, i+1)
		}
	}
	return nil, problem(".", 0, "lesson", "없는 과예요: %s", id)
}

// openFile reads the lesson in a file that was listed.
func openFile(fsys fs.FS, file lessonFile, number int) (*Lesson, error) {
	source, err := readFile(fsys, file.path)
	if err != nil {
		return nil, err
	}
	meta, body, err := readMeta(file, number, source)
	if err != nil {
		return nil, err
	}
	blocks, problems := (&blockReader{fsys: fsys, file: file.path, source: source, body: body}).read()
	if err := asError(problems); err != nil {
		return nil, err
	}
	return &Lesson{Meta: meta, Blocks: blocks, Source: source}, nil
}

// readMeta reads the front matter and says at which byte the text begins.
func readMeta(file lessonFile, number int, source []byte) (meta Meta, body int, err error) {
	head, body, ok := splitFrontMatter(source)
	if !ok {
		return meta, 0, problem(file.path, 1, "front-matter", "첫 줄과 머리말 끝에 --- 줄이 있어야 해요.")
	}
	var front frontMatter
	doc, err := decode(file.path, 2, head, &front)
	if err != nil {
		return meta, body, err
	}
	meta = Meta{
		ID: file.id, Title: strings.TrimSpace(front.Title), Question: strings.TrimSpace(front.Question),
		Minutes: front.Minutes, Lab: front.Lab, Path: file.path, Number: number,
	}
	return meta, body, asError(checkMeta(meta, doc))
}

func checkMeta(meta Meta, doc document) (problems []Problem) {
	if meta.Title == "" {
		problems = append(problems, doc.problem("$.title", "front-matter", "title이 비어 있어요."))
	}
	if meta.Question == "" {
		problems = append(problems, doc.problem("$.question", "front-matter", "question이 비어 있어요."))
	}
	if meta.Minutes < 1 || meta.Minutes > 60 {
		problems = append(problems, doc.problem("$.minutes", "front-matter", "minutes는 1에서 60 사이여야 해요."))
	}
	if meta.Lab != "" && !IsID(meta.Lab) {
		problems = append(problems, doc.problem("$.lab", "front-matter", "실습 이름이 될 수 없어요: %q", meta.Lab))
	}
	return problems
}

// splitFrontMatter cuts off what stands between two lines of three dashes.
func splitFrontMatter(source []byte) (head []byte, body int, ok bool) {
	first, rest, ok := bytes.Cut(source, []byte("\n"))
	if !ok || !isFence(first) {
		return nil, 0, false
	}
	start := len(first) + 1
	for at := start; len(rest) > 0; {
		line, next, _ := bytes.Cut(rest, []byte("\n"))
		end := min(at+len(line)+1, len(source))
		if isFence(line) {
			return source[start:at], end, true
		}
		at, rest = end, next
	}
	return nil, 0, false
}

func isFence(line []byte) bool { return string(bytes.TrimRight(line, " \t\r")) == "---" }
