//go:build linux

package main

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"github.com/k8slab/k8slab/sandbox/watch"
)

// TestWatcherKnowsOfTheReportFirst: a program that is killed between the two would leave the file for ever.
func TestWatcherKnowsOfTheReportFirst(t *testing.T) {
	noDir := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(noDir, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	report := filepath.Join(t.TempDir(), "state", "crash.txt")
	started := 0
	watcher := watch.New(func() (*exec.Cmd, error) {
		started++
		if _, err := os.Stat(report); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("the report is there before the watcher: %v", err)
		}
		return exec.Command("cat"), nil
	})
	t.Cleanup(func() { _ = watcher.Close() })
	a := &app{getenv: os.Getenv}
	s := a.guardWith(watcher, json.RawMessage("{}"), []string{filepath.Join(noDir, "crash.txt"), report})
	if s == nil || s.file.Name() != report || started != 1 {
		t.Fatalf("the file is %+v, the watcher was started %d times", s, started)
	}
	s.shut()
	if _, err := os.Stat(report); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("left behind: %v", err)
	}
}

// TestNoReportWithoutAWatcher: nobody could remove it.
func TestNoReportWithoutAWatcher(t *testing.T) {
	dir := t.TempDir()
	watcher := watch.New(func() (*exec.Cmd, error) { return nil, errors.New("no process can be had") })
	a := &app{getenv: os.Getenv}
	if s := a.guardWith(watcher, json.RawMessage("{}"), []string{filepath.Join(dir, "crash.txt")}); s != nil {
		t.Errorf("the file is %s", s.file.Name())
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "*")); len(left) > 0 {
		t.Errorf("left behind: %q", left)
	}
}

// TestLockFileIsKnownFirst: the same of a session's lock file.
func TestLockFileIsKnownFirst(t *testing.T) {
	state := t.TempDir()
	env := map[string]string{"XDG_STATE_HOME": state}
	a := &app{getenv: func(n string) string { return env[n] }}
	locks := func() []string {
		found, err := filepath.Glob(filepath.Join(state, "k8slab", "sessions", "*.lock"))
		if err != nil {
			t.Fatal(err)
		}
		return found
	}
	a.watcher = watch.New(func() (*exec.Cmd, error) {
		if found := locks(); len(found) > 0 {
			t.Errorf("%q is there before the watcher", found)
		}
		return exec.Command("cat"), nil
	})
	t.Cleanup(func() { _ = a.watcher.Close() })
	keep, err := a.newKeeper()
	if err != nil {
		t.Fatal(err)
	}
	v, err := keep.visit("")
	if err != nil {
		t.Fatal(err)
	}
	if found := locks(); !slices.Equal(found, []string{v.lease.File()}) {
		t.Errorf("there is %q", found)
	}
	v.end(true)
	if found := locks(); len(found) > 0 {
		t.Errorf("left behind: %q", found)
	}
}

// TestReportThatIsNotThere: the program may have been killed before it made the file, or after it removed it.
func TestReportThatIsNotThere(t *testing.T) {
	duty, err := json.Marshal(orphaned{Terminal: json.RawMessage("{}"), Report: filepath.Join(t.TempDir(), "crash.txt")})
	if err != nil {
		t.Fatal(err)
	}
	without, err := json.Marshal(orphaned{Terminal: json.RawMessage("{}")})
	if err != nil {
		t.Fatal(err)
	}
	got, want := restoreOrphan(t.Context(), duty), restoreOrphan(t.Context(), without)
	if (got == nil) != (want == nil) {
		t.Errorf("with a report that is not there: %v, with none: %v", got, want)
	}
}
