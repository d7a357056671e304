package live_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/k8slab/k8slab/lessons/live"
)

// patience is how long a change may take to be seen on a busy machine.
const patience = 20 * time.Second

func TestNext(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("course.yaml", "id: a\n")
	w, err := live.Watch(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	changed := func(what string) {
		t.Helper()
		ctx, cancel := context.WithTimeout(t.Context(), patience)
		defer cancel()
		if !w.Next(ctx) {
			t.Fatalf("%s: not seen", what)
		}
	}
	write("course.yaml", "id: b\n")
	changed("a file written")
	write("labs/first.yaml", "id: first\n")
	changed("a file in a new directory")
	write("labs/first.yaml", "id: second\n")
	changed("a file written in a directory that was new")
	if err := os.Rename(filepath.Join(dir, "course.yaml"), filepath.Join(dir, "other.yaml")); err != nil {
		t.Fatal(err)
	}
	changed("a file renamed")

	// What editors keep beside a file is no change of the course.
	write(".course.yaml.swp", "x")
	write("course.yaml~", "x")
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	if w.Next(ctx) {
		t.Error("an editor's own files count as changes")
	}
}

func TestNextEnds(t *testing.T) {
	w, err := live.Watch(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan bool)
	go func() { ended <- w.Next(t.Context()) }()
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if <-ended {
		t.Error("a closed watcher saw a change")
	}
}

func TestWatchNothing(t *testing.T) {
	if _, err := live.Watch(filepath.Join(t.TempDir(), "none")); err == nil {
		t.Error("watched what is not there")
	}
}
