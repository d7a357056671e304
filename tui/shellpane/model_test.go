package shellpane_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/k8slab/k8slab/tui/shellpane"
)

// shell keeps what was typed.
type shell struct {
	mu    sync.Mutex
	typed string
	sizes []string
}

func (s *shell) Type(p []byte) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.typed += string(p)
	return true
}

func (s *shell) Resize(cols, rows int) { s.sizes = append(s.sizes, fmt.Sprintf("%d×%d", cols, rows)) }
func (s *shell) Close()                {}

func (s *shell) take() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.typed
	s.typed = ""
	return t
}

func newPane(cols, rows int) (*shellpane.Model, *shell) {
	m, s := shellpane.New("first", cols, rows), &shell{}
	m.Attach(s)
	return m, s
}

func picture(m *shellpane.Model) string {
	rows := make([]string, len(m.Rows()))
	for i, r := range m.Rows() {
		rows[i] = strings.TrimRight(ansi.Strip(r), " ")
	}
	return strings.TrimRight(strings.Join(rows, "\n"), "\n")
}

func write(m *shellpane.Model, s string) {
	_, _ = m.Write([]byte(s))
	m.Refresh()
}

func key(code rune, mod tea.KeyMod) tea.KeyPressMsg { return tea.KeyPressMsg{Code: code, Mod: mod} }

func text(s string) tea.KeyPressMsg { return tea.KeyPressMsg{Text: s, Code: []rune(s)[0]} }

func TestKeysGoToTheShell(t *testing.T) {
	m, s := newPane(20, 5)
	for _, tc := range []struct {
		msg  tea.KeyPressMsg
		want string
	}{
		{text("a"), "a"},
		{text("A"), "A"},
		{text("한"), "한"},
		{key(tea.KeyEnter, 0), "\r"},
		{key(tea.KeyTab, 0), "\t"},
		{key(tea.KeyTab, tea.ModShift), "\x1b[Z"},
		{key(tea.KeyEscape, 0), "\x1b"},
		{key(tea.KeyBackspace, 0), "\x7f"},
		{key(tea.KeyUp, 0), "\x1b[A"},
		{key(tea.KeyRight, tea.ModCtrl), "\x1b[1;5C"},
		{key(tea.KeyHome, 0), "\x1b[H"},
		{key(tea.KeyDelete, 0), "\x1b[3~"},
		{key(tea.KeyPgUp, 0), "\x1b[5~"},
		{key(tea.KeyF1, 0), "\x1bOP"},
		{key(tea.KeyF10, 0), "\x1b[21~"},
		{key('c', tea.ModCtrl), "\x03"},
		{key('z', tea.ModCtrl), "\x1a"},
		{key('\\', tea.ModCtrl), "\x1c"},
		{key(tea.KeySpace, tea.ModCtrl), "\x00"},
		{key('b', tea.ModAlt), "\x1bb"},
		{tea.KeyPressMsg{Code: 'ㅊ', BaseCode: 'c', Mod: tea.ModCtrl}, "\x03"},
		{key(tea.KeyKp5, 0), "5"},
	} {
		if o := m.Key(tc.msg); o.Kind != shellpane.Done {
			t.Errorf("%s: the pane asks for %v", tc.msg, o.Kind)
		}
		if got := s.take(); got != tc.want {
			t.Errorf("%s: sent %q, want %q", tc.msg, got, tc.want)
		}
	}
	write(m, "\x1b[?1h")
	m.Key(key(tea.KeyUp, 0))
	if got := s.take(); got != "\x1bOA" {
		t.Errorf("an arrow in application mode: %q", got)
	}
}

func TestKeysThatLeadOut(t *testing.T) {
	m, s := newPane(20, 5)
	for _, tc := range []struct {
		msg  tea.KeyPressMsg
		want shellpane.OutcomeKind
	}{
		{key(tea.KeyF12, 0), shellpane.Leave},
		{key(']', tea.ModCtrl), shellpane.Leave},
		{key(tea.KeyF9, 0), shellpane.Zoom},
		{key(tea.KeyF7, 0), shellpane.Hand},
	} {
		if o := m.Key(tc.msg); o.Kind != tc.want || s.take() != "" {
			t.Errorf("%s: %v, want %v and nothing sent", tc.msg, o.Kind, tc.want)
		}
	}
}

func TestPaste(t *testing.T) {
	m, s := newPane(20, 5)
	m.Paste("하나\n둘\x1b[201~\x03")
	if got := s.take(); got != "하나\r둘[201~" {
		t.Errorf("pasted %q", got)
	}
	write(m, "\x1b[?2004h")
	m.Paste("하나\n둘\x1b[201~")
	if got := s.take(); got != "\x1b[200~하나\r둘[201~\x1b[201~" {
		t.Errorf("pasted in brackets %q", got)
	}
}

func TestAnswersGoToTheShell(t *testing.T) {
	m, s := newPane(20, 5)
	write(m, "가\x1b[6n")
	if got := s.take(); got != "\x1b[1;3R" {
		t.Errorf("the shell asked where the cursor is and heard %q", got)
	}
	if x, y, ok := m.Cursor(); x != 2 || y != 0 || !ok {
		t.Errorf("the cursor is at %d,%d", x, y)
	}
}

func TestBrowseAndCopy(t *testing.T) {
	m, s := newPane(20, 4)
	for i := range 30 {
		fmt.Fprintf(m, "줄 %d\r\n", i)
	}
	m.Refresh()
	m.Key(key(tea.KeyF8, 0))
	for range 3 {
		m.Key(key(tea.KeyUp, 0))
	}
	if !m.Browsing() || picture(m) != "줄 27\n줄 28\n줄 29" {
		t.Errorf("browsing: %q", picture(m))
	}
	m.Key(key(tea.KeyPgUp, 0))
	m.Key(text(" "))
	m.Key(key(tea.KeyDown, 0))
	// What is looked at stays while more comes below.
	before := picture(m)
	write(m, "새 줄\r\n")
	if got := picture(m); got != before {
		t.Errorf("the picture moved:\n%s\nwas\n%s", got, before)
	}
	o := m.Key(key(tea.KeyEnter, 0))
	if o.Kind != shellpane.Copy || o.Text != "줄 24\n줄 25" {
		t.Errorf("copied %q", o.Text)
	}
	if got := picture(m); m.Browsing() || got != "줄 28\n줄 29\n새 줄" || s.take() != "" {
		t.Errorf("after copying: %q", got)
	}
}

func TestMouse(t *testing.T) {
	m, s := newPane(10, 4)
	write(m, "가나다라마바사 끝\r\nb\r\n")
	at := func(x, y int) tea.Mouse { return tea.Mouse{X: x, Y: y, Button: tea.MouseLeft} }
	m.Mouse(tea.MouseClickMsg(at(2, 0)), 2, 0)
	m.Mouse(tea.MouseMotionMsg(at(3, 1)), 3, 1)
	o := m.Mouse(tea.MouseReleaseMsg(at(3, 1)), 3, 1)
	if o.Kind != shellpane.Copy || o.Text != "나다라마바사" {
		t.Errorf("dragged over a wrapped line: %q", o.Text)
	}
	wheel := tea.MouseWheelMsg{Button: tea.MouseWheelUp}
	write(m, "\x1b[?1049h")
	m.Mouse(wheel, 0, 0)
	if got := s.take(); got != "\x1b[A\x1b[A\x1b[A" {
		t.Errorf("the wheel in a full-screen program: %q", got)
	}
	write(m, "\x1b[?1000h\x1b[?1006h")
	m.Mouse(wheel, 4, 2)
	if got := s.take(); got != "\x1b[<64;5;3M" {
		t.Errorf("the wheel for a program that asked: %q", got)
	}
}

func TestSize(t *testing.T) {
	m, s := newPane(20, 5)
	m.SetSize(30, 8)
	m.SetSize(30, 8)
	if len(s.sizes) != 1 || s.sizes[0] != "30×8" {
		t.Errorf("told %q", s.sizes)
	}
	write(m, strings.Repeat("가", 40)+"\x1b[31mred")
	if len(m.Rows()) != 8 {
		t.Errorf("%d rows", len(m.Rows()))
	}
	for _, r := range m.Rows() {
		if ansi.StringWidth(r) != 30 {
			t.Errorf("a row of %d cells: %q", ansi.StringWidth(r), r)
		}
	}
}

func TestEnd(t *testing.T) {
	m, s := newPane(30, 5)
	write(m, "last words")
	m.End("셸이 끝났어요.")
	if got := picture(m); !strings.Contains(got, "last words") || !strings.Contains(got, "셸이 끝났어요.") {
		t.Errorf("%q", got)
	}
	if o := m.Key(text("x")); o.Kind != shellpane.Gone || s.take() != "" {
		t.Errorf("a key after the end: %v", o.Kind)
	}
}

// TestNextIsHeldBack holds that a flood is drawn at the rate and no faster, and that the first output is not late.
func TestNextIsHeldBack(t *testing.T) {
	m, _ := newPane(20, 5)
	stop := make(chan struct{})
	var flood sync.WaitGroup
	flood.Go(func() {
		for {
			select {
			case <-stop:
				return
			default:
				_, _ = m.Write([]byte("y\r\n"))
			}
		}
	})
	began := time.Now()
	drawn := 0
	for time.Since(began) < 500*time.Millisecond {
		if !m.Next(context.Background()) {
			t.Fatal("no output")
		}
		m.Refresh()
		drawn++
	}
	close(stop)
	flood.Wait()
	if most := int(time.Since(began).Seconds()*shellpane.Rate) + 2; drawn > most || drawn < 3 {
		t.Errorf("drawn %d times in %s", drawn, time.Since(began))
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for m.Next(ctx) { // What was left of the flood.
		m.Refresh()
	}
}

// While the shell has the learner's own terminal, that one is shown what the pane is shown; the pane answers.
func TestWhole(t *testing.T) {
	m, s := newPane(20, 5)
	write(m, "$ ")
	w := m.Whole("greeting")
	var out strings.Builder
	w.Borrow(&out)
	write(m, "ls\x1b[6n\x1b]52;c;eA==\x07\r\n한글")
	w.Type([]byte("\x03q"))
	if got := s.take(); got != "\x1b[1;5R\x03q" {
		t.Errorf("the shell got %q", got)
	}
	if got, want := out.String(), "greeting\r\n$\x1b[3Gls\r\n한글"; got != want {
		t.Errorf("shown %q, want %q", got, want)
	}
	w.Return()
	shown := out.Len()
	write(m, "\x1b[6n")
	if out.Len() != shown {
		t.Errorf("%q was written after the return", out.String()[shown:])
	}
	if got := s.take(); got != "\x1b[2;5R" {
		t.Errorf("the pane answered %q", got)
	}
	if got := picture(m); got != "$ ls\n한글" {
		t.Errorf("the pane shows %q", got)
	}
}

// A sentence stands at the bottom until a key is pressed, which goes to the shell all the same.
func TestSay(t *testing.T) {
	m, s := newPane(20, 3)
	write(m, "$ ")
	m.Say("못 해요.")
	if got := picture(m); got != "$\n\n 못 해요." {
		t.Errorf("the pane shows %q", got)
	}
	m.Key(tea.KeyPressMsg{Code: 'a', Text: "a"})
	if got := picture(m) + s.take(); got != "$a" {
		t.Errorf("the pane and the shell have %q", got)
	}
}
