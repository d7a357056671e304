package main

import (
	"os"
	"strconv"
	"strings"
	"testing"
)

func TestProgramPages(t *testing.T) {
	t.Parallel()
	const file = "/opt/my tools/k8slab"
	tests := map[string]bool{
		"00400000-01038000 r-xp 00000000 fe:00 10005410                           /opt/my tools/k8slab": true,
		"01038000-025f9000 r--p 00c38000 fe:00 10005410                           /opt/my tools/k8slab": true,
		"025f9000-02726000 rw-p 021f9000 fe:00 10005410                           /opt/my tools/k8slab": false,
		"01038000-025f9000 r--s 00c38000 fe:00 10005410                           /opt/my tools/k8slab": false,
		"01038000-025f9000 r--p 00c38000 fe:00 10005410                           /opt/k8slab":          false,
		"298992000000-298994000000 rw-p 00000000 00:00 0 ":                                              false,
		"ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0                  [vsyscall]":           false,
		"":        false,
		"nothing": false,
	}
	for line, want := range tests {
		if _, _, ok := programPages(line, file); ok != want {
			t.Errorf("%q: %v", line, ok)
		}
	}
}

// The program goes on after its pages were released, and is smaller.
func TestReleaseProgram(t *testing.T) {
	before := residentFile(t)
	releaseProgram()
	if after := residentFile(t); after >= before {
		t.Errorf("%d KB of files are mapped and in memory, %d before", after, before)
	}
}

// residentFile is RssFile of /proc/self/status, in KB.
func residentFile(t *testing.T) int {
	t.Helper()
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(status)) {
		if value, ok := strings.CutPrefix(line, "RssFile:"); ok {
			kb, err := strconv.Atoi(strings.TrimSuffix(strings.TrimSpace(value), " kB"))
			if err != nil {
				t.Fatal(err)
			}
			return kb
		}
	}
	t.Fatal("the kernel does not say")
	return 0
}
