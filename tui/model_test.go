package tui_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/exp/golden"

	"github.com/k8slab/k8slab/sandbox"
	"github.com/k8slab/k8slab/tui/screen"
)

const waiting = "아직 first라는 컨테이너가"

func TestViews(t *testing.T) {
	tests := []struct {
		name       string
		cols, rows int
		do         func(*app)
	}{
		{"lab-beside-the-lesson", 120, 36, func(a *app) { a.until(waiting) }},
		{"lab-beside-the-lesson", 80, 24, func(a *app) { a.until(waiting) }},
		{"one-pane", 40, 12, func(*app) {}},
		{"one-pane-lab", 40, 12, func(a *app) { a.press(tea.KeyTab); a.until("Docker Engine") }},
		{"container", 80, 24, func(a *app) { a.until(waiting); a.press(tea.KeyEnter); a.until("work beat", "▸ 2") }},
		{"shell", 80, 24, openShell},
		{"shell", 60, 20, openShell},
		{"help", 80, 24, func(a *app) { a.until(waiting); a.press(tea.KeyF1) }},
	}
	for _, tt := range tests {
		t.Run(fmt.Sprintf("%s-%dx%d", tt.name, tt.cols, tt.rows), func(t *testing.T) {
			a := start(t, newEngine(), tt.cols, tt.rows)
			tt.do(a)
			a.wellFormed()
			golden.RequireEqual(t, []byte(a.cells.String()+"\n"))
		})
	}
}

// openShell starts the container of the first lab, and a shell in it.
func openShell(a *app) {
	a.press(tea.KeyTab)
	a.until(waiting)
	a.press(tea.KeyEnter)
	a.until("▸ 2")
	a.press(tea.KeyF9)
	a.until("first:/#", "F7")
}

// While the shell has the whole terminal it is told that size, and the small one afterwards.
func TestHandOver(t *testing.T) {
	a := start(t, newEngine(), 80, 24)
	openShell(a)
	told := func(want string) {
		t.Helper()
		select {
		case got := <-a.engine.sizes:
			if got != want {
				t.Errorf("the shell is told %s, want %s", got, want)
			}
		case <-time.After(10 * time.Second):
			t.Fatalf("the shell is never told %s", want)
		}
	}
	told("78×11")
	a.press(tea.KeyF7)
	a.send(screen.HandedOver{})
	told("80×24")
	a.resize(90, 30)
	told("90×30")
	a.send(screen.HandedBack{})
	told("88×14")
	a.until("80×24", "90×30", "88×14")
	a.wellFormed()
	a.press(tea.KeyF7)
	a.send(screen.NotHandedOver{})
	a.until("통째로 넘길 수 없어요", "F9로 크게")
	a.wellFormed()
	a.press('e', 'x', 'i', 't', tea.KeyEnter)
	a.untilGone("first:/#")
}

// An engine that cannot be had is told in the lab's place, with what to do; the lesson goes on, and Enter tries again.
func TestEngineFault(t *testing.T) {
	e := newEngine()
	e.fall(&sandbox.Error{Kind: sandbox.KindDenied, What: "소켓을 열 권한이 없어요.", Do: "그룹에 넣으세요."})
	a := start(t, e, 80, 24)
	a.until("소켓을 열 권한이 없어요.", "그룹에 넣으세요.", "다섯 낱말")
	before := a.cells.String()
	a.press(tea.KeyPgDown)
	if a.cells.String() == before {
		t.Error("the lesson cannot be read on")
	}
	e.rise()
	a.press(tea.KeyTab, tea.KeyEnter)
	a.until("Docker Engine", waiting)
	a.wellFormed()
}

// An engine that is lost in mid-lab is told, and the lab goes on when it is back.
func TestEngineLost(t *testing.T) {
	e := newEngine()
	a := start(t, e, 120, 36)
	a.until(waiting)
	a.press(tea.KeyEnter)
	a.until("work beat")
	e.fall(&sandbox.Error{Kind: sandbox.KindUnreachable, What: "엔진이 대답하지 않아요.", Do: "엔진을 켜세요."})
	a.until("엔진이 대답하지 않아요.")
	a.wellFormed()
	e.rise()
	a.untilGone("엔진이 대답하지 않아요.")
	a.until("work beat")
	a.wellFormed()
}

// The focus goes where the keys go, and says so by a sign.
func TestFocus(t *testing.T) {
	a := start(t, newEngine(), 80, 24)
	a.until(waiting, "▸글")
	for _, step := range []struct {
		key  rune
		want string
	}{{tea.KeyTab, "▸실습"}, {tea.KeyTab, "▸글"}, {tea.KeyTab, "▸실습"}, {tea.KeyEscape, "▸글"}} {
		a.press(step.key)
		if top, _, _ := strings.Cut(a.cells.String(), "\n"); !strings.Contains(top, step.want) {
			t.Errorf("after %q the top says %q, want %q", step.key, top, step.want)
		}
	}
	a.press(tea.KeyEnter) // nothing is chosen in the text, so it is the lab's
	a.until("▸실습", "work beat")
}

// Whatever the size, what was drawn bit by bit is what would be drawn at once, and no row is too long.
func TestResizing(t *testing.T) {
	a := start(t, newEngine(), 120, 36)
	a.until(waiting)
	a.press(tea.KeyEnter)
	a.until("work beat")
	for _, size := range [][2]int{
		{80, 24}, {76, 24}, {75, 24}, {40, 12}, {24, 6}, {10, 3}, {4, 2}, {1, 1}, {200, 60}, {41, 13}, {79, 23}, {120, 36},
	} {
		a.resize(size[0], size[1])
		if size[1] >= 3 {
			a.wellFormed()
		}
		a.press(tea.KeyTab)
		if size[1] >= 3 {
			a.wellFormed()
		}
	}
	a.until("work beat", "다섯 낱말")
}

// Ctrl-C is told from a quit by key: the program's exit code depends on it.
func TestQuitting(t *testing.T) {
	for _, tt := range []struct {
		key         tea.Key
		interrupted bool
	}{
		{tea.Key{Code: 'q', Text: "q"}, false},
		{tea.Key{Code: 'ㅂ', Text: "ㅂ"}, false},
		{tea.Key{Code: tea.KeyF10}, false},
		{tea.Key{Code: 'c', Mod: tea.ModCtrl}, true},
	} {
		a := start(t, newEngine(), 80, 24)
		a.until(waiting)
		a.send(tea.KeyPressMsg(tt.key))
		a.wait("the end", func(string) bool { return a.quit })
		if a.model.Interrupted() != tt.interrupted {
			t.Errorf("%v: interrupted is %v", tt.key, a.model.Interrupted())
		}
	}
}
