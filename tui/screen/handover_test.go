//go:build unix

package screen

import (
	"context"
	"io"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/creack/pty"

	"github.com/k8slab/k8slab/test/term"
)

// lodger is a borrower that keeps what was typed.
type lodger struct {
	mu    sync.Mutex
	out   io.Writer
	typed string
}

func (l *lodger) Borrow(out io.Writer) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.out = out
	_, _ = io.WriteString(out, "borrowed")
}

func (l *lodger) Return() {
	l.mu.Lock()
	defer l.mu.Unlock()
	_, _ = io.WriteString(l.out, "returned")
	l.out = nil
}

func (l *lodger) Type(p []byte) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.typed += string(p)
}

func (l *lodger) got() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.typed
}

// host hands its terminal over by a key.
type host struct {
	echo

	lodger *lodger
}

func (h *host) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		if msg.String() == "f7" {
			return h, HandOver(h.lodger)
		}
	case HandedOver:
		h.told += "over;"
		return h, nil
	case HandedBack:
		h.told += "back;"
		return h, nil
	}
	_, cmd := h.echo.Update(msg)
	return h, cmd
}

// Everything that is typed goes to the borrower as it is, until one of the keys that lead back; what the program drew is
// there again afterwards.
func TestHandOver(t *testing.T) {
	far, near, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer far.Close()
	defer near.Close()
	if err := pty.Setsize(near, &pty.Winsize{Cols: 60, Rows: 5}); err != nil {
		t.Fatal(err)
	}
	shown := &wire{}
	go func() { _, _ = io.Copy(shown, far) }()
	h := &host{lodger: &lodger{}}
	ended := make(chan error, 1)
	go func() {
		_, err := Run(context.Background(), h, Options{Input: near, Output: near, Environ: []string{"TERM=xterm"}})
		ended <- err
	}()
	send := func(s string) {
		t.Helper()
		if _, err := far.WriteString(s); err != nil {
			t.Fatal(err)
		}
	}
	shown.until(t, "typed:")
	for round, back := range []string{"\x1d", "\x1b[24~", "\x1b[93;5u", "\x1b[27;5;93~"} {
		send("a")
		shown.until(t, "typed:"+strings.Repeat("a", round+1))
		send("\x1b[18~") // F7
		shown.until(t, Restore(false)+"borrowed")
		raw := "q\x03\x1b[A한\x1b[<0;3;4M"
		send(raw)
		for end := time.Now().Add(5 * time.Second); h.lodger.got() != strings.Repeat(raw, round+1); time.Sleep(time.Millisecond) {
			if time.Now().After(end) {
				t.Fatalf("%q was typed, %q came", raw, h.lodger.got())
			}
		}
		send(back)
		shown.until(t, "returned"+unborrow+"\x1b[?1049h")
		shown.until(t, "told:"+strings.Repeat("over;back;", round+1))
		shown.mu.Lock()
		shown.buf.Reset()
		shown.mu.Unlock()
	}
	send("q")
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// What is left on the terminal's main screen must not be overwritten by the program's end.
func TestUnborrowMovesNothing(t *testing.T) {
	s := term.NewScreen(20, 5, term.Config{}, func(string) {})
	_, _ = s.Write([]byte("one\r\ntwo\r\n" + unborrow))
	if x, y, shown := s.Cursor(); x != 0 || y != 2 || !shown {
		t.Errorf("the cursor is at %d,%d (%v)", x, y, shown)
	}
	if strings.Contains(unborrow, "\x1b[?6") {
		t.Error("origin mode moves the cursor")
	}
}

// A program that is ended while its terminal is somebody else's gives it back all the same.
func TestEndWhileHandedOver(t *testing.T) {
	far, near, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer far.Close()
	defer near.Close()
	shown := &wire{}
	go func() { _, _ = io.Copy(shown, far) }()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() {
		_, err := Run(ctx, &host{lodger: &lodger{}}, Options{Input: near, Output: near, Environ: []string{"TERM=xterm"}})
		ended <- err
	}()
	shown.until(t, "typed:")
	if _, err := far.WriteString("\x1b[18~"); err != nil {
		t.Fatal(err)
	}
	shown.until(t, "borrowed")
	cancel()
	<-ended
	shown.until(t, "returned"+unborrow)
}

// A connection's terminal is not handed over: the program goes on, and is told.
func TestLineIsNotHandedOver(t *testing.T) {
	f := &frame{model: &host{lodger: &lodger{}}, out: NewWriter(os.Stderr, 0), now: time.Now, line: NewLine()}
	if f.handOver(&lodger{}); f.borrower != nil {
		t.Error("handed over")
	}
}
