package vterm_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"github.com/k8slab/k8slab/test/term"
	"github.com/k8slab/k8slab/tui/vterm"
)

// text is what is seen, without styles and trailing blanks.
func text(v vterm.View) string {
	var rows []string
	for _, r := range v.Rows {
		rows = append(rows, strings.TrimRight(ansi.Strip(r.Text), " "))
	}
	return strings.TrimRight(strings.Join(rows, "\n"), "\n")
}

func reference(s *term.Screen) string {
	rows := strings.Split(s.String(), "\n")
	for i := range rows {
		rows[i] = strings.TrimRight(rows[i], " ")
	}
	return strings.TrimRight(strings.Join(rows, "\n"), "\n")
}

func TestScreens(t *testing.T) {
	for _, tc := range []struct{ name, in, want string }{
		{"text", "안녕 hello\r\n둘", "안녕 hello\n둘"},
		{"wide fills the row", "가나다라마바", "가나다라마\n바"},
		{"wide does not fit", "123456789가", "123456789\n가"},
		{"wide ends in the last column, then return", "가나다라마\r*", "* 나다라마"},
		{"pending wrap is given up by a movement", "1234567890\x1b[D*", "12345678*0"},
		{"combining", "e\u0301x", "e\u0301x"},
		{"decomposed syllable", "각!", "각!"},
		{"half overwritten", "가\r*", "*"},
		{"insert", "abc\r\x1b[4hX", "Xabc"},
		{"erase above", "one\r\ntwo\x1b[1;2H\x1b[1J", "  e\ntwo"},
		{"erase all leaves the history alone", "one\r\ntwo\x1b[2J", ""},
		{"line drawing", "\x1b(0qx\x1b(Bq", "─│q"},
		{"title, clipboard, link", "a\x1b]0;t\x07\x1b]52;c;eA==\x1b\\\x1b]8;;http://x\x1b\\b", "ab"},
		{"string without end", "a\x1bPxyz\x18b", "ab"},
		{"eight-bit controls", "a\u009b31mb\u0085c", "a31mbc"},
		{"direction override", "a\u202eb", "ab"},
		{"alternate", "one\x1b[?1049htwo\x1b[?1049l!", "one!"},
		{"repeat", "x\x1b[3b", "xxxx"},
		{"bottom margin below the screen", "\x1b[1;999r\x1b[99;1Hx\r\ny", "\n\nx\ny"},
		{"broken UTF-8", "a\xffb\xe3\x81c", "a\ufffdb\ufffd\ufffdc"},
	} {
		v := vterm.New(10, 4, func([]byte) {})
		_, _ = v.Write([]byte(tc.in))
		if got := text(v.Look(0)); got != tc.want {
			t.Errorf("%s: got %q, want %q", tc.name, got, tc.want)
		}
		bytewise := vterm.New(10, 4, func([]byte) {})
		for i := range len(tc.in) {
			_, _ = bytewise.Write([]byte(tc.in[i : i+1]))
		}
		if got := text(bytewise.Look(0)); got != tc.want && tc.name != "decomposed syllable" {
			t.Errorf("%s, byte by byte: got %q, want %q", tc.name, got, tc.want)
		}
	}
}

func TestCursor(t *testing.T) {
	v := vterm.New(10, 3, func([]byte) {})
	_, _ = v.Write([]byte("한글"))
	if at := v.Look(0); at.X != 4 || at.Y != 0 || !at.Cursor {
		t.Errorf("after two syllables the cursor is at %d,%d (%t)", at.X, at.Y, at.Cursor)
	}
	_, _ = v.Write([]byte("\x1b[?25l"))
	if v.Look(0).Cursor {
		t.Error("the cursor is shown though it was hidden")
	}
}

func TestAnswers(t *testing.T) {
	var got []byte
	v := vterm.New(80, 24, func(p []byte) { got = append(got, p...) })
	for _, tc := range []struct{ ask, want string }{
		{"가\x1b[6n", "\x1b[1;3R"},
		{"\x1b[5n", "\x1b[0n"},
		{"\x1b[c", "\x1b[?62;22c"},
		{"\x1b[18t", "\x1b[8;24;80t"},
		{"\x1b[?2004h\x1b[?2004$p", "\x1b[?2004;1$y"},
		{"\x1b[?2026$p", "\x1b[?2026;0$y"},
		{"\x1b]11;?\x07", ""},
		{"\x1b[21t", ""},
		{"\x05", ""},
	} {
		got = nil
		_, _ = v.Write([]byte(tc.ask))
		if string(got) != tc.want {
			t.Errorf("%q: answered %q, want %q", tc.ask, got, tc.want)
		}
	}
}

func TestHistory(t *testing.T) {
	v := vterm.New(10, 4, func([]byte) {})
	for i := range 3000 {
		fmt.Fprintf(v, "줄 %d\r\n", i)
	}
	all := v.Look(1 << 20)
	if all.Back != 2000 {
		t.Errorf("%d rows are kept, want 2000", all.Back)
	}
	if got := text(v.Look(3)); got != "줄 2994\n줄 2995\n줄 2996\n줄 2997" {
		t.Errorf("scrolled back by 3: %q", got)
	}
	_, _ = v.Write([]byte("\x1b[3J"))
	if got := v.Look(5).Back; got != 0 {
		t.Errorf("the history was erased, yet %d rows are left", got)
	}
}

func TestResize(t *testing.T) {
	v := vterm.New(20, 4, func([]byte) {})
	_, _ = v.Write([]byte("하나\r\n가나다라마바사아자차\r\n$ 명령"))
	for _, tc := range []struct {
		cols, rows int
		want       string
		x, y       int
	}{
		{9, 6, "하나\n가나다라\n마바사아\n자차\n$ 명령", 6, 4},
		{9, 3, "마바사아\n자차\n$ 명령", 6, 2},
		{20, 4, "하나\n가나다라마바사아자차\n$ 명령", 6, 2},
		{4, 2, "령", 2, 1},
		{30, 5, "하나\n가나다라마바사아자차\n$ 명령", 6, 2},
	} {
		v.Resize(tc.cols, tc.rows)
		got := v.Look(0)
		if s := text(got); !strings.HasSuffix(s, tc.want) || (tc.cols > 4 && s != tc.want) {
			t.Errorf("%d×%d: got %q, want %q", tc.cols, tc.rows, s, tc.want)
		}
		if tc.cols > 4 && (got.X != tc.x || got.Y != tc.y) {
			t.Errorf("%d×%d: the cursor is at %d,%d, want %d,%d", tc.cols, tc.rows, got.X, got.Y, tc.x, tc.y)
		}
	}
}

// TestResizeInFullScreen holds that what was there before a full-screen program is there after it.
func TestResizeInFullScreen(t *testing.T) {
	v := vterm.New(20, 6, func([]byte) {})
	_, _ = v.Write([]byte("하나\r\n둘\r\n$ top\x1b[?1049h\x1b[Hprogram"))
	v.Resize(10, 3)
	_, _ = v.Write([]byte("\x1b[?1049l\r\n$ "))
	if got, want := text(v.Look(0)), "둘\n$ top\n$"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestAgainstReference draws random output on this screen and on the tests' own, which shares no code with it.
func TestAgainstReference(t *testing.T) {
	words := []string{
		"a", "hello ", "가", "한글 ", "x가y", "\r\n", "\r", "\n", "\b", "\t", "\x1b[H", "\x1b[3;4H", "\x1b[A", "\x1b[2B", "\x1b[3C",
		"\x1b[D", "\x1b[D\x1b[K", "\x1b[D\x1b[1K", "\x1b[D\x1b[2K", "\x1b[D\x1b[J", "\x1b[D\x1b[1J", "\x1b[D\x1b[2J", "\x1b[D\x1b[2P", "\x1b[D\x1b[2X", "\x1b[L", "\x1b[M",
		"\x1bM", "\x1bD", "\x1bE", "\x1b[5G", "\x1b[4d", "\x1b7", "\x1b8", "\x1b[31m", "\x1b[m", "123456789",
		"\x1b[S", "\x1b[T",
	}
	for seed := range uint64(400) {
		r := rand.New(rand.NewPCG(seed, 7))
		cols, rows := 5+r.IntN(15), 3+r.IntN(6)
		v := vterm.New(cols, rows, func([]byte) {})
		ref := term.NewScreen(cols, rows, term.Config{}, func(string) {})
		var sent []string
		for range 60 {
			w := words[r.IntN(len(words))]
			sent = append(sent, w)
			_, _ = v.Write([]byte(w))
			_, _ = ref.Write([]byte(w))
			got, want := text(v.Look(0)), reference(ref)
			x, y, _ := ref.Cursor()
			at := v.Look(0)
			if got != want || at.X != x || at.Y != y {
				t.Fatalf("seed %d, %d×%d, after %q:\n%s\n(cursor %d,%d)\nwant\n%s\n(cursor %d,%d)", seed, cols, rows, sent, got, at.X, at.Y, want, x, y)
			}
		}
	}
}

// FuzzTerminal holds that nothing a program puts out can hang the terminal, break it, or reach the learner's own.
func FuzzTerminal(f *testing.F) {
	for _, s := range []string{
		"\x1b[2147483647b", "\x1b[99999999999I\x1b[2147483647Z\x1b[2147483647X\x1b[2147483647@", "\x1b[2147483647L\x1b[2147483647S",
		"\x1b[0;0r\x1b[99;98r\x1b[-1r", "\x1b[?1049h가\x1b[?47h\x1bc가\x1b[?1049l", "\x1b]52;c;?\x07\x1b]11;?\x1b\\\x1bP+q\x1b\\",
		"가\x1b[1;80H나\x1b[P\x1b[@다\x1b[1X", "\x1b[38:2:1:2:3m\x1b[4:3mx\x1b[;;;;m", strings.Repeat("\u0301", 500), "\x1b[?6h\x1b[5;2r\x1b[9Bx\x1bM\x1bM\x1bM",
	} {
		f.Add([]byte(s), uint8(10), uint8(4), uint8(3))
	}
	f.Fuzz(func(t *testing.T, p []byte, cols, rows, back uint8) {
		v := vterm.New(int(cols%40), int(rows%12), func([]byte) {})
		began := time.Now()
		for range 3 {
			_, _ = v.Write(p)
			v.Resize(int(back%30), int(cols%20))
		}
		look := v.Look(int(back))
		if look.Failed {
			t.Fatal("the emulator panicked")
		}
		w, h := v.Size()
		if len(look.Rows) != h {
			t.Fatalf("%d rows on a screen of %d", len(look.Rows), h)
		}
		for _, r := range look.Rows {
			if n := ansi.StringWidth(r.Text); n > w {
				t.Fatalf("a row of %d cells on a screen of %d: %q", n, w, r.Text)
			}
			onlyStyles(t, r.Text)
		}
		if d := time.Since(began); d > 5*time.Second {
			t.Fatalf("took %s", d)
		}
	})
}

// onlyStyles checks that a row holds text and SGR sequences.
func onlyStyles(t *testing.T, s string) {
	t.Helper()
	for i := 0; i < len(s); {
		j := strings.IndexFunc(s[i:], func(r rune) bool { return r < ' ' || (r >= 0x7f && r < 0xa0) })
		if j < 0 {
			return
		}
		seq := s[i+j:]
		end := strings.IndexFunc(seq[min(2, len(seq)):], func(r rune) bool { return r >= '@' })
		if !strings.HasPrefix(seq, "\x1b[") || end < 0 || seq[2+end] != 'm' {
			t.Fatalf("more than styles: %q", s)
		}
		i += j + 2 + end + 1
	}
}

func BenchmarkFlood(b *testing.B) {
	v := vterm.New(80, 24, func([]byte) {})
	p := []byte(strings.Repeat("y\r\n", 10000))
	b.SetBytes(int64(len(p)))
	for b.Loop() {
		_, _ = v.Write(p)
	}
}

func BenchmarkHangul(b *testing.B) {
	v := vterm.New(80, 24, func([]byte) {})
	p := []byte(strings.Repeat("다람쥐 헌 쳇바퀴에 타고파 \x1b[31m빨강\x1b[m\r\n", 500))
	b.SetBytes(int64(len(p)))
	for b.Loop() {
		_, _ = v.Write(p)
	}
}

// TestJump holds that lines which go to the history directly are where they would be if they had been drawn.
func TestJump(t *testing.T) {
	var in strings.Builder
	in.WriteString("\x1b[32m")
	for i := range 300 {
		in.WriteString([]string{"plain", "한글 줄", "", "a line that is longer than the screen is wide, 넓은 것까지"}[i%4])
		fmt.Fprintf(&in, " %d\r\n", i)
	}
	whole, bytewise := vterm.New(20, 6, func([]byte) {}), vterm.New(20, 6, func([]byte) {})
	_, _ = whole.Write([]byte(in.String()))
	for i := range in.Len() {
		_, _ = bytewise.Write([]byte(in.String()[i : i+1]))
	}
	got, want := whole.Look(0), bytewise.Look(0)
	if got.X != want.X || got.Y != want.Y || got.Scrolled != want.Scrolled {
		t.Errorf("cursor %d,%d after %d rows, want %d,%d after %d", got.X, got.Y, got.Scrolled, want.X, want.Y, want.Scrolled)
	}
	for back := 0; back < 440; back += 5 {
		if got, want := whole.Look(back), bytewise.Look(back); text(got) != text(want) || got.Back != want.Back {
			t.Fatalf("scrolled back by %d:\n%s\nwant\n%s", back, text(got), text(want))
		}
	}
}

func TestFilter(t *testing.T) {
	in := "a\x1b]0;title\x07b\x1b]52;c;eA==\x1b\\c\x1bPq\x1b\\d\x1b[>1u\x1b[31m한글\x1b[?1049h\x1b[=5;1u\x1b(0e\x1b]x" +
		"\x1b[>4;2m\x1b[1mf\x1b7\x1b[12\x1b[6n\x1b[>c\x1b[u"
	want := "abcd\x1b[31m한글\x1b[?1049h\x1b(0e\x1b[1mf\x1b7\x1b[6n\x1b[>c\x1b[u"
	var whole, bytewise strings.Builder
	_, _ = (&vterm.Filter{Out: &whole}).Write([]byte(in))
	f := &vterm.Filter{Out: &bytewise}
	for i := range len(in) {
		_, _ = f.Write([]byte(in[i : i+1]))
	}
	if whole.String() != want || bytewise.String() != want {
		t.Errorf("got %q and %q, want %q", whole.String(), bytewise.String(), want)
	}
}

// Questions that are answered elsewhere do not reach the terminal; what looks like them does.
func TestFilterQuestions(t *testing.T) {
	var out strings.Builder
	f := &vterm.Filter{Out: &out, Answered: true}
	_, _ = f.Write([]byte("a\x1b[6n\x1b[c\x1b[>c\x1b[?6n\x1b[?2026$p\x1b[>q\x1b[18t\x1bZ" + "b\x1b[2 q\x1b[!p\x1b[31m\x1b[u\x1b[3X"))
	if got, want := out.String(), "ab\x1b[2 q\x1b[!p\x1b[31m\x1b[u\x1b[3X"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// A terminal that is given a replay goes on as the one it was taken from.
func TestReplay(t *testing.T) {
	for _, tc := range []struct{ name, before, after string }{
		{"prompt", "$ ls\r\n하나 둘\r\n$ ", "echo 안녕\r\n안녕\r\n$ "},
		{"in the middle of a line", "$ echo 가나다\x1b[4D", "\x1b[K라"},
		{"above what is shown", "하나\r\n둘\r\n셋\x1b[2;1H", "X\r\nY"},
		{"style", "\x1b[1;31mred", "der\x1b[m plain"},
		{"full screen", "$ vi\r\n\x1b[?1049h\x1b[H~\r\n~\x1b[3;4H글\x1b[?1h\x1b[?2004h\x1b[?25l", "\x1b[1;1Hedited\x1b[?25h"},
		{"region", "1\r\n2\r\n3\x1b[2;4r\x1b[3;1Hx", ""},
		{"modes", "\x1b[?1002h\x1b[?1006h\x1b[?7l\x1b=$ ", strings.Repeat("x", 30)},
	} {
		t.Run(tc.name, func(t *testing.T) {
			from := vterm.New(20, 6, func([]byte) {})
			to := term.NewScreen(20, 6, term.Config{}, func(string) {})
			_, _ = from.Write([]byte(tc.before))
			_, _ = to.Write([]byte(from.Replay(6)))
			compare := func(when string) {
				t.Helper()
				v := from.Look(0)
				x, y, shown := to.Cursor()
				if text(v) != reference(to) || x != v.X || y != v.Y || shown != v.Cursor {
					t.Fatalf("%s:\n%s\n(%d,%d %v) want\n%s\n(%d,%d %v)", when, reference(to), x, y, shown, text(v), v.X, v.Y, v.Cursor)
				}
			}
			compare("after the replay")
			for _, w := range []interface{ Write([]byte) (int, error) }{from, to} {
				_, _ = w.Write([]byte(tc.after))
			}
			compare("after what came then")
			_, before, _ := to.Cursor()
			full := to.AltScreen()
			_, _ = to.Write([]byte(from.Undo()))
			if to.AltScreen() {
				t.Error("the alternate screen is still shown")
			}
			if x, y, _ := to.Cursor(); !full && (x != 0 || y < min(before+1, 5)) {
				t.Errorf("the cursor is at %d,%d; what comes next would overwrite what is there", x, y)
			}
		})
	}
}

// Only the last rows are shown where there is no room for all.
func TestReplayIsShort(t *testing.T) {
	from := vterm.New(20, 10, func([]byte) {})
	_, _ = from.Write([]byte("1\r\n2\r\n3\r\n4\r\n5\r\n$ "))
	if got, want := from.Replay(3), "4\r\n5\r\n$\x1b[3G"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
