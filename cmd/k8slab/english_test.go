package main

import (
	"testing"

	"github.com/k8slab/k8slab/cmd/k8slab/internal/config"
	"github.com/k8slab/k8slab/tui"
	"github.com/k8slab/k8slab/tui/keys"
	"github.com/k8slab/k8slab/tui/labpane"
	"github.com/k8slab/k8slab/tui/words/wordstest"
)

// TestEnglishIsComplete finds Korean texts without an English twin. The files left out are commands whose tables are yet
// to be written.
func TestEnglishIsComplete(t *testing.T) {
	wordstest.Complete(t, ".", english(), "inspect.go", "doctor.go", "clean.go", "shell.go")
	wordstest.Complete(t, "internal/config", config.English())
	wordstest.Complete(t, "../../tui", tui.English(), "inspector.go", "shell.go")
	wordstest.Complete(t, "../../tui/labpane", labpane.English(), "cgroup.go", "charts.go", "facts.go", "files.go",
		"guess.go", "layers.go", "pane.go", "runtimes.go", "steps.go", "text.go")
	wordstest.Complete(t, "../../tui/keys", keys.English(), "hangul.go")
}
