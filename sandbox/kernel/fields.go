package kernel

import (
	"bytes"
	"iter"
	"math"
	"strconv"
)

// number is the value of a run of decimal digits. The bytes are not kept, so the conversion costs no memory.
func number(text []byte) (uint64, error) {
	text = bytes.TrimSpace(text)
	n, err := strconv.ParseUint(string(text), 10, 64)
	if err != nil {
		return 0, malformed("a number", text)
	}
	return n, nil
}

// amount is a number of bytes or the like; what does not fit into 63 bits is as good as endless.
func amount(text []byte) (int64, error) {
	n, err := number(text)
	return int64(min(n, math.MaxInt64)), err
}

// limit is an amount, or nil for "max", which cgroup files write for unlimited.
func limit(text []byte) (*int64, error) {
	text = bytes.TrimSpace(text)
	if string(text) == "max" {
		return nil, nil
	}
	n, err := amount(text)
	if err != nil {
		return nil, err
	}
	return &n, nil
}

// decimal is a number with a fraction, as in /proc/loadavg and PSI files.
func decimal(text []byte) (float64, error) {
	f, err := strconv.ParseFloat(string(text), 64)
	if err != nil || math.IsNaN(f) || math.IsInf(f, 0) || f < 0 {
		return 0, malformed("a decimal number", text)
	}
	return f, nil
}

// words yields the words of a line without making a slice of them.
func words(line []byte) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		for {
			line = bytes.TrimLeft(line, " \t\n")
			if len(line) == 0 {
				return
			}
			end := bytes.IndexAny(line, " \t\n")
			if end < 0 {
				end = len(line)
			}
			if !yield(line[:end]) {
				return
			}
			line = line[end:]
		}
	}
}

// word returns the n-th word of a line, from 0; empty if there are fewer.
func word(line []byte, n int) []byte {
	for w := range words(line) {
		if n == 0 {
			return w
		}
		n--
	}
	return nil
}

// keyed yields the lines of a file such as memory.stat or /proc/PID/status: a key, an optional ':', and the rest
// without surrounding space.
func keyed(data []byte) iter.Seq2[[]byte, []byte] {
	return func(yield func(key, rest []byte) bool) {
		for line := range bytes.Lines(data) {
			end := bytes.IndexAny(line, ": \t")
			if end <= 0 {
				continue
			}
			if !yield(line[:end], bytes.TrimSpace(line[end+1:])) {
				return
			}
		}
	}
}

// stat fills numbers from a keyed file; keys that the file lacks leave theirs alone. At most a handful are asked for.
func stat(data []byte, wanted ...field) error {
	left := len(wanted)
	for key, rest := range keyed(data) {
		for _, w := range wanted {
			if string(key) != w.key {
				continue
			}
			n, err := number(rest)
			if err != nil {
				return err
			}
			*w.to = n
			left--
		}
		if left == 0 {
			return nil
		}
	}
	return nil
}

// field is one key of a keyed file and where its number goes.
type field struct {
	key string
	to  *uint64
}
