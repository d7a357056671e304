//go:build linux

// Package ordinary runs programs as an ordinary user, for tests that root runs: what a learner without root has must be
// tested too, and CI has nobody else to do it.
package ordinary

import (
	"crypto/rand"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// ID is the user and the group as which programs run. It belongs to no account: systemd's list of user IDs leaves it
// unused.
const ID = 61017

// User is such a user, with a home.
type User struct {
	// Home is a directory of theirs.
	Home  string
	group string // of control groups, on v2
}

// New makes a user. They have a home, and on cgroup v2 control groups of their own as systemd gives them with
// Delegate=yes. All of it goes with the test.
func New(t testing.TB) *User {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Fatal("only root can run programs as another user")
	}
	// The parents of t.TempDir are closed to others.
	home, err := os.MkdirTemp("/tmp", "k8slab-user-") //nolint:usetesting // see above
	if err != nil {
		t.Fatal(err)
	}
	u := &User{Home: home}
	t.Cleanup(func() {
		if err := os.RemoveAll(home); err != nil {
			t.Error(err)
		}
	})
	if err := os.Chown(home, ID, ID); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(unified, "cgroup.controllers")); err == nil {
		u.delegate(t)
	}
	return u
}

// Bring copies a file into the user's home, to be read and executed by everyone, and returns its new path. What is in
// a directory of root's own the user cannot reach otherwise.
func (u *User) Bring(t testing.TB, file string) string {
	t.Helper()
	from, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer from.Close()
	path := filepath.Join(u.Home, strings.ToLower(rand.Text()[:8]))
	to, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o755) //nolint:gosec // everyone's
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(to, from); err != nil {
		t.Fatal(err)
	}
	if err := to.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// Command is a program that will run as the user, in their home, with an environment that names nobody else's.
func (u *User) Command(t testing.TB, program string, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), program, args...)
	cmd.Dir = u.Home
	cmd.Env = []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + u.Home, "TMPDIR=" + u.Home, "USER=learner", "LANG=C.UTF-8", "TERM=dumb",
	}
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Setsid: true, Pdeathsig: syscall.SIGKILL, Credential: &syscall.Credential{Uid: ID, Gid: ID},
	}
	if u.group != "" {
		dir, err := os.Open(filepath.Join(u.group, "shell"))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = dir.Close() })
		cmd.SysProcAttr.UseCgroupFD, cmd.SysProcAttr.CgroupFD = true, int(dir.Fd())
	}
	return cmd
}

// unified is where the v2 hierarchy is mounted on a machine that has no other.
const unified = "/sys/fs/cgroup"

// delegate does what systemd does for a user with Delegate=yes: a group of their own with the controllers that the top
// hands on, and in it a leaf for their processes.
func (u *User) delegate(t testing.TB) {
	t.Helper()
	for _, c := range []string{"cpu", "cpuset", "io", "memory", "pids"} {
		// A kernel may lack one; the engine then says so.
		_ = os.WriteFile(filepath.Join(unified, "cgroup.subtree_control"), []byte("+"+c), 0)
	}
	u.group = filepath.Join(unified, filepath.Base(u.Home))
	shell := filepath.Join(u.group, "shell")
	for _, dir := range []string{u.group, shell} {
		if err := os.Mkdir(dir, 0o755); err != nil { //nolint:gosec // all may look
			t.Fatal(err)
		}
		t.Cleanup(func() { removeGroup(t, dir) })
		for _, file := range []string{"", "cgroup.procs", "cgroup.subtree_control", "cgroup.threads"} {
			if err := os.Chown(filepath.Join(dir, file), ID, ID); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// removeGroup removes a group. What a program started may take the two seconds that it promises.
func removeGroup(t testing.TB, dir string) {
	t.Helper()
	var err error
	for end := time.Now().Add(2 * time.Second); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		if err = unix.Rmdir(dir); err == nil {
			return
		}
	}
	t.Errorf("something of the user's is left: %s: %v", dir, err)
}
