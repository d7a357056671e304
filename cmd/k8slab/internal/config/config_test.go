package config_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/k8slab/k8slab/cmd/k8slab/internal/config"
	"github.com/k8slab/k8slab/tui/keys"
)

// input has a configuration file of the text; vars are NAME=VALUE for flags (--name) and variables.
func input(t testing.TB, text string, vars ...string) config.Input {
	t.Helper()
	path := filepath.Join(t.TempDir(), "config.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	values := map[string]string{}
	for _, v := range vars {
		name, value, _ := strings.Cut(v, "=")
		values[name] = value
	}
	return config.Input{
		File: path, Getenv: func(name string) string { return values[name] },
		Flags: func(name string) (string, bool) { v, ok := values["--"+name]; return v, ok },
	}
}

// origins gives "value source where", where without the directory of the file.
func origins(list []config.Origin) map[string]string {
	m := map[string]string{}
	for _, o := range list {
		m[o.Name] = strings.TrimSpace(o.Value + " " + o.Layer.String() + " " + filepath.Base(o.Where))
	}
	return m
}

func TestPrecedence(t *testing.T) {
	const text = `# comment
engine: docker
style: light
rate: 3
ascii: yes-no
keys:
  quit: x
  down: [down, "e"]
`
	in := input(t, strings.Replace(text, "yes-no", "true", 1),
		"K8SLAB_STYLE=projector", "GLAMOUR_STYLE=pink", "K8SLAB_RATE=4", "--rate=9", "K8SLAB_PLAIN=")
	s, list, err := config.Resolve(in)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"engine": "docker file config.yaml:2", "host": "default .", "context": "default .",
		"style": "projector env K8SLAB_STYLE", "ascii": "true file config.yaml:5", "plain": "false default .",
		"course": "default .", "lang": "ko default .", "rate": "9 flag --rate", "debug": "default .",
		"keys.quit": "x file config.yaml:7", "keys.down": "down, e file config.yaml:8",
	}
	if diff := cmp.Diff(want, origins(list)); diff != "" {
		t.Error(diff)
	}
	if s.Engine != "docker" || s.Style != "projector" || !s.ASCII || s.Plain || s.Rate != 9 || s.Lang != "ko" {
		t.Errorf("%+v", s)
	}
	if keys.First(s.Keys, keys.Quit) != "x" || keys.First(s.Keys, keys.Up) != "up" {
		t.Errorf("keys: %v", s.Keys)
	}
}

func TestEngineByStrongestPlace(t *testing.T) {
	for name, tc := range map[string]struct {
		text          string
		vars          []string
		engine        string
		host, context string
		err           string // what the place of the error ends with
	}{
		"flag host over file native":   {"engine: native\n", []string{"--host=tcp://h:1"}, "docker", "tcp://h:1", "", ""},
		"flag native over file host":   {"host: tcp://h:1\n", []string{"--engine=native"}, "native", "", "", ""},
		"flag context over file host":  {"host: tcp://h:1\n", []string{"--context=c"}, "auto", "", "c", ""},
		"file host over DOCKER_HOST":   {"host: tcp://h:1\n", []string{"DOCKER_HOST=tcp://d:1"}, "auto", "", "", ""},
		"DOCKER_HOST and file context": {"context: c\n", []string{"DOCKER_HOST=tcp://d:1"}, "auto", "", "", ""},
		"DOCKER_HOST and native":       {"engine: native\n", []string{"DOCKER_HOST=tcp://d:1"}, "native", "", "", ""},
		"own variable over theirs":     {"", []string{"DOCKER_HOST=tcp://d:1", "K8SLAB_HOST=tcp://h:1"}, "auto", "tcp://h:1", "", ""},
		"two flags":                    {"", []string{"--host=tcp://h:1", "--context=c"}, "", "", "", "--context"},
		"two of the file":              {"engine: native\nhost: tcp://h:1\n", nil, "", "", "", "config.yaml:2"},
	} {
		s, _, err := config.Resolve(input(t, tc.text, tc.vars...))
		var bad *config.Error
		if tc.err != "" {
			if !errors.As(err, &bad) || !strings.HasSuffix(bad.Where, tc.err) {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		if err != nil || s.Engine != tc.engine || s.Host != tc.host || s.Context != tc.context {
			t.Errorf("%s: %q %q %q %v", name, s.Engine, s.Host, s.Context, err)
		}
	}
}

func TestErrorsSayWhere(t *testing.T) {
	for text, want := range map[string]string{
		"\nengin: docker\n":                       ":2: \"engin\"라는 설정은 없어요. \"engine\"을",
		"volume: 3\n":                             ":1: \"volume\"라는 설정은 없어요. 쓸 수 있는 설정이에요: engine",
		"engine: podman\n":                        ":1: engine에는 \"podman\"을",
		"rate: 99\n":                              ":1: rate에는",
		"rate: 1.5\n":                             ":1: rate에는",
		"rate: [1]\n":                             ":1: rate에는 값 하나",
		"ascii: maybe\n":                          ":1: \"maybe\"은(는) 참도",
		"lang: fr\n":                              ":1: lang에는",
		"engine: auto\nengine: docker\n":          ":2: \"engine\"이(가) 두 번",
		"just words\n":                            ":1: 설정은 '이름: 값'으로",
		"a: [\n":                                  ": YAML을 읽을 수 없어요.",
		"keys: 3\n":                               ":1: keys에는",
		"keys:\n  fly: x\n":                       ":2: \"fly\"라는 동작은 없어요.",
		"rate: 3\nkeys:\n  up: q\n":               ":3: \"q\"은(는) 이미 \"quit\"의 키예요.",
		"keys:\n  up: []\n":                       ":2: \"up\"에 키가 하나도",
		"keys:\n  up: {a: b}\n":                   ":2: up에는 키의 이름이나",
		"style: &a x\n":                           ":1: style에는 값 하나",
		"style: dark\n---\nstyle: light\n":        ":3: 설정 파일에는 YAML 문서가 하나만",
		strings.Repeat("[", 40):                   ":1: 너무 깊이",
		"style: " + strings.Repeat("x", 65<<10):   ":1: 설정 파일이 너무 커요.",
		"style: dark\n\t- broken\n  - yaml: [1\n": ": YAML을 읽을 수 없어요.",
	} {
		_, _, err := config.Resolve(input(t, text))
		var bad *config.Error
		if !errors.As(err, &bad) || !strings.Contains(err.Error(), "config.yaml:") || !strings.Contains(err.Error(), want) || bad.Do == "" {
			t.Errorf("%.60q: %v", text, err)
		}
	}
}

func TestMissingAndEmptyFiles(t *testing.T) {
	in := input(t, "# nothing\n")
	if _, _, err := config.Resolve(in); err != nil {
		t.Error(err)
	}
	in.File = filepath.Join(t.TempDir(), "none.yaml")
	if _, _, err := config.Resolve(in); err != nil {
		t.Errorf("no file: %v", err)
	}
	in.Must = true
	if _, _, err := config.Resolve(in); err == nil {
		t.Error("a file that was asked for and is not there is no error")
	}
	in.File = t.TempDir()
	if _, _, err := config.Resolve(in); err == nil {
		t.Error("a directory is no error")
	}
}

func TestPathsInTheFileCountFromIt(t *testing.T) {
	in := input(t, "style: my.json\ndebug: ~/k.log\n", "HOME=/home/me")
	s, _, err := config.Resolve(in)
	if err != nil {
		t.Fatal(err)
	}
	if want := filepath.Join(filepath.Dir(in.File), "my.json"); s.Style != want {
		t.Errorf("style %q, want %q", s.Style, want)
	}
	if s.Debug != "/home/me/k.log" {
		t.Errorf("debug %q", s.Debug)
	}
}

func TestPath(t *testing.T) {
	for name, tc := range map[string]struct {
		goos string
		env  map[string]string
		want string
	}{
		"XDG":          {"linux", map[string]string{"XDG_CONFIG_HOME": "/x", "HOME": "/h"}, "/x/k8slab/config.yaml"},
		"relative XDG": {"linux", map[string]string{"XDG_CONFIG_HOME": "x", "HOME": "/h"}, "/h/.config/k8slab/config.yaml"},
		"macOS":        {"darwin", map[string]string{"HOME": "/Users/h"}, "/Users/h/.config/k8slab/config.yaml"},
		"Windows":      {"windows", map[string]string{"AppData": "/a"}, "/a/k8slab/config.yaml"},
		"no home":      {"linux", nil, ""},
	} {
		if got := config.Path(tc.goos, func(n string) string { return tc.env[n] }); got != tc.want {
			t.Errorf("%s: %q, want %q", name, got, tc.want)
		}
	}
}

// FuzzFile reads arbitrary files: none may panic, and every refusal says where and what to do.
func FuzzFile(f *testing.F) {
	for _, s := range []string{
		"", "engine: docker\n", "keys:\n  quit: [f10, q]\n", "a: &b [*b]\n", "? {a: b}\n: c\n", "--- !!map\nrate: !!int 3\n",
		"<<: x\n", "keys: {up: [1, 2.0, ~, true]}\n", "\"\\u0000\": x\n", "rate: |\n  3\n", "%YAML 1.2\n---\nlang: en\n", "\ufeffrate: 3",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		_, _, err := config.Resolve(input(t, text))
		var bad *config.Error
		if err != nil && (!errors.As(err, &bad) || bad.Where == "" || bad.What == "" || bad.Do == "") {
			t.Errorf("%v", err)
		}
	})
}
