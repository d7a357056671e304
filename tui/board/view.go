package board

import (
	"fmt"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/k8slab/k8slab/tui/class"
)

func number(i int) string { return fmt.Sprintf("%d. ", i+1) }

func lessonTitle(i int, l class.Lesson) string { return number(i) + l.Title }

// View implements tea.Model.
func (m *model) View() tea.View {
	if m.width == 0 || m.height < 5 {
		return tea.NewView("")
	}
	var rows []string
	body := m.height - headRows - 1
	switch m.mode {
	case modeLook:
		rows = m.lookRows(body)
	case modeList:
		rows = m.listRows(body)
	case modeHelp:
		rows = m.helpRows()
	case modeMeasured:
		rows = m.measuredRows()
		rows = append(rows[:2], rows[min(2+m.down, len(rows)):]...)
	case modeGrid, modeField, modeSure:
		rows = append(m.grid(), m.askRows()...)
	}
	rows = append(rows, make([]string, max(0, body-len(rows)))...)[:max(body, 0)]
	rows = append(append(m.head(), rows...), m.foot())
	for i, r := range rows {
		if m.mode != modeLook || i < headRows {
			rows[i] = ansi.Truncate(r, m.width, "")
		}
	}
	v := tea.NewView(strings.Join(rows, "\n"))
	v.WindowTitle = "k8slab"
	if m.mode == modeField {
		v.Cursor = tea.NewCursor(min(ansi.StringWidth(ansi.Strip(m.foot())), m.width-1), m.height-1)
	}
	return v
}

// headRows is how many rows tell of the class and the machine.
const headRows = 3

func (m *model) head() []string {
	t, g, p, say := m.theme.Panel, m.glyphs, &m.picture, m.cfg.Say
	here, hands := 0, 0
	for _, l := range p.Learners {
		if l.Here {
			here++
		}
		if !l.Hand.IsZero() {
			hands++
		}
	}
	first := " " + t.Title.Render("k8slab "+g.Dot+" "+m.outline.Title) + "  " +
		t.Text.Render(say.F("%d명 있어요", here))
	if p.Waiting > 0 {
		first += t.Warn.Render("  " + say.F("들어오려고 %d명이 기다려요", p.Waiting))
	}
	if hands > 0 {
		first += "  " + t.Accent.Render(g.Up+say.F("손 %d", hands))
	}
	if p.Frozen {
		first += "  " + t.Warn.Render(g.Warn+" "+say.T("화면을 멈췄어요"))
	}
	h := p.Host
	second := say.F("CPU %d%% (%d개)", int(h.Busy*100+0.5), h.CPUs)
	if h.MemoryAll > 0 {
		second += "  " + say.F("메모리 %.1f/%.1f GiB", float64(h.Memory)/(1<<30), float64(h.MemoryAll)/(1<<30))
	}
	second += "  " + say.F("실습 %d/%d", h.Labs, h.LabsMost)
	if p.LabsWaiting > 0 {
		second += " " + say.F("(%d명이 기다려요)", p.LabsWaiting)
	}
	switch {
	case p.Ends.IsZero():
	case p.Ends.After(p.Now):
		second += "  " + say.F("남은 시간 %s", m.minutes(p.Ends.Sub(p.Now)))
	default:
		second += "  " + say.T("수업이 끝났어요")
	}
	if p.At != nil {
		second += "  " + say.F("수업: %d과", p.At.Number)
	}
	if p.Said != "" {
		return []string{first, " " + t.Bad.Render(g.Fail+" "+say.T(p.Said)), m.rule()}
	}
	return []string{first, " " + t.Muted.Render(second), m.rule()}
}

func (m *model) rule() string {
	return m.theme.Panel.Border.Render(strings.Repeat(m.glyphs.H, m.width))
}

func (m *model) minutes(d time.Duration) string {
	if d < time.Hour {
		return m.cfg.Say.F("%d분", int(d/time.Minute))
	}
	return m.cfg.Say.F("%d시간 %d분", int(d/time.Hour), int(d%time.Hour/time.Minute))
}

// gridRows is how many learners are seen at once.
func (m *model) gridRows() int { return max(1, m.height-headRows-2-len(m.askRows())) }

// Widths of the grid's columns, in cells.
const (
	nameWidth   = 22
	lessonWidth = 6
	minuteWidth = 7
	failedWidth = 6
)

// pad makes text so wide.
func pad(text string, width int) string {
	text = ansi.Truncate(text, width, "")
	return text + strings.Repeat(" ", max(0, width-ansi.StringWidth(text)))
}

// grid is learner × step.
func (m *model) grid() []string {
	t, say := m.theme.Panel, m.cfg.Say
	head := "   " + pad(say.T("이름"), nameWidth) + pad(say.T("과"), lessonWidth) + pad(say.T("머문 분"), minuteWidth+2) +
		pad(say.T("틀림"), failedWidth) + say.T("단계")
	rows := []string{t.Muted.Render(head)}
	if len(m.picture.Learners) == 0 {
		return append(rows, "   "+t.Text.Render(say.T("아직 아무도 들어오지 않았어요.")))
	}
	end := min(m.top+m.gridRows(), len(m.picture.Learners))
	for i := range m.picture.Learners[m.top:end] {
		rows = append(rows, m.gridRow(&m.picture.Learners[m.top+i]))
	}
	return rows
}

func (m *model) gridRow(l *class.Learner) string {
	t, g := m.theme.Panel, m.glyphs
	cursor := " "
	style, away := t.Text, ""
	if !l.Here {
		style, away = t.Muted, m.cfg.Say.T(" (자리 비움)")
	}
	name := pad(ansi.Truncate(l.Name, nameWidth-1-ansi.StringWidth(away), "")+away, nameWidth)
	if l.ID == m.chosen {
		cursor, style = t.Accent.Render(g.Cursor), t.Title
	}
	hand := " "
	if !l.Hand.IsZero() {
		hand = t.Accent.Render(g.Up)
	}
	at := slices.IndexFunc(m.outline.Lessons, func(x class.Lesson) bool { return x.ID == l.Lesson })
	lesson, steps := "", ""
	if at >= 0 {
		lesson = fmt.Sprint(at + 1)
		steps = m.marks(m.outline.Lessons[at], l)
	}
	minutes := ""
	if l.Here && !l.Since.IsZero() {
		minutes = fmt.Sprint(int(m.picture.Now.Sub(l.Since) / time.Minute))
	}
	failed := pad("", failedWidth)
	if l.Failed > 0 {
		failed = t.Bad.Render(pad(fmt.Sprintf("%s%d", g.Fail, l.Failed), failedWidth))
	}
	return cursor + hand + " " + style.Render(name) + t.Text.Render(pad(lesson, lessonWidth)+pad(minutes, minuteWidth+2)) +
		failed + steps
}

// marks are the steps of a lesson's lab as a learner has done them, and the name of the present one.
func (m *model) marks(lesson class.Lesson, l *class.Learner) string {
	t, g := m.theme.Panel, m.glyphs
	var b strings.Builder
	current := ""
	for i, s := range lesson.Steps {
		switch {
		case l.Lab == lesson.Lab && slices.Contains(l.Done, s.ID):
			b.WriteString(t.OK.Render(g.Tick))
		case l.Lab == lesson.Lab && l.Step == s.ID:
			b.WriteString(t.Accent.Render(g.Cursor))
			current = "  " + t.Muted.Render(number(i)+s.Title)
		case slices.Contains(m.picture.Held, lesson.Lab+"/"+s.ID):
			b.WriteString(t.Warn.Render(g.Warn))
		default:
			b.WriteString(t.Muted.Render(g.Dot))
		}
	}
	return b.String() + current
}

// askRows are the question that is open, and how it was answered.
func (m *model) askRows() []string {
	a, tally := m.picture.Ask, m.picture.Tally
	if a == nil || tally == nil {
		return nil
	}
	t, say := m.theme.Panel, m.cfg.Say
	answered := len(tally.Values)
	for _, n := range tally.Counts {
		answered += n
	}
	rows := []string{m.rule(), " " + t.Title.Render(ansi.Truncate(a.Question, max(m.width-24, 10), m.glyphs.Ellipsis)) + "  " +
		t.Muted.Render(say.F("답 %d/%d", answered, tally.Of))}
	for i, choice := range a.Choices {
		sign := " "
		if tally.Right == i+1 {
			sign = t.OK.Render(m.glyphs.Tick)
		}
		bar := m.bar(tally.Counts[i], max(answered, 1))
		rows = append(rows, fmt.Sprintf(" %s %s%s", sign, bar, t.Text.Render(number(i)+choice)))
	}
	if len(a.Choices) == 0 {
		rows = append(rows, "   "+t.Text.Render(say.T(class.Spread(tally.Values, a.Unit))))
	}
	return rows
}

// bar draws a share and its number.
func (m *model) bar(n, of int) string {
	const width = 16
	t, g := m.theme.Panel, m.glyphs
	filled := (n*width + of/2) / of
	return t.Accent.Render(strings.Repeat(g.BarFull, filled)) + t.Muted.Render(strings.Repeat(g.BarEmpty, width-filled)) +
		t.Text.Render(fmt.Sprintf(" %3d  ", n))
}

// measuredRows are everyone's measurements of the present lesson.
func (m *model) measuredRows() []string {
	t, say := m.theme.Panel, m.cfg.Say
	i := m.lesson()
	rows := []string{" " + t.Title.Render(say.T("모두가 잰 값")+"  "+lessonTitle(i, m.outline.Lessons[i])), ""}
	for _, measure := range m.outline.Lessons[i].Measures {
		all := m.picture.Measured[measure.Key]
		var values []float64
		most := 0.0
		for _, v := range all {
			values = append(values, v.Value)
			most = max(most, v.Value)
		}
		rows = append(rows, " "+t.Title.Render(measure.Label)+"  "+t.Muted.Render(say.T(class.Spread(values, measure.Unit))))
		for _, v := range all {
			rows = append(rows, "   "+t.Text.Render(pad(v.Name, nameWidth))+m.length(v.Value, most)+
				t.Text.Render(fmt.Sprintf(" %.4g %s", v.Value, measure.Unit)))
		}
	}
	if len(m.outline.Lessons[i].Measures) == 0 {
		rows = append(rows, " "+t.Text.Render(say.T("이 과에는 재는 값이 없어요.")))
	}
	return rows
}

func (m *model) length(v, most float64) string {
	const width = 24
	if most <= 0 {
		return pad("", width)
	}
	return m.theme.Panel.Accent.Render(pad(strings.Repeat(m.glyphs.BarFull, max(1, int(v/most*width+0.5))), width))
}

func (m *model) listRows(body int) []string {
	t, g, l := m.theme.Panel, m.glyphs, &m.list
	title := m.cfg.Say.T(l.title)
	if l.again != nil {
		title += "  " + g.Left + " " + lessonTitle(l.lesson, m.outline.Lessons[l.lesson]) + " " + g.Right
	}
	rows := []string{" " + t.Title.Render(title), ""}
	if len(l.rows) == 0 {
		return append(rows, "   "+t.Text.Render(m.cfg.Say.T("여기에는 없어요.")))
	}
	room := max(body-len(rows), 1)
	from := max(0, l.at-room+1)
	for i := from; i < min(from+room, len(l.rows)); i++ {
		if i == l.at {
			rows = append(rows, " "+t.Accent.Render(g.Cursor)+" "+t.Title.Render(l.rows[i].text))
		} else {
			rows = append(rows, "   "+t.Text.Render(l.rows[i].text))
		}
	}
	return rows
}

// lookRows are as much of a learner's screen as there is room for.
func (m *model) lookRows(body int) []string {
	t := m.theme.Panel
	rows := []string{" " + t.Title.Render(m.cfg.Say.F("%s의 화면 (보기만 해요)", m.looking.name))}
	for line := range strings.SplitSeq(m.looking.content, "\n") {
		if len(rows) == body {
			break
		}
		rows = append(rows, ansi.Truncate(line, m.width, ""))
	}
	return rows
}

// foot tells what the keys do, or is what is written.
func (m *model) foot() string {
	t, say := m.theme.Panel, m.cfg.Say
	switch m.mode {
	case modeField:
		title := say.T(m.field.title)
		if m.field.to != "" {
			title += " " + m.glyphs.Right + " " + m.field.to
		}
		return " " + t.Title.Render(title) + ": " + string(m.field.text)
	case modeSure:
		return " " + t.Warn.Render(m.glyphs.Warn+" "+say.T("수업을 끝내고 모두 내보낼까요? y: 끝내기, 다른 키: 그만두기"))
	case modeGrid:
		return m.hints([][2]string{
			{"Enter", "화면 보기"},
			{"Tab", "다음 손"},
			{"a", "모두에게"},
			{"m", "한마디"},
			{"h", "힌트"},
			{"p", "데려가기"},
			{"s", "단계 잠그기"},
			{"t", "물음"},
			{"g", "잰 값"},
			{"?", "모든 키"},
			{"q", "나가기"},
		})
	case modeList:
		return m.hints([][2]string{{"Enter", "고르기"}, {"Esc", "닫기"}})
	case modeMeasured:
		return m.hints([][2]string{{"↑ ↓ PgUp PgDn", "위아래로"}, {"Esc", "닫기"}})
	case modeLook, modeHelp:
	}
	return m.hints([][2]string{{"Esc", "닫기"}})
}

func (m *model) hints(pairs [][2]string) string {
	t := m.theme.Panel
	row := ""
	for _, p := range pairs {
		part := " " + t.Key.Render(p[0]) + " " + t.Muted.Render(m.cfg.Say.T(p[1])) + " "
		if ansi.StringWidth(row+part) > m.width {
			break
		}
		row += part
	}
	return row
}

func (m *model) helpRows() []string {
	t := m.theme.Panel
	rows := []string{" " + t.Title.Render(m.cfg.Say.T("이 화면의 키")), ""}
	for _, p := range [][2]string{
		{"↑ ↓ PgUp PgDn", "배우는 사람 고르기"},
		{"Tab", "가장 먼저 손을 든 사람으로"},
		{"Enter", "그 사람의 화면을 보기만 하기"},
		{"u, Backspace", "든 손을 내려 주기"},
		{"a, F2", "모두에게 말하기"},
		{"m, F3", "한 사람에게 말하기"},
		{"h, F4", "한 사람에게 힌트 주기"},
		{"p, F5", "모두를 한 과로 데려가기"},
		{"s, F6", "실습의 단계를 잠그거나 풀기"},
		{"t, F7", "다 같이 풀 물음 내기 (퀴즈, 예상)"},
		{"v, F9", "지금까지의 답을 모두에게 보여 주기"},
		{"d, Delete", "물음을 거두기"},
		{"g, F8", "모두가 잰 값 보기"},
		{"z, F11", "모두의 화면을 멈추거나 풀기"},
		{"+", "수업을 10분 늘리기"},
		{"x, F12", "수업을 끝내기"},
		{"q, F10", "이 화면에서 나가기 (수업은 그대로예요)"},
	} {
		rows = append(rows, "   "+t.Key.Render(pad(p[0], 16))+t.Text.Render(m.cfg.Say.T(p[1])))
	}
	return rows
}
