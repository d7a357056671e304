package image_test

import (
	"context"
	"errors"
	"io/fs"
	"os/exec"
	"runtime"
	"strings"
	"testing"

	"github.com/k8slab/k8slab/sandbox"
	"github.com/k8slab/k8slab/sandbox/image"
)

func TestFirstOf(t *testing.T) {
	t.Parallel()
	missing := image.Embedded(func(string) ([]byte, error) { return nil, &fs.PathError{Err: fs.ErrNotExist} })
	broken := image.Embedded(func(string) ([]byte, error) { return nil, errors.New("broken") })
	good := image.Embedded(func(arch string) ([]byte, error) { return []byte(arch), nil })
	tests := map[string]struct {
		sources []image.Source
		want    string
		err     string
	}{
		"none":                  {nil, "", fs.ErrNotExist.Error()},
		"the second has it":     {[]image.Source{missing, good}, "arm64", ""},
		"the first has it":      {[]image.Source{good, broken}, "arm64", ""},
		"trouble ends the hunt": {[]image.Source{broken, good}, "", "broken"},
	}
	for name, tt := range tests {
		got, err := image.FirstOf(tt.sources...)(context.Background(), "arm64")
		if string(got) != tt.want || (err == nil) != (tt.err == "") || (err != nil && err.Error() != tt.err) {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}

// ownCache gives the test a cache directory of its own, except for what the go command has compiled already.
func ownCache(t *testing.T) {
	t.Helper()
	cache, err := exec.Command("go", "env", "GOCACHE").Output()
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("GOCACHE", strings.TrimSpace(string(cache)))
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
}

// A test is compiled from a source tree, so the toolchain finds what it needs; the result must be fit for an image, and
// the same each time, or every start would load another image.
func TestToolchainCompilesLabbox(t *testing.T) {
	ownCache(t)
	for _, arch := range []string{"amd64", "arm64"} {
		labbox, err := image.Toolchain()(context.Background(), arch)
		if err != nil {
			t.Fatal(err)
		}
		first, err := image.Build(labbox, arch)
		if err != nil {
			t.Fatal(err)
		}
		if arch != runtime.GOARCH {
			continue
		}
		labbox, err = image.Toolchain()(context.Background(), arch)
		if err != nil {
			t.Fatal(err)
		}
		if second, err := image.Build(labbox, arch); err != nil || second.ID != first.ID {
			t.Errorf("compiled twice: %v and %v, %v", first.ID, second, err)
		}
	}
}

func TestToolchainSaysWhatToDo(t *testing.T) {
	ownCache(t)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := image.Toolchain()(ctx, runtime.GOARCH)
	var e *sandbox.Error
	if !errors.As(err, &e) || e.What == "" || e.Do == "" || !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}
