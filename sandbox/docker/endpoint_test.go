package docker

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/moby/moby/client"

	"github.com/k8slab/k8slab/sandbox"
)

// dockerHome writes a configuration directory with two contexts, one of them with TLS material.
func dockerHome(t *testing.T, current string) string {
	t.Helper()
	home := t.TempDir()
	write := func(content string, path ...string) {
		file := filepath.Join(append([]string{home, ".docker"}, path...)...)
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(fmt.Sprintf(`{"currentContext":%q}`, current), "config.json")
	for name, host := range map[string]string{"desktop": "unix:///d.sock", "far": "tcp://far:2376", "empty": ""} {
		sum := sha256.Sum256([]byte(name))
		id := hex.EncodeToString(sum[:])
		write(fmt.Sprintf(`{"Name":%q,"Metadata":{},"Endpoints":{"docker":{"Host":%q,"SkipTLSVerify":false}}}`, name, host),
			"contexts", "meta", id, "meta.json")
		if name == "far" {
			write("not read here", "contexts", "tls", id, "docker", "ca.pem")
		}
	}
	return home
}

func TestCandidates(t *testing.T) {
	for _, c := range []struct {
		name                     string
		host, context, current   string
		env                      map[string]string
		want, source             string
		tls, asked, broken, more bool
	}{
		{name: "host flag", host: "unix:///x", env: map[string]string{"DOCKER_HOST": "unix:///y"}, want: "unix:///x", source: "--host", asked: true},
		{name: "bare path", host: "/x/y.sock", want: "unix:///x/y.sock", source: "--host", asked: true},
		{name: "bare address", host: "far:2375", want: "tcp://far:2375", source: "--host", asked: true},
		{name: "context flag", context: "desktop", env: map[string]string{"DOCKER_HOST": "unix:///y"}, want: "unix:///d.sock", source: "--context desktop", asked: true},
		{name: "context with TLS", context: "far", want: "tcp://far:2376", source: "--context far", asked: true, tls: true},
		{name: "no such context", context: "moon", source: "--context moon", asked: true, broken: true},
		{name: "context without an engine", context: "empty", source: "--context empty", asked: true, broken: true},
		{name: "both", host: "unix:///x", context: "far", want: "unix:///x", source: "--host", asked: true, broken: true},
		{
			name: "DOCKER_HOST", env: map[string]string{"DOCKER_HOST": "unix:///y", "DOCKER_CONTEXT": "far"}, current: "desktop",
			want: "unix:///y", source: "DOCKER_HOST", asked: true,
		},
		{
			name: "DOCKER_HOST with TLS", env: map[string]string{"DOCKER_HOST": "tcp://h:2376", "DOCKER_TLS_VERIFY": "1"},
			want: "tcp://h:2376", source: "DOCKER_HOST", asked: true, tls: true,
		},
		{
			name: "no TLS on a socket", env: map[string]string{"DOCKER_HOST": "unix:///y", "DOCKER_TLS_VERIFY": "1"},
			want: "unix:///y", source: "DOCKER_HOST", asked: true,
		},
		{
			name: "DOCKER_CONTEXT", env: map[string]string{"DOCKER_CONTEXT": "far"}, current: "desktop",
			want: "tcp://far:2376", source: "DOCKER_CONTEXT far", asked: true, tls: true,
		},
		{name: "current context", current: "desktop", want: "unix:///d.sock", source: "context desktop", asked: true},
		{name: "default context named", context: "default", current: "desktop", want: client.DefaultDockerHost, source: "default", more: true},
		{name: "default", want: client.DefaultDockerHost, source: "default", more: true},
		{
			name: "DOCKER_CONTEXT=default", env: map[string]string{"DOCKER_CONTEXT": "default"},
			want: client.DefaultDockerHost, source: "default", more: true,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			list := Candidates(Options{
				Host: c.host, Context: c.context, Home: dockerHome(t, c.current),
				Getenv: func(key string) string { return c.env[key] },
			})
			e := list[0]
			if e.Host != c.want || e.Source != c.source || e.Asked != c.asked || (e.TLS != nil) != c.tls || (e.Err != nil) != c.broken {
				t.Errorf("%+v", e)
			}
			if (len(list) > 1) != c.more {
				t.Errorf("%d candidates", len(list))
			}
		})
	}
}

// TestUsualPlaces looks for the sockets of engines without root, after the default one.
func TestUsualPlaces(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Log("named pipes are listed there")
		return
	}
	var hosts []string
	for _, e := range Candidates(Options{Home: "/home/a", Getenv: func(key string) string {
		return map[string]string{"XDG_RUNTIME_DIR": "/run/user/7"}[key]
	}}) {
		hosts = append(hosts, e.Host)
	}
	for _, want := range []string{
		"unix:///run/user/7/docker.sock", "unix:///home/a/.docker/run/docker.sock",
		"unix:///home/a/.docker/desktop/docker.sock", "unix:///run/user/7/podman/podman.sock",
	} {
		if !slices.Contains(hosts, want) {
			t.Errorf("%s is not among %v", want, hosts)
		}
	}
}

func TestSSHArgs(t *testing.T) {
	for host, want := range map[string]string{
		"ssh://far":                     "-- far docker system dial-stdio",
		"ssh://me@far:2222":             "-l me -p 2222 -- far docker system dial-stdio",
		"ssh://far/run/user/7/d.sock":   "-- far docker --host unix:///run/user/7/d.sock system dial-stdio",
		"ssh://far/a b":                 "-- far docker --host 'unix:///a b' system dial-stdio",
		"ssh://-oProxyCommand=evil":     "",
		"ssh://-oProxyCommand=evil@far": "",
		"ssh://me:secret@far":           "",
		"ssh://":                        "",
	} {
		args, err := sshArgs(host)
		if want == "" {
			if err == nil {
				t.Errorf("%s: %v", host, args)
			}
			continue
		}
		if err != nil || !strings.HasSuffix(strings.Join(args, " "), want) || !slices.Contains(args, "BatchMode=yes") {
			t.Errorf("%s: %v, %v", host, args, err)
		}
	}
}

func TestShellQuote(t *testing.T) {
	for s, want := range map[string]string{
		"": "''", "plain-1.0_x:/=": "plain-1.0_x:/=", "two words": "'two words'", "it's": `'it'\''s'`,
		"$HOME": "'$HOME'", "한글": "'한글'", "~": "'~'", "a\nb": "'a\nb'",
	} {
		if got := shellQuote(s); got != want {
			t.Errorf("%q: %s, want %s", s, got, want)
		}
	}
}

// TestDenied has the kernel's own refusal, as dialling a socket of another group returns it.
func TestDenied(t *testing.T) {
	refusal := &net.OpError{Op: "dial", Net: "unix", Err: os.NewSyscallError("connect", syscall.EACCES)}
	socket := filepath.Join(t.TempDir(), "docker.sock") // The machine's own may be anything, a directory even.
	e := unreachable(Endpoint{Host: "unix://" + socket, Source: "default"}, refusal)
	if e.Kind != sandbox.KindDenied || !strings.Contains(e.What, socket) {
		t.Errorf("%v", e)
	}
	if runtime.GOOS == "linux" && !strings.Contains(e.Do, "sudo usermod -aG docker $USER") {
		t.Errorf("remedy: %s", e.Do)
	}
	if worse := unreachable(Endpoint{}, os.ErrNotExist); nearness(e) <= nearness(worse) {
		t.Error("a socket that may not be opened says more than one that is not there")
	}
}
