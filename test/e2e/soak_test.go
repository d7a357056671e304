//go:build linux

package e2e

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/k8slab/k8slab/test/term"
)

// soaking is for how long a lab is watched: K8SLAB_TEST_SOAK (such as 1h; give go test a longer -timeout), or as long as
// CI can bear. The same is watched faster than life in package tui, where the heap itself can be looked at.
func soaking(t *testing.T) time.Duration {
	t.Helper()
	text := os.Getenv("K8SLAB_TEST_SOAK")
	if text == "" {
		return time.Minute
	}
	d, err := time.ParseDuration(text)
	if err != nil || d < 10*time.Second {
		t.Fatalf("K8SLAB_TEST_SOAK is %q, which is no time of at least 10s", text)
	}
	return d
}

// burden is what processes hold at most, over some time.
type burden struct {
	rss                   int64 // bytes, of the program with its descendants and what else serves it
	files, threads, procs int
}

// weigh looks at the program, all that it started, and other processes that serve it.
func weigh(p *Program, others ...int) burden {
	pids := append([]int{p.PID()}, others...)
	u := term.UsageOf(pids...)
	b := burden{rss: u.RSS, threads: u.Threads, procs: u.Processes}
	for _, pid := range pids {
		open, err := os.ReadDir("/proc/" + strconv.Itoa(pid) + "/fd")
		if err != nil {
			p.fail(err.Error())
		}
		b.files += len(open)
	}
	return b
}

func (b *burden) most(c burden) {
	b.rss, b.files = max(b.rss, c.rss), max(b.files, c.files)
	b.threads, b.procs = max(b.threads, c.threads), max(b.procs, c.procs)
}

// What the second half may have more than the first: a garbage collector's heap breathes, and a file may be open at the
// moment of looking.
const (
	mostRSS     = 6 << 20
	mostFiles   = 4
	mostThreads = 4
	mostProcs   = 1
)

// TestSoak leaves a live lab alone at 5 Hz, on both engines at once, and compares the second half of the time with the
// first.
func TestSoak(t *testing.T) {
	whole := soaking(t)
	for name, flags := range shellEngines() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			home := t.TempDir()
			p := Start(t, Run{Home: home, Args: append(flags, "--rate", "5", "terms")})
			p.WaitFor("아직 first라는 컨테이너가")
			p.Press("enter")
			p.WaitFor("first 실행 중")
			var others []int
			halves := [2]burden{}
			looks := time.NewTicker(whole / 60)
			defer looks.Stop()
			began, first := time.Now(), p.Text()
			soak := func(h *burden, until time.Duration) {
				for time.Since(began) < until {
					<-looks.C
					h.most(weigh(p, others...))
				}
			}
			soak(&burden{}, whole/6) // until everything is there that stays
			others = servants(t, name)
			soak(&halves[0], whole*7/12)
			before := p.Text()
			soak(&halves[1], whole)
			if after := p.Text(); after == before || before == first {
				t.Errorf("nothing moves on the screen:\n%s", after)
			}
			t.Logf("first half %+v, second half %+v", halves[0], halves[1])
			wantFlat(t, halves[0], halves[1])
			wantFewGoroutines(t, p, whole)
			if name == "docker" {
				wantNothingLeft(t)
			}
		})
	}
}

// servants are processes that serve a lab without being its program's descendants.
func servants(t *testing.T, engine string) []int {
	t.Helper()
	if engine != "docker" {
		return nil
	}
	var pids []int
	for _, id := range ours(t, "label=k8slab.role=observer") {
		pid, err := strconv.Atoi(strings.TrimSpace(docker(t, "inspect", "--format", "{{.State.Pid}}", id)))
		if err != nil || pid == 0 {
			t.Fatalf("the observer has no process: %d, %v", pid, err)
		}
		pids = append(pids, pid)
	}
	if len(pids) == 0 {
		t.Fatal("no observer")
	}
	return pids
}

func wantFlat(t *testing.T, first, second burden) {
	t.Helper()
	for _, w := range []struct {
		what        string
		first, last int64
		most        int64
	}{
		{"bytes of memory", first.rss, second.rss, mostRSS},
		{"open files", int64(first.files), int64(second.files), mostFiles},
		{"threads", int64(first.threads), int64(second.threads), mostThreads},
		{"processes", int64(first.procs), int64(second.procs), mostProcs},
	} {
		if w.last-w.first > w.most {
			t.Errorf("%s grew from %d to %d", w.what, w.first, w.last)
		}
	}
}

// mostGoroutines is how many the program may have with one live lab; see TestSoak in package tui for their growth.
const mostGoroutines = 60

// wantFewGoroutines ends the program in the way in which the Go runtime tells of its goroutines, and counts them: with one
// that is left at each observation there would be thousands.
func wantFewGoroutines(t *testing.T, p *Program, watched time.Duration) {
	t.Helper()
	p.Signal(syscall.SIGQUIT)
	p.WantExit(2)
	p.WaitFor("crash-")
	p.WantRestored()
	reports, err := filepath.Glob(filepath.Join(p.Home, ".local/state/k8slab/crash-*"))
	if err != nil || len(reports) != 1 {
		t.Fatalf("crash reports: %v, %v", reports, err)
	}
	text, err := os.ReadFile(reports[0])
	if err != nil {
		t.Fatal(err)
	}
	n := len(regexp.MustCompile(`(?m)^goroutine \d+`).FindAll(text, -1))
	t.Logf("%d goroutines after %v", n, watched)
	if n == 0 || n > mostGoroutines {
		t.Errorf("%d goroutines after %v:\n%s", n, watched, bytes.TrimSpace(text))
	}
}
