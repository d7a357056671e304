package docker

import (
	"bytes"
	"encoding/json"
	"io"
	"net"
	"slices"
	"strings"
	"sync"

	"github.com/moby/moby/api/pkg/stdcopy"

	"github.com/k8slab/k8slab/sandbox"
)

// maxLine bounds one line of output; what is longer is cut into several.
const maxLine = 4096

// output holds the attached streams of one sandbox: the dead-man line into it, and what it prints. A container that the
// engine restarts gets a new connection and keeps its output.
type output struct {
	mu     sync.Mutex
	conn   net.Conn
	report *sandbox.Report
	lines  []string
}

// follow reads a connection until it ends. Holding it open is what keeps the sandbox alive.
func (o *output) follow(conn net.Conn, stream io.Reader) {
	o.mu.Lock()
	old := o.conn
	o.conn = conn
	o.mu.Unlock()
	if old != nil {
		_ = old.Close()
	}
	go func() {
		out, err := newLines(o.stdout), newLines(o.line)
		_, _ = stdcopy.StdCopy(out, err, stream)
		out.flush()
		err.flush()
		_ = conn.Close()
		o.mu.Lock()
		defer o.mu.Unlock()
		if o.conn == conn {
			o.conn = nil
		}
	}()
}

// live reports whether the line holds.
func (o *output) live() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.conn != nil
}

// release ends the dead-man line.
func (o *output) release() {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.conn != nil {
		_ = o.conn.Close()
		o.conn = nil
	}
}

// snapshot returns the newest report and a copy of the tail.
func (o *output) snapshot() (*sandbox.Report, []string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.report, slices.Clone(o.lines)
}

// stdout takes a line of standard output: a workload's report, or anything else.
func (o *output) stdout(line []byte) {
	if bytes.HasPrefix(line, []byte("{")) && bytes.Contains(line, []byte(`"k8slab.workload"`)) {
		r := new(sandbox.Report)
		if json.Unmarshal(line, r) == nil && r.Workload != "" {
			o.mu.Lock()
			o.report = r
			o.mu.Unlock()
			return
		}
	}
	o.line(line)
}

func (o *output) line(line []byte) {
	s := strings.ToValidUTF8(string(line), "\uFFFD")
	o.mu.Lock()
	defer o.mu.Unlock()
	if len(o.lines) == sandbox.MaxOutput {
		o.lines = append(o.lines[:0], o.lines[1:]...)
	}
	o.lines = append(o.lines, s)
}

// lines cuts what is written to it into lines.
type lines struct {
	buf  bytes.Buffer
	take func([]byte)
}

func newLines(take func([]byte)) *lines { return &lines{take: take} }

func (l *lines) Write(b []byte) (int, error) {
	n := len(b)
	for len(b) > 0 {
		i := bytes.IndexByte(b, '\n')
		room := maxLine - l.buf.Len()
		switch {
		case i >= 0 && i <= room:
			l.buf.Write(b[:i])
			l.flushLine()
			b = b[i+1:]
		case len(b) < room:
			l.buf.Write(b)
			return n, nil
		default:
			l.buf.Write(b[:room])
			l.flushLine()
			b = b[room:]
		}
	}
	return n, nil
}

func (l *lines) flushLine() {
	l.take(bytes.TrimSuffix(l.buf.Bytes(), []byte("\r")))
	l.buf.Reset()
}

func (l *lines) flush() {
	if l.buf.Len() > 0 {
		l.flushLine()
	}
}
