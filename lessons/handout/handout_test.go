package handout_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/k8slab/k8slab/lessons"
	"github.com/k8slab/k8slab/lessons/handout"
	"github.com/k8slab/k8slab/lessons/ko"
	"github.com/k8slab/k8slab/lessons/markup"
	"github.com/k8slab/k8slab/lessons/progress"
)

func load(t *testing.T) *lessons.Course {
	t.Helper()
	course, err := lessons.Load(ko.FS())
	if err != nil {
		t.Fatal(err)
	}
	return course
}

func write(t *testing.T, f func(io.Writer, *lessons.Course, []string, handout.Options) error, c *lessons.Course,
	o handout.Options, ids ...string,
) string {
	t.Helper()
	var out bytes.Buffer
	if err := f(&out, c, ids, o); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

var (
	tag   = regexp.MustCompile(`<[^>]*>`)
	links = regexp.MustCompile(`href="#([^"]+)"`)
	ids   = regexp.MustCompile(` id="([^"]+)"`)
)

// words is a text without white space, so that line breaks count for nothing.
func words(s string) string { return strings.Join(strings.Fields(s), "") }

// TestNoTextLost looks for every paragraph of every lesson in both forms.
func TestNoTextLost(t *testing.T) {
	course := load(t)
	page := write(t, handout.HTML, course, handout.Options{})
	unescape := strings.NewReplacer("&quot;", `"`, "&#34;", `"`, "&lt;", "<", "&gt;", ">", "&#39;", "'", "&amp;", "&")
	read := words(unescape.Replace(tag.ReplaceAllString(page, "")))
	md := words(write(t, handout.Markdown, course, handout.Options{}))
	for _, meta := range course.Lessons {
		lesson, err := course.Lesson(meta.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, block := range lesson.Blocks {
			switch b := block.(type) {
			case *lessons.Prose:
				for n := b.Doc.FirstChild(); n != nil; n = n.NextSibling() {
					if n.Kind().String() != "Paragraph" && n.Kind().String() != "Heading" {
						continue
					}
					if want := words(markup.Text(n, b.Source)); !strings.Contains(read, want) {
						t.Errorf("%s:%d is not on the page: %s", meta.Path, b.LineOf(n), want)
					}
				}
			case *lessons.Quiz:
				for _, q := range b.Questions {
					for _, c := range q.Choices {
						text := words(markup.Text(markup.Parse([]byte(c.Why)), []byte(c.Why)))
						if !strings.Contains(read, text) {
							t.Errorf("%s: an answer's reason is not on the page: %s", meta.ID, c.Why)
						}
						if plain := words(c.Why); !strings.Contains(plain, "[[") && !strings.Contains(md, plain) {
							t.Errorf("%s: an answer's reason is not in the Markdown: %s", meta.ID, c.Why)
						}
					}
				}
			}
		}
	}
	if strings.Contains(md, "[[") || strings.Contains(md, "[!") {
		t.Error("the Markdown has marks that only a course knows")
	}
}

// TestPageIsWhole checks that the page is well-formed, needs nothing from outside, and that every link within it leads
// somewhere.
func TestPageIsWhole(t *testing.T) {
	page := write(t, handout.HTML, load(t), handout.Options{})
	dec := xml.NewDecoder(strings.NewReader(page))
	dec.Strict, dec.AutoClose, dec.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	for {
		_, err := dec.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, outside := range []string{"<script", "<img", "<link", "<iframe", "@import", "url("} {
		if strings.Contains(page, outside) {
			t.Errorf("the page has %q", outside)
		}
	}
	there := map[string]bool{}
	for _, m := range ids.FindAllStringSubmatch(page, -1) {
		if there[m[1]] {
			t.Errorf("%s is there twice", m[1])
		}
		there[m[1]] = true
	}
	for _, m := range links.FindAllStringSubmatch(page, -1) {
		if !there[m[1]] {
			t.Errorf("a link leads to %s, which is not there", m[1])
		}
	}
}

func TestMeasurements(t *testing.T) {
	course := load(t)
	blank := write(t, handout.HTML, course, handout.Options{}, "compare")
	if !strings.Contains(blank, "________") {
		t.Error("no room to write a measurement in")
	}
	o := handout.Options{Measured: func(key string) (progress.Measurement, bool) {
		m := progress.Measurement{Value: "12.5", Unit: "ms", Lab: "traditional", Engine: "내장 엔진 1.0"}
		return m, key == "traditional.game.p99_ms"
	}}
	filled := write(t, handout.HTML, course, o, "compare")
	if !strings.Contains(filled, "12.5 ms (traditional 실습, 내장 엔진 1.0)") || !strings.Contains(filled, "아직 재지 않았어요") {
		t.Error("what was measured is not told apart from what was not")
	}
}

// TestHostileCourse puts what a browser would run wherever a course has text.
func TestHostileCourse(t *testing.T) {
	evil := `<script>alert(1)</script> <img src=x onerror=alert(1)> [x](javascript:alert(1))`
	quoted := strings.ReplaceAll(evil, `'`, `''`)
	fsys := fstest.MapFS{
		"course.yaml":   {Data: []byte("id: evil\ntitle: '" + quoted + "'\nlang: ko\n")},
		"glossary.yaml": {Data: []byte("terms:\n  - name: 말\n    english: '" + quoted + "'\n    short: '" + quoted + "'\n")},
		"01-one.md": {Data: []byte("---\ntitle: '" + quoted + "'\nquestion: '" + quoted + "'\nminutes: 1\n---\n\n[[말]] " +
			evil + "\n\n> [!주의] " + evil + "\n> 글\n\n```facts\nid: f\ncolumns: ['" + quoted + "']\nrows: [{name: '" + quoted +
			"', cells: [{text: '" + quoted + "'}]}]\n```\n")},
	}
	course, err := lessons.Load(fsys)
	if err != nil {
		t.Fatal(err)
	}
	page := write(t, handout.HTML, course, handout.Options{})
	for _, bad := range []string{"<script", "<img", `href="javascript`} {
		if strings.Contains(page, bad) {
			t.Errorf("the page has %q", bad)
		}
	}
}

func TestUnknownLesson(t *testing.T) {
	var out bytes.Buffer
	if err := handout.HTML(&out, load(t), []string{"nowhere"}, handout.Options{}); err == nil || out.Len() > 0 {
		t.Errorf("wrote %d bytes of a lesson that is not there: %v", out.Len(), err)
	}
}
