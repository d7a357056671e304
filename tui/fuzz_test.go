package tui_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"github.com/k8slab/k8slab/lessons"
	"github.com/k8slab/k8slab/lessons/ko"
	"github.com/k8slab/k8slab/sandbox"
	"github.com/k8slab/k8slab/test/term"
	"github.com/k8slab/k8slab/tui"
	"github.com/k8slab/k8slab/tui/keys"
	"github.com/k8slab/k8slab/tui/reader"
	"github.com/k8slab/k8slab/tui/screen"

	tea "charm.land/bubbletea/v2"
)

// The places in which a learner may be typing; see typing.
const (
	typeEarly = iota // at once, before there is a picture
	typeInLab        // with a container that runs
	typeInShell
	typeInSearch
	typeInClass // as one who learns with others
	typePlaces
)

// typing is a program whose keyboard is in a test's hands. It implements io.Reader, as the keyboard, and tea.Model,
// around the model under test.
type typing struct {
	*tui.Model
	place int
	size  screen.Size      // in which the input is typed; what the lab shows would not fit on a small one
	sizes chan screen.Size // tells it

	mu    sync.Mutex
	input []byte
	last  int // how often Ctrl-C was pressed
	ready chan struct{}
	ended chan struct{} // closed when the program was told to end
	once  sync.Once
	begun bool // ready is closed
}

// leave are keys that end the program wherever one is: out of a paste, a sequence that never ended, and a shell.
const leave = "\x1b[201~\x1b\\\x1d\x03"

// patience is how long a program may take to end; Ctrl-C is pressed until then.
const patience = 20 * time.Second

// Read gives what is typed, piece by piece, and in the end Ctrl-C until the program ends.
func (k *typing) Read(p []byte) (int, error) {
	<-k.ready
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.input) == 0 {
		if k.last > 0 {
			select {
			case <-k.ended:
				return 0, io.EOF
			case <-time.After(60 * time.Millisecond): // for how long an escape sequence may be unfinished
			}
		}
		if k.last++; k.last > int(patience/(60*time.Millisecond)) {
			return 0, io.EOF
		}
		k.input = []byte(leave)
	}
	n := copy(p, k.input)
	k.input = k.input[n:]
	return n, nil
}

func (k *typing) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	_, cmd := k.Model.Update(msg)
	if !k.begun && (k.place == typeEarly || strings.Contains(k.View().Content, "work beat")) {
		k.begun = true
		k.sizes <- k.size
		close(k.ready)
	}
	if k.Interrupted() {
		k.end()
	}
	return k, cmd
}

func (k *typing) end() { k.once.Do(func() { close(k.ended) }) }

// newTyping makes a program that is to be given an input.
func newTyping(t *testing.T, course *lessons.Course, place int, size screen.Size, input []byte) *typing {
	t.Helper()
	look, err := tui.NewLook(tui.Terminal{GOOS: "linux", Environ: []string{"TERM=xterm"}, Getenv: func(name string) string {
		return map[string]string{"TERM": "xterm-256color", "LANG": "C.UTF-8"}[name]
	}})
	if err != nil {
		t.Fatal(err)
	}
	bindings := append(keys.Bindings(), keys.Together()...)
	read := reader.New(reader.Config{Course: course, Theme: look.Theme(true), Glyphs: look.Glyphs(false), Bindings: bindings})
	if err := read.Open("terms"); err != nil {
		t.Fatal(err)
	}
	e := newEngine()
	if _, err := e.Start(t.Context(), sandbox.Spec{Name: "first"}); err != nil {
		t.Fatal(err)
	}
	cfg := tui.Config{Reader: read, Look: look, Context: t.Context(), Lab: e.lab, Bindings: bindings}
	k := &typing{
		place: place, input: input, size: size, sizes: make(chan screen.Size, 1), ready: make(chan struct{}), ended: make(chan struct{}),
	}
	switch place {
	case typeInShell:
		k.input = append([]byte("\x1b[20~"), input...)
	case typeInSearch:
		k.input = append([]byte("/"), input...)
	case typeInClass:
		cfg.Desk = &desk{}
	}
	k.Model = tui.New(cfg)
	return k
}

// typed runs a program that is given an input, on a terminal of cells; it must end when it is told to.
func typed(t *testing.T, course *lessons.Course, place int, size screen.Size, input []byte) {
	t.Helper()
	const cols, rows = 120, 36
	k := newTyping(t, course, place, size, bytes.Clone(input))
	defer close(k.sizes)
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	profile := colorprofile.TrueColor
	cells := term.NewScreen(cols, rows, term.Config{}, func(string) {})
	_, err := screen.Run(ctx, k, screen.Options{
		Input: k, Output: cells, Environ: []string{"TERM=xterm-256color"}, Profile: &profile, Query: true, Width: cols, Height: rows,
		Sizes: k.sizes,
	})
	k.end()
	if ctx.Err() != nil {
		t.Fatalf("the program did not end within %v", patience)
	}
	if err != nil {
		if p, ok := errors.AsType[*screen.Panic](err); ok {
			t.Fatalf("%v\n%s", p, p.Stack)
		}
		t.Fatal(err)
	}
	k.Update(tea.WindowSizeMsg{Width: size.Width, Height: size.Height})
	for row := range strings.SplitSeq(k.View().Content, "\n") {
		if n := ansi.StringWidth(row); n > size.Width {
			t.Errorf("a row of %d cells on a screen of %d: %q", n, size.Width, row)
		}
	}
	if err := k.Close(ctx); err != nil {
		t.Errorf("close: %v", err)
	}
}

// FuzzInput holds that nothing that comes from a keyboard or is pasted makes the program panic or hang, wherever one is
// in it: random bytes, unfinished and absurd escape sequences, broken UTF-8, Hangul, pastes of a megabyte.
func FuzzInput(f *testing.F) {
	for _, s := range []string{
		"", "\x1b", "\x1b[", "\x1b[200~", "\x1b]52;c;", "\x1bP", "\xff\xfe\xed\xa0\x80\xc0\xaf", "\x00\x1b\x00",
		"ㅂㅏ버봐꿹\u1107\u1165\uac00", "\x1b[200~가나\x1b[31m다\x00\x1b]0;x\x07\x1b[201~", "\x1b[8;1;1t\x1b[48;4096;256;1;1t",
		"\x1b[<0;65535;65535M\x1b[<64;0;0M\x1b[<32;-1;5M\x1b[<0;3;3m", "\x1b[M\xff\xff\xff", "\x1b[1114112u\x1b[55296;5:3;65:66u\x1b[0u",
		"\x1b[99999999999999999999;1R\x1b[1;3R", "\x1b[?2026;2$y\x1b]11;rgb:ffff/ffff/ffff\x07\x1b[?u", "/\x1b[200~ㄱㄴㄷ\x1b[201~\r\r",
		"\x1b[I\x1b[O\x1b[1;2A\x1bOP\x1b[20;2~\x1b[25~", "\r\r\t\x1b[B\x1b[C\x1b[D\x1bOQ\x1bOR\x1bOS\x1b[15~\x1b[17~\x1b[18~\x1b[19~", "???\x1b\x1b\x1b12345",
		"\x1b[65;30;97;1;0;1_\x1b[0;0;55357;1;0;1_", "👩‍👩‍👧‍👦\u0301\u200d\ufe0f", "\x1b[c\x1b[6n\x1b[>c\x1b[5n", "\x1b[19~jjjvkkky",
	} {
		for place := range typePlaces {
			f.Add([]byte(s), uint16(1), uint8(place), uint8(1))
		}
	}
	f.Add([]byte("\x1b[200~다람쥐 헌 쳇바퀴에 타고파\n"), uint16(30_000), uint8(typeInSearch), uint8(0))
	f.Add([]byte("\x1b]0;다람쥐 헌 쳇바퀴에 타고파"), uint16(10_000), uint8(typeInShell), uint8(2))
	f.Add([]byte("j\x1b[<0;9;9M\t"), uint16(2_000), uint8(typeInLab), uint8(3))
	course, err := lessons.Load(ko.FS())
	if err != nil {
		f.Fatal(err)
	}
	sizes := []screen.Size{{Width: 120, Height: 36}, {Width: 80, Height: 24}, {Width: 40, Height: 12}, {Width: 9, Height: 3}}
	f.Fuzz(func(t *testing.T, piece []byte, times uint16, place, size uint8) {
		const most = 1 << 20
		if len(piece) > 0 {
			piece = bytes.Repeat(piece, min(int(times), most/len(piece)+1))
		}
		typed(t, course, int(place)%typePlaces, sizes[int(size)%len(sizes)], piece)
	})
}
