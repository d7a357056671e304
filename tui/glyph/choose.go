package glyph

import "strings"

// Env is what decides between the sets. The zero value with a Getenv is a terminal about which nothing else is known.
type Env struct {
	Getenv func(string) string // the environment of the terminal's user; nil means an empty one
	GOOS   string              // runtime.GOOS of the machine that owns the terminal; "" means some Unix
	ASCII  bool                // the user asked for it (--ascii)
	Wide   bool                // the terminal draws ambiguous characters two cells wide
}

// For chooses the set for a terminal.
func For(e Env) Set {
	get := e.Getenv
	if get == nil {
		get = func(string) string { return "" }
	}
	term := get("TERM")
	switch {
	case e.ASCII, e.Wide, term == "dumb":
		return ASCII()
	case term == "linux", strings.HasPrefix(term, "putty"), strings.HasPrefix(term, "cygwin"):
		if utf8Locale(get) || e.GOOS == "windows" {
			return DOS()
		}
		return ASCII()
	case e.GOOS == "windows":
		return windows(get)
	case !utf8Locale(get):
		return ASCII()
	}
	return Unicode()
}

// windows tells the modern terminals, which set a variable each, from the old console.
func windows(get func(string) string) Set {
	for _, name := range []string{"WT_SESSION", "TERM_PROGRAM", "ConEmuPID", "ALACRITTY_WINDOW_ID", "WEZTERM_PANE"} {
		if get(name) != "" {
			return Unicode()
		}
	}
	if get("TERM") != "" { // MSYS2, an SSH client
		return Unicode()
	}
	return DOS()
}

// utf8Locale applies the precedence of setlocale(3): LC_ALL, then LC_CTYPE, then LANG.
func utf8Locale(get func(string) string) bool {
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if v := strings.ToLower(get(name)); v != "" {
			return strings.Contains(v, "utf-8") || strings.Contains(v, "utf8")
		}
	}
	return false
}
