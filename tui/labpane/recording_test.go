package labpane_test

import (
	"io/fs"
	"path"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"github.com/k8slab/k8slab/labs"
	"github.com/k8slab/k8slab/lessons/ko"
	"github.com/k8slab/k8slab/tui/glyph"
	"github.com/k8slab/k8slab/tui/labpane"
)

// TestRecordingsCanBeShown plays every recording of the course into a pane: each picture says that it is a recording and
// of what run, and no step is ticked.
func TestRecordingsCanBeShown(t *testing.T) {
	files, err := fs.Glob(ko.FS(), "recordings/*.jsonl.gz")
	if err != nil || len(files) == 0 {
		t.Fatalf("no recordings: %v", err)
	}
	for _, file := range files {
		id, _, _ := strings.Cut(path.Base(file), ".")
		f, err := ko.FS().Open(file)
		if err != nil {
			t.Fatal(err)
		}
		rec, err := labs.ReadRecording(f)
		_ = f.Close()
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		p, err := labs.Open(ko.FS(), id)
		if err != nil {
			t.Fatal(err)
		}
		m := labpane.New(look(t, glyph.Unicode()), labs.NewState(p).Apply(labs.Event{Playing: &rec.Header}))
		m.SetSize(37, 22)
		for i, e := range rec.Events {
			m.SetState(m.State().Apply(e))
			picture := strings.ReplaceAll(ansi.Strip(strings.Join(m.Rows()[:6], "")), " ", "") // as it was before it was wrapped
			if !strings.Contains(picture, "녹화") || !strings.Contains(picture, rec.Date.Format("2006-01-02")) {
				t.Fatalf("%s, event %d: the picture does not say that it is a recording:\n%s", id, i, picture)
			}
		}
		for _, step := range m.State().Steps {
			if step.Mark == labs.MarkDone {
				t.Errorf("%s: the recording ticked a step", id)
			}
		}
		if m.State().Seen == nil || len(m.State().Log) == 0 {
			t.Errorf("%s: nothing was seen", id)
		}
	}
}
