package docker_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/k8slab/k8slab/sandbox"
	"github.com/k8slab/k8slab/sandbox/docker"
)

// TestSSH puts a program in ssh's place that does what ssh and the far docker command do together: join its standard
// streams to the engine's socket.
func TestSSH(t *testing.T) {
	dir := t.TempDir()
	script := fmt.Sprintf("#!/bin/sh\nexec docker -H %s system dial-stdio\n", engineHost(t))
	if err := os.WriteFile(filepath.Join(dir, "ssh"), []byte(script), 0o700); err != nil { //nolint:gosec // a program
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH"))
	opts := options(t)
	opts.Host = "ssh://learner@far"
	d, err := docker.Connect(t.Context(), opts)
	if err != nil {
		t.Fatalf("connect: %v", err)
	}
	defer d.Close()
	s, err := d.Open(t.Context(), sandbox.SessionConfig{ID: "ssh", Scope: "ssh"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Start(t.Context(), sandbox.Spec{Name: "first", Command: []string{"work", "idle"}}); err != nil {
		t.Fatalf("start: %v", err)
	}
	var out strings.Builder
	p, err := s.Exec(t.Context(), "first", sandbox.Command{
		Args: []string{"sh", "-c", "read -r x; echo $x!"}, Stdin: strings.NewReader("멀리서\n"), Stdout: &out,
	})
	if err != nil {
		t.Fatalf("exec: %v", err)
	}
	if code, err := p.Wait(); err != nil || code != 0 || out.String() != "멀리서!\n" {
		t.Errorf("exec: %d, %v, %q", code, err, out.String())
	}
}

// TestSSHFails has ssh say what it says when it is not let in.
func TestSSHFails(t *testing.T) {
	dir := t.TempDir()
	script := "#!/bin/sh\necho 'learner@far: Permission denied (publickey).' >&2\nexit 255\n"
	if err := os.WriteFile(filepath.Join(dir, "ssh"), []byte(script), 0o700); err != nil { //nolint:gosec // a program
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH"))
	began := time.Now()
	_, err := docker.Connect(t.Context(), docker.Options{Host: "ssh://learner@far"})
	wantError(t, err, sandbox.KindUnreachable, "ssh로 엔진에 들어가지 못했어요", "ssh learner@far docker version")
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("it took %v to say so", took)
	}
	t.Setenv("PATH", t.TempDir())
	_, err = docker.Connect(t.Context(), docker.Options{Host: "ssh://learner@far"})
	wantError(t, err, sandbox.KindUnreachable, "ssh 프로그램이 없어서", "OpenSSH")
}
