package kernel

import (
	"bytes"
	"strconv"
	"strings"
)

// status is what we take from /proc/PID/status (proc_pid_status(5)).
type status struct {
	comm       string // Name
	state      string // State, its letter
	pid        int    // the last number of NSpid: in its own PID namespace
	uid        int    // the first of Uid: real
	threads    int
	rssBytes   int64  // VmRSS; kernel threads have none
	capEff     uint64 // CapEff
	seccomp    int    // Seccomp
	noNewPrivs bool
}

// parseStatus understands /proc/PID/status. Fields that a kernel does not have stay zero; one with a value that cannot
// be is an error.
func parseStatus(data []byte) (status, error) {
	var s status
	var err error
	found := false
	for key, rest := range keyed(data) {
		switch string(key) {
		case "Name":
			s.comm, found = unescapeName(rest), true
		case "State":
			s.state = string(word(rest, 0))
		case "NSpid":
			s.pid, err = integer(rest[bytes.LastIndexAny(rest, " \t")+1:])
		case "Uid":
			s.uid, err = integer(word(rest, 0))
		case "Threads":
			s.threads, err = integer(rest)
		case "VmRSS":
			s.rssBytes, err = kilobytes(rest)
		case "CapEff":
			s.capEff, err = mask(rest)
		case "Seccomp":
			s.seccomp, err = integer(rest)
		case "NoNewPrivs":
			s.noNewPrivs = string(rest) == "1"
		}
		if err != nil {
			return status{}, err
		}
	}
	if !found || s.state == "" {
		return status{}, malformed("Name and State", data)
	}
	return s, nil
}

// integer is a number that fits an int.
func integer(text []byte) (int, error) {
	n, err := strconv.ParseUint(string(bytes.TrimSpace(text)), 10, 32)
	if err != nil {
		return 0, malformed("a number", text)
	}
	return int(n), nil
}

// kilobytes is an amount such as "1234 kB", in bytes.
func kilobytes(text []byte) (int64, error) {
	n, err := amount(word(text, 0))
	if err != nil || n > 1<<52 {
		return 0, malformed("an amount in kB", text)
	}
	return n << 10, nil
}

// mask is a set of bits, in hexadecimal.
func mask(text []byte) (uint64, error) {
	n, err := strconv.ParseUint(string(bytes.TrimSpace(text)), 16, 64)
	if err != nil {
		return 0, malformed("a bit mask", text)
	}
	return n, nil
}

// unescapeName undoes what the kernel does to a name in status: a newline is written \n and a backslash \\.
func unescapeName(text []byte) string {
	if bytes.IndexByte(text, '\\') >= 0 {
		text = []byte(strings.NewReplacer(`\n`, "\n", `\\`, `\`).Replace(string(text)))
	}
	return clean(text)
}
