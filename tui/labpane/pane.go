package labpane

import (
	"slices"
	"time"

	"charm.land/lipgloss/v2"

	"github.com/k8slab/k8slab/labs"
	"github.com/k8slab/k8slab/sandbox"
	"github.com/k8slab/k8slab/tui/glyph"
	"github.com/k8slab/k8slab/tui/keys"
	"github.com/k8slab/k8slab/tui/theme"
	"github.com/k8slab/k8slab/tui/words"
)

// Look is how things are drawn.
type Look struct {
	Theme  theme.Theme
	Glyphs glyph.Set
	// Say speaks the interface's language; its zero value is Korean.
	Say words.Say
	// Bindings are the keys that are named; nil means those of package keys.
	Bindings []keys.Binding
}

// key is the name of the key to press for an intent.
func (l Look) key(i keys.Intent) string {
	if l.Bindings == nil {
		l.Bindings = keys.Bindings()
	}
	return keys.Shown(keys.First(l.Bindings, i))
}

// Model is the pane: the state it shows and how far it is scrolled. It draws only when something changed.
type Model struct {
	look    Look
	state   labs.State
	width   int
	height  int
	top     int
	rows    []string // everything, as drawn last
	visible []string
	stale   bool
	drawn   time.Time // the engine's clock at the observation that was drawn last
	kept    kept
	idle    bool
	held    bool
	draft   draft
}

// New makes a pane for a state.
func New(look Look, s labs.State) *Model {
	return &Model{look: look, state: s, stale: true, draft: draft{}.of(s.Asks())}
}

// SetLook changes how it is drawn.
func (m *Model) SetLook(l Look) { m.look, m.stale, m.kept = l, true, kept{} }

// figuresEvery is how long moving figures may wait until they are drawn: at most four times a second.
const figuresEvery = 250 * time.Millisecond

// SetState changes what is drawn. Whatever happened is drawn at once; where only figures have moved, as with most
// observations, a few times a second.
func (m *Model) SetState(s labs.State) {
	m.scrollTo(s)
	moved := s.Revision == m.state.Revision && s.Seen != m.state.Seen
	m.stale = m.stale || !moved || !s.Seen.At.Truncate(figuresEvery).Equal(m.drawn.Truncate(figuresEvery))
	if !moved {
		m.kept = kept{}
	}
	m.state = s
	m.draft = m.draft.of(s.Asks())
}

// SetIdle says that no engine is looked for before the learner does something.
func (m *Model) SetIdle(idle bool) {
	m.idle, m.stale, m.kept = idle, true, kept{}
}

// SetHeld says whether the current step is not to be done yet, so that no key is offered for it.
func (m *Model) SetHeld(held bool) {
	if held != m.held {
		m.held, m.stale, m.kept = held, true, kept{}
	}
}

// State is what is drawn.
func (m *Model) State() labs.State { return m.state }

// SetSize tells the pane's width and height in cells.
func (m *Model) SetSize(w, h int) {
	if w != m.width || h != m.height {
		m.width, m.height, m.stale = w, h, true
	}
}

// scrollTo brings the current step back into view when a step has just been done.
func (m *Model) scrollTo(next labs.State) {
	if next.Current != m.state.Current || (next.Fault != nil && m.state.Fault == nil) {
		m.top = 0
	}
}

// Scroll moves the view by rows, down if positive.
func (m *Model) Scroll(rows int) {
	m.top += rows
	m.stale = true
}

// Page is how many rows a page down moves.
func (m *Model) Page() int { return max(1, m.height-2) }

// Rows gives exactly the pane's height of rows, each exactly its width.
func (m *Model) Rows() []string {
	if !m.stale {
		return m.visible
	}
	m.stale = false
	if m.state.Seen != nil {
		m.drawn = m.state.Seen.At
	}
	m.kept.renew(m.state.Revision, m.width, m.height, m.draft)
	d := drawing{
		look: m.look, state: m.state, draft: m.draft, width: max(m.width, 8), compact: m.height < roomy, kept: &m.kept,
		idle: m.idle, held: m.held,
	}
	d.all()
	m.rows = d.rows
	m.top = max(0, min(m.top, len(m.rows)-m.height))
	m.visible = make([]string, m.height)
	for i := range m.visible {
		row := ""
		if m.top+i < len(m.rows) {
			row = m.rows[m.top+i]
		}
		m.visible[i] = m.kept.fit(row, m.width)
	}
	return m.visible
}

// More reports whether there is anything above or below what is shown.
func (m *Model) More() (above, below bool) {
	return m.top > 0, m.top+m.height < len(m.rows)
}

// drawing is one drawing of the whole pane.
type drawing struct {
	look  Look
	state labs.State
	draft draft
	width int
	rows  []string
	// compact leaves out what a small window has no room for: of the steps only the current one, so that what it is
	// about stands below it without scrolling.
	compact bool
	kept    *kept
	idle    bool
	held    bool
}

// roomy is the height from which all steps are listed.
const roomy = 32

func (d *drawing) all() {
	d.still("steps", func() {
		d.head()
		d.trouble()
		d.earlier()
		if d.compact {
			d.step()
		} else {
			d.add("")
			d.steps()
		}
	})
	if d.state.Seen != nil {
		d.measured()
		d.charts()
		for _, draw := range d.sections() {
			draw()
		}
	}
	if meant := d.meaning(); d.compact && meant != "" {
		d.section(d.t("방금 본 것"))
		d.add(indent("", meant, d.width, d.look.Theme.Panel.Text)...)
		d.came(d.lastDone(), d.look.Glyphs.Right)
	}
	d.still("log", d.log)
}

// sections are the facts, those that the current step is about first.
func (d *drawing) sections() []func() {
	byName := map[labs.Panel]func(){
		labs.PanelProcesses: d.processes, labs.PanelNamespaces: d.namespaces, labs.PanelCgroup: d.cgroups,
		labs.PanelLayers: d.layers, labs.PanelRuntimes: d.runtimes, labs.PanelMatrix: d.matrix,
	}
	// One table of all namespaces, or one for each sandbox: a lab has both only where a step asks for both.
	spare := labs.PanelMatrix
	if d.state.Program.Shows(labs.PanelMatrix) {
		spare = labs.PanelNamespaces
	}
	if !d.asked(spare) {
		delete(byName, spare)
	}
	order := labs.Panels()
	if !d.state.Done() {
		order = append(slices.Clone(d.state.Program.Steps[d.state.Current].Show), order...)
	}
	var draws []func()
	for _, name := range order {
		draw := byName[name]
		if draw == nil {
			continue
		}
		delete(byName, name)
		if name == labs.PanelNamespaces || name == labs.PanelMatrix {
			draws = append(draws, func() { d.still(string(name), draw) })
		} else {
			draws = append(draws, draw)
		}
	}
	return draws
}

// asked reports whether the current step is about a panel.
func (d *drawing) asked(panel labs.Panel) bool {
	return !d.state.Done() && slices.Contains(d.state.Program.Steps[d.state.Current].Show, panel)
}

func (d *drawing) add(rows ...string) { d.rows = append(d.rows, rows...) }

func (d *drawing) section(title string) {
	p, g := d.look.Theme.Panel, d.look.Glyphs
	if n := len(d.rows); n > 0 && d.rows[n-1] != "" {
		d.add("")
	}
	d.add(p.Border.Render(g.H+g.H) + " " + p.Title.Render(title))
}

// views gives what is seen of the sandboxes that exist.
func (d *drawing) views() []*sandbox.View {
	var views []*sandbox.View
	for i := range d.state.Seen.Sandboxes {
		views = append(views, &d.state.Seen.Sandboxes[i])
	}
	return views
}

// nothing says so when there is no sandbox at all.
func (d *drawing) nothing() {
	if len(d.state.Seen.Sandboxes) == 0 {
		d.add(d.look.Theme.Panel.Muted.Render(d.t("지금은 컨테이너가 하나도 없어요.")))
	}
}

// missing says why something could not be seen.
func (d *drawing) missing(reasons map[string]sandbox.Reason, what string) {
	if why, ok := reasons[what]; ok {
		d.add(indent("? ", d.look.Say.T(why.Why)+" "+d.look.Say.T(why.Cure), d.width, d.look.Theme.Panel.Muted)...)
	}
}

// mark gives a step's sign, style and, where colour and sign might not be enough, a word.
func (d *drawing) mark(p labs.Progress) (sign string, style lipgloss.Style, word string) {
	t, g := d.look.Theme.Panel, d.look.Glyphs
	switch p.Mark {
	case labs.MarkDone:
		return t.OK.Render(g.Tick), t.Muted, ""
	case labs.MarkCurrent:
		return t.Accent.Render(g.Cursor), t.Title, ""
	case labs.MarkUnavailable:
		return t.Warn.Render(g.Warn), t.Muted, d.t(" (여기서는 볼 수 없어요)")
	case labs.MarkAhead:
	}
	return t.Muted.Render(g.Dot), t.Muted, ""
}
