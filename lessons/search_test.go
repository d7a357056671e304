package lessons_test

import (
	"slices"
	"testing"

	"github.com/k8slab/k8slab/lessons"
	"github.com/k8slab/k8slab/lessons/ko"
)

func TestSearch(t *testing.T) {
	course, err := lessons.Load(ko.FS())
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name, query string
		kind        lessons.HitKind
		lesson      string
		text        string
	}{
		{"term", "컨테이너", lessons.HitTerm, "terms", "컨테이너"},
		{"initials", "ㅋㅌㅇㄴ", lessons.HitTerm, "terms", "컨테이너"},
		{"initials of two words", "ㅋㅌㅇㄴㄹㅌㅇ", lessons.HitTerm, "terms", "컨테이너 런타임"},
		{"initials joined by an input method", "ㄳㅁㅅ", lessons.HitTerm, "evolution", "가상머신"},
		{"english", "hypervisor", lessons.HitTerm, "evolution", "하이퍼바이저"},
		{"english, other case", "KUBERNETES", lessons.HitTerm, "terms", "쿠버네티스"},
		{"alias", "k8s", lessons.HitTerm, "terms", "쿠버네티스"},
		{"being typed", "네임스페잇", "", "", ""},
		{"half a syllable", "네임스페이스", lessons.HitTerm, "namespace", "네임스페이스"},
		{"last syllable without its final", "오케스트레이셔", lessons.HitTerm, "terms", "오케스트레이션"},
		{"no blank", "컨테이너런타임", lessons.HitTerm, "terms", "컨테이너 런타임"},
		{"title", "배포 그림", lessons.HitLesson, "evolution", "배포 그림 한 장 읽기"},
		{"question", "애를 먹을까요", lessons.HitLesson, "image", "설치 대신 이미지"},
		{"heading", "벽은 한 장이 아니에요", lessons.HitHeading, "namespace", "벽은 한 장이 아니에요"},
		{"text", "fork bomb", lessons.HitText, "cgroup", ""},
		{"cell", "cpu.cfs_quota_us", lessons.HitText, "cgroup", ""},
		{"mixed", "컨ㅌㅇㄴ", lessons.HitTerm, "terms", "컨테이너"},
		{"two words apart", "커널 panic", lessons.HitText, "shared-kernel", ""},
		{"nothing", "없는낱말이에요", "", "", ""},
		{"blank", "  ", "", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			hits := course.Search(tt.query)
			if tt.kind == "" {
				if len(hits) > 0 {
					t.Fatalf("%q found %+v", tt.query, hits[0])
				}
				return
			}
			if !slices.ContainsFunc(hits, func(h lessons.Hit) bool {
				return h.Kind == tt.kind && h.Lesson == tt.lesson && (tt.text == "" || h.Text == tt.text)
			}) {
				t.Fatalf("%q: %d hits, none of them in %s %s %q", tt.query, len(hits), tt.kind, tt.lesson, tt.text)
			}
			if tt.kind == lessons.HitTerm && hits[0].Text != tt.text {
				t.Errorf("%q: the first hit is %+v", tt.query, hits[0])
			}
			if len(hits) > lessons.MaxHits {
				t.Errorf("%d hits", len(hits))
			}
		})
	}
}

// TestSearchMarks looks at what the hit says of the place in its text.
func TestSearchMarks(t *testing.T) {
	course, err := lessons.Load(ko.FS())
	if err != nil {
		t.Fatal(err)
	}
	hit := course.Search("ㄹㅌㅇ")[0]
	if got := hit.Text[hit.Start:hit.End]; got != "런타임" {
		t.Errorf("marked %q of %q", got, hit.Text)
	}
	if again := course.Search("ㄹㅌㅇ")[0]; again != hit {
		t.Errorf("the same query found %+v and %+v", hit, again)
	}
}

func FuzzSearch(f *testing.F) {
	course, err := lessons.Load(small(nil))
	if err != nil {
		f.Fatal(err)
	}
	for _, s := range []string{"ㅍㄷ", "파드", "ㄳㄵ", "pod  파", "\xff", "ㅏ", "각"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, query string) {
		for _, hit := range course.Search(query) {
			if hit.Start > hit.End || hit.End > len(hit.Text) {
				t.Errorf("%q: [%d, %d) of %q", query, hit.Start, hit.End, hit.Text)
			}
		}
	})
}
