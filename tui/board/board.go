package board

import (
	"context"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/k8slab/k8slab/tui"
	"github.com/k8slab/k8slab/tui/class"
	"github.com/k8slab/k8slab/tui/glyph"
	"github.com/k8slab/k8slab/tui/keys"
	"github.com/k8slab/k8slab/tui/screen"
	"github.com/k8slab/k8slab/tui/theme"
	"github.com/k8slab/k8slab/tui/words"
)

// Config is what a board needs.
type Config struct {
	Hall class.Hall
	Look tui.Look
	Say  words.Say
}

// Run shows the board until the instructor quits or ctx ends.
func Run(ctx context.Context, c Config, o screen.Options) error {
	m := newModel(ctx, c)
	defer m.stopLooking()
	_, err := screen.Run(ctx, m, o)
	return err
}

// model is the board's model.
type model struct {
	ctx     context.Context //nolint:containedctx // ends commands that wait
	cfg     Config
	outline class.Outline
	theme   theme.Theme
	glyphs  glyph.Set
	dark    bool
	width   int
	height  int

	picture class.Picture
	chosen  int64 // the learner
	top     int   // the first row of the grid that is seen
	mode    mode
	list    list
	field   field
	sure    class.Order // what is to be confirmed
	looking looking
	down    int // how many rows of what was measured are above the first that is seen
}

// mode is what the keys are for.
type mode int

const (
	modeGrid mode = iota
	modeList
	modeField
	modeSure
	modeLook
	modeHelp
	modeMeasured
)

// looking is a learner's screen that is looked at.
type looking struct {
	name    string
	stop    func()
	frames  chan string
	content string
}

type (
	pictureMsg class.Picture
	frameMsg   string
)

func newModel(ctx context.Context, c Config) *model {
	m := &model{ctx: ctx, cfg: c, outline: c.Hall.Outline(), dark: c.Look.Dark}
	m.theme, m.glyphs = c.Look.Theme(m.dark), c.Look.Glyphs(false)
	return m
}

// Init implements tea.Model.
func (m *model) Init() tea.Cmd { return m.await() }

func (m *model) await() tea.Cmd {
	hall, ctx, seen := m.cfg.Hall, m.ctx, m.picture.Version
	return func() tea.Msg {
		p, ok := hall.Next(ctx, seen)
		if !ok {
			return nil
		}
		return pictureMsg(p)
	}
}

// do has something done.
func (m *model) do(o class.Order) tea.Cmd {
	hall := m.cfg.Hall
	return func() tea.Msg {
		hall.Do(o)
		return nil
	}
}

// Update implements tea.Model.
func (m *model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.width, m.height = msg.Width, msg.Height
	case pictureMsg:
		m.picture = class.Picture(msg)
		m.choose(0)
		return m, m.await()
	case frameMsg:
		m.looking.content = string(msg)
		return m, m.frame()
	case tea.KeyPressMsg:
		return m, m.onKey(msg)
	case tea.PasteMsg:
		if m.mode == modeField {
			m.field.insert(msg.Content)
		}
	case tea.BackgroundColorMsg:
		m.dark = msg.IsDark()
		m.theme = m.cfg.Look.Theme(m.dark)
	case screen.AmbiguousWide:
		m.glyphs = m.cfg.Look.Glyphs(true)
	}
	return m, nil
}

// learner is the one that is chosen; nil if nobody is there.
func (m *model) learner() *class.Learner {
	for i := range m.picture.Learners {
		if m.picture.Learners[i].ID == m.chosen {
			return &m.picture.Learners[i]
		}
	}
	return nil
}

// choose moves the choice by rows, and keeps it in sight.
func (m *model) choose(by int) {
	all := m.picture.Learners
	if len(all) == 0 {
		return
	}
	at := slices.IndexFunc(all, func(l class.Learner) bool { return l.ID == m.chosen })
	at = max(0, min(at+by, len(all)-1))
	m.chosen = all[at].ID
	m.top = max(0, min(m.top, at))
	if rows := m.gridRows(); at >= m.top+rows {
		m.top = at - rows + 1
	}
}

// nextHand chooses the hand that has been up longest.
func (m *model) nextHand() {
	var first time.Time
	for _, l := range m.picture.Learners {
		if !l.Hand.IsZero() && (first.IsZero() || l.Hand.Before(first)) {
			first, m.chosen = l.Hand, l.ID
		}
	}
	m.choose(0)
}

// lesson is the index of the lesson that the class is at: where it was led, else where the chosen learner is.
func (m *model) lesson() int {
	id := ""
	if m.picture.At != nil {
		id = m.picture.At.Lesson
	} else if l := m.learner(); l != nil {
		id = l.Lesson
	}
	return max(0, slices.IndexFunc(m.outline.Lessons, func(l class.Lesson) bool { return l.ID == id }))
}

// look shows the screen of the chosen learner.
func (m *model) look() tea.Cmd {
	l := m.learner()
	if l == nil {
		return nil
	}
	frames := make(chan string, 1)
	stop, ok := m.cfg.Hall.Look(l.ID, func(content string) {
		// The newest is what counts: whoever draws must not be held up.
		select {
		case <-frames:
		default:
		}
		select {
		case frames <- content:
		default:
		}
	})
	if !ok {
		return nil
	}
	m.stopLooking()
	m.looking = looking{name: l.Name, stop: stop, frames: frames}
	m.mode = modeLook
	return m.frame()
}

// frame waits for the next view of the screen that is looked at.
func (m *model) frame() tea.Cmd {
	frames, ctx := m.looking.frames, m.ctx
	if frames == nil {
		return nil
	}
	return func() tea.Msg {
		select {
		case f, ok := <-frames:
			if !ok {
				return nil
			}
			return frameMsg(f)
		case <-ctx.Done():
			return nil
		}
	}
}

func (m *model) stopLooking() {
	if m.looking.stop != nil {
		m.looking.stop()
	}
	m.looking = looking{}
}

// names are a key's names without an input mode.
func names(msg tea.KeyPressMsg) string {
	all := keys.Names(msg)
	if len(all) == 0 {
		return ""
	}
	return all[0]
}
