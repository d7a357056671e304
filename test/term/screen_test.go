package term

import (
	"strings"
	"testing"
)

func TestScreenDraws(t *testing.T) {
	for _, test := range []struct{ name, in, want string }{
		{"wide characters", "가나다", "가나다"},
		{"a wide character wraps whole", "abcdefghi가", "abcdefghi\n가"},
		{"ten columns are full", "가나다라마바", "가나다라마\n바"},
		{"half a wide character goes with the other", "가나\x1b[1;2Hx", " x나"},
		{"the left half goes with the right", "가나\x1b[1;1Hx", "x 나"},
		{"combining marks", "한e\u0301|", "한e\u0301|"},
		{"conjoining jamo", "\u1112\u1161\u11ab|", "\u1112\u1161\u11ab|"},
		{"half a character", "\xea\xb0", ""},
		{"erase to the end", "abc\r\ndef\x1b[1;2H\x1b[J", "a"},
		{"erase to the start", "abc\r\ndef\x1b[2;2H\x1b[1J", "\n  f"},
		{"erase the line only", "abc\r\ndef\x1b[2;2H\x1b[2K", "abc"},
		{"a region scrolls", "1\r\n2\r\n3\r\n4\x1b[2;3r\x1b[3;1H\nx", "1\n3\nx\n4"},
		{"reverse index scrolls down", "1\r\n2\x1b[H\x1bM", "\n1\n2"},
		{"insert a line", "1\r\n2\x1b[1;1H\x1b[L", "\n1\n2"},
		{"delete a line", "1\r\n2\r\n3\x1b[1;1H\x1b[M", "2\n3"},
		{"delete characters", "가나다\x1b[1;3H\x1b[2P", "가다"},
		{"delete half a character", "가나다\x1b[1;2H\x1b[1P", " 나다"},
		{"insert characters", "가나\x1b[1;1H\x1b[2@", "  가나"},
		{"insert pushes a wide one over the edge", "가나다라마\x1b[1;1H\x1b[1@", " 가나다라"},
		{"the wrap is deferred", "0123456789\x1b[1G\x1b[KA", "A"},
		{"repeat", "-\x1b[4b", "-----"},
		{"line drawing", "\x1b(0lqk\x1b(Bq", "┌─┐q"},
		{"alternate screen", "main\x1b[?1049halt\x1b[?1049l!", "main!"},
		{"tabs and back-tabs", "a\tb\x1b[Zc", "a       c"},
		{"save and restore", "ab\x1b7\x1b[3;3Hx\x1b8c", "abc\n\n  x"},
		{"scroll at the bottom", "1\r\n2\r\n3\r\n4\r\n5", "2\n3\n4\n5"},
		{"a title is not text", "\x1b]0;제목\x07a", "a"},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := NewScreen(10, 4, Config{}, func(string) {})
			for i := range len(test.in) { // a byte at a time: no sequence is ever whole
				_, _ = s.Write([]byte{test.in[i]})
			}
			if got := s.String(); got != test.want {
				t.Errorf("screen %q, want %q", got, test.want)
			}
			for y := range 4 {
				checkRow(t, s.Row(y))
			}
		})
	}
}

// checkRow fails unless each wide character has exactly one empty cell behind it, and no other cell is empty.
func checkRow(t *testing.T, row []Cell) {
	t.Helper()
	for x := 0; x < len(row); x++ {
		if row[x].Wide {
			if x++; x == len(row) || row[x].Text != "" || row[x].Wide {
				t.Errorf("the wide character at column %d is cut in two: %+v", x-1, row)
			}
		} else if row[x].Text == "" {
			t.Errorf("half a character at column %d: %+v", x, row)
		}
	}
}

func TestScreenAnswers(t *testing.T) {
	for _, test := range []struct {
		name, in, want string
		config         Config
	}{
		{"cursor", "ab\x1b[6n", "\x1b[1;3R", Config{}},
		{"cursor after an ambiguous character", "─\x1b[6n", "\x1b[1;2R", Config{}},
		{"the same drawn wide", "─\x1b[6n", "\x1b[1;3R", Config{AmbiguousWide: true}},
		{"synchronized output", "\x1b[?2026$p", "\x1b[?2026;2$y", Config{}},
		{"no synchronized output", "\x1b[?2026$p", "\x1b[?2026;0$y", Config{NoSync: true}},
		{"a mode that is set", "\x1b[?1049h\x1b[?1049$p", "\x1b[?1049;1$y", Config{}},
		{"an unknown mode", "\x1b[?2027$p", "\x1b[?2027;0$y", Config{}},
		{"dark background", "\x1b]11;?\a", "\x1b]11;rgb:1010/1010/1818\x1b\\", Config{}},
		{"light background", "\x1b]11;?\a", "\x1b]11;rgb:fafa/fafa/fafa\x1b\\", Config{Light: true}},
		{"dark text", "\x1b]10;?\a", "\x1b]10;rgb:1010/1010/1818\x1b\\", Config{Light: true}},
		{"size", "\x1b[18t", "\x1b[8;4;10t", Config{}},
		{"attributes", "\x1b[c", "\x1b[?64;1;2;6;9;15;16;17;18;21;22;28c", Config{}},
		{"capabilities", "\x1bP+q5463\x1b\\", "\x1bP0+r\x1b\\", Config{}},
		{"mute", "\x1b[c\x1b[6n\x1b]11;?\a", "", Config{Mute: true}},
	} {
		t.Run(test.name, func(t *testing.T) {
			var said strings.Builder
			s := NewScreen(10, 4, test.config, func(a string) { said.WriteString(a) })
			_, _ = s.Write([]byte(test.in))
			if said.String() != test.want {
				t.Errorf("answer %q, want %q", said.String(), test.want)
			}
		})
	}
}

func TestStyles(t *testing.T) {
	for _, test := range []struct {
		sgr  string
		want Style
	}{
		{"0", Style{}},
		{"1;3;4", Style{Attrs: Bold | Italic | Underline}},
		{"1;22", Style{}},
		{"4;4:0", Style{}},
		{"4:3", Style{Attrs: Underline}},
		{"7;27;9", Style{Attrs: Strike}},
		{"31;42", Style{Fg: Color{Indexed, 1}, Bg: Color{Indexed, 2}}},
		{"91;102", Style{Fg: Color{Indexed, 9}, Bg: Color{Indexed, 10}}},
		{"38;5;208;1", Style{Fg: Color{Indexed, 208}, Attrs: Bold}},
		{"38:5:208;1", Style{Fg: Color{Indexed, 208}, Attrs: Bold}},
		{"38;2;1;2;3;48;2;4;5;6", Style{Fg: Color{RGB, 0x010203}, Bg: Color{RGB, 0x040506}}},
		{"38:2:1:2:3;1", Style{Fg: Color{RGB, 0x010203}, Attrs: Bold}},
		{"38:2::1:2:3", Style{Fg: Color{RGB, 0x010203}}},
		{"58;2;1;2;3;31", Style{Fg: Color{Indexed, 1}}},
		{"31;39;41;49", Style{}},
		{"38;5", Style{}},
	} {
		s := NewScreen(10, 1, Config{}, func(string) {})
		_, _ = s.Write([]byte("\x1b[" + test.sgr + "mx"))
		if got := s.Row(0)[0].Style; got != test.want {
			t.Errorf("%s: %+v, want %+v", test.sgr, got, test.want)
		}
	}
}

func TestUnrestored(t *testing.T) {
	const on = "\x1b[?1049h\x1b[?25l\x1b[?1002h\x1b[?1006h\x1b[?2004h\x1b[?1004h\x1b[>1u\x1b[31m"
	const off = "\x1b[m\x1b[<u\x1b[?1004l\x1b[?2004l\x1b[?1006l\x1b[?1002l\x1b[?25h\x1b[?1049l"
	s := NewScreen(10, 4, Config{}, func(string) {})
	_, _ = s.Write([]byte(on))
	if left := s.Unrestored(); len(left) != 7 {
		t.Errorf("seven things are left, not %q", left)
	}
	_, _ = s.Write([]byte(off))
	if left := s.Unrestored(); len(left) != 0 {
		t.Errorf("nothing is left, not %q", left)
	}
}

func TestResizeKeepsWhatFits(t *testing.T) {
	s := NewScreen(10, 3, Config{}, func(string) {})
	_, _ = s.Write([]byte("가나다\r\nabc\r\nxyz"))
	s.Resize(5, 2)
	if got, want := s.String(), "가나\nabc"; got != want {
		t.Errorf("screen %q, want %q", got, want)
	}
	checkRow(t, s.Row(0))
	s.Resize(8, 4)
	if got, want := s.String(), "가나\nabc"; got != want {
		t.Errorf("screen %q, want %q", got, want)
	}
}

func FuzzScreen(f *testing.F) {
	f.Add("가\x1b[2@나\x1b[1;2H\x1b[Px\x1b[38:2::1m\x1b[3;2r\x1bM", 7, 3)
	f.Fuzz(func(t *testing.T, in string, cols, rows int) {
		cols, rows = 2+int(uint(cols)%30), 1+int(uint(rows)%10)
		s := NewScreen(cols, rows, Config{}, func(string) {})
		_, _ = s.Write([]byte(in))
		s.Resize(rows+1, cols)
		_, _ = s.Write([]byte(in))
		for y := range cols {
			checkRow(t, s.Row(y))
		}
	})
}

func TestFind(t *testing.T) {
	s := NewScreen(20, 3, Config{}, func(string) {})
	_, _ = s.Write([]byte("처음\r\n가나 다라 마바"))
	for text, want := range map[string][2]int{"처음": {0, 0}, "음": {2, 0}, "다라": {5, 1}, "바": {12, 1}} {
		if x, y, found := s.Find(text); !found || x != want[0] || y != want[1] {
			t.Errorf("%s: %d, %d, %v; want %v", text, x, y, found, want)
		}
	}
	if _, _, found := s.Find("없음"); found {
		t.Error("found what is not there")
	}
}
