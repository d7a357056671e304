package reader_test

import (
	"testing"

	"github.com/k8slab/k8slab/tui/glyph"
	"github.com/k8slab/k8slab/tui/keys"
	"github.com/k8slab/k8slab/tui/reader"
)

// The first screen must be there in a few milliseconds, parsing included.
func BenchmarkOpen(b *testing.B) {
	c, err := own()
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		m := reader.New(reader.Config{Course: c, Theme: themeNamed(b, "dark", false), Glyphs: glyph.Unicode()})
		m.SetSize(80, 40)
		open(b, m, "terms")
		m.Rows()
	}
}

func BenchmarkScroll(b *testing.B) {
	m := newModel(b, 80, 40)
	for b.Loop() {
		if m.Percent() == 100 {
			m.Handle(keys.Top)
		}
		m.Handle(keys.PageDown)
		m.Rows()
	}
}
