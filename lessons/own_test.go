package lessons_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/k8slab/k8slab/lessons"
	"github.com/k8slab/k8slab/lessons/ko"
)

// ownLabs are the labs that the Korean course sends its learners to.
func ownLabs() []string {
	return []string{
		"terms", "image", "runtime", "docker-and-kubernetes", "traditional", "container", "namespace", "cgroup",
		"shared-kernel", "compare",
	}
}

func TestOwnCourse(t *testing.T) {
	for _, problem := range lessons.Check(ko.FS(), ownLabs()...) {
		t.Errorf("%s: %v (%s)", problem.Severity, problem, problem.Rule)
	}
}

// TestCurriculum pins what the course promises: thirteen lessons in this order, each with a misconception to refute.
func TestCurriculum(t *testing.T) {
	course, err := lessons.Load(ko.FS())
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"terms", "image", "runtime", "docker-and-kubernetes", "evolution", "traditional", "virtualized", "container",
		"namespace", "cgroup", "shared-kernel", "compare", "orchestration",
	}
	var got []string
	for _, meta := range course.Lessons {
		got = append(got, meta.ID)
		if meta.Minutes < 5 || meta.Minutes > 12 {
			t.Errorf("%s takes %d minutes", meta.ID, meta.Minutes)
		}
		lesson, err := course.Lesson(meta.ID)
		if err != nil {
			t.Fatal(err)
		}
		refuted := 0
		for _, block := range lesson.Blocks {
			if quiz, ok := block.(*lessons.Quiz); ok && quiz.Kind == lessons.QuizRefute {
				refuted++
			}
		}
		if refuted == 0 || !strings.Contains(string(lesson.Source), "> [!오해] ") {
			t.Errorf("%s states no misconception, or lets nobody refute it", meta.ID)
		}
		if !strings.Contains(string(lesson.Source), "> [!더깊이]") {
			t.Errorf("%s goes nowhere deeper", meta.ID)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("lessons are %q, want %q", got, want)
	}
}

// TestEvolution pins the figure: three stacks, four states, and counterparts that agree with each other.
func TestEvolution(t *testing.T) {
	figure := block[*lessons.FigureBlock](t, "evolution")
	if len(figure.Stacks) != 3 || len(figure.Emphases) != 4 {
		t.Fatalf("%d stacks, %d emphases", len(figure.Stacks), len(figure.Emphases))
	}
	for _, layer := range figure.Layers {
		if layer.Lesson == "" || len(layer.Counterparts) == 0 {
			t.Errorf("%s has no lesson or no counterpart", layer.ID)
		}
		for _, other := range layer.Counterparts {
			back := figure.Layer(other.Layer).Counterparts
			if !slices.ContainsFunc(back, func(c lessons.Counterpart) bool { return c.Layer == layer.ID }) {
				t.Errorf("%s names %s as its counterpart, which does not name it", layer.ID, other.Layer)
			}
		}
	}
}

// TestComparison pins the table: five rows of three, each with a place for the learner's own figure.
func TestComparison(t *testing.T) {
	facts := block[*lessons.Facts](t, "compare")
	if len(facts.Rows) != 5 || len(facts.Columns) != 3 {
		t.Fatalf("%d rows of %d", len(facts.Rows), len(facts.Columns))
	}
	keys := map[string]bool{}
	for _, row := range facts.Rows {
		for _, cell := range row.Cells {
			if cell.Measure == nil || keys[cell.Measure.Key] {
				t.Errorf("%s: %q has no place of its own for a measurement", row.Name, cell.Text)
				continue
			}
			keys[cell.Measure.Key] = true
		}
	}
}

// block opens a lesson and returns its first block of the kind asked for.
func block[B lessons.Block](t *testing.T, id string) (none B) {
	t.Helper()
	lesson, err := lessons.Open(ko.FS(), id)
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range lesson.Blocks {
		if found, ok := b.(B); ok {
			return found
		}
	}
	t.Fatalf("%s has no such block", id)
	return none
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, err := lessons.Load(ko.FS()); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkOpen(b *testing.B) {
	for b.Loop() {
		if _, err := lessons.Open(ko.FS(), "terms"); err != nil {
			b.Fatal(err)
		}
	}
}
