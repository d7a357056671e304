// Package scaffold holds a small course that runs, for authors to begin with: `k8slab course new` writes it out.
package scaffold

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

//go:embed course
var files embed.FS

// ErrNotEmpty says that a directory already holds something.
var ErrNotEmpty = errors.New("directory is not empty")

// FS is the course's files.
func FS() (fs.FS, error) { return fs.Sub(files, "course") }

// Write puts the course into dir, which is made if it is not there. It overwrites nothing: a directory that already
// holds something gives ErrNotEmpty.
func Write(dir string) error {
	course, err := FS()
	if err != nil {
		return err
	}
	entries, err := os.ReadDir(dir)
	switch {
	case err == nil && len(entries) > 0:
		return fmt.Errorf("write the course to %s: %w", dir, ErrNotEmpty)
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("write the course: %w", err)
	}
	if err := os.MkdirAll(filepath.Clean(dir), 0o755); err != nil {
		return fmt.Errorf("write the course: %w", err)
	}
	if err := os.CopyFS(dir, course); err != nil {
		return fmt.Errorf("write the course: %w", err)
	}
	return nil
}
