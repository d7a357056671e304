package store_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/k8slab/k8slab/cmd/k8slab/internal/workshop/store"
)

const writerVariable = "K8SLAB_TEST_WRITER"

// The test binary plays another process, which writes until it is killed.
func TestMain(m *testing.M) {
	if dir := os.Getenv(writerVariable); dir != "" {
		os.Exit(writer(dir))
	}
	os.Exit(m.Run())
}

func writer(dir string) int {
	s, err := store.Open(context.Background(), dir, nil)
	if err != nil {
		fmt.Println(err)
		return 1
	}
	shelf := s.Shelf(1)
	for n := 1; ; n++ {
		s.Measured(1, "n", strconv.Itoa(n))
		s.StepDone(1, "lab", strconv.Itoa(n%50))
		if err := shelf.Save(fmt.Append(nil, n)); err != nil {
			fmt.Println(err)
			return 1
		}
		fmt.Println(n)
	}
}

func open(t *testing.T, dir string) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), dir, func(err error) { t.Error(err) })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func invite(t *testing.T, s *store.Store, name string) store.Learner {
	t.Helper()
	l, err := s.Invite(name, store.Credential{Kind: store.CredentialCode, Proof: "proof of " + name + time.Now().String()})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestLearners(t *testing.T) {
	s := open(t, t.TempDir())
	c := store.Credential{Kind: store.CredentialKey, Proof: "SHA256:x"}
	mina, err := s.Invite("미나", c)
	if err != nil {
		t.Fatal(err)
	}
	if second := invite(t, s, "미나"); second.Name != "미나 2" {
		t.Errorf("the second of a name is called %q", second.Name)
	}
	if got, err := s.Identify(t.Context(), c); err != nil || got.ID != mina.ID || got.Name != "미나" {
		t.Errorf("identified %+v, %v", got, err)
	}
	if _, err := s.Identify(t.Context(), store.Credential{Kind: store.CredentialCode, Proof: c.Proof}); !errors.Is(err, store.ErrUnknown) {
		t.Errorf("a key passes for a code: %v", err)
	}
	if _, err := s.Invite("다른", c); err == nil {
		t.Error("two learners have one key")
	}
	s.Seen(mina.ID)
	if err := s.Flush(); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Named(t.Context(), "미나"); err != nil || got.Seen.IsZero() {
		t.Errorf("named %+v, %v", got, err)
	}
	if all, err := s.Learners(t.Context()); err != nil || len(all) != 2 {
		t.Errorf("%v, %v", all, err)
	}
}

func TestRecords(t *testing.T) {
	s := open(t, t.TempDir())
	l := invite(t, s, "가람")
	began := time.Now().Add(-time.Minute)
	s.SetPlace(l.ID, store.Place{Lesson: "terms", Lab: "terms", Step: "start", Since: began})
	s.SetPlace(l.ID, store.Place{Lesson: "terms", Lab: "terms", Step: "start", Since: time.Now()})
	s.StepFailed(l.ID, "terms", "start", 2)
	s.StepDone(l.ID, "terms", "start")
	s.StepDone(l.ID, "terms", "start")
	s.Answered(l.ID, "terms", "q", []int{1}, false, 1)
	s.Answered(l.ID, "terms", "q", []int{1, 3}, true, 2)
	s.Measured(l.ID, "a.b", "1.5")
	s.Guessed(l.ID, "a.b", "2 ms", "1.5 ms")
	s.Hand(l.ID, true)
	s.Said(l.ID, "잘하고 있어요", true)
	s.Said(0, "모두에게", false)
	ask, err := s.Asked("무엇?", []string{"하나", "둘"}, "", 1)
	if err != nil {
		t.Fatal(err)
	}
	s.Voted(ask, l.ID, 2)
	s.Voted(ask, l.ID, 1)
	s.SetLead([]byte(`{"x":1}`))
	s.Measured(l.ID+100, "a.b", "nobody's") // of a learner who is gone: nothing
	if err := s.Flush(); err != nil {
		t.Fatal(err)
	}
	r, err := s.Read(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Steps) != 1 || r.Steps[0].Failed != 2 || r.Steps[0].Done.IsZero() || r.Steps[0].Began.UnixMilli() != began.UnixMilli() {
		t.Errorf("steps %+v", r.Steps)
	}
	if len(r.Answers) != 1 || r.Answers[0].Choices != "[1,3]" || !r.Answers[0].Right || r.Answers[0].Tries != 2 {
		t.Errorf("answers %+v", r.Answers)
	}
	if len(r.Measurements) != 1 || len(r.Guesses) != 1 || r.Hands[l.ID] != 1 || r.Up[l.ID].IsZero() || r.Places[l.ID].Step != "start" {
		t.Errorf("records %+v", r)
	}
	if votes, err := s.Votes(t.Context(), ask); err != nil || votes[l.ID] != 1 {
		t.Errorf("votes %v, %v", votes, err)
	}
	if lead, err := s.Lead(t.Context()); err != nil || string(lead) != `{"x":1}` {
		t.Errorf("lead %s, %v", lead, err)
	}
}

// What is forgotten is gone from the tables, is in none of the files any more, and does not come back by a server that
// goes on writing.
func TestForget(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	const secret = "아주특별한이름"
	l := invite(t, s, secret)
	s.Measured(l.ID, "k", "값"+secret)
	s.Said(l.ID, secret+"에게", false)
	if err := s.Shelf(l.ID).Save([]byte(secret)); err != nil {
		t.Fatal(err)
	}
	other := open(t, dir) // another process
	if err := other.Forget(secret); err != nil {
		t.Fatal(err)
	}
	if err := other.Forget(secret); !errors.Is(err, store.ErrUnknown) {
		t.Errorf("forgotten twice: %v", err)
	}
	if err := s.Shelf(l.ID).Save([]byte("again")); err != nil {
		t.Error(err)
	}
	s.Measured(l.ID, "k", "again")
	s.SetPlace(l.ID, store.Place{Lesson: "a", Lab: "b", Step: "c"})
	if err := s.Flush(); err != nil {
		t.Fatal(err)
	}
	r, err := s.Read(t.Context())
	if err != nil || len(r.Learners)+len(r.Measurements)+len(r.Places)+len(r.Steps) != 0 {
		t.Errorf("%+v, %v", r, err)
	}
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		data, err := os.ReadFile(filepath.Join(dir, f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(data, []byte(secret)) {
			t.Errorf("%s still has it", f.Name())
		}
		if info, err := f.Info(); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v, %v", f.Name(), info.Mode(), err)
		}
	}
}

// A program killed at any moment leaves everything that it said it had written, and nothing half done.
func TestKilledInMidWrite(t *testing.T) {
	dir := t.TempDir()
	first, err := store.Open(t.Context(), dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	invite(t, first, "하나")
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	for i := range 10 {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), writerVariable+"="+dir)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(out)
		if !lines.Scan() {
			t.Fatal("the writer wrote nothing")
		}
		saved := lines.Text()
		kill := time.AfterFunc(time.Duration(5+7*i)*time.Millisecond, func() { _ = cmd.Process.Kill() })
		for lines.Scan() {
			saved = lines.Text()
		}
		kill.Stop()
		_ = cmd.Wait()
		s, err := store.Open(t.Context(), dir, nil)
		if err != nil {
			t.Fatalf("kill %d: %v", i, err)
		}
		data, err := s.Shelf(1).Load()
		if err != nil {
			t.Fatal(err)
		}
		r, err := s.Read(t.Context())
		if err != nil || len(r.Measurements) != 1 {
			t.Fatalf("kill %d: %+v, %v", i, r, err)
		}
		want, _ := strconv.Atoi(saved)
		if got, _ := strconv.Atoi(string(data)); got < want {
			t.Errorf("kill %d: %d is kept, %d was saved", i, got, want)
		}
		if got, _ := strconv.Atoi(r.Measurements[0].Value); got < want {
			t.Errorf("kill %d: measurement %d is kept, %d was saved", i, got, want)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
