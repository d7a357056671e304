package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"

	"github.com/k8slab/k8slab/cmd/k8slab/internal/doctor"
)

// mostTime is what the examination may take, whatever hangs.
const mostTime = 3 * time.Second

// hangingMachine has an engine that accepts and never answers, and an ssh that never gets anywhere, each named by a
// docker context.
func hangingMachine(t *testing.T) []string {
	t.Helper()
	dir := t.TempDir()
	socket, err := net.Listen("unix", filepath.Join(dir, "hangs.sock"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = socket.Close() })
	bin := filepath.Join(dir, "bin")
	if err := os.Mkdir(bin, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(bin, "ssh"), []byte("#!/bin/sh\nexec sleep 60\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	for name, host := range map[string]string{
		"hanging-socket": "unix://" + socket.Addr().String(), "hanging-ssh": "ssh://nobody@nowhere",
	} {
		// The directory's name is a digest of the context's.
		sum := sha256.Sum256([]byte(name))
		at := filepath.Join(dir, ".docker", "contexts", "meta", hex.EncodeToString(sum[:]))
		if err := os.MkdirAll(at, 0o755); err != nil {
			t.Fatal(err)
		}
		endpoints := map[string]any{"docker": map[string]any{"Host": host}}
		meta, err := json.Marshal(map[string]any{"Name": name, "Endpoints": endpoints})
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(at, "meta.json"), meta, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return append(os.Environ(), "HOME="+dir, "DOCKER_CONFIG="+filepath.Join(dir, ".docker"),
		"PATH="+bin+":"+os.Getenv("PATH"), "XDG_STATE_HOME="+filepath.Join(dir, "state"), "XDG_RUNTIME_DIR=",
		"DOCKER_HOST=", "DOCKER_CONTEXT=", "TERM=xterm-256color", "LANG=C.UTF-8")
}

// played is this test binary as the program.
func played(t *testing.T, env []string, args ...string) *exec.Cmd {
	t.Helper()
	link := filepath.Join(t.TempDir(), "k8slab")
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(self, link); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), link, args...)
	cmd.Env = env
	return cmd
}

func TestDoctorNamesWhatHangsInTime(t *testing.T) {
	env := hangingMachine(t)
	began := time.Now()
	out, err := played(t, env, "doctor", "-o", "json").Output()
	took := time.Since(began)
	var r doctor.Report
	if jerr := json.Unmarshal(out, &r); jerr != nil || r.Version != 1 {
		t.Fatalf("%v, %v: %s", err, jerr, out)
	}
	if took > mostTime {
		t.Errorf("it took %v", took)
	}
	for id, what := range map[string]string{
		"engine.context.hanging-socket": "hangs.sock", "engine.context.hanging-ssh": "nowhere",
	} {
		i := slices.IndexFunc(r.Checks, func(c doctor.Check) bool { return c.ID == id })
		if i < 0 || r.Checks[i].Status == doctor.OK || !strings.Contains(r.Checks[i].Detail, what) || r.Checks[i].Remedy == "" {
			t.Errorf("%s is not among the troubles, or without its name: %+v", id, r.Checks)
		}
	}
	if (err == nil) != r.OK {
		t.Errorf("ok %v, yet %v", r.OK, err)
	}
}

// One that the user named and that hangs is a failure.
func TestDoctorFailsForTheEngineThatWasAskedFor(t *testing.T) {
	env := append(hangingMachine(t), "DOCKER_CONTEXT=hanging-socket")
	began := time.Now()
	out, err := played(t, env, "doctor", "-o", "json", "--engine", "docker").Output()
	var r doctor.Report
	if jerr := json.Unmarshal(out, &r); jerr != nil || r.OK {
		t.Fatalf("%v: %s", jerr, out)
	}
	if took := time.Since(began); took > mostTime || err == nil {
		t.Errorf("it took %v and ended with %v", took, err)
	}
}

// A terminal that never answers is given up, put back in order, and told of.
func TestDoctorOnASilentTerminal(t *testing.T) {
	cmd := played(t, hangingMachine(t), "doctor")
	began := time.Now()
	f, err := pty.StartWithSize(cmd, &pty.Winsize{Cols: 70, Rows: 20})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var shown strings.Builder
	buf := make([]byte, 4096)
	for {
		n, err := f.Read(buf)
		shown.Write(buf[:n])
		if err != nil {
			break
		}
	}
	_ = cmd.Wait() // Its exit code depends on this machine's engines.
	if took := time.Since(began); took > mostTime {
		t.Errorf("it took %v", took)
	}
	for _, want := range []string{"대답하지 않아요", "70x20", "hangs.sock"} {
		if !strings.Contains(strings.Join(strings.Fields(shown.String()), ""), strings.Join(strings.Fields(want), "")) {
			t.Errorf("%q is not shown:\n%s", want, shown.String())
		}
	}
}
