package tui

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/k8slab/k8slab/labs"
	"github.com/k8slab/k8slab/tui/class"
	"github.com/k8slab/k8slab/tui/keys"
)

// together is what the screen of a learner who learns in a class knows of it.
type together struct {
	state  class.State
	joined bool // a state has come
	pulled uint64
	// late is a page that the class was on before this learner came; it is offered until it is reached or put away.
	late   *class.Page
	draft  string // of a number that answers a question
	later  uint64 // the question that the learner has put away
	where  class.Where
	failed map[string]int // how often a step went wrong, by LAB/STEP
	now    time.Time      // of the last tick
	ticks  int            // the tick that is waited for
}

type (
	classMsg class.State
	clockMsg int
)

// awaitClass waits for news of the class.
func (m *Model) awaitClass() tea.Cmd {
	desk, ctx, seen := m.cfg.Desk, m.cfg.Context, m.class.state.Version
	if desk == nil {
		return nil
	}
	return func() tea.Msg {
		s, ok := desk.Next(ctx, seen)
		if !ok {
			return nil
		}
		return classMsg(s)
	}
}

// onClass takes in what is new. Who comes late is told where the class is, and stays where they were.
func (m *Model) onClass(msg classMsg) tea.Cmd {
	c := &m.class
	was := c.state
	c.state, c.now = class.State(msg), time.Now()
	if c.state.Ask == nil || was.Ask == nil || c.state.Ask.ID != was.Ask.ID {
		c.draft = ""
	}
	cmds := []tea.Cmd{m.awaitClass(), m.tick()}
	switch {
	case !c.joined:
		c.pulled = c.state.Pull
		c.late = c.state.At
	case c.state.Pull > c.pulled:
		c.pulled = c.state.Pull
		c.late = nil
		cmds = append(cmds, m.follow(c.state.At))
	}
	c.joined = true
	m.moved()
	m.layout()
	return tea.Batch(cmds...)
}

// follow goes to where the class is.
func (m *Model) follow(p *class.Page) tea.Cmd {
	if p == nil {
		return nil
	}
	m.setFocus(focusReader)
	return m.outcome(m.reader.Go(p.Lesson, p.Line))
}

// arrived takes the offer back once the learner is where the class is.
func (m *Model) arrived() {
	c := &m.class
	if l := m.reader.Lesson(); c.late != nil && l != nil && l.ID == c.late.Lesson {
		c.late = nil
	}
}

// moved tells the class where this learner is, if that has changed.
func (m *Model) moved() {
	if m.cfg.Desk == nil {
		return
	}
	m.arrived()
	if m.lab != nil && m.lab.pane != nil {
		m.lab.pane.SetHeld(m.held())
	}
	var w class.Where
	if l := m.reader.Lesson(); l != nil {
		w.Lesson = l.ID
	}
	if m.lab != nil && m.lab.pane != nil {
		s := m.lab.pane.State()
		w.Lab = m.lab.id
		for i, p := range s.Steps {
			if p.Mark == labs.MarkDone {
				w.Done = append(w.Done, s.Program.Steps[i].ID)
			}
		}
		if !s.Done() {
			w.Step = s.Program.Steps[s.Current].ID
			w.Failed = m.class.failed[w.Lab+"/"+w.Step]
		}
	}
	if was := m.class.where; was.Lesson == w.Lesson && was.Lab == w.Lab && was.Step == w.Step && was.Failed == w.Failed &&
		slices.Equal(was.Done, w.Done) {
		return
	}
	m.class.where = w
	m.cfg.Desk.Moved(w)
}

// wentWrong counts what went wrong in a step.
func (m *Model) wentWrong(l *lab, e labs.Event) {
	if m.cfg.Desk == nil || e.Ended == nil || e.Ended.Fault == nil {
		return
	}
	if m.class.failed == nil {
		m.class.failed = map[string]int{}
	}
	m.class.failed[l.id+"/"+l.pane.State().Program.Steps[e.Ended.Step].ID]++
}

// held reports whether the class is to wait before the lab's current step.
func (m *Model) held() bool {
	if m.lab == nil || m.lab.pane == nil || len(m.class.state.Held) == 0 {
		return false
	}
	s := m.lab.pane.State()
	return !s.Done() && slices.Contains(m.class.state.Held, m.lab.id+"/"+s.Program.Steps[s.Current].ID)
}

// asked is the question that the learner is to answer now; nil if there is none.
func (m *Model) asked() *class.Ask {
	a := m.class.state.Ask
	if a == nil || a.Answered != nil || a.Tally != nil || a.ID == m.class.later {
		return nil
	}
	return a
}

// classKey gives a key to the class: nothing but leaving works in a class that was frozen, and a question takes the keys
// that answer it.
func (m *Model) classKey(msg tea.KeyPressMsg) (tea.Cmd, bool) {
	if m.cfg.Desk == nil {
		return nil, false
	}
	intents := m.keys.Intents(msg)
	if m.class.state.Frozen {
		if slices.Contains(intents, keys.Quit) || slices.Contains(intents, keys.Interrupt) {
			return tea.Quit, true
		}
		return nil, true
	}
	if m.reader.Typing() || m.shellFocused() {
		return nil, false
	}
	if a := m.asked(); a != nil && m.answer(a, msg.Key(), intents) {
		m.layout()
		return nil, true
	}
	for _, i := range intents {
		if cmd, ok := m.classIntent(i); ok {
			m.layout()
			return cmd, true
		}
	}
	return nil, false
}

// answer gives a key to a question, and reports whether it meant something to it.
func (m *Model) answer(a *class.Ask, key tea.Key, intents []keys.Intent) bool {
	c := &m.class
	digit := len(key.Text) == 1 && (key.Text >= "0" && key.Text <= "9" || key.Text == "." && !strings.Contains(c.draft, "."))
	switch {
	case slices.Contains(intents, keys.PutAway):
		c.later = a.ID
	case len(a.Choices) == 0:
		return m.guess(a, key, intents, digit)
	case digit:
		if n := int(key.Text[0] - '0'); n >= 1 && n <= len(a.Choices) {
			m.cfg.Desk.Answer(a.ID, float64(n))
		}
	default:
		return false
	}
	return true
}

// maxDigits bounds a number that answers a question.
const maxDigits = 12

// guess gives a key to a question for a number.
func (m *Model) guess(a *class.Ask, key tea.Key, intents []keys.Intent, digit bool) bool {
	c := &m.class
	switch {
	case digit && len(c.draft) < maxDigits:
		c.draft += key.Text
	case key.Code == tea.KeyBackspace && c.draft != "":
		c.draft = c.draft[:len(c.draft)-1]
	case slices.Contains(intents, keys.Enter) && c.draft != "":
		if v, err := strconv.ParseFloat(c.draft, 64); err == nil {
			m.cfg.Desk.Answer(a.ID, v)
		}
	default:
		return digit
	}
	return true
}

// classIntent is what an intent means for the class; false if nothing.
func (m *Model) classIntent(i keys.Intent) (tea.Cmd, bool) {
	c := &m.class
	switch i {
	case keys.Hand:
		m.cfg.Desk.Hand(!c.state.Hand)
	case keys.CatchUp:
		c.late = nil
		return m.follow(c.state.At), true
	case keys.PutAway:
		switch {
		case len(c.state.Messages) > 0:
			m.cfg.Desk.PutAway(c.state.Messages[0].ID)
		case c.state.Ask != nil:
			c.later = c.state.Ask.ID
		default:
			c.late = nil
		}
	default:
		return nil, false
	}
	return nil, true
}

// soon is how long before its end a class, or a learner's stay, counts down.
const soon = 10 * time.Minute

// tick waits until the time that is shown has changed; nothing ticks while no time is shown.
func (m *Model) tick() tea.Cmd {
	c := &m.class
	var next time.Duration
	for _, end := range []time.Time{c.state.Ends, c.state.Leaves} {
		left := end.Sub(c.now)
		if end.IsZero() || left <= 0 {
			continue
		}
		wait := left - soon
		switch {
		case left <= time.Minute:
			wait = left - left.Truncate(time.Second)
		case left <= soon:
			wait = left - left.Truncate(time.Minute)
		}
		if wait = max(wait, 20*time.Millisecond); next == 0 || wait < next {
			next = wait
		}
	}
	if next == 0 {
		return nil
	}
	c.ticks++
	id := c.ticks
	return tea.Tick(next, func(time.Time) tea.Msg { return clockMsg(id) })
}

func (m *Model) onClock(msg clockMsg) tea.Cmd {
	if int(msg) != m.class.ticks {
		return nil
	}
	m.class.now = time.Now()
	m.layout()
	return m.tick()
}

// left is a time in words, as long as it is short enough to be told.
func (m *Model) left(end time.Time) string {
	left := end.Sub(m.class.now)
	switch {
	case end.IsZero() || left > soon:
		return ""
	case left <= time.Minute:
		return m.cfg.Say.F("%d초", max(0, int(left.Round(time.Second)/time.Second)))
	}
	return m.cfg.Say.F("%d분", int(left.Round(time.Second)/time.Minute))
}

// badge is what the top row says of the class.
func (m *Model) badge() string {
	t := m.theme.Panel
	var parts []string
	if m.class.state.Hand {
		parts = append(parts, t.Accent.Render(m.glyphs.Up+m.cfg.Say.T("손")))
	}
	if left := m.left(m.class.state.Ends); left != "" {
		parts = append(parts, t.Warn.Render(m.cfg.Say.F("남은 시간 %s", left)))
	}
	if len(parts) == 0 {
		return ""
	}
	return strings.Join(parts, " ") + "  "
}

// notice is what the class has to say now, above the last row: the most urgent of it.
func (m *Model) notice() []string {
	c := &m.class
	if m.cfg.Desk == nil || m.width == 0 {
		return nil
	}
	t, g, say := m.theme.Panel, m.glyphs, m.cfg.Say
	key := func(i keys.Intent, text string) string {
		return "  " + t.Key.Render(keys.Shown(keys.First(m.cfg.Bindings, i))) + " " + t.Muted.Render(say.T(text))
	}
	line := func(sign, text, keys string) []string {
		room := max(m.width-4-ansi.StringWidth(keys)-ansi.StringWidth(sign), 8)
		rows := strings.Split(ansi.Wrap(text, room, ""), "\n")
		for i := range rows {
			lead := strings.Repeat(" ", ansi.StringWidth(sign)+1)
			if i == 0 {
				lead = t.Warn.Render(sign) + " "
			}
			rows[i] = " " + lead + t.Text.Render(rows[i])
		}
		rows[0] += keys
		return rows
	}
	switch left := m.left(c.state.Leaves); {
	case left != "":
		return line(g.Warn, say.F("%s 뒤에 연결을 끊어요. 아무 키나 누르면 이어져요.", left), "")
	case c.state.Frozen:
		return line(g.Warn, say.T("선생님이 화면을 잠시 멈췄어요. 앞을 봐 주세요."), "")
	case c.state.Ask != nil && c.state.Ask.ID != c.later:
		return m.question(*c.state.Ask, key(keys.PutAway, "나중에"))
	case len(c.state.Messages) > 0:
		msg := c.state.Messages[0]
		who := say.T("선생님")
		if msg.Hint {
			who = say.T("힌트")
		}
		rows := line(g.Info, fmt.Sprintf("%s: %s", who, msg.Text), key(keys.PutAway, "닫기"))
		if why := m.waiting(); why != "" { // It may be what the message is about.
			rows = append(rows, line(g.Info, why, "")...)
		}
		return rows
	case m.waiting() != "":
		return line(g.Info, m.waiting(), "")
	case c.late != nil:
		return line(g.Info, say.F("수업은 지금 %d과 '%s'에 있어요.", c.late.Number, c.late.Title),
			key(keys.CatchUp, "따라가기")+key(keys.PutAway, "닫기"))
	}
	return nil
}

// waiting says why a lab does not go on; empty if it does.
func (m *Model) waiting() string {
	w := m.class.state.Waits
	switch say := m.cfg.Say; {
	case w != nil && !w.Measure:
		return say.F("실습할 자리를 기다려요. 앞에 %d명이 있어요. 자리가 나면 저절로 시작돼요.", w.Before)
	case w != nil && w.Before == 0:
		return say.T("지금은 다른 사람이 재고 있어요. 끝나면 저절로 재요.")
	case w != nil:
		return say.F("지금은 다른 사람이 재고 있고, 앞에 %d명이 더 기다려요. 차례가 오면 저절로 재요.", w.Before)
	case m.held():
		return say.T("이 단계는 다 함께 시작해요. 선생님을 기다려 주세요.")
	}
	return ""
}

// question shows what the class is asked, and what came of it.
func (m *Model) question(a class.Ask, later string) []string {
	t, g, say := m.theme.Panel, m.glyphs, m.cfg.Say
	width := max(m.width-4, 8)
	rows := []string{}
	for i, r := range strings.Split(ansi.Wrap(a.Question, max(width-14, 8), ""), "\n") {
		sign := "  "
		if i == 0 {
			sign = t.Accent.Render("?") + " "
		}
		rows = append(rows, " "+sign+t.Title.Render(r))
	}
	rows[0] += later
	for i, choice := range a.Choices {
		mark := " "
		if a.Answered != nil && int(*a.Answered) == i+1 {
			mark = t.Accent.Render(g.Cursor)
		}
		text := fmt.Sprintf("%s %s %s", mark, t.Key.Render(strconv.Itoa(i+1)), t.Text.Render(choice))
		if a.Tally != nil {
			text = mark + " " + m.share(*a.Tally, i) + t.Text.Render(choice)
		}
		rows = append(rows, "  "+ansi.Truncate(text, width, g.Ellipsis))
	}
	switch {
	case a.Tally != nil && len(a.Choices) == 0:
		rows = append(rows, "   "+t.Text.Render(say.T(class.Spread(a.Tally.Values, a.Unit))))
	case a.Answered != nil && len(a.Choices) == 0:
		rows = append(rows, "   "+t.Text.Render(say.F("%g %s(이)라고 답했어요.", *a.Answered, a.Unit)))
	case a.Answered != nil && a.Tally == nil:
		rows = append(rows, "   "+t.Muted.Render(say.T("답했어요. 결과를 기다려요.")))
	case len(a.Choices) == 0:
		rows = append(rows, "   "+t.Key.Render(m.class.draft+"_")+" "+t.Text.Render(a.Unit)+"  "+
			t.Muted.Render(say.T("수를 적고 Enter를 눌러요.")))
	}
	return rows
}

// share is the bar of one choice; the right one has a sign.
func (m *Model) share(tally class.Tally, i int) string {
	const width = 12
	t, g := m.theme.Panel, m.glyphs
	n, all := 0, 0
	for j, count := range tally.Counts {
		all += count
		if j == i {
			n = count
		}
	}
	filled := 0
	if all > 0 {
		filled = (n*width + all/2) / all
	}
	sign := " "
	if tally.Right == i+1 {
		sign = t.OK.Render(g.Tick)
	}
	return fmt.Sprintf("%s %s%s %3d ", sign, t.Accent.Render(strings.Repeat(g.BarFull, filled)),
		t.Muted.Render(strings.Repeat(g.BarEmpty, width-filled)), n)
}

// noticeRows is how many rows the class takes: it leaves half of the screen to the lesson.
func (m *Model) noticeRows() int { return min(len(m.notice()), max((m.height-2)/2, 0)) }

// room is how many rows there are between the first row and the last, without what the class says.
func (m *Model) room() int { return max(m.height-2-m.noticeRows(), 0) }
