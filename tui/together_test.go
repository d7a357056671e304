package tui_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/k8slab/k8slab/lessons"
	"github.com/k8slab/k8slab/lessons/ko"
	"github.com/k8slab/k8slab/tui"
	"github.com/k8slab/k8slab/tui/class"
	"github.com/k8slab/k8slab/tui/keys"
	"github.com/k8slab/k8slab/tui/reader"
	"github.com/k8slab/k8slab/tui/screen"

	tea "charm.land/bubbletea/v2"
)

// desk is a place in a class that is led by the test.
type desk struct {
	news chan class.State

	mu     sync.Mutex
	hand   bool
	away   uint64
	answer float64
	where  class.Where
}

func (d *desk) Next(ctx context.Context, _ uint64) (class.State, bool) {
	select {
	case s := <-d.news:
		return s, true
	case <-ctx.Done():
		return class.State{}, false
	}
}

func (d *desk) note(f func()) {
	d.mu.Lock()
	defer d.mu.Unlock()
	f()
}

func (d *desk) Hand(up bool)               { d.note(func() { d.hand = up }) }
func (d *desk) PutAway(id uint64)          { d.note(func() { d.away = id }) }
func (d *desk) Answer(_ uint64, v float64) { d.note(func() { d.answer = v }) }
func (d *desk) Moved(w class.Where)        { d.note(func() { d.where = w }) }
func (d *desk) tell(s class.State)         { d.news <- s }
func (d *desk) at() (w class.Where)        { d.note(func() { w = d.where }); return w }
func (d *desk) said() (h bool, a float64)  { d.note(func() { h, a = d.hand, d.answer }); return h, a }
func (d *desk) putAway() (id uint64)       { d.note(func() { id = d.away }); return id }

// attend is start, for a learner in a class.
func attend(t *testing.T, e *engine, cols, rows int) (*app, *desk) {
	t.Helper()
	course, err := lessons.Load(ko.FS())
	if err != nil {
		t.Fatal(err)
	}
	look, err := tui.NewLook(tui.Terminal{GOOS: "linux", Environ: []string{"TERM=xterm"}, Getenv: func(name string) string {
		return map[string]string{"TERM": "xterm-256color", "LANG": "C.UTF-8", "NO_COLOR": "1"}[name]
	}})
	if err != nil {
		t.Fatal(err)
	}
	bindings := append(keys.Bindings(), keys.Together()...)
	read := reader.New(reader.Config{Course: course, Theme: look.Theme(true), Glyphs: look.Glyphs(false), Bindings: bindings})
	if err := read.Open("terms"); err != nil {
		t.Fatal(err)
	}
	d := &desk{news: make(chan class.State, 8)}
	a := &app{t: t, engine: e, msgs: make(chan tea.Msg, 256)}
	a.model = tui.New(tui.Config{
		Reader: read, Look: look, Context: t.Context(), Lab: e.lab, Desk: d, Frugal: true, Bindings: bindings,
	})
	t.Cleanup(func() { _ = a.model.Close(context.Background()) })
	a.run(a.model.Init())
	a.resize(cols, rows)
	a.send(screen.Drawn{})
	return a, d
}

// A learner in a class: late, called to a page, spoken to, asked, held, frozen, and counted down.
func TestTogether(t *testing.T) {
	a, d := attend(t, newEngine(), 80, 24)
	page := &class.Page{Lesson: "containers", Number: 3, Title: "세 번째"}
	for _, l := range must(lessons.Load(ko.FS())).Lessons[2:3] {
		page.Lesson, page.Title = l.ID, l.Title
	}
	a.until("실습 시작하기") // No engine is looked for by itself.
	d.tell(class.State{Version: 1, At: page, Pull: 4})
	a.until("수업은 지금 3과", "따라가기")
	if w := d.at(); w.Lesson != "terms" || w.Lab == "" || w.Step == "" {
		t.Errorf("the class is told %+v", w)
	}
	a.press('e')
	a.until("3. " + page.Title[:9])
	a.untilGone("따라가기")
	if w := d.at(); w.Lesson != page.Lesson {
		t.Errorf("the class is told %+v", w)
	}
	d.tell(class.State{Version: 2, At: &class.Page{Lesson: "terms", Number: 1}, Pull: 5})
	a.until("k8slab · 1.")

	d.tell(class.State{Version: 3, Pull: 5, Messages: []class.Message{{ID: 9, Text: "10분 쉬어요"}}})
	a.until("선생님: 10분 쉬어요")
	a.press('m')
	if d.putAway() != 9 {
		t.Error("the message was not put away")
	}
	a.press('w')
	if up, _ := d.said(); !up {
		t.Error("the hand is not up")
	}
	ask := class.Ask{ID: 7, Question: "무엇이 같을까요?", Choices: []string{"커널", "호스트 이름"}}
	d.tell(class.State{Version: 4, Pull: 5, Hand: true, Ask: &ask})
	a.until("무엇이 같을까요?", "2 호스트 이름", "손")
	a.press('2')
	if _, v := d.said(); v != 2 {
		t.Errorf("answered %v", v)
	}
	two := 2.0
	ask.Answered, ask.Tally = &two, &class.Tally{Counts: []int{5, 1}, Right: 1, Of: 6}
	d.tell(class.State{Version: 5, Pull: 5, Ask: &ask})
	a.until("  5 커널", "  1 호스트 이름")
	number := class.Ask{ID: 8, Question: "몇 밀리초일까요?", Unit: "ms"}
	d.tell(class.State{Version: 6, Pull: 5, Ask: &number})
	a.until("수를 적고")
	a.press('4', '2', tea.KeyEnter)
	if _, v := d.said(); v != 42 {
		t.Errorf("answered %v", v)
	}
	held := d.at()
	d.tell(class.State{Version: 7, Pull: 5, Held: []string{held.Lab + "/" + held.Step}})
	a.until("다 함께 시작해요")
	d.tell(class.State{Version: 8, Pull: 5, Frozen: true})
	a.until("잠시 멈췄어요")
	before := d.at()
	a.press('n')
	if d.at().Lesson != before.Lesson {
		t.Error("a key worked in a frozen class")
	}
	d.tell(class.State{Version: 9, Pull: 5, Ends: time.Now().Add(5*time.Minute + time.Second)})
	a.until("남은 시간 5분")
	d.tell(class.State{Version: 10, Pull: 5, Leaves: time.Now().Add(3 * time.Second)})
	a.until("초 뒤에 연결을 끊어요")
	a.until("1초 뒤에") // It counts by itself.
}

// In a class a lab begins when its learner first does something in it, and waits where it is held.
func TestTogetherInTheLab(t *testing.T) {
	e := newEngine()
	a, d := attend(t, e, 120, 40)
	a.until("실습 시작하기")
	d.tell(class.State{Version: 1, Waits: &class.Wait{Before: 3}})
	a.until("앞에 3명")
	d.tell(class.State{Version: 1, Waits: &class.Wait{Measure: true}, Messages: []class.Message{{ID: 1, Text: "이제 재요"}}})
	a.until("선생님: 이제 재요", "다른 사람이 재고")
	d.tell(class.State{Version: 2})
	a.press(tea.KeyTab, tea.KeyEnter)
	a.untilGone("실습 시작하기")
	a.until("Enter 이 단계 하기", "Enter 단계 하기")
	first := d.at()
	d.tell(class.State{Version: 3, Held: []string{first.Lab + "/" + first.Step}})
	a.until("다 함께 시작해요")
	a.untilGone("단계 하기") // No key is offered for what cannot be done.
	a.press(tea.KeyEnter)
	if strings.Contains(a.cells.String(), "하는 중") || d.at().Step != first.Step {
		t.Error("a held step was begun")
	}
}

// In a class the instructor sees the same screen, so that no terminal is handed over; the learner is told.
func TestNoHandOverInAClass(t *testing.T) {
	a, _ := attend(t, newEngine(), 80, 24)
	a.until("실습 시작하기")
	a.press(tea.KeyTab, tea.KeyEnter)
	a.until(waiting)
	a.press(tea.KeyEnter)
	a.until("▸ 2")
	a.press(tea.KeyF9)
	a.until("first:/#", "F8")
	if strings.Contains(a.cells.String(), "F7") {
		t.Errorf("the key is offered:\n%s", a.cells)
	}
	a.press(tea.KeyF7)
	a.until("함께하는 수업에서는", "F9로 크게")
	a.wellFormed()
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
