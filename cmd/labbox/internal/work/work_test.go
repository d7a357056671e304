//go:build linux

package work_test

import (
	"bufio"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/k8slab/k8slab/cmd/labbox/internal/labboxtest"
	"github.com/k8slab/k8slab/sandbox"
)

func TestMain(m *testing.M) { labboxtest.Main(m) }

// running is a workload at work, and the reports it makes.
type running struct {
	t       *testing.T
	cmd     *exec.Cmd
	reports chan sandbox.Report
	texts   chan string
}

// begin starts "work …" and ends it with the test.
func begin(t *testing.T, args ...string) *running {
	t.Helper()
	cmd := labboxtest.Command(t, "work", args...)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = os.Stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	r := &running{t: t, cmd: cmd, reports: make(chan sandbox.Report, 1000), texts: make(chan string, 1000)}
	go func() {
		defer close(r.reports)
		for lines := bufio.NewScanner(out); lines.Scan(); {
			var rep sandbox.Report
			if json.Unmarshal(lines.Bytes(), &rep) == nil && rep.Workload != "" {
				r.reports <- rep
			} else {
				r.texts <- lines.Text()
			}
		}
	}()
	t.Cleanup(func() {
		syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
		cmd.Wait()
	})
	return r
}

// until returns the first report for which ok is true, and fails if there is none for a while.
func (r *running) until(what string, ok func(v map[string]float64) bool) map[string]float64 {
	r.t.Helper()
	var last map[string]float64
	for timeout := time.After(20 * time.Second); ; {
		select {
		case rep, more := <-r.reports:
			if !more {
				r.t.Fatalf("%s: it ended; last report %v", what, last)
			}
			if last = rep.Values; ok(last) {
				return last
			}
		case <-timeout:
			r.t.Fatalf("%s: not seen; last report %v", what, last)
		}
	}
}

// ctl sends a line to a running workload.
func (r *running) ctl(words ...string) string {
	r.t.Helper()
	cmd := labboxtest.Command(r.t, "work", append([]string{"ctl"}, words...)...)
	cmd.Env = r.cmd.Env
	out, err := cmd.CombinedOutput()
	if err != nil {
		r.t.Fatalf("work ctl %v: %v: %s", words, err, out)
	}
	return string(out)
}

func between(v, lo, hi float64) bool { return v >= lo && v <= hi }

func TestBankKeepsItsRate(t *testing.T) {
	r := begin(t, "bank", "rate=100", "cost_ms=1", "win_ms=500")
	v := r.until("about 100 requests a second", func(v map[string]float64) bool { return between(v["rate_per_s"], 95, 105) })
	if v["p50_ms"] < 1 || v["p99_ms"] < v["p50_ms"] {
		t.Errorf("p50 %v ms, p99 %v ms for requests of 1 ms", v["p50_ms"], v["p99_ms"])
	}
	if !between(v["cpu_cores"], 0.09, 0.2) {
		t.Errorf("%v cores for 100 requests of 1 ms", v["cpu_cores"])
	}
}

// Overloaded, it serves what one thread can, turns the rest away, and says how long people wait.
func TestBankOverloadedDropsAndWaits(t *testing.T) {
	r := begin(t, "bank", "rate=400", "cost_ms=5", "queue=20", "win_ms=500")
	v := r.until("drops", func(v map[string]float64) bool { return v["dropped_per_s"] > 150 && v["queued"] > 15 })
	if v["rate_per_s"] > 205 || v["p99_ms"] < 60 {
		t.Errorf("%v served per second by one thread, p99 %v ms behind a queue of 20 × 5 ms", v["rate_per_s"], v["p99_ms"])
	}
	if got := r.ctl("bank", "rate=20"); !strings.Contains(got, "rate=20 ") {
		t.Errorf("ctl answered %q", got)
	}
	r.until("calm after rate=20", func(v map[string]float64) bool {
		return v["dropped_per_s"] == 0 && v["queued"] == 0 && between(v["rate_per_s"], 15, 25)
	})
}

func TestGameMissesFramesOnlyWhenTheyTakeTooLong(t *testing.T) {
	r := begin(t, "game", "fps=50", "cost_ms=2", "win_ms=500")
	r.until("50 frames a second", func(v map[string]float64) bool {
		return between(v["rate_per_s"], 46, 52) && v["frames_missed_per_s"] <= 4 && v["p50_ms"] >= 2
	})
	r.ctl("game", "cost_ms=30")
	r.until("frames missed at 30 ms each", func(v map[string]float64) bool {
		return v["frames_missed_per_s"] >= 20 && v["p50_ms"] >= 30
	})
}

func TestGuardUsesTheThreadsItIsGiven(t *testing.T) {
	r := begin(t, "guard", "threads=1", "load=0.2", "win_ms=500", "dir=.")
	r.until("a fifth of a core", func(v map[string]float64) bool { return between(v["cpu_cores"], 0.1, 0.35) })
	r.ctl("guard", "load=1")
	r.until("more", func(v map[string]float64) bool { return v["cpu_cores"] > 0.4 && v["scanned_mib_per_s"] > 0 })
	r.ctl("guard", "threads=0")
	r.until("nothing", func(v map[string]float64) bool { return v["cpu_cores"] < 0.05 && v["scanned_mib_per_s"] == 0 })
}

// What it says it holds, the kernel must count as resident.
func TestHogHoldsWhatItSays(t *testing.T) {
	r := begin(t, "hog", "mib_per_s=100", "max_mib=40", "win_ms=200")
	r.until("40 MiB", func(v map[string]float64) bool { return v["held_mib"] == 40 && v["full"] == 1 })
	if rss := resident(t, r.cmd.Process.Pid); rss < 40 || rss > 70 {
		t.Errorf("%d MiB resident, want a little more than 40", rss)
	}
	r.ctl("hog", "max_mib=5")
	r.until("5 MiB", func(v map[string]float64) bool { return v["held_mib"] == 5 })
	if rss := resident(t, r.cmd.Process.Pid); rss > 30 {
		t.Errorf("%d MiB resident after giving back", rss)
	}
}

// resident is VmRSS of a process in MiB.
func resident(t *testing.T, pid int) int {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("/proc", itoa(pid), "statm"))
	if err != nil {
		t.Fatal(err)
	}
	var size, rss int
	if _, err := sscan(string(data), &size, &rss); err != nil {
		t.Fatal(err)
	}
	return rss * os.Getpagesize() >> 20
}

// The bomb is made of real processes, no more than it may, and they end with the first however that ends.
func TestForkbombIsBoundedAndEndsWithItsFirst(t *testing.T) {
	r := begin(t, "forkbomb", "max=30", "win_ms=200")
	r.until("30 processes", func(v map[string]float64) bool { return v["forked"] == 30 && v["processes"] == 30 })
	group := r.cmd.Process.Pid
	if n := len(groupMembers(t, group)); n != 31 {
		t.Errorf("%d processes in its group, want 31", n)
	}
	if err := r.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	r.cmd.Wait()
	waitFor(t, "the forks to end", func() bool { return len(groupMembers(t, group)) == 0 })
}

func TestZombieLeavesZombies(t *testing.T) {
	r := begin(t, "zombie", "count=4", "win_ms=200")
	r.until("4 zombies", func(v map[string]float64) bool { return v["zombies"] == 4 })
	if states := childStates(t, r.cmd.Process.Pid); states != "ZZZZ" {
		t.Errorf("states of its children are %q, want ZZZZ", states)
	}
	r.ctl("zombie", "count=1")
	r.until("1 zombie", func(v map[string]float64) bool { return v["zombies"] == 1 })
	if states := childStates(t, r.cmd.Process.Pid); states != "Z" {
		t.Errorf("states of its children are %q, want Z", states)
	}
}

func TestFillWritesAndCleansUp(t *testing.T) {
	r := begin(t, "fill", "mib_per_s=50", "max_mib=6", "win_ms=200", "dir=.")
	r.until("6 MiB", func(v map[string]float64) bool { return v["written_mib"] == 6 && v["full"] == 1 })
	files, _ := filepath.Glob(filepath.Join(r.cmd.Dir, "fill-*", "*"))
	if len(files) != 6 {
		t.Errorf("%d files of a MiB, want 6", len(files))
	}
	if err := r.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := r.cmd.Wait(); err != nil {
		t.Errorf("ended with %v", err)
	}
	if left, _ := filepath.Glob(filepath.Join(r.cmd.Dir, "fill-*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestBeatSaysSoOnceASecond(t *testing.T) {
	r := begin(t, "beat", "win_ms=500")
	r.until("a little CPU and memory", func(v map[string]float64) bool {
		return v["cpu_cores"] > 0.02 && v["cpu_cores"] < 0.15 && v["held_mib"] == 8
	})
	if line := <-r.texts; line != "두근 1" {
		t.Errorf("first line %q", line)
	}
}

// What it says it holds open, the kernel must list.
func TestFilesHoldsWhatItSays(t *testing.T) {
	r := begin(t, "files", "count=200", "win_ms=200")
	held := func() int {
		fds, err := os.ReadDir(filepath.Join("/proc", itoa(r.cmd.Process.Pid), "fd"))
		if err != nil {
			t.Fatal(err)
		}
		return len(fds)
	}
	r.until("200 files", func(v map[string]float64) bool { return v["open"] == 200 && v["refused"] == 0 })
	if n := held(); n < 200 || n > 230 {
		t.Errorf("%d descriptors, want a few more than 200", n)
	}
	r.ctl("files", "count=10")
	r.until("10 files", func(v map[string]float64) bool { return v["open"] == 10 })
	if n := held(); n > 40 {
		t.Errorf("%d descriptors after closing all but 10", n)
	}
}

func TestMailboxLeavesNoQueueBehind(t *testing.T) {
	count := func() int {
		data, err := os.ReadFile("/proc/sysvipc/msg")
		if err != nil {
			t.Fatal(err)
		}
		return strings.Count(string(data), "\n") - 1
	}
	before := count()
	r := begin(t, "mailbox", "make=1", "win_ms=200")
	r.until("its queue", func(v map[string]float64) bool { return v["seen"] == float64(before+1) })
	other := begin(t, "mailbox", "win_ms=200")
	other.until("the same queue", func(v map[string]float64) bool { return v["seen"] == float64(before+1) })
	if err := r.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := r.cmd.Wait(); err != nil {
		t.Errorf("ended with %v", err)
	}
	other.until("none", func(v map[string]float64) bool { return v["seen"] == float64(before) })
}

// A mirror says what the files say, at that moment.
func TestMirrorSaysWhatTheKernelSays(t *testing.T) {
	r := begin(t, "mirror", "win_ms=200")
	v := r.until("a report", func(map[string]float64) bool { return true })
	data, err := os.ReadFile("/proc/uptime")
	if err != nil {
		t.Fatal(err)
	}
	var up, idle float64
	if _, err := sscan(string(data), &up, &idle); err != nil {
		t.Fatal(err)
	}
	if !between(up-v["uptime_s"], 0, 10) || v["memory_mib"] < 64 || v["files"] < 1 || v["threads_max"] < 1 {
		t.Errorf("up %v s, it says %v", up, v)
	}
	release, err := os.ReadFile("/proc/sys/kernel/osrelease")
	if err != nil {
		t.Fatal(err)
	}
	if line := <-r.texts; line != "커널 "+strings.TrimSpace(string(release)) {
		t.Errorf("it said %q", line)
	}
}

// A crowd that is to be killed first for want of memory keeps that to itself.
func TestCrowdKeepsItsOOMScoreToItself(t *testing.T) {
	r := begin(t, "crowd", "oom=1000", "win_ms=200", "--", "idle", "win_ms=200")
	r.until("its program", func(v map[string]float64) bool { return v["idle_up_s"] > 0 })
	score := func(pid int) string {
		data, err := os.ReadFile(filepath.Join("/proc", itoa(pid), "oom_score_adj"))
		if err != nil {
			t.Fatal(err)
		}
		return strings.TrimSpace(string(data))
	}
	mine := score(os.Getpid())
	if got := score(r.cmd.Process.Pid); got != "1000" {
		t.Errorf("the crowd's score is %s, want 1000", got)
	}
	for _, pid := range children(t, r.cmd.Process.Pid) {
		if got := score(pid); got != mine && got != "0" {
			t.Errorf("its program's score is %s, want 0", got)
		}
	}
}

func TestWorkloadEndsByItself(t *testing.T) {
	r := begin(t, "idle", "max_s=0.5", "win_ms=100")
	if err := r.cmd.Wait(); err != nil {
		t.Errorf("ended with %v", err)
	}
	if left, _ := filepath.Glob(filepath.Join(r.cmd.Dir, "*.sock")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// One computer: programs are plain processes of one parent, and one report tells of all.
func TestCrowdMergesItsPrograms(t *testing.T) {
	r := begin(t, "crowd", "win_ms=300", "--", "bank", "rate=50", "win_ms=300", "--", "idle", "as=other", "win_ms=300")
	r.until("both", func(v map[string]float64) bool {
		return v["processes"] == 2 && v["bank_rate_per_s"] > 40 && v["other_up_s"] > 0 && v["bank_up"] == 1
	})
	r.ctl("crowd", "start", "game", "fps=20", "cost_ms=1", "win_ms=300")
	r.until("the game too", func(v map[string]float64) bool { return v["processes"] == 3 && v["game_rate_per_s"] > 15 })
	r.ctl("bank", "rate=10")
	r.until("the bank's new rate", func(v map[string]float64) bool { return between(v["bank_rate_per_s"], 5, 15) })
	r.ctl("crowd", "kill", "bank")
	r.until("the bank dead, the others not", func(v map[string]float64) bool {
		_, still := v["bank_rate_per_s"]
		return v["bank_up"] == 0 && v["died"] == 1 && v["processes"] == 2 && !still
	})
	if line := <-r.texts; line != "bank 끝남: signal 9 (killed)" {
		t.Errorf("it said %q", line)
	}
}

func TestCrowdTakesItsProgramsAlong(t *testing.T) {
	r := begin(t, "crowd", "win_ms=200", "--", "idle", "--", "forkbomb", "max=5", "win_ms=200")
	r.until("all running", func(v map[string]float64) bool { return v["forkbomb_processes"] == 5 })
	group := r.cmd.Process.Pid
	if err := r.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	r.cmd.Wait()
	waitFor(t, "everybody to end", func() bool { return len(groupMembers(t, group)) == 0 })
}

func TestBadSettingsAreRefusedInWords(t *testing.T) {
	for _, c := range []struct{ args, want string }{
		{"bank rate=-1", "rate에는 0부터 20000까지"},
		{"bank rate=nan", "rate에는"},
		{"bank speed=3", "speed"},
		{"bank rate", "이름=값"},
		{"nobody", "work list"},
		{"forkbomb max=100000", "max에는 1부터 2000까지"},
		{"idle as=../x", "as에는"},
		{"crowd -- nobody", "work list"},
		{"ctl", "ctl"},
	} {
		out, err := labboxtest.Command(t, "work", strings.Fields(c.args)...).CombinedOutput()
		if err == nil || !strings.Contains(string(out), c.want) {
			t.Errorf("work %s: %v, %q", c.args, err, out)
		}
	}
}

func TestControlRefusesAllOrNothing(t *testing.T) {
	r := begin(t, "bank", "rate=10", "win_ms=200")
	r.until("a report", func(map[string]float64) bool { return true })
	cmd := labboxtest.Command(t, "work", "ctl", "bank", "rate=77", "cost_ms=x")
	cmd.Env = r.cmd.Env
	if out, err := cmd.CombinedOutput(); err == nil {
		t.Errorf("accepted: %s", out)
	}
	if got := r.ctl("bank"); !strings.Contains(got, "rate=10 ") {
		t.Errorf("settings are %q, want them as they were", got)
	}
	r.ctl("bank", "stop")
	if err := r.cmd.Wait(); err != nil {
		t.Errorf("ended with %v", err)
	}
}
