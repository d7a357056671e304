//go:build linux

package threads

import (
	"os"
	"testing"
)

func TestReady(t *testing.T) {
	before := tasks(t)
	Ready(before + 4)
	if after := tasks(t); after < before+4 {
		t.Errorf("%d threads, want at least %d", after, before+4)
	}
}

func tasks(t *testing.T) int {
	t.Helper()
	entries, err := os.ReadDir("/proc/self/task")
	if err != nil {
		t.Fatal(err)
	}
	return len(entries)
}
