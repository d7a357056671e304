//go:build linux

package native

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"testing"

	"github.com/k8slab/k8slab/sandbox"
)

// BenchmarkStart measures how long a sandbox takes from the call until its PID 1 is labbox hold, and beside it what
// unshare(1) with all namespaces and a changed root takes to start and end the same program.
func BenchmarkStart(b *testing.B) {
	b.Run("native", func(b *testing.B) {
		s := open(b, connect(b))
		for b.Loop() {
			start(b, s, sandbox.Spec{Name: "one"})
			b.StopTimer()
			if err := s.Remove(context.Background(), "one"); err != nil {
				b.Fatal(err)
			}
			b.StartTimer()
		}
	})
	b.Run("unshare", func(b *testing.B) {
		root := rootWithLabbox(b)
		for b.Loop() {
			unshare(b, root)
		}
	})
}

// BenchmarkStart8 starts eight sandboxes at once, and beside it as many times what unshare(1) takes.
func BenchmarkStart8(b *testing.B) {
	b.Run("native", func(b *testing.B) {
		s := open(b, connect(b))
		for b.Loop() {
			eight(b, s)
			b.StopTimer()
			removeEight(b, s)
			b.StartTimer()
		}
	})
	b.Run("unshare", func(b *testing.B) {
		root := rootWithLabbox(b)
		for b.Loop() {
			var wg sync.WaitGroup
			for range 8 {
				wg.Go(func() { unshare(b, root) })
			}
			wg.Wait()
		}
	})
}

// BenchmarkExec starts a process in a sandbox and waits for its end.
func BenchmarkExec(b *testing.B) {
	s := open(b, connect(b))
	start(b, s, sandbox.Spec{Name: "one"})
	for b.Loop() {
		if _, code := sh(b, s, "one", "exit 0"); code != 0 {
			b.Fatal(code)
		}
	}
}

// Eight at once all come up, and go. How fast is for the benchmarks to say: a test must not depend on how busy the
// machine is.
func TestEightAtOnce(t *testing.T) {
	s := open(t, connect(t))
	for range 3 {
		eight(t, s)
		list, err := s.List(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, one := range list {
			if one.State != sandbox.StateRunning {
				t.Errorf("%s is %s", one.Name, one.State)
			}
		}
		if len(list) != 8 {
			t.Errorf("%d sandboxes are listed, want 8", len(list))
		}
		removeEight(t, s)
	}
}

func eight(t testing.TB, s sandbox.Session) {
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			if _, err := s.Start(context.Background(), sandbox.Spec{Name: fmt.Sprint("n", i)}); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
}

func removeEight(t testing.TB, s sandbox.Session) {
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			if err := s.Remove(context.Background(), fmt.Sprint("n", i)); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
}

// rootWithLabbox is a directory with labbox in it, and a /proc.
func rootWithLabbox(t testing.TB) string {
	t.Helper()
	labbox, err := labboxForTests(context.Background(), "")
	if err != nil {
		t.Fatal(err)
	}
	root := t.TempDir()
	if err := os.Mkdir(filepath.Join(root, "proc"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(root, "labbox"), labbox, 0o755); err != nil {
		t.Fatal(err)
	}
	return root
}

// unshare starts labbox with unshare(1) and waits for its end: an applet that does nothing.
func unshare(t testing.TB, root string) {
	cmd := exec.Command("unshare", "--user", "--map-root-user", "--mount", "--uts", "--ipc", "--net", "--pid", "--cgroup",
		"--fork", "--kill-child", "--root="+root, "--mount-proc", "/labbox", "work", "nothing")
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	out, err := cmd.CombinedOutput()
	if _, ok := err.(*exec.ExitError); err != nil && !ok { //nolint:errorlint // as it comes
		t.Errorf("unshare: %v: %s", err, out)
	}
}
