//go:build !linux

package native

import (
	"context"
	"fmt"
	"runtime"

	"github.com/k8slab/k8slab/sandbox"
)

// Driver is the embedded engine, which needs Linux. No value of it exists elsewhere.
type Driver struct{ sandbox.Driver }

// Connect says that this is not Linux.
func Connect(context.Context, Options) (*Driver, error) { return nil, notLinux() }

// Inspect says that this is not Linux.
func Inspect(Options) (sandbox.Inspector, error) { return nil, notLinux() }

func notLinux() *sandbox.Error {
	return &sandbox.Error{
		Kind: sandbox.KindUnsupported,
		What: fmt.Sprintf("내장 엔진은 리눅스에서만 쓸 수 있어요(이 컴퓨터는 %s).", runtime.GOOS),
		Do:   "Docker Desktop을 설치해 실행하거나, 리눅스에서 실행하세요.",
	}
}

// Sweep finds nothing, since nothing of this engine can exist here.
func Sweep(_ context.Context, _ func(session string) bool) error { return nil }

// Leftover is what a session of this engine has on this machine.
type Leftover struct {
	Session   string
	Dirs      []string
	Processes int
	Bytes     int64
	Held      bool
}

// Leftovers finds nothing, since nothing of this engine can exist here.
func Leftovers() []Leftover { return nil }

// Discard has nothing to remove.
func Discard(Leftover) error { return nil }
