package screen

import (
	"bytes"
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
)

// echo shows what was typed, and its size.
type echo struct {
	typed string
	w, h  int
	told  string
}

func (e *echo) Init() tea.Cmd { return nil }

func (e *echo) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		e.w, e.h = msg.Width, msg.Height
	case tea.KeyPressMsg:
		if msg.String() == "q" {
			return e, tea.Quit
		}
		e.typed += msg.Key().Text
	case string:
		e.told = msg
	}
	return e, nil
}

func (e *echo) View() tea.View { return tea.NewView("typed:" + e.typed + " told:" + e.told) }

// wire is a connection's far end.
type wire struct {
	mu  sync.Mutex
	buf bytes.Buffer
	bad error
}

func (w *wire) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.bad != nil {
		return 0, w.bad
	}
	return w.buf.Write(p)
}

func (w *wire) until(t *testing.T, text string) {
	t.Helper()
	for end := time.Now().Add(5 * time.Second); ; time.Sleep(time.Millisecond) {
		w.mu.Lock()
		got := w.buf.String()
		w.mu.Unlock()
		if strings.Contains(got, text) {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("%q never came; what came is %q", text, got)
		}
	}
}

// A program goes on while connections come and go, each of which gets a whole screen; one that fails harms nobody.
func TestLine(t *testing.T) {
	line := NewLine()
	model := &echo{}
	ended := make(chan error, 1)
	go func() {
		_, err := Run(context.Background(), model, Options{Line: line})
		ended <- err
	}()
	at := func(out *wire, w int, tell string) Remote {
		return Remote{Output: out, Profile: colorprofile.ASCII, Width: w, Height: 5, Tell: tell}
	}
	one := &wire{}
	line.Attach(at(one, 40, "one"))
	one.until(t, "told:one")
	if err := line.Type([]byte("가나")); err != nil {
		t.Fatal(err)
	}
	one.until(t, "가나")
	line.Detach(one)
	one.until(t, Restore(false))
	if err := line.Type([]byte("다")); err != nil {
		t.Fatal(err)
	}
	seen := make(chan string, 16)
	stop := line.Watch(func(v tea.View) { seen <- v.Content })
	for got := range seen {
		if strings.Contains(got, "가나다") {
			break
		}
	}
	stop()
	two := &wire{}
	line.Attach(at(two, 30, "two"))
	two.until(t, "typed:가나다 told:two")
	line.Detach(one) // is no longer attached: nothing happens
	two.mu.Lock()
	two.bad = context.Canceled
	two.mu.Unlock()
	if err := line.Type([]byte("라")); err != nil {
		t.Fatal(err)
	}
	three := &wire{}
	line.Attach(at(three, 30, "three"))
	three.until(t, "가나다라")
	if err := line.Type([]byte("q")); err != nil {
		t.Fatal(err)
	}
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	if model.w != 30 {
		t.Errorf("the width is %d", model.w)
	}
	if line.Type([]byte("x")) == nil {
		t.Error("typing into a program that has ended is no error")
	}
	line.Attach(at(one, 1, "")) // Nobody waits for what never comes.
}
