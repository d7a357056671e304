package tui

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/k8slab/k8slab/labs"
	"github.com/k8slab/k8slab/sandbox"
	"github.com/k8slab/k8slab/tui/screen"
	"github.com/k8slab/k8slab/tui/shellpane"
)

// drawer is the part of a lab below the text and the panels: its shells, one for each sandbox at most, or the choice of
// a sandbox.
type drawer struct {
	shells map[string]*shellpane.Model
	open   *shellpane.Model // the one that is shown; nil if none is
	choice *choice          // what is shown instead while the learner chooses
	large  bool             // it has the whole screen while it has the focus
}

// choice is the question which sandbox the shell is to run in. It may have no answer.
type choice struct {
	names []string
	at    int
}

type (
	// shellOutput says that a shell has put something out, shellEnded that it has ended.
	shellOutput struct {
		lab  string
		pane *shellpane.Model
	}
	shellEnded struct {
		lab  string
		pane *shellpane.Model
		end  labs.ShellEnd
	}
)

// shown reports whether there is anything to show.
func (d *drawer) shown() bool { return d.open != nil || d.choice != nil }

// openShell goes to the shell: at once if only one sandbox runs, otherwise the learner chooses.
func (m *Model) openShell() tea.Cmd {
	if m.lab == nil || m.lab.pane == nil {
		return nil
	}
	d := &m.lab.drawer
	c := &choice{names: running(m.lab)}
	if d.open != nil {
		c.at = max(slices.Index(c.names, d.open.Name()), 0)
	}
	if len(c.names) == 1 {
		return m.enterShell(c.names[0])
	}
	d.choice = c
	m.setFocus(focusShell)
	return nil
}

// running are the sandboxes that a shell can be had in, and those whose shell is there already.
func running(l *lab) []string {
	names := slices.Collect(maps.Keys(l.drawer.shells))
	if seen := l.pane.State().Seen; seen != nil {
		for i := range seen.Sandboxes {
			if s := seen.Sandboxes[i]; s.State == sandbox.StateRunning && !slices.Contains(names, s.Name) {
				names = append(names, s.Name)
			}
		}
	}
	slices.Sort(names)
	return names
}

// chooseAgain keeps the choice up to date.
func (m *Model) chooseAgain(l *lab) {
	if c := l.drawer.choice; c != nil {
		c.names = running(l)
		c.at = min(c.at, max(len(c.names)-1, 0))
	}
}

// enterShell shows the shell in a sandbox, and starts it if there is none.
func (m *Model) enterShell(name string) tea.Cmd {
	l := m.lab
	d := &l.drawer
	d.choice = nil
	if pane, ok := d.shells[name]; ok && !pane.Ended() {
		d.open = pane
		pane.Refresh()
		m.setFocus(focusShell)
		return nil
	}
	if d.shells == nil {
		d.shells = map[string]*shellpane.Model{}
	}
	d.open = nil
	cols, rows := m.shellSize()
	pane := shellpane.New(name, cols, rows)
	shell := l.run.Shell(name, cols, rows, pane)
	pane.Attach(shell)
	d.shells[name], d.open = pane, pane
	m.setFocus(focusShell)
	wait := func() tea.Msg {
		end, ok := shell.Wait(m.cfg.Context)
		if !ok {
			return nil
		}
		return shellEnded{lab: l.id, pane: pane, end: end}
	}
	return tea.Batch(m.output(l.id, pane), wait)
}

// output waits for a shell's next output.
func (m *Model) output(lab string, pane *shellpane.Model) tea.Cmd {
	ctx := m.cfg.Context
	return func() tea.Msg {
		if !pane.Next(ctx) {
			return nil
		}
		return shellOutput{lab: lab, pane: pane}
	}
}

func (m *Model) onShellOutput(msg shellOutput) tea.Cmd {
	l, ok := m.labs[msg.lab]
	if !ok || l.drawer.shells[msg.pane.Name()] != msg.pane {
		return nil // It has ended, or its lab has begun anew.
	}
	d := &l.drawer
	if d.open == msg.pane && !m.handed {
		msg.pane.Refresh()
	}
	return m.output(msg.lab, msg.pane)
}

// killed is the exit code of what SIGKILL ended, as everything is in a sandbox that ends.
const killed = 137

func (m *Model) onShellEnded(msg shellEnded) tea.Cmd {
	m.endShell(msg)
	if m.handed && msg.pane == m.borrower {
		return screen.TakeBack
	}
	return nil
}

func (m *Model) endShell(msg shellEnded) {
	l, ok := m.labs[msg.lab]
	if !ok {
		return
	}
	d := &l.drawer
	name := msg.pane.Name()
	switch {
	case msg.end.Fault != nil:
		say := m.cfg.Say
		msg.pane.End(say.F("%s %s 아무 키나 누르면 닫아요.", say.T(msg.end.Fault.What), say.T(msg.end.Fault.Do)))
		return
	case msg.end.Code == killed:
		msg.pane.End(m.cfg.Say.F("%s 컨테이너가 끝나서 그 안의 셸도 끝났어요. 아무 키나 누르면 닫아요.", name))
		return
	}
	if d.shells[name] == msg.pane {
		delete(d.shells, name)
	}
	if d.open == msg.pane {
		m.closeDrawer(d)
	}
}

// closeDrawer shows nothing below any more.
func (m *Model) closeDrawer(d *drawer) {
	if d.open != nil && d.open.Ended() {
		delete(d.shells, d.open.Name())
	}
	d.open, d.choice, d.large = nil, nil, false
	if m.focus == focusShell && m.lab != nil && &m.lab.drawer == d {
		m.setFocus(focusLab)
	}
	m.layout()
}

// shellKey handles a key while the shell has the focus: all belong to it but the few that lead out.
func (m *Model) shellKey(msg tea.KeyPressMsg) tea.Cmd {
	d := &m.lab.drawer
	if d.choice != nil {
		return m.choiceKey(msg)
	}
	return m.shellOutcome(d.open.Key(msg))
}

func (m *Model) shellOutcome(o shellpane.Outcome) tea.Cmd {
	d := &m.lab.drawer
	switch o.Kind {
	case shellpane.Leave:
		d.large = false
		m.setFocus(focusLab)
	case shellpane.Zoom:
		d.large = !d.large
		m.layout()
	case shellpane.Hand:
		return m.handOver()
	case shellpane.Gone:
		m.closeDrawer(d)
	case shellpane.Copy:
		if o.Text != "" {
			return tea.SetClipboard(o.Text)
		}
	case shellpane.Done:
	}
	return nil
}

// choiceKey handles a key while the learner chooses a sandbox.
func (m *Model) choiceKey(msg tea.KeyPressMsg) tea.Cmd {
	d := &m.lab.drawer
	c := d.choice
	switch name := msg.String(); {
	case len(name) == 1 && name >= "1" && int(name[0]-'0') <= len(c.names):
		return m.enterShell(c.names[name[0]-'1'])
	case (name == "enter" || name == "f9") && len(c.names) > 0:
		return m.enterShell(c.names[c.at])
	case name == "down" || name == "tab":
		c.at = min(c.at+1, max(len(c.names)-1, 0))
	case name == "up" || name == "shift+tab":
		c.at = max(c.at-1, 0)
	case name == "ctrl+c":
		m.interrupted = true
		return tea.Quit
	default:
		d.choice = nil
		m.setFocus(focusLab)
		m.layout()
	}
	return nil
}

// drawerRows is how many of the body's rows the drawer takes, its title among them.
func (m *Model) drawerRows(body int) int {
	if m.lab == nil || !m.lab.drawer.shown() {
		return 0
	}
	rows := m.drawerHeight(body)
	if rows == body && m.focus != focusShell {
		return 0 // What takes everything makes way for what has the focus.
	}
	return rows
}

// drawerHeight is how many rows a drawer gets: all of a small window.
func (m *Model) drawerHeight(body int) int {
	const (
		small = 16 // rows, below which there is no room for both
		least = 8
	)
	if m.lab.drawer.large || body < small || m.width < sideBySide {
		return body
	}
	return max(least, body*11/20)
}

// shellSize is the size of the shell's terminal, in cells.
func (m *Model) shellSize() (cols, rows int) {
	if m.handed && m.lab.drawer.open == m.borrower {
		return m.width, m.height
	}
	return max(m.width-2, 1), max(m.drawerHeight(max(m.room(), 1))-1, 1)
}

// drawerLines are the drawer's rows.
func (m *Model) drawerLines(rows int) []string {
	if rows <= 0 {
		return nil
	}
	d := &m.lab.drawer
	lines := []string{m.drawerTitle()}
	if d.choice != nil {
		lines = append(lines, m.choiceLines()...)
	} else {
		lines = append(lines, d.open.Rows()...)
	}
	lines = append(lines, make([]string, max(0, rows-len(lines)))...)[:rows]
	for i := range lines {
		lines[i] = " " + lines[i]
	}
	return lines
}

// drawerTitle names the sandbox, and what the lab waits for where its panel cannot be seen.
func (m *Model) drawerTitle() string {
	t, g := m.theme.Panel, m.glyphs
	d := &m.lab.drawer
	name := m.cfg.Say.T("셸")
	if d.open != nil && d.choice == nil {
		name = m.cfg.Say.F("%s 안의 셸", d.open.Name())
	}
	style, mark := t.Muted, " "
	if m.focus == focusShell {
		style, mark = t.BorderFocus, g.Cursor
	}
	title := t.Border.Render(g.H+g.H) + mark + style.Render(name) + " "
	if body := max(m.room(), 1); m.drawerRows(body) == body {
		title += t.Muted.Render(m.task()) + " "
	}
	return fitRow(title, m.width-2, t.Border.Render(g.H))
}

// task is the lab's current step in one line.
func (m *Model) task() string {
	s := m.lab.pane.State()
	if s.Done() {
		return m.cfg.Say.T("실습을 마쳤어요.")
	}
	return fmt.Sprintf("%s %d %s", m.glyphs.Cursor, s.Current+1, s.Program.Steps[s.Current].Title)
}

func (m *Model) choiceLines() []string {
	t, g := m.theme.Panel, m.glyphs
	c := m.lab.drawer.choice
	if len(c.names) == 0 {
		return strings.Split(t.Text.Render(m.cfg.Say.T(
			"지금 돌고 있는 컨테이너가 없어요. Enter로 이번 단계를 해서 컨테이너를 시작한 뒤에 다시 눌러 주세요.",
		)), "\n")
	}
	lines := []string{t.Text.Render(m.cfg.Say.T("어느 컨테이너에서 셸을 열까요?"))}
	for i, name := range c.names {
		mark := "  "
		if i == c.at {
			mark = t.Accent.Render(g.Cursor) + " "
		}
		lines = append(lines, mark+t.Key.Render(fmt.Sprint(i+1))+" "+t.Text.Render(name))
	}
	return lines
}
