package image_test

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"debug/elf"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/k8slab/k8slab/sandbox/image"
)

// program is the least that counts as a static program for a machine, followed by content.
func program(machine elf.Machine, content string) []byte {
	var b bytes.Buffer
	h := elf.Header64{
		Type: uint16(elf.ET_EXEC), Machine: uint16(machine), Version: uint32(elf.EV_CURRENT), Ehsize: 64, Phentsize: 56,
		Shentsize: 64,
	}
	copy(h.Ident[:], elf.ELFMAG)
	h.Ident[elf.EI_CLASS], h.Ident[elf.EI_DATA], h.Ident[elf.EI_VERSION] = byte(elf.ELFCLASS64), byte(elf.ELFDATA2LSB), 1
	if err := binary.Write(&b, binary.LittleEndian, h); err != nil {
		panic(err)
	}
	b.WriteString(content)
	return b.Bytes()
}

func build(t testing.TB, c image.Config) *image.Image {
	t.Helper()
	if c.Arch == "" {
		c.Arch, c.Labbox = "amd64", program(elf.EM_X86_64, "labbox")
	}
	img, err := c.Build()
	if err != nil {
		t.Fatal(err)
	}
	return img
}

func archive(t testing.TB, img *image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := img.Archive(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// untar reads a tar file into memory; every entry must be as reproducible as the next.
func untar(t *testing.T, data []byte) (fstest.MapFS, []string) {
	t.Helper()
	files := fstest.MapFS{}
	var names []string
	for r := tar.NewReader(bytes.NewReader(data)); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return files, names
		}
		if err != nil {
			t.Fatal(err)
		}
		if !h.ModTime.Equal(time.Unix(0, 0)) || h.Uname != "" || h.Gname != "" {
			t.Errorf("%s was made at %v by %q", h.Name, h.ModTime, h.Uname)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		name := strings.TrimSuffix(h.Name, "/")
		names = append(names, name)
		if h.Typeflag == tar.TypeSymlink {
			content = []byte(h.Linkname)
		}
		files[name] = &fstest.MapFile{Data: content, Mode: h.FileInfo().Mode(), Sys: h}
	}
}

func digest(data []byte) string {
	sum := sha256.Sum256(data)
	return "sha256:" + hex.EncodeToString(sum[:])
}

// What the archive holds must be what the image says of itself: this is what an engine verifies.
func TestArchiveIsWhatTheImageSays(t *testing.T) {
	t.Parallel()
	app := image.Layer{Comment: "app", Files: []image.File{image.Text("app/안녕.txt", "hi\n")}}
	img := build(t, image.Config{Layers: []image.Layer{app}})
	outer, _ := untar(t, archive(t, img))
	var manifest []struct {
		Config           string
		RepoTags, Layers []string
	}
	if err := json.Unmarshal(outer["manifest.json"].Data, &manifest); err != nil || len(manifest) != 1 {
		t.Fatal(manifest, err)
	}
	m := manifest[0]
	config := outer[m.Config].Data
	if digest(config) != img.ID || m.Config != strings.TrimPrefix(img.ID, "sha256:")+".json" {
		t.Errorf("configuration %s has digest %s, want %s", m.Config, digest(config), img.ID)
	}
	if !slices.Equal(m.RepoTags, []string{img.Tag}) {
		t.Errorf("tags %v, want %s", m.RepoTags, img.Tag)
	}
	var diffIDs []string
	for _, layer := range m.Layers {
		diffIDs = append(diffIDs, digest(outer[layer].Data))
	}
	if !slices.Equal(diffIDs, img.Layers) || len(diffIDs) != 2 {
		t.Errorf("layers %v, want %v", diffIDs, img.Layers)
	}
	if want := image.Repository + ":" + strings.TrimPrefix(img.Layers[1], "sha256:")[:12]; img.Tag != want {
		t.Errorf("tag %s, want %s", img.Tag, want)
	}
	var c struct {
		Architecture, OS string
		Config           struct {
			Env, Entrypoint []string
			Labels          map[string]string
		}
		RootFS struct {
			DiffIDs []string `json:"diff_ids"`
		}
		History []struct {
			CreatedBy string `json:"created_by"`
		}
	}
	if err := json.Unmarshal(config, &c); err != nil {
		t.Fatal(err)
	}
	if c.Architecture != "amd64" || c.OS != "linux" || len(c.History) != 2 ||
		!slices.Equal(c.RootFS.DiffIDs, img.Layers) ||
		!slices.Equal(c.Config.Entrypoint, []string{"/bin/labbox", "hold", "--"}) || c.Config.Labels[image.Label] != "lab" {
		t.Errorf("configuration %s", config)
	}
	if size := int64(len(archive(t, img))); img.ArchiveSize() != size {
		t.Errorf("ArchiveSize() = %d, but it has %d bytes", img.ArchiveSize(), size)
	}
}

func TestLayer(t *testing.T) {
	t.Parallel()
	labbox := program(elf.EM_AARCH64, "labbox")
	img := build(t, image.Config{Arch: "arm64", Labbox: labbox})
	outer, _ := untar(t, archive(t, img))
	layer, names := untar(t, outer[strings.TrimPrefix(img.Layers[0], "sha256:")+"/layer.tar"].Data)
	if !slices.IsSorted(names) {
		t.Errorf("entries are not sorted: %v", names)
	}
	for name, mode := range map[string]fs.FileMode{
		"tmp": fs.ModeDir | fs.ModeSticky | 0o777, "proc": fs.ModeDir | 0o555, "root": fs.ModeDir | 0o700,
		"bin/labbox": 0o755, "bin/work": fs.ModeSymlink | 0o777, "etc/passwd": 0o644, "etc/resolv.conf": 0o644,
		"home/learner": fs.ModeDir | 0o755, "dev": fs.ModeDir | 0o755, "sys": fs.ModeDir | 0o555,
	} {
		if f := layer[name]; f == nil || f.Mode != mode {
			t.Errorf("%s: %+v, want mode %v", name, f, mode)
		}
	}
	if !bytes.Equal(layer["bin/labbox"].Data, labbox) {
		t.Error("labbox is not what was given")
	}
	for _, applet := range image.Applets() {
		if f := layer["bin/"+applet]; f == nil || string(f.Data) != "labbox" {
			t.Errorf("no link for %s", applet)
		}
	}
	if h, ok := layer["home/learner"].Sys.(*tar.Header); !ok || h.Uid != 1000 || h.Gid != 1000 {
		t.Errorf("home/learner is not the learner's: %+v", h)
	}
	if img.Bytes < int64(len(labbox)) || img.Bytes > int64(len(labbox))+4096 {
		t.Errorf("%d bytes", img.Bytes)
	}
}

func TestSameInputSameImage(t *testing.T) {
	t.Parallel()
	a, b := build(t, image.Config{}), build(t, image.Config{})
	if a.ID != b.ID || a.Tag != b.Tag || !bytes.Equal(archive(t, a), archive(t, b)) {
		t.Errorf("%s and %s", a.ID, b.ID)
	}
	other := build(t, image.Config{Arch: "amd64", Labbox: program(elf.EM_X86_64, "another")})
	arm := build(t, image.Config{Arch: "arm64", Labbox: program(elf.EM_AARCH64, "labbox")})
	app := build(t, image.Config{Layers: []image.Layer{{Comment: "app"}}, Repository: "k8slab.local/app"})
	for _, img := range []*image.Image{other, arm, app} {
		if img.ID == a.ID || img.Tag == a.Tag {
			t.Errorf("%s %s is taken for another image", img.ID, img.Tag)
		}
	}
	if app.Layers[0] != a.Layers[0] || !strings.HasPrefix(app.Tag, "k8slab.local/app:") {
		t.Errorf("the variant shares no layer: %v, %v", app.Layers, a.Layers)
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	x86 := program(elf.EM_X86_64, "")
	layer := func(files ...image.File) image.Config {
		return image.Config{Labbox: x86, Arch: "amd64", Layers: []image.Layer{{Comment: "bad", Files: files}}}
	}
	tests := map[string]struct {
		config image.Config
		want   string
	}{
		"no program":         {image.Config{Labbox: []byte("#!/bin/sh\n"), Arch: "amd64"}, "no program"},
		"other architecture": {image.Config{Labbox: x86, Arch: "arm64"}, "not for arm64"},
		"unknown one":        {image.Config{Labbox: x86, Arch: "mips"}, `"mips"`},
		"absolute":           {layer(image.Text("/etc/x", "")), "no path"},
		"escape":             {layer(image.Text("../x", "")), "no path"},
		"root":               {layer(image.Dir(".", 0o755)), "no path"},
		"twice":              {layer(image.Text("x", ""), image.Text("x", "")), "twice"},
		"below a file":       {layer(image.Text("etc/passwd/x", "")), "no directory"},
		"below a link":       {layer(image.Text("bin/work/x", "")), "no directory"},
		"below its own":      {layer(image.Text("x/y", ""), image.Text("x", "")), "no directory"},
		"whiteout":           {layer(image.Text("etc/.wh.passwd", "")), "delete"},
		"two kinds":          {layer(image.File{Name: "x", Link: "y", Data: []byte("z")}), "two kinds"},
		"no owner":           {layer(image.File{Name: "x", UID: -1}), "owner"},
	}
	for name, tt := range tests {
		if img, err := tt.config.Build(); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, %v; want %q", name, img, err, tt.want)
		}
	}
}

func TestExtract(t *testing.T) {
	t.Parallel()
	img := build(t, image.Config{Layers: []image.Layer{{Comment: "app", Files: []image.File{
		image.Text("app/data/hello.txt", "안녕\n"), image.Text("etc/hostname", "app\n"), image.Text("etc/resolv.conf", "x\n"),
	}}}})
	dir := t.TempDir()
	if err := img.Extract(dir); err != nil {
		t.Fatal(err)
	}
	var found []string
	err := filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		if err != nil || path == dir {
			return err
		}
		name, _ := filepath.Rel(dir, path)
		found = append(found, name)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, f := range img.Files() {
		want = append(want, f.Name)
		info, err := os.Lstat(filepath.Join(dir, f.Name))
		if err != nil || info.Mode() != f.Mode {
			t.Errorf("%s: %v, %v; want mode %v", f.Name, info, err, f.Mode)
		}
	}
	slices.Sort(found)
	if !slices.Equal(found, want) {
		t.Errorf("found %v\nwant %v", found, want)
	}
	for name, content := range map[string]string{"app/data/hello.txt": "안녕\n", "etc/hostname": "app\n"} {
		if got, err := os.ReadFile(filepath.Join(dir, name)); err != nil || string(got) != content {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	if target, err := os.Readlink(filepath.Join(dir, "bin/work")); err != nil || target != "labbox" {
		t.Errorf("bin/work -> %q, %v", target, err)
	}
	if err := img.Extract(dir); err == nil {
		t.Error("extracted over what is there already")
	}
}

// A later layer may put a file where a lower one has a directory: what was in it is gone.
func TestFilesOfLayersTogether(t *testing.T) {
	t.Parallel()
	img := build(t, image.Config{Layers: []image.Layer{
		{Comment: "one", Files: []image.File{image.Text("app/a", "1"), image.Text("app/b", "1")}},
		{Comment: "two", Files: []image.File{{Name: "app", Mode: fs.ModeSymlink | 0o777, Link: "tmp"}}},
	}})
	for _, f := range img.Files() {
		if strings.HasPrefix(f.Name, "app/") || (f.Name == "app" && f.Link != "tmp") {
			t.Errorf("%+v", f)
		}
	}
}

func BenchmarkBuild(b *testing.B) {
	labbox := program(elf.EM_X86_64, strings.Repeat("labbox-", 5<<20/7))
	b.SetBytes(int64(len(labbox)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := image.Build(labbox, "amd64"); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkArchive(b *testing.B) {
	labbox := program(elf.EM_X86_64, strings.Repeat("labbox-", 5<<20/7))
	img := build(b, image.Config{Arch: "amd64", Labbox: labbox})
	b.SetBytes(int64(len(labbox)))
	b.ReportAllocs()
	for b.Loop() {
		if err := img.Archive(io.Discard); err != nil {
			b.Fatal(err)
		}
	}
}
