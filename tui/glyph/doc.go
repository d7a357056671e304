// Package glyph holds every character that k8slab draws that is not text: borders, bullets, arrows, marks, bars.
//
// A Set is a value. A program chooses one with For, once per terminal (an SSH server has many), and hands it down;
// nothing here is global. There are three:
//
//   - Unicode: every glyph is one cell wide in a terminal that draws ambiguous characters narrow.
//   - DOS: only what the fonts of the Linux console, old Windows consoles and PuTTY's raster fonts have (the
//     repertoire of code page 437), one cell wide there.
//   - ASCII: for a C locale, a dumb terminal, --ascii, and for terminals that draw ambiguous characters two cells
//     wide, where a box drawn with U+2500 would fall apart.
//
// A Set never changes what text says; Set.Fold turns the decorations of a style sheet (its bullets, quote bars and
// arrows) into the nearest thing the set has.
package glyph
