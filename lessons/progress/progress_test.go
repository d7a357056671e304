package progress

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// clock is a clock that is put forward by hand.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func newClock() *clock { return &clock{now: time.UnixMilli(1_700_000_000_000)} }

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(time.Millisecond)
	return c.now
}

func opened(t *testing.T, dir string, c *clock) *Store {
	t.Helper()
	s, err := Open(Options{Dir: dir, Course: "containers", Now: c.Now, Trouble: func(err error) {
		t.Errorf("trouble: %v", err)
	}})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func flush(t *testing.T, s *Store) {
	t.Helper()
	if err := s.Flush(); err != nil {
		t.Fatal(err)
	}
}

func TestEverythingIsKept(t *testing.T) {
	dir, c := t.TempDir(), newClock()
	s := opened(t, dir, c)
	if s.Last() != "" {
		t.Error("a lesson was opened before the first")
	}
	s.Opened("terms")
	s.SetPlace("terms", Place{Line: 40, Offset: 250})
	s.MarkRead("terms", false)
	s.SetAnswer("terms", "q", Answer{Choices: []int{1, 3}, Right: true, Tries: 2})
	s.MarkStep("terms", "start")
	s.SetMeasurement("terms.start_ms", Measurement{
		Value: "235", Unit: "ms", Label: "시작", Lab: "terms", Engine: "Docker Engine 27.5.1", Taken: 1_700_000_000_000, Samples: 10,
	})
	s.Opened("image")
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	again := opened(t, dir, c)
	if p, ok := again.Place("terms"); !ok || p != (Place{40, 250}) {
		t.Errorf("place %+v, %v", p, ok)
	}
	if a, ok := again.Answer("terms", "q"); !ok || !a.Right || a.Tries != 2 || len(a.Choices) != 2 || a.Choices[1] != 3 {
		t.Errorf("answer %+v, %v", a, ok)
	}
	if status, read := again.Status("terms"); status != Begun || !read {
		t.Errorf("status %v, %v", status, read)
	}
	if status, _ := again.Status("runtime"); status != NotBegun {
		t.Errorf("status of a lesson nobody opened: %v", status)
	}
	if m, ok := again.Measurement("terms.start_ms"); !ok || m.Value != "235" || m.Samples != 10 ||
		m.Source() != "terms 실습, Docker Engine 27.5.1, 2023-11-14" && m.Source() != "terms 실습, Docker Engine 27.5.1, 2023-11-15" {
		t.Errorf("measurement %+v (%s), %v", m, m.Source(), ok)
	}
	if !again.Step("terms", "start") || again.Step("terms", "stop") {
		t.Error("steps")
	}
	if again.Last() != "image" {
		t.Errorf("last %q", again.Last())
	}
}

// Changes are written without anybody asking for it.
func TestSavesByItself(t *testing.T) {
	dir, c := t.TempDir(), newClock()
	s := opened(t, dir, c)
	s.Opened("terms")
	deadline := time.Now().Add(20 * time.Second)
	for {
		if other := opened(t, dir, c); other.Last() == "terms" {
			return
		}
		if time.Now().After(deadline) {
			t.Fatal("nothing was written")
		}
		time.Sleep(Delay / 5)
	}
}

// Two programs at once: what either of them remembers is in the file and in both of them.
func TestTwoStoresMerge(t *testing.T) {
	dir, c := t.TempDir(), newClock()
	a, b := opened(t, dir, c), opened(t, dir, c)
	a.SetPlace("terms", Place{Line: 10})
	b.SetPlace("terms", Place{Line: 20})
	a.SetAnswer("terms", "qa", Answer{Choices: []int{1}})
	b.SetAnswer("terms", "qb", Answer{Choices: []int{2}})
	b.SetPlace("image", Place{Line: 5})
	flush(t, b)
	flush(t, a)
	b.MarkStep("l", "s")
	flush(t, b)
	for name, s := range map[string]*Store{"a": a, "b": b, "a third": opened(t, dir, c)} {
		if p, _ := s.Place("terms"); p.Line != 20 {
			t.Errorf("%s: the place is %+v, the later one was line 20", name, p)
		}
		for _, q := range []string{"qa", "qb"} {
			if _, ok := s.Answer("terms", q); !ok {
				t.Errorf("%s: answer %s is lost", name, q)
			}
		}
		if p, _ := s.Place("image"); p.Line != 5 {
			t.Errorf("%s: the other lesson's place is %+v", name, p)
		}
	}
}

// Many programs write at once; nothing of any of them is lost.
func TestManyStoresAtOnce(t *testing.T) {
	const stores, answers = 8, 12
	dir, c := t.TempDir(), newClock()
	var wg sync.WaitGroup
	for i := range stores {
		s := opened(t, dir, c)
		wg.Go(func() {
			for j := range answers {
				s.SetAnswer("terms", fmt.Sprintf("q%d-%d", i, j), Answer{Choices: []int{1}})
				if err := s.Flush(); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	s := opened(t, dir, c)
	for i := range stores {
		for j := range answers {
			if _, ok := s.Answer("terms", fmt.Sprintf("q%d-%d", i, j)); !ok {
				t.Errorf("answer %d of store %d is lost", j, i)
			}
		}
	}
}

func TestResetIsAChangeToo(t *testing.T) {
	dir, c := t.TempDir(), newClock()
	a, b := opened(t, dir, c), opened(t, dir, c)
	a.SetPlace("terms", Place{Line: 10})
	a.SetMeasurement("k.v", Measurement{Value: "1"})
	flush(t, a)
	b.MarkStep("x", "y")
	flush(t, b)
	var exported bytes.Buffer
	if err := a.Export(&exported); err != nil {
		t.Fatal(err)
	}
	b.Reset()
	b.SetPlace("image", Place{Line: 3})
	flush(t, b)
	a.MarkStep("z", "z")
	flush(t, a) // still remembers line 10, until now
	for name, s := range map[string]*Store{"a": a, "b": b, "a third": opened(t, dir, c)} {
		if _, ok := s.Place("terms"); ok {
			t.Errorf("%s: what was forgotten has come back", name)
		}
		if _, ok := s.Measurement("k.v"); ok {
			t.Errorf("%s: the measurement has come back", name)
		}
		if p, _ := s.Place("image"); p.Line != 3 {
			t.Errorf("%s: what came after the reset is gone", name)
		}
	}
	if err := b.Import(&exported); err != nil {
		t.Fatal(err)
	}
	if p, _ := opened(t, dir, c).Place("terms"); p.Line != 10 {
		t.Errorf("imported: %+v", p)
	}
}

// A measurement from before measurements had a source is its value alone; the date is that of the entry.
func TestMeasurementWithoutASource(t *testing.T) {
	s := newStore(Options{Course: "c"})
	old := `{"version": 1, "courses": {"c": {"measurements": {"a.b": {"value": "12.5", "at": 1700000000000}}}}}`
	if err := s.Import(strings.NewReader(old)); err != nil {
		t.Fatal(err)
	}
	m, ok := s.Measurement("a.b")
	if !ok || m.Text("ms") != "12.5 ms" || m.Taken != 1_700_000_000_000 || !strings.HasPrefix(m.Source(), "2023-11-1") {
		t.Errorf("%+v, %v", m, ok)
	}
}

func TestImportRefuses(t *testing.T) {
	s := Memory()
	s.SetPlace("terms", Place{Line: 7})
	for _, in := range []string{
		"", "null", "[]", "{}", `{"version":0}`, `{"version":1,"courses":[]}`, `{"version":99}`, "kaputt",
		`{"version":1,"courses":{"":{"lessons":{"a":{"place":{"value":{"line":"x"},"at":1}}}}}}`,
		`{"version":1,"x":"` + strings.Repeat("a", MaxBytes) + `"}`,
	} {
		if err := s.Import(strings.NewReader(in)); err == nil {
			t.Errorf("imported %.60q", in)
		}
	}
	for _, in := range []string{`{"version":1}`, `{"version":1,"courses":{"containers":null}}`} {
		if err := s.Import(strings.NewReader(in)); err != nil {
			t.Errorf("%q: %v", in, err)
		}
	}
	if p, _ := s.Place("terms"); p.Line != 7 {
		t.Errorf("a refused import has changed the place to %+v", p)
	}
}

func TestDamagedFileIsPutAside(t *testing.T) {
	dir, c := t.TempDir(), newClock()
	path := filepath.Join(dir, fileName)
	if err := os.WriteFile(path, []byte(`{"version":1,"cour`), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := Open(Options{Dir: dir, Course: "containers", Now: c.Now})
	var damaged *DamagedError
	if !errors.As(err, &damaged) {
		t.Fatalf("error %v", err)
	}
	s.Opened("terms")
	flush(t, s)
	if opened(t, dir, c).Last() != "terms" {
		t.Error("nothing new is kept")
	}
	if data, err := os.ReadFile(damaged.Aside); err != nil || !strings.HasPrefix(string(data), `{"version":1,"cour`) {
		t.Errorf("the damaged file: %q, %v", data, err)
	}

	// A second one does not replace the first.
	if err := os.WriteFile(path, []byte("again"), 0o600); err != nil {
		t.Fatal(err)
	}
	var again *DamagedError
	if _, err := Open(Options{Dir: dir, Course: "containers", Now: c.Now}); !errors.As(err, &again) || again.Aside == damaged.Aside {
		t.Errorf("two damaged files, both %s: %v", damaged.Aside, err)
	}
}

func TestNewerFileIsLeftAlone(t *testing.T) {
	dir, c := t.TempDir(), newClock()
	path := filepath.Join(dir, fileName)
	newer := `{"version":2,"courses":{"later":true}}`
	if err := os.WriteFile(path, []byte(newer), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := Open(Options{Dir: dir, Course: "containers", Now: c.Now})
	var e *NewerError
	if !errors.As(err, &e) || e.Version != 2 || e.Path != path {
		t.Fatalf("error %v", err)
	}
	s.Opened("terms")
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if data, _ := os.ReadFile(path); string(data) != newer {
		t.Errorf("the file is now %q", data)
	}
	if s.Last() != "terms" {
		t.Error("nothing is kept in memory")
	}
}

// Where nothing can be written the store goes on in memory, and says so once.
func TestNoPlaceToWrite(t *testing.T) {
	blocked := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(blocked, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	told := make(chan error, 10)
	s := newStore(Options{Course: "containers", Trouble: func(err error) { told <- err }})
	s.file = &file{dir: filepath.Join(blocked, "k8slab")}
	s.Opened("terms")
	var save *SaveError
	select {
	case err := <-told:
		if !errors.As(err, &save) {
			t.Errorf("told %v", err)
		}
	case <-time.After(20 * time.Second):
		t.Fatal("nobody was told")
	}
	s.Opened("image")
	if err := s.Flush(); !errors.As(err, &save) {
		t.Errorf("Flush: %v", err)
	}
	if s.Last() != "image" {
		t.Error("nothing is kept in memory")
	}
	s.tell(save)
	if len(told) != 0 {
		t.Error("told twice")
	}
}

func TestDir(t *testing.T) {
	tests := []struct {
		goos string
		env  map[string]string
		want string
	}{
		{"linux", map[string]string{"HOME": "/h", "XDG_STATE_HOME": "/s"}, "/s/k8slab"},
		{"linux", map[string]string{"HOME": "/h", "XDG_STATE_HOME": "relative"}, "/h/.local/state/k8slab"},
		{"linux", map[string]string{"HOME": "/h"}, "/h/.local/state/k8slab"},
		{"darwin", map[string]string{"HOME": "/h"}, "/h/Library/Application Support/k8slab"},
		{"darwin", map[string]string{"HOME": "/h", "XDG_STATE_HOME": "/s"}, "/s/k8slab"},
		{"windows", map[string]string{"LocalAppData": "/l"}, "/l/k8slab"},
		{"windows", map[string]string{"USERPROFILE": "/u"}, "/u/AppData/Local/k8slab"},
		{"linux", nil, ""},
	}
	for _, tt := range tests {
		got, err := Dir(tt.goos, func(k string) string { return tt.env[k] })
		if filepath.ToSlash(got) != tt.want || (err != nil) != (tt.want == "") {
			t.Errorf("%s %v: %q, %v, want %q", tt.goos, tt.env, got, err, tt.want)
		}
	}
}

// anyState is a state of few names and times, so that they meet.
func anyState(t *rapid.T, label string) *State {
	s := &State{Version: Version}
	names, at := rapid.SampledFrom([]string{"a", "b"}), rapid.Int64Range(1, 6)
	for range rapid.IntRange(0, 8).Draw(t, label) {
		c := s.course(names.Draw(t, "course"))
		now := Time(at.Draw(t, "at"))
		l := c.lesson(names.Draw(t, "lesson"))
		switch rapid.IntRange(0, 5).Draw(t, "what") {
		case 0:
			l.Place = Stamped[Place]{Place{Line: rapid.IntRange(1, 3).Draw(t, "line")}, now}
		case 1:
			l.Read = Stamped[bool]{true, now}
		case 2:
			c.Last = Stamped[string]{names.Draw(t, "last"), now}
		case 3:
			c.Steps = laterOf(c.Steps, map[string]Stamped[bool]{names.Draw(t, "step"): {true, now}})
		case 4:
			l.Answers = laterOf(l.Answers, map[string]Stamped[Answer]{names.Draw(t, "q"): {Answer{Tries: 1}, now}})
		case 5:
			c.Reset = now
		}
	}
	return s.clone()
}

func merged(states ...*State) string {
	s := &State{Version: Version}
	for _, o := range states {
		s.merge(o.clone())
	}
	for id, c := range s.Courses { // an empty course is as good as none
		if data, err := json.Marshal(c); err == nil && string(data) == "{}" {
			delete(s.Courses, id)
		}
	}
	data, err := json.Marshal(s)
	if err != nil {
		panic(err)
	}
	return string(data)
}

// It does not matter in which order and how often states are merged.
func TestMergeProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := anyState(t, "a"), anyState(t, "b"), anyState(t, "c")
		if x, y := merged(a, b), merged(b, a); x != y {
			t.Fatalf("not commutative:\n%s\n%s", x, y)
		}
		ab, bc := a.clone(), b.clone()
		ab.merge(b)
		bc.merge(c)
		if x, y := merged(ab, c), merged(a, bc); x != y {
			t.Fatalf("not associative:\n%s\n%s", x, y)
		}
		if x, y := merged(a, b, b, a), merged(a, b); x != y {
			t.Fatalf("not idempotent:\n%s\n%s", x, y)
		}
	})
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(`{"version":1,"courses":{"containers":{"last":{"value":"terms","at":5}}}}`))
	f.Add([]byte(`{"version":1,"courses":{"a":null,"b":{"lessons":{"x":null}}}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		state, err := Parse(bytes.NewReader(data))
		if err != nil {
			return
		}
		if _, err := json.Marshal(state); err != nil {
			t.Fatal(err)
		}
	})
}

// FuzzStore begins with any file at all. What can be read is added to; what cannot is put aside as it is; what a later
// version wrote is left as it is; and none of it is a reason to panic or to lose what is told from then on.
func FuzzStore(f *testing.F) {
	for _, s := range []string{
		"", "{}", "null", "[]", "{\"version\":1}", "{\"version\":2,\"courses\":{}}", "{\"version\":1,\"courses\":{\"c\":null}}", "\x00\xff", "{\"version\":1e3}",
		`{"version":1,"courses":{"c":{"reset":9223372036854775807,"steps":{"a/b":{"value":true,"at":9223372036854775807}}}}}`,
		`{"version":1,"courses":{"c":{"reset":-9223372036854775808,"last":{"value":"\ud800","at":-1}}}}`,
		`{"version":1,"courses":{"c":{"lessons":{"":{"answers":{"q":{"value":{"choices":[-1]},"at":1}}}}}}}`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		dir := t.TempDir()
		path := filepath.Join(dir, fileName)
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := Open(Options{Dir: dir, Course: "c"})
		damaged, newer := (*DamagedError)(nil), (*NewerError)(nil)
		switch {
		case errors.As(err, &damaged):
			path = damaged.Aside
		case errors.As(err, &newer), err == nil:
		default:
			t.Fatal(err)
		}
		s.MarkStep("lab", "step")
		s.SetPlace("lesson", Place{Line: 7})
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		if err != nil {
			if kept, err := os.ReadFile(path); err != nil || !bytes.Equal(kept, data) {
				t.Errorf("%s does not hold what was there: %q, %v", path, kept, err)
			}
		}
		again, err := Open(Options{Dir: dir, Course: "c"})
		if newer != nil {
			if !errors.As(err, &newer) {
				t.Errorf("what a later version wrote is gone: %v", err)
			}
			return
		}
		place, _ := again.Place("lesson")
		if err != nil || !again.Step("lab", "step") || place.Line != 7 {
			t.Errorf("what was told is forgotten: %v, %v", err, place)
		}
	})
}
