package reader_test

import (
	"fmt"
	"testing"

	"github.com/charmbracelet/x/exp/golden"

	"github.com/k8slab/k8slab/tui/glyph"
	"github.com/k8slab/k8slab/tui/keys"
	"github.com/k8slab/k8slab/tui/reader"
)

// scene is a way to a picture.
type scene struct {
	name string
	do   func(*testing.T, *reader.Model)
}

func scenes() []scene {
	times := func(n int, i keys.Intent) func(*testing.T, *reader.Model) {
		return func(_ *testing.T, m *reader.Model) {
			for range n {
				m.Handle(i)
			}
		}
	}
	return []scene{
		{"opening", times(0, keys.None)},
		{"term", func(_ *testing.T, m *reader.Model) { press(m, keys.Next, keys.Enter, keys.Next) }},
		{"quiz-wrong", func(t *testing.T, m *reader.Model) {
			t.Helper()
			find(t, m, "무엇이 이 말을")
			typed(m, "2")
		}},
		{"figure", func(t *testing.T, m *reader.Model) {
			t.Helper()
			open(t, m, "second")
			for range 20 {
				if press(m, keys.Next); m.EnterDoes() == "다음 강조" {
					press(m, keys.Enter)
					return
				}
			}
			t.Fatal("no way to the next emphasis")
		}},
		{"layer", func(t *testing.T, m *reader.Model) {
			t.Helper()
			open(t, m, "second")
			choose(t, m, "Hypervisor")
		}},
		{"facts", func(t *testing.T, m *reader.Model) {
			t.Helper()
			open(t, m, "third")
			find(t, m, "가상머신을")
		}},
		{"end", times(1, keys.Bottom)},
		{"contents", times(1, keys.Contents)},
		{"search", func(_ *testing.T, m *reader.Model) {
			press(m, keys.Search)
			typed(m, "ㅋㅌㅇㄴ")
		}},
		{"glossary", func(_ *testing.T, m *reader.Model) { press(m, keys.Glossary, keys.Down) }},
		{"help", times(1, keys.Help)},
	}
}

// find scrolls down until text is in view.
func find(t *testing.T, m *reader.Model, text string) {
	t.Helper()
	for !contains(m, text) {
		before := picture(m)
		if m.Handle(keys.PageDown); picture(m) == before {
			t.Fatalf("%q is nowhere", text)
		}
	}
}

func TestPictures(t *testing.T) {
	sizes := []struct{ w, h int }{{40, 12}, {80, 22}, {60, 34}}
	for _, sc := range scenes() {
		for _, size := range sizes {
			t.Run(fmt.Sprintf("%s-%dx%d", sc.name, size.w, size.h), func(t *testing.T) {
				m := newModel(t, size.w, size.h)
				sc.do(t, m)
				golden.RequireEqual(t, []byte(picture(m)+"\n"))
			})
		}
	}
}

// ASCII and no colours: everything can still be told apart.
func TestPicturesInASCII(t *testing.T) {
	for _, name := range []string{"figure", "quiz-wrong", "contents"} {
		t.Run(name, func(t *testing.T) {
			m := newModel(t, 60, 30)
			for _, sc := range scenes() {
				if sc.name == name {
					sc.do(t, m)
				}
			}
			m.SetLook(themeNamed(t, "dark", true), glyph.ASCII())
			golden.RequireEqual(t, []byte(picture(m)+"\n"))
		})
	}
}
