package docker_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/k8slab/k8slab/sandbox"
	"github.com/k8slab/k8slab/sandbox/docker"
	"github.com/k8slab/k8slab/sandbox/image"
	"github.com/k8slab/k8slab/sandbox/sandboxtest"
)

// odd is one container made by the docker command with settings of which our own sandboxes know nothing.
type odd struct {
	name string
	args []string // of docker run; NAME: stands for another one's full name
	cmd  []string
	make string // "run" (if empty) or "create"
}

func odds() []odd {
	return []odd{
		{name: "plain"},
		{name: "cpus", args: []string{"--cpus", "0.375"}},
		{name: "shares", args: []string{"--cpu-shares", "321"}},
		{name: "memory", args: []string{"--memory", "7m"}},
		{name: "pids", args: []string{"--pids-limit", "17"}},
		{name: "all-limits", args: []string{"--cpus", "0.75", "--cpu-shares", "2048", "--memory", "33m", "--pids-limit", "99"}},
		{name: "net-none", args: []string{"--network", "none"}},
		{name: "net-host", args: []string{"--network", "host"}},
		{name: "net-shared", args: []string{"--network", "container:NAME:net-none"}},
		{name: "pid-host", args: []string{"--pid", "host"}},
		{name: "pid-shared", args: []string{"--pid", "container:NAME:plain"}},
		{name: "ipc-own", args: []string{"--ipc", "shareable"}},
		{name: "ipc-shared", args: []string{"--ipc", "container:NAME:ipc-own"}},
		{name: "ipc-host", args: []string{"--ipc", "host"}},
		{name: "uts-host", args: []string{"--uts", "host"}},
		{name: "cgroupns-private", args: []string{"--cgroupns", "private"}},
		{name: "cgroupns-host", args: []string{"--cgroupns", "host"}},
		{name: "caps-added", args: []string{"--cap-add", "NET_ADMIN", "--cap-add", "SYS_TIME"}},
		{name: "caps-dropped", args: []string{"--cap-drop", "ALL"}},
		{name: "caps-nearly-all", args: []string{"--cap-add", "ALL", "--cap-drop", "SYS_RESOURCE"}},
		{name: "user", args: []string{"--user", "1234"}},
		{name: "fenced", args: []string{"--security-opt", "no-new-privileges"}},
		{name: "no-seccomp", args: []string{"--security-opt", "seccomp=unconfined"}},
		{name: "socket", args: []string{"-v", "SOCKET:/run/docker.sock"}},
		{name: "paused"},
		{name: "restarting", args: []string{"--restart", "always"}, cmd: []string{"sh", "-c", "exit 3"}},
		{name: "created", make: "create"},
		{name: "privileged", args: []string{"--privileged"}, make: "create"},
	}
}

// makeOdds makes them, and gives their names in the engine.
func makeOdds(t *testing.T, image, prefix string) []string {
	t.Helper()
	names := make([]string, 0, len(odds()))
	t.Cleanup(func() { dockerCLI(t, append([]string{"rm", "-f", "-v"}, names...)...) })
	for _, o := range odds() {
		args := []string{"run", "-d"}
		if o.make == "create" {
			args = []string{"create"}
		}
		args = append(args, "--name", prefix+o.name)
		for _, a := range o.args {
			// The socket is there: a directory would be made in its place otherwise, and stay.
			socket := strings.TrimPrefix(engineHost(t), "unix://")
			args = append(args, strings.NewReplacer("NAME:", prefix, "SOCKET", socket).Replace(a))
		}
		names = append(names, prefix+o.name)
		dockerCLI(t, append(append(args, image), o.cmd...)...)
	}
	dockerCLI(t, "pause", prefix+"paused")
	for range 600 {
		if dockerCLI(t, "inspect", "-f", "{{.State.Status}}", prefix+"restarting") == "restarting" &&
			dockerCLI(t, "inspect", "-f", "{{.RestartCount}}", prefix+"restarting") >= "4" {
			break // By now the engine waits seconds between two attempts.
		}
		time.Sleep(20 * time.Millisecond)
	}
	return names
}

// labImage makes the lab image present and gives its name.
func labImage(t testing.TB, d *docker.Driver) string {
	t.Helper()
	s, err := d.Open(t.Context(), sandbox.SessionConfig{ID: "inspect-image", Scope: "test"})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close(context.WithoutCancel(t.Context()))
	img, err := s.Prepare(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	// An image that another test deleted while a container used it is there still, but under no name.
	dockerCLI(t, "tag", img.ID, img.Tag)
	return img.Tag
}

func inspector(t testing.TB, d *docker.Driver, session string) sandbox.Inspector {
	t.Helper()
	eye, err := d.Inspect(t.Context(), sandbox.SessionConfig{ID: session, Scope: "test"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := eye.Close(context.WithoutCancel(t.Context())); err != nil {
			t.Errorf("close: %v", err)
		}
		if n := left(t, session); n > 0 {
			t.Errorf("%d things left behind", n)
		}
	})
	return eye
}

// TestInspect compares every container, made by somebody else with all kinds of settings, with what the kernel's own files
// say of it when they are read directly.
func TestInspect(t *testing.T) {
	d := connect(t)
	prefix := fmt.Sprintf("odd-%d-", os.Getpid())
	names := makeOdds(t, labImage(t, d), prefix)
	eye := inspector(t, d, "inspect-odd")

	before := map[string]sandboxtest.Live{}
	for _, name := range names {
		if pid := pidOf(t, name); pid > 0 {
			before[name] = sandboxtest.KernelOf(t, pid).Live()
		}
	}
	seen, err := eye.Look(t.Context(), names)
	if err != nil {
		t.Fatal(err)
	}
	seen = throughJSON(t, seen)
	if len(seen.Containers) != len(names) || seen.Version != 1 || seen.Engine.Endpoint != engineHost(t) || seen.Engine.API == "" {
		t.Fatalf("%d containers of %d, version %d, %+v", len(seen.Containers), len(names), seen.Version, seen.Engine)
	}
	bootID, _ := os.ReadFile("/proc/sys/kernel/random/boot_id")
	if seen.Host.BootID != strings.TrimSpace(string(bootID)) {
		t.Errorf("boot ID %q", seen.Host.BootID)
	}
	host := sandboxtest.KernelOf(t, 2).Namespaces()
	running := map[string]sandbox.Namespaces{}
	for n, c := range seen.Containers {
		if c.Name != names[n] || c.ID != dockerCLI(t, "inspect", "-f", "{{.Id}}", c.Name) {
			t.Errorf("container %d is %s %s, not %s", n, c.Name, c.ID, names[n])
		}
		pid := pidOf(t, c.Name)
		if pid == 0 {
			if c.PID != 0 || len(c.Namespaces) != 0 || c.Cgroup != nil || c.Missing["cgroup"].Why == "" {
				t.Errorf("%s does not run: %+v", c.Name, c)
			}
			continue
		}
		k := sandboxtest.KernelOf(t, pid)
		k.Equals(c, before[c.Name])
		running[c.Name] = k.Namespaces()
	}
	shared(t, seen, host, running)
	oddities(t, seen, prefix)
}

func pidOf(t testing.TB, name string) int {
	t.Helper()
	pid, err := strconv.Atoi(dockerCLI(t, "inspect", "-f", "{{.State.Pid}}", name))
	if err != nil {
		t.Fatal(err)
	}
	return pid
}

// throughJSON gives what a program that reads the JSON has of it.
func throughJSON(t *testing.T, i sandbox.Inspection) sandbox.Inspection {
	t.Helper()
	data, err := json.Marshal(i)
	if err != nil {
		t.Fatal(err)
	}
	var back sandbox.Inspection
	if err := json.Unmarshal(data, &back); err != nil {
		t.Fatal(err)
	}
	return back
}

// shared works out who shares what from the kernel's links alone. (Other containers of the engine may be there as well.)
func shared(t *testing.T, seen sandbox.Inspection, host sandbox.Namespaces, running map[string]sandbox.Namespaces) {
	t.Helper()
	for _, c := range seen.Containers {
		for kind, inode := range running[c.Name] {
			with := c.SharedWith[kind]
			if got, want := slices.Contains(with, "host"), host[kind] == inode; got != want {
				t.Errorf("%s: %s shared with the host: %v, the kernel says %v", c.Name, kind, got, want)
			}
			for name, ns := range running {
				if got, want := slices.Contains(with, name), name != c.Name && ns[kind] == inode; got != want {
					t.Errorf("%s: %s shared with %s: %v, the kernel says %v", c.Name, kind, name, got, want)
				}
			}
		}
	}
}

// oddities checks states and what is called unusual.
func oddities(t *testing.T, seen sandbox.Inspection, prefix string) {
	t.Helper()
	states := map[string]sandbox.State{
		"plain": "running", "paused": "paused", "restarting": "restarting", "created": "created", "privileged": "created",
	}
	want := map[string]string{
		"plain": "no-memory-limit", "net-host": "host-net", "pid-host": "host-pid", "ipc-host": "host-ipc",
		"uts-host": "host-uts", "caps-added": "added-capabilities", "no-seccomp": "no-seccomp", "socket": "engine-socket",
		"privileged": "privileged",
	}
	for _, c := range seen.Containers {
		name := strings.TrimPrefix(c.Name, prefix)
		if s := states[name]; s != "" && c.State != s {
			t.Errorf("%s is %s", name, c.State)
		}
		has := func(id string) bool {
			return slices.ContainsFunc(c.Unusual, func(o sandbox.Oddity) bool { return o.ID == id && o.Why != "" })
		}
		if id := want[name]; id != "" && !has(id) {
			t.Errorf("%s: %s is not called unusual: %v", name, id, c.Unusual)
		}
		if name == "all-limits" && len(c.Unusual) > 0 {
			t.Errorf("%s: %v", name, c.Unusual)
		}
		if c.Security.Privileged != (name == "privileged") {
			t.Errorf("%s: privileged %v", name, c.Security.Privileged)
		}
	}
}

// One that nobody asked for is named as a neighbour, by a name that was found by the beginning of an ID; a name that is
// nobody's is told; a change shows.
func TestInspectFindsNeighboursAndChanges(t *testing.T) {
	d := connect(t)
	image := labImage(t, d)
	prefix := fmt.Sprintf("near-%d-", os.Getpid())
	t.Cleanup(func() { dockerCLI(t, "rm", "-f", prefix+"a", prefix+"b") })
	id := dockerCLI(t, "run", "-d", "--name", prefix+"a", "--network", "none", image)
	dockerCLI(t, "run", "-d", "--name", prefix+"b", "--network", "container:"+prefix+"a", image)
	eye := inspector(t, d, "inspect-near")
	changed := eye.Changed()
	asked := []string{id[:12], "nobody-of-that-name"}
	seen, err := eye.Look(t.Context(), asked)
	if err != nil || len(seen.Containers) != 1 || !slices.Equal(seen.Unknown, asked[1:]) {
		t.Fatalf("%+v, %v", seen, err)
	}
	if with := seen.Containers[0].SharedWith[sandbox.NamespaceNet]; !slices.Equal(with, []string{prefix + "b"}) {
		t.Errorf("net is shared with %v", with)
	}
	drain(changed)
	dockerCLI(t, "rm", "-f", prefix+"b")
	select {
	case <-changed:
	case <-time.After(20 * time.Second):
		t.Fatal("nothing told of the removal")
	}
	for range 200 {
		seen, err = eye.Look(t.Context(), asked)
		if err != nil || len(seen.Containers[0].SharedWith[sandbox.NamespaceNet]) == 0 {
			break
		}
		<-changed
	}
	if with := seen.Containers[0].SharedWith[sandbox.NamespaceNet]; err != nil || len(with) > 0 {
		t.Errorf("net is still shared with %v, %v", with, err)
	}
}

// drain lets the first events pass, which may be of what was made before.
func drain(changed <-chan struct{}) {
	for {
		select {
		case <-changed:
		case <-time.After(300 * time.Millisecond):
			return
		}
	}
}

// knownImage is what the build would have written of the lab image.
func knownImage(t testing.TB) func(string) (sandbox.Image, bool) {
	t.Helper()
	labbox, err := labboxOnce()
	if err != nil {
		t.Fatal(err)
	}
	made := map[string]sandbox.Image{}
	return func(arch string) (sandbox.Image, bool) {
		if _, there := made[arch]; !there {
			img, err := image.Build(labbox, arch)
			if err != nil {
				t.Error(err)
				return sandbox.Image{}, false
			}
			made[arch] = img.Facts()
		}
		return made[arch], true
	}
}

// TestKnownImage: an image that is known beforehand is asked for without labbox being read; one that the engine does not
// have, or that was described wrongly, is made all the same.
func TestKnownImage(t *testing.T) {
	known := knownImage(t)
	for _, wrong := range []bool{true, false} { // The first one leaves the image in the engine.
		opts, read := options(t), 0
		source := opts.Image
		opts.Image = func(ctx context.Context, arch string) ([]byte, error) {
			read++
			return source(ctx, arch)
		}
		opts.Known = func(arch string) (sandbox.Image, bool) {
			facts, ok := known(arch)
			if wrong {
				facts.ID, facts.Tag = "sha256:"+strings.Repeat("0", 64), "k8slab.local/lab:000000000000"
			}
			return facts, ok
		}
		d, err := docker.Connect(t.Context(), opts)
		if err != nil {
			t.Fatal(err)
		}
		s, err := d.Open(t.Context(), sandbox.SessionConfig{ID: fmt.Sprintf("known-%t-%d", wrong, os.Getpid()), Scope: "test"})
		if err != nil {
			t.Fatal(err)
		}
		img, err := s.Prepare(t.Context())
		if want, _ := known(d.Info().Arch); err != nil || img.ID != want.ID || img.Tag != want.Tag {
			t.Errorf("described wrongly %t: prepared %+v, %v; want %s", wrong, img, err, want.ID)
		}
		if read != map[bool]int{true: 1, false: 0}[wrong] {
			t.Errorf("described wrongly %t: labbox was read %d times", wrong, read)
		}
		if err := errors.Join(s.Close(t.Context()), d.Close()); err != nil {
			t.Error(err)
		}
	}
}

// BenchmarkInspect is the whole of `k8slab inspect` with a hundred containers: connect, observe, report, remove.
func BenchmarkInspect(b *testing.B) {
	opts := options(b)
	opts.Known = knownImage(b)
	d, err := docker.Connect(b.Context(), opts)
	if err != nil {
		b.Fatal(err)
	}
	defer d.Close()
	image, prefix := labImage(b, d), fmt.Sprintf("many-%d-", os.Getpid())
	names := make([]string, 100)
	var wg sync.WaitGroup
	slots := make(chan struct{}, 4)
	for n := range names {
		names[n] = prefix + strconv.Itoa(n)
		wg.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			out, err := exec.Command("docker", "-H", engineHost(b), "run", "-d", "--name", names[n], "--network", "none", image).CombinedOutput()
			if err != nil {
				b.Errorf("%v: %s", err, out)
			}
		})
	}
	wg.Wait()
	defer func() { dockerCLI(b, append([]string{"rm", "-f"}, names...)...) }()
	n := 0
	for b.Loop() {
		n++
		d, err := docker.Connect(b.Context(), opts)
		if err != nil {
			b.Fatal(err)
		}
		eye, err := d.Inspect(b.Context(), sandbox.SessionConfig{ID: fmt.Sprintf("bench-%d", n), Scope: "test"})
		if err != nil {
			b.Fatal(err)
		}
		seen, err := eye.Look(b.Context(), names)
		if err != nil || len(seen.Containers) != len(names) || seen.Containers[99].Cgroup == nil {
			b.Fatalf("%d containers, %v", len(seen.Containers), err)
		}
		b.StopTimer()
		if err := eye.Close(b.Context()); err != nil {
			b.Fatal(err)
		}
		_ = d.Close()
		b.StartTimer()
	}
}
