//go:build linux

// Package observe is the observer's program: package sandbox/kernel/observe between standard input and output.
//
//	labbox observe
//
// It runs in a container of its own that sees the host's PID namespace and the cgroup file systems, read-only, and ends
// when its standard input does.
package observe

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"

	"github.com/k8slab/k8slab/sandbox/kernel"
	"github.com/k8slab/k8slab/sandbox/kernel/observe"
)

// Main runs the observer and returns its exit status.
func Main([]string) int {
	// Reading is one goroutine's work; a second processor would only cost wake-ups.
	runtime.GOMAXPROCS(1)
	// What lives is little and what dies is less than 30 KB a sample, so collecting often costs nothing and keeps the
	// observer small.
	debug.SetGCPercent(25)
	k, err := kernel.OpenKept("/proc", "/sys/fs/cgroup")
	if err != nil {
		fmt.Fprintln(os.Stderr, "observe:", err)
		return 1
	}
	if err := observe.Serve(context.Background(), observe.New(k), os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "observe:", err)
		return 1
	}
	return 0
}
