package docker_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/k8slab/k8slab/sandbox"
	"github.com/k8slab/k8slab/sandbox/docker"
	"github.com/k8slab/k8slab/sandbox/sandboxtest"
)

// wantError checks that an error tells a learner what happened and what to do.
func wantError(t *testing.T, err error, kind sandbox.Kind, what, do string) {
	t.Helper()
	var e *sandbox.Error
	if !errors.As(err, &e) {
		t.Fatalf("error %v, want a *sandbox.Error", err)
	}
	if e.Kind != kind || !strings.Contains(e.What, what) || !strings.Contains(e.Do, do) {
		t.Errorf("kind %s, %q, %q; want %s, …%s…, …%s…", e.Kind, e.What, e.Do, kind, what, do)
	}
	for _, s := range []string{e.What, e.Do} {
		if !sandboxtest.Korean(s) || !strings.HasSuffix(s, ".") {
			t.Errorf("%q is no Korean sentence", s)
		}
	}
}

func connectTo(t *testing.T, host string) error {
	t.Helper()
	began := time.Now()
	d, err := docker.Connect(t.Context(), docker.Options{Host: host, Patience: time.Second})
	if err == nil {
		_ = d.Close()
		t.Fatalf("connected to %s", host)
	}
	if took := time.Since(began); took > 4*time.Second {
		t.Errorf("it took %v to say so", took)
	}
	return err
}

func TestUnreachable(t *testing.T) {
	dir := t.TempDir()
	dead := filepath.Join(dir, "dead.sock")
	l, err := net.Listen("unix", dead)
	if err != nil {
		t.Fatal(err)
	}
	l.(*net.UnixListener).SetUnlinkOnClose(false)
	_ = l.Close()
	for _, c := range []struct{ name, host, what, do string }{
		{"no socket", "unix://" + filepath.Join(dir, "none.sock"), "없거나 꺼져", "켜져"},
		{"a directory", "unix://" + dir, "소켓이 아닌 것이", "ls -ld"},
		{"nobody listens", "unix://" + dead, "대답하지 않아요", "켜져"},
		{"no such port", "tcp://127.0.0.1:1", "대답하지 않아요", "포트"},
		{"no such host", "tcp://no-such-host.invalid:2375", "호스트 이름을 찾을 수 없어요", "주소"},
		{"nonsense", "gopher://x", "알아볼 수 없어요", "unix://"},
	} {
		t.Run(c.name, func(t *testing.T) {
			wantError(t, connectTo(t, c.host), sandbox.KindUnreachable, c.what, c.do)
		})
	}
}

// TestHanging has an endpoint that accepts connections and never says a word.
func TestHanging(t *testing.T) {
	socket := filepath.Join(t.TempDir(), "hang.sock")
	l, err := net.Listen("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	wantError(t, connectTo(t, "unix://"+socket), sandbox.KindUnreachable, "제때 대답하지 않았어요", "다시 켜세요")
}

// TestHangingTogether has several that hang: what one may take is all that they take together.
func TestHangingTogether(t *testing.T) {
	home, run := t.TempDir(), t.TempDir()
	for _, socket := range []string{
		filepath.Join(run, "docker.sock"), filepath.Join(home, ".docker", "run", "docker.sock"),
		filepath.Join(run, "podman", "podman.sock"),
	} {
		if err := os.MkdirAll(filepath.Dir(socket), 0o700); err != nil {
			t.Fatal(err)
		}
		l, err := net.Listen("unix", socket)
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
	}
	const patience = time.Second
	began := time.Now()
	_, err := docker.Connect(t.Context(), docker.Options{
		Home: home, Patience: patience, Context: "default", Getenv: func(name string) string {
			return map[string]string{"XDG_RUNTIME_DIR": run}[name]
		},
	})
	if took := time.Since(began); took > 2*patience {
		t.Errorf("three sockets that hang took %v, with a patience of %v", took, patience)
	}
	// Unless this machine has an engine at the usual place.
	if err != nil {
		wantError(t, err, sandbox.KindUnreachable, "제때 대답하지 않았어요", "다시 켜세요")
	}
}

// TestNotAnEngine has something else answer.
func TestNotAnEngine(t *testing.T) {
	socket := filepath.Join(t.TempDir(), "web.sock")
	l, err := net.Listen("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: http.NotFoundHandler(), ReadHeaderTimeout: time.Second}
	go func() { _ = server.Serve(l) }()
	defer server.Close()
	wantError(t, connectTo(t, "unix://"+socket), sandbox.KindUnreachable, "컨테이너 엔진이 아니에요", "주소")
}

func TestHostAndContext(t *testing.T) {
	_, err := docker.Connect(t.Context(), docker.Options{Host: "unix:///a", Context: "b"})
	wantError(t, err, sandbox.KindInvalid, "함께 쓸 수 없어요", "하나만")
}

func TestNoSuchContext(t *testing.T) {
	home := t.TempDir()
	_, err := docker.Connect(t.Context(), docker.Options{Context: "moon", Home: home, Getenv: func(string) string { return "" }})
	wantError(t, err, sandbox.KindUnreachable, "moon", "docker context ls")
}

// watched opens a session through a proxy, with one sandbox in view.
func watched(t *testing.T, p *proxy) (sandbox.Session, <-chan sandbox.Observation) {
	t.Helper()
	opts := options(t)
	opts.Host = p.host()
	d, err := docker.Connect(t.Context(), opts)
	if err != nil {
		t.Fatalf("connect: %v", err)
	}
	t.Cleanup(func() { _ = d.Close() })
	id := strings.ToLower(strings.ReplaceAll(filepath.Base(t.Name()), "_", "-"))
	s, err := d.Open(t.Context(), sandbox.SessionConfig{ID: id, Scope: "faults"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(context.Background()); err != nil {
			t.Errorf("close: %v", err)
		}
		if out := dockerCLI(t, "ps", "-aq", "--filter", "label=k8slab.session="+id); out != "" {
			dockerCLI(t, append([]string{"rm", "-f"}, strings.Fields(out)...)...)
			t.Errorf("left: %s", out)
		}
	})
	seen, err := s.Observe(t.Context(), 5)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Start(t.Context(), sandbox.Spec{Name: "first", Command: []string{"work", "idle"}}); err != nil {
		t.Fatalf("start: %v", err)
	}
	return s, seen
}

func await(t *testing.T, seen <-chan sandbox.Observation, what string, ok func(sandbox.Observation) bool) sandbox.Observation {
	t.Helper()
	timeout := time.After(30 * time.Second)
	var last sandbox.Observation
	for {
		select {
		case o, more := <-seen:
			if !more {
				t.Fatalf("observation ended while waiting for %s", what)
			}
			if last = o; ok(o) {
				return o
			}
		case <-timeout:
			t.Fatalf("waited in vain for %s; last: %+v", what, last)
		}
	}
}

func observed(o sandbox.Observation) bool {
	v := o.Sandbox("first")
	return v != nil && len(v.Namespaces) > 0 && v.Cgroup != nil
}

// TestEngineLost has the engine vanish in the middle of a lab, and come back.
func TestEngineLost(t *testing.T) {
	p := newProxy(t)
	s, seen := watched(t, p)
	await(t, seen, "the sandbox", observed)
	p.down()
	o := await(t, seen, "the loss", func(o sandbox.Observation) bool { return o.Lost != nil })
	if !sandboxtest.Korean(o.Lost.Why) || !sandboxtest.Korean(o.Lost.Cure) || o.Sandbox("first") == nil {
		t.Errorf("lost: %+v", o.Lost)
	}
	began := time.Now()
	_, err := s.Start(t.Context(), sandbox.Spec{Name: "second"})
	wantError(t, err, sandbox.KindUnreachable, "엔진", "")
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("it took %v to say so", took)
	}
	p.up()
	// The dead-man line was cut, so the sandbox is gone, and that is said.
	await(t, seen, "the return", func(o sandbox.Observation) bool {
		v := o.Sandbox("first")
		return o.Lost == nil && v != nil && v.State == sandbox.StateExited
	})
	if err := s.Remove(t.Context(), "first"); err != nil {
		t.Fatalf("remove: %v", err)
	}
	if _, err := s.Start(t.Context(), sandbox.Spec{Name: "first", Command: []string{"work", "idle"}}); err != nil {
		t.Fatalf("start again: %v", err)
	}
	await(t, seen, "the new sandbox", func(o sandbox.Observation) bool { return o.Lost == nil && observed(o) })
}

// TestNoObserver has an engine that refuses the host's PID namespace.
func TestNoObserver(t *testing.T) {
	p := newProxy(t)
	p.refuse = func(r *http.Request, body []byte) (int, string) {
		if strings.HasSuffix(r.URL.Path, "/containers/create") && strings.Contains(string(body), `"PidMode":"host"`) {
			return http.StatusForbidden, "authorization denied by plugin"
		}
		return 0, ""
	}
	s, seen := watched(t, p)
	o := await(t, seen, "what can be seen without an observer", observed)
	if why := o.Missing["namespaces"].Why; !sandboxtest.Korean(why) {
		t.Errorf("missing: %v", o.Missing)
	}
	v := o.Sandbox("first")
	pid := dockerCLI(t, "inspect", "-f", "{{.State.Pid}}", v.ID)
	want, err := os.Readlink("/proc/" + pid + "/ns/pid")
	if err != nil {
		t.Fatal(err)
	}
	if got := v.Namespaces[sandbox.NamespacePID]; !strings.Contains(want, "["+itoa(got)+"]") {
		t.Errorf("pid namespace %d, the kernel says %s", got, want)
	}
	if v.Cgroup.Memory.UsageBytes <= 0 || v.Cgroup.PIDs.Current < 1 || v.Cgroup.Memory.LimitBytes == nil {
		t.Errorf("cgroup: %+v", v.Cgroup)
	}
	if !sandboxtest.Korean(v.Missing["processes"].Why) {
		t.Errorf("missing of the sandbox: %v", v.Missing)
	}
	if err := s.Update(t.Context(), "first", sandbox.Limits{Memory: 64 << 20}); err != nil {
		t.Fatal(err)
	}
	await(t, seen, "the new limit", func(o sandbox.Observation) bool {
		return observed(o) && *o.Sandbox("first").Cgroup.Memory.LimitBytes == 64<<20
	})
}

// TestObserverKilled removes the observer from outside.
func TestObserverKilled(t *testing.T) {
	p := newProxy(t)
	_, seen := watched(t, p)
	first := await(t, seen, "the sandbox", observed)
	id := dockerCLI(t, "ps", "-q", "--filter", "label=k8slab.session=testobserverkilled", "--filter", "label=k8slab.role=observer")
	dockerCLI(t, append([]string{"rm", "-f"}, strings.Fields(id)...)...)
	await(t, seen, "another observer", func(o sandbox.Observation) bool {
		return observed(o) && o.At.After(first.At.Add(2*time.Second)) && o.Sandbox("first").ProcessCount > 0
	})
}

// TestFromOutside has a learner use the docker command beside us.
func TestFromOutside(t *testing.T) {
	s, seen := watched(t, newProxy(t))
	name := "k8slab-testfromoutside-first"
	await(t, seen, "the sandbox", observed)
	dockerCLI(t, "pause", name)
	await(t, seen, "the pause", func(o sandbox.Observation) bool { return o.Sandbox("first").State == sandbox.StatePaused })
	dockerCLI(t, "unpause", name)
	await(t, seen, "the thaw", func(o sandbox.Observation) bool { return o.Sandbox("first").State == sandbox.StateRunning })
	dockerCLI(t, "update", "--memory", "80m", "--memory-swap", "80m", "--cpus", "0.3", name)
	await(t, seen, "the update", func(o sandbox.Observation) bool {
		c := o.Sandbox("first").Cgroup
		return c != nil && *c.Memory.LimitBytes == 80<<20 && c.CPU.LimitCores != nil && *c.CPU.LimitCores == 0.3
	})
	dockerCLI(t, "kill", name)
	o := await(t, seen, "the kill", func(o sandbox.Observation) bool { return o.Sandbox("first").State == sandbox.StateExited })
	if code := o.Sandbox("first").ExitCode; code != 137 {
		t.Errorf("exit code %d", code)
	}
	if err := s.Remove(t.Context(), "first"); err != nil {
		t.Errorf("remove what is gone: %v", err)
	}
}

// TestImageDeleted has somebody delete the image between two starts.
func TestImageDeleted(t *testing.T) {
	d := connect(t)
	s, err := d.Open(t.Context(), sandbox.SessionConfig{ID: "imagedeleted", Scope: "faults"})
	if err != nil {
		t.Fatal(err)
	}
	// Deleting the tag is what an engine allows even while others use the image.
	img, err := s.Prepare(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	_ = dockerCLI(t, "rmi", "-f", img.Tag)
	if _, err := s.Start(t.Context(), sandbox.Spec{Name: "first", Command: []string{"work", "idle"}}); err != nil {
		t.Fatalf("start: %v", err)
	}
}
