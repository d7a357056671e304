package lessons_test

import (
	"io/fs"
	"testing"

	"github.com/k8slab/k8slab/lessons"
	"github.com/k8slab/k8slab/lessons/ko"
)

// FuzzLesson reads arbitrary lessons: none may panic, and what can be opened must have all that a block promises. The
// seeds are whole lessons, which the fuzzer takes a minute each to make smaller unless told -fuzzminimizetime=20x.
func FuzzLesson(f *testing.F) {
	own, err := fs.Glob(ko.FS(), "*.md")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range own {
		data, err := fs.ReadFile(ko.FS(), name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(data))
	}
	f.Add(lesson("글\n\n```figure\n" + tinyFigure + "```\n"))
	f.Add(lesson("[^1]\n\n```lab\nname: a\n```\n\n[^1]: 가"))
	f.Fuzz(func(t *testing.T, text string) {
		if text == "" {
			return
		}
		fsys := small(map[string]string{"01-one.md": text})
		lessons.Check(fsys)
		opened, err := lessons.Open(fsys, "one")
		if err != nil {
			return
		}
		for _, block := range opened.Blocks {
			if block.Line() < 1 {
				t.Errorf("a block at line %d", block.Line())
			}
			if facts, ok := block.(*lessons.Facts); ok {
				for _, row := range facts.Rows {
					if len(row.Cells) != len(facts.Columns) {
						t.Errorf("ragged: %+v", row)
					}
				}
			}
		}
	})
}

// FuzzYAML reads arbitrary course and glossary files.
func FuzzYAML(f *testing.F) {
	for _, name := range []string{"course.yaml", "glossary.yaml", "figures/evolution.yaml"} {
		data, err := fs.ReadFile(ko.FS(), name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(data))
	}
	f.Add("id: &a [*a]\n")
	f.Add("a: |\n  b\n---\nc: d\n")
	f.Fuzz(func(_ *testing.T, text string) {
		if text == "" {
			return
		}
		lessons.Check(small(map[string]string{"course.yaml": text, "glossary.yaml": text, "figures/tiny.yaml": text}))
	})
}
