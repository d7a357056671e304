package tui

import (
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/k8slab/k8slab/tui/keys"
	"github.com/k8slab/k8slab/tui/screen"
)

// sideBySide is the width from which both panes fit beside each other.
const sideBySide = 76

// columns says where the panes stand; a pane of width 0 is not shown.
type columns struct {
	readerX, reader int
	labX, lab       int
}

// split divides the width. Below sideBySide only the pane with the focus is shown.
func (m *Model) split() columns {
	inner := max(m.width-2, 1) // one column of air on either side
	switch {
	case m.lab == nil:
		return columns{readerX: 1, reader: inner}
	case m.width < sideBySide && m.focus == focusLab:
		return columns{labX: 1, lab: inner}
	case m.width < sideBySide:
		return columns{readerX: 1, reader: inner}
	}
	right := max(37, min((m.width-5)*9/20, 76))
	left := m.width - 5 - right
	return columns{readerX: 1, reader: left, labX: left + 4, lab: right}
}

// layout tells the panes their sizes.
func (m *Model) layout() {
	if m.width == 0 {
		return
	}
	l := m.split()
	body := max(m.room(), 1)
	rows := m.drawerRows(body)
	if rows > 0 && m.lab.drawer.open != nil {
		m.lab.drawer.open.SetSize(m.shellSize())
	}
	body = max(body-rows, 1)
	if l.reader > 0 {
		m.reader.SetSize(l.reader, body)
	}
	if m.lab != nil && m.lab.pane != nil && l.lab > 0 {
		m.lab.pane.SetSize(l.lab, body)
	}
}

// View implements tea.Model.
func (m *Model) View() tea.View {
	if m.width == 0 || m.height < 3 {
		return tea.NewView("")
	}
	l := m.split()
	drawn := m.drawerRows(m.room())
	body := m.room() - drawn
	var panes []screen.Pane
	if l.reader > 0 {
		panes = append(panes, screen.Pane{X: l.readerX, Rows: m.reader.Rows()})
	}
	if l.reader > 0 && l.lab > 0 {
		panes = append(panes, screen.Pane{X: l.labX - 2, Rows: m.divider(body)})
	}
	if l.lab > 0 {
		panes = append(panes, screen.Pane{X: l.labX, Rows: m.labRows(l.lab, body)})
	}
	lines := []string{m.top()}
	if body > 0 {
		lines = append(lines, screen.Join(body, panes...))
	}
	lines = append(lines, m.drawerLines(drawn)...)
	lines = append(append(lines, m.notice()[:m.noticeRows()]...), m.bottom())
	v := tea.NewView(strings.Join(lines, "\n"))
	v.WindowTitle = "k8slab"
	if drawn > 0 && m.shellFocused() && m.lab.drawer.choice == nil {
		if x, y, ok := m.lab.drawer.open.Cursor(); ok {
			v.Cursor = tea.NewCursor(1+x, 1+body+1+y)
		}
	} else if x, y, ok := m.reader.Cursor(); ok && l.reader > 0 && y < body {
		v.Cursor = tea.NewCursor(l.readerX+x, y+1)
	}
	return v
}

func (m *Model) divider(body int) []string {
	t, g := m.theme.Panel, m.glyphs
	return slices.Repeat([]string{t.Border.Render(g.V) + " "}, body)
}

// labRows is the lab pane, or a word on why there is none yet.
func (m *Model) labRows(width, body int) []string {
	if m.lab.pane != nil {
		return m.lab.pane.Rows()
	}
	text := m.cfg.Say.T("실습을 여는 중이에요.")
	if f := m.lab.fault; f != nil {
		text = m.cfg.Say.T(f.What) + " " + m.cfg.Say.T(f.Do)
	}
	rows := strings.Split(ansi.Wrap(text, width, ""), "\n")
	rows = append(rows, make([]string, max(0, body-len(rows)))...)[:body]
	for i, r := range rows {
		rows[i] = r + strings.Repeat(" ", max(0, width-ansi.StringWidth(r)))
	}
	return rows
}

// top names what is shown; the pane with the focus is marked by a sign, not only by its style.
func (m *Model) top() string {
	t, g := m.theme.Panel, m.glyphs
	tab := func(name string, has bool) string {
		if has {
			return t.BorderFocus.Render(g.Cursor + name)
		}
		return t.Muted.Render(" " + name)
	}
	title := "k8slab"
	if l := m.reader.Lesson(); l != nil {
		title = fmt.Sprintf("k8slab %s %d. %s", g.Dot, l.Number, l.Title)
	}
	right := fmt.Sprintf("%3d%%", m.reader.Percent())
	if m.lab != nil {
		right = tab(m.cfg.Say.T("글"), m.focus == focusReader) + tab(m.cfg.Say.T("실습"), m.focus == focusLab) + " " + right
		if m.lab.drawer.shown() {
			right = tab(m.cfg.Say.T("셸"), m.focus == focusShell) + right
		}
	}
	return m.bar(t.Title.Render(title), m.badge()+right)
}

// bottom shows the keys that matter now.
func (m *Model) bottom() string {
	t, b := m.theme.Panel, m.cfg.Bindings
	if m.problem != "" {
		return m.bar(t.Bad.Render(m.glyphs.Warn+" "+m.problem), "")
	}
	var parts []string
	hint := func(i keys.Intent, text string) {
		parts = append(parts, t.Key.Render(keys.Shown(keys.First(b, i)))+" "+t.Muted.Render(m.cfg.Say.T(text)))
	}
	switch {
	case m.reader.Overlaid():
		hint(keys.Back, "닫기")
		hint(keys.Enter, "열기")
	case m.shellFocused():
		return m.bar(m.shellHints(), "")
	case m.focus == focusLab:
		if does := m.actDoes(); does != "" {
			hint(keys.Enter, does)
		}
		hint(keys.Shell, "셸")
		hint(keys.Hint, "힌트")
		hint(keys.Reset, "처음부터")
		hint(keys.Focus, "글로")
	default:
		if does := m.reader.EnterDoes(); does != "" {
			hint(keys.Enter, does)
		} else {
			hint(keys.PageDown, "아래")
		}
		hint(keys.Next, "고르기")
		if m.lab != nil {
			hint(keys.Focus, "실습으로")
		}
		hint(keys.Forward, "다음 과")
	}
	if m.cfg.Desk != nil && !m.shellFocused() {
		hint(keys.Hand, "손 들기")
	}
	hint(keys.Help, "도움말")
	hint(keys.Quit, "끝내기")
	for len(parts) > 1 && ansi.StringWidth(strings.Join(parts, "  ")) > m.width-2 {
		parts = append(parts[:len(parts)-3], parts[len(parts)-2:]...)
		if len(parts) <= 2 {
			break
		}
	}
	return m.bar(strings.Join(parts, "  "), "")
}

// shellHints are the keys that do not go to the shell.
func (m *Model) shellHints() string {
	t, d := m.theme.Panel, &m.lab.drawer
	var pairs [][2]string
	switch {
	case d.choice != nil:
		pairs = [][2]string{{"1-9", "고르기"}, {"Enter", "열기"}, {"Esc", "닫기"}}
	case d.open.Ended():
		pairs = [][2]string{{"Enter", "닫기"}}
	case d.open.Browsing():
		pairs = [][2]string{
			{"Enter", "고른 줄 복사"}, {"Space", "여기부터 표시"}, {"a", "화면 복사"}, {"PgUp", "위로"}, {"Esc", "셸로"},
		}
	default:
		const roomy = 68 // columns, from which all hints fit
		leave, size := "나가기 (Ctrl+])", "크게"
		if m.width < roomy {
			leave = "나가기"
		}
		if d.large {
			size = "작게"
		}
		pairs = [][2]string{{"F12", leave}, {"F9", size}, {"F8", "훑어보기·복사"}, {"F7", "전체 화면"}}
		if m.cfg.Desk != nil { // See handOver.
			pairs = pairs[:len(pairs)-1]
		}
	}
	parts := make([]string, len(pairs))
	for i, p := range pairs {
		parts[i] = t.Key.Render(p[0]) + " " + t.Muted.Render(p[1])
	}
	return strings.Join(parts, "  ")
}

// fitRow makes a row exactly as wide, filled with a sign.
func fitRow(row string, width int, filler string) string {
	row = ansi.Truncate(row, width, "")
	return row + strings.Repeat(filler, max(0, width-ansi.StringWidth(row)))
}

// bar is one row: something on the left, something on the right.
func (m *Model) bar(left, right string) string {
	room := m.width - 2 - lipgloss.Width(right)
	if lipgloss.Width(left) > room {
		left = ansi.Truncate(left, max(room-1, 0), "")
	}
	row := " " + left + strings.Repeat(" ", max(0, room-lipgloss.Width(left))) + right + " "
	if room < 0 {
		return ansi.Truncate(row, m.width, "") // One that is too long would take two.
	}
	return row
}
