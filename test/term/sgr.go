package term

import "github.com/charmbracelet/x/ansi"

// sgr chooses colours and attributes for what is printed next.
func (s *Screen) sgr(params ansi.Params) {
	if len(params) == 0 {
		s.cursor.style = Style{Link: s.cursor.style.Link}
	}
	for i := 0; i < len(params); {
		i += s.sgrOne(params[i:])
	}
}

// sgrOne obeys the first of the parameters, and says how many it took.
func (s *Screen) sgrOne(params ansi.Params) int {
	style := &s.cursor.style
	v, n := params[0].Param(0), joined(params)
	switch {
	case v == 0:
		*style = Style{Link: style.Link}
	case v == 4 && n > 1 && params[1].Param(0) == 0: // 4:0 takes the underline away
		style.Attrs &^= Underline
	case v < 10:
		style.Attrs |= 1 << v
	case v == 21: // a double underline
		style.Attrs |= Underline
	case v == 22:
		style.Attrs &^= Bold | Faint
	case v > 22 && v < 30:
		style.Attrs &^= 1 << (v - 20)
	case v == 38:
		return s.sgrColor(params, n, &style.Fg)
	case v == 48:
		return s.sgrColor(params, n, &style.Bg)
	case v == 58: // the colour of an underline, which is not kept
		var ignored Color
		return s.sgrColor(params, n, &ignored)
	case v == 39:
		style.Fg = Color{}
	case v == 49:
		style.Bg = Color{}
	default:
		style.paint(v)
	}
	return n
}

// paint applies the parameters of the sixteen colours.
func (s *Style) paint(v int) {
	switch {
	case v >= 30 && v < 38:
		s.Fg = indexed(v - 30)
	case v >= 40 && v < 48:
		s.Bg = indexed(v - 40)
	case v >= 90 && v < 98:
		s.Fg = indexed(v - 90 + 8)
	case v >= 100 && v < 108:
		s.Bg = indexed(v - 100 + 8)
	}
}

func indexed(i int) Color { return Color{Kind: Indexed, Value: uint32(i & 0xff)} }

// joined counts the parameters that colons join to the first one, itself included.
func joined(params ansi.Params) int {
	n := 1
	for n < len(params) && params[n-1].HasMore() {
		n++
	}
	return n
}

// sgrColor reads 38;5;N, 38;2;R;G;B, 38:5:N, 38:2:R:G:B or 38:2:SPACE:R:G:B, and says how many parameters that took.
func (s *Screen) sgrColor(params ansi.Params, joined int, c *Color) int {
	if len(params) < 3 {
		return len(params)
	}
	kind, n := params[1].Param(0), joined
	if joined == 1 {
		n = min(map[int]int{5: 3, 2: 5}[kind], len(params))
	}
	switch {
	case kind == 5:
		*c = indexed(params[2].Param(0))
	case kind == 2 && n >= 5:
		rgb := params[n-3 : n]
		if joined > 6 { // tolerances follow the colour
			rgb = params[3:6]
		}
		*c = Color{Kind: RGB}
		for _, p := range rgb {
			c.Value = c.Value<<8 | uint32(p.Param(0)&0xff)
		}
	}
	return max(n, 2)
}
