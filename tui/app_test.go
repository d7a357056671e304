package tui_test

import (
	"context"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"github.com/k8slab/k8slab/labs"
	"github.com/k8slab/k8slab/lessons"
	"github.com/k8slab/k8slab/lessons/ko"
	"github.com/k8slab/k8slab/sandbox"
	"github.com/k8slab/k8slab/test/term"
	"github.com/k8slab/k8slab/tui"
	"github.com/k8slab/k8slab/tui/reader"
	"github.com/k8slab/k8slab/tui/screen"
)

// app is the root model with nothing around it: messages are handed to it one by one, the commands it gives are run, and
// its view is drawn on a terminal of cells.
type app struct {
	t      testing.TB
	model  *tui.Model
	engine *engine
	msgs   chan tea.Msg
	writer *screen.Writer
	cells  *term.Screen
	quit   bool
}

// start opens the course's first lesson with its lab on an engine.
func start(t testing.TB, e *engine, cols, rows int) *app {
	t.Helper()
	course, err := lessons.Load(ko.FS())
	if err != nil {
		t.Fatal(err)
	}
	look, err := tui.NewLook(tui.Terminal{GOOS: "linux", Getenv: func(name string) string {
		return map[string]string{"TERM": "xterm-256color", "LANG": "C.UTF-8", "NO_COLOR": "1"}[name]
	}})
	if err != nil {
		t.Fatal(err)
	}
	read := reader.New(reader.Config{Course: course, Theme: look.Theme(true), Glyphs: look.Glyphs(false)})
	if err := read.Open("terms"); err != nil {
		t.Fatal(err)
	}
	a := &app{t: t, engine: e, msgs: make(chan tea.Msg, 256)}
	a.model = tui.New(tui.Config{Reader: read, Look: look, Context: t.Context(), Lab: e.lab})
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		if err := a.model.Close(ctx); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	a.run(a.model.Init())
	a.resize(cols, rows)
	a.send(screen.Drawn{})
	return a
}

// run runs a command beside the test; what it gives arrives in the queue.
func (a *app) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	go func() {
		switch msg := cmd().(type) {
		case nil:
		case tea.BatchMsg:
			for _, c := range msg {
				a.run(c)
			}
		default:
			a.msgs <- msg
		}
	}()
}

// send hands the model a message and shows what it makes of it.
func (a *app) send(msg tea.Msg) {
	a.t.Helper()
	if _, ok := msg.(tea.QuitMsg); ok {
		a.quit = true
		return
	}
	_, cmd := a.model.Update(msg)
	a.run(cmd)
	if err := a.writer.Draw(a.model.View()); err != nil {
		a.t.Fatal(err)
	}
}

func (a *app) resize(cols, rows int) {
	a.t.Helper()
	if a.cells == nil {
		a.cells = term.NewScreen(cols, rows, term.Config{}, func(string) {})
		a.writer = screen.NewWriter(a.cells, colorprofile.ASCII)
		if err := a.writer.Open(false); err != nil {
			a.t.Fatal(err)
		}
	}
	a.cells.Resize(cols, rows)
	a.writer.Resize(cols, rows)
	a.send(tea.WindowSizeMsg{Width: cols, Height: rows})
}

func (a *app) press(codes ...rune) {
	a.t.Helper()
	for _, c := range codes {
		key := tea.Key{Code: c}
		if c >= ' ' && c < tea.KeyExtended {
			key.Text = string(c)
		}
		a.send(tea.KeyPressMsg(key))
	}
}

// until handles messages until the screen shows every text.
func (a *app) until(texts ...string) {
	a.t.Helper()
	a.wait(strings.Join(texts, ", "), func(picture string) bool {
		for _, text := range texts {
			if !strings.Contains(picture, text) {
				return false
			}
		}
		return true
	})
}

// untilGone handles messages until the screen does not show the text.
func (a *app) untilGone(text string) {
	a.t.Helper()
	a.wait("no "+text, func(picture string) bool { return !strings.Contains(picture, text) })
}

func (a *app) wait(what string, done func(string) bool) {
	a.t.Helper()
	patience := time.NewTimer(10 * time.Second)
	defer patience.Stop()
	for !done(a.cells.String()) {
		select {
		case msg := <-a.msgs:
			a.send(msg)
		case <-patience.C:
			a.t.Fatalf("waited in vain for %s:\n%s", what, a.cells)
		}
	}
}

// wellFormed fails if a row is not as wide as the screen, or a wide character was cut in two.
func (a *app) wellFormed() {
	a.t.Helper()
	cols, rows := a.cells.Size()
	view := strings.Split(a.model.View().Content, "\n")
	if len(view) != rows {
		a.t.Fatalf("%d×%d: the view has %d rows", cols, rows, len(view))
	}
	fresh := term.NewScreen(cols, rows, term.Config{}, func(string) {})
	w := screen.NewWriter(fresh, colorprofile.ASCII)
	w.Resize(cols, rows)
	if err := w.Open(false); err != nil {
		a.t.Fatal(err)
	}
	if err := w.Draw(a.model.View()); err != nil {
		a.t.Fatal(err)
	}
	if fresh.String() != a.cells.String() {
		a.t.Fatalf("%d×%d: what was drawn bit by bit\n%s\nis not what is drawn at once\n%s", cols, rows, a.cells, fresh)
	}
}

// lab is what the model opens labs with.
func (e *engine) lab(id string) (*labs.Program, *labs.Runner, error) {
	p, err := labs.Open(ko.FS(), id)
	if err != nil {
		return nil, nil, err
	}
	return p, labs.NewRunner(p, labs.Options{
		Open: e.open, Session: sandbox.SessionConfig{ID: "test", Scope: "test"}, Rate: 5,
	}), nil
}
