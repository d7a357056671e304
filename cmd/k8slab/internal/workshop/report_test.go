package workshop

import (
	"encoding/csv"
	"strings"
	"testing"
	"time"

	"github.com/k8slab/k8slab/cmd/k8slab/internal/workshop/store"
	"github.com/k8slab/k8slab/tui/class"
)

// A report counts for each learner and each step, in the course's order, and takes no name for markup or a formula.
func TestReport(t *testing.T) {
	at := func(m int) time.Time { return time.Date(2026, 1, 2, 3, m, 0, 0, time.UTC) }
	r := NewReport(store.Records{
		Learners: []store.Learner{{ID: 1, Name: "=HYPERLINK(1)", Seen: at(0)}, {ID: 2, Name: "<b>나</b>"}},
		Places:   map[int64]store.Place{1: {Lesson: "terms"}},
		Steps: []store.Step{
			{Learner: 1, Lab: "terms", Step: "two", Began: at(3), Failed: 4},
			{Learner: 1, Lab: "terms", Step: "one", Began: at(0), Done: at(3), Failed: 1},
			{Learner: 2, Lab: "terms", Step: "one", Began: at(0), Done: at(9)},
		},
		Answers:      []store.Answer{{Learner: 1, Right: true}, {Learner: 1}},
		Measurements: []store.Measurement{{Learner: 2, Key: "a.b", Value: "3"}},
		Hands:        map[int64]int{2: 5},
	}, class.Outline{Title: "과정", Lessons: []class.Lesson{
		{ID: "terms", Lab: "terms", Steps: []class.Step{{ID: "one", Title: "하나"}, {ID: "two", Title: "둘"}}},
	}}, at(10))
	one, two := r.Steps[0], r.Steps[1]
	if one.Step != "one" || one.Began != 2 || one.Done != 2 || one.Failed != 1 || one.Median != 9 {
		t.Errorf("step one %+v", one)
	}
	if two.Began != 1 || two.Done != 0 || two.Failed != 4 {
		t.Errorf("step two %+v", two)
	}
	if l := r.Learners[0]; l.Done != 1 || l.Right != 1 || l.Answered != 2 || l.Steps[0].Step != "one" {
		t.Errorf("learner %+v", l)
	}
	var text strings.Builder
	if err := r.CSV(&text); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(text.String())).ReadAll()
	if err != nil || len(rows) != 5 || rows[1][0] != "'=HYPERLINK(1)" || rows[1][7] != "3.0" || rows[4][9] != "3" {
		t.Errorf("%q, %v", rows, err)
	}
	text.Reset()
	if err := r.HTML(&text); err != nil {
		t.Fatal(err)
	}
	if page := text.String(); strings.Contains(page, "<b>나") || !strings.Contains(page, "&lt;b&gt;나") || !strings.Contains(page, "하나") {
		t.Errorf("the page is %s", page)
	}
}
