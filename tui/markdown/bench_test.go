package markdown_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/k8slab/k8slab/tui/glyph"
	"github.com/k8slab/k8slab/tui/markdown"
)

// book is Korean text of about n lines with everything that occurs in real files.
func book(n int) []byte {
	var b strings.Builder
	for i := 0; i*20 < n; i++ {
		fmt.Fprintf(&b, "## %d장 컨테이너와 쿠버네티스\n\n", i+1)
		b.WriteString("컨테이너는 **앱(App)**과 앱이 도는 데 필요한 환경을 함께 감싸는 격리 기술이에요. ")
		b.WriteString("[쿠버네티스](https://kubernetes.io/ko/)는 그 컨테이너를 여러 서버에 나누어 놓아요.\n")
		b.WriteString("같은 문단의 둘째 줄이에요. `kubectl get pods`로 볼 수 있고, 문제가 생기면 다시 만들어요.\n\n")
		b.WriteString("- 첫째 항목은 조금 길어서 좁은 화면에서는 줄이 바뀌어요. 바뀐 줄은 글자 아래에서 시작해요.\n- 둘째 항목\n  - 안쪽 항목\n\n")
		b.WriteString("> 인용문이에요. 줄이 바뀌어도 막대가 이어져요.\n\n")
		b.WriteString("| 이름 | 뜻 |\n|---|---|\n| 파드 | 컨테이너의 묶음 |\n| 노드 | 서버 한 대 |\n\n")
		fmt.Fprintf(&b, "```sh\nkubectl get pods -n ns-%d # 주석\n```\n\n", i)
	}
	return []byte(b.String())
}

func benchOptions(b *testing.B) markdown.Options {
	o := looks(b, "dark", glyph.Unicode(), 100)
	o.Hyperlinks = true
	return o
}

func BenchmarkRender400(b *testing.B) {
	src, o := book(400), benchOptions(b)
	b.SetBytes(int64(len(src)))
	for b.Loop() {
		doc, text := markdown.Parse(src)
		markdown.Render(doc, text, o)
	}
}

func BenchmarkRender400Uncoloured(b *testing.B) {
	src, o := book(400), benchOptions(b)
	o.NoHighlight = true
	b.SetBytes(int64(len(src)))
	for b.Loop() {
		doc, text := markdown.Parse(src)
		markdown.Render(doc, text, o)
	}
}

// The first screen of 20,000 lines.
func BenchmarkOpen20000(b *testing.B) {
	src, o := book(20000), benchOptions(b)
	o.NoHighlight = true
	b.SetBytes(int64(len(src)))
	for b.Loop() {
		d := markdown.Open(src)
		d.Layout(o)
		d.Lines(markdown.Pos{}, 40)
	}
}

// One page further in 20,000 lines.
func BenchmarkPageDown20000(b *testing.B) {
	src, o := book(20000), benchOptions(b)
	d := markdown.Open(src)
	d.Layout(o)
	p := markdown.Pos{}
	for b.Loop() {
		next := d.Scroll(p, 40, 40)
		if next == p {
			next = markdown.Pos{}
		}
		p = next
		d.Lines(p, 40)
	}
}

// The end of 20,000 lines, from the start.
func BenchmarkEnd20000(b *testing.B) {
	src, o := book(20000), benchOptions(b)
	for b.Loop() {
		d := markdown.Open(src)
		d.Layout(o)
		d.Lines(d.Bottom(40), 40)
	}
}

func BenchmarkPrint20000(b *testing.B) {
	src, o := book(20000), benchOptions(b)
	b.SetBytes(int64(len(src)))
	for b.Loop() {
		if err := markdown.Print(discard{}, src, o); err != nil {
			b.Fatal(err)
		}
	}
}

type discard struct{}

func (discard) Write(p []byte) (int, error) { return len(p), nil }
