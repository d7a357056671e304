//go:build linux

package e2e

import (
	"encoding/json"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestKilledAndStartedAgain kills a learner's program at random moments and starts it again, with the same home and beside
// another learner's living lab. What is remembered must stay readable and must not be less than before, nothing may be
// left behind, and the other's lab must not notice.
func TestKilledAndStartedAgain(t *testing.T) {
	rounds := roundsOf(t, 8)
	neighbour := Start(t, Run{Cols: 80, Rows: 24, Args: []string{"terms"}})
	neighbour.WaitFor("아직 first라는 컨테이너가")
	for _, next := range []string{"▸ 2", "▸ 3", "▸ 4"} { // with its limit of a fifth of a core it disturbs nobody
		neighbour.Press("enter")
		neighbour.WaitFor(next)
	}
	theirs := func() []string {
		return strings.Fields(docker(t, "ps", "-q", "--no-trunc", "--filter", "label=k8slab.name=first"))
	}
	living := theirs()
	if len(living) != 1 {
		t.Fatalf("the neighbour has %q, want one container", living)
	}
	session := strings.TrimSuffix(ours(t, "label=k8slab.name=first")[0], "first") // k8slab-SESSION-
	all := remains(t)
	others := func() []string {
		return slices.DeleteFunc(all(), func(name string) bool { return strings.HasPrefix(name, session) })
	}

	home := t.TempDir()
	steps := 0
	for round := range rounds {
		p := Start(t, Run{Cols: 80, Rows: 24, Home: home, Args: []string{"terms"}})
		p.WaitFor("다섯 낱말")
		for range rand.IntN(4) {
			// Reading is remembered, too, a little later than it happens.
			p.Press("pgdown")
		}
		if round%2 == 1 {
			p.WaitFor("아직 first라는 컨테이너가")
			p.Press("enter")
			p.WaitFor("first 실행 중")
		}
		if round == 1 { // Whatever the random moments are, there is something to lose from here on.
			eventually(t, "no step is remembered", func() bool {
				kept, err := os.ReadFile(filepath.Join(home, ".local/state/k8slab/progress.json"))
				return err == nil && stepsIn(t, kept) > 0
			})
		}
		moment := time.NewTimer(time.Duration(rand.IntN(1500)) * time.Millisecond)
		<-moment.C
		p.Signal(syscall.SIGKILL)
		p.WantExit(128 + int(syscall.SIGKILL))
		wantGone(t, others)
		p.WantRestored()
		wantGone(t, func() []string {
			return slices.DeleteFunc(p.Files(), func(path string) bool { return strings.HasSuffix(path, "debug.log") })
		})
		remembered := rememberedSteps(t, home)
		if remembered < steps {
			t.Errorf("%d finished steps are remembered; it were %d", remembered, steps)
		}
		steps = remembered
		if now := theirs(); !slices.Equal(now, living) {
			t.Errorf("the neighbour has %q now, had %q", now, living)
		}
		if t.Failed() {
			t.Fatalf("in round %d", round)
		}
	}
	if steps == 0 {
		t.Error("no step was ever remembered; nothing was tried")
	}
	neighbour.Press("enter")
	neighbour.WaitFor("실습을 마쳤어요.")
	neighbour.Press("q")
	neighbour.WantExit(0)
	wantNothingLeft(t)
}

// What a kill in the middle of a write of the progress file leaves is cleared away, and the progress is whole.
func TestKillInMidWrite(t *testing.T) {
	home := t.TempDir()
	p := Start(t, Run{Home: home})
	p.WaitFor("다섯 낱말")
	p.Press("pgdown")
	kept := filepath.Join(home, ".local/state/k8slab/progress.json")
	half := kept + ".tmp-1"
	eventually(t, "nothing is remembered", func() bool {
		_, err := os.Stat(kept)
		return err == nil
	})
	if err := os.WriteFile(half, []byte(`{"version":`), 0o600); err != nil {
		t.Fatal(err)
	}
	p.Signal(syscall.SIGKILL)
	p.WantExit(128 + int(syscall.SIGKILL))
	p.WantRestored()
	wantGone(t, func() []string {
		found, _ := filepath.Glob(half)
		return found
	})
	rememberedSteps(t, home)
}

// rememberedSteps reads what a killed program left of a learner's progress: the file is whole, the program reads it, and
// no damaged one was put aside.
func rememberedSteps(t *testing.T, home string) int {
	t.Helper()
	got := Exec(t, Run{Home: home, Args: []string{"progress", "export"}})
	if got.Code != 0 {
		t.Fatalf("progress export: status %d\n%s%s", got.Code, got.Stdout, got.Stderr)
	}
	dir := filepath.Join(home, ".local/state/k8slab")
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), "progress") && e.Name() != "progress.json" && e.Name() != "progress.lock" {
			t.Errorf("there is a %s", e.Name())
		}
	}
	return stepsIn(t, []byte(got.Stdout))
}

// stepsIn is how many finished steps a progress file tells of.
func stepsIn(t *testing.T, progress []byte) (n int) {
	t.Helper()
	var kept struct {
		Courses map[string]struct {
			Steps map[string]any `json:"steps"`
		} `json:"courses"`
	}
	if err := json.Unmarshal(progress, &kept); err != nil {
		t.Fatalf("%v in\n%s", err, progress)
	}
	for _, c := range kept.Courses {
		n += len(c.Steps)
	}
	return n
}

// eventually waits until something is so, and says what is wrong where it never is.
func eventually(t *testing.T, wrong string, so func() bool) {
	t.Helper()
	again, end := time.NewTicker(20*time.Millisecond), time.After(patience)
	defer again.Stop()
	for !so() {
		select {
		case <-again.C:
		case <-end:
			t.Fatal(wrong)
		}
	}
}
