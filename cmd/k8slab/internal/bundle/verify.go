package bundle

import (
	"archive/zip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"strings"
	"unicode"
)

// Bundle is an open bundle whose manifest and list of files are right; what is in the files is yet to be verified.
type Bundle struct {
	Manifest Manifest

	file  *os.File
	size  int64
	files map[string]*zip.File
}

// Open reads a bundle's manifest and holds its list of files to it.
func Open(name string) (*Bundle, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, unreadable(name, err)
	}
	b := &Bundle{file: f, files: map[string]*zip.File{}}
	if err := b.open(name); err != nil {
		_ = f.Close() // It was only read.
		return nil, err
	}
	return b, nil
}

// Close closes it.
func (b *Bundle) Close() error { return b.file.Close() }

func (b *Bundle) open(name string) error {
	info, err := b.file.Stat()
	if err != nil || !info.Mode().IsRegular() {
		return unfit("k8slab 묶음이 아니에요: %s", name)
	}
	b.size = info.Size()
	z, err := zip.NewReader(b.file, b.size)
	if err != nil {
		return unfit("k8slab 묶음이 아니거나, 받다가 끊긴 파일이에요: %s", name)
	}
	if len(z.File) > maxCourseFiles+maxPrograms+2 {
		return unfit("묶음에 파일이 너무 많아요.")
	}
	for _, f := range z.File {
		if !f.Mode().IsRegular() {
			return unfit("묶음에 보통 파일이 아닌 것이 있어요: %q", f.Name)
		}
		// A file system that does not tell upper from lower case would write one over the other.
		if _, twice := b.files[strings.ToLower(f.Name)]; twice {
			return unfit("묶음에 같은 이름이 두 번 나와요: %q", f.Name)
		}
		b.files[strings.ToLower(f.Name)] = f
	}
	if err := b.readManifest(name); err != nil {
		return err
	}
	return b.matches()
}

func (b *Bundle) readManifest(name string) error {
	f := b.files[manifestName]
	if f == nil {
		return unfit("k8slab 묶음이 아니에요: %s", name)
	}
	data, err := b.read(f, maxManifest)
	if err != nil {
		return err
	}
	if json.Unmarshal(data, &b.Manifest) != nil {
		return unfit("묶음의 목록(manifest.json)을 읽을 수 없어요.")
	}
	if b.Manifest.Version != Version {
		return &Error{
			What: "더 새로운 k8slab이 만든 묶음이라 읽을 수 없어요.", Do: "묶음을 풀어서 그 안의 k8slab을 쓰세요.",
		}
	}
	// These reach the terminal.
	for _, text := range []string{b.Manifest.Program, b.Manifest.Course.ID, b.Manifest.Course.Title} {
		if len(text) > maxTitle || strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) }) {
			return unfit("묶음의 목록(manifest.json)을 읽을 수 없어요.")
		}
	}
	return nil
}

// matches holds the archive's list of files to that of the manifest: neither has one more.
func (b *Bundle) matches() error {
	var course, total int64
	for _, want := range b.Manifest.Files {
		if err := want.check(); err != nil {
			return err
		}
		f := b.files[strings.ToLower(want.Name)]
		if f == nil || f.Name != want.Name {
			return unfit("묶음에 있어야 할 파일이 없어요: %q", want.Name)
		}
		total += want.Size
		if strings.HasPrefix(want.Name, courseDir+"/") {
			course += want.Size
		}
	}
	listed := map[string]bool{manifestName: true}
	for _, want := range b.Manifest.Files {
		if listed[want.Name] {
			return unfit("묶음에 같은 이름이 두 번 나와요: %q", want.Name)
		}
		listed[want.Name] = true
	}
	for _, f := range b.files {
		if !listed[f.Name] {
			return unfit("묶음에 목록에 없는 파일이 있어요: %q", f.Name)
		}
	}
	if course > maxCourse || total > maxTotal {
		return unfit("묶음에 든 것이 너무 커요.")
	}
	if len(b.Manifest.Platforms()) == 0 {
		return unfit("묶음에 프로그램이 없어요.")
	}
	return nil
}

// read unpacks a file of at most so many bytes, whatever it says of its own size.
func (b *Bundle) read(f *zip.File, most int64) ([]byte, error) {
	r, err := f.Open()
	if err != nil {
		return nil, unfit("묶음이 깨졌어요: %q", f.Name)
	}
	defer r.Close()
	data, err := io.ReadAll(io.LimitReader(r, most+1))
	switch {
	case int64(len(data)) > most:
		return nil, unfit("묶음 안의 파일이 너무 커요: %q", f.Name)
	case err != nil:
		return nil, unfit("묶음이 깨졌어요: %q", f.Name)
	}
	return data, nil
}

// copyTo unpacks a listed file and holds it to its size and hash. What was written of one that does not fit is not fit
// for use.
func (b *Bundle) copyTo(w io.Writer, want File) error {
	r, err := b.files[strings.ToLower(want.Name)].Open()
	if err != nil {
		return unfit("묶음이 깨졌어요: %q", want.Name)
	}
	defer r.Close()
	digest := sha256.New()
	n, err := io.Copy(io.MultiWriter(w, digest), io.LimitReader(r, want.Size+1))
	var path *fs.PathError
	switch {
	case errors.As(err, &path):
		return unwritable(path.Path, err)
	case n > want.Size:
		return unfit("묶음 안의 파일이 목록에 적힌 것보다 커요: %q", want.Name)
	case err != nil:
		return unfit("묶음이 깨졌어요: %q", want.Name)
	case n != want.Size || hex.EncodeToString(digest.Sum(nil)) != want.SHA256:
		return unfit("묶음 안의 파일이 목록에 적힌 것과 달라요: %q", want.Name)
	}
	return nil
}

// Verify unpacks every file to nowhere and holds it to the manifest. It gives the SHA-256 of the bundle's own file.
func (b *Bundle) Verify() (string, error) {
	for _, f := range b.Manifest.Files {
		if err := b.copyTo(io.Discard, f); err != nil {
			return "", err
		}
	}
	digest := sha256.New()
	if _, err := io.Copy(digest, io.NewSectionReader(b.file, 0, b.size)); err != nil {
		return "", unreadable(b.file.Name(), err)
	}
	return hex.EncodeToString(digest.Sum(nil)), nil
}
