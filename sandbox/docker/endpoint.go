package docker

import (
	"cmp"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/moby/moby/client"

	"github.com/k8slab/k8slab/sandbox"
	"github.com/k8slab/k8slab/sandbox/image"
)

// Options say how to find and use an engine. The zero value means: as the docker command would.
type Options struct {
	// Host is what -H gives: "unix:///run/docker.sock", "tcp://host:2376", "ssh://user@host". It excludes Context.
	Host string
	// Context is the name of a docker context, as -c gives it.
	Context string
	// Getenv and Home stand in for the process's environment and home directory in tests.
	Getenv func(string) string
	Home   string
	// Image gives the program inside the lab image for the engine's architecture. Without it nothing can be started.
	Image image.Source
	// Known gives what the image made of Image will be, where that is known without making it; nil where it never is.
	Known func(arch string) (sandbox.Image, bool)
	// Patience bounds how long one endpoint may take to introduce itself; zero means 3 s, 10 s for one that a user
	// asked for, 15 s over ssh.
	Patience time.Duration
	// InspectForeign gives the observer CAP_SYS_PTRACE, which it needs to read the namespaces of containers that have
	// more capabilities or another user than our own.
	InspectForeign bool
}

// Endpoint is one place where an engine may answer.
type Endpoint struct {
	// Host is a URL: unix, npipe, tcp, http(s) or ssh.
	Host string
	// Source says who named it: "--host", "--context NAME", "DOCKER_HOST", "DOCKER_CONTEXT NAME", "context NAME",
	// "default", "rootless", "Docker Desktop", "Podman".
	Source string
	// TLS is nil for a plain connection.
	TLS *TLSFiles
	// Asked is true for what a user named; nothing else is tried then.
	Asked bool
	// Err says why the endpoint could not even be worked out (no such context, unreadable file).
	Err error `json:"-"`
}

// TLSFiles name the material of a TLS connection; empty names are left out.
type TLSFiles struct {
	CA, Cert, Key string
	SkipVerify    bool
}

// Candidates lists the endpoints to try, in order; never empty. It reads files, but opens no connection.
func Candidates(opts Options) []Endpoint {
	opts = opts.withDefaults()
	switch {
	case opts.Host != "" && opts.Context != "":
		return []Endpoint{{Host: opts.Host, Source: "--host", Asked: true, Err: errHostAndContext}}
	case opts.Host != "":
		return []Endpoint{opts.byHost(opts.Host, "--host")}
	case opts.Context != "" && opts.Context != "default":
		return []Endpoint{opts.byContext(opts.Context, "--context "+opts.Context)}
	case opts.Getenv("DOCKER_HOST") != "":
		return []Endpoint{opts.byHost(opts.Getenv("DOCKER_HOST"), "DOCKER_HOST")}
	case opts.Context == "default":
		return opts.usualPlaces()
	}
	if name := opts.Getenv("DOCKER_CONTEXT"); name != "" && name != "default" {
		return []Endpoint{opts.byContext(name, "DOCKER_CONTEXT "+name)}
	}
	if name := opts.currentContext(); name != "" && name != "default" {
		return []Endpoint{opts.byContext(name, "context "+name)}
	}
	return opts.usualPlaces()
}

func (o Options) withDefaults() Options {
	if o.Getenv == nil {
		o.Getenv = os.Getenv
	}
	if o.Home == "" {
		o.Home, _ = os.UserHomeDir()
	}
	return o
}

// byHost makes an endpoint of a host that the user named. TLS follows the docker command: DOCKER_TLS_VERIFY or
// DOCKER_TLS turn it on, DOCKER_CERT_PATH (or the configuration directory) has the files.
func (o Options) byHost(host, source string) Endpoint {
	e := Endpoint{Host: normalizeHost(host), Source: source, Asked: true}
	verify := o.Getenv("DOCKER_TLS_VERIFY") != ""
	if (verify || o.Getenv("DOCKER_TLS") != "") && e.overTCP() {
		dir := cmp.Or(o.Getenv("DOCKER_CERT_PATH"), o.configDir())
		e.TLS = &TLSFiles{
			CA:         filepath.Join(dir, "ca.pem"),
			Cert:       filepath.Join(dir, "cert.pem"),
			Key:        filepath.Join(dir, "key.pem"),
			SkipVerify: !verify,
		}
	}
	_, e.Err = client.ParseHostURL(e.Host)
	return e
}

// usualPlaces are the default socket and, on systems that have them, those of engines that a user may run without root.
func (o Options) usualPlaces() []Endpoint {
	list := []Endpoint{{Host: client.DefaultDockerHost, Source: "default"}}
	add := func(source string, path ...string) {
		if path[0] != "" {
			list = append(list, Endpoint{Host: "unix://" + filepath.Join(path...), Source: source})
		}
	}
	if runtime.GOOS == "windows" {
		return append(list, Endpoint{Host: "npipe:////./pipe/dockerDesktopLinuxEngine", Source: "Docker Desktop"},
			Endpoint{Host: "npipe:////./pipe/podman-machine-default", Source: "Podman"})
	}
	run := o.Getenv("XDG_RUNTIME_DIR")
	add("rootless", run, "docker.sock")
	add("rootless", o.Home, ".docker", "run", "docker.sock")
	add("Docker Desktop", o.Home, ".docker", "desktop", "docker.sock")
	add("Podman", run, "podman", "podman.sock")
	add("Podman", "/run/podman/podman.sock")
	add("Podman", o.Home, ".local", "share", "containers", "podman", "machine", "podman.sock")
	return list
}
