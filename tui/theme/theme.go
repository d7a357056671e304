package theme

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"charm.land/glamour/v2/ansi"
	"charm.land/glamour/v2/styles"

	"github.com/k8slab/k8slab/tui/words"
)

// Options say which theme to load. The zero value is the light theme with all colours.
type Options struct {
	Name    string              // a name of Names, or the path of a style file; "" looks at GLAMOUR_STYLE
	File    string              // the path of a style file (--style); goes before Name
	Getenv  func(string) string // where GLAMOUR_STYLE is looked up; nil looks nowhere
	Dark    bool                // the terminal's background is dark
	NoColor bool                // no colours at all; bold, underline and reverse video remain
	Basic   bool                // the terminal has no more than 16 colours
	Say     words.Say           // the language of the words that a sheet puts before things; Korean if zero
}

// Theme is a loaded style sheet and the panel styles that match it.
type Theme struct {
	Name  string // the name or path it was loaded by; what "auto" stood for when it was that
	Dark  bool
	Sheet ansi.StyleConfig
	Panel Panel
}

// Names lists the themes that need no file, in the order to offer them.
func Names() []string {
	return []string{
		"auto", styles.DarkStyle, styles.LightStyle, "projector",
		styles.DraculaStyle, styles.TokyoNightStyle, styles.PinkStyle, styles.AsciiStyle, styles.NoTTYStyle,
	}
}

// Load finds, reads and adapts a theme. Its errors are *Error: an unknown name, or a file that cannot be read or is no
// style sheet.
func Load(o Options) (Theme, error) {
	name := o.File
	if name == "" {
		name = o.Name
	}
	if name == "" && o.Getenv != nil {
		name = o.Getenv("GLAMOUR_STYLE")
	}
	t := Theme{Name: name, Dark: o.Dark}
	switch {
	case o.File == "" && builtin(&t, o.Say):
	case o.File == "" && !looksLikePath(name):
		return Theme{}, unknownName(name)
	default:
		sheet, err := readFile(name)
		if err != nil {
			return Theme{}, err
		}
		t.Sheet = sheet
	}
	if o.NoColor {
		t.Sheet = withoutColors(t.Sheet)
	}
	t.Panel = derive(t.Sheet, t.Dark, o)
	return t, nil
}

// builtin fills in the sheet of a name that needs no file and reports whether t.Name is one.
func builtin(t *Theme, say words.Say) bool {
	auto := t.Name == "" || t.Name == "auto"
	if auto {
		t.Name = styles.LightStyle
		if t.Dark {
			t.Name = styles.DarkStyle
		}
	}
	if t.Name == "projector" {
		t.Sheet = projector(t.Dark)
		return true
	}
	name := t.Name
	if name == "tokyo_night" { // the spelling of one of Glamour's own files
		name = styles.TokyoNightStyle
	}
	sheet, ok := styles.DefaultStyles[name]
	if !ok {
		return false
	}
	t.Sheet = *sheet // shares pointers with Glamour's; nothing here writes through them
	if auto {
		t.Sheet = withoutHashes(t.Sheet)
	}
	t.Sheet.ImageText.Format = strings.Replace(t.Sheet.ImageText.Format, "Image:", say.T("그림:"), 1)
	switch name {
	case styles.LightStyle:
		t.Dark = false
	case styles.DarkStyle, styles.DraculaStyle, styles.TokyoNightStyle:
		t.Dark = true
	}
	return true
}

// withoutHashes takes away the number signs that Glamour's own sheets put before headings. Who asks for such a sheet by
// name gets it as it is; to a learner who has never seen Markdown the signs are noise.
func withoutHashes(sheet ansi.StyleConfig) ansi.StyleConfig {
	for _, h := range []*ansi.StyleBlock{&sheet.H2, &sheet.H3, &sheet.H4, &sheet.H5, &sheet.H6} {
		h.Prefix = strings.TrimLeft(h.Prefix, "# ")
	}
	return sheet
}

func looksLikePath(name string) bool {
	if strings.ContainsAny(name, `/\`) || strings.HasSuffix(name, ".json") {
		return true
	}
	_, err := os.Stat(name)
	return err == nil
}

func unknownName(name string) error {
	return &Error{
		Where: name,
		What:  fmt.Sprintf("‘%s’ 테마를 찾을 수 없어요.", name),
		Do:    fmt.Sprintf("다음 가운데 하나를 쓰거나 JSON 스타일 파일의 경로를 주세요: %s", strings.Join(slices.Clip(Names()), ", ")),
	}
}
