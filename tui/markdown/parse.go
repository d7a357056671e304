package markdown

import (
	"bytes"
	"regexp"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"

	"github.com/k8slab/k8slab/lessons/markup"
)

// Parse reads src with all extensions that Render knows. The tree refers to the source that comes back with it, and so
// does Line.Src: src itself, or a copy with a line of the parser's own before it.
//
// Unlike markup.Parse it keeps footnotes that nothing refers to, after the others: a reader must not lose text.
//
// Front matter, YAML between lines of three dashes, becomes a block of code.
func Parse(src []byte) (ast.Node, []byte) {
	doc, s := parse(fenceFrontMatter(src))
	return doc, s.text
}

// parse makes goldmark keep all footnotes by referring to each of them in a paragraph before the text, which is taken
// out again. (After the text, an open fence could swallow it.)
func parse(src []byte) (ast.Node, *source) {
	labels := noteLabels(src)
	if len(labels) == 0 {
		return markup.Parse(src), &source{text: src}
	}
	refs := "[^" + strings.Join(labels, "] [^") + "]\n\n"
	s := &source{text: slices.Concat([]byte(refs), src), from: len(refs), shift: -len(refs)}
	doc := markup.Parse(s.text)
	doc.RemoveChild(doc, doc.FirstChild())
	renumber(doc)
	return doc, s
}

var frontMatter = regexp.MustCompile(`\A---[ \t]*\r?\n[A-Za-z_][\w.-]*:(?s:.*?)\n---[ \t]*(?:\r?\n|\z)`)

// fenceFrontMatter turns the dashes around front matter into fences of the same length, in a copy: to CommonMark they
// are a rule and the underline of a heading.
func fenceFrontMatter(src []byte) []byte {
	m := frontMatter.Find(src[:min(len(src), 16<<10)])
	if m == nil || bytes.Contains(m, []byte("\n```")) {
		return src
	}
	out := bytes.Clone(src)
	fence := []byte("```")
	copy(out, fence)
	copy(out[bytes.LastIndex(m, []byte("\n---"))+1:], fence)
	return out
}

// renumber counts footnotes by the references that are left in doc.
func renumber(doc ast.Node) {
	list, ok := doc.LastChild().(*extast.FootnoteList)
	if !ok {
		return
	}
	number := map[int]int{}
	count := func(index int) int {
		if number[index] == 0 {
			number[index] = len(number) + 1
		}
		return number[index]
	}
	renumberLinks(doc, count)
	for n := list.FirstChild(); n != nil; n = n.NextSibling() {
		if note, ok := n.(*extast.Footnote); ok {
			note.Index = count(note.Index)
		}
	}
	list.SortChildren(func(a, b ast.Node) int { return noteIndex(a) - noteIndex(b) })
}

func noteIndex(n ast.Node) int {
	if note, ok := n.(*extast.Footnote); ok {
		return note.Index
	}
	return 0
}

func renumberLinks(doc ast.Node, count func(int) int) {
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if link, ok := n.(*extast.FootnoteLink); ok && entering {
			link.Index = count(link.Index)
		}
		return ast.WalkContinue, nil
	})
}

var noteLabel = regexp.MustCompile(`\[\^([^\[\]\n]{1,200})\]:`)

// noteLabels lists the labels of what looks like definitions of footnotes, each once.
func noteLabels(src []byte) []string {
	if !bytes.Contains(src, []byte("]:")) || !bytes.Contains(src, []byte("[^")) {
		return nil
	}
	var out []string
	seen := map[string]bool{}
	for _, m := range noteLabel.FindAllSubmatch(src, -1) {
		if l := string(m[1]); !seen[l] {
			seen[l] = true
			out = append(out, l)
		}
	}
	return out
}
