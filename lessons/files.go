package lessons

import (
	"errors"
	"io"
	"io/fs"
	"path"
	"regexp"
	"strings"
	"unicode/utf8"
)

// Bounds of a course. What goes beyond them is refused: a course may come from a stranger.
const (
	MaxFileBytes = 256 << 10 // of any file that is read
	MaxLessons   = 200
	MaxTerms     = 1000
	MaxBlocks    = 400  // in a lesson
	MaxDepth     = 16   // of nested lists, quotes and boxes, and of nested YAML
	MaxLine      = 4096 // bytes in a line of a lesson
	MaxItems     = 64   // rows, layers, questions … in one block
)

// idPattern is what lessons, labs, figures and the parts of a figure are called.
var idPattern = regexp.MustCompile(`^[a-z][a-z0-9-]{0,39}$`)

// IsID reports whether s can name a lesson, a lab or a figure.
func IsID(s string) bool { return idPattern.MatchString(s) }

// readFile reads a regular file of the course. Links are refused, also on the way: they could lead out of it.
func readFile(fsys fs.FS, name string) ([]byte, error) {
	for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
		if info, err := fs.Lstat(fsys, dir); err == nil && !info.IsDir() {
			return nil, problem(name, 0, "file", "폴더가 아니에요: %s", dir)
		}
	}
	info, err := fs.Lstat(fsys, name)
	if err != nil {
		return nil, missing(name, err)
	}
	if !info.Mode().IsRegular() {
		return nil, problem(name, 0, "file", "보통 파일이 아니에요. 링크나 장치 파일은 읽지 않아요.")
	}
	return readBounded(fsys, name)
}

// readBounded reads at most MaxFileBytes, whatever the file says of its own size.
func readBounded(fsys fs.FS, name string) ([]byte, error) {
	file, err := fsys.Open(name)
	if err != nil {
		return nil, missing(name, err)
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, MaxFileBytes+1))
	if err != nil {
		return nil, problem(name, 0, "file", "읽을 수 없어요: %v", err)
	}
	if len(data) > MaxFileBytes {
		return nil, problem(name, 0, "file", "너무 커요. 한 파일은 %d KiB까지예요.", MaxFileBytes>>10)
	}
	if !utf8.Valid(data) {
		return nil, problem(name, badLine(data), "utf8", "UTF-8이 아닌 글자가 있어요.")
	}
	return data, nil
}

func missing(name string, err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return problem(name, 0, "file", "파일이 없어요.")
	}
	return problem(name, 0, "file", "읽을 수 없어요: %v", err)
}

// badLine is the line of the first byte that is no UTF-8.
func badLine(data []byte) int {
	line := 1
	for len(data) > 0 {
		r, n := utf8.DecodeRune(data)
		if r == utf8.RuneError && n == 1 {
			return line
		}
		if r == '\n' {
			line++
		}
		data = data[n:]
	}
	return line
}

// lessonFile is a lesson as its file name tells of it.
type lessonFile struct {
	id, path string
}

var lessonName = regexp.MustCompile(`^[0-9]{2,3}-(.+)\.md$`)

// lessonFiles lists the lessons in order. ReadDir sorts by name, so the number decides.
func lessonFiles(fsys fs.FS) ([]lessonFile, error) {
	entries, err := fs.ReadDir(fsys, ".")
	if err != nil {
		return nil, problem(".", 0, "file", "과정 폴더를 읽을 수 없어요: %v", err)
	}
	var list []lessonFile
	seen := map[string]string{}
	for _, entry := range entries {
		match := lessonName.FindStringSubmatch(entry.Name())
		if match == nil {
			continue
		}
		id := match[1]
		switch {
		case !IsID(id):
			return nil, problem(entry.Name(), 0, "id", "과의 이름이 될 수 없어요: %q. 영어 소문자, 숫자, '-'만 쓰세요.", id)
		case seen[id] != "":
			return nil, problem(entry.Name(), 0, "id", "같은 이름의 과(%s)가 이미 있어요: %s", id, seen[id])
		case len(list) == MaxLessons:
			return nil, problem(entry.Name(), 0, "count", "과가 너무 많아요. %d개까지예요.", MaxLessons)
		}
		seen[id] = entry.Name()
		list = append(list, lessonFile{id: id, path: entry.Name()})
	}
	return list, nil
}

// yamlNames lists the names of the YAML files in dir; none if there is no such folder.
func yamlNames(fsys fs.FS, dir string) []string {
	entries, err := fs.ReadDir(fsys, dir)
	if err != nil {
		return nil
	}
	var names []string
	for _, entry := range entries {
		if name, ok := strings.CutSuffix(entry.Name(), ".yaml"); ok && IsID(name) {
			names = append(names, name)
		}
	}
	return names
}
