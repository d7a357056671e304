//go:build linux

package native

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"
	"sync"

	"github.com/k8slab/k8slab/sandbox"
)

// maxLine bounds one line of output; what is longer is cut into several.
const maxLine = 4096

// output keeps the end of what a sandbox prints, and its workload's newest report.
type output struct {
	mu     sync.Mutex
	report *sandbox.Report
	lines  []string
}

// follow reads a stream to its end. Reports come on standard output only.
func (o *output) follow(r io.ReadCloser, reports bool) {
	defer r.Close()
	lines := bufio.NewReaderSize(r, maxLine)
	for {
		line, err := lines.ReadSlice('\n')
		if text := bytes.TrimRight(line, "\r\n"); len(line) > 0 && !(reports && o.take(text)) {
			o.add(text)
		}
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
			return
		}
	}
}

// take keeps a line if it is a report.
func (o *output) take(line []byte) bool {
	if !bytes.HasPrefix(line, []byte("{")) || !bytes.Contains(line, []byte(`"k8slab.workload"`)) {
		return false
	}
	r := new(sandbox.Report)
	if json.Unmarshal(line, r) != nil || r.Workload == "" {
		return false
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.report = r
	return true
}

func (o *output) add(line []byte) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if len(o.lines) == sandbox.MaxOutput {
		o.lines = slices.Delete(o.lines, 0, 1)
	}
	o.lines = append(o.lines, strings.ToValidUTF8(string(line), "\uFFFD"))
}

// snapshot returns the newest report and a copy of the tail.
func (o *output) snapshot() (*sandbox.Report, []string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.report, slices.Clone(o.lines)
}
