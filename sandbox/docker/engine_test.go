package docker_test

import (
	"cmp"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/k8slab/k8slab/sandbox/docker"
)

// engineHost is where the engine under test answers. A missing engine is a failure, never a reason to skip.
func engineHost(t testing.TB) string {
	t.Helper()
	host := cmp.Or(os.Getenv("K8SLAB_TEST_DOCKER"), os.Getenv("DOCKER_HOST"))
	if host == "" {
		t.Fatal("no engine: set K8SLAB_TEST_DOCKER (or DOCKER_HOST) to its socket, unix:///…")
	}
	return host
}

// labboxOnce builds the program of the lab image once per test binary.
var labboxOnce = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "k8slab-labbox-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "labbox")
	cmd := exec.Command("go", "build", "-trimpath", "-ldflags=-s -w", "-o", file, "github.com/k8slab/k8slab/cmd/labbox")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS=linux")
	if out, err := cmd.CombinedOutput(); err != nil {
		os.Stderr.Write(out)
		return nil, err
	}
	return os.ReadFile(file)
})

func options(t testing.TB) docker.Options {
	opts := docker.Options{
		Host:  engineHost(t),
		Image: func(context.Context, string) ([]byte, error) { return labboxOnce() },
	}
	if os.Getenv("K8SLAB_TEST_EMULATED") != "" {
		opts.Patience = time.Minute // Its first answer takes an emulated engine more than the usual three seconds.
	}
	return opts
}

func connect(t testing.TB) *docker.Driver {
	t.Helper()
	d, err := docker.Connect(t.Context(), options(t))
	if err != nil {
		t.Fatalf("connect: %v", err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Errorf("close driver: %v", err)
		}
	})
	return d
}

// dockerCLI asks the engine in another way than through the code under test.
func dockerCLI(t testing.TB, args ...string) string {
	t.Helper()
	out, err := exec.Command("docker", append([]string{"-H", engineHost(t)}, args...)...).CombinedOutput()
	if err != nil {
		t.Fatalf("docker %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return strings.TrimSpace(string(out))
}

// left counts what bears a session's label.
func left(t testing.TB, session string) int {
	t.Helper()
	n := 0
	for _, list := range [][]string{
		{"ps", "-aq"}, {"network", "ls", "-q"}, {"volume", "ls", "-q"}, {"images", "-aq"},
	} {
		n += len(strings.Fields(dockerCLI(t, append(list, "--filter", "label=k8slab.session="+session)...)))
	}
	return n
}

func itoa(n uint64) string { return strconv.FormatUint(n, 10) }
