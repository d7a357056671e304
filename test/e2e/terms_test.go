//go:build linux

package e2e

import (
	"context"
	"os/exec"
	"strings"
	"testing"
	"time"

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
	wantGone(t, func() []string {
		left := ours(t)
		for _, kind := range []string{"network", "volume"} {
			left = append(left, strings.Fields(docker(t, kind, "ls", "-q", "--filter", "label=k8slab.session"))...)
		}
		return left
	})
}

// wantGone asks until nothing is left, or the time that the product promises is over. On an engine that is slow now that is
// in proportion: two seconds are six times what a container takes to start where the promise is kept.
func wantGone(t *testing.T, find func() []string) {
	t.Helper()
	began := time.Now()
	allowed := 2 * time.Second
	for slow := false; ; {
		left := find()
		if len(left) == 0 {
			return
		}
		took := time.Since(began)
		switch {
		case took > allowed && slow:
			t.Fatalf("left behind after %v, %v are allowed: %q", took, allowed, left)
		case took > allowed:
			slow, allowed = true, max(allowed, 6*startTime(t))
			t.Logf("left behind after %v: %q; at this engine's pace %v are allowed", took, left, allowed)
		}
	}
}

// startTime is how long the engine takes now to create and start a container of the lab image.
func startTime(t *testing.T) time.Duration {
	t.Helper()
	image := strings.Fields(docker(t, "images", "-q", "k8slab.local/lab"))
	if len(image) == 0 {
		return 0
	}
	id := strings.TrimSpace(docker(t, "create", "--network", "none", "--entrypoint", "/bin/labbox", image[0],
		"hold", "--", "work", "beat"))
	defer docker(t, "rm", "-f", id)
	began := time.Now()
	docker(t, "start", id)
	return time.Since(began)
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
