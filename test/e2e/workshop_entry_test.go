//go:build linux

package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
)

// Who is on the roster comes in by the code that was printed beside the name, however it is typed; who has given a public
// key, by that key and no code.
func TestWorkshopRosterAndKeys(t *testing.T) {
	c := &class{t: t, dir: t.TempDir()}
	files := t.TempDir()
	roster := filepath.Join(files, "roster.csv")
	if err := os.WriteFile(roster, []byte("\ufeff이름,반\n김하나,1\n\"둘, 이\",2\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(c.k8slab("invite", "--roster", roster)) {
		fields := strings.Fields(line)
		c.codes = append(c.codes, fields[len(fields)-1])
	}
	if len(c.codes) != 2 {
		t.Fatalf("%d codes", len(c.codes))
	}
	key := filepath.Join(files, "id")
	if out, err := exec.Command("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "박셋", "-f", key).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	c.k8slab("invite", "--keys", key+".pub")
	c.serve()

	one := c.screen(strings.ToLower(strings.ReplaceAll(c.codes[0], "-", " ")))
	one.WaitFor(beginning)
	two := c.screen(strings.ReplaceAll(c.codes[1], "-", ""))
	two.WaitFor(beginning)
	three := c.byKey(key)
	three.WaitFor(beginning)
	board := terminal(t, nil, binary, "workshop", "--dir", c.dir, "board")
	board.WaitFor("김하나", "둘, 이", "박셋")

	stranger := filepath.Join(files, "other")
	if out, err := exec.Command("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", stranger).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	unknown := c.byKey(stranger)
	unknown.WaitFor("Permission denied")
}

// byKey opens a screen by a key alone.
func (c *class) byKey(key string) *Program {
	c.t.Helper()
	args, env := c.ssh("none", "-o", "PreferredAuthentications=publickey", "-i", key, "a@127.0.0.1")
	for i, a := range args {
		if a == "IdentityFile=none" {
			args[i] = "IdentityFile=" + key
		}
	}
	return terminal(c.t, env, "ssh", args...)
}

// Who rests long is told how long they may, stays by any key, and is sent away in the end.
func TestWorkshopIdle(t *testing.T) {
	c := newClass(t, 1, "--idle", "8s")
	p := c.screen(c.codes[0])
	p.WaitFor("초 뒤에 연결을 끊어요")
	p.Press("down")
	p.WaitGone("뒤에 연결을 끊어요")
	p.WaitFor("초 뒤에 연결을 끊어요")
	p.WaitFor("오래 쉬어서 연결을 끊었어요")
	p.WantExit(0)
	again := c.screen(c.codes[0])
	again.WaitFor(beginning)
}

// A class that ends is counted down on every screen, extended by the instructor, and over in the end, also for who comes
// then.
func TestWorkshopEnds(t *testing.T) {
	c := newClass(t, 1, "--for", "30s")
	p := c.screen(c.codes[0])
	p.WaitFor("남은 시간", "초")
	board := terminal(t, nil, binary, "workshop", "--dir", c.dir, "board")
	board.WaitFor("남은 시간")
	board.Type("+")
	board.WaitFor("남은 시간 10분")
	p.WaitGone("남은 시간") // It is told when ten minutes are left.
	board.Type("x")
	board.Type("y")
	p.WaitFor("수업이 끝났어요")
	p.WantExit(0)
	late := c.screen(c.codes[0])
	late.WaitFor("수업이 끝났어요")
}

// Names and words may hold anything; nothing of it reaches a terminal, a file system or a spreadsheet but as text.
func TestWorkshopHostileWords(t *testing.T) {
	c := &class{t: t, dir: t.TempDir()}
	roster := filepath.Join(t.TempDir(), "roster.csv")
	evil := "\x1b]52;c;aGVsbG8=\x07\x1b[2J\u009b31m\u202e"
	if err := os.WriteFile(roster, []byte("../../etc/passwd,1\n"+evil+"이름,2\n=1+1,3\n\"두\n줄\",4\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	printed := c.k8slab("invite", "--roster", roster)
	wantPlain(t, "the codes", printed)
	for line := range strings.Lines(printed) {
		fields := strings.Fields(line)
		c.codes = append(c.codes, fields[len(fields)-1])
	}
	if len(c.codes) != 4 {
		t.Fatalf("%d codes in\n%s", len(c.codes), printed)
	}
	c.serve()
	for _, code := range c.codes {
		g, err := c.enter(caller{
			user: "../../" + evil, code: code, term: "../" + evil, cols: 100, rows: 30,
			env: map[string]string{"LANG": evil, "TERM_PROGRAM": evil, "COLORTERM": evil, "LD_PRELOAD": "/tmp/x"},
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := g.waitFor("다섯 낱말로 시작하기"); err != nil { // A strange LANG has other signs for "·".
			t.Fatal(err)
		}
	}
	var shown record
	board := Start(t, Run{
		Args: []string{"workshop", "--dir", c.dir, "board"}, NoEngine: true, Record: &shown, Cols: 100, Rows: 30,
	})
	board.WaitFor("../../etc/passwd", "이름", "=1+1")
	board.Type("a")
	board.WaitFor("모두에게 할 말")
	if err := board.Send("\x1b[200~" + strings.ReplaceAll(evil, "\x1b[2J", "") + "안녕\x1b[201~"); err != nil {
		t.Fatal(err)
	}
	board.Type("하세요\r")
	board.Type("q")
	board.WantExit(0)
	for _, bad := range []string{"\x1b]52;", "\u009b", "\u202e"} {
		if strings.Contains(shown.since(0), bad) {
			t.Errorf("the board was sent %q", bad)
		}
	}
	for _, format := range []string{"csv", "html"} {
		wantPlain(t, format, c.k8slab("report", "--format", format))
	}
	if report := c.k8slab("report"); strings.Contains(report, "\n=1+1") {
		t.Errorf("a spreadsheet would compute\n%s", report)
	}
	wantPlain(t, "the log", c.log())
}

// wantPlain checks that a text has no control characters but the ends of its lines, and none that turn its direction.
func wantPlain(t *testing.T, what, text string) {
	t.Helper()
	for _, r := range text {
		if r != '\n' && r != '\t' && r != '\r' && (unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r)) {
			t.Errorf("%s has %q in\n%s", what, r, text)
			return
		}
	}
}
