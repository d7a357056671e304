package lessons

import (
	"archive/zip"
	"errors"
	"io"
	"io/fs"
	"os"
	"strings"
)

// Bounds of a course that comes as one file.
const (
	MaxArchiveBytes = 64 << 20
	MaxArchiveFiles = 4000
)

// OpenPath opens the course in a directory or in a ZIP file on this machine. Nothing outside of it can be read through
// what it returns: a directory is opened as an os.Root, so that a link leads nowhere else, and an archive has no outside.
// An archive may hold the course in a single folder, as those that are made by zipping a folder do. The closer must be
// closed when the course is no longer read.
func OpenPath(path string) (fs.FS, io.Closer, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, nil, missing(path, err)
	}
	if info.IsDir() {
		root, err := os.OpenRoot(path)
		if err != nil {
			return nil, nil, missing(path, err)
		}
		return root.FS(), root, nil
	}
	if !info.Mode().IsRegular() {
		return nil, nil, problem(path, 0, "file", "폴더도 ZIP 파일도 아니에요.")
	}
	return openArchive(path, info.Size())
}

func openArchive(path string, size int64) (fs.FS, io.Closer, error) {
	if size > MaxArchiveBytes {
		return nil, nil, problem(path, 0, "file", "ZIP 파일이 너무 커요. %d MiB까지예요.", MaxArchiveBytes>>20)
	}
	archive, err := zip.OpenReader(path)
	if err != nil {
		return nil, nil, problem(path, 0, "file", "ZIP 파일로 읽을 수 없어요.")
	}
	if len(archive.File) > MaxArchiveFiles {
		_ = archive.Close() // It was only read.
		return nil, nil, problem(path, 0, "file", "ZIP 안에 파일이 너무 많아요. %d개까지예요.", MaxArchiveFiles)
	}
	course, err := courseIn(archive)
	if err != nil {
		_ = archive.Close() // It was only read.
		return nil, nil, problem(path, 0, "file", "ZIP 안에 course.yaml이 없어요.")
	}
	return course, archive, nil
}

// courseIn finds the folder of an archive that holds the course: the top, or the only folder there.
func courseIn(archive fs.FS) (fs.FS, error) {
	if _, err := fs.Stat(archive, "course.yaml"); err == nil {
		return archive, nil
	}
	entries, err := fs.ReadDir(archive, ".")
	if err != nil {
		return nil, err
	}
	var only string
	for _, entry := range entries {
		// What macOS and editors leave beside a folder is no course.
		if !entry.IsDir() || strings.HasPrefix(entry.Name(), ".") || entry.Name() == "__MACOSX" {
			continue
		}
		if only != "" {
			return nil, errors.New("more than one folder")
		}
		only = entry.Name()
	}
	if only == "" {
		return nil, fs.ErrNotExist
	}
	course, err := fs.Sub(archive, only)
	if err != nil {
		return nil, err
	}
	if _, err := fs.Stat(course, "course.yaml"); err != nil {
		return nil, err
	}
	return course, nil
}
