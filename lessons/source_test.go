package lessons_test

import (
	"archive/zip"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/k8slab/k8slab/lessons"
)

// onDisk writes a course into a directory.
func onDisk(t *testing.T, course fs.FS) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, course); err != nil {
		t.Fatal(err)
	}
	return dir
}

// zipped writes files, by name, into a ZIP file.
func zipped(t *testing.T, files map[string]string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "course.zip")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	w := zip.NewWriter(file)
	for name, text := range files {
		entry, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := entry.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

func texts(course map[string]string) map[string]string {
	files := map[string]string{}
	for name, file := range small(course) {
		files[name] = string(file.Data)
	}
	return files
}

func TestOpenPath(t *testing.T) {
	inFolder := map[string]string{"__MACOSX/x": "x"}
	for name, text := range texts(nil) {
		inFolder["my-course/"+name] = text
	}
	for name, path := range map[string]string{
		"directory": onDisk(t, small(nil)),
		"zip":       zipped(t, texts(nil)),
		"folder":    zipped(t, inFolder),
	} {
		t.Run(name, func(t *testing.T) {
			fsys, closer, err := lessons.OpenPath(path)
			if err != nil {
				t.Fatal(err)
			}
			defer closer.Close()
			for _, p := range lessons.Check(fsys) {
				t.Errorf("%v", p)
			}
		})
	}
}

func TestOpenPathRefuses(t *testing.T) {
	text := filepath.Join(t.TempDir(), "text")
	if err := os.WriteFile(text, []byte("no archive"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, path := range map[string]string{
		"nothing":     filepath.Join(t.TempDir(), "none"),
		"text":        text,
		"empty":       zipped(t, nil),
		"two folders": zipped(t, map[string]string{"a/course.yaml": "", "b/course.yaml": ""}),
	} {
		t.Run(name, func(t *testing.T) {
			if _, _, err := lessons.OpenPath(path); err == nil || !strings.Contains(err.Error(), path) {
				t.Errorf("got %v, want an error that names %s", err, path)
			}
		})
	}
}

// TestOpenPathStaysInside plants links that lead out of a course, as a file and as a folder on the way.
func TestOpenPathStaysInside(t *testing.T) {
	outside := onDisk(t, small(nil))
	dir := onDisk(t, small(map[string]string{"01-one.md": ""}))
	for name, target := range map[string]string{"01-one.md": "01-one.md", "figures": "labs"} {
		if err := os.Symlink(filepath.Join(outside, target), filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	fsys, closer, err := lessons.OpenPath(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer closer.Close()
	if _, err := lessons.Open(fsys, "one"); err == nil {
		t.Error("read a lesson through a link")
	}
	for _, name := range []string{"01-one.md", "figures/first.yaml"} {
		if _, err := fs.ReadFile(fsys, name); err == nil {
			t.Errorf("read %s through a link", name)
		}
	}
}

func TestTranslated(t *testing.T) {
	course := small(map[string]string{
		"lang/en/course.yaml": "id: small\ntitle: A small course\nlang: en\n",
		"lang/en/02-two.md":   strings.Replace(lesson("We go on with [[파드]].\n\n"+goodQuiz), "title: ", "title: Two ", 1),
	})
	if got := lessons.Languages(course); len(got) != 1 || got[0] != "en" {
		t.Fatalf("languages are %q", got)
	}
	english, err := lessons.Load(lessons.Translated(course, "en"))
	if err != nil {
		t.Fatal(err)
	}
	if english.Title != "A small course" || english.Lang != "en" {
		t.Errorf("the course is %q in %s", english.Title, english.Lang)
	}
	if len(english.Lessons) != 2 || !strings.HasPrefix(english.Lessons[1].Title, "Two ") {
		t.Errorf("lessons are %v", english.Lessons)
	}
	if strings.HasPrefix(english.Lessons[0].Title, "Two ") {
		t.Error("the first lesson is translated, though it has no translation")
	}
	for _, lang := range []string{"fr", "..", "", "EN"} {
		same, err := lessons.Load(lessons.Translated(course, lang))
		if err != nil || same.Lang != "ko" {
			t.Errorf("in %q: %v, %v", lang, same, err)
		}
	}
}

func TestCheckTranslations(t *testing.T) {
	course := small(map[string]string{
		"lang/en/01-one.md":   lesson("[[nowhere]] is not a term.\n\n" + goodQuiz),
		"lang/en/03-three.md": lesson("Nobody asked for this.\n\n" + goodQuiz),
	})
	var got []string
	for _, p := range lessons.CheckTranslations(course) {
		if p.Severity == lessons.SeverityError {
			got = append(got, p.File+" "+p.Rule)
		}
	}
	want := "lang/en/01-one.md term, lang/en/03-three.md translation"
	if strings.Join(got, ", ") != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if p := lessons.Check(course); len(p) > 0 {
		t.Errorf("the course itself: %v", p)
	}
}
