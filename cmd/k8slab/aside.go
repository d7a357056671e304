package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
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

// prepareAside makes the file. It is nil where standard error is no terminal, or there is no place for a report.
func (a *app) prepareAside() *aside {
	if !divertible || !term.IsTerminal(int(os.Stderr.Fd())) {
		return nil
	}
	b := buildInfo()
	for _, dir := range a.crashDirs() {
		if os.MkdirAll(dir, 0o700) != nil {
			continue
		}
		f, err := os.OpenFile(filepath.Join(dir, fmt.Sprintf("crash-%s-%d.txt", time.Now().UTC().Format(crashTime), os.Getpid())),
			os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
		if err != nil {
			continue
		}
		if _, err := fmt.Fprintf(f, "k8slab %s %s %s/%s\n\n", b.Version, b.Revision, b.OS, b.Arch); err == nil {
			return &aside{file: f, kept: -1}
		}
		_ = f.Close()
		_ = os.Remove(f.Name())
	}
	return nil
}

// duty is what the watcher is told of a screen's terminal.
func (a *app) duty(terminal json.RawMessage, s *aside) (json.RawMessage, error) {
	o := orphaned{Terminal: terminal}
	if s != nil {
		o.Report, o.What, o.Do = s.file.Name(), a.say.T(crashWhat), a.say.F(crashDo, s.file.Name())
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
