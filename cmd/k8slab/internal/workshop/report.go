package workshop

import (
	"cmp"
	"encoding/csv"
	"html/template"
	"io"
	"maps"
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
	Asks     []AskReport
}

// LearnerReport is what one learner did.
type LearnerReport struct {
	Name     string
	Seen     time.Time
	Lesson   string // where they are: its number and title
	Done     int
	Right    int // answers that are right
	Answered int
	Hands    int
	Steps    []LearnerStep
	Measured []MeasuredValue
	Votes    []VoteReport
}

// MeasuredValue is a measurement with the words that the course has for it; they are empty if it has none any more.
type MeasuredValue struct {
	store.Measurement

	Label, Unit string
}

// VoteReport is one learner's answer to a question for all.
type VoteReport struct {
	Ask   store.Ask
	Value float64 // as in store.Ask
}

// AskReport is a question for all, and how it was answered.
type AskReport struct {
	Question string
	At       time.Time
	Answered int
	Choices  []ChoiceReport // nil if a number was asked for
	Spread   string         // of the numbers
}

// ChoiceReport is one choice.
type ChoiceReport struct {
	Text    string
	Right   bool
	Count   int
	Percent int // of the answers
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
	Lesson              string // its number and title
	Began, Done, Failed int
	Median              float64 // minutes of those who did it
}

// NewReport makes a report of the records of a course.
func NewReport(r store.Records, o class.Outline, now time.Time) Report {
	report := Report{Title: o.Title, At: now}
	lessons, labs, measures := map[string]string{}, map[string]string{}, map[string]class.Measure{}
	for i, l := range o.Lessons {
		title := strconv.Itoa(i+1) + ". " + l.Title
		lessons[l.ID], labs[l.Lab] = title, title
		for _, m := range l.Measures {
			measures[m.Key] = m
		}
	}
	at := map[int64]int{}
	for _, l := range r.Learners {
		at[l.ID] = len(report.Learners)
		lesson := r.Places[l.ID].Lesson
		report.Learners = append(report.Learners, LearnerReport{
			Name: l.Name, Seen: l.Seen, Lesson: cmp.Or(lessons[lesson], lesson), Hands: r.Hands[l.ID],
		})
	}
	report.steps(r.Steps, o, at)
	for i := range report.Steps {
		report.Steps[i].Lesson = cmp.Or(labs[report.Steps[i].Lab], report.Steps[i].Lab)
	}
	for _, a := range r.Answers {
		l := &report.Learners[at[a.Learner]]
		l.Answered++
		if a.Right {
			l.Right++
		}
	}
	for _, m := range r.Measurements {
		l := &report.Learners[at[m.Learner]]
		l.Measured = append(l.Measured, MeasuredValue{m, measures[m.Key].Label, measures[m.Key].Unit})
	}
	for _, a := range r.Asks {
		report.Asks = append(report.Asks, newAskReport(a))
		for _, l := range r.Learners {
			if v, ok := a.Votes[l.ID]; ok {
				mine := &report.Learners[at[l.ID]]
				mine.Votes = append(mine.Votes, VoteReport{a, v})
			}
		}
	}
	return report
}

// steps adds what was done of the labs, in the course's order; at says where each learner is.
func (r *Report) steps(all []store.Step, o class.Outline, at map[int64]int) {
	titles, order := map[[2]string]string{}, map[[2]string]int{}
	for _, l := range o.Lessons {
		for _, s := range l.Steps {
			titles[[2]string{l.Lab, s.ID}] = s.Title
			order[[2]string{l.Lab, s.ID}] = len(order)
		}
	}
	sums, times := map[[2]string]*StepReport{}, map[[2]string][]float64{}
	slices.SortFunc(all, func(a, b store.Step) int {
		return cmp.Compare(order[[2]string{a.Lab, a.Step}], order[[2]string{b.Lab, b.Step}])
	})
	for _, s := range all {
		key := [2]string{s.Lab, s.Step}
		step := LearnerStep{Lab: s.Lab, Step: s.Step, Title: titles[key], Began: s.Began, Done: s.Done, Failed: s.Failed}
		l := &r.Learners[at[s.Learner]]
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
		sum.Median = middle(times[key])
		r.Steps = append(r.Steps, *sum)
	}
	slices.SortFunc(r.Steps, func(a, b StepReport) int {
		return cmp.Compare(order[[2]string{a.Lab, a.Step}], order[[2]string{b.Lab, b.Step}])
	})
}

// middle is the median; 0 of nothing.
func middle(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	switch n := len(sorted); {
	case n == 0:
		return 0
	case n%2 == 0:
		return (sorted[n/2-1] + sorted[n/2]) / 2
	default:
		return sorted[n/2]
	}
}

func newAskReport(a store.Ask) AskReport {
	report := AskReport{Question: a.Question, At: a.At, Answered: len(a.Votes)}
	if len(a.Choices) == 0 {
		report.Spread = class.Spread(slices.Collect(maps.Values(a.Votes)), a.Unit)
		return report
	}
	for i, text := range a.Choices {
		c := ChoiceReport{Text: text, Right: a.Right == i+1}
		for _, v := range a.Votes {
			if int(v) == i+1 {
				c.Count++
			}
		}
		if len(a.Votes) > 0 {
			c.Percent = (c.Count*100 + len(a.Votes)/2) / len(a.Votes)
		}
		report.Choices = append(report.Choices, c)
	}
	return report
}

func stampText(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.RFC3339)
}

// when is a time as people write it, where this computer is.
func when(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Local().Format("2006-01-02 15:04")
}

// formula keeps a spreadsheet from taking a name for a formula.
func formula(s string) string {
	if s != "" && (s[0] == '=' || s[0] == '+' || s[0] == '-' || s[0] == '@') {
		return "'" + s
	}
	return s
}

// CSV writes a row for each learner and step, one for each measurement, and one for each answer to a question for all.
func (r *Report) CSV(w io.Writer) error {
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
			rows = append(rows, []string{name, "measurement", "", m.Key, m.Label, "", stampText(m.At), "", "", formula(m.Value)})
		}
		for _, v := range l.Votes {
			rows = append(rows, []string{
				name, "ask", "", strconv.FormatUint(v.Ask.ID, 10), formula(v.Ask.Question), stampText(v.Ask.At), "", "", "",
				strconv.FormatFloat(v.Value, 'g', -1, 64),
			})
		}
	}
	if err := c.WriteAll(rows); err != nil {
		return err
	}
	return c.Error()
}

// HTML writes a page that needs nothing else.
func (r *Report) HTML(w io.Writer) error {
	t, err := template.New("report").Funcs(template.FuncMap{"stamp": when}).Parse(page)
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
th[scope=row]{font-weight:600}
.bar{display:inline-block;height:.8em;background:#1f5fbf;vertical-align:baseline}
td.b{width:40%}
@media print{body{margin:0;max-width:none}tr{break-inside:avoid}.bar{print-color-adjust:exact}}
</style></head><body>
<h1>{{.Title}} 수업 보고서</h1>
<p>{{stamp .At}}에 만들었어요.</p>
<h2>단계마다</h2>
<table><thead><tr><th scope="col">과</th><th scope="col">단계</th><th scope="col">시작한 사람</th><th scope="col">마친 사람</th>` +
	`<th scope="col">잘못된 횟수</th><th scope="col">걸린 분 (가운데)</th></tr></thead><tbody>
{{range .Steps}}<tr><td>{{.Lesson}}</td><th scope="row">{{.Title}}</th><td class="n">{{.Began}}</td>` +
	`<td class="n">{{.Done}}</td><td class="n">{{.Failed}}</td>` +
	`<td class="n">{{if .Done}}{{printf "%.1f" .Median}}{{end}}</td></tr>
{{end}}</tbody></table>
<h2>사람마다</h2>
<table><thead><tr><th scope="col">이름</th><th scope="col">마지막으로 들어온 때</th><th scope="col">지금 과</th>` +
	`<th scope="col">마친 단계</th><th scope="col">맞힌 답</th><th scope="col">손</th><th scope="col">잰 값</th></tr></thead><tbody>
{{range .Learners}}<tr><th scope="row">{{.Name}}</th><td>{{stamp .Seen}}</td><td>{{.Lesson}}</td>` +
	`<td class="n">{{.Done}}</td><td class="n">{{.Right}}/{{.Answered}}</td><td class="n">{{.Hands}}</td>` +
	`<td>{{range .Measured}}{{if .Label}}{{.Label}}: {{else}}{{.Key}} = {{end}}{{.Value}} {{.Unit}}<br>{{end}}</td></tr>
{{end}}</tbody></table>
{{if .Asks}}<h2>다 같이 푼 물음</h2>
{{range .Asks}}<h3>{{.Question}}</h3>
<p>{{stamp .At}}, {{.Answered}}명이 답했어요.{{if .Spread}} {{.Spread}}{{end}}</p>
{{if .Choices}}<table><thead><tr><th scope="col">보기</th><th scope="col">답한 사람</th>` +
	`<th scope="col">비율</th></tr></thead><tbody>
{{range .Choices}}<tr><th scope="row">{{if .Right}}✓ {{end}}{{.Text}}{{if .Right}} (맞는 답){{end}}</th>` +
	`<td class="n">{{.Count}}</td><td class="b"><span class="bar" style="width:{{.Percent}}%"></span> {{.Percent}}%</td></tr>
{{end}}</tbody></table>
{{end}}{{end}}{{end}}</body></html>
`
