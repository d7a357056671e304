package lessons

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
)

// Glossary is the course's terms, in the order of its file.
type Glossary struct {
	Terms  []Term
	byName map[string]int
}

// Term is one word of the glossary.
type Term struct {
	// Name is the Korean word; English the word it stands for, given once in parentheses.
	Name    string `yaml:"name"`
	English string `yaml:"english"`
	// Aliases are other words that mean the same.
	Aliases []string `yaml:"aliases"`
	// Short is one sentence; Text says more, in Markdown without headings.
	Short string `yaml:"short"`
	Text  string `yaml:"text"`
	// Related are names of other terms; Lesson is where it is explained.
	Related []string `yaml:"related"`
	Lesson  string   `yaml:"lesson"`
}

// Find looks a word up by name, English word or alias, without regard to case; nil if it is not there.
func (g *Glossary) Find(word string) *Term {
	if i, ok := g.byName[fold(word)]; ok {
		return &g.Terms[i]
	}
	return nil
}

// fold makes words that differ in case or outer blanks the same.
func fold(word string) string { return strings.ToLower(strings.TrimSpace(word)) }

// readGlossary reads glossary.yaml. A course without one has an empty glossary.
func readGlossary(fsys fs.FS) (*Glossary, error) {
	glossary, _, problems := openGlossary(fsys)
	return glossary, asError(problems)
}

func openGlossary(fsys fs.FS) (*Glossary, document, []Problem) {
	const name = "glossary.yaml"
	glossary := &Glossary{byName: map[string]int{}}
	if _, err := fs.Lstat(fsys, name); errors.Is(err, fs.ErrNotExist) {
		return glossary, document{file: name, line: 1}, nil
	}
	data, err := readFile(fsys, name)
	if err != nil {
		return glossary, document{}, problemsOf(err)
	}
	var raw struct {
		Terms []Term `yaml:"terms"`
	}
	doc, err := decode(name, 1, data, &raw)
	if err != nil {
		return glossary, doc, problemsOf(err)
	}
	glossary.Terms = raw.Terms
	return glossary, doc, glossary.finish(doc)
}

// finish trims, indexes and checks the terms.
func (g *Glossary) finish(doc document) (problems []Problem) {
	if len(g.Terms) > MaxTerms {
		return []Problem{doc.problem("$.terms", "count", "용어가 너무 많아요. %d개까지예요.", MaxTerms)}
	}
	for i := range g.Terms {
		term := &g.Terms[i]
		term.Short, term.Text = strings.TrimSpace(term.Short), strings.TrimSpace(term.Text)
		path := fmt.Sprintf("$.terms[%d]", i)
		if term.Name == "" || term.Short == "" {
			problems = append(problems, doc.problem(path, "glossary", "용어에는 name과 short가 있어야 해요."))
		}
		for _, word := range append([]string{term.Name, term.English}, term.Aliases...) {
			key := fold(word)
			if other, taken := g.byName[key]; taken && other != i && key != "" {
				problems = append(problems, doc.problem(path, "glossary", "두 용어가 함께 쓰는 말이에요: %s", word))
			}
			if key != "" {
				g.byName[key] = i
			}
		}
	}
	return problems
}
