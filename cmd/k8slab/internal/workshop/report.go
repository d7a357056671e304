package workshop

import (
	"cmp"
	"encoding/csv"
	"html/template"
	"io"
	"slices"
	"strconv"
	"time"

	"github.com/k8slab/k8slab/cmd/k8slab/internal/workshop/store"
	"github.com/k8slab/k8slab/tui/class"
)

// Report is a table of what learners did: a row for each learner and step, with the minutes it took and what went wrong.
type Report struct {
	Title    string
	At       time.Time
	Learners []LearnerReport
	Steps    []StepReport
}

// LearnerReport is what one learner did.
type LearnerReport struct {
	Name     string
	Seen     time.Time
	Lesson   string // where they are
	Done     int
	Right    int // answers that are right
	Answered int
	Hands    int
	Steps    []LearnerStep
	Measured []store.Measurement
}

// LearnerStep is one learner and one step.
type LearnerStep struct {
	Lab, Step, Title string
	Began, Done      time.Time
	Failed           int
}

// Minutes is how long the step took; negative if it is not done.
func (s LearnerStep) Minutes() float64 {
	if s.Done.IsZero() {
		return -1
	}
	return s.Done.Sub(s.Began).Minutes()
}

// StepReport is one step and everybody.
type StepReport struct {
	Lab, Step, Title    string
	Began, Done, Failed int
	Median              float64 // minutes of those who did it
}

// NewReport makes a report of the records of a course.
func NewReport(r store.Records, o class.Outline, now time.Time) Report {
	report := Report{Title: o.Title, At: now}
	titles, order := map[[2]string]string{}, map[[2]string]int{}
	for _, l := range o.Lessons {
		for _, s := range l.Steps {
			titles[[2]string{l.Lab, s.ID}] = s.Title
			order[[2]string{l.Lab, s.ID}] = len(order)
		}
	}
	at := map[int64]int{}
	for _, l := range r.Learners {
		at[l.ID] = len(report.Learners)
		lesson := r.Places[l.ID].Lesson
		report.Learners = append(report.Learners, LearnerReport{Name: l.Name, Seen: l.Seen, Lesson: lesson, Hands: r.Hands[l.ID]})
	}
	sums, times := map[[2]string]*StepReport{}, map[[2]string][]float64{}
	slices.SortFunc(r.Steps, func(a, b store.Step) int {
		return cmp.Compare(order[[2]string{a.Lab, a.Step}], order[[2]string{b.Lab, b.Step}])
	})
	for _, s := range r.Steps {
		key := [2]string{s.Lab, s.Step}
		step := LearnerStep{Lab: s.Lab, Step: s.Step, Title: titles[key], Began: s.Began, Done: s.Done, Failed: s.Failed}
		l := &report.Learners[at[s.Learner]]
		l.Steps = append(l.Steps, step)
		sum := sums[key]
		if sum == nil {
			sum = &StepReport{Lab: s.Lab, Step: s.Step, Title: titles[key]}
			sums[key] = sum
		}
		sum.Began++
		sum.Failed += s.Failed
		if m := step.Minutes(); m >= 0 {
			l.Done++
			sum.Done++
			times[key] = append(times[key], m)
		}
	}
	for key, sum := range sums {
		if t := slices.Sorted(slices.Values(times[key])); len(t) > 0 {
			sum.Median = t[len(t)/2]
		}
		report.Steps = append(report.Steps, *sum)
	}
	slices.SortFunc(report.Steps, func(a, b StepReport) int {
		return cmp.Compare(order[[2]string{a.Lab, a.Step}], order[[2]string{b.Lab, b.Step}])
	})
	for _, a := range r.Answers {
		l := &report.Learners[at[a.Learner]]
		l.Answered++
		if a.Right {
			l.Right++
		}
	}
	for _, m := range r.Measurements {
		l := &report.Learners[at[m.Learner]]
		l.Measured = append(l.Measured, m)
	}
	return report
}

func stampText(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.RFC3339)
}

// formula keeps a spreadsheet from taking a name for a formula.
func formula(s string) string {
	if s != "" && (s[0] == '=' || s[0] == '+' || s[0] == '-' || s[0] == '@') {
		return "'" + s
	}
	return s
}

// CSV writes a row for each learner and step, and one for each measurement.
func (r Report) CSV(w io.Writer) error {
	c := csv.NewWriter(w)
	rows := [][]string{{"learner", "kind", "lab", "item", "title", "began", "done", "minutes", "failed", "value"}}
	for _, l := range r.Learners {
		name := formula(l.Name)
		if len(l.Steps) == 0 {
			rows = append(rows, []string{name, "learner", "", "", "", stampText(l.Seen), "", "", "", ""})
		}
		for _, s := range l.Steps {
			minutes := ""
			if m := s.Minutes(); m >= 0 {
				minutes = strconv.FormatFloat(m, 'f', 1, 64)
			}
			rows = append(rows, []string{
				name, "step", s.Lab, s.Step, s.Title, stampText(s.Began), stampText(s.Done), minutes, strconv.Itoa(s.Failed), "",
			})
		}
		for _, m := range l.Measured {
			rows = append(rows, []string{name, "measurement", "", m.Key, "", "", stampText(m.At), "", "", formula(m.Value)})
		}
	}
	if err := c.WriteAll(rows); err != nil {
		return err
	}
	return c.Error()
}

// HTML writes a page that needs nothing else.
func (r Report) HTML(w io.Writer) error {
	t, err := template.New("report").Funcs(template.FuncMap{"stamp": stampText}).Parse(page)
	if err != nil {
		return err
	}
	return t.Execute(w, r)
}

const page = `<!doctype html>
<html lang="ko"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{{.Title}} 수업 보고서</title>
<style>
body{font:16px/1.6 system-ui,sans-serif;max-width:72rem;margin:2rem auto;padding:0 1rem;color:#111;background:#fff}
table{border-collapse:collapse;width:100%;margin:1rem 0}
th,td{border:1px solid #999;padding:.25rem .5rem;text-align:left}
td.n{text-align:right;font-variant-numeric:tabular-nums}
@media print{body{margin:0;max-width:none}tr{break-inside:avoid}}
</style></head><body>
<h1>{{.Title}} 수업 보고서</h1>
<p>{{stamp .At}}</p>
<h2>단계마다</h2>
<table><thead><tr><th scope="col">실습</th><th scope="col">단계</th><th scope="col">시작한 사람</th><th scope="col">마친 사람</th>` +
	`<th scope="col">잘못된 횟수</th><th scope="col">걸린 분 (가운데)</th></tr></thead><tbody>
{{range .Steps}}<tr><td>{{.Lab}}</td><td>{{.Title}}</td><td class="n">{{.Began}}</td><td class="n">{{.Done}}</td>` +
	`<td class="n">{{.Failed}}</td><td class="n">{{if .Done}}{{printf "%.1f" .Median}}{{end}}</td></tr>
{{end}}</tbody></table>
<h2>사람마다</h2>
<table><thead><tr><th scope="col">이름</th><th scope="col">마지막으로 들어온 때</th><th scope="col">지금 과</th>` +
	`<th scope="col">마친 단계</th><th scope="col">맞힌 답</th><th scope="col">손</th><th scope="col">잰 값</th></tr></thead><tbody>
{{range .Learners}}<tr><th scope="row">{{.Name}}</th><td>{{stamp .Seen}}</td><td>{{.Lesson}}</td>` +
	`<td class="n">{{.Done}}</td><td class="n">{{.Right}}/{{.Answered}}</td><td class="n">{{.Hands}}</td>` +
	`<td>{{range .Measured}}{{.Key}} = {{.Value}}<br>{{end}}</td></tr>
{{end}}</tbody></table>
</body></html>
`
