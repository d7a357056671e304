//go:build linux

package e2e

import (
	"context"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/moby/moby/client"

	"github.com/k8slab/k8slab/test/term"
)

// docker runs the docker command of this machine against the tests' engine.
func docker(t *testing.T, args ...string) string {
	t.Helper()
	return dockerAt(t, engine(t), args...)
}

// dockerAt runs it against the engine at an address.
func dockerAt(t *testing.T, address string, args ...string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, "docker", args...)
	cmd.Env = append(cmd.Environ(), "DOCKER_HOST="+address, "DOCKER_CONTEXT=")
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("docker %s: %v", strings.Join(args, " "), err)
	}
	return strings.TrimSpace(string(out))
}

// ours lists the names of containers that bear our label, running or not.
func ours(t *testing.T, filters ...string) []string {
	t.Helper()
	args := []string{"ps", "-a", "--format", "{{.Names}}", "--filter", "label=k8slab.session"}
	for _, f := range filters {
		args = append(args, "--filter", f)
	}
	return strings.Fields(docker(t, args...))
}

// wantNothingLeft checks that within the time the product promises no container, network or volume of ours is left.
func wantNothingLeft(t *testing.T) {
	t.Helper()
	wantGone(t, remains(t))
}

// remains returns a function that names what of ours is in the engine: containers, networks and volumes. It asks through
// the API: starting three docker commands for each look would keep the engine from what is waited for.
func remains(t *testing.T) func() []string {
	t.Helper()
	api, err := client.New(client.WithHost(engine(t)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = api.Close() })
	filters := client.Filters{}.Add("label", "k8slab.session")
	ctx := t.Context()
	return func() (left []string) {
		containers, err := api.ContainerList(ctx, client.ContainerListOptions{All: true, Filters: filters})
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range containers.Items {
			left = append(left, strings.TrimPrefix(strings.Join(c.Names, " "), "/"))
		}
		networks, err := api.NetworkList(ctx, client.NetworkListOptions{Filters: filters})
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range networks.Items {
			left = append(left, n.Name)
		}
		volumes, err := api.VolumeList(ctx, client.VolumeListOptions{Filters: filters})
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range volumes.Items {
			left = append(left, v.Name)
		}
		return left
	}
}

// wantGone looks until nothing is left, or the time that the product promises is over.
func wantGone(t *testing.T, find func() []string) {
	t.Helper()
	const allowed = 2 * time.Second
	began := time.Now()
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	for {
		took := time.Since(began)
		left := find()
		switch {
		case len(left) == 0:
			t.Logf("nothing is left after %v", took.Round(time.Millisecond))
			return
		case took > allowed:
			t.Fatalf("left behind after %v: %q", took, left)
		}
		<-again.C
	}
}

// TestFirstContainer goes through the first lab with the one key that a newcomer needs.
func TestFirstContainer(t *testing.T) {
	for _, size := range [][2]int{{120, 36}, {80, 24}} {
		p := Start(t, Run{Cols: size[0], Rows: size[1]})
		p.WaitFor("다섯 낱말", "Docker Engine", "아직 first라는 컨테이너가")
		p.Press("enter")
		p.WaitFor("first 실행 중", "work beat", "▸ 2")
		if names := ours(t, "label=k8slab.name=first"); len(names) != 1 {
			t.Errorf("the engine has %q, want one container named first", names)
		}
		p.Press("enter")
		p.WaitFor("▸ 3")
		p.Press("enter")
		p.WaitFor("▸ 4", "0.20코어")
		p.Press("enter")
		p.WaitFor("실습을 마쳤어요.")
		p.WaitGone("first 실행 중")
		wantGone(t, func() []string { return ours(t, "label=k8slab.name=first") })
		p.Press("q")
		p.WantExit(0)
		p.WantRestored()
		wantNothingLeft(t)
	}
}

// TestChecksSeeWhatIsDoneOutside does and undoes a step's work with the docker command.
func TestChecksSeeWhatIsDoneOutside(t *testing.T) {
	p := Start(t, Run{})
	p.WaitFor("아직 first라는 컨테이너가")
	p.Press("enter")
	p.WaitFor("first 실행 중")
	name := ours(t, "label=k8slab.name=first")[0]
	docker(t, "exec", "-d", name, "sleep", "600")
	p.WaitFor("▸ 3")
	docker(t, "update", "--cpus", "0.1", name)
	p.WaitFor("▸ 4", "0.10코어")
	docker(t, "rm", "-f", name)
	p.WaitFor("실습을 마쳤어요.")
	p.Press("q")
	p.WantExit(0)
	wantNothingLeft(t)
}

// TestHangulKeys drives the program with a Hangul input mode on: what arrives are jamo and syllables.
func TestHangulKeys(t *testing.T) {
	p := Start(t, Run{})
	p.WaitFor("아직 first라는 컨테이너가")
	p.Type("ㅑ") // i: a hint
	p.WaitFor("힌트")
	p.Press("enter")
	p.WaitFor("first 실행 중")
	p.Type("ㄱ") // r: from the beginning
	p.WaitFor("아직 first라는 컨테이너가")
	p.Type("버") // q, j
	p.WantExit(0)
	p.WantRestored()
	wantNothingLeft(t)
}

func TestUnreachableEngine(t *testing.T) {
	p := Start(t, Run{Args: []string{"-H", "unix:///nowhere/docker.sock"}})
	p.WaitFor("다섯 낱말", "/nowhere/docker.sock", "다시 연결하기")
	p.Press("pgdown") // The lesson can be read all the same.
	p.WaitGone("읽기 9분")
	p.Press("q")
	p.WantExit(0)
	p.WantRestored()
	out := Exec(t, Run{Args: []string{"-H", "unix:///nowhere/docker.sock", "lab", "run", "terms", "--auto", "-o", "json"}})
	if out.Code != 3 || out.Stdout != "" || strings.Count(strings.TrimSpace(out.Stderr), "\n") != 1 {
		t.Errorf("want exit code 3 and two lines on stderr, got %+v", out)
	}
}

func TestSmallWindows(t *testing.T) {
	for _, size := range [][2]int{{60, 20}, {40, 12}} {
		p := Start(t, Run{Cols: size[0], Rows: size[1]})
		p.WaitFor("다섯 낱말")
		p.Press("tab")
		p.WaitFor("첫 컨테이너", "컨테이너를 시작해요")
		p.Press("enter")
		p.Until("not started", func(*term.Screen) bool { return true })
		p.Press("tab")
		p.WaitFor("다섯 낱말")
		p.Press("q")
		p.WantExit(0)
		wantNothingLeft(t)
	}
}
