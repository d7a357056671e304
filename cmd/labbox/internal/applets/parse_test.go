//go:build linux

package applets

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestParseStat(t *testing.T) {
	t.Parallel()
	rest := " S 7 8 9 34817 8 4194304 100 0 0 0 150 50 0 0 20 0 3 0 1234 1048576 256 18446744073709551615 0 0"
	for _, name := range []string{"sh", "a b", "x) R 1 (y", ")", "(", "줄\n바꿈", ""} {
		p, err := parseStat([]byte("42 (" + name + ")" + rest))
		if err != nil || p.comm != name || p.pid != 42 || p.ppid != 7 || p.state != "S" || p.threads != 3 {
			t.Errorf("name %q: %+v, %v", name, p, err)
		}
		if p.cpu != 2*time.Second || p.start != 12340*time.Millisecond || p.rss != 256*uint64(os.Getpagesize()) {
			t.Errorf("name %q: cpu %v, start %v, rss %d", name, p.cpu, p.start, p.rss)
		}
		if got := ttyName(p.tty); got != "pts/1" {
			t.Errorf("terminal %q", got)
		}
	}
	for _, bad := range []string{"", "42", "42 (x", "42 x)", "x (y)" + rest, "42 (x) S 1", ")("} {
		if p, err := parseStat([]byte(bad)); err == nil {
			t.Errorf("%q was taken for %+v", bad, p)
		}
	}
}

func FuzzParseStat(f *testing.F) {
	if data, err := os.ReadFile("/proc/self/stat"); err == nil {
		f.Add(data)
	}
	f.Add([]byte("1 (a) S 0"))
	f.Fuzz(func(_ *testing.T, data []byte) { parseStat(data) })
}

func FuzzParseMountinfo(f *testing.F) {
	f.Add(`22 28 0:21 / /a\040b rw,nosuid shared:7 - proc proc rw`)
	f.Fuzz(func(_ *testing.T, data string) { parseMountinfo(data) })
}

func TestParseMountinfo(t *testing.T) {
	t.Parallel()
	list, err := parseMountinfo("22 28 0:21 / /proc rw,nosuid shared:7 - proc proc rw\n" +
		`30 22 8:1 /sub /a\040b ro,noatime - ext4 /dev/sda1 rw,errors=remount-ro` + "\n")
	if err != nil || len(list) != 2 {
		t.Fatal(list, err)
	}
	if m := list[1]; m.target != "/a b" || m.options != "ro,noatime,errors=remount-ro" || m.root != "/sub" || m.kind != "ext4" {
		t.Errorf("%+v", m)
	}
}

func TestParsePS(t *testing.T) {
	t.Parallel()
	bsd := []string{"user", "pid", "%cpu", "%mem", "vsz", "rss", "tty", "stat", "start", "bsdtime", "args"}
	full := []string{"user", "pid", "ppid", "c", "stime", "tty", "time", "cmd"}
	short := []string{"pid", "tty", "time", "comm"}
	wide := []string{"pid", "tty", "stat", "bsdtime", "args"}
	for _, c := range []struct {
		args    string
		columns []string
		all     bool
		forest  bool
		pids    []int
	}{
		{"", short, false, false, nil},
		{"-e", short, true, false, nil},
		{"-A", short, true, false, nil},
		{"aux", bsd, true, false, nil},
		{"auxf", bsd, true, true, nil},
		{"-aux", bsd, true, false, nil},
		{"axf", wide, true, true, nil},
		{"ax", wide, true, false, nil},
		{"-ef", full, true, false, nil},
		{"-ef --forest", full, true, true, nil},
		{"-p 1", short, false, false, []int{1}},
		{"-p1,2", short, false, false, []int{1, 2}},
		{"12", short, false, false, []int{12}},
		{"-o pid,args", []string{"pid", "args"}, false, false, nil},
		{"-eo pid,nspid,comm", []string{"pid", "nspid", "comm"}, true, false, nil},
		{"-e -o pid= -o rss=", []string{"pid", "rss"}, true, false, nil},
		{"axo pid,cmd", []string{"pid", "cmd"}, true, false, nil},
		{"-o ppid -p 1", []string{"ppid"}, false, false, []int{1}},
	} {
		a, err := parsePS(strings.Fields(c.args))
		if err != nil || !slices.Equal(a.columns, c.columns) || a.all != c.all || a.forest != c.forest || !slices.Equal(a.pids, c.pids) {
			t.Errorf("ps %s: %+v, %v", c.args, a, err)
		}
	}
	for _, bad := range []string{"-o nosuch", "-p x", "-p", "-o", "--nosuch", "-Q", "-p 0"} {
		if a, err := parsePS(strings.Fields(bad)); err == nil {
			t.Errorf("ps %s was taken for %+v", bad, a)
		}
	}
}

// Options mean the same however they are written.
func TestOptionsMayBeWrittenInAnyForm(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		a, b := rapid.Bool().Draw(rt, "a"), rapid.Bool().Draw(rt, "b")
		n := rapid.IntRange(0, 999).Draw(rt, "n")
		var args []string
		switch rapid.IntRange(0, 3).Draw(rt, "form") {
		case 0: // -a -b -n 5
			if a {
				args = append(args, "-a")
			}
			if b {
				args = append(args, "-b")
			}
			args = append(args, "-n", strconv.Itoa(n))
		case 1: // -abn5
			word := "-" + map[bool]string{true: "a"}[a] + map[bool]string{true: "b"}[b]
			args = []string{word + "n" + strconv.Itoa(n)}
		case 2: // --all --lines=5
			if a {
				args = append(args, "--all")
			}
			if b {
				args = append(args, "--bytes")
			}
			args = append(args, "--lines="+strconv.Itoa(n))
		case 3: // --lines 5 after an operand
			args = []string{"--lines", strconv.Itoa(n)}
			if a {
				args = append(args, "-a")
			}
			if b {
				args = append(args, "-b")
			}
		}
		args = append(args, "file", "--", "-z")
		o, err := parse("a b n: all=a bytes=b lines=n", args)
		if err != nil {
			rt.Fatalf("%q: %v", args, err)
		}
		got, err := o.number("n", -1)
		if err != nil || got != n || o.has("a") != a || o.has("b") != b || !slices.Equal(o.rest, []string{"file", "-z"}) {
			rt.Fatalf("%q: %+v, n=%d (%v)", args, o, got, err)
		}
	})
}

func TestUnknownOptionsAreRefused(t *testing.T) {
	t.Parallel()
	for _, args := range []string{"-x", "-ax", "--nosuch", "-n", "--lines", "--all=1"} {
		if o, err := parse("a n: all=a lines=n", strings.Fields(args)); err == nil {
			t.Errorf("%s was taken for %+v", args, o)
		}
	}
}

func TestChangeMode(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		spec  string
		old   uint32
		isDir bool
		want  uint32
	}{
		{"644", 0o777, false, 0o644},
		{"u+x", 0o644, false, 0o744},
		{"+x", 0o644, false, 0o755},
		{"a-w", 0o666, false, 0o444},
		{"u=rw,go=r", 0o777, false, 0o644},
		{"go-rwx", 0o755, false, 0o700},
		{"a+X", 0o644, false, 0o644},
		{"a+X", 0o744, false, 0o755},
		{"a+X", 0o644, true, 0o755},
		{"u+s", 0o755, false, 0o4755},
		{"+t", 0o777, true, 0o1777},
		{"g=u", 0o740, false, 0o770},
		{"+w", 0o444, false, 0o644},
		{"u+rw-x", 0o100, false, 0o600},
		{"1777", 0, true, 0o1777},
	} {
		if got, err := changeMode(c.spec, c.old, c.isDir, 0o022); err != nil || got != c.want {
			t.Errorf("chmod %s of %04o: %04o (%v), want %04o", c.spec, c.old, got, err, c.want)
		}
	}
	for _, bad := range []string{"", "x", "u", "888", "u+q", "z+x", "77777"} {
		if got, err := changeMode(bad, 0, false, 0); err == nil {
			t.Errorf("chmod %q was taken for %04o", bad, got)
		}
	}
}

func TestHuman(t *testing.T) {
	t.Parallel()
	for n, want := range map[uint64]string{
		0: "0", 1023: "1023", 1024: "1.0K", 1025: "1.1K", 1536: "1.5K", 10239: "10K", 10240: "10K", 10241: "11K", 1 << 20: "1.0M",
		123 << 20: "123M", 1 << 30: "1.0G", 5 << 40: "5.0T",
	} {
		if got := human(n); got != want {
			t.Errorf("human(%d) = %s, want %s", n, got, want)
		}
	}
}

func TestWidth(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]int{"": 0, "abc": 3, "한글": 4, "a한": 3, "가\u0301": 2, "─": 1, "•": 1, "é": 1} {
		if got := textWidth(s); got != want {
			t.Errorf("textWidth(%q) = %d, want %d", s, got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		s, w := rapid.String().Draw(t, "s"), rapid.IntRange(0, 20).Draw(t, "w")
		if c := clip(s, w); textWidth(c) > w || !strings.HasPrefix(s, c) {
			t.Fatalf("clip(%q, %d) = %q", s, w, c)
		}
	})
}

// The editor must hold what a plain slice of lines would, whatever is typed.
func TestEditorKeepsText(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		e := &editor{lines: [][]rune{nil}, rows: 10, cols: 20}
		keys := rapid.SliceOf(rapid.SampledFrom([]key{
			{r: 'a'},
			{r: '한'},
			{r: '\t'},
			{r: '\u0301'},
			{name: "enter"},
			{name: "backspace"},
			{name: "delete"},
			{name: "left"},
			{name: "right"},
			{name: "up"},
			{name: "down"},
			{name: "home"},
			{name: "end"},
			{name: "cut"},
			{name: "paste"},
		})).Draw(t, "keys")
		for i, k := range keys {
			before := e.text()
			e.handle(k)
			if e.row < 0 || e.row >= len(e.lines) || e.col < 0 || e.col > len(e.lines[e.row]) {
				t.Fatalf("after %v the cursor is at %d,%d of %q", keys[:i+1], e.row, e.col, e.text())
			}
			if k.r != 0 && len(e.text()) != len(before)+len(string(k.r)) {
				t.Fatalf("%c made %q of %q", k.r, e.text(), before)
			}
			for _, line := range e.lines {
				if w := textWidth(e.visible(line)); w > e.cols {
					t.Fatalf("%q is shown in %d cells of %d", string(line), w, e.cols)
				}
			}
		}
	})
}

func (e *editor) text() string {
	words := make([]string, len(e.lines))
	for i, l := range e.lines {
		words[i] = string(l)
	}
	return strings.Join(words, "\n")
}

func TestKeys(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"\x1b[A": "up", "\x1bOB": "down", "\x1b[1;5C": "right", "\x1b[3~": "delete", "\x1b[5~": "pgup", "\x1b[H": "home", "\x7f": "backspace",
		"\r": "enter", "\x13": "save", "한": "한", "a": "a", "\x1b[99~": "",
	} {
		k := (&keyReader{buf: []byte(in)}).next(func() bool { return false })
		if got := k.name + strings.Trim(string(k.r), "\x00"); got != want {
			t.Errorf("%q is key %q, want %q", in, got, want)
		}
	}
}

func Example_clock() {
	fmt.Println(clock(3661*time.Second, true), clock(3661*time.Second, false), elapsed(90061*time.Second))
	// Output: 01:01:01 61:01 1-01:01:01
}
