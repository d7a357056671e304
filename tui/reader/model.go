package reader

import (
	"github.com/k8slab/k8slab/lessons"
	"github.com/k8slab/k8slab/lessons/progress"
	"github.com/k8slab/k8slab/tui/glyph"
	"github.com/k8slab/k8slab/tui/keys"
	"github.com/k8slab/k8slab/tui/reader/list"
	"github.com/k8slab/k8slab/tui/reader/page"
	"github.com/k8slab/k8slab/tui/theme"
	"github.com/k8slab/k8slab/tui/words"
)

// Config is what a reader is made of.
type Config struct {
	Course *lessons.Course
	Theme  theme.Theme
	Glyphs glyph.Set
	// Hyperlinks tells whether the terminal understands OSC 8.
	Hyperlinks bool
	// Progress remembers; nil forgets everything at the end.
	Progress *progress.Store
	// Measured gives what the learner's labs have measured, by the key of a lessons.Measure; nil asks Progress.
	Measured func(key string) (m progress.Measurement, ok bool)
	// Say speaks the interface's language; its zero value is Korean.
	Say words.Say
	// Bindings are shown by the help page; nil means those of package keys.
	Bindings []keys.Binding
}

// Model is the reader. It belongs to one goroutine.
type Model struct {
	course   *lessons.Course
	progress *progress.Store
	bindings []keys.Binding
	measured func(key string) (progress.Measurement, bool)
	look     page.Look
	w, h     int

	lesson  *lessons.Lesson
	flow    *flow
	top     spot
	chosen  choice
	history []visit
	sheets  []*sheet
	overlay *overlay

	rows  []string
	stale bool // rows no longer show what is there
}

// choice is the thing that is chosen.
type choice struct {
	block, seq int
	ok         bool
}

// visit is a place in the course that Esc returns to.
type visit struct {
	lesson string
	top    spot
	share  float64 // of the block's lines that were above top
	chosen choice
}

// overlay is a list over the whole pane, and what choosing from it does.
type overlay struct {
	list   *list.Model
	choose func(key string) Outcome
}

// New makes a reader that shows nothing yet.
func New(c Config) *Model {
	if c.Bindings == nil {
		c.Bindings = keys.Bindings()
	}
	if c.Progress == nil {
		c.Progress = progress.Memory()
	}
	if c.Measured == nil {
		c.Measured = c.Progress.Measurement
	}
	return &Model{
		course: c.Course, progress: c.Progress, bindings: c.Bindings, measured: c.Measured, stale: true, flow: &flow{},
		look: page.Look{Theme: c.Theme, Glyphs: c.Glyphs, Hyperlinks: c.Hyperlinks, Say: c.Say},
	}
}

// Lesson is the lesson that is shown; nil before the first Open.
func (m *Model) Lesson() *lessons.Lesson { return m.lesson }

// SetSize tells the pane's width and height in cells.
func (m *Model) SetSize(w, h int) {
	if w == m.w && h == m.h {
		return
	}
	m.w, m.h = max(w, 1), max(h, 1)
	m.relay()
}

// SetLook changes how everything is drawn.
func (m *Model) SetLook(t theme.Theme, g glyph.Set) {
	m.look.Theme, m.look.Glyphs = t, g
	m.relay()
}

// Refresh draws tables anew, after something has been measured.
func (m *Model) Refresh() { m.relay() }

// relay lays everything out anew, and keeps what is at the top there.
func (m *Model) relay() {
	at := m.here()
	m.look.Height = m.h
	m.flow.set(m.look, m.measure())
	m.settle(at)
	for _, s := range m.sheets {
		s.laid = false
	}
	if m.overlay != nil {
		m.overlay.list.SetLook(m.look)
		m.overlay.list.SetSize(m.w, m.h)
	}
	m.stale = true
}

// MaxMeasure is the width beyond which lines of text are hard to read; wider panes get margins.
const MaxMeasure = 88

// margin is the number of blank columns left of the text. One is needed for the mark of what is chosen.
func (m *Model) margin() int {
	if m.w > MaxMeasure+4 {
		return (m.w - MaxMeasure) / 2
	}
	return min(2, max(1, (m.w-22)/8))
}

// measure is the width of the text.
func (m *Model) measure() int { return max(min(m.w-m.margin()-1, MaxMeasure), 1) }

// here is the present place, in a form that outlives a change of width.
func (m *Model) here() visit {
	v := visit{top: m.top, chosen: m.chosen}
	if m.lesson == nil || len(m.flow.blocks) == 0 {
		return v
	}
	v.lesson = m.lesson.ID
	if b := m.flow.blocks[m.top.block]; b.laid && len(b.lines) > 0 {
		v.share = float64(m.top.line) / float64(len(b.lines))
	}
	return v
}

// settle goes to a place of the lesson that is open.
func (m *Model) settle(v visit) {
	m.chosen = v.chosen
	m.top = v.top
	if m.w == 0 || len(m.flow.blocks) == 0 {
		return
	}
	m.top.block = min(m.top.block, len(m.flow.blocks)-1)
	if n := len(m.flow.at(m.top.block).lines); n > 0 {
		m.top.line = min(int(v.share*float64(n)+0.5), n-1)
	}
	m.top = m.flow.clamp(m.top, m.h)
}

// Percent is how much of the lesson has been shown when the pane's last line has been read, 0 to 100.
func (m *Model) Percent() int {
	if m.lesson == nil || len(m.flow.blocks) == 0 || m.w == 0 {
		return 0
	}
	return int(100*m.flow.share(m.flow.step(m.top, m.h-1)) + 0.5)
}
