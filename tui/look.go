package tui

import (
	"context"
	"os"
	"strings"

	"github.com/charmbracelet/colorprofile"

	"github.com/k8slab/k8slab/tui/glyph"
	"github.com/k8slab/k8slab/tui/screen"
	"github.com/k8slab/k8slab/tui/theme"
	"github.com/k8slab/k8slab/tui/words"
)

// Terminal is what is known of the terminal that a screen is for.
type Terminal struct {
	Getenv func(string) string // its environment
	GOOS   string              // the system it belongs to
	ASCII  bool                // draw with ASCII only
	Style  string              // a theme's name or a style file; empty means Glamour's own choice
	// Environ is the whole environment of a terminal at the other end of a connection; nil means this process's own
	// terminal.
	Environ []string
}

// Look is how the program draws on one terminal.
type Look struct {
	Dark       bool
	Hyperlinks bool // the terminal understands OSC 8
	// Say speaks the interface's language where no other is given; its zero value is Korean.
	Say words.Say

	term    Terminal
	noColor bool
	query   bool // the terminal may be asked things
	profile colorprofile.Profile
}

// NewLook works out how to draw. The error is a *theme.Error.
func NewLook(t Terminal) (Look, error) {
	name := t.Getenv("TERM")
	l := Look{
		term: t, Dark: darkBackground(t.Getenv("COLORFGBG")), profile: t.profile(),
		query:      name != "linux" && name != "dumb" && name != "",
		Hyperlinks: name != "linux" && name != "dumb" && !strings.HasPrefix(name, "screen"),
	}
	if l.noColor = t.Getenv("NO_COLOR") != "" || l.profile <= colorprofile.ASCII; l.noColor {
		l.profile = colorprofile.ASCII
	}
	_, err := theme.Load(l.options(l.Dark))
	return l, err
}

// profile is what colours the terminal has.
func (t Terminal) profile() colorprofile.Profile {
	if t.Environ != nil {
		return colorprofile.Env(t.Environ)
	}
	return colorprofile.Detect(os.Stdout, os.Environ())
}

func (l Look) options(dark bool) theme.Options {
	return theme.Options{
		Name: l.term.Style, Getenv: l.term.Getenv, Dark: dark, NoColor: l.noColor, Say: l.Say,
		Basic: l.profile <= colorprofile.ANSI,
	}
}

// Theme gives the theme for a background that is dark or not.
func (l Look) Theme(dark bool) theme.Theme {
	t, _ := theme.Load(l.options(dark)) // NewLook has loaded it; a file that vanished since leaves the zero theme.
	return t
}

// Glyphs gives the signs for a terminal that draws ambiguous characters wide, or not.
func (l Look) Glyphs(wide bool) glyph.Set {
	return glyph.For(glyph.Env{Getenv: l.term.Getenv, GOOS: l.term.GOOS, ASCII: l.term.ASCII, Wide: wide})
}

// Restore is what the terminal must be sent should the program be killed while its screen is open.
func (l Look) Restore() string { return screen.Restore(l.query) }

// Screen completes the options of a screen for this terminal.
func (l Look) Screen(o screen.Options) screen.Options {
	o.Query, o.Profile = l.query, &l.profile
	return o
}

// Run shows the model on this process's terminal until the learner quits or ctx ends. A *screen.Panic is returned, not
// thrown, when the terminal has been restored.
func Run(ctx context.Context, m *Model) error {
	_, err := screen.Run(ctx, m, screen.Options{Query: m.cfg.Look.query, Profile: &m.cfg.Look.profile})
	return err
}

// darkBackground reads the variable that rxvt and others set ("15;0"). Terminals that answer are asked later; where
// nothing is known the background is taken to be dark, as that of most terminals is.
func darkBackground(colorfgbg string) bool {
	bg := colorfgbg[strings.LastIndexByte(colorfgbg, ';')+1:]
	return bg != "7" && bg != "15"
}

// Panic is the error of Run after the program panicked; by then the terminal is restored.
type Panic = screen.Panic
