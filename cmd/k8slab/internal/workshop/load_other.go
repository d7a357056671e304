//go:build !linux

package workshop

import (
	"runtime"

	"github.com/k8slab/k8slab/tui/class"
)

// load tells how busy the machine is, which is not known here.
type load struct{}

func (*load) now() class.Host { return class.Host{CPUs: runtime.NumCPU()} }

// FreeMemory is how much memory programs could still have, in bytes; 0 if that is not known.
func FreeMemory() int64 { return 0 }
