//go:build linux

package e2e

import (
	"bytes"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// leave are the keys that end the program wherever one is: out of a paste, an unfinished sequence, and a shell.
const leave = "\x1b[201~\x1b\\\x1d\x03"

// storms are what no learner types on purpose: a cat on the keyboard, a terminal that answers nonsense, a book pasted
// without bracketed paste.
func storms() map[string]string {
	return map[string]string{
		"a paste of a megabyte":      "\x1b[200~" + strings.Repeat("다람쥐 헌 쳇바퀴에 타고파\n", 30_000) + "\x1b[201~",
		"a paste without an end":     "\x1b[200~" + strings.Repeat("\x1b]0;x\x1b[31m", 3_000),
		"typed as fast as can be":    strings.Repeat("jk\t가ㅏ힣\x1b[A\x1b[6~", 3_000),
		"sequences without an end":   strings.Repeat("\x1b]52;c;AAAA\x1bP+q\x1b[99999999;", 3_000),
		"sizes that nobody has":      strings.Repeat("\x1b[8;1;1t\x1b[48;4096;256;9;9t\x1b[<0;9999;9999M", 1_000),
		"broken UTF-8":               strings.Repeat("\xff\xc0\xaf\xed\xa0\x80\xf5\x80", 3_000),
		"keys that no keyboard has":  strings.Repeat("\x1b[1114112u\x1b[55296;5:3;65:66u\x1b[0;0;55357;1;0;1_", 1_000),
		"answers that nobody wanted": strings.Repeat("\x1b[1;3R\x1b[?2026;2$y\x1b]11;rgb:ffff/ffff/ffff\x07\x1b[?62c", 1_000),
	}
}

// TestStorms types what no learner types on purpose, in the lesson and in a shell. The program must take it and go on, or
// end as such keys may demand; it must not crash or hang; and the terminal is given back.
func TestStorms(t *testing.T) {
	inputs := storms()
	seed := rand.Uint64()
	if text := os.Getenv("K8SLAB_TEST_SEED"); text != "" {
		var err error
		if seed, err = strconv.ParseUint(text, 10, 64); err != nil {
			t.Fatal(err)
		}
	}
	inputs["random bytes, K8SLAB_TEST_SEED="+strconv.FormatUint(seed, 10)] = noise(seed)
	for name, input := range inputs {
		t.Run(name, func(t *testing.T) {
			out := &record{}
			p := Start(t, Run{NoEngine: true, Record: out})
			p.WaitFor("컨테이너")
			storm(p, out, input)
		})
	}
	t.Run("in a shell", func(t *testing.T) {
		out := &record{}
		p := startShell(t, Run{Args: []string{"--engine", "native"}, Record: out})
		storm(p, out, inputs["a paste of a megabyte"]+noise(seed))
	})
}

// record keeps all that a program puts out.
type record struct {
	mu sync.Mutex
	bytes.Buffer
}

func (r *record) Write(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.Buffer.Write(p)
}

// since is what was put out after the first n bytes.
func (r *record) since(n int) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.String()[n:]
}

func (r *record) size() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.Len()
}

// noise is what a cat does that finds the escape key.
func noise(seed uint64) string {
	r := rand.New(rand.NewPCG(seed, 0)) //nolint:gosec // no secret
	b := make([]byte, 50_000)
	for i := range b {
		if b[i] = byte(r.Uint32()); r.IntN(8) == 0 {
			b[i] = "\x1b[]P;~"[r.IntN(6)]
		}
	}
	return string(b)
}

// storm types an input and then presses Ctrl-C until the program has ended.
func storm(p *Program, out *record, input string) {
	p.t.Helper()
	ended := make(chan struct{})
	go func() { // A program that hangs reads nothing, and who types would hang with it.
		for next := input; ; next = leave {
			_ = p.Send(next) // It may have ended.
			select {
			case <-ended:
				return
			case <-time.After(time.Second): // before pressing the key once more
			}
		}
	}()
	code, err := p.WaitExit(2 * patience)
	close(ended)
	if err != nil {
		at := out.size()
		_ = p.Terminal.Signal(syscall.SIGQUIT) // The runtime tells what it does.
		_, _ = p.WaitExit(patience)
		p.t.Logf("%s", out.since(at))
		p.fail("the program does not end: " + err.Error())
	}
	if code != 0 && code != 130 {
		p.fail("exit code " + strconv.Itoa(code))
	}
	p.WantRestored()
	if screen := p.Text(); strings.Contains(screen, "잘못이 있어서") {
		p.fail("the program crashed")
	}
}
