package bundle_test

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/k8slab/k8slab/cmd/k8slab/internal/bundle"
)

func parts() bundle.Parts {
	return bundle.Parts{
		Version: "1.2.3",
		Programs: []bundle.Program{
			{GOOS: "windows", GOARCH: "amd64", Data: []byte("MZ program")},
			{GOOS: "linux", GOARCH: "amd64", Data: []byte("ELF program")},
		},
		Course: bundle.Course{ID: "mine", Title: "내 과정"},
		Files: fstest.MapFS{
			"course.yaml":    {Data: []byte("id: mine\n")},
			"labs/a.yaml":    {Data: []byte("id: a\n")},
			"01-first.md":    {Data: []byte("# 하나\n")},
			"en/01-first.md": {Data: []byte("# One\n")},
		},
	}
}

func create(t *testing.T) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "room.zip")
	if _, err := bundle.Create(name, parts()); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestRoundTrip(t *testing.T) {
	name := create(t)
	b, err := bundle.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	sum, err := b.Verify()
	if err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(name)
	if want := fmt.Sprintf("%x", sha256.Sum256(whole)); err != nil || sum != want {
		t.Errorf("hash %s, want %s, %v", sum, want, err)
	}
	if got := strings.Join(b.Manifest.Platforms(), " "); got != "linux/amd64 windows/amd64" {
		t.Errorf("platforms %s", got)
	}
	dir := filepath.Join(t.TempDir(), "new", "room")
	program, err := b.Load(dir, "linux", "amd64")
	if err != nil {
		t.Fatal(err)
	}
	for file, want := range map[string]string{
		program: "ELF program", filepath.Join(dir, "course", "en", "01-first.md"): "# One\n",
		filepath.Join(dir, "course", "labs", "a.yaml"): "id: a\n",
	} {
		if data, err := os.ReadFile(file); err != nil || string(data) != want {
			t.Errorf("%s: %q, %v", file, data, err)
		}
	}
	if info, err := os.Stat(program); err != nil || info.Mode().Perm()&0o111 == 0 {
		t.Errorf("the program may not be run: %v %v", info, err)
	}
	if _, err := b.Load(dir, "linux", "amd64"); err == nil {
		t.Error("loaded over what was there")
	}
	if _, err := b.Load(filepath.Join(t.TempDir(), "x"), "plan9", "mips"); err == nil || !strings.Contains(err.Error(), "linux/amd64") {
		t.Errorf("no program for the platform: %v", err)
	}
}

func TestSameBytes(t *testing.T) {
	one, err1 := os.ReadFile(create(t))
	two, err2 := os.ReadFile(create(t))
	if err := errors.Join(err1, err2); err != nil || !bytes.Equal(one, two) {
		t.Errorf("the same parts give other bytes, %v", err)
	}
}

func TestNothingIsOverwritten(t *testing.T) {
	name := create(t)
	if _, err := bundle.Create(name, parts()); err == nil {
		t.Error("a bundle was written over another file")
	}
	left, err := filepath.Glob(filepath.Join(filepath.Dir(name), ".*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
}

// packed is a file of a hostile bundle.
type packed struct {
	name string
	data string
	mode fs.FileMode
}

func file(f packed) bundle.File {
	return bundle.File{Name: f.name, Size: int64(len(f.data)), SHA256: fmt.Sprintf("%x", sha256.Sum256([]byte(f.data)))}
}

// forge writes what the manifest and the archive say, right or wrong.
func forge(t testing.TB, m any, files ...packed) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "forged.zip")
	out, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	z := zip.NewWriter(out)
	if m != nil {
		list, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		files = append([]packed{{name: "manifest.json", data: string(list)}}, files...)
	}
	for _, f := range files {
		header := &zip.FileHeader{Name: f.name, Method: zip.Deflate}
		header.SetMode(f.mode | 0o644)
		w, err := z.CreateHeader(header)
		if err == nil {
			_, err = io.WriteString(w, f.data)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(z.Close(), out.Close()); err != nil {
		t.Fatal(err)
	}
	return name
}

// TestHostile: every way to lie in a bundle is refused with a sentence, and nothing is written anywhere.
func TestHostile(t *testing.T) {
	program := packed{name: "linux-amd64/k8slab", data: "program"}
	course := packed{name: "course/course.yaml", data: "id: a"}
	good := bundle.Manifest{Version: 1, Program: "1", Files: []bundle.File{file(program), file(course)}}
	with := func(more ...bundle.File) bundle.Manifest {
		m := good
		m.Files = append(append([]bundle.File{}, good.Files...), more...)
		return m
	}
	changed := func(change func(*bundle.Manifest)) bundle.Manifest {
		m := with()
		change(&m)
		return m
	}
	bomb := packed{name: "course/bomb", data: strings.Repeat("0", 40<<20)}
	small := file(bomb)
	small.Size = 10
	tests := map[string]string{
		"no bundle":      forge(t, nil, program),
		"empty":          forge(t, nil),
		"manifest array": forge(t, []int{1}, program),
		"newer":          forge(t, changed(func(m *bundle.Manifest) { m.Version = 2 }), program, course),
		"escape in title": forge(t, changed(func(m *bundle.Manifest) { m.Course.Title = "\x1b]0;x\a" }),
			program, course),
		"missing file":       forge(t, good, program),
		"file not listed":    forge(t, good, program, course, packed{name: "course/more", data: "x"}),
		"other bytes":        forge(t, good, program, packed{name: course.name, data: "id: b"}),
		"longer":             forge(t, good, program, packed{name: course.name, data: "id: a and more"}),
		"shorter":            forge(t, good, program, packed{name: course.name, data: "id"}),
		"unpacks to a bomb":  forge(t, with(small), program, course, bomb),
		"too large":          forge(t, with(file(bomb)), program, course, bomb),
		"negative size":      forge(t, with(bundle.File{Name: "course/x", Size: -1}), program, course, packed{name: "course/x"}),
		"huge size":          forge(t, with(bundle.File{Name: "course/x", Size: 1 << 62}), program, course, packed{name: "course/x"}),
		"no program":         forge(t, bundle.Manifest{Version: 1, Files: []bundle.File{file(course)}}, course),
		"twice":              forge(t, with(file(course)), program, course),
		"twice in archive":   forge(t, good, program, course, course),
		"other case":         forge(t, with(file(packed{name: "course/COURSE.yaml"})), program, course, packed{name: "course/COURSE.yaml"}),
		"other place":        forge(t, with(file(packed{name: "etc/passwd"})), program, course, packed{name: "etc/passwd"}),
		"program elsewhere":  forge(t, with(file(packed{name: "a/b/k8slab"})), program, course, packed{name: "a/b/k8slab"}),
		"windows without":    forge(t, with(file(packed{name: "windows-amd64/k8slab"})), program, course, packed{name: "windows-amd64/k8slab"}),
		"a directory":        forge(t, good, program, course, packed{name: "course/", mode: fs.ModeDir}),
		"a link":             forge(t, with(file(packed{name: "course/l", data: "/etc"})), program, course, packed{name: "course/l", data: "/etc", mode: fs.ModeSymlink}),
		"a device":           forge(t, with(file(packed{name: "course/d"})), program, course, packed{name: "course/d", mode: fs.ModeDevice}),
		"a manifest of 5MiB": forge(t, changed(func(m *bundle.Manifest) { m.Program = strings.Repeat("x", 5<<20) }), program, course),
	}
	for _, name := range []string{
		"../x", "course/../../x", "/etc/x", "course//x", "course/./x", "course\\..\\x", "c:/x", "course/c:x", "course/a\x00b", "",
	} {
		f := packed{name: name, data: "x"}
		tests[fmt.Sprintf("name %q", name)] = forge(t, with(file(f)), program, course, f)
	}
	for what, name := range tests {
		t.Run(what, func(t *testing.T) { refused(t, name) })
	}
	if data, err := os.ReadFile(create(t)); err == nil {
		for _, cut := range []int{0, 1, 100, len(data) / 2, len(data) - 1} {
			name := filepath.Join(t.TempDir(), "cut.zip")
			if err := os.WriteFile(name, data[:cut], 0o644); err != nil {
				t.Fatal(err)
			}
			refused(t, name)
		}
		flip(t, data)
	}
}

// refused holds a file to be refused by a sentence, and to have written nothing.
func refused(t *testing.T, name string) {
	t.Helper()
	room := t.TempDir()
	b, err := bundle.Open(name)
	if err == nil {
		defer b.Close()
		if _, err = b.Verify(); err == nil {
			t.Error("verified")
		}
		_, err = b.Load(filepath.Join(room, "in", "room"), "linux", "amd64")
	}
	if _, ok := errors.AsType[*bundle.Error](err); !ok {
		t.Errorf("no sentence: %v", err)
	}
	if left, err := os.ReadDir(room); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// flip changes one byte after the other: what then still verifies is what it was.
func flip(t *testing.T, data []byte) {
	t.Helper()
	for at := 0; at < len(data); at += 5 {
		broken := bytes.Clone(data)
		broken[at] ^= 0x55
		name := filepath.Join(t.TempDir(), "flipped.zip")
		if err := os.WriteFile(name, broken, 0o644); err != nil {
			t.Fatal(err)
		}
		b, err := bundle.Open(name)
		if err != nil {
			continue
		}
		if _, err := b.Verify(); err == nil {
			for _, f := range b.Manifest.Files {
				if strings.HasSuffix(f.Name, "/k8slab") && f.Size != int64(len("ELF program")) {
					t.Errorf("byte %d: %+v", at, f)
				}
			}
		}
		_ = b.Close()
	}
}

func FuzzOpen(f *testing.F) {
	good := filepath.Join(f.TempDir(), "good.zip")
	if _, err := bundle.Create(good, parts()); err != nil {
		f.Fatal(err)
	}
	data, err := os.ReadFile(good)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add(data[:len(data)/2])
	f.Add([]byte("PK"))
	f.Fuzz(func(t *testing.T, data []byte) {
		name := filepath.Join(t.TempDir(), "f.zip")
		if err := os.WriteFile(name, data, 0o644); err != nil {
			t.Fatal(err)
		}
		b, err := bundle.Open(name)
		if err == nil {
			defer b.Close()
			_, err = b.Verify()
		}
		if _, ok := errors.AsType[*bundle.Error](err); err != nil && !ok {
			t.Errorf("no sentence: %v", err)
		}
	})
}

// dist writes what make dist does.
func dist(t *testing.T, change func(dir string)) string {
	t.Helper()
	dir := t.TempDir()
	var sums strings.Builder
	put := func(name string, data []byte) {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&sums, "%x  %s\n", sha256.Sum256(data), name)
	}
	var buf bytes.Buffer
	gz := gzip.NewWriter(&buf)
	tw := tar.NewWriter(gz)
	for _, name := range []string{"k8slab-1.0-linux-arm64/LICENSE", "k8slab-1.0-linux-arm64/k8slab"} {
		_ = tw.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: name, Size: 3, Mode: 0o755})
		_, _ = tw.Write([]byte("ELF"))
	}
	if err := errors.Join(tw.Close(), gz.Close()); err != nil {
		t.Fatal(err)
	}
	put("k8slab-1.0-linux-arm64.tar.gz", buf.Bytes())
	put("k8slab-1.0-linux-arm64.cdx.json", []byte("{}"))
	var zipped bytes.Buffer
	z := zip.NewWriter(&zipped)
	w, _ := z.Create("k8slab-1.0-windows-amd64/k8slab.exe")
	_, _ = w.Write([]byte("MZ"))
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	put("k8slab-1.0-windows-amd64.zip", zipped.Bytes())
	if err := os.WriteFile(filepath.Join(dir, "SHA256SUMS"), []byte(sums.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	if change != nil {
		change(dir)
	}
	return dir
}

func TestFromDist(t *testing.T) {
	version, programs, err := bundle.FromDist(dist(t, nil))
	if err != nil || version != "1.0" || len(programs) != 2 {
		t.Fatalf("%s %v %v", version, programs, err)
	}
	if p := programs[0]; p.GOOS != "linux" || p.GOARCH != "arm64" || string(p.Data) != "ELF" {
		t.Errorf("%+v", p)
	}
	if p := programs[1]; p.GOOS != "windows" || string(p.Data) != "MZ" {
		t.Errorf("%+v", p)
	}
	for what, change := range map[string]func(string){
		"no sums": func(dir string) { _ = os.Remove(filepath.Join(dir, "SHA256SUMS")) },
		"changed": func(dir string) {
			_ = os.WriteFile(filepath.Join(dir, "k8slab-1.0-windows-amd64.zip"), []byte("x"), 0o644)
		},
		"archive gone": func(dir string) { _ = os.Remove(filepath.Join(dir, "k8slab-1.0-linux-arm64.tar.gz")) },
		"empty sums":   func(dir string) { _ = os.WriteFile(filepath.Join(dir, "SHA256SUMS"), nil, 0o644) },
	} {
		if _, _, err := bundle.FromDist(dist(t, change)); err == nil {
			t.Errorf("%s: taken", what)
		} else if _, ok := errors.AsType[*bundle.Error](err); !ok {
			t.Errorf("%s: no sentence: %v", what, err)
		}
	}
}
