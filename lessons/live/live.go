// Package live watches a course's directory while its author works on it. It reads no course itself: it says that
// something changed, and that is all.
package live

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/fsnotify/fsnotify"
)

// settle is how long a directory has to be quiet before a change is told: editors write a file in several steps, and a
// course read between two of them would look broken.
const settle = 40 * time.Millisecond

// maxDirs bounds how many directories are watched; a course has about five.
const maxDirs = 200

// Watcher watches one course.
type Watcher struct {
	fs *fsnotify.Watcher
}

// Watch begins to watch a directory and those in it.
func Watch(dir string) (*Watcher, error) {
	notify, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, fmt.Errorf("watch %s: %w", dir, err)
	}
	w := &Watcher{fs: notify}
	target, err := filepath.EvalSymlinks(dir)
	if err == nil {
		err = w.add(target)
	}
	if err != nil {
		_ = notify.Close() // The error before it is what matters.
		return nil, fmt.Errorf("watch %s: %w", dir, err)
	}
	return w, nil
}

// add watches a directory and, unless they are hidden as .git is, the directories in it.
func (w *Watcher) add(dir string) error {
	return filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil && path == dir:
			return err
		case err != nil:
			return fs.SkipDir // It vanished meanwhile, or is nobody's to read.
		case !entry.IsDir():
			return nil
		case path != dir && strings.HasPrefix(entry.Name(), "."), len(w.fs.WatchList()) >= maxDirs:
			return fs.SkipDir
		}
		return w.fs.Add(path)
	})
}

// Next waits until something changed and the directory is quiet again. False means that there will be no more changes,
// or that ctx has ended.
func (w *Watcher) Next(ctx context.Context) bool {
	var quiet <-chan time.Time
	for {
		select {
		case <-ctx.Done():
			return false
		case event, ok := <-w.fs.Events:
			if !ok {
				return false
			}
			if w.matters(event) {
				quiet = time.After(settle)
			}
		case _, ok := <-w.fs.Errors:
			if !ok {
				return false
			}
			quiet = time.After(settle) // Some changes were missed: read everything.
		case <-quiet:
			return true
		}
	}
}

// matters leaves out what editors keep beside a file, and watches directories that are new.
func (w *Watcher) matters(event fsnotify.Event) bool {
	name := filepath.Base(event.Name)
	if event.Op == fsnotify.Chmod || strings.HasPrefix(name, ".") || strings.HasSuffix(name, "~") {
		return false
	}
	if event.Has(fsnotify.Create) {
		if info, err := os.Lstat(event.Name); err == nil && info.IsDir() {
			_ = w.add(event.Name) // It may be gone again; then there is nothing to watch.
		}
	}
	return true
}

// Close ends watching.
func (w *Watcher) Close() error { return w.fs.Close() }
