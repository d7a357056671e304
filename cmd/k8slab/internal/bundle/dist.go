package bundle

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"regexp"
	"strings"
)

// FromDist reads the programs of a `make dist`: the archives of dir, held to its SHA256SUMS. All are of one version.
func FromDist(dir string) (version string, programs []Program, err error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return "", nil, unreadable(dir, err)
	}
	defer root.Close()
	sums, err := read(root.FS(), "SHA256SUMS", maxManifest)
	if err != nil {
		return "", nil, &Error{
			What: fmt.Sprintf("%s은(는) make dist가 만든 폴더가 아니에요. SHA256SUMS가 없어요.", dir),
			Do:   "`make dist`를 하고 그 폴더를 --from으로 주세요.", Err: err,
		}
	}
	pattern := regexp.MustCompile(`(?m)^([0-9a-f]{64})  (k8slab-(\S+)-([a-z0-9]+)-([a-z0-9]+)\.(tar\.gz|zip))$`)
	for _, m := range pattern.FindAllStringSubmatch(string(sums), maxPrograms) {
		sum, file := m[1], m[2]
		data, err := read(root.FS(), file, maxProgram)
		if err != nil {
			return "", nil, err
		}
		if got := sha256.Sum256(data); hex.EncodeToString(got[:]) != sum {
			return "", nil, &Error{What: fmt.Sprintf("%s이(가) SHA256SUMS에 적힌 것과 달라요.", file), Do: "`make dist`를 다시 해 보세요."}
		}
		if version != "" && version != m[3] {
			return "", nil, &Error{What: fmt.Sprintf("%s에 여러 버전이 섞여 있어요.", dir), Do: "`make dist`를 다시 해 보세요."}
		}
		program, err := programIn(file, data)
		if err != nil {
			return "", nil, &Error{What: fmt.Sprintf("%s에 프로그램이 없어요.", file), Do: "`make dist`를 다시 해 보세요.", Err: err}
		}
		version = m[3]
		programs = append(programs, Program{GOOS: m[4], GOARCH: m[5], Data: program})
	}
	if len(programs) == 0 {
		return "", nil, &Error{What: fmt.Sprintf("%s에 프로그램이 하나도 없어요.", dir), Do: "`make dist`를 다시 해 보세요."}
	}
	return version, programs, nil
}

// programIn finds k8slab in one of the archives.
func programIn(name string, data []byte) ([]byte, error) {
	ours := func(name string) bool {
		base := path.Base(name)
		return strings.Count(name, "/") == 1 && (base == "k8slab" || base == "k8slab.exe")
	}
	if strings.HasSuffix(name, ".zip") {
		z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			return nil, err
		}
		for _, f := range z.File {
			if ours(f.Name) {
				r, err := f.Open()
				if err != nil {
					return nil, err
				}
				defer r.Close()
				return bounded(r)
			}
		}
		return nil, fs.ErrNotExist
	}
	gz, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	t := tar.NewReader(gz)
	for {
		header, err := t.Next()
		if err != nil {
			return nil, err
		}
		if ours(header.Name) && header.Typeflag == tar.TypeReg {
			return bounded(t)
		}
	}
}

func bounded(r io.Reader) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxProgram+1))
	if err == nil && len(data) > maxProgram {
		err = errors.New("too large")
	}
	return data, err
}
