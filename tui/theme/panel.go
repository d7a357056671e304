package theme

import (
	"image/color"

	"charm.land/glamour/v2/ansi"
	"charm.land/lipgloss/v2"
)

// Panel styles what lies around the text. All are inline styles: no padding, margin or width.
type Panel struct {
	Text        lipgloss.Style   // ordinary text
	Title       lipgloss.Style   // the name of a panel
	Muted       lipgloss.Style   // less important text; still readable
	Accent      lipgloss.Style   // the colour of the theme
	Key         lipgloss.Style   // a key to press
	Link        lipgloss.Style   // what Enter or a click follows
	Term        lipgloss.Style   // a word of the glossary inside text
	Border      lipgloss.Style   // of a panel without the focus
	BorderFocus lipgloss.Style   // of the panel with the focus
	Selected    lipgloss.Style   // the selected row
	Match       lipgloss.Style   // what a search found
	OK          lipgloss.Style   // done, right; beside glyph Tick
	Warn        lipgloss.Style   // take care; beside glyph Warn
	Bad         lipgloss.Style   // failed, wrong; beside glyph Fail
	Same        lipgloss.Style   // shared with the host; beside glyph Same
	Diff        lipgloss.Style   // its own; beside glyph Diff
	Series      []lipgloss.Style // up to six curves or sandboxes side by side; never told apart by colour alone
	Status      lipgloss.Style   // the status line
}

// shades are the colours that no sheet names. Same and Diff are blue and orange, which nearly every kind of colour
// vision tells apart, as are OK and Bad here by their lightness.
type shades struct {
	ok, warn, bad, same, diff, muted, border, onAccent string
	series                                             []string
}

func shadesFor(dark, basic bool) shades {
	switch {
	case basic && dark:
		return shades{"10", "11", "9", "14", "11", "7", "8", "0", []string{"14", "11", "13", "10", "12", "9"}}
	case basic:
		return shades{"2", "3", "1", "4", "5", "8", "7", "15", []string{"4", "1", "5", "2", "6", "3"}}
	case dark:
		series := []string{"80", "215", "176", "114", "111", "221"}
		return shades{"114", "221", "210", "110", "215", "248", "243", "16", series}
	}
	return shades{"28", "130", "160", "25", "130", "241", "247", "231", []string{"25", "130", "90", "28", "31", "124"}}
}

// derive builds the panel styles from a sheet, falling back to shades where the sheet names no colour.
func derive(sheet ansi.StyleConfig, dark bool, o Options) Panel {
	if o.NoColor || !hasColor(sheet) {
		return plainPanel()
	}
	sh := shadesFor(dark, o.Basic)
	accent := first(sheet.Heading.Color, sheet.H2.Color, sheet.H1.Color, &sh.same)
	text := first(sheet.Document.Color, sheet.Paragraph.Color, sheet.Text.Color)
	fg := func(c string) lipgloss.Style { return lipgloss.NewStyle().Foreground(lipgloss.Color(c)) }
	in := func(c color.Color) lipgloss.Style { return lipgloss.NewStyle().Foreground(c) }
	p := Panel{
		Text: in(text), Title: in(accent).Bold(true), Muted: fg(sh.muted), Accent: in(accent),
		Key:         in(first(sheet.LinkText.Color, sheet.Heading.Color)).Bold(true),
		Link:        in(first(sheet.Link.Color, sheet.LinkText.Color)).Underline(true),
		Term:        in(first(sheet.LinkText.Color, sheet.Link.Color)).Underline(true),
		Border:      fg(sh.border),
		BorderFocus: in(accent).Bold(true),
		Selected:    lipgloss.NewStyle().Background(accent).Foreground(lipgloss.Color(sh.onAccent)).Bold(true),
		Match:       fg(sh.onAccent).Background(lipgloss.Color(sh.warn)),
		OK:          fg(sh.ok), Warn: fg(sh.warn), Bad: fg(sh.bad).Bold(true),
		Same: fg(sh.same), Diff: fg(sh.diff).Bold(true),
		Status: fg(sh.muted),
	}
	for _, c := range sh.series {
		p.Series = append(p.Series, fg(c))
	}
	return p
}

// plainPanel tells everything by bold, underline and reverse video.
func plainPanel() Panel {
	none, bold := lipgloss.NewStyle(), lipgloss.NewStyle().Bold(true)
	return Panel{
		Text: none, Title: bold, Muted: none, Accent: bold, Key: bold,
		Link: none.Underline(true), Term: none.Underline(true),
		Border: none, BorderFocus: bold, Selected: none.Reverse(true), Match: none.Reverse(true),
		OK: none, Warn: bold, Bad: bold, Same: none, Diff: bold, Status: none,
		Series: []lipgloss.Style{none, bold, none.Underline(true), none.Reverse(true), none.Italic(true), none.Faint(true)},
	}
}

func hasColor(sheet ansi.StyleConfig) bool {
	for _, c := range []*string{
		sheet.Document.Color, sheet.Heading.Color, sheet.H1.Color, sheet.H2.Color, sheet.LinkText.Color,
		sheet.Link.Color, sheet.Code.Color, sheet.Strong.Color, sheet.Emph.Color, sheet.Text.Color,
	} {
		if c != nil {
			return true
		}
	}
	return false
}
