package bundle

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"crypto/sha256"
	_ "embed" // for README.txt
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Parts are what a bundle is made of.
type Parts struct {
	Version  string
	Programs []Program
	Course   Course
	Files    fs.FS // of the course
}

// Program is k8slab for one platform.
type Program struct {
	GOOS, GOARCH string
	Data         []byte
}

// item is a file with its bytes.
type item struct {
	name string
	mode fs.FileMode
	data []byte
}

// Create writes a bundle. It appears whole or not at all, and never in the place of another file.
func Create(name string, p Parts) (Manifest, error) {
	items, err := p.items()
	if err != nil {
		return Manifest{}, err
	}
	m := Manifest{Version: Version, Program: p.Version, Course: p.Course}
	for _, i := range items {
		sum := sha256.Sum256(i.data)
		f := File{Name: i.name, Size: int64(len(i.data)), SHA256: hex.EncodeToString(sum[:])}
		if err := f.check(); err != nil {
			return Manifest{}, err
		}
		m.Files = append(m.Files, f)
	}
	list, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return Manifest{}, unwritable(name, err)
	}
	if _, err := os.Lstat(name); err == nil {
		return Manifest{}, &Error{What: fmt.Sprintf("%s이(가) 이미 있어요.", name), Do: "다른 이름을 주거나, 먼저 지우세요."}
	}
	out, err := os.CreateTemp(filepath.Dir(name), ".k8slab-bundle-*")
	if err != nil {
		return Manifest{}, unwritable(name, err)
	}
	defer os.Remove(out.Name()) //nolint:errcheck // Gone already where all went well.
	err = write(out, append([]item{{manifestName, 0o644, append(list, '\n')}}, items...))
	err = errors.Join(err, out.Chmod(0o644), out.Close())
	if err == nil {
		err = os.Rename(out.Name(), name)
	}
	if err != nil {
		return Manifest{}, unwritable(name, err)
	}
	return m, nil
}

func (p Parts) items() ([]item, error) {
	all := []item{{readmeName, 0o644, readme}}
	slices.SortFunc(p.Programs, func(a, b Program) int {
		return strings.Compare(a.GOOS+"-"+a.GOARCH, b.GOOS+"-"+b.GOARCH)
	})
	for _, program := range p.Programs {
		all = append(all, item{programName(program.GOOS, program.GOARCH), 0o755, program.Data})
	}
	files := 0
	err := fs.WalkDir(p.Files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		if !d.Type().IsRegular() {
			return &Error{What: fmt.Sprintf("%s은(는) 보통 파일이 아니에요.", name), Do: "과정에서 링크와 장치 파일을 빼 주세요."}
		}
		if files++; files > maxCourseFiles {
			return &Error{What: "과정에 파일이 너무 많아요.", Do: "과정에 꼭 필요한 파일만 두세요."}
		}
		data, err := read(p.Files, name, maxCourseFile)
		all = append(all, item{path.Join(courseDir, name), 0o644, data})
		return err
	})
	if e, ok := errors.AsType[*Error](err); ok {
		return nil, e
	}
	if err != nil {
		return nil, unreadable("course", err)
	}
	return all, nil
}

func read(fsys fs.FS, name string, most int64) ([]byte, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, unreadable(name, err)
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, most+1))
	if err != nil {
		return nil, unreadable(name, err)
	}
	if int64(len(data)) > most {
		return nil, &Error{What: fmt.Sprintf("%s이(가) 너무 커요.", name), Do: "더 작은 파일로 바꿔 주세요."}
	}
	return data, nil
}

// write packs the items so that the same ones give the same bytes.
func write(w io.Writer, items []item) error {
	z := zip.NewWriter(w)
	z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) {
		return flate.NewWriter(w, flate.DefaultCompression)
	})
	for _, i := range items {
		header := &zip.FileHeader{Name: i.name, Method: zip.Deflate, Modified: time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)}
		header.SetMode(i.mode)
		f, err := z.CreateHeader(header)
		if err == nil {
			_, err = io.Copy(f, bytes.NewReader(i.data))
		}
		if err != nil {
			return err
		}
	}
	return z.Close()
}

// readme is for whoever opens a bundle by hand.
//
//go:embed README.txt
var readme []byte
