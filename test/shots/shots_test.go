//go:build linux

package main

import (
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/k8slab/k8slab/test/term"
)

func drawn(t *testing.T, text string) string {
	t.Helper()
	s := term.NewScreen(10, 2, term.Config{}, func(string) {})
	_, _ = s.Write([]byte("\x1b[?25l" + text))
	svg := draw(s, colorsOf(false))
	for d := xml.NewDecoder(strings.NewReader(svg)); ; {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return svg
		} else if err != nil {
			t.Fatalf("%v in %s", err, svg)
		}
	}
}

func TestEveryColumnIsPinned(t *testing.T) {
	svg := drawn(t, "가a<\r\nb")
	for _, want := range []string{
		`<text x="0" y="14" fill="#fafafa">가</text>`,
		`<text x="16" y="14" fill="#fafafa">a</text>`,
		`<text x="24" y="14" fill="#fafafa">&lt;</text>`,
		`<text x="0" y="32" fill="#fafafa">b</text>`,
	} {
		if !strings.Contains(svg, want) {
			t.Errorf("no %s in\n%s", want, svg)
		}
	}
}

func TestStylesArePainted(t *testing.T) {
	for text, want := range map[string]string{
		"\x1b[1;31mx":             `fill="#e5534b" font-weight="bold">x`,
		"\x1b[38;2;1;2;3mx":       `fill="#010203">x`,
		"\x1b[38;5;196mx":         `fill="#ff0000">x`,
		"\x1b[38;5;244mx":         `fill="#808080">x`,
		"\x1b[7mx":                `<rect x="0" y="0" width="8" height="18" fill="#fafafa"/>`,
		"\x1b[44m가\x1b[m":         `<rect x="0" y="0" width="16" height="18" fill="#539bf5"/>`,
		"\x1b[4m가":                `<rect x="0" y="16" width="16" height="1" fill="#fafafa"/>`,
		"\x1b[2mx":                `opacity="0.6">x`,
		"─":                       `<rect x="4" y="9" width="4" height="1"`,
		"█":                       `<rect x="0.00" y="0.00" width="8.00" height="18.00"`,
		"▖":                       `<rect x="0.00" y="9.00" width="4.00" height="9.00"`,
		"\u2801":                  `<circle cx="2.00" cy="2.25"`,
		"\x1b[8msecret":           `</g></svg>`,
		"\x1b[9mx":                `y="9" width="8" height="1"`,
		"\x1b[3mx":                `font-style="italic">x`,
		"\x1b[31;7mx":             `fill="#101018">x`,
		"e\u0301":                 ">e\u0301<",
		"→":                       `font-size="13.3">→`,
		"\x1b[48;2;9;8;7m \x1b[m": `<rect x="0" y="0" width="8" height="18" fill="#090807"/>`,
	} {
		if svg := drawn(t, text); !strings.Contains(svg, want) {
			t.Errorf("%q: no %s in\n%s", text, want, svg)
		}
	}
}

func TestBoxesMeet(t *testing.T) {
	for _, r := range "─│┌┐└┘├┤┬┴┼╭╮╰╯━┃┏┓┗┛┣┫┳┻╋═║╔╗╚╝╠╣╦╩╬┠┨┢┪┡┩╂╇╈┷┯" {
		a, known := lineArms(r)
		if !known || a == (arms{}) {
			t.Errorf("%c is not drawn", r)
		}
	}
	if a, _ := lineArms('┌'); a != (arms{right: 1, down: 1}) {
		t.Errorf("┌ has the arms %+v", a)
	}
	if a, _ := lineArms('╣'); a != (arms{left: 3, up: 3, down: 3}) {
		t.Errorf("╣ has the arms %+v", a)
	}
	if a, _ := lineArms('╈'); a != (arms{left: 2, right: 2, up: 1, down: 2}) {
		t.Errorf("╈ has the arms %+v", a)
	}
	if a, _ := lineArms('┡'); a != (arms{right: 2, up: 2, down: 1}) {
		t.Errorf("┡ has the arms %+v", a)
	}
	if a, _ := lineArms('╯'); a != (arms{left: 1, up: 1}) {
		t.Errorf("╯ has the arms %+v", a)
	}
}

func TestScenariosAreChecked(t *testing.T) {
	if _, err := load("scenarios.yaml"); err != nil {
		t.Error(err)
	}
	for text, want := range map[string]string{
		"- args: [x]":                       "no name",
		"- {name: a, backgrounds: [green]}": "neither dark nor light",
		"- {name: a, sizes: [big]}":         "no size",
		"- {name: a, stops: [b]}":           "stops",
	} {
		path := filepath.Join(t.TempDir(), "s.yaml")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := load(path); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
}
