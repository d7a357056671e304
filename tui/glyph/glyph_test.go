package glyph_test

import (
	"reflect"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"github.com/k8slab/k8slab/tui/glyph"
)

// Every glyph is one cell, or boxes and columns built from it fall apart.
func TestGlyphsAreOneCell(t *testing.T) {
	for _, set := range []glyph.Set{glyph.Unicode(), glyph.DOS(), glyph.ASCII()} {
		v := reflect.ValueOf(set)
		for i := range v.NumField() {
			name := v.Type().Field(i).Name
			switch f := v.Field(i); {
			case name == "Name":
			case f.Kind() == reflect.Slice:
				for j := range f.Len() {
					oneCell(t, set.Name+"."+name, f.Index(j).String())
				}
			case name == "Ellipsis":
				if w := ansi.StringWidth(f.String()); w < 1 || w > 3 {
					t.Errorf("%s.%s %q is %d cells", set.Name, name, f, w)
				}
			default:
				oneCell(t, set.Name+"."+name, f.String())
			}
		}
	}
}

func oneCell(t *testing.T, name, s string) {
	t.Helper()
	if w := ansi.StringWidth(s); w != 1 {
		t.Errorf("%s %q is %d cells, want 1", name, s, w)
	}
}

func TestASCIIIsASCII(t *testing.T) {
	v := reflect.ValueOf(glyph.ASCII())
	for i := range v.NumField() {
		f := v.Field(i)
		if f.Kind() == reflect.Slice {
			for j := range f.Len() {
				ascii(t, v.Type().Field(i).Name, f.Index(j).String())
			}
			continue
		}
		ascii(t, v.Type().Field(i).Name, f.String())
	}
}

func ascii(t *testing.T, name, s string) {
	t.Helper()
	for _, r := range s {
		if r < 0x20 || r > 0x7e {
			t.Errorf("%s %q is not ASCII", name, s)
		}
	}
}

func TestFor(t *testing.T) {
	tests := []struct {
		name string
		env  map[string]string
		goos string
		e    glyph.Env
		want string
	}{
		{"korean", map[string]string{"LANG": "ko_KR.UTF-8", "TERM": "xterm-256color"}, "linux", glyph.Env{}, "unicode"},
		{"c utf", map[string]string{"LC_ALL": "C.UTF-8", "TERM": "xterm"}, "linux", glyph.Env{}, "unicode"},
		{"posix", map[string]string{"LC_ALL": "POSIX", "LANG": "ko_KR.UTF-8"}, "linux", glyph.Env{}, "ascii"},
		{"none", map[string]string{"TERM": "xterm"}, "linux", glyph.Env{}, "ascii"},
		{"euckr", map[string]string{"LANG": "ko_KR.EUC-KR"}, "linux", glyph.Env{}, "ascii"},
		{"dumb", map[string]string{"LANG": "ko_KR.UTF-8", "TERM": "dumb"}, "linux", glyph.Env{}, "ascii"},
		{"console", map[string]string{"LANG": "ko_KR.UTF-8", "TERM": "linux"}, "linux", glyph.Env{}, "dos"},
		{"putty", map[string]string{"LANG": "ko_KR.utf8", "TERM": "putty-256color"}, "linux", glyph.Env{}, "dos"},
		{"conhost", nil, "windows", glyph.Env{}, "dos"},
		{"windows terminal", map[string]string{"WT_SESSION": "1"}, "windows", glyph.Env{}, "unicode"},
		{"flag", map[string]string{"LANG": "ko_KR.UTF-8"}, "linux", glyph.Env{ASCII: true}, "ascii"},
		{"wide", map[string]string{"LANG": "ko_KR.UTF-8"}, "linux", glyph.Env{Wide: true}, "ascii"},
	}
	for _, tt := range tests {
		e := tt.e
		e.GOOS = tt.goos
		e.Getenv = func(k string) string { return tt.env[k] }
		if got := glyph.For(e).Name; got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

func TestFold(t *testing.T) {
	tests := []struct{ in, dos, ascii string }{
		{"│ ", "│ ", "| "},
		{"• ", "• ", "* "},
		{"[✓] ", "[x] ", "[x] "},
		{"\n🠶 ", "\n> ", "\n> "},
		{"Image: x →", "Image: x →", "Image: x >"},
		{"▌ ", "▌ ", "| "},
		{"──────", "──────", "------"},
		{"\u00a0", "\u00a0", "\u00a0"},
		{"‡", "?", "?"},
	}
	for _, tt := range tests {
		if got := glyph.Unicode().Fold(tt.in); got != tt.in {
			t.Errorf("unicode %q became %q", tt.in, got)
		}
		if got := glyph.DOS().Fold(tt.in); got != tt.dos {
			t.Errorf("dos %q became %q, want %q", tt.in, got, tt.dos)
		}
		if got := glyph.ASCII().Fold(tt.in); got != tt.ascii {
			t.Errorf("ascii %q became %q, want %q", tt.in, got, tt.ascii)
		}
	}
}

func TestLevel(t *testing.T) {
	s := glyph.Unicode()
	for _, tt := range []struct {
		in   float64
		want string
	}{{-1, "▁"}, {0, "▁"}, {0.5, "▅"}, {1, "█"}, {9, "█"}} {
		if got := s.Level(tt.in); got != tt.want {
			t.Errorf("Level(%v) = %q, want %q", tt.in, got, tt.want)
		}
	}
}
