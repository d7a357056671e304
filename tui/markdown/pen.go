package markdown

import (
	"strconv"
	"strings"

	"charm.land/glamour/v2/ansi"
)

// attr are the switches of a pen.
type attr uint16

const (
	bold attr = 1 << iota
	faint
	italic
	underline
	blink
	inverse
	crossed
	upper
	lower
	title
)

// pen is how a piece of text is drawn: a style of a sheet with everything above it applied. Pens are compared.
type pen struct {
	fg, bg string // as sheets write colours; "" is the terminal's own
	attr   attr
}

// with applies a style of the sheet over p, as Glamour cascades.
func (p pen) with(s ansi.StylePrimitive) pen {
	if s.Color != nil {
		p.fg = *s.Color
	}
	if s.BackgroundColor != nil {
		p.bg = *s.BackgroundColor
	}
	for _, f := range [...]struct {
		on  *bool
		bit attr
	}{
		{s.Bold, bold},
		{s.Faint, faint},
		{s.Italic, italic},
		{s.Underline, underline},
		{s.Blink, blink},
		{s.Inverse, inverse},
		{s.CrossedOut, crossed},
		{s.Upper, upper},
		{s.Lower, lower},
		{s.Title, title},
	} {
		if f.on == nil {
			continue
		}
		p.attr &^= f.bit
		if *f.on {
			p.attr |= f.bit
		}
	}
	return p
}

// inks reports whether blanks drawn with p are visible.
func (p pen) inks() bool { return p.bg != "" || p.attr&(underline|inverse|crossed) != 0 }

// sgr gives the sequence that selects p after a reset; none for the plain pen.
func (p pen) sgr() string {
	var b []byte
	add := func(code string) {
		if len(b) > 0 {
			b = append(b, ';')
		}
		b = append(b, code...)
	}
	for i, code := range [...]string{"1", "2", "3", "4", "5", "7", "9"} {
		if p.attr&(1<<i) != 0 {
			add(code)
		}
	}
	if c := colorCode(p.fg, 30); c != "" {
		add(c)
	}
	if c := colorCode(p.bg, 40); c != "" {
		add(c)
	}
	if len(b) == 0 {
		return ""
	}
	return "\x1b[" + string(b) + "m"
}

const reset = "\x1b[m"

// colorCode writes a sheet's colour as SGR parameters; base is 30 for the foreground and 40 for the background. What is
// no colour is left out, as Glamour does.
func colorCode(c string, base int) string {
	if hex, ok := strings.CutPrefix(c, "#"); ok {
		if len(hex) == 3 {
			hex = string([]byte{hex[0], hex[0], hex[1], hex[1], hex[2], hex[2]})
		}
		v, err := strconv.ParseUint(hex, 16, 32)
		if err != nil || len(hex) != 6 {
			return ""
		}
		rgb := []string{strconv.Itoa(base + 8), "2"}
		for _, part := range []uint64{v >> 16, v >> 8 & 0xff, v & 0xff} {
			rgb = append(rgb, strconv.FormatUint(part, 10))
		}
		return strings.Join(rgb, ";")
	}
	n, err := strconv.Atoi(c)
	switch {
	case err != nil || n < 0 || n > 255:
		return ""
	case n < 8:
		return strconv.Itoa(base + n)
	case n < 16:
		return strconv.Itoa(base + 60 + n - 8)
	}
	return strconv.Itoa(base+8) + ";5;" + strconv.Itoa(n)
}
