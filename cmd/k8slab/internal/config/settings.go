package config

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// keysName is the one setting that is not a single value; it has no flag and no variable.
const keysName = "keys"

// The bounds of Settings.Rate, per second. Below one a lab seems dead; above ten nobody sees a difference, and the
// observer's cost shows in what it observes.
const (
	minRate     = 1
	maxRate     = 10
	defaultRate = "5"
)

// setting is one thing that can be set.
type setting struct {
	name     string
	fallback string
	env      []string // variables, the strongest first
	set      func(s *Settings, value string, at place) (what, do string)
}

// place is where a value was found.
type place struct {
	layer Layer
	where string
	dir   string // of the configuration file: what its relative paths start from
	home  string
}

// all is the table of settings, in the order of `k8slab config`.
func all() []setting {
	return []setting{
		{"engine", "auto", []string{"K8SLAB_ENGINE"}, setEngine},
		{"host", "", []string{"K8SLAB_HOST", "DOCKER_HOST"}, func(s *Settings, v string, _ place) (string, string) {
			s.Host = v
			return "", ""
		}},
		{"context", "", []string{"K8SLAB_CONTEXT", "DOCKER_CONTEXT"}, func(s *Settings, v string, _ place) (string, string) {
			s.Context = v
			return "", ""
		}},
		{"style", "auto", []string{"K8SLAB_STYLE", "GLAMOUR_STYLE"}, setStyle},
		{"ascii", "false", []string{"K8SLAB_ASCII"}, boolean(func(s *Settings) *bool { return &s.ASCII })},
		{"plain", "false", []string{"K8SLAB_PLAIN"}, boolean(func(s *Settings) *bool { return &s.Plain })},
		{"course", "", []string{"K8SLAB_COURSE"}, func(s *Settings, v string, at place) (string, string) {
			s.Course = at.path(v)
			return "", ""
		}},
		{"lang", "ko", []string{"K8SLAB_LANG"}, setLang},
		{"rate", defaultRate, []string{"K8SLAB_RATE"}, setRate},
		{"debug", "", []string{"K8SLAB_DEBUG"}, func(s *Settings, v string, at place) (string, string) {
			s.Debug = at.path(v)
			return "", ""
		}},
	}
}

func find(name string) *setting {
	for _, s := range all() {
		if s.name == name {
			return &s
		}
	}
	return nil
}

func setEngine(s *Settings, v string, _ place) (what, do string) {
	switch v {
	case "auto", "docker", "native":
		s.Engine = v
		return "", ""
	}
	return fmt.Sprintf("engine에는 %q을(를) 쓸 수 없어요.", v), "auto, docker, native 가운데 하나를 쓰세요."
}

func setLang(s *Settings, v string, _ place) (what, do string) {
	switch v {
	case "ko", "en":
		s.Lang = v
		return "", ""
	}
	return fmt.Sprintf("lang에는 %q을(를) 쓸 수 없어요.", v), "ko(한국어)나 en(영어)을 쓰세요."
}

func setRate(s *Settings, v string, _ place) (what, do string) {
	n, err := strconv.Atoi(v)
	if err != nil || n < minRate || n > maxRate {
		return fmt.Sprintf("rate에는 %q을(를) 쓸 수 없어요.", v), fmt.Sprintf("%d~%d 사이의 정수를 쓰세요.", minRate, maxRate)
	}
	s.Rate = n
	return "", ""
}

// setStyle takes a theme's name or a path. Whether there is such a theme is for package theme to say.
func setStyle(s *Settings, v string, at place) (what, do string) {
	s.Style = v
	if strings.HasSuffix(strings.ToLower(v), ".json") {
		s.Style = at.path(v)
	}
	return "", ""
}

func boolean(field func(*Settings) *bool) func(*Settings, string, place) (string, string) {
	return func(s *Settings, v string, _ place) (what, do string) {
		b, err := strconv.ParseBool(strings.ToLower(v))
		if err != nil {
			return fmt.Sprintf("%q은(는) 참도 거짓도 아니에요.", v), "true나 false를 쓰세요."
		}
		*field(s) = b
		return "", ""
	}
}

// path makes a path that stands in the configuration file mean the same wherever the program is started: it counts from
// the file's directory, and "~/" is the home directory. Elsewhere the shell has seen to it.
func (at place) path(v string) string {
	if at.layer != File || v == "" || v == "auto" {
		return v
	}
	if rest, ok := strings.CutPrefix(v, "~/"); ok && at.home != "" {
		return filepath.Join(at.home, rest)
	}
	if filepath.IsAbs(v) || os.IsPathSeparator(v[0]) {
		return v
	}
	return filepath.Join(at.dir, v)
}

// advise names the setting that was probably meant, or all of them.
func advise(name string) string {
	var names []string
	for _, s := range all() {
		if distance(strings.ToLower(name), s.name) <= 2 {
			return fmt.Sprintf("%q을(를) 쓰려던 것이 아닌지 보세요.", s.name)
		}
		names = append(names, s.name)
	}
	return fmt.Sprintf("쓸 수 있는 설정이에요: %s", strings.Join(append(names, keysName), ", "))
}

// distance is the Levenshtein distance in bytes.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost = min(diagonal, row[j], row[j+1]) + 1
			}
			diagonal, row[j+1] = row[j+1], cost
		}
	}
	return row[len(b)]
}
