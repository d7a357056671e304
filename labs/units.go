package labs

import (
	"strconv"
	"strings"
	"time"
)

// invalid is what a text that is no amount becomes. The validator finds it and can tell the line, which a custom
// unmarshaler of the YAML library can't.
const invalid = -1

// Bytes is an amount of memory. In a file it is a number of bytes, or a number with KiB, MiB or GiB.
type Bytes int64

// UnmarshalYAML reads a Bytes.
func (b *Bytes) UnmarshalYAML(text []byte) error {
	s := unquote(text)
	unit := int64(1)
	for name, size := range map[string]int64{"KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30} {
		if rest, ok := strings.CutSuffix(s, name); ok {
			s, unit = strings.TrimSpace(rest), size
			break
		}
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 || n > (1<<50)/unit {
		n, unit = invalid, 1
	}
	*b = Bytes(n * unit)
	return nil
}

// Duration is a time in a file, in Go's notation ("10s", "1m30s").
type Duration time.Duration

// UnmarshalYAML reads a Duration.
func (d *Duration) UnmarshalYAML(text []byte) error {
	v, err := time.ParseDuration(unquote(text))
	if err != nil || v <= 0 || v > 10*time.Minute {
		v = invalid
	}
	*d = Duration(v)
	return nil
}

// unquote takes the quotes off a YAML scalar handed over as source text.
func unquote(text []byte) string {
	s := strings.TrimSpace(string(text))
	if len(s) >= 2 && (s[0] == '"' || s[0] == '\'') && s[len(s)-1] == s[0] {
		s = s[1 : len(s)-1]
	}
	return s
}
