//go:build unix

package progress

import (
	"bufio"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// The variables with which the test starts itself as another program.
const (
	envWriter = "PROGRESS_TEST_WRITER" // the directory to write to
	envLimit  = "PROGRESS_TEST_LIMIT"  // the most bytes a file may have
)

func TestMain(m *testing.M) {
	if dir := os.Getenv(envWriter); dir != "" {
		os.Exit(writer(dir))
	}
	os.Exit(m.Run())
}

// writer saves one change after the other and tells on its standard output which it has saved.
func writer(dir string) int {
	if limit, err := strconv.ParseUint(os.Getenv(envLimit), 10, 64); err == nil {
		signal.Ignore(syscall.SIGXFSZ)
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: limit, Max: limit}); err != nil {
			fmt.Println(err)
			return 1
		}
	}
	s, err := Open(Options{Dir: dir, Course: "containers"})
	if err != nil {
		fmt.Println(err)
		return 1
	}
	padding := strings.Repeat("가", 20_000) // long enough to be killed in the middle of
	for n := 1; ; n++ {
		s.SetMeasurement("n.n", Measurement{Value: strconv.Itoa(n)})
		s.SetMeasurement("n.padding", Measurement{Value: padding})
		if err := s.Flush(); err != nil {
			fmt.Println("failed:", err)
			return 3
		}
		fmt.Println(n)
	}
}

func startWriter(t *testing.T, dir string, env ...string) (*exec.Cmd, *bufio.Scanner) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(append(os.Environ(), envWriter+"="+dir), env...)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return cmd, bufio.NewScanner(out)
}

// A program killed at any moment leaves a whole file with everything it said it had saved, no lock that holds others
// up, and at most one temporary file, which the next one removes.
func TestKilledInMidWrite(t *testing.T) {
	dir := t.TempDir()
	for i := range 25 {
		cmd, lines := startWriter(t, dir)
		if !lines.Scan() {
			t.Fatal("the writer wrote nothing")
		}
		kill := time.AfterFunc(time.Duration(rand.IntN(30_000))*time.Microsecond, func() { _ = cmd.Process.Kill() })
		saved := lines.Text()
		for lines.Scan() {
			saved = lines.Text()
		}
		kill.Stop()
		_ = cmd.Wait()

		data, err := os.ReadFile(filepath.Join(dir, fileName))
		if err != nil || !json.Valid(data) {
			t.Fatalf("kill %d: the file is damaged: %v", i, err)
		}
		began := time.Now()
		s, err := Open(Options{Dir: dir, Course: "containers"})
		if err != nil {
			t.Fatalf("kill %d: %v", i, err)
		}
		m, _ := s.Measurement("n.n")
		got, _ := strconv.Atoi(m.Value)
		if want, err := strconv.Atoi(saved); err != nil || got < want {
			t.Errorf("kill %d: the file has change %d, but change %s was saved", i, got, saved)
		}
		s.MarkStep("k", strconv.Itoa(i))
		flush(t, s)
		if took := time.Since(began); took > lockPatience {
			t.Errorf("kill %d: the next program had to wait %v", i, took)
		}
		if left, _ := filepath.Glob(filepath.Join(dir, "*.tmp-*")); len(left) > 0 {
			t.Errorf("kill %d: %v are left", i, left)
		}
	}
}

// A disk that is full leaves the old file as it was.
func TestFullDisk(t *testing.T) {
	dir := t.TempDir()
	s, err := Open(Options{Dir: dir, Course: "containers"})
	if err != nil {
		t.Fatal(err)
	}
	s.Opened("terms")
	flush(t, s)
	before, err := os.ReadFile(filepath.Join(dir, fileName))
	if err != nil {
		t.Fatal(err)
	}
	cmd, lines := startWriter(t, dir, envLimit+"=1000")
	said := ""
	for lines.Scan() {
		said += lines.Text()
	}
	_ = cmd.Wait()
	if code := cmd.ProcessState.ExitCode(); code != 3 || !strings.Contains(said, "저장할 수 없어서") {
		t.Fatalf("exit code %d, said %q", code, said)
	}
	after, err := os.ReadFile(filepath.Join(dir, fileName))
	if err != nil || string(after) != string(before) {
		t.Errorf("the file was %d bytes and is now %d, %v", len(before), len(after), err)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "*.tmp-*")); len(left) > 0 {
		t.Errorf("%v are left", left)
	}
}
