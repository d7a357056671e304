//go:build linux

package labs_test

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/k8slab/k8slab/labs"
	"github.com/k8slab/k8slab/sandbox"
)

// groupFile reads a number from a file of a sandbox's cgroup: the first one in it, or the one behind a word.
func (w *world) groupFile(g *sandbox.Cgroup, controller, file, word string) float64 {
	w.t.Helper()
	path := filepath.Join("/sys/fs/cgroup", g.Path, file)
	if p, apart := g.Paths[controller]; apart && g.Version == 1 {
		path = filepath.Join("/sys/fs/cgroup", controller, p, file)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		w.t.Fatal(err)
	}
	fields := strings.Fields(string(data))
	for i, f := range fields {
		if word != "" {
			if f != word || i+1 >= len(fields) {
				continue
			}
			f = fields[i+1]
		}
		n, err := strconv.ParseFloat(f, 64)
		if err != nil {
			w.t.Fatalf("%s: %q", path, data)
		}
		return n
	}
	w.t.Fatalf("%s: no %s in %q", path, word, data)
	return 0
}

// TestPanelsSayWhatTheKernelSays compares what a lab shows of a control group with the kernel's own files. The sandbox is
// frozen meanwhile, so that nothing in them moves and the comparison is exact.
func TestPanelsSayWhatTheKernelSays(t *testing.T) {
	for _, e := range enginesUnderTest(t) {
		t.Run(e.name, func(t *testing.T) {
			w := open(t, e, "cgroup")
			w.start("bank")
			w.outside.limit(w, "bank", "cpu", "0.15")
			w.until(time.Minute, "throttling", func() bool {
				return w.view("bank").Cgroup != nil && w.view("bank").Cgroup.CPU.ThrottledPeriods > 0
			})
			w.perform(labs.Action{Pause: "bank"})
			w.until(time.Minute, "the bank to be frozen", func() bool { return w.view("bank").State == sandbox.StatePaused })
			w.fresh()
			w.fresh()
			g := w.view("bank").Cgroup
			type fact struct {
				name                   string
				shown                  float64
				controller, file, word string
				unit                   float64
			}
			facts := []fact{
				{"pids", float64(g.PIDs.Current), "pids", "pids.current", "", 1},
				{"pids limit", float64(*g.PIDs.Limit), "pids", "pids.max", "", 1},
				{"periods", float64(g.CPU.Periods), "cpu", "cpu.stat", "nr_periods", 1},
				{"throttled periods", float64(g.CPU.ThrottledPeriods), "cpu", "cpu.stat", "nr_throttled", 1},
			}
			if g.Version == 1 {
				facts = append(facts,
					fact{"cpu time", g.CPU.UsageSeconds, "cpuacct", "cpuacct.usage", "", 1e-9},
					fact{"cpu limit", *g.CPU.LimitCores, "cpu", "cpu.cfs_quota_us", "", 1e-5},
					fact{"memory", float64(g.Memory.UsageBytes), "memory", "memory.usage_in_bytes", "", 1},
					fact{"memory limit", float64(*g.Memory.LimitBytes), "memory", "memory.limit_in_bytes", "", 1})
			} else {
				facts = append(facts,
					fact{"cpu time", g.CPU.UsageSeconds, "", "cpu.stat", "usage_usec", 1e-6},
					fact{"cpu limit", *g.CPU.LimitCores, "", "cpu.max", "", 1e-5},
					fact{"memory", float64(g.Memory.UsageBytes), "", "memory.current", "", 1},
					fact{"memory limit", float64(*g.Memory.LimitBytes), "", "memory.max", "", 1})
			}
			for _, f := range facts {
				read := w.groupFile(g, f.controller, f.file, f.word) * f.unit
				if d := f.shown - read; d > 1e-9 || d < -1e-9 {
					t.Errorf("%s: shown %v, the kernel says %v (%s)", f.name, f.shown, read, f.file)
				}
			}
			if o, ok := w.outside.(byDocker); ok {
				w.wantDockersMemory(o)
			}
		})
	}
}

// wantDockersMemory compares the working set with what docker stats calls memory usage: usage less inactive file.
//
// The kernel may take two seconds to bring memory.stat up to date after the last page was charged, so docker is asked
// first: its answer takes that long.
func (w *world) wantDockersMemory(o byDocker) {
	w.t.Helper()
	said, _, _ := strings.Cut(o.docker(w, "stats", "--no-stream", "--format", "{{.MemUsage}}", w.view("bank").ID), " / ")
	w.fresh()
	g := w.view("bank").Cgroup
	for unit, size := range map[string]float64{"MiB": 1 << 20, "KiB": 1 << 10, "GiB": 1 << 30} {
		number, ok := strings.CutSuffix(said, unit)
		if !ok {
			continue
		}
		n, err := strconv.ParseFloat(number, 64)
		if err != nil {
			w.t.Fatal(err)
		}
		// docker prints four figures.
		if got := float64(g.Memory.WorkingSetBytes) / size; got/n > 1.001 || got/n < 0.999 {
			w.t.Errorf("docker stats says %s, we say %.4g %s", said, got, unit)
		}
		return
	}
	w.t.Fatalf("docker stats said %q", said)
}

// BenchmarkLimitSeen measures how long after a limit was changed from outside it is seen; the worst is told.
func BenchmarkLimitSeen(b *testing.B) {
	for _, e := range enginesUnderTest(b) {
		b.Run(e.name, func(b *testing.B) {
			w := open(b, e, "cgroup")
			defer w.close()
			w.start("bank")
			worst, limit := time.Duration(0), 0
			for b.Loop() {
				limit = 40 + (limit+1)%20
				w.outside.limit(w, "bank", "pids", strconv.Itoa(limit))
				changed := time.Now()
				w.until(time.Minute, "the limit", func() bool {
					c := w.view("bank").Cgroup
					return c != nil && c.PIDs.Limit != nil && *c.PIDs.Limit == int64(limit)
				})
				worst = max(worst, time.Since(changed))
			}
			b.ReportMetric(float64(worst.Microseconds())/1000, "worst-ms")
		})
	}
}

// BenchmarkScene starts eight sandboxes at once, and one alone, with nothing started beforehand.
func BenchmarkScene(b *testing.B) {
	for _, e := range enginesUnderTest(b) {
		for _, n := range []int{1, 8} {
			b.Run(e.name+"/"+strconv.Itoa(n), func(b *testing.B) {
				w := open(b, e, "terms")
				defer w.close()
				session, err := w.driver.Open(b.Context(), sandbox.SessionConfig{ID: "scene" + strconv.Itoa(n), Scope: "test-labs"})
				if err != nil {
					b.Fatal(err)
				}
				defer session.Close(b.Context())
				if _, err := session.Prepare(b.Context()); err != nil {
					b.Fatal(err)
				}
				for b.Loop() {
					started := make(chan error, n)
					for i := range n {
						go func() {
							_, err := session.Start(b.Context(), sandbox.Spec{Name: "s" + strconv.Itoa(i), Command: []string{"work", "idle"}})
							started <- err
						}()
					}
					for range n {
						if err := <-started; err != nil {
							b.Fatal(err)
						}
					}
					b.StopTimer()
					for i := range n {
						if err := session.Remove(b.Context(), "s"+strconv.Itoa(i)); err != nil {
							b.Fatal(err)
						}
					}
					b.StartTimer()
				}
			})
		}
	}
}
