//go:build linux

package e2e

import (
	"strings"
	"testing"
)

// TestCleanAsks removes everything of a learner in mid-lab, after it has asked: what is typed decides, with Hangul input
// on as well, and a lab that goes on is told of before.
func TestCleanAsks(t *testing.T) {
	lab := Start(t, Run{})
	lab.WaitFor("아직 first라는 컨테이너가")
	lab.Press("enter")
	lab.WaitFor("first 실행 중")
	asked := func(answer string) *Program {
		p := Start(t, Run{Home: lab.Home, Rows: 60, Cols: 120, Args: []string{"clean", "--all"}})
		p.WaitFor("컨테이너", "지울 것", "지금 하고 있는 실습 1개도 끝나요.", "되돌릴 수 없어요.")
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
	p.WaitFor("지웠어요")
	// The lab's program lives on, and may have started its observer anew: then the image is in use, and stays (exit code 1).
	if code, err := p.WaitExit(patience); err != nil || code > 1 {
		t.Fatalf("exit code %d, %v\n%s", code, err, p.Text())
	}
	p.WantRestored()
	lab.WaitGone("first 실행 중")
	lab.Press("ctrl+c")
	if _, err := lab.WaitExit(patience); err != nil {
		t.Fatal(err)
	}
	wantNothingLeft(t)
}
