package docker

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/moby/moby/client"
)

// dialFunc opens a connection to the engine on which HTTP can be spoken at once, TLS included. One function for plain
// requests and for hijacked streams keeps both bounded by the caller's context.
type dialFunc func(ctx context.Context) (net.Conn, error)

// dialer works out how to reach e.
func (e Endpoint) dialer() (dialFunc, error) {
	switch e.scheme() {
	case "unix":
		return netDialer("unix", e.address()), nil
	case "npipe":
		return pipeDialer(e.address()), nil
	case "tcp", "http", "https":
		return e.tcpDialer()
	case "ssh":
		return sshDialer(e.Host)
	}
	return nil, fmt.Errorf("endpoint %q: unknown scheme", e.Host)
}

func netDialer(network, address string) dialFunc {
	return func(ctx context.Context) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, network, address)
	}
}

func (e Endpoint) tcpDialer() (dialFunc, error) {
	u, err := url.Parse(e.Host)
	if err != nil {
		return nil, fmt.Errorf("endpoint %q: %w", e.Host, err)
	}
	files := e.TLS
	if files == nil && e.scheme() == "https" {
		files = &TLSFiles{}
	}
	port := "2375"
	if files != nil {
		port = "2376"
	}
	if u.Port() != "" {
		port = u.Port()
	}
	plain := netDialer("tcp", net.JoinHostPort(u.Hostname(), port))
	if files == nil {
		return plain, nil
	}
	config, err := files.config(u.Hostname())
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context) (net.Conn, error) {
		conn, err := plain(ctx)
		if err != nil {
			return nil, err
		}
		secure := tls.Client(conn, config)
		if err := secure.HandshakeContext(ctx); err != nil {
			_ = conn.Close()
			return nil, fmt.Errorf("TLS with %s: %w", e.Host, err)
		}
		return secure, nil
	}, nil
}

// config reads the files. Only the given authority is trusted where one is given, as with the docker command.
func (t *TLSFiles) config(server string) (*tls.Config, error) {
	c := &tls.Config{ServerName: server, MinVersion: tls.VersionTLS12, InsecureSkipVerify: t.SkipVerify}
	if t.CA != "" && !t.SkipVerify {
		pem, err := os.ReadFile(t.CA)
		if err != nil {
			return nil, fmt.Errorf("read TLS authority: %w", err)
		}
		c.RootCAs = x509.NewCertPool()
		if !c.RootCAs.AppendCertsFromPEM(pem) {
			return nil, fmt.Errorf("read TLS authority: %s holds no certificate", t.CA)
		}
	}
	if t.Cert != "" && t.Key != "" {
		pair, err := tls.LoadX509KeyPair(t.Cert, t.Key)
		if err != nil {
			return nil, fmt.Errorf("read TLS certificate: %w", err)
		}
		c.Certificates = []tls.Certificate{pair}
	}
	return c, nil
}

// newClient makes an API client that speaks over dial. To the client it is a plain local one whatever lies beneath, so
// that it adds neither TLS nor a proxy of its own; the request hook restores the host name and path of a remote one.
func newClient(e Endpoint, dial dialFunc) (*client.Client, error) {
	transport := &http.Transport{
		MaxIdleConns: 8, MaxIdleConnsPerHost: 8, IdleConnTimeout: 30 * time.Second,
		// Without HTTP/2 the transport stays free of a TLS configuration, which the client would take for a wish.
		TLSNextProto: map[string]func(string, *tls.Conn) http.RoundTripper{},
	}
	address := func(*http.Request) error { return nil }
	if e.overTCP() {
		u, err := url.Parse(e.Host)
		if err != nil {
			return nil, fmt.Errorf("endpoint %q: %w", e.Host, err)
		}
		address = func(r *http.Request) error {
			r.Host, r.URL.Path = u.Host, strings.TrimSuffix(u.Path, "/")+r.URL.Path
			return nil
		}
	}
	return client.New(
		client.WithHTTPClient(&http.Client{Transport: transport, CheckRedirect: client.CheckRedirect}),
		client.WithHost("unix://engine"),
		client.WithDialContext(func(ctx context.Context, _, _ string) (net.Conn, error) { return dial(ctx) }),
		client.WithAPIVersionFromEnv(),
		client.WithHTTPRequestHook(address),
		client.WithHTTPRequestHook(journalRequest),
		client.WithHTTPResponseHook(journalResponse),
	)
}
