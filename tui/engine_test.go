package tui_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/k8slab/k8slab/sandbox"
)

// engine is one made of memory: sandboxes are entries of a map, and everything seen of them is made up. It can be away.
type engine struct {
	mu    sync.Mutex
	away  *sandbox.Error // why it does not answer; nil while it does
	boxes map[string]sandbox.View
	news  chan struct{} // closed and replaced at each change
	seen  uint64
	sizes chan string // that shells were told
}

func newEngine() *engine {
	return &engine{boxes: map[string]sandbox.View{}, news: make(chan struct{}), sizes: make(chan string, 64)}
}

// change does something to the engine and lets everybody know.
func (e *engine) change(f func()) {
	e.mu.Lock()
	defer e.mu.Unlock()
	f()
	close(e.news)
	e.news = make(chan struct{})
}

// fall takes the engine away; rise brings it back.
func (e *engine) fall(why *sandbox.Error) { e.change(func() { e.away = why }) }
func (e *engine) rise()                   { e.change(func() { e.away = nil }) }

func (e *engine) open(context.Context) (sandbox.Driver, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.away != nil {
		return nil, e.away
	}
	return e, nil
}

func (e *engine) Info() sandbox.Info {
	return sandbox.Info{
		Driver: "docker", Name: "Docker Engine", Version: "20.10.24", Endpoint: "unix:///var/run/docker.sock",
		Source: "default", CgroupVersion: 2,
	}
}

func (e *engine) Open(context.Context, sandbox.SessionConfig) (sandbox.Session, error) {
	return session{e}, nil
}

func (e *engine) Close() error { return nil }

// session is the engine as a session: the two close differently.
type session struct{ *engine }

func (s session) Close(context.Context) error { return nil }

func (e *engine) Prepare(context.Context) (sandbox.Image, error) { return sandbox.Image{}, nil }

func (e *engine) Start(_ context.Context, spec sandbox.Spec) (sandbox.Status, error) {
	status := sandbox.Status{Name: spec.Name, ID: "0a1b", State: sandbox.StateRunning, PID: 4242}
	inner := sandbox.Namespaces{}
	for i, kind := range sandbox.NamespaceKinds() {
		inner[kind] = 4026532190 + uint64(i) //nolint:gosec // few
	}
	limit, memory, tasks := spec.Limits.CPU, spec.Limits.Memory, spec.Limits.PIDs
	e.change(func() {
		e.boxes[spec.Name] = sandbox.View{
			Status: status, Hostname: spec.Name, Namespaces: inner, ProcessCount: 1,
			Processes: []sandbox.ProcessView{{HostPID: 4242, PID: 1, Comm: "labbox", Args: "work beat"}},
			Cgroup: &sandbox.Cgroup{
				Version: 2, Path: "/docker/0a1b", CPU: sandbox.CPU{LimitCores: &limit},
				Memory: sandbox.Memory{LimitBytes: &memory, UsageBytes: 3 << 20}, PIDs: sandbox.PIDs{Limit: &tasks, Current: 1},
			},
		}
	})
	return status, nil
}

func (e *engine) Remove(_ context.Context, name string) error {
	e.change(func() { delete(e.boxes, name) })
	return nil
}

func (e *engine) List(context.Context) ([]sandbox.Status, error) { return nil, nil }

func (e *engine) Observe(ctx context.Context, _ float64) (<-chan sandbox.Observation, error) {
	out := make(chan sandbox.Observation)
	go func() {
		defer close(out)
		for {
			o, news := e.observation()
			select {
			case out <- o:
			case <-ctx.Done():
				return
			}
			select {
			case <-news:
			case <-ctx.Done():
				return
			}
		}
	}()
	return out, nil
}

func (e *engine) observation() (sandbox.Observation, <-chan struct{}) {
	e.mu.Lock()
	defer e.mu.Unlock()
	host := sandbox.Namespaces{}
	for i, kind := range sandbox.NamespaceKinds() {
		host[kind] = 4026531830 + uint64(i) //nolint:gosec // few
	}
	e.seen++
	o := sandbox.Observation{
		At: time.Unix(int64(e.seen), 0), Seq: e.seen, //nolint:gosec // few
		Host: sandbox.Host{Hostname: "laptop", Namespaces: host},
	}
	if e.away != nil {
		o.Lost = &sandbox.Reason{Why: e.away.What, Cure: e.away.Do}
	}
	for _, name := range slices.Sorted(maps.Keys(e.boxes)) {
		o.Sandboxes = append(o.Sandboxes, e.boxes[name])
	}
	return o, e.news
}

// errNot is the answer to what no test here asks for.
var errNot = errors.New("this engine cannot do that")

func (e *engine) Update(context.Context, string, sandbox.Limits) error { return errNot }
func (e *engine) Pause(context.Context, string) error                  { return errNot }
func (e *engine) Resume(context.Context, string) error                 { return errNot }
func (e *engine) Signal(context.Context, string, string) error         { return errNot }

// Exec starts a shell that shows its terminal's size and gives back what is typed, byte by byte, until that is exit.
func (e *engine) Exec(_ context.Context, name string, c sandbox.Command) (sandbox.Process, error) {
	if !c.TTY {
		return nil, errNot
	}
	p := &shell{out: c.Stdout, sizes: e.sizes, prompt: name + ":/# ", ended: make(chan struct{})}
	_ = p.Resize(context.Background(), c.Cols, c.Rows)
	go p.obey(c.Stdin)
	return p, nil
}

// shell is a process at a terminal.
type shell struct {
	prompt string
	sizes  chan string
	mu     sync.Mutex
	out    io.Writer
	end    sync.Once
	ended  chan struct{}
}

func (p *shell) obey(in io.Reader) {
	for typed, buf := "", make([]byte, 64); !strings.Contains(typed, "exit\r"); {
		n, err := in.Read(buf)
		if err != nil {
			break
		}
		typed += string(buf[:n])
		p.mu.Lock()
		_, _ = p.out.Write(buf[:n])
		p.mu.Unlock()
	}
	_ = p.Close()
}

// Resize implements sandbox.Process.
func (p *shell) Resize(_ context.Context, cols, rows int) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.sizes <- fmt.Sprintf("%d×%d", cols, rows)
	_, err := fmt.Fprintf(p.out, "%d×%d\r\n%s", cols, rows, p.prompt)
	return err
}

// Wait implements sandbox.Process.
func (p *shell) Wait() (int, error) { <-p.ended; return 0, nil }

// Close implements sandbox.Process.
func (p *shell) Close() error { p.end.Do(func() { close(p.ended) }); return nil }
