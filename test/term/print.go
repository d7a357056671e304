package term

// print draws one character at the cursor.
func (s *Screen) print(r rune) {
	w := s.width.RuneWidth(r)
	if w == 0 {
		s.combine(r)
		return
	}
	if s.modes[modeAutoWrap] && (s.wrapNext || s.cursor.x+w > s.cols) {
		s.cursor.x = 0
		s.index(1)
	}
	x := max(min(s.cursor.x, s.cols-w), 0)
	w = min(w, s.cols)
	s.erase(s.cursor.y, x, x+w)
	row := s.Row(s.cursor.y)
	for i := range w {
		row[x+i] = Cell{Style: s.cursor.style}
	}
	row[x].Text, row[x].Wide = string(s.translate(r)), w == 2
	s.last = r
	s.cursor.x, s.wrapNext = min(x+w, s.cols-1), x+w >= s.cols
}

// combine adds a mark to the character before the cursor.
func (s *Screen) combine(r rune) {
	row, x := s.Row(s.cursor.y), s.cursor.x
	if !s.wrapNext {
		x--
	}
	for x > 0 && row[x].Text == "" {
		x--
	}
	if x >= 0 {
		row[x].Text += string(r)
	}
}

// translate applies the DEC line drawing set where it is chosen.
func (s *Screen) translate(r rune) rune {
	const from, to = "`afgjklmnopqrstuvwxyz{|}~", "◆▒°±┘┐┌└┼⎺⎻─⎼⎽├┤┴┬│≤≥π≠£·"
	if !s.drawing[s.shift] {
		return r
	}
	drawn := []rune(to)
	for i, f := range from {
		if f == r {
			return drawn[i]
		}
	}
	return r
}

// execute obeys a control character.
func (s *Screen) execute(b byte) {
	switch b {
	case '\b':
		s.moveTo(s.cursor.x-1, s.cursor.y)
	case '\t':
		s.moveTo((s.cursor.x/8+1)*8, s.cursor.y)
	case '\n', '\v', '\f':
		x, wrap := s.cursor.x, s.wrapNext
		s.index(1)
		s.cursor.x, s.wrapNext = x, wrap
	case '\r':
		s.moveTo(0, s.cursor.y)
	case 0x0e, 0x0f: // SO, SI
		s.shift = int(0x0f - b)
	}
}
