package scaffold_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/k8slab/k8slab/lessons"
	"github.com/k8slab/k8slab/lessons/scaffold"
)

// TestWrite writes the course and looks at what a strict author would: no error and no warning.
func TestWrite(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "course")
	if err := scaffold.Write(dir); err != nil {
		t.Fatal(err)
	}
	for _, p := range lessons.Check(os.DirFS(dir)) {
		t.Errorf("%s: %v (%s)", p.Severity, p, p.Rule)
	}
	if err := scaffold.Write(dir); !errors.Is(err, scaffold.ErrNotEmpty) {
		t.Errorf("writing twice: %v", err)
	}
}
