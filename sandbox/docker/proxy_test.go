package docker_test

import (
	"bufio"
	"bytes"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// proxy stands between the driver and the engine, to do what a healthy engine does not: vanish, hang, refuse.
type proxy struct {
	t      testing.TB
	socket string
	engine string

	mu       sync.Mutex
	listener net.Listener
	conns    map[net.Conn]bool
	// refuse answers a request itself when it returns a status other than 0.
	refuse func(r *http.Request, body []byte) (status int, message string)
	// mangle comes between the engine's answers and the driver; nil passes them on as they are.
	mangle func(io.Writer) io.Writer
}

func newProxy(t testing.TB) *proxy {
	t.Helper()
	engine, ok := strings.CutPrefix(engineHost(t), "unix://")
	if !ok {
		t.Fatalf("the engine under test must answer on a unix socket, not %s", engineHost(t))
	}
	p := &proxy{t: t, engine: engine, socket: filepath.Join(t.TempDir(), "engine.sock"), conns: map[net.Conn]bool{}}
	p.up()
	t.Cleanup(p.down)
	return p
}

func (p *proxy) host() string { return "unix://" + p.socket }

// up starts to listen.
func (p *proxy) up() {
	p.t.Helper()
	l, err := net.Listen("unix", p.socket)
	if err != nil {
		p.t.Fatalf("proxy: %v", err)
	}
	p.mu.Lock()
	p.listener = l
	p.mu.Unlock()
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go p.serve(conn)
		}
	}()
}

// down closes everything, as the death of an engine does.
func (p *proxy) down() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.listener != nil {
		_ = p.listener.Close()
		p.listener = nil
	}
	for c := range p.conns {
		_ = c.Close()
	}
	clear(p.conns)
}

func (p *proxy) keep(c net.Conn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.conns[c] = true
}

// serve passes requests and answers on, and joins the two ends once they have left HTTP.
func (p *proxy) serve(client net.Conn) {
	defer client.Close()
	p.keep(client)
	engine, err := net.Dial("unix", p.engine)
	if err != nil {
		return
	}
	defer engine.Close()
	p.keep(engine)
	fromClient, fromEngine := bufio.NewReader(client), bufio.NewReader(engine)
	for {
		req, err := http.ReadRequest(fromClient)
		if err != nil {
			return
		}
		if p.refused(client, req) {
			continue
		}
		if req.Write(engine) != nil {
			return
		}
		resp, err := http.ReadResponse(fromEngine, req)
		if err != nil {
			return
		}
		if resp.StatusCode == http.StatusSwitchingProtocols {
			_, _ = io.WriteString(client, "HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n")
			join(client, fromClient, engine, fromEngine, p.answering(client))
			return
		}
		if resp.ContentLength < 0 && req.Method != http.MethodHead {
			resp.TransferEncoding = []string{"chunked"}
		}
		err = resp.Write(p.answering(client))
		_ = resp.Body.Close()
		if err != nil {
			return
		}
	}
}

// answering is where answers are written for a client.
func (p *proxy) answering(client io.Writer) io.Writer {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.mangle == nil {
		return client
	}
	return p.mangle(client)
}

func (p *proxy) refused(client net.Conn, req *http.Request) bool {
	p.mu.Lock()
	refuse := p.refuse
	p.mu.Unlock()
	if refuse == nil || req.Method != http.MethodPost || req.ContentLength <= 0 {
		return false
	}
	body, err := io.ReadAll(req.Body)
	if err != nil {
		return false
	}
	req.Body = io.NopCloser(bytes.NewReader(body))
	status, message := refuse(req, body)
	if status == 0 {
		return false
	}
	text := `{"message":"` + message + `"}`
	answer := http.Response{
		StatusCode: status, ProtoMajor: 1, ProtoMinor: 1, Header: http.Header{"Content-Type": {"application/json"}},
		Body: io.NopCloser(strings.NewReader(text)), ContentLength: int64(len(text)), Request: req,
	}
	return answer.Write(client) == nil
}

// join copies both ways until both directions have ended; toA is a, or what leads to it.
func join(a net.Conn, fromA io.Reader, b net.Conn, fromB io.Reader, toA io.Writer) {
	var wg sync.WaitGroup
	one := func(to net.Conn, through io.Writer, from io.Reader) {
		_, _ = io.Copy(through, from)
		if w, ok := to.(interface{ CloseWrite() error }); ok {
			_ = w.CloseWrite()
		}
	}
	wg.Go(func() { one(b, b, fromA) })
	wg.Go(func() { one(a, toA, fromB) })
	wg.Wait()
}
