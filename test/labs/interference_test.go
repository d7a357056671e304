//go:build linux

package labs_test

import (
	"fmt"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/k8slab/k8slab/labs"
	"github.com/k8slab/k8slab/sandbox"
)

// BenchmarkInterference does the labs about interference again and again and tells of the worst round: how many times its
// baseline the victim's p99 became on one computer (the least), and in containers with shares (the most). It takes a
// quiet machine, and about 35 s a round:
//
//	go test ./test/labs -run '^$' -bench Interference -benchtime 10x
func BenchmarkInterference(b *testing.B) {
	for _, e := range enginesUnderTest(b) {
		b.Run(e.name, func(b *testing.B) {
			least := map[string]float64{}
			most := map[string]float64{}
			note := func(name string, ratio float64) {
				if v, known := least[name]; !known || ratio < v {
					least[name] = ratio
				}
				most[name] = max(most[name], ratio)
			}
			rounds := 0
			for b.Loop() {
				rounds++
				oneComputer(b, e, note)
				containers(b, e, note)
			}
			for _, name := range []string{"computer-game-guard", "computer-bank-game"} {
				b.ReportMetric(least[name], "least-"+name)
			}
			for _, name := range []string{"own-game-guard", "own-bank-guard", "own-game-shares", "own-bank-shares", "own-bank-game"} {
				b.ReportMetric(most[name], "most-"+name)
			}
			b.ReportMetric(0, "ns/op")
			b.Logf("%d rounds", rounds)
		})
	}
}

// oneComputer is the lab "traditional" as far as its figures go.
func oneComputer(b *testing.B, e engineUnderTest, note func(string, float64)) {
	b.Helper()
	w := open(b, e, "traditional")
	defer w.close()
	w.act("start")
	calmGame, calmBank := w.p99("computer", "game_p99_ms"), w.p99("computer", "bank_p99_ms")
	w.act("guard")
	game := w.p99("computer", "game_p99_ms")
	w.act("relief")
	w.until(time.Minute, "relief", func() bool { return w.newest("computer", "bank_p99_ms") < 3*calmBank })
	w.act("game")
	bank := w.p99("computer", "bank_p99_ms")
	note("computer-game-guard", game/calmGame)
	note("computer-bank-game", bank/calmBank)
	fmt.Fprintf(os.Stderr, "computer: game %.1f → %.0f ms (× %.0f), bank %.1f → %.0f ms (× %.0f)\n",
		calmGame, game, game/calmGame, calmBank, bank, bank/calmBank)
}

// containers is the lab "container" likewise.
func containers(b *testing.B, e engineUnderTest, note func(string, float64)) {
	b.Helper()
	w := open(b, e, "container")
	defer w.close()
	w.perform(labs.Action{Start: "bank"})
	w.perform(labs.Action{Start: "game"})
	calmGame, calmBank := w.p99("game", "p99_ms"), w.p99("bank", "p99_ms")
	line := fmt.Sprintf("containers: game %.1f, bank %.1f ms", calmGame, calmBank)
	for _, step := range []string{"guard", "shares", "greedy"} {
		w.act(step)
		game, bank := w.p99("game", "p99_ms"), w.p99("bank", "p99_ms")
		line += fmt.Sprintf("; %s: game %.1f (× %.1f), bank %.1f (× %.1f)", step, game, game/calmGame, bank, bank/calmBank)
		if step == "greedy" {
			note("own-bank-game", bank/calmBank)
			break
		}
		note("own-game-"+step, game/calmGame)
		note("own-bank-"+step, bank/calmBank)
	}
	fmt.Fprintln(os.Stderr, line) // A benchmark's own log keeps ten lines.
}

// act does the actions of a step but its measurements.
func (w *world) act(step string) {
	w.t.Helper()
	for _, s := range w.program.Steps {
		if s.ID != step {
			continue
		}
		for _, a := range s.Do {
			if a.Measure == nil {
				w.perform(a)
			}
		}
		return
	}
	w.t.Fatalf("there is no step %s", step)
}

// p99 waits until the report in whose window things changed is past, and returns the median of the next three.
func (w *world) p99(box, key string) float64 {
	w.t.Helper()
	var values []float64
	var last time.Time
	skip := 2
	w.until(time.Minute, "reports of "+box, func() bool {
		r := w.report(box)
		if r == nil || !r.At.After(last) {
			return false
		}
		last = r.At
		if v, told := r.Values[key]; !told {
			return false
		} else if skip--; skip < 0 {
			values = append(values, v)
		}
		return len(values) == 3
	})
	slices.Sort(values)
	return values[1]
}

func (w *world) report(box string) *sandbox.Report {
	if v := w.state.Seen.Sandbox(box); v != nil {
		return v.Report
	}
	return nil
}

// newest is a figure of a sandbox's newest report; very large if there is none.
func (w *world) newest(box, key string) float64 {
	if r := w.report(box); r != nil {
		if v, told := r.Values[key]; told {
			return v
		}
	}
	return 1e9
}
