package reader_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/k8slab/k8slab/lessons"
	"github.com/k8slab/k8slab/lessons/ko"
	"github.com/k8slab/k8slab/lessons/progress"
	"github.com/k8slab/k8slab/tui/reader"
	"github.com/k8slab/k8slab/tui/reader/quiz"
	"github.com/k8slab/k8slab/tui/words"
)

// converse answers the quizzes of the lesson terms line by line and gives what was said.
func converse(t *testing.T, store *progress.Store, typed ...string) string {
	t.Helper()
	lesson, err := lessons.Open(ko.FS(), "terms")
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	in := strings.NewReader(strings.Join(typed, "\n"))
	if err := reader.Converse(in, &out, lesson, 0, store, words.Say{}); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// solution is what answers every question of the lesson terms rightly.
func solution(t *testing.T) (lines []string) {
	t.Helper()
	lesson, err := lessons.Open(ko.FS(), "terms")
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range lesson.Blocks {
		q, ok := b.(*lessons.Quiz)
		if !ok {
			continue
		}
		for _, one := range q.Questions {
			var numbers []string
			for i, c := range one.Choices {
				if c.Right {
					numbers = append(numbers, string(rune('1'+i)))
				}
			}
			lines = append(lines, strings.Join(numbers, " "))
		}
	}
	return lines
}

func TestConverse(t *testing.T) {
	store := progress.Memory()
	said := converse(t, store, append([]string{"9", "아니", "1"}, solution(t)...)...)
	for _, want := range []string{"1부터 3까지의 번호", "아직이에요", "맞았어요", "빠른 시작은 좋은 단서예요"} {
		if !strings.Contains(said, want) {
			t.Errorf("%q was not said", want)
		}
	}
	if strings.Contains(said, "## 문제의 답") {
		t.Error("the answers were told to one who gave them")
	}
	if status, read := store.Status("terms"); status != progress.Done || !read {
		t.Errorf("status %v, read %v", status, read)
	}
}

// Nobody answers: the lesson goes on, and has the answers at its end.
func TestConverseAlone(t *testing.T) {
	store := progress.Memory()
	said := converse(t, store)
	if !strings.Contains(said, "## 문제의 답") || !strings.Contains(said, "지휘자는 악기를 연주하지 않아요") {
		t.Error("the answers are missing")
	}
	if status, _ := store.Status("terms"); status == progress.Done {
		t.Error("a lesson whose questions were not answered counts as done")
	}
}

// An empty line passes a question over; what was answered is remembered.
func TestConversePassesOver(t *testing.T) {
	store := progress.Memory()
	lines := solution(t)
	for i := 1; i < len(lines); i++ {
		lines[i] = ""
	}
	converse(t, store, append(lines, "")...)
	lesson, err := lessons.Open(ko.FS(), "terms")
	if err != nil {
		t.Fatal(err)
	}
	answered := 0
	for _, b := range lesson.Blocks {
		if q, ok := b.(*lessons.Quiz); ok {
			for _, one := range q.Questions {
				if a, ok := store.Answer("terms", quiz.Key(one)); ok && a.Right {
					answered++
				}
			}
		}
	}
	if answered != 1 {
		t.Errorf("%d answers are remembered, want 1", answered)
	}
}
