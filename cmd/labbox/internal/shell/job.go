//go:build linux

package shell

import (
	"fmt"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync"

	"golang.org/x/sys/unix"
)

// job is one statement that was typed, or one that was sent to the background, with all its processes.
type job struct {
	id   int
	text string
	// started is closed when the job has its first process, done when its statement has ended.
	started, done chan struct{}
	// stops receives when a process of the job was stopped.
	stops chan unix.Signal

	mu         sync.Mutex
	group      int // its process group; 0 while it has none
	first      int // its first process: what $! says
	live       int // processes that have not ended
	foreground bool
	stopped    bool
	killed     bool // told to end while it had no process
	status     int
	modes      *unix.Termios // the terminal's, when it was stopped
	cancel     func()
}

func newJob(text string) *job {
	return &job{text: text, started: make(chan struct{}), done: make(chan struct{}), stops: make(chan unix.Signal, 1)}
}

func (j *job) ended() bool {
	select {
	case <-j.done:
		return true
	default:
		return false
	}
}

// finish records the end of the job's statement; only the first one counts.
func (j *job) finish(status int) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if !j.ended() {
		j.status = status
		close(j.done)
	}
}

// signal sends a signal to all of the job. A job without processes, one of builtins alone, can only be ended.
func (j *job) signal(sig unix.Signal) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.live == 0 {
		if sig != unix.SIGCONT && sig != 0 {
			j.killed = true
			if j.cancel != nil {
				j.cancel()
			}
		}
		return nil
	}
	if j.group == 0 { // without job control the processes share the shell's group
		return unix.Kill(j.first, sig)
	}
	return unix.Kill(-j.group, sig)
}

// suspend stops the job's processes as Ctrl-Z does; one without any goes on.
func (j *job) suspend() {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.live > 0 && j.group != 0 {
		_ = unix.Kill(-j.group, unix.SIGTSTP)
	}
}

// state is the word that jobs shows.
func (j *job) state() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	switch {
	case !j.ended() && j.stopped:
		return "Stopped"
	case !j.ended():
		return "Running"
	case j.status == 0:
		return "Done"
	case j.status > 128:
		return signalText(unix.Signal(j.status - 128))
	default:
		return "Exit " + strconv.Itoa(j.status)
	}
}

// jobs is the table of the jobs in the background: those started with "&", and those that Ctrl-Z stopped.
type jobs struct {
	mu   sync.Mutex
	list []*job // by the time at which they became the current job, the current one last
}

// add makes a background job; the smallest free number becomes its own.
func (t *jobs) add(j *job) {
	t.mu.Lock()
	defer t.mu.Unlock()
	j.id = 1
	for slices.ContainsFunc(t.list, func(o *job) bool { return o.id == j.id }) {
		j.id++
	}
	t.list = append(t.list, j)
}

func (t *jobs) remove(j *job) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.list = slices.DeleteFunc(t.list, func(o *job) bool { return o == j })
}

// current makes j what %% and %+ mean. A statement that was in the foreground until now gets its number here.
func (t *jobs) current(j *job) {
	if j.id == 0 {
		t.add(j)
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.list = append(slices.DeleteFunc(t.list, func(o *job) bool { return o == j }), j)
}

// background lists the jobs by number.
func (t *jobs) background() []*job {
	out := t.inOrder()
	slices.SortFunc(out, func(a, b *job) int { return a.id - b.id })
	return out
}

func (t *jobs) byID(id int) *job {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, j := range t.list {
		if j.id == id {
			return j
		}
	}
	return nil
}

// mark is '+' for the current job, '-' for the one before it.
func (t *jobs) mark(j *job) string {
	order := t.inOrder()
	switch n := len(order); {
	case n > 0 && order[n-1] == j:
		return "+"
	case n > 1 && order[n-2] == j:
		return "-"
	}
	return " "
}

func (t *jobs) inOrder() []*job {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.list)
}

// find resolves what a learner calls a job: %1, %+, %-, %name, a process ID, or nothing for the current one.
func (t *jobs) find(spec string) (*job, error) {
	order := t.inOrder()
	n := len(order)
	name, isSpec := strings.CutPrefix(spec, "%")
	switch {
	case spec == "" || isSpec && (name == "" || name == "+" || name == "%"):
		if n > 0 {
			return order[n-1], nil
		}
		return nil, fmt.Errorf("current: no such job")
	case isSpec && name == "-":
		if n > 1 {
			return order[n-2], nil
		}
		return nil, fmt.Errorf("%s: no such job", spec)
	}
	number, err := strconv.Atoi(name)
	for i := n - 1; i >= 0; i-- {
		j := order[i]
		switch {
		case err == nil && isSpec && j.id == number, err == nil && !isSpec && j.first == number,
			err != nil && isSpec && strings.HasPrefix(j.text, name):
			return j, nil
		}
	}
	return nil, fmt.Errorf("%s: no such job", spec)
}

func (t *jobs) line(j *job, withPID bool) string {
	pid := ""
	if withPID {
		pid = fmt.Sprintf("%5d ", j.first)
	}
	amp := ""
	if j.state() == "Running" {
		amp = " &"
	}
	return fmt.Sprintf("[%d]%s  %s%-22s  %s%s", j.id, t.mark(j), pid, j.state(), j.text, amp)
}

// process is one process of a job.
type process struct {
	cmd *exec.Cmd
	job *job
}

// signalText is what a shell says of a process that a signal ended.
func signalText(sig unix.Signal) string {
	switch sig {
	case unix.SIGHUP:
		return "Hangup"
	case unix.SIGINT:
		return "Interrupt"
	case unix.SIGQUIT:
		return "Quit"
	case unix.SIGKILL:
		return "Killed"
	case unix.SIGTERM:
		return "Terminated"
	case unix.SIGSEGV:
		return "Segmentation fault"
	case unix.SIGABRT:
		return "Aborted"
	case unix.SIGPIPE:
		return "Broken pipe"
	}
	return fmt.Sprintf("Signal %d", int(sig))
}
