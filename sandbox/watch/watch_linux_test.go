package watch_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/k8slab/k8slab/sandbox/watch"
)

// The test binary plays the program that dies and the watcher that does not.
const roleVariable = "K8SLAB_TEST_ROLE"

func TestMain(m *testing.M) {
	switch os.Getenv(roleVariable) {
	case "watch":
		os.Exit(watch.Main(map[string]watch.Sweeper{"write": write, "fail-once": failOnce}))
	case "program":
		program()
	default:
		os.Exit(m.Run())
	}
}

// write leaves a trace of having been called.
func write(_ context.Context, data json.RawMessage) error {
	var path string
	if err := json.Unmarshal(data, &path); err != nil {
		return err
	}
	return os.WriteFile(path, []byte("swept"), 0o600)
}

// failOnce fails until it has been called before.
func failOnce(_ context.Context, data json.RawMessage) error {
	var path string
	if err := json.Unmarshal(data, &path); err != nil {
		return err
	}
	if _, err := os.Stat(path + ".tried"); err != nil {
		return errors.Join(errors.New("not yet"), os.WriteFile(path+".tried", nil, 0o600))
	}
	return os.WriteFile(path, []byte("swept"), 0o600)
}

// program takes duties from its arguments, "KIND=PATH", and waits for its death.
func program() {
	w := newWatcher()
	for _, arg := range os.Args[1:] {
		kind, path, _ := strings.Cut(arg, "=")
		if err := w.Add(duty(kind, path)); err != nil {
			fmt.Println("failed:", err)
			os.Exit(1)
		}
	}
	w.Done("done")
	fmt.Println(w.PID())
	select {}
}

func newWatcher() *watch.Watcher {
	return watch.New(func() (*exec.Cmd, error) {
		if err := os.Setenv(roleVariable, "watch"); err != nil {
			return nil, err
		}
		return watch.Self()()
	})
}

func duty(kind, path string) watch.Duty {
	data, err := json.Marshal(path)
	if err != nil {
		panic(err)
	}
	return watch.Duty{Key: kind, Kind: kind, Data: data, Files: []string{path + ".d"}}
}

// run starts a program and returns it with its watcher's PID.
func run(t *testing.T, args ...string) (*exec.Cmd, int) {
	t.Helper()
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = append(os.Environ(), roleVariable+"=program")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	line, err := bufio.NewReader(out).ReadString('\n')
	pid, perr := strconv.Atoi(strings.TrimSpace(line))
	if err != nil || perr != nil || pid == 0 {
		t.Fatalf("the program says %q (%v)", line, err)
	}
	return cmd, pid
}

func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); !ok(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("waited in vain for %s", what)
		}
	}
}

func exists(path string) bool { _, err := os.Stat(path); return err == nil }

func gone(pid int) bool { return syscall.Kill(pid, 0) != nil }

func TestDeath(t *testing.T) {
	dir := t.TempDir()
	swept, failed := filepath.Join(dir, "swept"), filepath.Join(dir, "failed")
	if err := os.MkdirAll(filepath.Join(swept+".d", "deep"), 0o700); err != nil {
		t.Fatal(err)
	}
	cmd, watcher := run(t, "write="+swept, "fail-once="+failed)
	// What ends a program by way of its terminal or its user does not end the watcher.
	for _, sig := range []syscall.Signal{syscall.SIGHUP, syscall.SIGINT, syscall.SIGTERM} {
		eventually(t, "the watcher to ignore signals", func() bool { return ignores(t, watcher, sig) })
		if err := syscall.Kill(watcher, sig); err != nil {
			t.Fatalf("%v: %v", sig, err)
		}
	}
	if exists(swept) {
		t.Fatal("swept while the program lives")
	}
	if sid, err := sessionOf(watcher); err != nil || sid != watcher {
		t.Errorf("the watcher is in session %d (%v), not in one of its own", sid, err)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	eventually(t, "the sweep", func() bool { return exists(swept) && exists(failed) && !exists(swept+".d") })
	eventually(t, "the watcher's end", func() bool { return gone(watcher) })
}

func TestDone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "done")
	data, err := json.Marshal(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv(roleVariable, "")
	w := newWatcher()
	if err := w.Add(watch.Duty{Key: "a", Kind: "write", Data: data}); err != nil {
		t.Fatalf("add: %v", err)
	}
	pid := w.PID()
	w.Done("a")
	w.Done("never was")
	if err := w.Close(); err != nil {
		t.Errorf("close: %v", err)
	}
	eventually(t, "the watcher's end", func() bool { return gone(pid) })
	if exists(path) {
		t.Error("a duty that was taken back has been carried out")
	}
	if w.Add(watch.Duty{Key: "b"}) == nil {
		t.Error("a closed watcher takes duties")
	}
}

// TestNoProcessWithoutDuty looks that a program that never starts a lab never starts a watcher.
func TestNoProcessWithoutDuty(t *testing.T) {
	w := watch.New(func() (*exec.Cmd, error) { return nil, errors.New("not to be called") })
	w.Done("a")
	if w.PID() != 0 {
		t.Error("a process without a duty")
	}
	if err := w.Close(); err != nil {
		t.Errorf("close: %v", err)
	}
	if w := watch.New(func() (*exec.Cmd, error) { return exec.Command("/no/such/program"), nil }); w.Add(watch.Duty{Key: "a"}) == nil {
		t.Error("a watcher that cannot be started takes duties")
	}
}

// ignores reads SigIgn of /proc/PID/status.
func ignores(t *testing.T, pid int, sig syscall.Signal) bool {
	t.Helper()
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		t.Fatalf("the watcher is gone: %v", err)
	}
	for line := range strings.Lines(string(data)) {
		if mask, ok := strings.CutPrefix(line, "SigIgn:"); ok {
			bits, err := strconv.ParseUint(strings.TrimSpace(mask), 16, 64)
			return err == nil && bits&(1<<(sig-1)) != 0
		}
	}
	return false
}

// sessionOf reads the sixth field of /proc/PID/stat.
func sessionOf(pid int) (int, error) {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, err
	}
	fields := strings.Fields(string(data[strings.LastIndexByte(string(data), ')')+1:]))
	return strconv.Atoi(fields[3])
}
