package config

import "path/filepath"

// Path is where the configuration file of a user is, by the customs of the operating system goos (as runtime.GOOS):
// XDG_CONFIG_HOME wherever it is set, else ~/.config or %AppData%; in each, k8slab/config.yaml. macOS has ~/.config too,
// as the tools that people of a terminal use there do. A relative path in a variable is ignored, as the XDG base
// directory specification wants it. It is empty where the environment tells of no such place.
func Path(goos string, getenv func(string) string) string {
	if dir := getenv("XDG_CONFIG_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "k8slab", "config.yaml")
	}
	if goos == "windows" {
		if dir := getenv("AppData"); filepath.IsAbs(dir) {
			return filepath.Join(dir, "k8slab", "config.yaml")
		}
	}
	home := getenv("HOME")
	if goos == "windows" && home == "" {
		home = getenv("USERPROFILE")
	}
	if !filepath.IsAbs(home) {
		return ""
	}
	return filepath.Join(home, ".config", "k8slab", "config.yaml")
}
