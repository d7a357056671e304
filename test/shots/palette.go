//go:build linux

package main

import (
	"fmt"

	"github.com/k8slab/k8slab/test/term"
)

// colors are a terminal's own.
type colors struct {
	text, background string
	sixteen          [16]string
}

// colorsOf gives those of a dark or a light terminal; text and background are what term.Screen answers to OSC 10 and
// OSC 11.
func colorsOf(light bool) colors {
	if light {
		return colors{"#101018", "#fafafa", [16]string{
			"#000000", "#c0201f", "#217a2d", "#8f6b00", "#1f54c4", "#9a2d9a", "#0e7581", "#c7c7c7",
			"#6b6b6b", "#e0403d", "#2f9a3e", "#b58900", "#3b76ea", "#bd4bbd", "#1494a3", "#ffffff",
		}}
	}
	return colors{"#fafafa", "#101018", [16]string{
		"#000000", "#e5534b", "#57ab5a", "#c69026", "#539bf5", "#b083f0", "#39c5cf", "#c8ccd4",
		"#6b7280", "#ff938a", "#8ddb8c", "#eac55f", "#96d0ff", "#dcbdfb", "#76e3ea", "#ffffff",
	}}
}

// of gives the colours in which a style is painted.
func (c colors) of(s term.Style) (fg, bg string) {
	fg, bg = c.resolve(s.Fg, c.text), c.resolve(s.Bg, c.background)
	if s.Attrs&term.Reverse != 0 {
		return bg, fg
	}
	return fg, bg
}

func (c colors) resolve(color term.Color, own string) string {
	switch color.Kind {
	case term.RGB:
		return fmt.Sprintf("#%06x", color.Value)
	case term.Indexed:
		return c.indexed(int(color.Value))
	case term.Default:
	}
	return own
}

// indexed gives one of xterm's 256 colours: sixteen, a cube of 6×6×6, and 24 greys.
func (c colors) indexed(i int) string {
	switch {
	case i < 16:
		return c.sixteen[i]
	case i < 232:
		i -= 16
		level := func(n int) int {
			if n == 0 {
				return 0
			}
			return 55 + 40*n
		}
		return fmt.Sprintf("#%02x%02x%02x", level(i/36), level(i/6%6), level(i%6))
	}
	grey := 8 + 10*(i-232)
	return fmt.Sprintf("#%02x%02x%02x", grey, grey, grey)
}
