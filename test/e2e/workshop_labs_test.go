//go:build linux

package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// offered is what a lab says once it takes Enter for its next step; until then it does the last one.
const offered = "Enter 이 단계 하기"

// live opens a learner's screen and does the first step of the first lab.
func (c *class) live(code string) *Program {
	c.t.Helper()
	p := c.screen(code)
	p.WaitFor("실습 시작하기")
	p.Press("tab", "enter")
	p.WaitFor("local", offered)
	p.Press("enter")
	p.WaitFor("1/4", "first 실행 중")
	return p
}

// process is one that descends from the server.
type process struct {
	pid     int
	started string // field 22 of /proc/PID/stat, which tells it from a later one of the same number
	group   string // its line of /proc/PID/cgroup of the pids controller, or the only one on v2
	name    string
}

// stat reads the fields of /proc/PID/stat behind the name, which begin with the state.
func stat(pid int) (name string, fields []string) {
	text, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "stat"))
	if err != nil {
		return "", nil
	}
	open, shut := strings.IndexByte(string(text), '('), strings.LastIndexByte(string(text), ')')
	return string(text[open+1 : shut]), strings.Fields(string(text[shut+1:]))
}

// group is the control group of a process.
func group(pid int) string {
	text, _ := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "cgroup")) // It may have ended.
	found := ""
	for line := range strings.Lines(string(text)) {
		parts := strings.SplitN(strings.TrimSpace(line), ":", 3)
		if len(parts) == 3 && (parts[1] == "pids" || parts[1] == "" && found == "") {
			found = parts[2]
		}
	}
	return found
}

// family are the processes that descend from the server, without itself.
func (c *class) family() []process {
	c.t.Helper()
	entries, err := os.ReadDir("/proc")
	if err != nil {
		c.t.Fatal(err)
	}
	parents, all := map[int]int{}, map[int]process{}
	for _, e := range entries {
		pid, err := strconv.Atoi(e.Name())
		if err != nil {
			continue
		}
		if name, fields := stat(pid); len(fields) > 19 {
			parents[pid], _ = strconv.Atoi(fields[1])
			all[pid] = process{pid: pid, started: fields[19], name: name}
		}
	}
	var found []process
	for pid, p := range all {
		for up := parents[pid]; up > 1; up = parents[up] {
			if up == c.cmd.Process.Pid {
				p.group = group(pid)
				found = append(found, p)
				break
			}
		}
	}
	return found
}

// boxes are the control groups of the sandboxes.
func (c *class) boxes() []string {
	c.t.Helper()
	var boxes []string
	for _, p := range c.family() {
		if strings.HasSuffix(p.group, "/first") && !slices.Contains(boxes, p.group) {
			boxes = append(boxes, p.group)
		}
	}
	return boxes
}

// refusedForks reports whether the kernel has refused a sandbox another process: the line "max" of pids.events.
func (c *class) refusedForks() bool {
	c.t.Helper()
	for _, box := range c.boxes() {
		for _, top := range []string{"/sys/fs/cgroup/pids", "/sys/fs/cgroup"} {
			text, err := os.ReadFile(filepath.Join(top, box, "pids.events"))
			if err == nil && strings.HasPrefix(string(text), "max ") && strings.TrimSpace(string(text)) != "max 0" {
				return true
			}
		}
	}
	return false
}

// left are those of some processes that are there, and control groups of theirs that are.
func left(was []process) []string {
	var found []string
	for _, p := range was {
		if _, fields := stat(p.pid); len(fields) > 19 && fields[19] == p.started && fields[0] != "Z" {
			found = append(found, fmt.Sprintf("process %d %s", p.pid, p.name))
		}
	}
	for _, p := range was {
		for _, pattern := range []string{"/sys/fs/cgroup", "/sys/fs/cgroup/*"} {
			dirs, _ := filepath.Glob(pattern + p.group)
			if strings.Contains(p.group, "k8slab/") && len(dirs) > 0 && !slices.Contains(found, dirs[0]) {
				found = append(found, dirs[0])
			}
		}
	}
	return found
}

// mountPoints are those of this machine.
func mountPoints(t *testing.T) []string {
	t.Helper()
	text, err := os.ReadFile("/proc/self/mountinfo")
	if err != nil {
		t.Fatal(err)
	}
	var points []string
	for line := range strings.Lines(string(text)) {
		points = append(points, strings.Fields(line)[4])
	}
	return points
}

// One learner bombs, another takes all memory, a third fills the disk, each by typing in their own shell. A fourth does the
// whole lab meanwhile, and everything of theirs is gone when they go.
func TestWorkshopHostileLearners(t *testing.T) {
	c := newClass(t, 4, "--idle", "0")
	attacks := []string{
		"while true; do sleep 600 & done",
		"x=aaaaaaaa; while true; do x=$x$x; done",
		"while true; do cat /dev/zero > /tmp/fill.$RANDOM; done",
	}
	hostile := make([]*Program, len(attacks))
	for i, a := range attacks {
		hostile[i] = c.live(c.codes[i])
		hostile[i].Press("f9")
		hostile[i].WaitFor("first 안의 셸", "first:/")
		hostile[i].Type(a + "\r")
	}
	c.eventually("the bomb is not at its limit", c.refusedForks)
	hostile[1].WaitFor("그 안의 셸도 끝났어요")
	hostile[2].WaitFor("No space left on device")
	quiet := c.live(c.codes[3])
	for _, done := range []string{"2/4", "3/4", "4/4"} {
		quiet.WaitFor(offered)
		quiet.Press("enter")
		quiet.WaitFor(done)
	}
	quiet.Press("tab")
	if slowest := quiet.answers(); slowest > 5*time.Second {
		t.Errorf("a key was answered after %v", slowest)
	}
	was := c.family()
	for _, p := range hostile {
		p.Press("ctrl+]")
		p.Press("f10")
		if _, err := p.WaitExit(patience); err != nil {
			p.fail("the screen does not end: " + err.Error())
		}
	}
	quiet.answers()
	quiet.Press("f10")
	was = slices.DeleteFunc(was, func(p process) bool { return !strings.Contains(p.group, "k8slab/") })
	c.eventually("something is left of the labs", func() bool { return len(left(was)) == 0 })
}

// The server is killed while learners read, answer and do labs. Everything they started is gone, everything they did is
// there, and each is back where they were.
func TestWorkshopKilledUnderLoad(t *testing.T) {
	const n, labs = 12, 4
	c := newClass(t, n)
	mounts := mountPoints(t)
	learners := make([]*guest, n)
	var wait sync.WaitGroup
	for i, code := range c.codes {
		wait.Go(func() {
			g, err := c.enter(caller{user: "a", code: code, cols: 100, rows: 30})
			if err == nil {
				learners[i], err = g, g.begin(i < labs)
			}
			if err != nil {
				t.Error(err)
			}
		})
	}
	if wait.Wait(); t.Failed() {
		return
	}
	var load sync.WaitGroup
	for _, g := range learners[labs:] {
		load.Go(func() {
			for g.press(keyEnd) == nil && g.press(keyHome) == nil && g.press("1") == nil {
				time.Sleep(20 * time.Millisecond) // As fast as fingers may be.
			}
		})
	}
	c.eventually("the labs are not there", func() bool { return len(c.boxes()) == labs })
	was := c.family()
	if err := c.cmd.Process.Signal(syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	_ = c.cmd.Wait()
	load.Wait()
	c.eventually("something is left of the labs", func() bool { return len(left(was)) == 0 })
	for _, m := range mountPoints(t) {
		if strings.Contains(m, "k8slab") && !slices.Contains(mounts, m) {
			t.Errorf("the mount %s is left", m)
		}
	}

	c.serve()
	for i, code := range c.codes {
		wait.Go(func() {
			g, err := c.enter(caller{user: "a", code: code, cols: 100, rows: 30})
			if err == nil {
				err = g.back(i < labs)
			}
			if err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	report := c.k8slab("report")
	for _, want := range []string{"학생 01", "학생 12"} {
		if !strings.Contains(report, want) {
			t.Errorf("the report has no %s:\n%s", want, report)
		}
	}
}

// begin goes to the second lesson, or begins the first one's lab.
func (g *guest) begin(lab bool) error {
	steps := [][2]string{{"", beginning}, {"n", "2과 · 읽기"}}
	if lab {
		steps = [][2]string{{"", "실습 시작하기"}, {"\t\r", offered}, {"\r", "1/4"}, {"", "first 실행 중"}}
	}
	for _, s := range steps {
		if err := g.press(s[0]); err != nil {
			return err
		}
		if err := g.waitFor(s[1]); err != nil {
			return err
		}
	}
	return nil
}

// back checks that what was done is there; a lab that was alive can be begun anew.
func (g *guest) back(lab bool) error {
	if !lab {
		return g.waitFor("2과 · 읽기")
	}
	return g.begin(true)
}

// A learner whose connection is lost finds the lab as it was, if they come in time; later the lab is gone, and the place is
// kept.
func TestWorkshopGrace(t *testing.T) {
	c := newClass(t, 1, "--grace", "5s")
	first := c.live(c.codes[0])
	was := c.family()
	first.Signal(syscall.SIGKILL)
	again := c.screen(c.codes[0])
	again.WaitFor("1/4", "first 실행 중", offered)
	kept := 0
	for _, p := range was {
		if strings.HasSuffix(p.group, "/first") {
			if kept++; len(left([]process{p})) == 0 {
				t.Errorf("%s was started anew", p.name)
			}
		}
	}
	if kept == 0 {
		t.Error("there was no lab")
	}
	again.Press("enter")
	again.WaitFor("2/4")
	again.Signal(syscall.SIGKILL)
	c.logged("went")
	was = slices.DeleteFunc(was, func(p process) bool { return !strings.Contains(p.group, "k8slab/") })
	c.eventually("the lab outlives the grace time", func() bool { return len(left(was)) == 0 })
	c.logged("msg=left")
	late := c.screen(c.codes[0])
	late.WaitFor("k8slab · 1.", "실습 시작하기")
}
