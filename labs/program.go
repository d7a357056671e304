package labs

import (
	"fmt"
	"io/fs"
	"math"
	"reflect"
	"slices"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/ext"
)

// Program is a lab whose checks are compiled. It is immutable and can serve many learners at once.
type Program struct {
	*Lab
	checks   [][]cel.Program        // by step, by condition
	measures map[string]cel.Program // by expression
	charts   []plotted              // by chart
	answers  []cel.Program          // by step: what came of a guess; nil where a measurement tells
}

// Open loads labs/ID.yaml of a course and compiles it.
func Open(course fs.FS, id string) (*Program, error) {
	path, src, err := read(course, id)
	if err != nil {
		return nil, err
	}
	lab, err := Parse(path, src)
	if err != nil {
		return nil, err
	}
	return Compile(path, src, lab)
}

// Compile compiles the checks of a lab. Faults are FileErrors of the given file.
func Compile(file string, src []byte, lab *Lab) (*Program, error) {
	env, err := environment()
	if err != nil {
		return nil, fmt.Errorf("compile lab %s: %w", lab.ID, err)
	}
	p := &Program{
		Lab: lab, checks: make([][]cel.Program, len(lab.Steps)), measures: map[string]cel.Program{},
		charts: make([]plotted, len(lab.Charts)), answers: make([]cel.Program, len(lab.Steps)),
	}
	c := compiler{env: env, file: file, src: src}
	for i, chart := range lab.Charts {
		p.charts[i] = c.chart(chart)
	}
	for i, step := range lab.Steps {
		for _, cond := range step.Check {
			p.checks[i] = append(p.checks[i], c.compile(cond.That, truth()))
		}
		if step.Predict != nil && step.Predict.Value != "" {
			p.answers[i] = c.compile(step.Predict.Value, number())
		}
		for _, a := range step.Do {
			if a.Measure != nil {
				p.measures[a.Measure.Value] = c.compile(a.Measure.Value, number())
			}
		}
	}
	if c.err != nil {
		return nil, c.err
	}
	return p, nil
}

// compiler compiles the expressions of one file. It keeps the first fault only.
type compiler struct {
	env  *cel.Env
	file string
	src  []byte
	err  error
}

func (c *compiler) compile(expr string, w want) cel.Program {
	if c.err != nil {
		return nil
	}
	prg, err := compile(c.env, expr, w)
	if err != nil {
		c.err = &FileError{c.file, lineOf(c.src, expr), err.Error()}
	}
	return prg
}

// chart compiles a chart's expressions.
func (c *compiler) chart(chart Chart) plotted {
	var p plotted
	for _, s := range chart.Series {
		p.values = append(p.values, c.compile(s.Value, number()))
		var per cel.Program
		if s.Per != "" {
			per = c.compile(s.Per, number())
		}
		p.pers = append(p.pers, per)
	}
	for _, m := range chart.Marks {
		p.marks = append(p.marks, c.compile(m.When, truth()))
	}
	return p
}

// environment declares what a check may speak of. Every field's type is known, so that a misspelt one is found when
// the lab is loaded and not when a learner waits for it.
func environment() (*cel.Env, error) {
	return cel.NewEnv(
		ext.NativeTypes(
			ext.ParseStructTags(true),
			reflect.TypeFor[Engine](), reflect.TypeFor[Machine](), reflect.TypeFor[Box](), reflect.TypeFor[Proc](),
			reflect.TypeFor[Group](), reflect.TypeFor[Img](),
		),
		ext.Strings(), ext.Math(),
		cel.Variable("engine", cel.ObjectType("labs.Engine")),
		cel.Variable("host", cel.ObjectType("labs.Machine")),
		cel.Variable("measured", cel.MapType(cel.StringType, cel.DoubleType)),
		cel.Variable("sandbox", cel.MapType(cel.StringType, cel.ObjectType("labs.Box"))),
		cel.Variable("image", cel.MapType(cel.StringType, cel.ObjectType("labs.Img"))),
		cel.ParserExpressionSizeLimit(4<<10), cel.ParserRecursionLimit(40),
	)
}

// want is what an expression must give.
type want struct {
	types []*cel.Type
	what  string
}

func truth() want { return want{[]*cel.Type{cel.BoolType}, "참이나 거짓"} }

func number() want { return want{[]*cel.Type{cel.DoubleType, cel.IntType, cel.UintType}, "수"} }

func compile(env *cel.Env, expr string, w want) (cel.Program, error) {
	tree, issues := env.Compile(expr)
	if issues.Err() != nil {
		return nil, fmt.Errorf("식을 이해할 수 없어요: %s", firstLine(issues.Err().Error()))
	}
	if !slices.ContainsFunc(w.types, tree.OutputType().IsExactType) {
		return nil, fmt.Errorf("식의 값은 %s이어야 해요: %s", w.what, expr)
	}
	if err := restrict(tree.NativeRep()); err != nil {
		return nil, err
	}
	return env.Program(tree, limited()...)
}

// value evaluates an expression that gives a number; false if it can't be evaluated now.
func value(prg cel.Program, w World) (float64, bool) { return evaluate(prg, w.vars()) }

func evaluate(prg cel.Program, vars map[string]any) (float64, bool) {
	v, _, err := prg.Eval(vars)
	if err != nil {
		return 0, false
	}
	switch n := v.Value().(type) {
	case float64:
		return n, !math.IsNaN(n) && !math.IsInf(n, 0)
	case int64:
		return float64(n), true
	case uint64:
		return float64(n), true
	}
	return 0, false
}

func (w World) vars() map[string]any {
	measured := w.Measured
	if measured == nil {
		measured = map[string]float64{}
	}
	boxes, images := w.Sandbox, w.Image
	if boxes == nil {
		boxes = map[string]*Box{}
	}
	if images == nil {
		images = map[string]*Img{}
	}
	return map[string]any{"engine": w.Engine, "host": w.Host, "sandbox": boxes, "image": images, "measured": measured}
}

// Eval evaluates a step's check. It gives whether all conditions hold and, if not, what the first false one says.
// A condition that can't be evaluated (a sandbox that does not exist, a namespace that could not be read) is false.
func (p *Program) Eval(step int, w World) (holds bool, missing string) {
	vars := w.vars()
	for i, prg := range p.checks[step] {
		value, _, err := prg.Eval(vars)
		if err != nil || value.Value() != true {
			return false, p.Steps[step].Check[i].Else
		}
	}
	return true, ""
}

func firstLine(s string) string {
	s = strings.TrimPrefix(s, "ERROR: <input>:")
	line, _, _ := strings.Cut(s, "\n")
	return line
}
