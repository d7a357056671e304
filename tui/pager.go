package tui

import (
	"context"
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/k8slab/k8slab/tui/keys"
	"github.com/k8slab/k8slab/tui/markdown"
	"github.com/k8slab/k8slab/tui/screen"
	"github.com/k8slab/k8slab/tui/words"
)

// maxMeasure is the width beyond which lines of text are hard to read; wider windows get a margin.
const maxMeasure = 100

// PageOptions say how to page.
type PageOptions struct {
	Width    int            // cells of a line; 0 means as many as the window has, up to what can be read well
	Bindings []keys.Binding // nil means those of package keys
	Say      words.Say      // the zero value is Korean
}

// Page shows a Markdown text on this process's terminal, a screen at a time.
func Page(ctx context.Context, l Look, t Text, o PageOptions) error {
	if o.Bindings == nil {
		o.Bindings = keys.Bindings()
	}
	m := &pager{
		text: t, doc: markdown.Open(t.Source), look: l, width: o.Width, bindings: o.Bindings, say: o.Say,
		keys: keys.NewMap(o.Bindings),
	}
	m.restyle(l.Dark, false)
	_, err := screen.Run(ctx, m, screen.Options{Query: l.query, Profile: &l.profile})
	return err
}

// pager is the model of Page: a document of which only what is seen is laid out.
type pager struct {
	text     Text
	say      words.Say
	doc      *markdown.Doc
	look     Look
	keys     keys.Map
	bindings []keys.Binding
	opts     markdown.Options
	width    int // asked for; 0 means the window's
	cols     int
	rows     int
	top      markdown.Pos
	anchor   int // the place in the text of the top row, kept across changes of width
	dark     bool
	wide     bool
}

// Init implements tea.Model.
func (m *pager) Init() tea.Cmd { return nil }

// Update implements tea.Model.
func (m *pager) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.cols, m.rows = msg.Width, msg.Height
		m.layout()
	case tea.KeyPressMsg:
		return m, m.onKey(msg)
	case tea.MouseWheelMsg:
		rows := wheelRows
		if msg.Button == tea.MouseWheelUp {
			rows = -rows
		}
		m.scroll(rows)
	case tea.BackgroundColorMsg:
		if dark := msg.IsDark(); dark != m.dark {
			m.restyle(dark, m.wide)
		}
	case screen.AmbiguousWide:
		m.restyle(m.dark, true)
	}
	return m, nil
}

func (m *pager) onKey(msg tea.KeyPressMsg) tea.Cmd {
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
			m.moveTo(markdown.Pos{})
		case keys.Bottom:
			m.moveTo(m.doc.Bottom(m.body()))
		}
	}
	return nil
}

// body is how many rows of text are shown; the last row of the window tells the place.
func (m *pager) body() int { return max(m.rows-1, 1) }

func (m *pager) scroll(rows int) { m.moveTo(m.doc.Scroll(m.top, rows, m.body())) }

func (m *pager) moveTo(p markdown.Pos) {
	m.top = p
	m.anchor = m.doc.Anchor(p)
}

func (m *pager) restyle(dark, wide bool) {
	m.dark, m.wide = dark, wide
	m.opts = markdown.Options{
		Sheet: m.look.Theme(dark).Sheet, Glyphs: m.look.Glyphs(wide), Hyperlinks: m.look.Hyperlinks,
		NoHighlight: m.look.noColor,
	}
	m.layout()
}

// layout lays the text out for the window, and keeps what was at the top there.
func (m *pager) layout() {
	if m.cols == 0 {
		return
	}
	m.opts.Width = min(m.cols, maxMeasure)
	if m.width > 0 {
		m.opts.Width = min(m.cols, m.width)
	}
	m.doc.Layout(m.opts)
	if m.anchor > 0 {
		m.top = m.doc.Scroll(m.doc.At(m.anchor), 0, m.body())
	} else {
		m.top = markdown.Pos{}
	}
}

// View implements tea.Model.
func (m *pager) View() tea.View {
	if m.cols == 0 {
		return tea.NewView("")
	}
	lines := m.doc.Lines(m.top, m.body())
	rows := make([]string, 0, m.rows)
	for _, line := range lines {
		rows = append(rows, line.Text)
	}
	rows = append(rows, make([]string, m.body()-len(lines))...)
	v := tea.NewView(strings.Join(append(rows, m.status()), "\n"))
	v.WindowTitle = m.text.Name
	return v
}

func (m *pager) status() string {
	p := m.look.Theme(m.dark).Panel
	place := fmt.Sprintf("%3d%%  ", m.doc.Percent(m.top, m.body()))
	key := func(i keys.Intent) string { return p.Key.Render(keys.Shown(keys.First(m.bindings, i))) }
	hint := func(i keys.Intent, text string) string { return key(i) + " " + m.say.T(text) }
	help := hint(keys.PageDown, "아래") + "  " + hint(keys.PageUp, "위") + "  " + hint(keys.Back, "끝내기")
	name := ansi.Truncate(ansi.Strip(m.text.Name), max(m.cols-ansi.StringWidth(place+help)-4, 0), "")
	return ansi.Truncate(" "+p.Muted.Render(place)+p.Title.Render(name)+"  "+help, m.cols, "")
}
