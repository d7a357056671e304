//go:build linux

package e2e

import (
	"context"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// dockerd is an engine of one test's own, to be killed and started again. Its containerd is a process of its own that
// survives it, as on learners' machines.
type dockerd struct {
	dir, address    string
	cmd, containerd *exec.Cmd
}

func startEngine(t *testing.T) *dockerd {
	t.Helper()
	d := newEngine(t)
	d.begin(t)
	return d
}

// newEngine makes an engine's directory; begin starts the engine in it.
func newEngine(t *testing.T) *dockerd {
	t.Helper()
	dir, err := os.MkdirTemp("/tmp", "k8e") // A socket's path must be short.
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return &dockerd{dir: dir, address: "unix://" + filepath.Join(dir, "sock")}
}

func (d *dockerd) begin(t *testing.T) {
	t.Helper()
	d.containerd = d.run(t, "containerd", "--root", d.in("cd-root"), "--state", d.in("cd"), "--address", d.in("cd.sock"))
	t.Cleanup(func() {
		if d.cmd != nil {
			// What is left of the containers that ran when the engine was killed would outlive it.
			rm := exec.Command("sh", "-c", "docker ps -aq | xargs -r docker rm -f")
			rm.Env = append(os.Environ(), "DOCKER_HOST="+d.address)
			_ = rm.Run()                              // Some are being removed already.
			_ = d.cmd.Process.Signal(syscall.SIGTERM) // It stops its containers.
			_ = d.cmd.Wait()
		}
		_ = d.containerd.Process.Kill()
		_ = d.containerd.Wait()
	})
	d.start(t)
}

// start starts the engine, without a bridge: another engine's would be in its way, and no test here needs one.
func (d *dockerd) start(t *testing.T) {
	t.Helper()
	d.cmd = d.run(t, "dockerd", "--data-root", d.in("data"), "--exec-root", d.in("exec"), "-H", d.address,
		"-p", d.in("pid"), "--containerd", d.in("cd.sock"), "--bridge", "none", "--iptables=false", "--ip6tables=false")
	deadline := time.Now().Add(patience)
	for !d.answers() {
		if time.Now().After(deadline) {
			text, _ := os.ReadFile(d.in("dockerd.log"))
			t.Fatalf("the engine does not answer\n%s", text)
		}
	}
}

func (d *dockerd) in(name string) string { return filepath.Join(d.dir, name) }

// run starts a program whose output goes to a file of its name.
func (d *dockerd) run(t *testing.T, name string, args ...string) *exec.Cmd {
	t.Helper()
	log, err := os.OpenFile(d.in(name+".log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	cmd := exec.Command(name, args...)
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return cmd
}

// answers asks the engine whether it is there; a refusal takes long enough not to make asking busy.
func (d *dockerd) answers() bool {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	dial := func(ctx context.Context, _, _ string) (net.Conn, error) {
		var dialer net.Dialer
		return dialer.DialContext(ctx, "unix", filepath.Join(d.dir, "sock"))
	}
	client := http.Client{Transport: &http.Transport{DialContext: dial, DisableKeepAlives: true}}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://docker/_ping", nil)
	if err != nil {
		return false
	}
	resp, err := client.Do(req)
	if err != nil {
		time.Sleep(20 * time.Millisecond) // Nothing tells when a socket begins to be listened on.
		return false
	}
	_ = resp.Body.Close()
	return resp.StatusCode == http.StatusOK
}

// kill ends the engine as a crash would.
func (d *dockerd) kill(t *testing.T) {
	t.Helper()
	if err := d.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = d.cmd.Wait()
	d.cmd = nil
}
