package tui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"github.com/k8slab/k8slab/labs"
	"github.com/k8slab/k8slab/lessons"
	"github.com/k8slab/k8slab/lessons/progress"
	"github.com/k8slab/k8slab/tui/class"
	"github.com/k8slab/k8slab/tui/glyph"
	"github.com/k8slab/k8slab/tui/keys"
	"github.com/k8slab/k8slab/tui/labpane"
	"github.com/k8slab/k8slab/tui/reader"
	"github.com/k8slab/k8slab/tui/screen"
	"github.com/k8slab/k8slab/tui/shellpane"
	"github.com/k8slab/k8slab/tui/theme"
	"github.com/k8slab/k8slab/tui/words"
)

// Config is what a Model needs from outside.
type Config struct {
	// Reader is the lesson pane, with a lesson open.
	Reader *reader.Model
	// Lab makes the program and the runner of a lab; it may take a while and is called from a command. Nil means that no
	// lab can be had, as when reading a file.
	Lab func(id string) (*labs.Program, *labs.Runner, error)
	// Look is how to draw.
	Look Look
	// Progress remembers what was done in labs; nil forgets it.
	Progress Progress
	// Started is called from a command when the first picture is on the screen. May be nil.
	Started func()
	// Say speaks the interface's language; its zero value is Korean.
	Say words.Say
	// Bindings are the keys; nil means those of package keys.
	Bindings []keys.Binding
	// Reload waits for the next change of the course and reads it again, for an author's preview; false means that there
	// will be none. It is called from a command. May be nil.
	Reload func(ctx context.Context) (Reloaded, bool)
	// Desk is the learner's place in a class; nil for one who learns alone.
	Desk class.Desk
	// Frugal begins a lab only when the learner first does something in it, and keeps one alive at a time: for a machine
	// that many share.
	Frugal bool
	// Context ends commands that wait for events.
	Context context.Context
}

// Reloaded is a course that was read again because its files changed.
type Reloaded struct {
	Course *lessons.Course // nil if it can't be shown as it stands now
	// Problem is the first thing that is wrong with it, by file and line; empty if nothing is.
	Problem string
	// Labs are those whose files changed: they begin anew.
	Labs []string
}

// Progress remembers what a learner has done in labs. Its methods wait for no disk.
type Progress interface {
	MarkStep(lab, step string)
	Step(lab, step string) bool
	SetMeasurement(key string, m progress.Measurement)
	Measurement(key string) (m progress.Measurement, ok bool)
	SetGuess(key string, g progress.Guess)
}

// Model is the root of the screen.
type Model struct {
	cfg    Config
	keys   keys.Map
	reader *reader.Model
	labs   map[string]*lab // opened so far, by lab id: leaving a lesson leaves its lab as it is
	lab    *lab            // the one beside the lesson; nil if the lesson has none
	focus  focus
	width  int
	height int
	dark   bool
	wide   bool
	theme  theme.Theme
	glyphs glyph.Set

	class       together
	borrower    *shellpane.Model // the shell that was given the whole terminal, or is about to be; nil if none
	handed      bool             // it has been given
	problem     string           // what is wrong with a course being previewed
	opening     tea.Cmd          // opens the first lab, once there is a picture
	interrupted bool
}

// Interrupted reports, after Run, whether the learner ended the program with Ctrl-C.
func (m *Model) Interrupted() bool { return m.interrupted }

// lab is one lab that was opened.
type lab struct {
	id    string
	run   *labs.Runner
	pane  *labpane.Model
	fault *labs.Fault
	// drawer holds its shells.
	drawer drawer
	// again is the key of what is to be measured again as soon as the lab is ready.
	again string
}

// focus says which pane keys go to.
type focus int

const (
	focusReader focus = iota
	focusLab
	focusShell
)

// New makes the root model.
func New(cfg Config) *Model {
	if cfg.Bindings == nil {
		cfg.Bindings = keys.Bindings()
	}
	return &Model{
		cfg: cfg, keys: keys.NewMap(cfg.Bindings), reader: cfg.Reader, labs: map[string]*lab{}, dark: cfg.Look.Dark,
		theme: cfg.Look.Theme(cfg.Look.Dark), glyphs: cfg.Look.Glyphs(false),
	}
}

type (
	// labOpened says that a lab's data has been read and its checks compiled.
	labOpened struct {
		lab     *lab
		program *labs.Program
		run     *labs.Runner
		err     error
	}
	// labEvent is an event of that lab's runner.
	labEvent struct {
		lab   *lab
		event labs.Event
	}
)

// Init implements tea.Model. Nothing that takes time is begun before the first picture.
func (m *Model) Init() tea.Cmd {
	m.opening = m.openLab()
	return tea.Batch(m.awaitReload(), m.awaitClass())
}

// onDrawn opens the lab of the first lesson.
func (m *Model) onDrawn() tea.Cmd {
	open := m.opening
	m.opening = nil
	if m.cfg.Started == nil {
		return open
	}
	return tea.Batch(open, func() tea.Msg { m.cfg.Started(); return nil })
}

// Update implements tea.Model: it routes.
func (m *Model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.width, m.height = msg.Width, msg.Height
		m.layout()
	case tea.KeyPressMsg:
		return m, m.onKey(msg)
	case tea.PasteMsg:
		return m, m.onPaste(msg)
	case tea.MouseClickMsg:
		return m, m.onClick(msg)
	case tea.MouseWheelMsg:
		return m, m.onWheel(msg)
	case tea.MouseMotionMsg:
		return m, m.onDrag(msg)
	case tea.MouseReleaseMsg:
		return m, m.onDrag(msg)
	case tea.BackgroundColorMsg:
		m.onBackground(msg)
	case screen.AmbiguousWide:
		m.wide = true
		m.restyle()
	case labOpened:
		return m, m.onLabOpened(msg)
	case screen.Drawn:
		return m, m.onDrawn()
	case labEvent:
		return m, m.onLabEvent(msg)
	case reloadedMsg:
		return m, m.onReloaded(msg)
	case shellOutput:
		return m, m.onShellOutput(msg)
	case shellEnded:
		return m, m.onShellEnded(msg)
	default:
		return m, m.onOther(msg)
	}
	return m, nil
}

func (m *Model) onBackground(msg tea.BackgroundColorMsg) {
	if dark := msg.IsDark(); dark != m.dark {
		m.dark = dark
		m.restyle()
	}
}

// restyle draws everything anew after the terminal has told more about itself.
func (m *Model) restyle() {
	m.theme, m.glyphs = m.cfg.Look.Theme(m.dark), m.cfg.Look.Glyphs(m.wide)
	m.reader.SetLook(m.theme, m.glyphs)
	for _, l := range m.labs {
		if l.pane != nil {
			l.pane.SetLook(m.look())
		}
	}
}
