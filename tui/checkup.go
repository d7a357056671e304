package tui

import (
	"io"

	"github.com/k8slab/k8slab/tui/inspect"
	"github.com/k8slab/k8slab/tui/reader/page"
)

// Size writes an amount of bytes for people.
func Size(n int64) string { return inspect.Size(n) }

// Finding is one line of an examination: what was looked at, how it is, and what cures it.
type Finding struct {
	Section string // a new one begins where it differs from the last
	Title   string
	Level   Level
	Detail  string
	Remedy  string
}

// Level is how good or bad a finding is.
type Level int

// The levels.
const (
	LevelOK Level = iota
	LevelWarn
	LevelBad
)

// titleWidth is the room for a finding's title, in cells.
const titleWidth = 21

// PrintFindings writes an examination, each finding with a sign, so that no colour is needed to tell good from bad.
func PrintFindings(w io.Writer, l Look, all []Finding, o PrintOptions) error {
	look := l.pageLook(l.Dark, false)
	p, g := look.Theme.Panel, look.Glyphs
	width := max(o.Width, 40)
	var lines []string
	section := ""
	for _, f := range all {
		f.Section, f.Title, f.Detail, f.Remedy = l.Say.T(f.Section), l.Say.T(f.Title), l.Say.T(f.Detail), l.Say.T(f.Remedy)
		if f.Section != section {
			if section != "" {
				lines = append(lines, "")
			}
			section = f.Section
			lines = append(lines, p.Title.Render(section))
		}
		sign, style := g.Tick, p.OK
		switch f.Level {
		case LevelWarn:
			sign, style = g.Warn, p.Warn
		case LevelBad:
			sign, style = g.Fail, p.Bad
		case LevelOK:
		}
		head := style.Render(sign) + " " + p.Text.Render(page.Pad(f.Title, max(titleWidth, page.Width(f.Title)))) + " "
		indent := titleWidth + 3
		if page.Width(f.Title) > titleWidth {
			lines = append(lines, head)
			head = page.Blank(indent)
		}
		for _, line := range page.Wrap(f.Detail, width-indent) {
			lines = append(lines, head+p.Text.Render(line))
			head = page.Blank(indent)
		}
		if f.Remedy == "" {
			continue
		}
		head = page.Blank(indent-2) + p.Accent.Render(g.Right) + " "
		for _, line := range page.Wrap(f.Remedy, width-indent) {
			lines = append(lines, head+p.Text.Render(line))
			head = page.Blank(indent)
		}
	}
	return l.print(w, lines, o)
}
