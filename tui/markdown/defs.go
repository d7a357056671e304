package markdown

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/util"

	"github.com/k8slab/k8slab/lessons/markup"
)

// fewDefs is the number of link definitions up to which every part simply gets them all.
const fewDefs = 32

// defs are the link definitions of a document in order, the first of each label.
type defs struct {
	label []string // as links look them up
	text  []string // a line that defines it
	at    map[string]int
}

// notes are the footnotes of a document cut into parts.
type notes struct {
	order  []string       // labels as they are numbered, from 1
	part   map[string]int // where each is defined
	number map[string]int
}

func (n notes) any() bool     { return len(n.order) > 0 }
func (n notes) defined() bool { return len(n.part) > 0 }

var noteReference = regexp.MustCompile(`\[\^([^\[\]]{1,300})\]`)

// gather finds what parts need from each other. It parses only the parts in which a definition or, if there are
// footnotes, a reference may stand.
func (d *Doc) gather() {
	d.defs.at = map[string]int{}
	d.notes = notes{part: map[string]int{}, number: map[string]int{}}
	if len(d.parts) == 1 || !bytes.Contains(d.src, []byte("]:")) {
		return
	}
	var labels []string
	for part, from := range d.parts {
		text := d.src[from:d.end(part)]
		if bytes.Contains(text, []byte("]:")) {
			labels = d.define(part, text, labels)
		}
	}
	if len(labels) == 0 {
		return
	}
	for part, from := range d.parts {
		if bytes.Contains(d.src[from:d.end(part)], []byte("[^")) {
			d.refer(part)
		}
	}
	for _, l := range labels { // what nothing refers to comes last
		d.enumerate(l)
	}
}

// definition writes a link definition anew. Its title is not shown anywhere and left out.
func definition(n *ast.LinkReferenceDefinition) string {
	escape := strings.NewReplacer(`\`, "&#92;", "<", "&lt;", ">", "&gt;", "&", "&amp;")
	return fmt.Sprintf("[%s]: <%s>", n.Label, escape.Replace(string(unescape(n.Destination))))
}

// define takes in the definitions of a part. It returns labels with those of the part's footnotes.
func (d *Doc) define(part int, text []byte, labels []string) []string {
	doc, _ := Parse(text)
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.LinkReferenceDefinition:
			key := util.ToLinkReference(n.Label)
			if _, ok := d.defs.at[key]; !ok {
				d.defs.at[key] = len(d.defs.label)
				d.defs.label = append(d.defs.label, key)
				d.defs.text = append(d.defs.text, definition(n))
			}
		case *extast.Footnote:
			l := string(n.Ref)
			if _, ok := d.notes.part[l]; !ok {
				d.notes.part[l] = part
				labels = append(labels, l)
			}
		}
		return ast.WalkContinue, nil
	})
	return labels
}

// refer numbers the footnotes that a part refers to.
func (d *Doc) refer(part int) {
	doc, s := d.parsePart(part)
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if n.Kind() == extast.KindFootnoteList {
			return ast.WalkSkipChildren, nil
		}
		if link, ok := n.(*extast.FootnoteLink); ok && entering {
			d.enumerate(s.labels[link.Index])
		}
		return ast.WalkContinue, nil
	})
}

// enumerate gives a footnote the next number, unless it has one.
func (d *Doc) enumerate(label string) {
	if _, ok := d.notes.number[label]; !ok {
		d.notes.order = append(d.notes.order, label)
		d.notes.number[label] = len(d.notes.order)
	}
}

// source is what a part was parsed from: stand-ins for what other parts define, then the part itself.
type source struct {
	text   []byte
	from   int            // where the part begins in text
	shift  int            // offset in the document of the first byte of text
	labels map[int]string // of the footnotes, by the parser's own count
	number func(int) int  // what Doc counts instead; may be nil
}

// parsePart parses a part as it reads in the whole document.
func (d *Doc) parsePart(part int) (ast.Node, *source) { return d.parsePartWith(part, "") }

// parsePartWith puts text of its own before the part.
func (d *Doc) parsePartWith(part int, before string) (ast.Node, *source) {
	start := d.parts[part]
	text := d.src[start:d.end(part)]
	prefix := append([]byte(before), d.standIns(part, text)...)
	s := &source{text: text, from: len(prefix), shift: start - len(prefix), labels: map[int]string{}}
	if len(prefix) > 0 {
		s.text = append(prefix, text...)
	}
	doc := markup.Parse(s.text)
	if list, ok := doc.LastChild().(*extast.FootnoteList); ok {
		for n := list.FirstChild(); n != nil; n = n.NextSibling() {
			if note, ok := n.(*extast.Footnote); ok {
				s.labels[note.Index] = string(note.Ref)
			}
		}
	}
	s.number = func(index int) int { return d.notes.number[s.labels[index]] }
	return doc, s
}

// standIns defines, in Markdown, what a part may refer to and other parts define.
func (d *Doc) standIns(part int, text []byte) []byte {
	var out []byte
	if !bytes.Contains(text, []byte{'['}) {
		return nil
	}
	for _, i := range d.wanted(text) {
		out = append(append(out, d.defs.text[i]...), "\n\n"...)
	}
	if !d.notes.defined() {
		return out
	}
	seen := map[string]bool{}
	for _, m := range noteReference.FindAllSubmatch(text, -1) {
		label := string(m[1])
		if at, ok := d.notes.part[label]; ok && at != part && !seen[label] {
			seen[label] = true
			out = append(out, "[^"+label+"]: 0\n\n"...)
		}
	}
	if len(seen) > 0 {
		out = append(out, "<!-- -->\n\n"...) // or else an indented beginning of the part would go on with the footnote
	}
	return out
}

// wanted lists the link definitions that text may use.
func (d *Doc) wanted(text []byte) []int {
	var out []int
	if len(d.defs.label) <= fewDefs {
		for i := range d.defs.label {
			out = append(out, i)
		}
		return out
	}
	open := -1
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '[':
			open = i + 1
		case ']':
			if open < 0 {
				continue
			}
			// Inside a quote a label that wraps has the quote's mark in it.
			label := bytes.ReplaceAll(text[open:i], []byte("\n>"), []byte{'\n'})
			if at, ok := d.defs.at[util.ToLinkReference(label)]; ok {
				out = append(out, at)
			}
			open = -1
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
