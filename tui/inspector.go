package tui

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"github.com/k8slab/k8slab/tui/inspect"
	"github.com/k8slab/k8slab/tui/keys"
	"github.com/k8slab/k8slab/tui/reader/page"
	"github.com/k8slab/k8slab/tui/screen"
)

// PrintInspection writes what was seen of containers.
func PrintInspection(w io.Writer, l Look, s inspect.Shot, o PrintOptions) error {
	return l.print(w, inspect.Lines(s, l.pageLook(l.Dark, false), o.Width), o)
}

// PrintInspectionChanges writes what is not as it was in the last shot.
func PrintInspectionChanges(w io.Writer, l Look, last, now inspect.Shot, o PrintOptions) error {
	lines := inspect.Changes(last, now, l.pageLook(l.Dark, false), o.Width)
	if len(lines) == 0 {
		return nil
	}
	return l.print(w, lines, o)
}

// print writes styled lines as well as the writer shows them.
func (l Look) print(w io.Writer, lines []string, o PrintOptions) error {
	profile := colorprofile.NoTTY
	if o.Color && !o.Plain {
		profile = max(l.profile, colorprofile.ASCII)
	}
	_, err := io.WriteString(&colorprofile.Writer{Forward: w, Profile: profile}, strings.Join(lines, "\n")+"\n")
	return err
}

func (l Look) pageLook(dark, wide bool) page.Look {
	return page.Look{Theme: l.Theme(dark), Glyphs: l.Glyphs(wide), Hyperlinks: l.Hyperlinks, Say: l.Say}
}

// Sight is one look at containers, or why there could be none.
type Sight struct {
	Shot inspect.Shot
	// Trouble is two sentences: what happened and what to do.
	Trouble string
}

// WatchInspection shows on this process's terminal what comes from sights, until the user quits or ctx ends. What did
// not change is not drawn again.
func WatchInspection(ctx context.Context, l Look, sights <-chan Sight) error {
	m := &inspection{look: l, sights: sights, keys: keys.NewMap(keys.Bindings()), dark: l.Dark}
	_, err := screen.Run(ctx, m, screen.Options{Query: l.query, Profile: &l.profile})
	return err
}

// inspection is the model of WatchInspection.
type inspection struct {
	look   Look
	keys   keys.Map
	sights <-chan Sight
	seen   *Sight
	// trouble is why the last look failed; what was seen before stays on the screen.
	trouble string
	lines   []string
	top     int
	cols    int
	rows    int
	dark    bool
	wide    bool
}

// sighted is a Sight that has arrived; nil when there will be no more.
type sighted struct{ sight *Sight }

// Init implements tea.Model.
func (m *inspection) Init() tea.Cmd { return m.next }

func (m *inspection) next() tea.Msg {
	s, ok := <-m.sights
	if !ok {
		return sighted{}
	}
	return sighted{&s}
}

// Update implements tea.Model.
func (m *inspection) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.cols, m.rows = msg.Width, msg.Height
	case tea.KeyPressMsg:
		return m, m.onKey(msg)
	case tea.MouseWheelMsg:
		rows := wheelRows
		if msg.Button == tea.MouseWheelUp {
			rows = -rows
		}
		m.scroll(rows)
	case tea.BackgroundColorMsg:
		m.dark = msg.IsDark()
	case screen.AmbiguousWide:
		m.wide = true
	case sighted:
		if msg.sight == nil {
			return m, tea.Quit
		}
		m.take(msg.sight)
		m.layout()
		return m, m.next
	}
	m.layout()
	return m, nil
}

func (m *inspection) take(s *Sight) {
	m.trouble = s.Trouble
	if s.Trouble == "" {
		m.seen = s
	}
}

func (m *inspection) onKey(msg tea.KeyPressMsg) tea.Cmd {
	for _, i := range m.keys.Intents(msg) {
		switch i {
		case keys.Quit, keys.Back:
			return tea.Quit
		case keys.Redraw:
			return screen.Redraw
		case keys.Down, keys.Enter:
			m.scroll(1)
		case keys.Up:
			m.scroll(-1)
		case keys.PageDown:
			m.scroll(m.body())
		case keys.PageUp:
			m.scroll(-m.body())
		case keys.Top:
			m.scroll(-len(m.lines))
		case keys.Bottom:
			m.scroll(len(m.lines))
		}
	}
	return nil
}

// body is how many rows there are above the status line.
func (m *inspection) body() int { return max(m.rows-1, 1) }

func (m *inspection) scroll(rows int) { m.top = max(min(m.top+rows, len(m.lines)-m.body()), 0) }

func (m *inspection) layout() {
	if m.seen == nil || m.cols == 0 {
		return
	}
	m.lines = inspect.Lines(m.seen.Shot, m.look.pageLook(m.dark, m.wide), min(m.cols, maxMeasure))
	m.scroll(0)
}

// View implements tea.Model.
func (m *inspection) View() tea.View {
	if m.cols == 0 {
		return tea.NewView("")
	}
	rows := make([]string, m.body(), m.rows)
	if m.seen == nil && m.trouble == "" {
		rows[0] = m.look.Theme(m.dark).Panel.Muted.Render(ansi.Truncate(m.look.Say.T("살펴보고 있어요."), m.cols, ""))
	}
	if m.top < len(m.lines) {
		copy(rows, m.lines[m.top:])
	}
	v := tea.NewView(strings.Join(append(rows, m.status()), "\n"))
	v.WindowTitle = "k8slab inspect"
	return v
}

func (m *inspection) status() string {
	p := m.look.Theme(m.dark).Panel
	if m.trouble != "" {
		return p.Bad.Render(ansi.Truncate(" "+m.look.Say.T(m.trouble), m.cols, ""))
	}
	place := ""
	if m.seen != nil {
		place = m.seen.Shot.At.Format(time.TimeOnly) + "  "
	}
	if len(m.lines) > m.body() {
		place += fmt.Sprintf("%d-%d/%d  ", m.top+1, min(m.top+m.body(), len(m.lines)), len(m.lines))
	}
	say := m.look.Say
	help := p.Key.Render("PgDn") + " " + say.T("아래") + "  " + p.Key.Render("PgUp") + " " + say.T("위") + "  " +
		p.Key.Render("Esc") + " " + say.T("끝내기")
	return ansi.Truncate(" "+p.Muted.Render(place)+help, m.cols, "")
}
