package kernel_test

import (
	"os"
	"testing"

	"github.com/k8slab/k8slab/sandbox/kernel"
)

// The costs of one reading on the machine at hand: they decide what observing costs.
func BenchmarkRead(b *testing.B) {
	open := map[string]func(proc, cgroup string) (kernel.FS, error){"opened": kernel.Open, "kept": kernel.OpenKept}
	for name, open := range open {
		k, err := open("/proc", "/sys/fs/cgroup")
		if err != nil {
			b.Fatal(err)
		}
		pid := os.Getpid()
		group, err := k.CgroupOf(pid)
		if err != nil {
			b.Fatal(err)
		}
		p, err := k.Process(pid)
		if err != nil {
			b.Fatal(err)
		}
		host, _ := k.Host()
		for what, read := range map[string]func() error{
			"Namespaces":  func() error { _, err := k.Namespaces(pid); return err },
			"Process":     func() error { _, err := k.Process(pid); return err },
			"ProcessLoad": func() error { _, err := k.ProcessLoad(&p); return err },
			"Security":    func() error { _, err := k.Security(pid); return err },
			"CgroupOf":    func() error { _, err := k.CgroupOf(pid); return err },
			"GroupRead":   func() error { _, err := group.Read(); return err },
			"GroupProcs":  func() error { _, err := group.Procs(); return err },
			"HostLoad":    func() error { k.HostLoad(&host); return nil },
		} {
			b.Run(what+"/"+name, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if err := read(); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
		if err := k.Close(); err != nil {
			b.Fatal(err)
		}
	}
}
