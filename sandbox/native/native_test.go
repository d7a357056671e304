//go:build linux

package native

import (
	"bytes"
	"context"
	"crypto/rand"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/k8slab/k8slab/sandbox"
)

// labboxOnce builds the program of the lab image once per test binary.
var labboxOnce = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "k8slab-labbox-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "labbox")
	build := exec.Command("go", "build", "-trimpath", "-buildvcs=false", "-ldflags=-s -w", "-o", file,
		"github.com/k8slab/k8slab/cmd/labbox")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		return nil, err
	}
	return os.ReadFile(file)
})

// labboxForTests gives labbox: the file that K8SLAB_TEST_LABBOX names, where there is no Go, else what go build makes.
func labboxForTests(context.Context, string) ([]byte, error) {
	if file := os.Getenv("K8SLAB_TEST_LABBOX"); file != "" {
		return os.ReadFile(file)
	}
	return labboxOnce()
}

func connect(t testing.TB) *Driver {
	t.Helper()
	d, err := Connect(t.Context(), Options{Labbox: labboxForTests})
	if err != nil {
		t.Fatalf("connect: %+v", err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	return d
}

// open starts a session that is closed at the end of the test.
func open(t testing.TB, d *Driver) sandbox.Session {
	t.Helper()
	s, err := d.Open(t.Context(), sandbox.SessionConfig{ID: "n" + strings.ToLower(rand.Text()[:8])})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return s
}

func start(t testing.TB, s sandbox.Session, spec sandbox.Spec) sandbox.Status {
	t.Helper()
	st, err := s.Start(t.Context(), spec)
	if err != nil {
		t.Fatalf("start %s: %v", spec.Name, err)
	}
	return st
}

// sh runs a script in a sandbox and returns all that it printed.
func sh(t testing.TB, s sandbox.Session, name, script string) (string, int) {
	t.Helper()
	var out bytes.Buffer
	p, err := s.Exec(t.Context(), name, sandbox.Command{
		Args: []string{"sh", "-c", "{ " + script + "; } 2>&1"}, Stdout: &out,
	})
	if err != nil {
		t.Fatalf("exec in %s: %v", name, err)
	}
	code, err := p.Wait()
	if err != nil {
		t.Fatalf("wait: %v", err)
	}
	return out.String(), code
}

// TestConnectIsGivenUp gives up at all moments of a start: whoever waits is let go at once, and no process stays.
func TestConnectIsGivenUp(t *testing.T) {
	for n := range 20 {
		ctx, cancel := context.WithTimeout(t.Context(), time.Duration(n)*3*time.Millisecond)
		began := time.Now()
		d, err := Connect(ctx, Options{Labbox: labboxForTests, Source: "test", Version: "test"})
		cancel()
		if took := time.Since(began); took > 10*time.Second {
			t.Errorf("given up after %v, let go after %v", time.Duration(n)*3*time.Millisecond, took)
		}
		if err != nil {
			continue
		}
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	}
}
