package tui

import (
	"io"

	"github.com/charmbracelet/colorprofile"

	"github.com/k8slab/k8slab/lessons"
	"github.com/k8slab/k8slab/tui/markdown"
	"github.com/k8slab/k8slab/tui/reader"
)

// Text is something to read: a lesson, or a Markdown file.
type Text struct {
	Lesson *lessons.Lesson
	Course *lessons.Course // the lesson's, for its glossary
	Source []byte          // Markdown, if it is no lesson
	Name   string
}

// PrintOptions say how to print.
type PrintOptions struct {
	Width int  // cells of a line
	Plain bool // for a screen reader or a program: no drawing, no styles
	Color bool // the writer shows colours
}

// Print writes a text to the end.
func Print(w io.Writer, l Look, t Text, o PrintOptions) error {
	profile := colorprofile.NoTTY
	if o.Color {
		profile = max(l.profile, colorprofile.ASCII)
	}
	out := &colorprofile.Writer{Forward: w, Profile: profile}
	th := l.Theme(l.Dark)
	if t.Lesson != nil {
		if o.Plain {
			return reader.PrintPlain(w, t.Lesson, o.Width, l.Say)
		}
		return reader.Print(out, t.Lesson, reader.PrintOptions{
			Width: o.Width, Theme: th, Glyphs: l.Glyphs(false), Hyperlinks: o.Color && l.Hyperlinks, Say: l.Say,
		})
	}
	return markdown.Print(out, t.Source, markdown.Options{
		Width: o.Width, Plain: o.Plain, Sheet: th.Sheet, Glyphs: l.Glyphs(false), Hyperlinks: o.Color && l.Hyperlinks,
		NoHighlight: !o.Color,
	})
}
