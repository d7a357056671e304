//go:build linux

package applets

import (
	"errors"
	"os"
	"strings"
	"unicode/utf8"

	"golang.org/x/sys/unix"
)

// key is one key: a letter, or a name for what is none.
type key struct {
	name string
	r    rune
}

// keyReader reads keys from a terminal in raw mode.
type keyReader struct{ buf []byte }

// next waits for a key. It returns an empty one when check says that something else needs attention, and "quit" when
// the terminal is gone.
func (k *keyReader) next(check func() bool) key {
	for len(k.buf) == 0 || !utf8.FullRune(k.buf) {
		if !k.fill(200) {
			return key{name: "quit"}
		}
		if len(k.buf) == 0 && check() {
			return key{}
		}
	}
	if k.buf[0] == 0x1b {
		return k.escape()
	}
	r, n := utf8.DecodeRune(k.buf)
	k.buf = k.buf[n:]
	names := map[rune]string{
		1: "home", 2: "left", 4: "delete", 5: "end", 6: "find", 8: "backspace", 10: "enter", 11: "cut", 13: "enter", 14: "down",
		15: "save", 16: "up", 17: "quit", 19: "save", 21: "paste", 23: "find", 24: "quit", 3: "quit", 127: "backspace",
	}
	switch name, special := names[r]; {
	case special:
		return key{name: name}
	case r < ' ' && r != '\t' || r == utf8.RuneError:
		return key{}
	}
	return key{r: r}
}

// fill waits up to ms milliseconds for bytes; it reports false when there will be none any more.
func (k *keyReader) fill(ms int) bool {
	fds := []unix.PollFd{{Fd: int32(os.Stdin.Fd()), Events: unix.POLLIN}}
	n, err := unix.Poll(fds, ms)
	if errors.Is(err, unix.EINTR) || n == 0 {
		return true
	}
	var b [1024]byte
	m, err := os.Stdin.Read(b[:])
	if err != nil || m == 0 {
		return false
	}
	k.buf = append(k.buf, b[:m]...)
	return true
}

// escape reads the sequence of a cursor key. An escape that nothing follows is the key Escape.
func (k *keyReader) escape() key {
	const patience = 50 // ms; the bytes of a sequence come together
	if len(k.buf) == 1 && (!k.fill(patience) || len(k.buf) == 1) {
		k.buf = k.buf[1:]
		return key{name: "escape"}
	}
	if k.buf[1] != '[' && k.buf[1] != 'O' {
		k.buf = k.buf[1:]
		return key{name: "escape"}
	}
	end := 2
	for {
		for end < len(k.buf) && (k.buf[end] < '@' || k.buf[end] > '~') {
			end++
		}
		before := len(k.buf)
		if end < before || !k.fill(patience) || len(k.buf) == before {
			break
		}
	}
	if end >= len(k.buf) {
		k.buf = nil
		return key{}
	}
	seq := string(k.buf[2 : end+1])
	k.buf = k.buf[end+1:]
	// Parameters such as "1;5" before the last letter say which modifier was held; before "~" they name the key.
	last := seq[len(seq)-1:]
	if number, _, _ := strings.Cut(seq[:len(seq)-1], ";"); last == "~" {
		last = number + last
	}
	return key{name: map[string]string{
		"A": "up", "B": "down", "C": "right", "D": "left", "H": "home", "F": "end", "1~": "home", "7~": "home", "3~": "delete",
		"4~": "end", "8~": "end", "5~": "pgup", "6~": "pgdown",
	}[last]}
}
