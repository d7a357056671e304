package lease_test

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/k8slab/k8slab/sandbox/lease"
)

// The test binary plays another process, which takes a lease and then waits to be killed.
const holderVariable = "K8SLAB_TEST_HOLD"

func TestMain(m *testing.M) {
	if dir := os.Getenv(holderVariable); dir != "" {
		d, err := lease.Open(dir)
		if err == nil {
			_, err = d.Acquire("other")
		}
		fmt.Println(err)
		_, _ = os.Stdin.Read(make([]byte, 1)) // a pipe that says nothing
	}
	os.Exit(m.Run())
}

func open(t *testing.T, path string) *lease.Dir {
	t.Helper()
	d, err := lease.Open(path)
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	return d
}

func TestLife(t *testing.T) {
	d := open(t, filepath.Join(t.TempDir(), "deep", "down"))
	l, err := d.New()
	if err != nil {
		t.Fatalf("new: %v", err)
	}
	if !d.Alive(l.ID()) {
		t.Error("a session that was just acquired is not alive")
	}
	if _, err := d.Acquire(l.ID()); !errors.Is(err, lease.ErrTaken) {
		t.Errorf("acquired twice: %v", err)
	}
	if err := d.Forget(l.ID()); err != nil || !d.Alive(l.ID()) {
		t.Errorf("a living session was forgotten (%v)", err)
	}
	if err := l.Release(); err != nil {
		t.Errorf("release: %v", err)
	}
	if err := l.Release(); err != nil {
		t.Errorf("release again: %v", err)
	}
	if d.Alive(l.ID()) {
		t.Error("a released session is alive")
	}
	if dead, err := d.Dead(); err != nil || len(dead) != 0 {
		t.Errorf("a released session is dead, not gone: %v, %v", dead, err)
	}
	if again, err := d.Acquire(l.ID()); err != nil {
		t.Errorf("acquire again: %v", err)
	} else if err := again.Release(); err != nil {
		t.Errorf("release: %v", err)
	}
}

// TestForgetful looks that a lease survives an owner who keeps no reference to it.
func TestForgetful(t *testing.T) {
	d := open(t, t.TempDir())
	if _, err := d.Acquire("forgotten"); err != nil {
		t.Fatalf("acquire: %v", err)
	}
	for range 5 {
		runtime.GC()
	}
	if !d.Alive("forgotten") {
		t.Error("the lease was collected while its process lives")
	}
}

func TestKilledOwner(t *testing.T) {
	path := t.TempDir()
	d := open(t, path)
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), holderVariable+"="+path)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); line != "<nil>\n" {
		t.Fatalf("the other process says %q, %v", line, err)
	}
	if !d.Alive("other") {
		t.Error("another process's session is not alive")
	}
	if living, err := d.Living(); err != nil || !slices.Equal(living, []string{"other"}) {
		t.Errorf("alive are %v, %v", living, err)
	}
	if _, err := d.Acquire("other"); !errors.Is(err, lease.ErrTaken) {
		t.Errorf("took over a living session: %v", err)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	if d.Alive("other") {
		t.Error("a killed process's session is alive")
	}
	if dead, err := d.Dead(); err != nil || !slices.Equal(dead, []string{"other"}) {
		t.Errorf("dead: %v, %v", dead, err)
	}
	if err := d.Forget("other"); err != nil {
		t.Errorf("forget: %v", err)
	}
	if dead, _ := d.Dead(); len(dead) != 0 {
		t.Errorf("forgotten and still dead: %v", dead)
	}
}

func TestScope(t *testing.T) {
	one, two := t.TempDir(), t.TempDir()
	a, b, c := open(t, one), open(t, one), open(t, two)
	if a.Scope() != b.Scope() || a.Scope() == c.Scope() || len(a.Scope()) != 16 {
		t.Errorf("scopes %s, %s, %s", a.Scope(), b.Scope(), c.Scope())
	}
}

func TestBadNames(t *testing.T) {
	d := open(t, t.TempDir())
	for _, id := range []string{"", "../up", "A", "a b", "-a", "a-", strings.Repeat("a", 33)} {
		if _, err := d.Acquire(id); err == nil {
			t.Errorf("acquired %q", id)
		}
		if d.Alive(id) {
			t.Errorf("%q is alive", id)
		}
		if d.Forget(id) == nil {
			t.Errorf("forgot %q", id)
		}
	}
}

func TestForeignDirectory(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Log("Windows has access lists instead of modes")
		return
	}
	path := t.TempDir()
	if err := os.Chmod(path, 0o777); err != nil {
		t.Fatal(err)
	}
	if _, err := lease.Open(path); err == nil {
		t.Error("opened a directory in which everybody may write")
	}
}

func TestDefaultDir(t *testing.T) {
	for _, c := range []struct {
		env  map[string]string
		want string
	}{
		{map[string]string{"XDG_RUNTIME_DIR": "/run/user/7", "HOME": "/home/a"}, "/run/user/7/k8slab/sessions"},
		{map[string]string{"XDG_STATE_HOME": "/s", "HOME": "/home/a"}, "/s/k8slab/sessions"},
		{map[string]string{"HOME": "/home/a"}, "/home/a/.local/state/k8slab/sessions"},
		{map[string]string{"XDG_RUNTIME_DIR": "relative", "HOME": "/home/a"}, "/home/a/.local/state/k8slab/sessions"},
	} {
		if got := lease.DefaultDir(func(k string) string { return c.env[k] }); got != c.want {
			t.Errorf("%v: %s, want %s", c.env, got, c.want)
		}
	}
	if got := lease.DefaultDir(func(string) string { return "" }); !filepath.IsAbs(got) {
		t.Errorf("without any environment: %s", got)
	}
}
