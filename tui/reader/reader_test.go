package reader_test

import (
	"io/fs"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/k8slab/k8slab/lessons"
	"github.com/k8slab/k8slab/lessons/ko"
	"github.com/k8slab/k8slab/lessons/progress"
	"github.com/k8slab/k8slab/tui/glyph"
	"github.com/k8slab/k8slab/tui/keys"
	"github.com/k8slab/k8slab/tui/reader"
	"github.com/k8slab/k8slab/tui/reader/page"
	"github.com/k8slab/k8slab/tui/theme"
)

// sample is a small course with one of everything; own is the one that people read.
var (
	sample = sync.OnceValues(func() (*lessons.Course, error) { return lessons.Load(os.DirFS("testdata/course")) })
	own    = sync.OnceValues(func() (*lessons.Course, error) { return lessons.Load(ko.FS()) })
)

// themeNamed is a theme for a dark terminal.
func themeNamed(tb testing.TB, name string, noColor bool) theme.Theme {
	tb.Helper()
	th, err := theme.Load(theme.Options{Name: name, Dark: true, NoColor: noColor})
	if err != nil {
		tb.Fatal(err)
	}
	return th
}

type option func(*reader.Config)

func withStore(s *progress.Store) option { return func(c *reader.Config) { c.Progress = s } }

// newModel opens the first lesson of the sample.
func newModel(tb testing.TB, w, h int, options ...option) *reader.Model {
	tb.Helper()
	c, err := sample()
	if err != nil {
		tb.Fatal(err)
	}
	config := reader.Config{Course: c, Theme: themeNamed(tb, "dark", false), Glyphs: glyph.Unicode()}
	for _, o := range options {
		o(&config)
	}
	m := reader.New(config)
	m.SetSize(w, h)
	open(tb, m, config.Course.Lessons[0].ID)
	return m
}

func open(tb testing.TB, m *reader.Model, id string) {
	tb.Helper()
	if err := m.Open(id); err != nil {
		tb.Fatal(err)
	}
}

// press sends intents and returns the last outcome.
func press(m *reader.Model, intents ...keys.Intent) (o reader.Outcome) {
	for _, i := range intents {
		o = m.Handle(i)
	}
	return o
}

// typed sends a key that types text.
func typed(m *reader.Model, text string) (o reader.Outcome) {
	for _, r := range text {
		o = m.Key(tea.KeyPressMsg{Text: string(r), Code: r})
	}
	return o
}

// named sends a key that types nothing.
func named(m *reader.Model, code rune) reader.Outcome { return m.Key(tea.KeyPressMsg{Code: code}) }

// plain is the picture without styles.
func plain(m *reader.Model) []string {
	var rows []string
	for _, row := range m.Rows() {
		rows = append(rows, page.Strip(row))
	}
	return rows
}

func picture(m *reader.Model) string { return strings.Join(plain(m), "\n") }

// counted is a course's files, and how often they were asked for.
type counted struct {
	fs.FS

	asked atomic.Int64
}

func (c *counted) Open(name string) (fs.File, error) {
	c.asked.Add(1)
	return c.FS.Open(name)
}

// Neither drawing the contents nor walking through them reads anything.
func TestContentsReadNothing(t *testing.T) {
	files := &counted{FS: ko.FS()}
	course, err := lessons.Load(files)
	if err != nil {
		t.Fatal(err)
	}
	m := newModel(t, 80, 22, func(c *reader.Config) { c.Course = course })
	m.Rows()
	before := files.asked.Load()
	press(m, keys.Contents)
	for range course.Lessons {
		press(m, keys.Down)
		if !contains(m, "실습") {
			t.Fatalf("the contents do not tell of labs:\n%s", picture(m))
		}
	}
	if n := files.asked.Load() - before; n != 0 {
		t.Errorf("the contents asked for files %d times", n)
	}
}
