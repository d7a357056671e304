package image

import (
	"context"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"

	"golang.org/x/mod/module"
	"golang.org/x/mod/zip"
)

func TestInstalledVersion(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		info debug.BuildInfo
		want string
	}{
		"go install pkg@version": {
			debug.BuildInfo{Main: debug.Module{Path: modulePath, Version: "v1.2.3", Sum: "h1:x"}}, "v1.2.3",
		},
		"built from a tree": {
			debug.BuildInfo{Main: debug.Module{Path: modulePath, Version: "v0.0.0-20261123090000-abcdef012345+dirty"}}, "",
		},
		"devel": {debug.BuildInfo{Main: debug.Module{Path: modulePath, Version: "(devel)"}}, ""},
		"part of another program": {
			debug.BuildInfo{Main: debug.Module{Path: "x"}, Deps: []*debug.Module{
				{Path: "y", Version: "v9.9.9", Sum: "h1:y"}, {Path: modulePath, Version: "v1.2.4", Sum: "h1:z"},
			}}, "v1.2.4",
		},
		"replaced": {
			debug.BuildInfo{Deps: []*debug.Module{
				{Path: modulePath, Version: "v1.2.4", Sum: "h1:z", Replace: &debug.Module{Path: "../k8slab"}},
			}}, "",
		},
	}
	for name, tt := range tests {
		if got := installedVersion(&tt.info); got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}

func TestSourceTree(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "sandbox", "image", "toolchain.go")
	if got := sourceTree(file); got != "" {
		t.Errorf("no tree at all: %q", got)
	}
	for name, text := range map[string]string{"go.mod": "module example.com/other\n", program + "/main.go": "package main\n"} {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if got := sourceTree(file); got != "" {
		t.Errorf("another module: %q", got)
	}
	if err := os.WriteFile(filepath.Join(dir, "go.mod"), []byte("module "+modulePath+"\n\ngo 1.26\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := sourceTree(file); got != dir {
		t.Errorf("the tree: %q, want %q", got, dir)
	}
	if got := sourceTree(modulePath + "/sandbox/image/toolchain.go"); got != "" {
		t.Errorf("built with -trimpath: %q", got)
	}
}

// A program that go install made compiles labbox from the module version that it came from. The version is served by a
// module proxy in a directory, and so is all else, out of the module cache.
func TestInstalledProgramCompilesItsOwnVersion(t *testing.T) {
	const version = "v0.0.1"
	proxy := t.TempDir()
	publish(t, proxy, version)
	t.Setenv("GOPROXY", "file://"+proxy+",file://"+goEnv(t, "GOMODCACHE")+"/cache/download")
	t.Setenv("GOSUMDB", "off")
	t.Setenv("GOCACHE", goEnv(t, "GOCACHE"))
	mods := filepath.Join(t.TempDir(), "mod")
	t.Setenv("GOMODCACHE", mods)
	t.Cleanup(func() { makeWritable(mods) })

	c := compiler{arch: runtime.GOARCH, dir: t.TempDir(), version: version}
	labbox, err := c.labbox(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if err := checkELF(labbox, runtime.GOARCH); err != nil {
		t.Error(err)
	}
	// The second time neither the proxy nor the toolchain is asked.
	t.Setenv("GOPROXY", "off")
	t.Setenv("PATH", t.TempDir())
	again, err := c.labbox(context.Background())
	if err != nil || len(again) != len(labbox) {
		t.Errorf("kept: %d bytes, %v, want %d", len(again), err, len(labbox))
	}
	rests, err := filepath.Glob(filepath.Join(c.dir, "build-*"))
	if err != nil || len(rests) > 0 {
		t.Errorf("left behind: %v, %v", rests, err)
	}
}

// makeWritable lets a module cache be removed, whose directories nobody may write to.
func makeWritable(dir string) {
	_ = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() {
			_ = os.Chmod(path, 0o755)
		}
		return nil
	})
}

func goEnv(t *testing.T, name string) string {
	t.Helper()
	value, err := exec.Command("go", "env", name).Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(value))
}

// source is a file of this module, to be put into a module's zip file.
type source struct{ root, name string }

func (s source) Path() string                 { return s.name }
func (s source) Lstat() (fs.FileInfo, error)  { return os.Lstat(filepath.Join(s.root, s.name)) }
func (s source) Open() (io.ReadCloser, error) { return os.Open(filepath.Join(s.root, s.name)) }

// publish puts this module's Go files into a proxy's directory, as a version of it.
func publish(t *testing.T, proxy, version string) {
	t.Helper()
	_, file, _, _ := runtime.Caller(0)
	root := sourceTree(file)
	var files []zip.File
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		name, _ := filepath.Rel(root, path)
		if err != nil || (d.IsDir() && (strings.HasPrefix(d.Name(), ".") || name == "tools")) {
			return fs.SkipDir
		}
		if strings.HasSuffix(name, ".go") || name == "go.mod" || name == "go.sum" {
			files = append(files, source{root, name})
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(proxy, modulePath, "@v")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	mod, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"list": version + "\n", version + ".mod": string(mod),
		version + ".info": `{"Version":"` + version + `","Time":"2026-01-01T00:00:00Z"}`,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	out, err := os.Create(filepath.Join(dir, version+".zip"))
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	if err := zip.Create(out, module.Version{Path: modulePath, Version: version}, files); err != nil {
		t.Fatal(err)
	}
}
