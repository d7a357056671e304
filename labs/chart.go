package labs

import (
	"slices"
	"time"

	"cel.dev/cel-go/cel"

	"github.com/k8slab/k8slab/sandbox"
)

// Chart draws figures over time, from the lab's beginning, with a line where something began.
type Chart struct {
	Title string `yaml:"title"`
	Unit  string `yaml:"unit"`
	// Log draws powers of ten evenly, for figures that differ by orders of magnitude.
	Log    bool     `yaml:"log"`
	Series []Series `yaml:"series"`
	// Marks are the lines. Without any, a line stands where each step's actions began.
	Marks []ChartMark `yaml:"marks"`
}

// Series is one curve: a CEL expression that gives a number. With Per, the curve is how much Value grew for each unit by
// which Per did since the observation before, and has no point where Per did not grow: throttled periods per period.
type Series struct {
	Label string `yaml:"label"`
	Value string `yaml:"value"`
	Per   string `yaml:"per"`
}

// ChartMark is a line in a chart, drawn whenever When (a CEL expression that gives true or false) has become true, in
// whichever way that came about.
type ChartMark struct {
	Label string `yaml:"label"`
	When  string `yaml:"when"`
}

// Point is one point of a curve, or the moment at which something began.
type Point struct {
	At    time.Time
	Value float64
}

// Plot is what has been drawn of a chart: all of it since the lab began, as finely as its points can be kept.
type Plot struct {
	// Every is the time between two points. A point stands for the greatest value since the one before it.
	Every time.Duration
	// Curves are the series' points, with times that are multiples of Every.
	Curves [][]Point
	// Begun are the marks: the index of a ChartMark as Value, or of a step where the chart has none.
	Begun []Point
	holds []bool // of the marks, at the last observation
	last  []pair // of the series with a Per, at the last observation
}

// pair is a series' Value and Per.
type pair struct {
	value, per float64
	known      bool
}

// Bounds of a plot: points of a curve, how fine they are in the beginning (charts are drawn no more often), how coarse
// they become before the oldest are dropped, and marks.
const (
	maxPoints = 240
	finest    = 250 * time.Millisecond
	coarsest  = 8 * time.Second
	maxMarks  = 60
)

func newPlots(charts []Chart) []Plot {
	plots := make([]Plot, len(charts))
	for i, c := range charts {
		plots[i] = Plot{
			Every: finest, Curves: make([][]Point, len(c.Series)),
			holds: make([]bool, len(c.Marks)), last: make([]pair, len(c.Series)),
		}
	}
	return plots
}

// plotted are a chart's compiled expressions.
type plotted struct {
	values, pers, marks []cel.Program // a per is nil where the series has none
}

// draw takes an observation into every chart; begun says that a mark was added.
func (s State) draw(o *sandbox.Observation) (plots []Plot, begun bool) {
	if o.Lost != nil {
		return s.Plots, false
	}
	vars := s.World.vars()
	plots = make([]Plot, len(s.Plots))
	for i, prg := range s.Program.charts {
		p := s.Plots[i]
		p.Curves, p.holds, p.last = slices.Clone(p.Curves), slices.Clone(p.holds), slices.Clone(p.last)
		for j := range prg.values {
			if v, ok := p.read(prg, j, vars); ok {
				p.add(j, Point{o.At, v})
			}
		}
		for j, when := range prg.marks {
			v, _, err := when.Eval(vars)
			holds := err == nil && v.Value() == true
			if holds && !p.holds[j] {
				p.mark(Point{o.At, float64(j)})
				begun = true
			}
			p.holds[j] = holds
		}
		p.coarsen()
		plots[i] = p
	}
	return plots, begun
}

// read evaluates a series.
func (p *Plot) read(prg plotted, j int, vars map[string]any) (float64, bool) {
	now, ok := evaluate(prg.values[j], vars)
	if prg.pers[j] == nil {
		return now, ok
	}
	per, there := evaluate(prg.pers[j], vars)
	before := p.last[j]
	p.last[j] = pair{now, per, ok && there}
	if !ok || !there || !before.known || per <= before.per {
		return 0, false
	}
	return (now - before.value) / (per - before.per), true
}

// add adds a point to a curve, whose last point stands for it too if it lies in the same span of time.
func (p *Plot) add(curve int, pt Point) {
	pt.At = pt.At.Truncate(p.Every)
	points := p.Curves[curve]
	n := len(points)
	switch {
	case n > 0 && pt.At.Before(points[n-1].At):
		// The clock was set back: what was before is on another scale.
		p.Curves[curve], p.Begun = []Point{pt}, nil
	case n > 0 && pt.At.Equal(points[n-1].At):
		points = slices.Clone(points)
		points[n-1].Value = max(points[n-1].Value, pt.Value)
		p.Curves[curve] = points
	default:
		p.Curves[curve] = append(slices.Clip(points), pt)
	}
}

func (p *Plot) mark(pt Point) {
	begun := append(slices.Clip(p.Begun), pt)
	p.Begun = begun[max(0, len(begun)-maxMarks):]
}

// coarsen makes room where a curve has too many points: two become one, the greater.
func (p *Plot) coarsen() {
	full := func(points []Point) bool { return len(points) > maxPoints }
	for slices.ContainsFunc(p.Curves, full) && p.Every < coarsest {
		p.Every *= 2
		for j, points := range p.Curves {
			p.Curves[j] = nil
			for _, pt := range points {
				p.add(j, pt)
			}
		}
	}
	for j, points := range p.Curves {
		p.Curves[j] = points[max(0, len(points)-maxPoints):]
	}
}

// lined adds a line for a step to the charts that have no marks of their own.
func (s State) lined(e Event) []Plot {
	plots := slices.Clone(s.Plots)
	at := e.At
	if s.Seen != nil {
		at = s.Seen.At // Charts follow the engine's clock.
	}
	for i := range plots {
		if len(s.Program.Charts[i].Marks) == 0 {
			plots[i].mark(Point{at, float64(e.Began.Step)})
		}
	}
	return plots
}
