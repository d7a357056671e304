package screen

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"github.com/k8slab/k8slab/test/term"
)

// bench is a writer whose output goes to an emulator and is kept.
type rig struct {
	*Writer
	sent bytes.Buffer
	emu  *term.Screen
}

func newRig(t *testing.T, w, h int) *rig {
	t.Helper()
	r := &rig{emu: term.NewScreen(w, h, term.Config{}, func(string) {})}
	r.Writer = NewWriter(io.MultiWriter(&r.sent, r.emu), colorprofile.TrueColor)
	r.Resize(w, h)
	if err := r.Open(false); err != nil {
		t.Fatal(err)
	}
	return r
}

// show draws content and gives what was sent for it.
func (r *rig) show(t *testing.T, content string) string {
	t.Helper()
	r.sent.Reset()
	if err := r.Draw(tea.NewView(content)); err != nil {
		t.Fatal(err)
	}
	return r.sent.String()
}

func (r *rig) screen() string {
	var rows []string
	for row := range strings.SplitSeq(r.emu.String(), "\n") {
		rows = append(rows, strings.TrimRight(row, " \r"))
	}
	return strings.TrimRight(strings.Join(rows, "\n"), "\n")
}

func TestDrawsOnlyWhatChanged(t *testing.T) {
	r := newRig(t, 20, 3)
	two := func(left, right string) string {
		return Join(3, Pane{X: 0, Rows: []string{left, "둘째", "셋째"}}, Pane{X: 12, Rows: []string{right, "b", "c"}})
	}
	r.show(t, two("컨테이너", "1"))
	if got, want := r.screen(), "컨테이너    1\n둘째        b\n셋째        c"; got != want {
		t.Fatalf("screen:\n%s\nwant:\n%s", got, want)
	}
	if sent := r.show(t, two("컨테이너", "1")); sent != "" {
		t.Errorf("an unchanged view sent %q", sent)
	}
	sent := r.show(t, two("컨테이너", "2"))
	if strings.Contains(sent, "컨테이너") || strings.Contains(sent, "둘째") || !strings.Contains(sent, "2") {
		t.Errorf("a change on the right sent %q", sent)
	}
	if got, want := r.screen(), "컨테이너    2\n둘째        b\n셋째        c"; got != want {
		t.Errorf("screen:\n%s\nwant:\n%s", got, want)
	}
}

func TestShorterRowsLeaveNothingBehind(t *testing.T) {
	r := newRig(t, 20, 2)
	r.show(t, "아주 긴 첫째 줄\n둘째 줄")
	r.show(t, "짧게")
	if got := r.screen(); got != "짧게" {
		t.Errorf("screen %q", got)
	}
	r.show(t, Join(1, Pane{Rows: []string{"ab"}}, Pane{X: 5, Rows: []string{"cd"}}))
	r.show(t, "x")
	if got := r.screen(); got != "x" {
		t.Errorf("screen %q, want a row of one segment to clear what a row of two left", got)
	}
}

func TestResizeRedrawsEverything(t *testing.T) {
	r := newRig(t, 20, 2)
	r.show(t, "하나\n둘")
	r.emu.Resize(30, 2)
	r.Resize(30, 2)
	if sent := r.show(t, "하나\n둘"); !strings.Contains(sent, "하나") || !strings.Contains(sent, "둘") {
		t.Errorf("after a resize only %q was sent", sent)
	}
}

func TestCursorReturnsAfterDrawing(t *testing.T) {
	r := newRig(t, 20, 2)
	v := tea.NewView("찾기: 컨")
	v.Cursor = tea.NewCursor(8, 0)
	if err := r.Draw(v); err != nil {
		t.Fatal(err)
	}
	v.Content = "찾기: 컨\n결과"
	if err := r.Draw(v); err != nil {
		t.Fatal(err)
	}
	if x, y, shown := r.emu.Cursor(); x != 8 || y != 0 || !shown {
		t.Errorf("the cursor is at %d,%d (shown: %t), want 8,0", x, y, shown)
	}
}

func TestCloseRestores(t *testing.T) {
	r := newRig(t, 20, 2)
	r.show(t, "x")
	r.sent.Reset()
	if err := errors.Join(r.Close(), r.Close()); err != nil {
		t.Fatal(err)
	}
	for _, seq := range []string{"\x1b[?1049l", "\x1b[?25h", "\x1b[?2004l", "\x1b[?1002l"} {
		if strings.Count(r.sent.String(), seq) != 1 {
			t.Errorf("closing sent %q, want one %q in it", r.sent.String(), seq)
		}
	}
}

func TestNoColours(t *testing.T) {
	var out bytes.Buffer
	w := NewWriter(&out, colorprofile.ASCII)
	w.Resize(20, 1)
	if err := w.Open(false); err != nil {
		t.Fatal(err)
	}
	out.Reset()
	if err := w.Draw(tea.NewView("\x1b[1;38;5;114m굵게\x1b[m")); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(out.String(), "38;5") || !strings.Contains(out.String(), "굵게") {
		t.Errorf("sent %q", out.String())
	}
}

func BenchmarkDrawOneRow(b *testing.B) {
	w := NewWriter(io.Discard, colorprofile.TrueColor)
	w.Resize(120, 36)
	_ = w.Open(false)
	rows := make([]string, 36)
	for i := range rows {
		rows[i] = strings.Repeat("가나다라 ", 20)
	}
	for i := 0; b.Loop(); i++ {
		rows[i%36] = strings.Repeat("마바사 ", i%20)
		if err := w.Draw(tea.NewView(strings.Join(rows, "\n"))); err != nil {
			b.Fatal(err)
		}
	}
}

// The background must be known as early as can be, and terminals that would print the question must not be asked.
func TestOpenAsksForTheBackground(t *testing.T) {
	for _, query := range []bool{true, false} {
		var out bytes.Buffer
		w := NewWriter(&out, colorprofile.TrueColor)
		if err := w.Open(query); err != nil {
			t.Fatal(err)
		}
		if asked := strings.Contains(out.String(), ansi.RequestBackgroundColor); asked != query {
			t.Errorf("query %v: asked %v", query, asked)
		}
	}
}
