//go:build linux

package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// An author writes, and sees it: a new text, what is wrong with it, and a lab that begins anew.
func TestPreview(t *testing.T) {
	home := t.TempDir()
	made := Start(t, Run{Args: []string{"course", "new", "mine"}, Home: home, NoEngine: true})
	made.WantExit(0)
	edit := func(name, old, text string) {
		t.Helper()
		path := filepath.Join(home, "mine", name)
		src, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(src), old) {
			t.Fatalf("%s has no %q", name, old)
		}
		if err := os.WriteFile(path, []byte(strings.ReplaceAll(string(src), old, text)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	p := Start(t, Run{Args: []string{"course", "preview", "mine"}, Home: home})
	p.WaitFor("한 과는 배우는 사람이", "hello가 아직 돌고 있지 않아요")
	edit("01-hello.md", "한 과는 배우는 사람이", "[[모름]] 방금 고친 글이")
	p.WaitFor("방금 고친 글이", "01-hello.md:8: glossary.yaml에 없는 용어예요: 모름")
	edit("01-hello.md", "[[모름]] ", "")
	p.WaitFor("도움말")
	p.Press("enter")
	p.WaitFor("hello 실행 중")
	edit("labs/hello.yaml", "컨테이너에게 인사해요", "컨테이너에게 손을 흔들어요")
	p.WaitFor("컨테이너에게 손을 흔들어요", "hello가 아직 돌고 있지 않아요")
	p.Press("q")
	p.WantExit(0)
	p.WantRestored()
}
