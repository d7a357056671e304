package docker

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// errHostAndContext is what the docker command says of the same contradiction.
var errHostAndContext = errors.New("conflicting options: a host and a context were both given")

// contextMeta is the part of contexts/meta/ID/meta.json that matters here.
type contextMeta struct {
	Name      string
	Endpoints map[string]struct {
		Host          string
		SkipTLSVerify bool
	}
}

// configDir is the docker command's own directory.
func (o Options) configDir() string {
	return cmp.Or(o.Getenv("DOCKER_CONFIG"), filepath.Join(o.Home, ".docker"))
}

// currentContext reads currentContext of config.json. A missing or unreadable file means the default, as it does for
// the docker command.
func (o Options) currentContext() string {
	data, err := os.ReadFile(filepath.Join(o.configDir(), "config.json"))
	if err != nil {
		return ""
	}
	var config struct {
		CurrentContext string `json:"currentContext"`
	}
	if json.Unmarshal(data, &config) != nil {
		return ""
	}
	return config.CurrentContext
}

// byContext reads a context's endpoint and the names of its TLS files. The directory's name is the SHA-256 of the
// context's name, in hexadecimal.
func (o Options) byContext(name, source string) Endpoint {
	e := Endpoint{Source: source, Asked: true}
	sum := sha256.Sum256([]byte(name))
	id := hex.EncodeToString(sum[:])
	data, err := os.ReadFile(filepath.Join(o.configDir(), "contexts", "meta", id, "meta.json"))
	if err != nil {
		e.Err = fmt.Errorf("read context %q: %w", name, err)
		return e
	}
	var meta contextMeta
	if err := json.Unmarshal(data, &meta); err != nil {
		e.Err = fmt.Errorf("read context %q: %w", name, err)
		return e
	}
	docker, ok := meta.Endpoints["docker"]
	if !ok || docker.Host == "" {
		e.Err = fmt.Errorf("context %q has no docker endpoint", name)
		return e
	}
	e.Host = normalizeHost(docker.Host)
	e.TLS = contextTLS(filepath.Join(o.configDir(), "contexts", "tls", id, "docker"), docker.SkipTLSVerify)
	return e
}

// contextTLS names the files that are there; nil if none is.
func contextTLS(dir string, skipVerify bool) *TLSFiles {
	t := TLSFiles{SkipVerify: skipVerify}
	found := false
	for name, field := range map[string]*string{"ca.pem": &t.CA, "cert.pem": &t.Cert, "key.pem": &t.Key} {
		path := filepath.Join(dir, name)
		if _, err := os.Stat(path); err == nil {
			*field, found = path, true
		}
	}
	if !found && !skipVerify {
		return nil
	}
	return &t
}

// normalizeHost completes the short forms that the docker command accepts: a bare path, a bare host and port.
func normalizeHost(host string) string {
	host = strings.TrimSpace(host)
	switch {
	case host == "" || strings.Contains(host, "://"):
		return host
	case strings.HasPrefix(host, "/"):
		return "unix://" + host
	default:
		return "tcp://" + host
	}
}

func (e Endpoint) scheme() string {
	scheme, _, _ := strings.Cut(e.Host, "://")
	return scheme
}

// address is what follows the scheme: a socket's path, or host and port.
func (e Endpoint) address() string {
	_, address, _ := strings.Cut(e.Host, "://")
	return address
}

func (e Endpoint) overTCP() bool {
	switch e.scheme() {
	case "tcp", "http", "https":
		return true
	}
	return false
}
