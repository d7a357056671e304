package image

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/k8slab/k8slab/sandbox"
)

// modulePath is this module's path, and program the package of labbox within it.
const (
	modulePath = "github.com/k8slab/k8slab"
	program    = "cmd/labbox"
)

// Toolchain is the Source of a program that has no labbox built in, as go install leaves it: it compiles labbox with
// the Go toolchain of this machine, from the very module version that the running program was installed from, or else
// from the source tree it was compiled in, if that is still there. What comes from a module version never changes and
// is kept in k8slab/labbox in the user's cache directory. Its errors are *sandbox.Error.
func Toolchain() Source {
	return func(ctx context.Context, arch string) ([]byte, error) {
		c, err := newCompiler(arch)
		if err != nil {
			return nil, cannotCompile(err)
		}
		data, err := c.labbox(ctx)
		if err != nil {
			return nil, cannotCompile(err)
		}
		return data, nil
	}
}

// errNoSource says that nobody knows what to compile: the program was built with -trimpath or on another machine.
var errNoSource = errors.New("the source of labbox is not here")

// compiler makes labbox for one architecture.
type compiler struct {
	arch    string
	dir     string // where results are kept
	version string // the module version to compile, or empty
	tree    string // the source tree to compile, or empty
}

// newCompiler finds out what the running program was made from.
func newCompiler(arch string) (compiler, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return compiler{}, err
	}
	c := compiler{arch: arch, dir: filepath.Join(cache, "k8slab", "labbox")}
	if info, ok := debug.ReadBuildInfo(); ok {
		c.version = installedVersion(info)
	}
	if _, file, _, ok := runtime.Caller(0); ok && c.version == "" {
		c.tree = sourceTree(file)
	}
	return c, nil
}

// labbox returns the kept program or compiles it.
func (c compiler) labbox(ctx context.Context) ([]byte, error) {
	if c.version == "" && c.tree == "" {
		return nil, errNoSource
	}
	if err := os.MkdirAll(c.dir, 0o755); err != nil {
		return nil, err
	}
	kept := filepath.Join(c.dir, fmt.Sprintf("labbox-%s-%s", c.version, c.arch))
	if c.version != "" {
		if data, err := os.ReadFile(kept); err == nil && checkELF(data, c.arch) == nil {
			return data, nil
		}
	}
	tool, err := goCommand()
	if err != nil {
		return nil, err
	}
	work, err := os.MkdirTemp(c.dir, "build-")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(work) }() // a rest is swept with the cache
	built, err := c.compile(ctx, tool, work)
	if err != nil {
		return nil, err
	}
	data, err := os.ReadFile(built)
	if err == nil && c.version != "" {
		err = os.Rename(built, kept)
	}
	return data, err
}

// compile runs the toolchain in a directory of its own and returns the program's file. A version can only be installed,
// not built; where go install puts a program for another system follows from GOPATH.
func (c compiler) compile(ctx context.Context, tool, work string) (string, error) {
	flags := []string{"-trimpath", "-buildvcs=false", "-ldflags=-s -w -buildid="}
	env := append(os.Environ(), "CGO_ENABLED=0", "GOOS=linux", "GOARCH="+c.arch, "GOAMD64=v1", "GOARM64=v8.0",
		"GOFLAGS=", "GOWORK=off", "GOBIN=")
	if c.version == "" {
		built := filepath.Join(work, "labbox")
		args := append(append([]string{"build"}, flags...), "-o", built, "./"+program)
		return built, run(ctx, tool, c.tree, env, args...)
	}
	cache, err := exec.CommandContext(ctx, tool, "env", "GOMODCACHE").Output()
	if err != nil {
		return "", fmt.Errorf("go env: %w", err)
	}
	env = append(env, "GOPATH="+work, "GOMODCACHE="+strings.TrimSpace(string(cache)))
	args := append(append([]string{"install"}, flags...), modulePath+"/"+program+"@"+c.version)
	if err := run(ctx, tool, work, env, args...); err != nil {
		return "", err
	}
	for _, built := range []string{"bin/labbox", "bin/linux_" + c.arch + "/labbox"} {
		if _, err := os.Stat(filepath.Join(work, built)); err == nil {
			return filepath.Join(work, built), nil
		}
	}
	return "", errors.New("go install left no program")
}

// run runs the go command; its complaints become the error.
func run(ctx context.Context, tool, dir string, env []string, args ...string) error {
	cmd := exec.CommandContext(ctx, tool, args...)
	var complaints bytes.Buffer
	cmd.Dir, cmd.Env, cmd.Stderr = dir, env, &complaints
	if err := cmd.Run(); err != nil {
		if ctx.Err() != nil {
			return ctx.Err() // it was killed, which says nothing
		}
		return fmt.Errorf("go %s: %w: %s", args[0], err, bytes.TrimSpace(complaints.Bytes()))
	}
	return nil
}

// installedVersion is the version that go install pkg@version built the running program from. A checksum tells that
// from a build of a source tree, which may bear a made-up version.
func installedVersion(info *debug.BuildInfo) string {
	for _, m := range append([]*debug.Module{&info.Main}, info.Deps...) {
		if m.Path == modulePath && m.Sum != "" && m.Replace == nil {
			return m.Version
		}
	}
	return ""
}

// sourceTree is the module's root, given the path under which the compiler saw this file; empty if that is no such
// tree any more, or was left out of the program (-trimpath).
func sourceTree(file string) string {
	if !filepath.IsAbs(file) {
		return ""
	}
	root := filepath.Dir(filepath.Dir(filepath.Dir(file)))
	data, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil || !strings.HasPrefix(string(data), "module "+modulePath+"\n") {
		return ""
	}
	if _, err := os.Stat(filepath.Join(root, program)); err != nil {
		return ""
	}
	return root
}

// goCommand finds the go command in PATH, or where this program's own toolchain was.
func goCommand() (string, error) {
	if tool, err := exec.LookPath("go"); err == nil {
		return tool, nil
	}
	for _, root := range []string{os.Getenv("GOROOT"), "/usr/local/go", "/usr/lib/go"} {
		tool := filepath.Join(root, "bin", "go")
		if _, err := os.Stat(tool); root != "" && err == nil {
			return tool, nil
		}
	}
	return "", fmt.Errorf("no go command: %w", exec.ErrNotFound)
}

// cannotCompile puts the failure into the learner's words.
func cannotCompile(err error) error {
	e := &sandbox.Error{
		Kind: sandbox.KindFailed,
		What: "컨테이너 안에서 쓸 labbox 프로그램을 만들지 못했어요.",
		Do:   "소스 폴더에서 make build로 만든 k8slab이나 배포된 k8slab을 사용해 주세요.",
		Err:  err,
	}
	if errors.Is(err, exec.ErrNotFound) {
		e.What = "이 k8slab에는 labbox 프로그램이 들어 있지 않고, 지금 만들려고 해도 Go가 없어요."
		e.Do = "Go 1.26 이상을 설치하거나, 배포된 k8slab을 사용해 주세요."
	}
	return e
}
