//go:build linux

package nest

import (
	"math"
	"os"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// child forks what a script makes of it, and returns the script's socket, and what waits for the end.
func child(t *testing.T, write func(s *script)) (s *script, ours int, status func() unix.WaitStatus) {
	t.Helper()
	ends, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_SEQPACKET|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = unix.Close(ends[0]) })
	s = newScript(uintptr(ends[1]))
	write(s)
	pid, pidfd, err := s.clone(0, -1)
	if err := unix.Close(ends[1]); err != nil {
		t.Error(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	if pidfd >= 0 {
		_ = unix.Close(pidfd)
	}
	return s, ends[0], func() unix.WaitStatus { return unix.WaitStatus(wait(pid)) } //nolint:gosec // a wait(2) status
}

// A script tells how far it came, waits for a word, and becomes the program, with the arguments, the environment and the
// limits that it is given.
func TestScriptBecomesAProgram(t *testing.T) {
	sh := "/bin/sh"
	s, ours, status := child(t, func(s *script) {
		s.next("first")
		s.do(unix.SYS_GETPID)
		s.next("second")
		s.do(unix.SYS_GETPID)
		s.next("")
		s.tell()
		s.await()
		s.next("limit")
		s.lower(unix.RLIMIT_NOFILE, 77)
		s.next("become")
		s.tell()
		s.do(unix.SYS_EXECVE, s.text(sh),
			s.texts([]string{"sh", "-c", `test "$1" = "두 말" && test "$A" = b && test $(ulimit -n) = 77 && exit 5`, "sh", "두 말"}),
			s.texts([]string{"A=b", "PATH=/bin:/usr/bin"}))
	})
	r, err := s.receive(ours)
	if err != nil || r == nil || s.fault(r) != nil {
		t.Fatalf("%+v, %v", r, err)
	}
	if spans := s.spans(r, 0); len(spans) != 2 || spans[0].What != "first" || spans[1].What != "second" || spans[0].Took <= 0 {
		t.Errorf("%+v", spans)
	}
	if _, err := unix.Write(ours, []byte{0}); err != nil {
		t.Fatal(err)
	}
	second, err := s.receive(ours)
	if err != nil || second == nil {
		t.Fatalf("%+v, %v", second, err)
	}
	if spans := s.spans(second, int(r.step)+1); len(spans) != 1 || spans[0].What != "limit" {
		t.Errorf("%+v", spans)
	}
	if end, err := s.receive(ours); err != nil || end != nil {
		t.Errorf("after execve: %+v, %v", end, err)
	}
	if ws := status(); ws.ExitStatus() != 5 {
		t.Errorf("exit status %d", ws.ExitStatus())
	}
}

// Nothing is done after what fails; who waits hears of it.
func TestScriptFails(t *testing.T) {
	made := t.TempDir() + "/made"
	s, ours, status := child(t, func(s *script) {
		s.next("good")
		s.do(unix.SYS_CLOSE, math.MaxInt32).but = syscall.EBADF
		s.next("bad")
		s.do(unix.SYS_CHDIR, s.text("/nowhere/at/all"))
		s.do(unix.SYS_MKDIRAT, ^uintptr(99), s.text(made), 0o700)
	})
	r, err := s.receive(ours)
	if err != nil || r == nil {
		t.Fatalf("%+v, %v", r, err)
	}
	if f := s.fault(r); f == nil || f.Step != "bad" || f.Errno != int(syscall.ENOENT) {
		t.Errorf("%+v", f)
	}
	if ws := status(); ws.ExitStatus() != 1 {
		t.Errorf("exit status %d", ws.ExitStatus())
	}
	if _, err := os.Stat(made); err == nil {
		t.Error("it went on")
	}
}

// A child whose keeper has gone ends, whatever it does at that moment.
func TestScriptAlone(t *testing.T) {
	for name, write := range map[string]func(s *script){
		"waits": (*script).await, "looks": (*script).alive, "tells": (*script).tell,
	} {
		gone, tell, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		_, ours, status := child(t, func(s *script) {
			s.next("alone")
			s.do(unix.SYS_READ, gone.Fd(), s.bytes(make([]byte, 1)), 1).least = 1
			write(s)
			s.do(unix.SYS_EXIT_GROUP, 7) // It thinks that all is well.
		})
		if err := unix.Shutdown(ours, unix.SHUT_RDWR); err != nil {
			t.Fatal(err)
		}
		if _, err := tell.Write([]byte{0}); err != nil {
			t.Fatal(err)
		}
		if ws := status(); ws.ExitStatus() == 7 {
			t.Errorf("%s: it went on", name)
		}
		_, _ = gone.Close(), tell.Close()
	}
}

func TestScriptOfTooManySteps(t *testing.T) {
	s := newScript(syncFD)
	for range maxSteps + 1 {
		s.next("step")
	}
	if _, _, err := s.clone(0, -1); err == nil || !strings.Contains(err.Error(), "17") {
		t.Errorf("%v", err)
	}
}
