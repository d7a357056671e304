//go:build linux

package native

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/k8slab/k8slab/sandbox"
	"github.com/k8slab/k8slab/sandbox/native/nest"
	"github.com/k8slab/k8slab/sandbox/sandboxtest"
)

// forbiddenVariable marks the test program that runs where no user namespace may be made.
const forbiddenVariable = "K8SLAB_TEST_NO_USERNS"

// Root where user namespaces are forbidden goes on without them, and says so. The test runs itself in a user namespace
// in which no further one is allowed: root there is root enough, and the machine's setting stays as it is.
func TestWithoutUserNamespaces(t *testing.T) {
	if os.Getenv(forbiddenVariable) != "" {
		withoutUserNamespaces(t)
		return
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "unshare", "--user", "--map-root-user", "sh", "-c",
		`echo 0 >/proc/sys/user/max_user_namespaces && exec "$0" -test.v -test.run '^TestWithoutUserNamespaces$'`,
		self)
	cmd.Env = append(os.Environ(), forbiddenVariable+"=1", "K8SLAB_TEST_LABBOX="+labboxFile(t))
	if out, err := cmd.CombinedOutput(); err != nil || !strings.Contains(string(out), "--- PASS") {
		t.Errorf("%v\n%s", err, out)
	}
}

func withoutUserNamespaces(t *testing.T) {
	d := connect(t)
	if r := d.Info().Lacks[sandbox.AbilityUserNS]; !sandboxtest.Korean(r.Why) || r.Cure == "" {
		t.Errorf("missing without a reason: %+v", d.Info().Lacks)
	}
	s := open(t, d)
	start(t, s, sandbox.Spec{Name: "a"})
	start(t, s, sandbox.Spec{Name: "b", Share: sandbox.Share{PID: "a", Net: "a"}, Writable: true})
	if out, code := sh(t, s, "a", "echo $HOSTNAME"); out != "a\n" || code != 0 {
		t.Errorf("exec: %q, %d", out, code)
	}
	if out, code := sh(t, s, "b", "echo x >/x && cat /x"); out != "x\n" || code != 0 {
		t.Errorf("a writable root: %q, %d", out, code)
	}
	if _, code := sh(t, s, "b", "hostname other"); code == 0 {
		t.Error("without a user namespace, a sandbox has capabilities")
	}
}

// An ordinary user where user namespaces are forbidden has no embedded engine, and is told which switch it is. The test
// runs itself as such a user of a user namespace in which no further one is allowed.
func TestOrdinaryUserWithoutUserNamespaces(t *testing.T) {
	if os.Getenv(forbiddenVariable) != "" {
		ordinaryWithoutUserNamespaces(t)
		return
	}
	const insideID = 1000
	cmd := exec.CommandContext(t.Context(), "/proc/self/exe", "-test.v", "-test.run", "^"+t.Name()+"$")
	cmd.Env = append(os.Environ(), forbiddenVariable+"=1", "K8SLAB_TEST_LABBOX="+labboxFile(t))
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags:  unix.CLONE_NEWUSER,
		UidMappings: []syscall.SysProcIDMap{{ContainerID: insideID, HostID: os.Geteuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{ContainerID: insideID, HostID: os.Getegid(), Size: 1}},
		// To write the setting.
		AmbientCaps: []uintptr{unix.CAP_SYS_RESOURCE},
	}
	if out, err := cmd.CombinedOutput(); err != nil || !strings.Contains(string(out), "--- PASS") {
		t.Errorf("%v\n%s", err, out)
	}
}

func ordinaryWithoutUserNamespaces(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Fatal("this is no ordinary user")
	}
	if err := os.WriteFile("/proc/sys/user/max_user_namespaces", []byte("0"), 0); err != nil {
		t.Fatal(err)
	}
	d, err := Connect(t.Context(), Options{Labbox: labboxForTests})
	if err == nil {
		_ = d.Close()
	}
	e, ok := err.(*sandbox.Error) //nolint:errorlint // as it is
	if !ok || e.Kind != sandbox.KindDenied || !strings.Contains(e.What, "네임스페이스") ||
		!strings.Contains(e.Do, "user.max_user_namespaces") {
		t.Errorf("%+v", err)
	}
}

// Each way in which a host may refuse is told apart by what the kernel says, and names its cure.
func TestRefusalsNameTheirCure(t *testing.T) {
	for _, c := range []struct {
		err  error
		want string // in what to do
	}{
		{fmt.Errorf("start the keeper: %w", unix.ENOSPC), "user.max_user_namespaces"},
		{&nest.Fault{Step: "mount(/proc)", Errno: int(unix.EPERM), Text: "operation not permitted"}, "systempaths"},
		{&nest.Fault{Step: "mount tmpfs", Errno: int(unix.EACCES), Text: "permission denied"}, "sudo"},
	} {
		err := cannotConnect(c.err)
		e, ok := err.(*sandbox.Error) //nolint:errorlint // as it is
		if !ok || e.Kind != sandbox.KindDenied || !sandboxtest.Korean(e.What) || !strings.Contains(e.Do, c.want) {
			t.Errorf("%v: %+v", c.err, err)
		}
	}
}
