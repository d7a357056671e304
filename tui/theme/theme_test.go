package theme_test

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"charm.land/glamour/v2/styles"

	"github.com/k8slab/k8slab/tui/theme"
)

func TestLoadNames(t *testing.T) {
	for _, name := range theme.Names() {
		for _, dark := range []bool{true, false} {
			th, err := theme.Load(theme.Options{Name: name, Dark: dark})
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if len(th.Panel.Series) != 6 {
				t.Errorf("%s: %d series", name, len(th.Panel.Series))
			}
		}
	}
}

func TestAutoFollowsBackground(t *testing.T) {
	for _, dark := range []bool{true, false} {
		th, err := theme.Load(theme.Options{Dark: dark})
		if err != nil {
			t.Fatal(err)
		}
		want := map[bool]string{true: "dark", false: "light"}[dark]
		if th.Name != want || th.Dark != dark {
			t.Errorf("dark %v gave %s, dark %v", dark, th.Name, th.Dark)
		}
	}
}

func TestEnvironmentAndPrecedence(t *testing.T) {
	file := filepath.Join(t.TempDir(), "mine.json")
	write(t, file, `{"heading":{"color":"#ff0000","bold":true},"future_key":{"color":"4"}}`)
	env := func(string) string { return "pink" }
	tests := []struct {
		o    theme.Options
		want string
	}{
		{theme.Options{Getenv: env}, "pink"},
		{theme.Options{Getenv: env, Name: "dracula"}, "dracula"},
		{theme.Options{Getenv: env, Name: "dracula", File: file}, file},
		{theme.Options{Getenv: func(string) string { return file }}, file},
	}
	for _, tt := range tests {
		th, err := theme.Load(tt.o)
		if err != nil {
			t.Fatal(err)
		}
		if th.Name != tt.want {
			t.Errorf("got %s, want %s", th.Name, tt.want)
		}
		if tt.want == file && *th.Sheet.Heading.Color != "#ff0000" {
			t.Errorf("heading colour %v", *th.Sheet.Heading.Color)
		}
	}
}

func TestBadFilesNameTheLine(t *testing.T) {
	dir := t.TempDir()
	tests := []struct{ name, text, place, word string }{
		{"comma", "{\n  \"h1\": {\n    \"bold\": true,\n  }\n}", ":4:3", "문법"},
		{"short", "{\n  \"h1\": {", ":2:9", "끝났어요"},
		{"type", "{\n\n \"h1\": {\"bold\": \"yes\"}\n}", ":3:", "h1.bold"},
		{"color", "{\n \"h1\": {\"prefix\": \"color\"},\n \"h2\": {\"color\": \"purple\"}\n}", ":3:19", "purple"},
		{"deep", `{"code_block": {"chroma": {"text": {}},` + "\n" + `"background_color": "#12"}}`, ":2:22", "#12"},
	}
	for _, tt := range tests {
		file := filepath.Join(dir, tt.name+".json")
		write(t, file, tt.text)
		_, err := theme.Load(theme.Options{File: file})
		var e *theme.Error
		if !errors.As(err, &e) {
			t.Errorf("%s: error is %v", tt.name, err)
			continue
		}
		if !strings.HasPrefix(e.Where, file+tt.place) || !strings.Contains(e.What, tt.word) || e.Do == "" {
			t.Errorf("%s: %v, want %s and %q", tt.name, err, tt.place, tt.word)
		}
	}
}

func TestMissing(t *testing.T) {
	for _, o := range []theme.Options{{Name: "solarised"}, {File: "/nowhere/x.json"}, {Name: "./no.json"}} {
		_, err := theme.Load(o)
		var e *theme.Error
		if !errors.As(err, &e) || e.Do == "" {
			t.Errorf("%+v: %v", o, err)
		}
	}
}

// Without colours nothing may be told apart by nothing: what had only a colour gets a mark.
func TestNoColor(t *testing.T) {
	for _, name := range theme.Names() {
		th, err := theme.Load(theme.Options{Name: name, NoColor: true})
		if err != nil {
			t.Fatal(err)
		}
		text, err := json.Marshal(th.Sheet)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(text), `color":`) {
			t.Errorf("%s keeps a colour: %s", name, text)
		}
		if th.Sheet.Code.BlockPrefix == "" && th.Sheet.Code.Prefix == "" {
			t.Errorf("%s: inline code has no mark", name)
		}
		if out := th.Panel.Selected.Render("x"); strings.Contains(out, "38;") || out == "x" {
			t.Errorf("%s: selection %q", name, out)
		}
	}
}

// Loading must leave Glamour's own sheets as they are: they are shared by the whole process.
func TestLoadDoesNotWriteIntoGlamour(t *testing.T) {
	before, err := json.Marshal(styles.DarkStyleConfig)
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range []theme.Options{{Name: "dark", NoColor: true}, {Name: "projector", Dark: true}} {
		if _, err := theme.Load(o); err != nil {
			t.Fatal(err)
		}
	}
	after, err := json.Marshal(styles.DarkStyleConfig)
	if err != nil {
		t.Fatal(err)
	}
	if string(before) != string(after) {
		t.Error("the shared dark sheet changed")
	}
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, err := theme.Load(theme.Options{Dark: true}); err != nil {
			b.Fatal(err)
		}
	}
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
