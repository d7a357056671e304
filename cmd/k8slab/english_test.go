package main

import (
	"path"
	"testing"

	"github.com/k8slab/k8slab/tui/words/wordstest"
)

// TestEnglishIsComplete finds Korean texts without an English twin. What an author is told of a lab's file stays Korean,
// as the courses are.
func TestEnglishIsComplete(t *testing.T) {
	skip := map[string][]string{
		"../../labs": {"parse.go", "source.go", "program.go", "restrict.go"}, "../../tui/keys": {"hangul.go"},
		"../../cmd/k8slab/internal/workshop": {"report.go"},
	}
	for dir, table := range tables() {
		if dir = path.Join("../..", dir); dir == "../../cmd/k8slab" {
			dir = "."
		}
		wordstest.Complete(t, dir, table, skip[dir]...)
	}
}

// TestEnglishIsOne finds Korean texts that would be told in the words of another package's table.
func TestEnglishIsOne(t *testing.T) {
	twins, from := map[string]string{}, map[string]string{}
	for dir, table := range tables() {
		for korean, twin := range table {
			if other, there := twins[korean]; there && other != twin {
				t.Errorf("%q is %q in %s and %q in %s", korean, other, from[korean], twin, dir)
			}
			twins[korean], from[korean] = twin, dir
		}
	}
}
