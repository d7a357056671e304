//go:build linux

// Package labboxtest builds labbox for tests that drive it as a learner and an engine do: as processes, by the names of
// its applets.
package labboxtest

import (
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/k8slab/k8slab/sandbox/image"
)

// binEnv carries where the links are from Main to the tests.
const binEnv = "LABBOX_TEST_BIN"

// Main builds labbox with a link for each applet, runs the tests of a package and removes all of it. It is what
// TestMain calls.
func Main(m *testing.M) {
	// A runner started by nohup hands down a hangup that is ignored; the programs under test must not inherit that.
	signal.Notify(make(chan os.Signal, 1), syscall.SIGHUP)
	os.Exit(run(m))
}

func run(m *testing.M) int {
	dir, err := os.MkdirTemp("", "labbox-test-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	if err := build(dir); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	if err := os.Setenv(binEnv, filepath.Join(dir, "bin")); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return m.Run()
}

func build(dir string) error {
	program := filepath.Join(dir, "labbox")
	cmd := exec.Command("go", "build", "-o", program, "github.com/k8slab/k8slab/cmd/labbox")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("build labbox: %w\n%s", err, out)
	}
	if err := os.Mkdir(filepath.Join(dir, "bin"), 0o755); err != nil {
		return err
	}
	for _, name := range image.Applets() {
		if err := os.Symlink(program, filepath.Join(dir, "bin", name)); err != nil {
			return err
		}
	}
	return nil
}

// Command is a command that finds only labbox's applets in PATH, has an empty home and temporary directory, and runs in
// that directory.
func Command(t testing.TB, name string, args ...string) *exec.Cmd {
	t.Helper()
	bin, home := os.Getenv(binEnv), t.TempDir()
	cmd := exec.Command(filepath.Join(bin, name), args...)
	cmd.Args[0] = name
	cmd.Dir = home
	cmd.Env = []string{"PATH=" + bin, "HOME=" + home, "TMPDIR=" + home, "TERM=xterm", "LANG=C.UTF-8"}
	return cmd
}

// Shell runs a script with labbox's shell in dir and returns what it printed, errors included, and its exit status.
func Shell(t testing.TB, dir, script string) (string, int) {
	t.Helper()
	cmd := Command(t, "sh", "-c", script+"\n")
	if dir != "" {
		cmd.Dir = dir
	}
	out, err := cmd.CombinedOutput()
	if cmd.ProcessState == nil {
		t.Fatalf("sh -c %q: %v", script, err)
	}
	return strings.TrimRight(string(out), "\n"), cmd.ProcessState.ExitCode()
}
