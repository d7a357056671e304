package main

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/k8slab/k8slab/labs"
	"github.com/k8slab/k8slab/lessons/ko"
)

// mostRecordings is what the recordings of the built-in course may add to the program, in bytes.
const mostRecordings = 1 << 20

// TestRecordingsFit holds the recordings that the course carries to its labs. When this fails because a lab does
// something else now, run `make recordings` and commit what it made.
func TestRecordingsFit(t *testing.T) {
	course := ko.FS()
	for _, p := range checkRecordings(course) {
		t.Errorf("%s (make recordings makes them anew)", p.Error())
	}
	var total int64
	files, err := fs.Glob(course, "labs/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		id := strings.TrimSuffix(strings.TrimPrefix(file, "labs/"), ".yaml")
		info, err := fs.Stat(course, "recordings/"+recordingName(id))
		if err != nil {
			t.Errorf("the lab %s has no recording: run make recordings", id)
			continue
		}
		total += info.Size()
	}
	if total > mostRecordings {
		t.Errorf("%d KiB of recordings, want at most %d", total>>10, mostRecordings>>10)
	}
}

// TestRecordingsTellLittle finds no recording that tells where it was made more closely than by machine and engine.
func TestRecordingsTellLittle(t *testing.T) {
	course := ko.FS()
	files, err := fs.Glob(course, "recordings/*"+recordingSuffix)
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		f, err := course.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		rec, err := labs.ReadRecording(f)
		_ = f.Close()
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		for _, e := range rec.Events {
			if e.Logged != nil && strings.Contains(e.Logged.Equivalent, "docker.sock") {
				t.Fatalf("%s tells where the engine answered: %s", file, e.Logged.Equivalent)
			}
		}
	}
}

// TestCourseCheckKnowsRecordings gives an author's course recordings that are broken, outdated, of nothing, and misnamed.
func TestCourseCheckKnowsRecordings(t *testing.T) {
	terms, err := fs.ReadFile(ko.FS(), "recordings/"+recordingName("terms"))
	if err != nil {
		t.Fatal(err)
	}
	lab, err := fs.ReadFile(ko.FS(), "labs/terms.yaml")
	if err != nil {
		t.Fatal(err)
	}
	changed := strings.Replace(string(lab), "pids: ", "pids: 1", 1)
	for _, c := range []struct {
		name, file, lab string
		recording       []byte
		want            string // the severity; none if nothing is wrong
	}{
		{"right", "terms.jsonl.gz", string(lab), terms, ""},
		{"cut", "terms.jsonl.gz", string(lab), terms[:len(terms)/2], "error"},
		{"no recording", "terms.jsonl.gz", string(lab), []byte("hello"), "error"},
		{"outdated", "terms.jsonl.gz", changed, terms, "warning"},
		{"of another lab", "other.jsonl.gz", strings.Replace(string(lab), "id: terms", "id: other", 1), terms, "error"},
		{"of no lab", "nothing.jsonl.gz", string(lab), terms, "warning"},
		{"misnamed", "terms.gz", string(lab), terms, "warning"},
	} {
		id := "terms"
		if strings.HasPrefix(c.file, "other") {
			id = "other"
		}
		problems := checkRecordings(fstest.MapFS{
			"labs/" + id + ".yaml": {Data: []byte(c.lab)}, "recordings/" + c.file: {Data: c.recording},
		})
		got := ""
		for _, p := range problems {
			got += string(p.Severity)
			if p.File != "recordings/"+c.file || p.Message == "" {
				t.Errorf("%s: told of %s: %q", c.name, p.File, p.Message)
			}
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
