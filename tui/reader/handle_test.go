package reader_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/k8slab/k8slab/lessons"
	"github.com/k8slab/k8slab/lessons/progress"
	"github.com/k8slab/k8slab/tui/glyph"
	"github.com/k8slab/k8slab/tui/keys"
	"github.com/k8slab/k8slab/tui/reader"
	"github.com/k8slab/k8slab/tui/reader/page"
)

func contains(m *reader.Model, text string) bool {
	return strings.Contains(strings.Join(strings.Fields(picture(m)), ""), strings.Join(strings.Fields(text), ""))
}

// From the top to the end and back, everything that can be chosen is chosen once, in order, and is in view.
func TestNextVisitsEverything(t *testing.T) {
	for _, size := range []struct{ w, h int }{{40, 12}, {80, 22}, {118, 33}} {
		for _, id := range []string{"first", "second", "third"} {
			t.Run(fmt.Sprintf("%s-%dx%d", id, size.w, size.h), func(t *testing.T) {
				m := newModel(t, size.w, size.h)
				open(t, m, id)
				forth := walk(t, m, keys.Next)
				if len(forth) < 2 {
					t.Fatalf("only %d things can be chosen", len(forth))
				}
				press(m, keys.Back, keys.Bottom)
				back := walk(t, m, keys.Previous)
				slices.Reverse(back)
				if !slices.Equal(forth, back) {
					t.Errorf("forth %d things, back %d:\n%v\n%v", len(forth), len(back), forth, back)
				}
			})
		}
	}
}

// walk chooses in one direction until nothing more happens, and tells what was chosen.
func walk(t *testing.T, m *reader.Model, i keys.Intent) (chosen [][2]int) {
	t.Helper()
	for range 400 {
		before := strings.Join(m.Rows(), "\n")
		m.Handle(i)
		if strings.Join(m.Rows(), "\n") == before {
			return chosen
		}
		marked := marks(m)
		if len(marked) > 1 {
			t.Fatalf("%d rows are marked:\n%s", len(marked), picture(m))
		}
		if block, seq, ok := m.Choice(); ok != (len(marked) == 1) {
			t.Fatalf("chosen: %v, marked: %v\n%s", ok, marked, picture(m))
		} else if at := [2]int{block, seq}; ok && (len(chosen) == 0 || chosen[len(chosen)-1] != at) {
			chosen = append(chosen, at)
		}
	}
	t.Fatal("no end")
	return nil
}

// marks are the rows with a mark in the margin.
func marks(m *reader.Model) (rows []int) {
	for y, row := range plain(m) {
		if strings.HasPrefix(strings.TrimLeft(row, " "), glyph.Unicode().Cursor) {
			rows = append(rows, y)
		}
	}
	return rows
}

func TestTermOpensAndCloses(t *testing.T) {
	m := newModel(t, 60, 30)
	find(t, m, "격리 기술")
	before := picture(m)
	press(m, keys.Next, keys.Enter)
	if !m.Overlaid() || !contains(m, "(container)") || !contains(m, "Esc 닫기") {
		t.Fatalf("no explanation:\n%s", picture(m))
	}
	press(m, keys.Back)
	if m.Overlaid() {
		t.Error("the explanation does not close")
	}
	press(m, keys.Back)
	if picture(m) != before {
		t.Errorf("something has stayed chosen:\n%s", picture(m))
	}
}

// Links inside an explanation lead on, and Esc comes back the whole way.
func TestExplanationsLeadOn(t *testing.T) {
	m := newModel(t, 60, 40)
	choose(t, m, "컨테이너(container)는")
	place := picture(m)
	press(m, keys.Next, keys.Enter)
	if contains(m, "─ 컨테이너 (container)") || !m.Overlaid() {
		t.Fatalf("the related term did not open:\n%s", picture(m))
	}
	press(m, keys.Back)
	if !contains(m, "─ 컨테이너 (container)") {
		t.Fatalf("Esc did not come back to the first term:\n%s", picture(m))
	}
	for range 20 { // the link to the lesson comes last
		press(m, keys.Next)
	}
	o := press(m, keys.Enter)
	if o.Kind != reader.LessonChanged || o.Text != m.Lesson().ID || o.Text == "first" {
		t.Fatalf("the lesson that explains the term did not open: %+v\n%s", o, picture(m))
	}
	if o := press(m, keys.Back); o.Kind != reader.LessonChanged || o.Text != "first" {
		t.Fatalf("Esc did not come back to the first lesson: %+v", o)
	}
	if press(m, keys.Enter); picture(m) != place {
		t.Errorf("the place is another one:\n%s", picture(m))
	}
}

func TestNeighbours(t *testing.T) {
	m := newModel(t, 60, 30)
	if o := press(m, keys.Backward); o.Kind != reader.Done || m.Lesson().ID != "first" {
		t.Errorf("before the first lesson there is %+v", o)
	}
	if o := press(m, keys.Forward); o.Kind != reader.LessonChanged || o.Text != "second" {
		t.Errorf("after the first lesson comes %+v", o)
	}
	if o := press(m, keys.Back); o.Kind != reader.LessonChanged || o.Text != "first" {
		t.Errorf("back comes %+v", o)
	}
	if o := press(m, keys.Back); o.Kind != reader.Unused {
		t.Errorf("where there is no way back: %+v", o)
	}
}

func TestLastLinkLeadsToTheNextLesson(t *testing.T) {
	m := newModel(t, 60, 30)
	press(m, keys.Bottom, keys.Previous)
	if o := press(m, keys.Enter); o.Kind != reader.LessonChanged || o.Text != "second" {
		t.Errorf("%+v\n%s", o, picture(m))
	}
}

func TestLabReference(t *testing.T) {
	m := newModel(t, 60, 30)
	find(t, m, "실습으로 가기")
	y := slices.IndexFunc(plain(m), func(row string) bool { return strings.Contains(row, "실습으로 가기") })
	if o := m.Click(10, y); o.Kind != reader.GoToLab || o.Text != "first" {
		t.Errorf("a click on the button: %+v", o)
	}
	if o := m.Click(59, y); o.Kind != reader.Done {
		t.Errorf("a click beside the button: %+v", o)
	}
}

func TestUnusedIntents(t *testing.T) {
	m := newModel(t, 60, 30)
	for _, i := range []keys.Intent{keys.Enter, keys.Back, keys.Focus, keys.Quit, keys.Hint, keys.Reset, keys.None} {
		if o := press(m, i); o.Kind != reader.Unused {
			t.Errorf("%q: %+v", i, o)
		}
	}
}

func TestContentsByNumber(t *testing.T) {
	m := newModel(t, 60, 30)
	press(m, keys.Contents)
	if m.Typing() {
		t.Error("the contents take letters for text")
	}
	if o := typed(m, "3"); o.Kind != reader.LessonChanged || o.Text != "third" {
		t.Fatalf("3: %+v", o)
	}
	press(m, keys.Contents, keys.Up)
	if o := press(m, keys.Enter); o.Kind != reader.LessonChanged || o.Text != "second" {
		t.Fatalf("up and Enter: %+v", o)
	}
	press(m, keys.Contents, keys.Contents)
	if m.Overlaid() {
		t.Error("the key that opened the contents does not close it")
	}
}

func TestSearch(t *testing.T) {
	m := newModel(t, 60, 30)
	press(m, keys.Search)
	if !m.Typing() {
		t.Fatal("no field")
	}
	x0, y, ok := m.Cursor()
	if !ok || y != 1 {
		t.Fatalf("the cursor is at %d,%d,%v", x0, y, ok)
	}
	typed(m, "ㅋㅌㅇㄴ")
	if x, _, _ := m.Cursor(); x != x0+8 {
		t.Errorf("after four jamo the cursor is at %d, want %d", x, x0+8)
	}
	if !contains(m, "컨테이너 (container)") && !contains(m, "용어컨테이너") {
		t.Errorf("the initial consonants do not find the term:\n%s", picture(m))
	}
	named(m, tea.KeyBackspace)
	named(m, tea.KeyLeft)
	if x, _, _ := m.Cursor(); x != x0+4 {
		t.Errorf("the cursor is at %d, want %d", x, x0+4)
	}
	if o := named(m, tea.KeyF9); o.Kind != reader.Unused {
		t.Errorf("a key without a meaning: %+v", o)
	}
	named(m, tea.KeyEscape)
	if m.Overlaid() || m.Typing() {
		t.Error("Esc does not close the search")
	}
}

func TestSearchGoesThere(t *testing.T) {
	m := newModel(t, 60, 20)
	press(m, keys.Search)
	typed(m, "둘째 항목")
	o := named(m, tea.KeyEnter)
	if o.Kind != reader.Done || m.Overlaid() || !contains(m, "둘째 항목에는") {
		t.Fatalf("%+v\n%s", o, picture(m))
	}
	press(m, keys.Back)
	if !contains(m, "첫째 과의 이름은") {
		t.Errorf("Esc does not come back to where the search began:\n%s", picture(m))
	}
}

func TestGlossary(t *testing.T) {
	m := newModel(t, 60, 20)
	press(m, keys.Glossary)
	typed(m, "orch")
	named(m, tea.KeyEnter)
	if !m.Overlaid() || m.Typing() || !contains(m, "오케스트레이션 (orchestration)") {
		t.Errorf("the term is not explained:\n%s", picture(m))
	}
}

func TestWheelAndClicks(t *testing.T) {
	m := newModel(t, 60, 20)
	top := picture(m)
	m.Wheel(3)
	if picture(m) == top {
		t.Error("the wheel does not scroll")
	}
	m.Wheel(-3)
	if picture(m) != top {
		t.Error("the wheel does not scroll back")
	}
	for _, at := range [][2]int{{-1, 0}, {0, -1}, {60, 0}, {0, 20}} {
		if o := m.Click(at[0], at[1]); o.Kind != reader.Unused {
			t.Errorf("a click outside at %v: %+v", at, o)
		}
	}
	find(t, m, "격리 기술")
	for y, row := range plain(m) {
		if before, _, ok := strings.Cut(row, "컨테이너(container)는"); ok {
			m.Click(page.Width(before)+1, y)
		}
	}
	if !m.Overlaid() {
		t.Fatal("a click on a term does not explain it")
	}
	outside := 0
	if strings.HasPrefix(plain(m)[0], "┌") {
		outside = 19
	}
	m.Click(30, outside)
	if m.Overlaid() {
		t.Error("a click beside the explanation does not close it")
	}
}

// The rows are made once, and again only when something has changed.
func TestRowsAreKept(t *testing.T) {
	m := newModel(t, 60, 20)
	first := m.Rows()
	if &m.Rows()[0] != &first[0] {
		t.Error("drawn anew though nothing has changed")
	}
	m.SetSize(60, 20)
	if &m.Rows()[0] != &first[0] {
		t.Error("drawn anew though the size is the same")
	}
	press(m, keys.Down)
	if &m.Rows()[0] == &first[0] {
		t.Error("not drawn anew")
	}
}

func TestProgressIsKept(t *testing.T) {
	store := progress.Memory()
	m := newModel(t, 60, 20, withStore(store))
	if s, _ := store.Status("second"); s != progress.NotBegun {
		t.Errorf("a lesson nobody opened is %v", s)
	}
	find(t, m, "무엇이 이 말을")
	typed(m, "2")
	typed(m, "1")
	if !contains(m, "2번 만에 맞았어요") {
		t.Errorf("the answer is not judged:\n%s", picture(m))
	}
	place := plain(m)

	again := newModel(t, 60, 20, withStore(store))
	if plain(again)[1] != place[1] || !contains(again, "2번 만에 맞았어요") {
		t.Errorf("the lesson is not as it was left:\n%s", picture(again))
	}
	press(again, keys.Bottom)
	if s, read := store.Status("first"); s != progress.Begun || !read {
		t.Errorf("read, with questions left: %v, %v", s, read)
	}
}

// A lesson is done when its end has been seen and all its questions are answered.
func TestLessonIsDone(t *testing.T) {
	store := progress.Memory()
	m := newModel(t, 80, 30, withStore(store))
	press(m, keys.Bottom, keys.Top)
	for _, b := range m.Lesson().Blocks {
		q, ok := b.(*lessons.Quiz)
		if !ok {
			continue
		}
		for _, question := range q.Questions {
			for _, c := range question.Choices {
				if c.Right {
					choose(t, m, c.Text)
				}
			}
			if question.Multiple() {
				choose(t, m, "답 내기")
			}
		}
	}
	press(m, keys.Bottom)
	if s, _ := store.Status("first"); s != progress.Done {
		t.Errorf("all is answered, yet the lesson is %v:\n%s", s, picture(m))
	}
	if !contains(m, "이 과를 다 마쳤어요") {
		t.Errorf("the end does not say so:\n%s", picture(m))
	}
}

// choose goes to what is called text and presses Enter.
func choose(t *testing.T, m *reader.Model, text string) {
	t.Helper()
	words := strings.Fields(text)
	for range 200 {
		press(m, keys.Next)
		for _, y := range marks(m) {
			if strings.Contains(plain(m)[y], strings.Join(words[:min(len(words), 2)], " ")) {
				press(m, keys.Enter)
				return
			}
		}
	}
	t.Fatalf("%q cannot be chosen", text)
}

// Digits answer the question that is chosen, else the first one in view that is not yet answered.
func TestDigits(t *testing.T) {
	m := newModel(t, 80, 24)
	press(m, keys.Bottom)
	typed(m, "2")
	if !contains(m, "이래서 맞아요") {
		t.Fatalf("2 does not answer the first question in view:\n%s", picture(m))
	}
	typed(m, "13")
	if strings.Count(picture(m), "[x]") != 2 {
		t.Errorf("13 does not tick two answers of the second question:\n%s", picture(m))
	}
	if o := typed(m, "9"); o.Kind != reader.Unused {
		t.Errorf("there is no ninth answer: %+v", o)
	}
}
