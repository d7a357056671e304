package wire

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
)

// maxLine bounds one line. The longest sample seen in earnest, with every sandbox full of processes, is some 20 KB a
// sandbox.
const maxLine = 8 << 20

// Encoder writes requests or samples. It is for one goroutine.
type Encoder struct{ json *json.Encoder }

// NewEncoder returns an Encoder that hands w one whole line in each Write.
func NewEncoder(w io.Writer) *Encoder {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return &Encoder{enc}
}

// Request writes r.
func (e *Encoder) Request(r Request) error { return e.json.Encode(r) }

// Sample writes s.
func (e *Encoder) Sample(s *Sample) error { return e.json.Encode(s) }

// Decoder reads requests or samples. It is for one goroutine.
type Decoder struct{ lines *bufio.Scanner }

// NewDecoder returns a Decoder of r.
func NewDecoder(r io.Reader) *Decoder {
	s := bufio.NewScanner(r)
	s.Buffer(make([]byte, 0, 4096), maxLine)
	return &Decoder{s}
}

// Request reads the next request, or io.EOF. A line that cannot be understood is a *LineError; reading may go on.
func (d *Decoder) Request() (Request, error) {
	var r Request
	err := d.next(&r)
	return r, err
}

// Sample reads the next sample into s, or returns io.EOF. A line that cannot be understood is a *LineError.
func (d *Decoder) Sample(s *Sample) error {
	*s = Sample{}
	return d.next(s)
}

func (d *Decoder) next(v any) error {
	for d.lines.Scan() {
		line := d.lines.Bytes()
		if len(line) == 0 {
			continue
		}
		if err := json.Unmarshal(line, v); err != nil {
			return &LineError{Line: string(line[:min(len(line), 200)]), Err: err}
		}
		return nil
	}
	if err := d.lines.Err(); err != nil {
		return err
	}
	return io.EOF
}

// LineError is a line that is no request or sample. Line is its beginning.
type LineError struct {
	Line string
	Err  error
}

func (e *LineError) Error() string { return fmt.Sprintf("line %q: %v", e.Line, e.Err) }

// Unwrap gives the decoder's complaint.
func (e *LineError) Unwrap() error { return e.Err }
