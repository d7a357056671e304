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
		Asks: []store.Ask{
			{ID: 1, Question: "=무엇이?", Choices: []string{"<i>가", "나"}, Right: 2, Votes: map[int64]float64{1: 1, 2: 2}},
			{ID: 2, Question: "몇?", Unit: "ms", Votes: map[int64]float64{2: 8.5}},
		},
	}, class.Outline{Title: "과정", Lessons: []class.Lesson{
		{
			ID: "terms", Title: "낱말", Lab: "terms", Steps: []class.Step{{ID: "one", Title: "하나"}, {ID: "two", Title: "둘"}},
			Measures: []class.Measure{{Key: "a.b", Label: "걸린 시간", Unit: "ms"}},
		},
	}}, at(10))
	one, two := r.Steps[0], r.Steps[1]
	if one.Step != "one" || one.Began != 2 || one.Done != 2 || one.Failed != 1 || one.Median != 6 || one.Lesson != "1. 낱말" {
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
	if err != nil || len(rows) != 8 || rows[1][0] != "'=HYPERLINK(1)" || rows[1][7] != "3.0" || rows[5][9] != "3" ||
		rows[5][4] != "걸린 시간" || rows[3][4] != "'=무엇이?" || rows[3][9] != "1" || rows[7][9] != "8.5" {
		t.Errorf("%q, %v", rows, err)
	}
	text.Reset()
	if err := r.HTML(&text); err != nil {
		t.Fatal(err)
	}
	if page := text.String(); strings.Contains(page, "<b>나") || !strings.Contains(page, "&lt;b&gt;나") || !strings.Contains(page, "하나") {
		t.Errorf("the page is %s", page)
	} else {
		for _, want := range []string{"&lt;i&gt;가", "✓ 나 (맞는 답)", `width:50%`, "1명: 최소 8.5", "걸린 시간: 3 ms", "1. 낱말"} {
			if !strings.Contains(page, want) {
				t.Errorf("the page has no %s: %s", want, page)
			}
		}
	}
}
