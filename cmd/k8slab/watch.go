package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"time"

	"golang.org/x/term"

	"github.com/k8slab/k8slab/lessons/progress"
	"github.com/k8slab/k8slab/sandbox"
	"github.com/k8slab/k8slab/sandbox/docker"
	"github.com/k8slab/k8slab/sandbox/lease"
	"github.com/k8slab/k8slab/sandbox/watch"
	"github.com/k8slab/k8slab/tui"
)

// watchArg makes this program the watcher process of another one; see package watch.
const watchArg = "watch"

// The kinds of duty that the watcher knows.
const (
	dutyDocker   = "docker"
	dutyTerminal = "terminal"
)

// watchMain is the watcher process.
func watchMain() int {
	return watch.Main(map[string]watch.Sweeper{dutyDocker: docker.SweepDuty, dutyTerminal: screenGone})
}

// screenGone does what a killed program with a screen can no longer do: the terminal comes first, then a write of the
// progress file that was cut short.
func screenGone(ctx context.Context, data json.RawMessage) error {
	err := restoreOrphan(ctx, data)
	dir, derr := progress.Dir(runtime.GOOS, os.Getenv)
	if derr != nil {
		return err // No progress is kept.
	}
	return errors.Join(err, progress.Sweep(dir))
}

// keeper sees to it that nothing outlives this program: it gives each lab a session with a lease, tells the watcher
// about it before anything is made, and sweeps what dead programs left behind.
type keeper struct {
	dir     *lease.Dir
	watcher *watch.Watcher
}

// newKeeper prepares; nothing is started before there is something to watch.
func (a *app) newKeeper() (*keeper, error) {
	dir, err := lease.Open(lease.DefaultDir(a.getenv))
	if err != nil {
		a.log.Info("no place for leases", "err", err)
		dir, err = lease.Open(lease.TempDir())
	}
	if err != nil {
		return nil, &failure{
			exitFailed, fmt.Sprintf("실습의 잠금 파일을 둘 곳에 쓸 수 없어요: %s", lease.DefaultDir(a.getenv)),
			"그 디렉터리가 내 것이고 쓸 수 있는지 보세요.",
		}
	}
	return &keeper{dir: dir, watcher: a.watch()}, nil
}

// watch is the program's one watcher. It is no process before it is told something.
func (a *app) watch() *watch.Watcher {
	if a.watcher == nil {
		a.watcher = watch.New(watcherCommand)
		a.closers = append(a.closers, func() { _ = a.watcher.Close() })
	}
	return a.watcher
}

// vigil waits for as long as the program lives with the smallest program there is, and only then starts this one to do
// what is left: a second k8slab beside the first would cost more memory than all it has to remember.
// It reads with the shell's own read, so that it is one process; an empty line takes back all duties (package watch).
const vigil = `trap "" HUP INT TERM
duties=
while IFS= read -r duty; do
	if [ -z "$duty" ]; then duties=; else duties=$duties$duty'
'; fi
done
[ -z "$duties" ] || printf %s "$duties" | "$0" "$1"`

// watcherCommand runs this program as the watcher, where there is a shell by way of the vigil. It hands the terminal over
// where there is one.
func watcherCommand() (*exec.Cmd, error) {
	cmd, err := watch.Self(watchArg)()
	if err != nil || runtime.GOOS == "windows" {
		return cmd, err
	}
	if sh, err := exec.LookPath("sh"); err == nil {
		cmd = exec.Command(sh, "-c", vigil, cmd.Path, watchArg) //nolint:noctx // it outlives whatever context there is
	}
	if term.IsTerminal(int(os.Stdin.Fd())) {
		cmd.ExtraFiles = []*os.File{os.Stdin} // tui.OrphanFD
	}
	return cmd, nil
}

// visit is one lab's session.
type visit struct {
	*keeper
	lease *lease.Lease
}

// visit begins a session, whose name begins with what tells whose it is.
func (k *keeper) visit(owner string) (*visit, error) {
	id := owner + strings.ToLower(rand.Text()[:10])
	// The watcher knows of the lock file before there is one: this program can be killed at any moment.
	if err := k.watcher.Add(watch.Duty{Key: id, Files: []string{k.dir.File(id)}}); err != nil {
		return nil, fmt.Errorf("begin a session: %w", err)
	}
	l, err := k.dir.Acquire(id)
	if err != nil {
		k.watcher.Done(id)
		return nil, fmt.Errorf("begin a session: %w", err)
	}
	return &visit{keeper: k, lease: l}, nil
}

func (v *visit) config() sandbox.SessionConfig {
	return sandbox.SessionConfig{ID: v.lease.ID(), Scope: v.dir.Scope()}
}

// guard tells the watcher about the session before anything of it is made on the engine.
func (v *visit) guard(d sandbox.Driver) error {
	duty := watch.Duty{Key: v.lease.ID(), Files: []string{v.lease.File()}}
	if dd, ok := d.(*docker.Driver); ok { // The embedded engine has a watcher of its own.
		data, err := dd.Duty(v.lease.ID(), v.dir.Scope())
		if err != nil {
			return err
		}
		duty.Kind, duty.Data = dutyDocker, data
	}
	return v.watcher.Add(duty)
}

// end takes the duty back if everything of the session is gone, and leaves it to the watcher otherwise.
func (v *visit) end(clean bool) {
	if clean {
		v.watcher.Done(v.lease.ID())
	}
	_ = v.lease.Release() // The kernel drops the lock with the process at the latest.
}

// sweepLimit bounds the look for what dead programs left; it runs beside the lab.
const sweepLimit = 20 * time.Second

// sweep removes what dead sessions of this user on this machine left on the engine.
func (k *keeper) sweep(ctx context.Context, d sandbox.Driver) {
	dd, ok := d.(*docker.Driver)
	if !ok {
		return
	}
	dead, err := k.dir.Dead()
	if err != nil {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, sweepLimit)
	defer cancel()
	if _, err := dd.Sweep(ctx, docker.Filter{Scope: k.dir.Scope(), Alive: k.dir.Alive}); err != nil {
		return // Tried again at the next start.
	}
	for _, id := range dead {
		_ = k.dir.Forget(id)
	}
}

// guard is the watcher's duty to restore the terminal should this program be killed.
type guard struct {
	watcher *watch.Watcher
	begun   chan struct{} // closed when the watcher knows, or can't be had
	aside   *aside        // set before begun is closed
}

// guardTerminal begins to guard the terminal, which must be as the learner left it, beside whatever is done before the
// screen is opened. The watcher gets it as an open file, since it has none of its own.
func (a *app) guardTerminal(watcher *watch.Watcher, look tui.Look) *guard {
	g := &guard{watcher: watcher, begun: make(chan struct{})}
	terminal, err := look.Orphan()
	reports := a.reports()
	go func() {
		defer close(g.begun)
		if err == nil {
			g.aside = a.guardWith(watcher, terminal, reports)
		}
	}()
	return g
}

// guardWith tells the watcher of the terminal and of the crash report, and makes the report's file: the watcher knows of it
// before it is there, since this program can be killed at any moment. Without a watcher there is no report, and only a
// kill leaves the terminal as it is.
func (a *app) guardWith(watcher *watch.Watcher, terminal json.RawMessage, reports []string) *aside {
	tell := func(report string) error {
		duty, err := a.duty(terminal, report)
		if err != nil {
			return err
		}
		return watcher.Add(watch.Duty{Key: dutyTerminal, Kind: dutyTerminal, Data: duty})
	}
	for _, report := range reports {
		if tell(report) != nil {
			return nil
		}
		if s := openAside(report); s != nil {
			return s
		}
	}
	_ = tell("")
	return nil
}

// wait returns when the terminal may be changed.
func (g *guard) wait() {
	<-g.begun
	g.aside.open()
}

// restored ends the duty. It may be called again.
func (g *guard) restored() {
	<-g.begun
	g.aside.shut()
	g.watcher.Done(dutyTerminal)
}
