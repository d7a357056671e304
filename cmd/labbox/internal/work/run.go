//go:build linux

package work

import (
	"context"
	"encoding/json"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"strconv"
	"time"

	"github.com/k8slab/k8slab/sandbox"
	"golang.org/x/sys/unix"
)

// workload is one entry of the table of workloads.
type workload struct {
	name, about string
	params      []param
	// values says what a report holds.
	values string
	// run works until ctx ends. It reports through the run.
	run func(ctx context.Context, r *run) error
	// command answers a line of the control socket that is not a setting; nil if there are none.
	command func(r *run, words []string) (string, error)
}

// common are the settings that every workload has besides its own.
func common(maxSeconds float64) []param {
	return []param{
		number("win_ms", 1000, 50, 60_000, "보고 간격(ms)"),
		number("max_s", maxSeconds, 0.1, 86_400, "이 시간이 지나면 스스로 끝나요(초)"),
		number("oom", 0, 0, 1000, "메모리가 모자랄 때 먼저 종료될 정도(oom_score_adj). 1000이면 반드시 먼저예요"),
		word("as", "", "보고와 ctl에서 쓰는 이름"),
	}
}

// run is one workload at work.
type run struct {
	*settings
	workload workload
	name     string
	args     []string // what follows the settings, for crowd
	out      io.Writer
	stop     context.CancelFunc
	crowd    *crowd
}

// start runs a workload to its end and returns the exit code.
func start(w workload, r *run) error {
	// A workload allocates next to nothing once it runs. Without a limit on garbage the collector would run by the
	// clock, and its pauses would be told as the neighbour's fault.
	debug.SetGCPercent(-1)
	debug.SetMemoryLimit(24 << 20)
	// The kernel's own name of the process, which top and the panels show, is that of the workload.
	_ = os.WriteFile("/proc/self/comm", []byte(r.name), 0o644)
	// The score is written even when it is 0, because a child inherits it: the programs of a crowd that is to be killed
	// first must not come with it. Raising one's own score needs no privilege, and neither does lowering it back to what
	// a privileged process last set (oom_score_adj_min). Where /proc is not writable the setting has no effect.
	_ = os.WriteFile("/proc/self/oom_score_adj", []byte(strconv.Itoa(int(r.num("oom")()))), 0o644)
	ctx, stop := signal.NotifyContext(context.Background(), unix.SIGTERM, unix.SIGINT, unix.SIGHUP)
	defer stop()
	ctx, cancel := context.WithTimeout(ctx, time.Duration(r.num("max_s")()*float64(time.Second)))
	defer cancel()
	r.stop = cancel
	closeControl := r.serveControl()
	defer closeControl()
	return w.run(ctx, r)
}

// report prints one report.
func (r *run) report(values map[string]float64) {
	line, err := json.Marshal(sandbox.Report{Workload: r.name, At: time.Now().UTC(), Values: values})
	if err != nil {
		return
	}
	// Where nobody listens any more the workload goes on until it is stopped.
	r.out.Write(append(line, '\n')) //nolint:errcheck // see above
}

// everyWindow calls measure at the end of each window and reports what it returns, with the CPU time this process
// used, until ctx ends. took is how long the window really was.
func (r *run) everyWindow(ctx context.Context, measure func(took time.Duration) map[string]float64) {
	win := r.num("win_ms")
	last, cpu := time.Now(), processCPU()
	due := last
	for {
		due = due.Add(time.Duration(win() * float64(time.Millisecond)))
		if now := time.Now(); due.Before(now) {
			due = now // the machine stood still: go on from here, don't catch up
		}
		if !sleep(ctx, time.Until(due)) {
			return
		}
		now, used := time.Now(), processCPU()
		took := now.Sub(last)
		if took <= 0 {
			continue
		}
		values := measure(took)
		values["cpu_cores"] = round((used - cpu).Seconds() / took.Seconds())
		r.report(values)
		last, cpu = now, used
	}
}

// sleep waits for d and reports false when ctx ended first.
func sleep(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(max(d, 0))
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}

// round keeps three decimals, enough for a microsecond in ms.
func round(f float64) float64 { return float64(int64(f*1000+0.5)) / 1000 }

func perSecond(n uint64, took time.Duration) float64 { return round(float64(n) / took.Seconds()) }
