package lessons

import (
	"fmt"
	"regexp"
	"strings"
)

// Facts is a table of facts with a name for each row and room for the learner's own measurements.
type Facts struct {
	place
	ID    string
	Title string
	// Columns are their headings; the column of row names has none.
	Columns []string
	Rows    []FactRow
}

// FactRow is one row; it has as many cells as there are columns.
type FactRow struct {
	Name string
	// Term is the row's word in the glossary, if it has one.
	Term  string
	Cells []FactCell
}

// FactCell is one fact.
type FactCell struct {
	Text string
	// Measure is the place for the learner's own figure; nil where nothing can be measured.
	Measure *Measure
}

// Measure names one figure that a lab can fill in.
type Measure struct {
	// Key begins with the name of the lab: "container.bank.p99_ms".
	Key string `yaml:"key"`
	// Label says what it is ("은행 p99"), Unit in what it is told ("ms"); "" for a count or a word.
	Label string `yaml:"label"`
	Unit  string `yaml:"unit"`
}

var measureKey = regexp.MustCompile(`^[a-z][a-z0-9-]*(\.[a-z][a-z0-9_-]*)+$`)

type rawFacts struct {
	ID      string   `yaml:"id"`
	Title   string   `yaml:"title"`
	Columns []string `yaml:"columns"`
	Rows    []struct {
		Name  string `yaml:"name"`
		Term  string `yaml:"term"`
		Cells []struct {
			Text    string   `yaml:"text"`
			Measure *Measure `yaml:"measure"`
		} `yaml:"cells"`
	} `yaml:"rows"`
}

func readFacts(file string, at place, data []byte) (Block, []Problem) {
	var raw rawFacts
	doc, err := decode(file, at.line+1, data, &raw)
	if err != nil {
		return nil, problemsOf(err)
	}
	facts := &Facts{place: at, ID: raw.ID, Title: strings.TrimSpace(raw.Title), Columns: raw.Columns}
	for _, r := range raw.Rows {
		row := FactRow{Name: strings.TrimSpace(r.Name), Term: r.Term}
		for _, c := range r.Cells {
			row.Cells = append(row.Cells, FactCell{Text: strings.TrimSpace(c.Text), Measure: c.Measure})
		}
		facts.Rows = append(facts.Rows, row)
	}
	return facts, checkFacts(doc, facts)
}

func checkFacts(doc document, facts *Facts) (problems []Problem) {
	if !IsID(facts.ID) {
		problems = append(problems, doc.problem("$.id", "facts", "표의 이름(id)이 없거나 쓸 수 없는 이름이에요."))
	}
	if len(facts.Columns) == 0 || len(facts.Columns) > 8 {
		problems = append(problems, doc.problem("$.columns", "facts", "열(columns)은 1개에서 8개여야 해요."))
	}
	if len(facts.Rows) == 0 || len(facts.Rows) > MaxItems {
		problems = append(problems, doc.problem("$.rows", "facts", "줄(rows)은 1개에서 %d개여야 해요.", MaxItems))
	}
	for i, row := range facts.Rows {
		path := fmt.Sprintf("$.rows[%d]", i)
		if row.Name == "" {
			problems = append(problems, doc.problem(path, "facts", "줄의 이름(name)이 비어 있어요."))
		}
		if len(row.Cells) != len(facts.Columns) {
			problems = append(problems, doc.problem(path, "facts-ragged",
				"칸이 %d개인데 열은 %d개예요.", len(row.Cells), len(facts.Columns)))
			continue
		}
		for j, cell := range row.Cells {
			problems = append(problems, checkCell(doc, fmt.Sprintf("%s.cells[%d]", path, j), cell)...)
		}
	}
	return problems
}

func checkCell(doc document, path string, cell FactCell) (problems []Problem) {
	if cell.Text == "" {
		problems = append(problems, doc.problem(path, "facts-empty", "빈칸이에요."))
	}
	if cell.Measure != nil && (!measureKey.MatchString(cell.Measure.Key) || cell.Measure.Label == "") {
		problems = append(problems, doc.problem(path+".measure", "facts",
			"측정값에는 key(실습.이름.단위)와 label이 있어야 해요."))
	}
	return problems
}
