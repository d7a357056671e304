package list

import (
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/k8slab/k8slab/tui/glyph"
	"github.com/k8slab/k8slab/tui/keys"
	"github.com/k8slab/k8slab/tui/reader/page"
	"github.com/k8slab/k8slab/tui/theme"
)

func newList(t *testing.T, c Config, w, h int) *Model {
	t.Helper()
	th, err := theme.Load(theme.Options{Name: "dark", NoColor: true})
	if err != nil {
		t.Fatal(err)
	}
	m := New(c, page.Look{Theme: th, Glyphs: glyph.Unicode()})
	m.SetSize(w, h)
	return m
}

// numbered is a list of n numbered items.
func numbered(n int) Config {
	return Config{Title: "차례", Items: func(string) (items []Item) {
		for i := range n {
			items = append(items, Item{Key: fmt.Sprint("k", i+1), Number: i + 1, Text: fmt.Sprintf("%d번 항목", i+1)})
		}
		return items
	}}
}

func key(text string) tea.KeyPressMsg { return tea.KeyPressMsg{Text: text, Code: []rune(text)[0]} }

func TestNumbers(t *testing.T) {
	tests := []struct {
		typed string
		want  Result
	}{
		{"3", Result{Chosen, "k3"}}, // no number goes on from 3
		{"1", Result{}},             // 10 to 13 do from 1
		{"12", Result{Chosen, "k12"}},
		{"0", Result{}},
	}
	for _, tt := range tests {
		m := newList(t, numbered(13), 40, 20)
		var got Result
		for _, r := range tt.typed {
			got = m.Key(key(string(r)))
		}
		if got != tt.want {
			t.Errorf("%s: %+v, want %+v", tt.typed, got, tt.want)
		}
	}
	m := newList(t, numbered(13), 40, 20)
	m.Key(key("1"))
	if got := m.Handle(keys.Enter); got != (Result{Chosen, "k1"}) {
		t.Errorf("1 and Enter: %+v", got)
	}
	m = newList(t, numbered(13), 40, 20)
	m.Key(key("1"))
	m.Handle(keys.Down)
	if got := m.Handle(keys.Enter); got != (Result{Chosen, "k2"}) {
		t.Errorf("1, down and Enter: %+v", got)
	}
}

// What is chosen is always in view, whichever way one moves.
func TestChosenIsInView(t *testing.T) {
	for _, h := range []int{4, 7, 12} {
		m := newList(t, numbered(40), 30, h)
		for _, i := range []keys.Intent{
			keys.PageDown, keys.Down, keys.PageDown, keys.Bottom, keys.Up, keys.PageUp, keys.PageUp, keys.Top, keys.Down,
		} {
			m.Handle(i)
			if !m.inView(m.chosen) {
				t.Errorf("height %d, after %s item %d is out of view", h, i, m.chosen+1)
			}
		}
	}
}

func TestPagesGoOn(t *testing.T) {
	m := newList(t, numbered(40), 30, 12)
	last := m.chosen
	for range 4 {
		m.Handle(keys.PageDown)
		if m.chosen <= last {
			t.Fatalf("a page down leads from item %d to %d", last+1, m.chosen+1)
		}
		last = m.chosen
	}
}

func TestFieldEditsCharacters(t *testing.T) {
	var asked []string
	m := newList(t, Config{Field: true, Prompt: "?", Items: func(q string) []Item {
		asked = append(asked, q)
		return nil
	}}, 30, 10)
	for _, k := range []string{"컨", "테", "é"} {
		m.Key(key(k))
	}
	m.Key(key("\u0301")) // joins the character before it
	m.Key(tea.KeyPressMsg{Code: tea.KeyLeft})
	m.Key(tea.KeyPressMsg{Code: tea.KeyBackspace})
	if got := m.Query(); got != "컨é\u0301" {
		t.Errorf("the query is %q", got)
	}
	x, y, ok := m.Cursor()
	if !ok || x != 2+1+1+2 || y != 1 { // edge and blank, the prompt, a blank, one wide character
		t.Errorf("the cursor is at %d,%d,%v", x, y, ok)
	}
	m.Key(tea.KeyPressMsg{Code: tea.KeyDelete})
	m.Key(tea.KeyPressMsg{Code: 'u', Mod: tea.ModCtrl})
	if m.Query() != "" || asked[len(asked)-1] != "" {
		t.Errorf("the query is %q, asked for %q", m.Query(), asked)
	}
	n := len(asked)
	m.Key(tea.KeyPressMsg{Code: tea.KeyBackspace})
	if len(asked) != n {
		t.Error("asked anew though nothing has changed")
	}
}

// A long query scrolls in its field, and the cursor stays in it.
func TestFieldScrolls(t *testing.T) {
	m := newList(t, Config{Field: true, Items: func(string) []Item { return nil }}, 16, 5)
	for range 100 {
		m.Key(key("가"))
		x, _, _ := m.Cursor()
		if x >= 15 {
			t.Fatalf("the cursor is at %d", x)
		}
		if n := page.Width(m.Rows()[1]); n != 16 {
			t.Fatalf("the field's row has %d cells", n)
		}
	}
	if n := len([]rune(m.Query())); n != maxQuery {
		t.Errorf("the query has %d characters, at most %d were to be taken", n, maxQuery)
	}
}

// What was found is marked, also where it stands in a later line.
func TestFoundIsMarked(t *testing.T) {
	text := "앞에 오는 글이 길어서 찾은 말은 둘째 줄에 있어요"
	from := strings.Index(text, "둘째")
	m := newList(t, Config{Items: func(string) []Item {
		return []Item{{Text: text, From: from, To: from + len("둘째")}}
	}}, 24, 8)
	if !strings.Contains(strings.Join(m.Rows(), "\n"), m.look.Theme.Panel.Match.Render("둘째")) {
		t.Errorf("%q", m.Rows())
	}
}

func TestClicks(t *testing.T) {
	m := newList(t, numbered(3), 30, 10)
	if got := m.Click(5, 2); got != (Result{Chosen, "k2"}) {
		t.Errorf("a click on the second item: %+v", got)
	}
	if got := m.Click(5, 7); got != (Result{}) {
		t.Errorf("a click below the items: %+v", got)
	}
	if got := m.Click(5, 9); got.Kind != Closed {
		t.Errorf("a click on the edge: %+v", got)
	}
}
