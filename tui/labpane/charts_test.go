package labpane_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"

	"github.com/k8slab/k8slab/labs"
	"github.com/k8slab/k8slab/lessons/ko"
	"github.com/k8slab/k8slab/sandbox"
	"github.com/k8slab/k8slab/tui/glyph"
	"github.com/k8slab/k8slab/tui/labpane"
)

// interference plays the lab traditional: calm, then the guard, relief, and the greedy game.
func interference(t testing.TB) labs.State {
	t.Helper()
	p, err := labs.Open(ko.FS(), "traditional")
	if err != nil {
		t.Fatal(err)
	}
	s := labs.NewState(p).Apply(labs.Event{Connected: &sandbox.Info{Driver: "native", Name: "embedded engine"}})
	s.Current = 4
	for second := range 40 {
		bank, game, extra := 2.0, 5.0, sandbox.ProcessView{HostPID: 9, PID: 9, Comm: "idle"}
		switch {
		case second >= 10 && second < 20:
			bank, game, extra.Comm = 120, 350, "guard"
		case second >= 30:
			bank, game, extra.Comm, extra.Threads = 900, 160, "game", 16
		}
		s = s.Apply(labs.Event{Observed: &sandbox.Observation{
			At: time.Unix(int64(1000+second), 0), Sandboxes: []sandbox.View{{
				Status:    sandbox.Status{Name: "computer", ID: "x", State: sandbox.StateRunning, PID: 7},
				Processes: []sandbox.ProcessView{{HostPID: 7, PID: 1, Comm: "labbox"}, extra}, ProcessCount: 2,
				Report: &sandbox.Report{Values: map[string]float64{"bank_p99_ms": bank, "game_p99_ms": game}},
			}},
		}})
	}
	return s
}

func TestChartViews(t *testing.T) {
	for _, g := range []glyph.Set{glyph.Unicode(), glyph.ASCII()} {
		for _, size := range [][2]int{{37, 30}, {51, 40}} {
			t.Run(fmt.Sprintf("%s-%dx%d", g.Name, size[0], size[1]), func(t *testing.T) {
				m := labpane.New(look(t, g), interference(t))
				m.SetSize(size[0], size[1])
				golden.RequireEqual(t, []byte(ansi.Strip(strings.Join(m.Rows(), "\n"))))
			})
		}
	}
}

// TestChartLines finds, at every width, the lines of all that began, in both curves and at the same place.
func TestChartLines(t *testing.T) {
	s := interference(t)
	for width := 30; width <= 110; width++ {
		m := labpane.New(look(t, glyph.Unicode()), s)
		m.SetSize(width, 60)
		var places [][]int
		for _, row := range m.Rows() {
			row = ansi.Strip(row)
			if !strings.HasPrefix(row, "은행 ") && !strings.HasPrefix(row, "게임 ") {
				continue
			}
			var at []int
			for i, cell := range []rune(row) {
				if cell == '│' {
					at = append(at, i)
				}
			}
			places = append(places, at)
		}
		if len(places) != 2 || fmt.Sprint(places[0]) != fmt.Sprint(places[1]) || len(places[0]) != 3 {
			t.Fatalf("width %d: lines at %v; want the same three in both curves", width, places)
		}
	}
}

// TestFiguresAreDrawnFourTimesASecond looks ten times a second for ten seconds, and counts drawings.
func TestFiguresAreDrawnFourTimesASecond(t *testing.T) {
	s := running(t)
	m := labpane.New(look(t, glyph.Unicode()), s)
	m.SetSize(56, 60)
	last, drawings := &m.Rows()[0], 0
	show := func(s labs.State) bool {
		m.SetState(s)
		first := &m.Rows()[0]
		drawn := first != last
		if last = first; drawn {
			drawings++
		}
		return drawn
	}
	at := time.Unix(100, 0)
	see := func(change func(*sandbox.Observation)) labs.State {
		o := observed(at, 0.1*at.Sub(time.Unix(100, 0)).Seconds())
		if change != nil {
			change(o)
		}
		s = s.Apply(labs.Event{At: at, Observed: o})
		return s
	}
	show(see(nil))
	drawings = 0
	for range 100 {
		at = at.Add(100 * time.Millisecond)
		show(see(nil))
	}
	if drawings > 40 || drawings < 30 {
		t.Errorf("%d drawings in ten seconds of moving figures, want 30 to 40", drawings)
	}
	// What happens is drawn at once, however short the time since the last drawing.
	at = at.Add(time.Millisecond)
	show(see(nil))
	more := 0.25
	for name, change := range map[string]func(*sandbox.Observation){
		"a limit":   func(o *sandbox.Observation) { o.Sandboxes[0].Cgroup.CPU.LimitCores = &more },
		"a process": func(o *sandbox.Observation) { o.Sandboxes[0].ProcessCount++ },
		"an end":    func(o *sandbox.Observation) { o.Sandboxes[0].State = sandbox.StateExited },
		"a loss":    func(o *sandbox.Observation) { o.Lost = &sandbox.Reason{Why: "없어요."} },
	} {
		at = at.Add(time.Microsecond)
		if !show(see(change)) {
			t.Errorf("%s is not drawn at once", name)
		}
	}
	s = s.Apply(labs.Event{At: at, Logged: &sandbox.Entry{Op: "start", Equivalent: "docker run"}})
	if !show(s) {
		t.Error("an operation is not drawn at once")
	}
	if s = s.Hint(); !show(s) {
		t.Error("a hint is not drawn at once")
	}
}
