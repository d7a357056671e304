//go:build linux

package hold_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/k8slab/k8slab/cmd/labbox/internal/hold"
	"github.com/k8slab/k8slab/sandbox/native/nest"
)

// asHold makes the test binary be hold instead.
const asHold = "K8SLAB_TEST_AS_HOLD"

func TestMain(m *testing.M) {
	switch {
	case os.Args[0] == "applet":
		stdin, _ := os.Readlink("/proc/self/fd/0")
		fmt.Println(stdin)
		os.Exit(42)
	case os.Getenv(asHold) != "":
		os.Exit(hold.Main(os.Args, func(name string) bool { return name == "applet" }))
	}
	os.Exit(m.Run())
}

// command makes a command of hold, as PID 1 of a namespace of its own or as an ordinary process. Without root the
// namespace needs a user namespace around it.
func command(t *testing.T, pid1 bool, args ...string) *exec.Cmd {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe, args...)
	cmd.Env = append(os.Environ(), asHold+"=1")
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if !pid1 {
		return cmd
	}
	cmd.SysProcAttr.Cloneflags = syscall.CLONE_NEWPID
	if os.Getuid() != 0 {
		cmd.SysProcAttr.Cloneflags |= syscall.CLONE_NEWUSER
		cmd.SysProcAttr.UidMappings = []syscall.SysProcIDMap{{HostID: os.Getuid(), Size: 1}}
		cmd.SysProcAttr.GidMappings = []syscall.SysProcIDMap{{HostID: os.Getgid(), Size: 1}}
	}
	return cmd
}

// code is the exit code of a command that has ended with err.
func code(t *testing.T, err error) int {
	t.Helper()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	if exit == nil {
		return 0
	}
	return exit.ExitCode()
}

// eventually waits for a condition, for at most five seconds.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(5 * time.Second); !holds(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("after 5 s not so: %s", what)
		}
	}
}

// running lists the processes whose command line ends in the marker, zombies apart.
func running(t *testing.T, marker string) []int {
	t.Helper()
	var found []int
	files, err := filepath.Glob("/proc/[0-9]*/cmdline")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil || !bytes.HasSuffix(data, []byte("\x00"+marker+"\x00")) {
			continue
		}
		pid, _ := strconv.Atoi(filepath.Base(filepath.Dir(file)))
		found = append(found, pid)
	}
	return found
}

// marker is an odd number of seconds to sleep, by which a test's processes are known.
func marker(n int) string { return strconv.Itoa(1e6+os.Getpid()) + "." + strconv.Itoa(n) }

func TestStatus(t *testing.T) {
	t.Parallel()
	text := filepath.Join(t.TempDir(), "text")
	if err := os.WriteFile(text, []byte("no program\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		args []string
		want int
	}{
		"exit status":        {[]string{"--", "sh", "-c", "exit 7"}, 7},
		"killed":             {[]string{"sh", "-c", "kill -9 $$"}, 128 + 9},
		"not found":          {[]string{"--", "no-such-command"}, 127},
		"not found either":   {[]string{"/no/such/command"}, 127},
		"not executable":     {[]string{text}, 126},
		"applet":             {[]string{"applet"}, 42},
		"unknown option":     {[]string{"--dead-woman"}, 2},
		"command's own":      {[]string{"sh", "-c", "test \"$1\" = --dead-man", "--", "--dead-man"}, 0},
		"dead man, finished": {[]string{"--dead-man", "sh", "-c", "exit 5"}, 5},
	}
	for name, tt := range tests {
		for _, pid1 := range []bool{false, true} {
			cmd := command(t, pid1, tt.args...)
			stdin, err := cmd.StdinPipe()
			if err != nil {
				t.Fatal(err)
			}
			if got := code(t, cmd.Run()); got != tt.want {
				t.Errorf("%s (PID 1: %v): exit code %d, want %d", name, pid1, got, tt.want)
			}
			stdin.Close()
		}
	}
}

func TestSignalsAreForwarded(t *testing.T) {
	t.Parallel()
	for _, pid1 := range []bool{false, true} {
		cmd := command(t, pid1, "sh", "-c", "trap 'exit 9' TERM; echo ready; while :; do sleep 0.01; done")
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		if _, err := io.ReadFull(out, make([]byte, len("ready\n"))); err != nil {
			t.Fatal(err)
		}
		if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
			t.Fatal(err)
		}
		if got := code(t, cmd.Wait()); got != 9 {
			t.Errorf("PID 1 %v: exit code %d, want that of the trap, 9", pid1, got)
		}
	}
}

func TestIdleEndsOnSignal(t *testing.T) {
	t.Parallel()
	for _, s := range []syscall.Signal{syscall.SIGTERM, syscall.SIGINT, syscall.SIGHUP} {
		conn, theirs, err := nest.Pair()
		if err != nil {
			t.Fatal(err)
		}
		cmd := command(t, true, "--serve-fd", "3")
		cmd.ExtraFiles = []*os.File{theirs}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		_ = theirs.Close()
		// Before hold listens, the Go runtime would end it with status 2; so would any program of its kind.
		var said nest.FromSandbox
		if _, err := conn.Receive(&said); err != nil || !said.Ready {
			t.Fatalf("hold said %+v, %v", said, err)
		}
		if err := cmd.Process.Signal(s); err != nil {
			t.Fatal(err)
		}
		if got := code(t, cmd.Wait()); got != 128+int(s) {
			t.Errorf("%v: exit code %d, want %d", s, got, 128+int(s))
		}
		_ = conn.Close()
	}
}

func TestOrphansAreReaped(t *testing.T) {
	t.Parallel()
	for i, pid1 := range []bool{false, true} {
		cmd := command(t, pid1, "sh", "-c",
			"for i in 1 2 3 4 5 6 7 8 9; do (sleep 0.01 &); done; exec sleep "+marker(10+i))
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		eventually(t, "the orphans are made and reaped", func() bool {
			return len(running(t, marker(10+i))) == 1 && len(children(t, cmd.Process.Pid)) == 1
		})
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		// Without PID 1's death to kill it, the command of a killed hold lives on.
		for _, pid := range running(t, marker(10+i)) {
			_ = syscall.Kill(pid, syscall.SIGKILL)
		}
	}
}

// children lists the children of a process, zombies among them.
func children(t *testing.T, parent int) []string {
	t.Helper()
	var found []string
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range stats {
		data, err := os.ReadFile(file)
		if err != nil {
			continue
		}
		fields := strings.Fields(string(data[bytes.LastIndexByte(data, ')')+1:]))
		if len(fields) > 1 && fields[1] == strconv.Itoa(parent) {
			found = append(found, file)
		}
	}
	return found
}

// When the dead man's hand lets go, everything in the sandbox dies, however it tries to hide, and nothing outside.
func TestDeadMan(t *testing.T) {
	t.Parallel()
	bystander := exec.Command("sleep", marker(0))
	bystander.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := bystander.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = bystander.Process.Kill(); _ = bystander.Wait() }()
	for i, pid1 := range []bool{false, true} {
		m := marker(1 + i)
		script := strings.ReplaceAll("trap '' TERM HUP INT; setsid sleep M & (setsid sh -c 'sleep M & sleep M & wait' &); "+
			"sleep M & wait", "sleep M", "sleep "+m)
		cmd := command(t, pid1, "--dead-man", "--", "sh", "-c", script)
		stdin, err := cmd.StdinPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		eventually(t, "four processes", func() bool { return len(running(t, m)) == 4 })
		if _, err := io.WriteString(stdin, "still here\n"); err != nil {
			t.Fatal(err)
		}
		if n := len(running(t, m)); n != 4 {
			t.Errorf("words on the line killed: %d left of 4", n)
		}
		start := time.Now()
		stdin.Close()
		if got := code(t, cmd.Wait()); got != 128+9 {
			t.Errorf("PID 1 %v: exit code %d, want 137", pid1, got)
		}
		eventually(t, "all are gone", func() bool { return len(running(t, m)) == 0 })
		if took := time.Since(start); took > time.Second {
			t.Errorf("PID 1 %v: that took %v", pid1, took)
		}
	}
	if len(running(t, marker(0))) != 1 {
		t.Error("a process outside was killed")
	}
}

func TestCommandDoesNotGetTheDeadMansLine(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		args []string
		want string
	}{
		"with":    {[]string{"--dead-man", "--"}, "/dev/null\n"},
		"without": {[]string{"--"}, "pipe:["},
	} {
		cmd := command(t, false, append(tt.args, "applet")...)
		stdin, err := cmd.StdinPipe()
		if err != nil {
			t.Fatal(err)
		}
		out, err := cmd.Output()
		if code(t, err) != 42 || !strings.HasPrefix(string(out), tt.want) {
			t.Errorf("%s a dead man: standard input is %q, %v, want %q", name, out, err, tt.want)
		}
		stdin.Close()
	}
}
