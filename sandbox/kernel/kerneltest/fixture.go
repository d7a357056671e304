// Package kerneltest hands tests the kernel files that were recorded on real machines (internal/record):
//
//	v1   a container of Docker Engine, cgroup v1 with an empty unified hierarchy beside it
//	v2   a group made for the purpose, pure cgroup v2
package kerneltest

import (
	"embed"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/tools/txtar"

	"github.com/k8slab/k8slab/sandbox/kernel"
)

//go:embed testdata
var recordings embed.FS

// Recording is one machine's files. A test may change them: it has them for itself.
type Recording struct {
	Proc, Cgroup fstest.MapFS
}

// PID 1 of the sandbox in each recording, in the host's PID namespace, and the path of its group.
const (
	V1PID  = 22257
	V1Path = "/docker/95c88c43eb35fc5dc3bf78fee95cfd02851d5aacac0ea08854a865e9ed644312"
	V2PID  = 97
	V2Path = "/k8slab/first"
)

// Load returns a recording by its name, "v1" or "v2".
func Load(t testing.TB, name string) Recording {
	t.Helper()
	data, err := recordings.ReadFile("testdata/" + name + ".txtar")
	if err != nil {
		t.Fatal(err)
	}
	r := Recording{Proc: fstest.MapFS{}, Cgroup: fstest.MapFS{}}
	for _, f := range txtar.Parse(data).Files {
		if name, ok := strings.CutPrefix(f.Name, "proc/"); ok {
			r.Proc[name] = mapFile(string(f.Data))
		} else if name, ok := strings.CutPrefix(f.Name, "sys/fs/cgroup/"); ok {
			r.Cgroup[name] = mapFile(string(f.Data))
		} else {
			t.Fatalf("%s has a file %s", name, f.Name)
		}
	}
	return r
}

// mapFile undoes what the recorder did to links and NUL.
func mapFile(text string) *fstest.MapFile {
	if target, ok := strings.CutPrefix(text, "-> "); ok {
		return &fstest.MapFile{Mode: fs.ModeSymlink | 0o777, Data: []byte(strings.TrimSuffix(target, "\n"))}
	}
	if strings.Contains(text, `\0`) {
		text = strings.ReplaceAll(strings.TrimSuffix(text, "\n"), `\0`, "\x00")
	}
	return &fstest.MapFile{Mode: 0o444, Data: []byte(text)}
}

// FS is the recording as package kernel reads it.
func (r Recording) FS(t testing.TB) kernel.FS {
	t.Helper()
	k, err := kernel.New(r.Proc, r.Cgroup, "/sys/fs/cgroup")
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// Set gives a file another content, or makes it. The name begins with proc/ or sys/fs/cgroup/.
func (r Recording) Set(name, content string) {
	if proc, ok := strings.CutPrefix(name, "proc/"); ok {
		r.Proc[proc] = mapFile(content)
		return
	}
	r.Cgroup[strings.TrimPrefix(name, "sys/fs/cgroup/")] = mapFile(content)
}

// Remove removes a file, or all files below a directory.
func (r Recording) Remove(name string) {
	tree, rest := r.Cgroup, strings.TrimPrefix(name, "sys/fs/cgroup/")
	if proc, ok := strings.CutPrefix(name, "proc/"); ok {
		tree, rest = r.Proc, proc
	}
	for file := range tree {
		if file == rest || strings.HasPrefix(file, rest+"/") {
			delete(tree, file)
		}
	}
}
