package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/k8slab/k8slab/labs"
	"github.com/k8slab/k8slab/sandbox"
)

// The documents of `lab list -o json` and `lab show -o json` are described in docs/lab.md. A field is only ever added to
// them; anything else takes a new version.
const labDocument = 1

// listedLab is one lab in `lab list -o json`.
type listedLab struct {
	ID     string `json:"id"`
	Title  string `json:"title"`
	Lesson string `json:"lesson"`
	Steps  int    `json:"steps"`
	// Measures are the keys of what the lab measures, in the order of its steps.
	Measures []string `json:"measures"`
}

// shownLab is `lab show -o json`.
type shownLab struct {
	Version int                 `json:"version"`
	ID      string              `json:"id"`
	Title   string              `json:"title"`
	Lesson  string              `json:"lesson"`
	Intro   string              `json:"intro"`
	Needs   []sandbox.Ability   `json:"needs"`
	Scene   []shownActor        `json:"scene"`
	Images  []shownImage        `json:"images"`
	Steps   []shownStep         `json:"steps"`
	Charts  []shownChart        `json:"charts"`
	Engines map[string][]string `json:"engines,omitempty"` // sandboxes by the engine that the scene asks for by name
}

type shownActor struct {
	Name      string            `json:"name"`
	Title     string            `json:"title"`
	Hostname  string            `json:"hostname,omitempty"`
	Command   []string          `json:"command"`
	Env       []string          `json:"env,omitempty"`
	CPU       float64           `json:"cpuCores,omitempty"`
	CPUShares int64             `json:"cpuShares,omitempty"`
	CPUs      string            `json:"cpus,omitempty"`
	Memory    int64             `json:"memoryBytes,omitempty"`
	PIDs      int64             `json:"pids,omitempty"`
	Share     map[string]string `json:"share,omitempty"` // by kind of namespace: "host", or another sandbox
	Network   string            `json:"network,omitempty"`
	Writable  bool              `json:"writable,omitempty"`
	Restart   string            `json:"restart,omitempty"`
	Image     string            `json:"image,omitempty"`
	Engine    string            `json:"engine,omitempty"`
	Runtime   string            `json:"runtime,omitempty"`
}

type shownImage struct {
	Name  string   `json:"name"`
	Title string   `json:"title"`
	Files []string `json:"files"`
}

type shownStep struct {
	ID       string            `json:"id"`
	Title    string            `json:"title"`
	Text     string            `json:"text"`
	Needs    []sandbox.Ability `json:"needs"`
	Engines  []string          `json:"engines,omitempty"`
	Runtimes []string          `json:"runtimes,omitempty"`
	Show     []labs.Panel      `json:"show"`
	Predict  *shownQuestion    `json:"predict,omitempty"`
	Do       []shownAction     `json:"do"`
	Check    []shownCondition  `json:"check"`
	Within   float64           `json:"withinSeconds"`
	Hints    []string          `json:"hints"`
	Meaning  string            `json:"meaning"`
}

type shownQuestion struct {
	Key      string   `json:"key"`
	Question string   `json:"question"`
	Unit     string   `json:"unit,omitempty"`
	Choices  []string `json:"choices,omitempty"`
}

type shownCondition struct {
	That string `json:"that"`
	Else string `json:"else"`
}

// shownAction is one action; Verb says which of the other fields it has.
type shownAction struct {
	Verb       string        `json:"verb"`
	Sandbox    string        `json:"sandbox,omitempty"`
	Image      string        `json:"image,omitempty"`
	Signal     string        `json:"signal,omitempty"`
	Args       []string      `json:"args,omitempty"`
	Background bool          `json:"background,omitempty"`
	Limits     *shownLimits  `json:"limits,omitempty"`
	Measure    *shownMeasure `json:"measure,omitempty"`
}

type shownLimits struct {
	CPU       float64 `json:"cpuCores,omitempty"`
	CPUShares int64   `json:"cpuShares,omitempty"`
	CPUs      string  `json:"cpus,omitempty"`
	Memory    int64   `json:"memoryBytes,omitempty"`
	PIDs      int64   `json:"pids,omitempty"`
}

type shownMeasure struct {
	Key   string  `json:"key"`
	Label string  `json:"label"`
	Unit  string  `json:"unit"`
	Value string  `json:"value"`
	Over  float64 `json:"overSeconds"`
}

type shownChart struct {
	Title  string        `json:"title"`
	Unit   string        `json:"unit"`
	Log    bool          `json:"log,omitempty"`
	Series []shownSeries `json:"series"`
	Marks  []shownMark   `json:"marks"`
}

type shownSeries struct {
	Label string `json:"label"`
	Value string `json:"value"`
	Per   string `json:"per,omitempty"`
}

type shownMark struct {
	Label string `json:"label"`
	When  string `json:"when"`
}

// lessonOf is the lesson that a lab belongs to.
func (a *app) lessonOf(lab string) string {
	c, err := a.course()
	if err != nil {
		return ""
	}
	for _, l := range c.Lessons {
		if l.Lab == lab {
			return l.ID
		}
	}
	return ""
}

func (a *app) listLabs(output string) error {
	ids, err := a.labIDs()
	if err != nil {
		return err
	}
	rows := []listedLab{}
	for _, id := range ids {
		p, err := a.program(id)
		if err != nil {
			return err
		}
		row := listedLab{ID: p.ID, Title: p.Title, Lesson: a.lessonOf(id), Steps: len(p.Steps), Measures: []string{}}
		for _, m := range p.Measures() {
			row.Measures = append(row.Measures, m.Key)
		}
		rows = append(rows, row)
	}
	switch output {
	case "json":
		return writeJSON(a.stdout, map[string]any{"version": labDocument, "labs": rows})
	case "text":
		for _, r := range rows {
			fmt.Fprint(a.stdout, a.say.F("%-24s %s (%d단계)\n", r.ID, r.Title, r.Steps))
		}
		return nil
	}
	return badOutput(output)
}

func (a *app) showLab(id, output string) error {
	p, err := a.program(id)
	if err != nil {
		return err
	}
	switch output {
	case "json":
		return writeJSON(a.stdout, labShown(p.Lab, a.lessonOf(id)))
	case "text":
	default:
		return badOutput(output)
	}
	fmt.Fprintf(a.stdout, "%s: %s\n\n%s\n", p.ID, p.Title, p.Intro)
	for i, s := range p.Steps {
		fmt.Fprintf(a.stdout, "\n%d. %s (%s)\n   %s\n", i+1, s.Title, s.ID, s.Text)
		for _, c := range s.Check {
			fmt.Fprint(a.stdout, a.say.F("   확인: %s\n", c.That))
		}
	}
	return nil
}

// labShown puts a lab into its document: lists are lists even when they are empty, and sizes and times carry their units in
// their names.
func labShown(l *labs.Lab, lesson string) shownLab {
	doc := shownLab{
		Version: labDocument, ID: l.ID, Title: l.Title, Lesson: lesson, Intro: strings.TrimSpace(l.Intro),
		Needs: orNone(l.Needs), Scene: []shownActor{}, Images: []shownImage{}, Steps: []shownStep{}, Charts: []shownChart{},
	}
	for _, name := range slices.Sorted(maps.Keys(l.Scene)) {
		doc.Scene = append(doc.Scene, shownIn(name, l.Scene[name]))
		if engine := l.Scene[name].Engine; engine != "" {
			if doc.Engines == nil {
				doc.Engines = map[string][]string{}
			}
			doc.Engines[engine] = append(doc.Engines[engine], name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(l.Images)) {
		files := slices.Sorted(maps.Keys(l.Images[name].Files))
		doc.Images = append(doc.Images, shownImage{name, l.Images[name].Title, files})
	}
	for _, s := range l.Steps {
		doc.Steps = append(doc.Steps, stepShown(s))
	}
	for _, c := range l.Charts {
		chart := shownChart{Title: c.Title, Unit: c.Unit, Log: c.Log, Marks: []shownMark{}}
		for _, m := range c.Marks {
			chart.Marks = append(chart.Marks, shownMark(m))
		}
		for _, s := range c.Series {
			chart.Series = append(chart.Series, shownSeries(s))
		}
		doc.Charts = append(doc.Charts, chart)
	}
	return doc
}

func shownIn(name string, x labs.Actor) shownActor {
	share := map[string]string{}
	for kind, with := range map[string]string{
		"pid": x.Share.PID, "net": x.Share.Net, "ipc": x.Share.IPC, "uts": x.Share.UTS, "cgroup": x.Share.Cgroup,
	} {
		if with != "" {
			share[kind] = with
		}
	}
	return shownActor{
		Name: name, Title: x.Title, Hostname: x.Hostname, Command: orNone(x.Command), Env: x.Env, CPU: x.Limits.CPU,
		CPUShares: x.Limits.CPUShares, CPUs: x.Limits.CPUs, Memory: int64(x.Limits.Memory), PIDs: x.Limits.PIDs, Share: share,
		Network: x.Network, Writable: x.Writable, Restart: x.Restart, Image: x.Image, Engine: x.Engine, Runtime: x.Runtime,
	}
}

func stepShown(s labs.Step) shownStep {
	step := shownStep{
		ID: s.ID, Title: s.Title, Text: strings.TrimSpace(s.Text), Needs: orNone(s.Needs), Engines: s.Engines,
		Runtimes: s.Runtimes, Show: orNone(s.Show), Do: []shownAction{}, Check: []shownCondition{},
		Within: s.Patience().Seconds(), Hints: orNone(s.Hints), Meaning: strings.TrimSpace(s.Meaning),
	}
	if q := s.Predict; q != nil {
		step.Predict = &shownQuestion{Key: q.Key, Question: q.Question, Unit: q.Unit, Choices: q.Choices}
	}
	for _, a := range s.Do {
		step.Do = append(step.Do, actionShown(a))
	}
	for _, c := range s.Check {
		step.Check = append(step.Check, shownCondition(c))
	}
	return step
}

func actionShown(a labs.Action) shownAction {
	doc := shownAction{Verb: a.Verb(), Sandbox: a.Sandbox(), Image: a.Image()}
	switch {
	case a.Signal != nil:
		doc.Signal = a.Signal.Signal
	case a.Update != nil:
		l := a.Update.Limits
		doc.Limits = &shownLimits{CPU: l.CPU, CPUShares: l.CPUShares, CPUs: l.CPUs, Memory: int64(l.Memory), PIDs: l.PIDs}
	case a.Exec != nil:
		doc.Args, doc.Background = a.Exec.Args, a.Exec.Background
	case a.Measure != nil:
		m := a.Measure
		doc.Measure = &shownMeasure{m.Key, m.Label, m.Unit, m.Value, time.Duration(m.Over).Seconds()}
	}
	return doc
}

// orNone makes an empty list of none, which JSON tells apart.
func orNone[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
