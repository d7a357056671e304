package lessons

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"github.com/yuin/goldmark/ast"
	"golang.org/x/text/unicode/norm"

	"github.com/k8slab/k8slab/lessons/markup"
)

// HitKind says where a search found something.
type HitKind string

// The kinds of hit, the most telling first.
const (
	HitTerm    HitKind = "term"
	HitLesson  HitKind = "lesson"
	HitHeading HitKind = "heading"
	HitText    HitKind = "text"
)

// MaxHits bounds what one search returns.
const MaxHits = 50

// Hit is one place that a search found.
type Hit struct {
	Kind HitKind
	// Lesson is the lesson to go to; for a term the one that explains it, which may be empty.
	Lesson string
	// Term is the glossary's word; empty for other kinds.
	Term string
	// Block is the index in Lesson.Blocks, or -1; Line the line in its file.
	Block, Line int
	// Text is what was found, [Start, End) the bytes in it that answer to the query's first word.
	Text       string
	Start, End int
}

// Search finds places that hold every word of query: terms by their Korean and English names and aliases, lessons by
// title and question, headings and running text. Case and the spacing of the text do not matter. Consonants find the
// syllables that begin with them: "ㅋㅌㅇㄴ" finds 컨테이너. The same query gives the same answer, best first, at most
// MaxHits. The first search reads all lessons; those that cannot be read are left out.
func (c *Course) Search(query string) []Hit {
	words := queryWords(query)
	if len(words) == 0 {
		return nil
	}
	var found []scored
	for i, entry := range c.index().entries {
		if hit, rank, ok := entry.match(words); ok {
			found = append(found, scored{hit, rank, i})
		}
	}
	slices.SortFunc(found, func(a, b scored) int {
		return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(a.order, b.order))
	})
	hits := make([]Hit, 0, min(len(found), MaxHits))
	for _, f := range found[:min(len(found), MaxHits)] {
		hits = append(hits, f.hit)
	}
	return hits
}

type scored struct {
	hit         Hit
	rank, order int
}

// queryWords splits a query. Only its last character may still be being typed.
func queryWords(query string) [][]rune {
	var words [][]rune
	for field := range strings.FieldsSeq(norm.NFC.String(query)) {
		var word []rune
		for _, r := range field {
			word = append(word, splitCluster(r)...)
		}
		words = append(words, word[:min(len(word), 40)])
	}
	return words[:min(len(words), 8)]
}

// searchIndex is everything of a course that can be found.
type searchIndex struct {
	entries []entry
}

// entry is one thing that can be found. Several names may lead to it; the first is shown.
type entry struct {
	hit   Hit
	names [][]rune
}

func newIndex(c *Course) *searchIndex {
	index := &searchIndex{}
	if glossary, err := c.Glossary(); err == nil {
		for _, term := range glossary.Terms {
			hit := Hit{Kind: HitTerm, Lesson: term.Lesson, Term: term.Name, Block: -1, Text: term.Name}
			index.add(hit, append([]string{term.Name, term.English}, term.Aliases...)...)
		}
	}
	for _, meta := range c.Lessons {
		index.add(Hit{Kind: HitLesson, Lesson: meta.ID, Block: -1, Line: 1, Text: meta.Title}, meta.Title, meta.Question)
		if lesson, err := c.Lesson(meta.ID); err == nil {
			index.addLesson(lesson)
		}
	}
	return index
}

func (x *searchIndex) add(hit Hit, names ...string) {
	e := entry{hit: hit}
	for _, name := range names {
		if name != "" {
			e.names = append(e.names, []rune(name))
		}
	}
	x.entries = append(x.entries, e)
}

// addLesson adds headings, paragraphs and the words of the other blocks.
func (x *searchIndex) addLesson(lesson *Lesson) {
	for i, block := range lesson.Blocks {
		prose, ok := block.(*Prose)
		if !ok {
			for _, src := range blockTexts(block) {
				text := markup.Text(markup.Parse([]byte(src)), []byte(src))
				x.add(Hit{Kind: HitText, Lesson: lesson.ID, Block: i, Line: block.Line(), Text: text}, text)
			}
			continue
		}
		for node := prose.Doc.FirstChild(); node != nil; node = node.NextSibling() {
			kind := HitText
			if node.Kind() == ast.KindHeading {
				kind = HitHeading
			}
			text := markup.Text(node, prose.Source)
			x.add(Hit{Kind: kind, Lesson: lesson.ID, Block: i, Line: prose.LineOf(node), Text: text}, text)
		}
	}
}

// blockTexts are the words of a block that is not prose. A quiz's answers stay out: finding them would give them away.
func blockTexts(block Block) (texts []string) {
	switch b := block.(type) {
	case *FigureBlock:
		texts = append(texts, b.Title+". "+b.Caption)
		for _, layer := range b.Layers {
			texts = append(texts, layer.Name+": "+layer.What)
		}
	case *Facts:
		for _, row := range b.Rows {
			for i, cell := range row.Cells {
				texts = append(texts, row.Name+", "+b.Columns[i]+": "+cell.Text)
			}
		}
	case *Quiz:
		for _, q := range b.Questions {
			texts = append(texts, strings.TrimSpace(q.Claim+" "+q.Ask))
		}
	case *LabRef:
		texts = append(texts, b.Text)
	}
	return texts
}

// match looks for all words in one of the entry's names.
func (e entry) match(words [][]rune) (Hit, int, bool) {
	for n, name := range e.names {
		start, end, ok := findAll(name, words)
		if !ok {
			continue
		}
		hit := e.hit
		if n == 0 {
			hit.Start, hit.End = len(string(name[:start])), len(string(name[:end]))
		}
		return hit, rank(hit.Kind, len(name), start, end), true
	}
	return Hit{}, 0, false
}

// rank orders hits: terms, titles, headings, text; within each whole names first, then beginnings.
func rank(kind HitKind, length, start, end int) int {
	base := 10 * slices.Index([]HitKind{HitTerm, HitLesson, HitHeading, HitText}, kind)
	switch {
	case start == 0 && end == length:
		return base
	case start == 0:
		return base + 1
	default:
		return base + 2
	}
}

// findAll looks for every word and returns where the first one stands.
func findAll(text []rune, words [][]rune) (start, end int, ok bool) {
	for i, word := range words {
		from, to := findWord(text, word, i == len(words)-1)
		if from < 0 {
			return 0, 0, false
		}
		if i == 0 {
			start, end = from, to
		}
	}
	return start, end, true
}

// findWord returns the first place in text that answers to word, or -1. What is all consonants must answer to the
// beginning of a word of the text, or nearly everything would be found.
func findWord(text, word []rune, typing bool) (from, to int) {
	bare := !slices.ContainsFunc(word, func(r rune) bool { return !isInitial(r) })
	for i := range text {
		if unicode.IsSpace(text[i]) || bare && i > 0 && unicode.IsLetter(text[i-1]) {
			continue
		}
		if end, ok := matchAt(text, i, word, typing); ok {
			return i, end
		}
	}
	return -1, -1
}

// matchAt passes over blanks in the text, so that 컨테이너런타임 finds 컨테이너 런타임.
func matchAt(text []rune, at int, word []rune, typing bool) (end int, ok bool) {
	for j, r := range word {
		for j > 0 && at < len(text) && unicode.IsSpace(text[at]) {
			at++
		}
		if at == len(text) || !sameRune(text[at], r, typing && j == len(word)-1) {
			return 0, false
		}
		at++
	}
	return at, true
}
