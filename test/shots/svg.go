//go:build linux

package main

import (
	"encoding/xml"
	"fmt"
	"strings"

	"github.com/k8slab/k8slab/test/term"
)

// A cell of the drawing. NanumGothicCoding's half-width characters are half as wide as the font's size.
const (
	cellW, cellH = 8, 18
	fontSize     = 16
	baseline     = 14 // from the cell's top
	margin       = 8
)

// draw paints a screen as SVG.
func draw(s *term.Screen, c colors) string {
	cols, rows := s.Size()
	var out strings.Builder
	w, h := cols*cellW+2*margin, rows*cellH+2*margin
	fmt.Fprintf(&out, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %[1]d %[2]d">`, w, h)
	fmt.Fprintf(&out, `<rect width="100%%" height="100%%" rx="6" fill="%s"/>`, c.background)
	out.WriteString(`<g font-family="NanumGothicCoding, 'Nanum Gothic Coding', 'DejaVu Sans Mono', monospace" ` +
		fmt.Sprintf(`font-size="%d" xml:space="preserve" transform="translate(%d %[2]d)">`, fontSize, margin) + "\n")
	for y := range rows {
		backgrounds(&out, s.Row(y), y, c)
	}
	for y := range rows {
		for x, cell := range s.Row(y) {
			glyph(&out, cell, x*cellW, y*cellH, c)
		}
	}
	if x, y, shown := s.Cursor(); shown {
		fmt.Fprintf(&out, `<rect x="%d" y="%d" width="%d" height="%d" fill="%s" fill-opacity="0.5"/>`+"\n",
			x*cellW, y*cellH, cellW, cellH, c.text)
	}
	out.WriteString("</g></svg>\n")
	return out.String()
}

// backgrounds paints the stretches of a row whose background is not the terminal's own.
func backgrounds(out *strings.Builder, row []term.Cell, y int, c colors) {
	for x := 0; x < len(row); {
		_, bg := c.of(row[x].Style)
		end := x + 1
		for end < len(row) {
			if _, next := c.of(row[end].Style); next != bg {
				break
			}
			end++
		}
		if bg != c.background {
			fmt.Fprintf(out, `<rect x="%d" y="%d" width="%d" height="%d" fill="%s"/>`+"\n",
				x*cellW, y*cellH, (end-x)*cellW, cellH, bg)
		}
		x = end
	}
}

// glyph paints one character at its own place, whatever the one before it took.
func glyph(out *strings.Builder, cell term.Cell, x, y int, c colors) {
	fg, _ := c.of(cell.Style)
	width := cellW
	if cell.Wide {
		width = 2 * cellW
	}
	attrs := cell.Style.Attrs
	if attrs&term.Underline != 0 && cell.Text != "" {
		rule(out, x, y+baseline+2, width, fg)
	}
	if attrs&term.Strike != 0 && cell.Text != "" {
		rule(out, x, y+baseline-5, width, fg)
	}
	if cell.Text == "" || cell.Text == " " || attrs&term.Conceal != 0 {
		return
	}
	if r := []rune(cell.Text); len(r) == 1 && shape(out, r[0], x, y, width, fg, opacity(attrs)) {
		return
	}
	style := ""
	if !cell.Wide && cell.Text[0] >= 0x80 {
		// A Korean font draws arrows, dots and quotation marks two columns wide; terminals do not.
		style = ` font-family="'DejaVu Sans Mono', monospace" font-size="13.3"`
	}
	if attrs&term.Bold != 0 {
		style += ` font-weight="bold"`
	}
	if attrs&term.Italic != 0 {
		style += ` font-style="italic"`
	}
	fmt.Fprintf(out, `<text x="%d" y="%d" fill="%s"%s%s>`, x, y+baseline, fg, style, opacity(attrs))
	_ = xml.EscapeText(out, []byte(cell.Text)) // a Builder takes everything
	out.WriteString("</text>\n")
}

func opacity(a term.Attrs) string {
	if a&term.Faint != 0 {
		return ` opacity="0.6"`
	}
	return ""
}

func rule(out *strings.Builder, x, y, width int, color string) {
	fmt.Fprintf(out, `<rect x="%d" y="%d" width="%d" height="1" fill="%s"/>`+"\n", x, y, width, color)
}
