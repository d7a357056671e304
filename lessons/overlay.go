package lessons

import (
	"errors"
	"io/fs"
	"path"
	"slices"
)

// TranslationDir is the folder of a course that holds its translations, one folder for each language.
const TranslationDir = "lang"

// Languages lists the languages that a course is translated into besides its own, sorted.
func Languages(course fs.FS) []string {
	entries, err := fs.ReadDir(course, TranslationDir)
	if err != nil {
		return nil
	}
	var list []string
	for _, entry := range entries {
		if entry.IsDir() && isLanguage(entry.Name()) {
			list = append(list, entry.Name())
		}
	}
	return list
}

// isLanguage reports whether s can be a language's tag: two or three letters, as in "en".
func isLanguage(s string) bool {
	return (len(s) == 2 || len(s) == 3) && IsID(s)
}

// Translated gives a course in another language: each file of lang/LANG/ stands in for the file of the same path, and
// what has no translation is shown in the course's own language. A language that the course has no folder for changes
// nothing.
func Translated(course fs.FS, lang string) fs.FS {
	if !isLanguage(lang) || !slices.Contains(Languages(course), lang) {
		return course
	}
	return overlay{base: course, dir: path.Join(TranslationDir, lang)}
}

// overlay shows files of base, those below dir first. Folders are listed as base has them: a translation adds no file.
type overlay struct {
	base fs.FS
	dir  string
}

// Open implements fs.FS.
func (o overlay) Open(name string) (fs.File, error) {
	if o.shadowed(name) {
		return o.base.Open(path.Join(o.dir, name))
	}
	return o.base.Open(name)
}

// Lstat implements fs.ReadLinkFS, so that links are told apart in a translation as well.
func (o overlay) Lstat(name string) (fs.FileInfo, error) {
	if o.shadowed(name) {
		return fs.Lstat(o.base, path.Join(o.dir, name))
	}
	return fs.Lstat(o.base, name)
}

// ReadLink implements fs.ReadLinkFS.
func (o overlay) ReadLink(name string) (string, error) { return fs.ReadLink(o.base, name) }

// ReadDir implements fs.ReadDirFS.
func (o overlay) ReadDir(name string) ([]fs.DirEntry, error) { return fs.ReadDir(o.base, name) }

// shadowed reports whether the translation has a file of that name. Only a file that the course itself has can be
// translated.
func (o overlay) shadowed(name string) bool {
	info, err := fs.Lstat(o.base, path.Join(o.dir, name))
	if err != nil || info.IsDir() {
		return false
	}
	_, err = fs.Lstat(o.base, name)
	return !errors.Is(err, fs.ErrNotExist)
}
