package main

import (
	"bytes"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/k8slab/k8slab/labs"
	"github.com/k8slab/k8slab/sandbox"
	"github.com/k8slab/k8slab/tui"
)

func TestWithDebugFile(t *testing.T) {
	for in, want := range map[string]string{
		"--debug ./log lab list":  "--debug=./log lab list",
		"list --debug a.log":      "list --debug=a.log",
		"--debug terms":           "--debug terms",
		"--debug":                 "--debug",
		"--debug -o json":         "--debug -o json",
		"--debug=x list":          "--debug=x list",
		"read -- --debug ./x.log": "read -- --debug ./x.log",
	} {
		if got := strings.Join(withDebugFile(strings.Fields(in)), " "); got != want {
			t.Errorf("%s: %s", in, got)
		}
	}
	if got := withDebugFile([]string{"--debug", ""}); !slices.Equal(got, []string{"--debug", ""}) {
		t.Errorf("empty argument: %q", got)
	}
}

// TestLogKeepsNoSecret writes secrets in every way that the program could come across one.
func TestLogKeepsNoSecret(t *testing.T) {
	var out bytes.Buffer
	a := &app{log: slog.New(newLogHandler(&out, []string{"REGISTRY_PASSWORD=hunter22", "GH_TOKEN=tok-123", "LANG=C.UTF-8"}))}
	record := a.logEvents("terms")
	record(labs.Event{Connected: &sandbox.Info{Endpoint: "tcp://me:geheim@host:2376", Source: "DOCKER_HOST"}})
	record(labs.Event{Failed: &labs.Fault{What: "401: hunter22 was refused at https://geheim@host/x"}})
	record(labs.Event{Logged: &sandbox.Entry{
		Op: "start", Equivalent: "docker run -e PW=geheim", Err: "tok-123",
		Calls: []sandbox.Call{{Method: "POST", Path: "/containers/create?name=geheim"}},
	}})
	a.log.Error("err", "err", errors.New("dial tcp://u:geheim@h"))
	for _, secret := range []string{"hunter22", "tok-123", "geheim"} {
		if strings.Contains(out.String(), secret) {
			t.Errorf("%s is in the log:\n%s", secret, &out)
		}
	}
	for _, kept := range []string{`"op":"start"`, `"path":"/containers/create"`, "***@host:2376", `"lab":"terms"`} {
		if !strings.Contains(out.String(), kept) {
			t.Errorf("%s is not in the log:\n%s", kept, &out)
		}
	}
}

func TestCrashReportIsKeptAndPointedTo(t *testing.T) {
	state := t.TempDir()
	env := map[string]string{"XDG_STATE_HOME": state}
	a := &app{getenv: func(n string) string { return env[n] }, log: slog.New(slog.DiscardHandler)}
	err := a.crashed(&tui.Panic{Value: "boom", Stack: []byte("stack of it")})
	var f *failure
	if !errors.As(err, &f) || f.code != exitFailed {
		t.Fatalf("%v", err)
	}
	reports, _ := filepath.Glob(filepath.Join(state, "k8slab", "crash-*.txt"))
	if len(reports) != 1 || !strings.Contains(f.do, reports[0]) {
		t.Fatalf("reports %q, told: %s", reports, f.do)
	}
	text, _ := os.ReadFile(reports[0])
	if !strings.Contains(string(text), "boom") || !strings.Contains(string(text), "stack of it") {
		t.Errorf("%s", text)
	}
}
