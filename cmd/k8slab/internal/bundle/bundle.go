// Package bundle makes and opens one file that a room without a network can run from: the program for every platform of
// a `make dist`, the course, and what they must hash to.
//
// A bundle is a ZIP file, so that it can be opened by hand where no k8slab is yet:
//
//	manifest.json        a [Manifest]: every other file with its size and SHA-256
//	README.txt           how to go on by hand
//	OS-ARCH/k8slab       programs (k8slab.exe for windows)
//	course/...           the course's files
//
// The same programs and course give the same bytes. The checksums find damage, not malice: whoever changes a file can
// change its checksum, too. So Verify gives the hash of the whole file, to be compared with what its maker says.
//
// A bundle comes from a stranger as far as Verify and Load are concerned: nothing is believed that was not counted, and
// nothing is written before everything is right.
package bundle

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"regexp"
	"strings"
)

// Version is the version of the format.
const Version = 1

// Bounds of a bundle.
const (
	maxManifest    = 4 << 20   // bytes of manifest.json
	maxProgram     = 256 << 20 // bytes of one program
	maxCourseFile  = 16 << 20  // bytes of one file of the course: recordings are the largest
	maxCourse      = 256 << 20 // bytes of the whole course
	maxCourseFiles = 4000
	maxPrograms    = 32
	maxTitle       = 400     // bytes of what the manifest says of the program and the course
	maxTotal       = 2 << 30 // bytes of all files, unpacked
)

// Names of what is in a bundle.
const (
	manifestName = "manifest.json"
	readmeName   = "README.txt"
	courseDir    = "course"
)

// Manifest is manifest.json.
type Manifest struct {
	Version int `json:"version"`
	// Program is the version of k8slab.
	Program string `json:"k8slab"`
	Course  Course `json:"course"`
	Files   []File `json:"files"`
}

// Course names the course.
type Course struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	// BuiltIn says that the programs carry it already.
	BuiltIn bool `json:"builtIn"`
}

// File is one file of a bundle.
type File struct {
	Name   string `json:"name"`
	Size   int64  `json:"size"`   // bytes
	SHA256 string `json:"sha256"` // of its bytes, 64 hexadecimal digits
}

// Platforms lists the platforms there are programs for, as GOOS/GOARCH.
func (m *Manifest) Platforms() []string {
	var all []string
	for _, f := range m.Files {
		if dir, ok := programDir(f.Name); ok {
			all = append(all, strings.Replace(dir, "-", "/", 1))
		}
	}
	return all
}

// Error is what is wrong with a bundle, or with what one is to be made of: a sentence, and one that says what to do.
type Error struct {
	What, Do string
	Err      error
}

func (e *Error) Error() string { return e.What + " " + e.Do }

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

func unfit(format string, args ...any) error {
	return &Error{What: fmt.Sprintf(format, args...), Do: "이 파일을 쓰지 말고, 만든 사람에게서 다시 받아 주세요."}
}

func unreadable(name string, err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return &Error{What: fmt.Sprintf("%s이(가) 없어요.", name), Do: "경로를 확인해 주세요.", Err: err}
	}
	return &Error{What: fmt.Sprintf("%s을(를) 읽을 수 없어요.", name), Do: "경로와 읽을 권한을 확인해 주세요.", Err: err}
}

func unwritable(name string, err error) error {
	return &Error{What: fmt.Sprintf("%s에 쓰지 못했어요.", name), Do: "쓸 수 있는 자리인지, 디스크에 자리가 남았는지 보세요.", Err: err}
}

// platform is GOOS-GOARCH.
func platformPattern() *regexp.Regexp { return regexp.MustCompile(`^[a-z0-9]{2,12}-[a-z0-9]{2,12}$`) }

// programName is where the program for a platform is.
func programName(goos, goarch string) string {
	name := goos + "-" + goarch + "/k8slab"
	if goos == "windows" {
		name += ".exe"
	}
	return name
}

// programDir gives the platform of a program's name.
func programDir(name string) (string, bool) {
	dir, file := path.Split(name)
	dir = strings.TrimSuffix(dir, "/")
	goos, goarch, _ := strings.Cut(dir, "-")
	return dir, file != "" && platformPattern().MatchString(dir) && name == programName(goos, goarch)
}

// check refuses names that could lead elsewhere, on this system or another, and what a bundle has no place for.
func (f File) check() error {
	bad := !fs.ValidPath(f.Name) || !filepath.IsLocal(filepath.FromSlash(f.Name)) || strings.ContainsAny(f.Name, "\\:\x00")
	_, program := programDir(f.Name)
	most := int64(maxCourseFile)
	switch {
	case bad:
		return unfit("묶음에 밖으로 나가는 이름이 있어요: %q", f.Name)
	case program:
		most = maxProgram
	case f.Name != readmeName && !strings.HasPrefix(f.Name, courseDir+"/"):
		return unfit("묶음에 있을 자리가 아닌 파일이 있어요: %q", f.Name)
	}
	if f.Size < 0 || f.Size > most {
		return unfit("묶음 안의 파일이 너무 커요: %q", f.Name)
	}
	return nil
}
