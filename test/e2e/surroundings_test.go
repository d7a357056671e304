//go:build linux

package e2e

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// mountHome makes a home directory of its own file system, which holds at most the given number of bytes.
func mountHome(t *testing.T, size string) string {
	t.Helper()
	home := t.TempDir()
	if err := unix.Mount("k8slab-test", home, "tmpfs", unix.MS_NODEV|unix.MS_NOSUID, "mode=0700,size="+size); err != nil {
		t.Fatalf("mount a file system for a home (this needs root): %v", err)
	}
	t.Cleanup(func() {
		if err := unix.Unmount(home, unix.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return home
}

// fill writes a file until there is no room for one more byte.
func fill(t *testing.T, path string) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for _, size := range []int{4096, 1} {
		piece := bytes.Repeat([]byte("x"), size)
		for err = nil; err == nil; {
			_, err = f.Write(piece)
		}
		if !errors.Is(err, syscall.ENOSPC) {
			t.Fatal(err)
		}
	}
}

// remembered is the file with a learner's progress.
func remembered(t *testing.T, home string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(home, ".local/state/k8slab/progress.json"))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// wantSentences checks that nothing of Go's own errors is told.
func wantSentences(t *testing.T, said string) {
	t.Helper()
	chain := regexp.MustCompile(`goroutine|\.go:\d|: (open|mkdir|read|write|readlink|stat) /|no such file|permission denied|` +
		`not permitted|read-only file system|no space left`).FindString(said)
	if chain != "" {
		t.Errorf("%q in what is told:\n%s", chain, said)
	}
}

// A disk that is full: the course can be read and the lab done, the learner is told in the end that progress could not be
// saved, and what was saved before is as it was. With room, the next run saves again.
func TestFullDisk(t *testing.T) {
	home := mountHome(t, "512k")
	read := func(lesson string) *Program {
		p := Start(t, Run{Home: home, Args: []string{lesson}})
		p.WaitFor("아직 first라는 컨테이너가")
		return p
	}
	p := read("terms")
	p.Press("enter")
	p.WaitFor("first 실행 중")
	p.Press("q")
	p.WantExit(0)
	before := remembered(t, home)

	fill(t, filepath.Join(home, "filler"))
	p = read("terms")
	p.Press("enter")
	p.WaitFor("first 실행 중")
	p.Press("f3", "pgdown", "q")
	p.WantExit(0)
	p.WantRestored()
	p.WaitFor("진도를 저장하지 못했어요.", "상태 디렉터리에 쓸 수 있는지 보세요")
	wantSentences(t, p.Text())
	wantNothingLeft(t)
	if after := remembered(t, home); after != before {
		t.Errorf("the progress was %d bytes and is now %d", len(before), len(after))
	}

	if err := os.Remove(filepath.Join(home, "filler")); err != nil {
		t.Fatal(err)
	}
	p = read("terms")
	p.Press("f3", "q")
	p.WantExit(0)
	if strings.Contains(p.Text(), "저장하지 못했어요") {
		t.Errorf("not saved although there is room again:\n%s", p.Text())
	}
	if remembered(t, home) == before {
		t.Error("nothing was saved although there is room again")
	}
	if left := p.Files(); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
}

// A home that cannot be written to, and none at all: the lab works, and what cannot be kept is told in the end.
func TestNoHomeToWriteTo(t *testing.T) {
	readOnly := func(t *testing.T) string {
		home := mountHome(t, "64k")
		if err := unix.Mount("", home, "", unix.MS_REMOUNT|unix.MS_RDONLY, ""); err != nil {
			t.Fatal(err)
		}
		return home
	}
	for name, tt := range map[string]struct {
		home func(*testing.T) string
		env  []string
		tell string
	}{
		"read-only home": {readOnly, nil, "상태 디렉터리에 쓸 수 있는지 보세요"},
		"no HOME":        {func(t *testing.T) string { return t.TempDir() }, []string{"HOME="}, "HOME이나 XDG_STATE_HOME을 정해 주세요."},
	} {
		t.Run(name, func(t *testing.T) {
			home := tt.home(t)
			p := Start(t, Run{Home: home, Env: append([]string{"TMPDIR=" + t.TempDir()}, tt.env...), Args: []string{"terms"}})
			p.WaitFor("아직 first라는 컨테이너가")
			p.Press("enter")
			p.WaitFor("first 실행 중")
			p.Press("f3", "q")
			p.WantExit(0)
			p.WantRestored()
			p.WaitFor("진도를 저장하지 못했어요.", tt.tell)
			wantSentences(t, p.Text())
			wantNothingLeft(t)
			if left := p.Files(); len(left) > 0 {
				t.Errorf("left: %v", left)
			}
		})
	}
}

// Nowhere to write to at all: a lab needs a place for its lock, and says so.
func TestNowhereToWriteTo(t *testing.T) {
	home := mountHome(t, "64k")
	if err := unix.Mount("", home, "", unix.MS_REMOUNT|unix.MS_RDONLY, ""); err != nil {
		t.Fatal(err)
	}
	out := Exec(t, Run{Home: home, Args: []string{"lab", "run", "terms", "--auto"}})
	if out.Code != 1 || !strings.Contains(out.Stderr, "실습의 잠금 파일을 둘 곳에 쓸 수 없어요") {
		t.Errorf("%+v", out)
	}
	wantSentences(t, out.Stderr)
	if out := Exec(t, Run{Home: home, Args: []string{"read", "terms"}}); out.Code != 0 || !strings.Contains(out.Stdout, "컨테이너") {
		t.Errorf("a lesson cannot be read: %+v", out)
	}
}

// withoutProc runs the program where /proc is an empty directory, as in a badly made chroot.
func withoutProc(r Run) Run {
	args := []string{"--mount", "sh", "-c", `mount -t tmpfs -o ro none /proc && exec "$0" "$@"`, binary}
	r.Program, r.Args = "unshare", append(args, r.Args...)
	return r
}

// Without /proc the lessons can be read and Docker's labs done; what needs the kernel's files says so.
func TestWithoutProc(t *testing.T) {
	for _, tt := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"read", "terms"}, 0, "컨테이너"},
		{[]string{"list"}, 0, "terms"},
		{[]string{"config"}, 0, "engine"},
		{[]string{"--engine", "native", "inspect"}, 3, "`/proc`이 마운트되어 있지 않아서"},
		{[]string{"--engine", "native", "lab", "run", "terms", "--auto"}, 3, "`/proc`이 마운트되어 있지 않아서"},
		{[]string{"--engine", "native", "clean"}, 0, ""},
		{[]string{"inspect", "nobody"}, 1, "이런 컨테이너는 없어요: nobody"},
		{[]string{"lab", "run", "terms", "--auto"}, 0, ""},
	} {
		t.Run(strings.Join(tt.args, " "), func(t *testing.T) {
			out := Exec(t, withoutProc(Run{Args: tt.args}))
			if out.Code != tt.code || !strings.Contains(out.Stdout+out.Stderr, tt.says) {
				t.Errorf("want exit code %d and %q, not %+v", tt.code, tt.says, out)
			}
			wantSentences(t, out.Stderr)
			wantNothingLeft(t)
		})
	}
	out := Exec(t, withoutProc(Run{Args: []string{"doctor"}}))
	if !strings.Contains(out.Stdout, "Docker") || out.Code > 1 {
		t.Errorf("doctor: %+v", out)
	}
	wantSentences(t, out.Stdout+out.Stderr)

	p := Start(t, withoutProc(Run{Args: []string{"terms"}}))
	p.WaitFor("아직 first라는 컨테이너가")
	p.Press("enter")
	p.WaitFor("first 실행 중")
	p.Signal(syscall.SIGKILL)
	p.WantExit(128 + int(syscall.SIGKILL))
	p.WantRestored()
	wantNothingLeft(t)
}
