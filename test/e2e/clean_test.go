//go:build linux

package e2e

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestCleanAsks cleans up beside a learner in mid-lab, after it has asked: what is typed decides, with Hangul input on as
// well. What is dead goes; the lab goes on, with its image and its progress, until it is over.
func TestCleanAsks(t *testing.T) {
	lab := Start(t, Run{})
	lab.WaitFor("아직 first라는 컨테이너가")
	lab.Press("enter")
	lab.WaitFor("first 실행 중")
	dead := filepath.Join(lab.Home, ".local/state/k8slab/sessions/deadbeef.lock")
	if err := os.WriteFile(dead, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	asked := func(answer string) *Program {
		p := Start(t, Run{Home: lab.Home, Rows: 60, Cols: 120, Args: []string{"clean", "--all"}})
		p.WaitFor("컨테이너", "지울 것", "지금 하고 있는 실습이 1개 있어서", "되돌릴 수 없어요.")
		p.Type(answer + "\r")
		return p
	}
	for _, no := range []string{"", "n", "yyy"} {
		p := asked(no)
		p.WaitFor("지우지 않았어요.")
		p.WantExit(1)
		p.WantRestored()
	}
	if !strings.Contains(lab.Text(), "first 실행 중") {
		t.Fatalf("the lab's container went although nobody said yes:\n%s", lab.Text())
	}
	p := asked("ㅛ")
	p.WaitFor("지웠어요", "그대로 둬요.", "실습을 끝내고 다시 실행하면 마저 지워요.")
	p.WantExit(0)
	p.WantRestored()
	if _, err := os.Stat(dead); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the dead session's lock is still there: %v", err)
	}
	if running := ours(t, "label=k8slab.name=first"); len(running) != 1 {
		t.Errorf("of the lab's container is left: %v", running)
	}
	lab.Press("q")
	lab.WantExit(0)
	lab.WantRestored()
	// Nobody is in a lab any more: now all of it goes.
	out := Exec(t, Run{Home: lab.Home, Args: []string{"clean", "--all", "--yes", "-o", "json"}})
	if out.Code != 0 || strings.Contains(out.Stdout, `"living"`) || !strings.Contains(out.Stdout, `"kind": "image"`) {
		t.Errorf("%+v", out)
	}
	wantNothingLeft(t)
	if left := docker(t, "image", "ls", "-q", "--filter", "label=k8slab.image"); left != "" {
		t.Errorf("the lab image is left: %s", left)
	}
	if left, err := filepath.Glob(filepath.Join(lab.Home, ".local/state/k8slab/progress*")); err != nil || len(left) > 0 {
		t.Errorf("of the progress is left: %v, %v", left, err)
	}
}
