package progress

import (
	"errors"
	"path/filepath"
)

// ErrNoHome means that the environment tells of no place to keep things in.
var ErrNoHome = errors.New("no home directory is set")

// Dir is where progress is kept, by the customs of the operating system goos (as runtime.GOOS): XDG_STATE_HOME wherever
// it is set, else ~/.local/state, ~/Library/Application Support or %LocalAppData%; in each, k8slab. As the XDG base
// directory specification wants it, a relative path in a variable is ignored.
func Dir(goos string, getenv func(string) string) (string, error) {
	if dir := getenv("XDG_STATE_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "k8slab"), nil
	}
	if goos == "windows" {
		if dir := getenv("LocalAppData"); filepath.IsAbs(dir) {
			return filepath.Join(dir, "k8slab"), nil
		}
	}
	home := getenv("HOME")
	if goos == "windows" && home == "" {
		home = getenv("USERPROFILE")
	}
	if !filepath.IsAbs(home) {
		return "", ErrNoHome
	}
	switch goos {
	case "darwin":
		return filepath.Join(home, "Library", "Application Support", "k8slab"), nil
	case "windows":
		return filepath.Join(home, "AppData", "Local", "k8slab"), nil
	}
	return filepath.Join(home, ".local", "state", "k8slab"), nil
}
