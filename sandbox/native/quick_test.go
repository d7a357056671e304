//go:build linux

package native

import (
	"testing"
	"time"

	"github.com/k8slab/k8slab/sandbox"
)

// A sandbox starts in at most twice the time that unshare(1) and a changed root take to run the same program. What counts
// is the best of many rounds, taken in turn: a busy machine slows both. How many milliseconds that are is for the
// benchmarks to say, on a quiet one.
func TestStartsQuickly(t *testing.T) {
	const twice, rounds = 2, 20
	s := open(t, connect(t))
	root := rootWithLabbox(t)
	native, plain := time.Hour, time.Hour
	for range rounds {
		native = min(native, took(func() { start(t, s, sandbox.Spec{Name: "one"}) }))
		if err := s.Remove(t.Context(), "one"); err != nil {
			t.Fatal(err)
		}
		plain = min(plain, took(func() { unshare(t, root) }))
	}
	t.Logf("one sandbox %v, unshare and chroot %v", native, plain)
	if native > twice*plain {
		t.Errorf("a sandbox starts in %v, unshare and chroot take %v", native, plain)
	}
}

func took(what func()) time.Duration {
	began := time.Now()
	what()
	return time.Since(began)
}
