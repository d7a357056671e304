package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"golang.org/x/term"

	"github.com/k8slab/k8slab/lessons/progress"
	"github.com/k8slab/k8slab/tui"
)

// aside is a file that standard error leads to while a screen is on the terminal. Nobody writes there then but the Go
// runtime, about a panic in a goroutine, which nobody can recover from and which ends the program at once: its trace
// belongs into a crash report, not over the learner's screen.
type aside struct {
	file *os.File
	kept int // what standard error was, as a file descriptor
}

// orphaned is the watcher's duty: the terminal to restore, and the report to tell of if there is one.
type orphaned struct {
	Terminal json.RawMessage `json:"terminal"`
	Report   string          `json:"report,omitempty"`
	What     string          `json:"what,omitempty"`
	Do       string          `json:"do,omitempty"`
}

// reports are the paths at which the file may be made, the best first: none where standard error is no terminal.
func (a *app) reports() []string {
	if !divertible || !term.IsTerminal(int(os.Stderr.Fd())) {
		return nil
	}
	name := fmt.Sprintf("crash-%s-%d.txt", time.Now().UTC().Format(crashTime), os.Getpid())
	var paths []string
	for _, dir := range a.crashDirs() {
		paths = append(paths, filepath.Join(dir, name))
	}
	return paths
}

// openAside makes the file. It is nil where that can't be done.
func openAside(path string) *aside {
	if os.MkdirAll(filepath.Dir(path), 0o700) != nil {
		return nil
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil
	}
	b := buildInfo()
	if _, err := fmt.Fprintf(f, "k8slab %s %s %s/%s\n\n", b.Version, b.Revision, b.OS, b.Arch); err != nil {
		_ = f.Close()
		_ = os.Remove(path)
		return nil
	}
	return &aside{file: f, kept: -1}
}

// duty is what the watcher is told of a screen's terminal, and of a report if there is to be one.
func (a *app) duty(terminal json.RawMessage, report string) (json.RawMessage, error) {
	o := orphaned{Terminal: terminal}
	if report != "" {
		o.Report, o.What, o.Do = report, a.say.T(crashWhat), a.say.F(crashDo, report)
	}
	return json.Marshal(o)
}

// open sends standard error aside.
func (s *aside) open() {
	if s != nil {
		s.kept = divert(s.file)
	}
}

// shut brings standard error back; what was written meanwhile was of no crash, since the program lives.
func (s *aside) shut() {
	if s == nil || s.file == nil {
		return
	}
	if s.kept >= 0 {
		restore(s.kept)
	}
	_ = os.Remove(s.file.Name())
	_ = s.file.Close()
	s.file = nil
}

// restoreOrphan restores the terminal of a program that ended in a way it could not answer, and says where the report is
// if it crashed.
func restoreOrphan(ctx context.Context, data json.RawMessage) error {
	var o orphaned
	if err := json.Unmarshal(data, &o); err != nil {
		return fmt.Errorf("read terminal duty: %w", err)
	}
	err := tui.RestoreOrphan(ctx, o.Terminal)
	if o.Report == "" {
		return err
	}
	report, rerr := os.ReadFile(o.Report)
	if errors.Is(rerr, fs.ErrNotExist) {
		return err // It was killed before the file was made, or after it was removed.
	}
	if rerr != nil || !bytes.Contains(report, []byte("\ngoroutine ")) {
		return errors.Join(err, os.Remove(o.Report)) // It was killed.
	}
	return errors.Join(err, tui.TellOrphan("k8slab: "+o.What+"\r\n  "+o.Do+"\r\n"))
}

// crashDirs are where reports may be kept, the best first: where progress is, or among the temporary files.
func (a *app) crashDirs() []string {
	dirs := []string{os.TempDir()}
	if dir, err := progress.Dir(runtime.GOOS, a.getenv); err == nil {
		dirs = append([]string{dir}, dirs...)
	}
	return dirs
}
