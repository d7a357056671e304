//go:build linux

package work

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path"
	"runtime"
	"slices"
	"sync"
	"syscall"
	"time"

	"github.com/k8slab/k8slab/sandbox"
)

func crowdWorkload() workload {
	return workload{
		name: "crowd",
		about: "컴퓨터 한 대: 여러 프로그램을 평범한 프로세스로 함께 실행해요. " +
			"예: work crowd -- bank rate=200 -- guard threads=1",
		params: common(7200),
		values: "NAME_VALUE(프로그램마다 그 보고), NAME_up(1: 살아 있음), processes, died cpu_cores",
		run: func(ctx context.Context, r *run) error {
			return (&crowd{members: map[string]*member{}, jobs: make(chan func())}).work(ctx, r)
		},
		command: crowdCommand,
	}
}

// maxCrowd is how many programs one computer runs.
const maxCrowd = 16

// crowd runs other workloads as its own children, plain processes beside each other, and makes one report out of
// theirs: the value p99_ms of the bank becomes bank_p99_ms.
type crowd struct {
	mu      sync.Mutex
	members map[string]*member
	died    int
	// jobs run on the one thread that starts children: a child gets its parent-death signal when the *thread* that
	// started it ends.
	jobs chan func()
	run  *run
}

// member is one program of the crowd.
type member struct {
	cmd    *exec.Cmd
	alive  bool
	seen   time.Time
	values map[string]float64
}

// fresh is how long a member's report stands in for the next; a starved program reports late.
const fresh = 5 * time.Second

func (c *crowd) work(ctx context.Context, r *run) error {
	c.run = r
	r.crowd = c
	ready := make(chan error, 1)
	go func() {
		runtime.LockOSThread()
		ready <- c.startAll(splitGroups(r.args))
		for job := range c.jobs {
			job()
		}
	}()
	defer c.stopAll()
	if err := <-ready; err != nil {
		return err
	}
	r.everyWindow(ctx, func(time.Duration) map[string]float64 { return c.merged(time.Now()) })
	return nil
}

// splitGroups cuts the words after the settings at each "--".
func splitGroups(words []string) [][]string {
	var groups [][]string
	for _, w := range words {
		switch {
		case w == "--":
			groups = append(groups, nil)
		case len(groups) == 0:
			groups = [][]string{{w}}
		default:
			groups[len(groups)-1] = append(groups[len(groups)-1], w)
		}
	}
	return slices.DeleteFunc(groups, func(g []string) bool { return len(g) == 0 })
}

func (c *crowd) startAll(groups [][]string) error {
	for _, g := range groups {
		if _, err := c.start(g); err != nil {
			return err
		}
	}
	return nil
}

// start runs one more program. It must be called on the thread that serves jobs.
func (c *crowd) start(words []string) (string, error) {
	r, err := newRun(words, io.Discard)
	if err != nil {
		return "", err
	}
	if r.workload.name == "crowd" {
		return "", errors.New("crowd 안에서 crowd를 실행할 수는 없어요")
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if m := c.members[r.name]; m != nil && m.alive {
		return "", fmt.Errorf("%s는 이미 실행 중이에요. 하나 더 실행하려면 as=로 다른 이름을 주세요", r.name)
	}
	if len(c.members) >= maxCrowd {
		return "", fmt.Errorf("프로그램은 %d개까지 실행할 수 있어요", maxCrowd)
	}
	cmd := exec.Command("/proc/self/exe")
	cmd.Args = append([]string{"work"}, words...)
	cmd.Stderr = os.Stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return "", fmt.Errorf("%s를 실행할 수 없어요: %w", r.name, err)
	}
	if err := cmd.Start(); err != nil {
		return "", fmt.Errorf("%s를 실행할 수 없어요: %w", r.name, err)
	}
	m := &member{cmd: cmd, alive: true}
	c.members[r.name] = m
	go c.follow(r.name, m, out)
	return fmt.Sprintf("%s pid=%d", r.name, cmd.Process.Pid), nil
}

// follow reads what a member prints: reports are kept for the next report of the crowd, other lines passed on.
func (c *crowd) follow(name string, m *member, out io.Reader) {
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		var rep sandbox.Report
		if json.Unmarshal(lines.Bytes(), &rep) == nil && rep.Workload == name {
			c.mu.Lock()
			m.seen, m.values = time.Now(), rep.Values
			c.mu.Unlock()
			continue
		}
		fmt.Fprintf(c.run.out, "%s: %s\n", name, lines.Text())
	}
	err := m.cmd.Wait()
	c.mu.Lock()
	m.alive = false
	c.died++
	c.mu.Unlock()
	fmt.Fprintf(c.run.out, "%s 끝남: %s\n", name, ending(err))
}

// ending says how a process ended, as a shell would.
func ending(err error) string {
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		return "exit 0"
	}
	if ws, ok := exit.Sys().(syscall.WaitStatus); ok && ws.Signaled() {
		return fmt.Sprintf("signal %d (%s)", ws.Signal(), ws.Signal())
	}
	return fmt.Sprintf("exit %d", exit.ExitCode())
}

func (c *crowd) merged(now time.Time) map[string]float64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	out := map[string]float64{"died": float64(c.died)}
	for name, m := range c.members {
		out[name+"_up"] = flag(m.alive)
		out["processes"] += flag(m.alive)
		if !m.alive || now.Sub(m.seen) > fresh {
			continue
		}
		for key, v := range m.values {
			out[name+"_"+key] = v
		}
	}
	return out
}

// stopAll ends the members, politely first: fill and forkbomb have something to clean up.
func (c *crowd) stopAll() {
	c.signal(syscall.SIGTERM)
	for end := time.Now().Add(2 * time.Second); c.anyAlive() && time.Now().Before(end); {
		time.Sleep(5 * time.Millisecond)
	}
	c.signal(syscall.SIGKILL)
}

func (c *crowd) signal(sig syscall.Signal) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, m := range c.members {
		if m.alive {
			m.cmd.Process.Signal(sig) //nolint:errcheck // it has just ended by itself
		}
	}
}

func (c *crowd) anyAlive() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, m := range c.members {
		if m.alive {
			return true
		}
	}
	return false
}

// crowdCommand obeys "start NAME key=value…", "stop NAME" and "kill NAME".
func crowdCommand(r *run, words []string) (string, error) {
	c := r.crowd
	if c == nil {
		return "", errors.New("아직 준비하고 있어요")
	}
	if len(words) < 2 || !slices.Contains([]string{"start", "stop", "kill"}, words[0]) {
		return "", errors.New("쓸 수 있는 말: start 이름 설정…, stop 이름, kill 이름, stop")
	}
	if words[0] == "start" {
		return c.startFromOutside(words[1:])
	}
	sig := map[string]syscall.Signal{"stop": syscall.SIGTERM, "kill": syscall.SIGKILL}[words[0]]
	c.mu.Lock()
	defer c.mu.Unlock()
	m := c.members[path.Base(words[1])]
	if m == nil || !m.alive {
		return "", fmt.Errorf("%s는 실행 중이 아니에요", words[1])
	}
	if err := m.cmd.Process.Signal(sig); err != nil {
		return "", fmt.Errorf("%s에 신호를 보낼 수 없어요: %w", words[1], err)
	}
	return words[0] + " " + words[1], nil
}

func (c *crowd) startFromOutside(words []string) (string, error) {
	type answer struct {
		text string
		err  error
	}
	done := make(chan answer, 1)
	c.jobs <- func() {
		text, err := c.start(words)
		done <- answer{text, err}
	}
	a := <-done
	return a.text, a.err
}
