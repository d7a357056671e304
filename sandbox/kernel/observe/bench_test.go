package observe_test

import (
	"io"
	"os"
	"strconv"
	"testing"

	"github.com/k8slab/k8slab/sandbox/kernel"
	"github.com/k8slab/k8slab/sandbox/kernel/observe"
	"github.com/k8slab/k8slab/sandbox/wire"
)

// One sample of four groups on the machine at hand, encoded. They are this process's own, with all that runs in it.
func BenchmarkSample(b *testing.B) {
	k, err := kernel.OpenKept("/proc", "/sys/fs/cgroup")
	if err != nil {
		b.Fatal(err)
	}
	defer k.Close()
	s := observe.New(k)
	for i := range 4 {
		s.Add(wire.Target{Name: strconv.Itoa(i), PID: os.Getpid()})
	}
	enc := wire.NewEncoder(io.Discard)
	b.ReportAllocs()
	for b.Loop() {
		if err := enc.Sample(s.Sample()); err != nil {
			b.Fatal(err)
		}
	}
}
