package kernel

import (
	"bytes"
	"os"
	"syscall"
	"unicode/utf8"

	"github.com/k8slab/k8slab/sandbox"
)

// maxArgs is where a command line is cut, in bytes.
const maxArgs = 200

// ticksPerSecond is USER_HZ, in which /proc counts CPU time. The kernel's own rate varies; this one is part of its ABI
// and 100 on every architecture that we run on.
const ticksPerSecond = 100

// Process returns one process, from /proc/PID/status, stat, cmdline and uid_map.
func (k FS) Process(pid int) (sandbox.ProcessView, error) {
	ids, err := k.UIDMap(pid)
	if err != nil {
		return sandbox.ProcessView{}, err
	}
	return k.ProcessIn(pid, ids)
}

// ProcessIn is Process with the user mapping of the sandbox that the process is seen as part of, read once for all of
// its processes.
func (k FS) ProcessIn(pid int, ids IDMap) (sandbox.ProcessView, error) {
	b := k.buffer()
	defer k.release(b)
	data, err := k.procAgain(pid, "status", b)
	if err != nil {
		return sandbox.ProcessView{}, err
	}
	st, err := parseStatus(data)
	if err != nil {
		return sandbox.ProcessView{}, inFile("status", err)
	}
	p := sandbox.ProcessView{
		HostPID: pid, PID: st.pid, Comm: st.comm, State: st.state, Threads: st.threads, UID: st.uid,
		InnerUID: ids.Inner(st.uid), RSSBytes: st.rssBytes,
	}
	if data, err = k.procAgain(pid, "stat", b); err != nil {
		return p, err
	}
	load, err := parseStat(data)
	if err != nil {
		return p, inFile("stat", err)
	}
	p.CPUSeconds = load.cpuSeconds
	if data, err = k.procAgain(pid, "cmdline", b); err != nil {
		return p, err
	}
	p.Args = parseCmdline(data)
	return p, nil
}

// ProcessLoad brings those fields of p up to date that change all the time, from /proc/PID/stat alone: state, threads,
// memory and CPU time. It reports false, and leaves p alone, if the process has become another program in the meantime.
func (k FS) ProcessLoad(p *sandbox.ProcessView) (bool, error) {
	b := k.buffer()
	defer k.release(b)
	data, err := k.procAgain(p.HostPID, "stat", b)
	if err != nil {
		return false, err
	}
	s, err := parseStat(data)
	if err != nil {
		return false, inFile("stat", err)
	}
	if clean(s.comm) != p.Comm || s.cpuSeconds < p.CPUSeconds {
		return false, nil
	}
	if s.state != p.State[0] {
		p.State = string(rune(s.state))
	}
	p.Threads, p.RSSBytes, p.CPUSeconds = int(s.threads), int64(s.rssPages)*int64(os.Getpagesize()), s.cpuSeconds
	return true, nil
}

// StartTime returns when the process started, in clock ticks after boot (field 22 of /proc/PID/stat). Together with its
// number it names a process for good: numbers are used again, and then the time differs.
func (k FS) StartTime(pid int) (uint64, error) {
	b := k.buffer()
	defer k.release(b)
	data, err := k.proc(pid, "stat", b)
	if err != nil {
		return 0, err
	}
	s, err := parseStat(data)
	if err == nil && (s.state == 'Z' || s.state == 'X') {
		return 0, gone(pid, syscall.ESRCH)
	}
	return s.started, inFile("stat", err)
}

// stats is what we take from /proc/PID/stat; the numbers are those of proc_pid_stat(5).
type stats struct {
	comm       []byte  // 2, without its parentheses
	state      byte    // 3
	cpuSeconds float64 // 14 and 15, utime and stime
	threads    uint64  // 20
	started    uint64  // 22, in ticks after boot
	rssPages   uint64  // 24
}

// parseStat understands /proc/PID/stat. The name in the second field may hold spaces and parentheses of its own, so
// counting starts behind the last one.
func parseStat(data []byte) (stats, error) {
	begin, end := bytes.IndexByte(data, '('), bytes.LastIndexByte(data, ')')
	if begin < 0 || end < begin {
		return stats{}, malformed("a name in parentheses", data)
	}
	s := stats{comm: data[begin+1 : end]}
	var user, system uint64
	n := 2
	for w := range words(data[end+1:]) {
		var to *uint64
		switch n++; n {
		case 3:
			s.state = w[0]
		case 14:
			to = &user
		case 15:
			to = &system
		case 20:
			to = &s.threads
		case 22:
			to = &s.started
		case 24:
			to = &s.rssPages
		}
		if to != nil {
			value, err := number(w)
			if err != nil {
				return stats{}, err
			}
			*to = value
		}
		if n == 24 {
			s.cpuSeconds = float64(user+system) / ticksPerSecond
			return s, nil
		}
	}
	return stats{}, malformed("24 fields", data)
}

// parseCmdline turns /proc/PID/cmdline, whose arguments end in NUL, into one printable line of at most maxArgs bytes.
func parseCmdline(data []byte) string {
	data = bytes.TrimRight(data, "\x00")
	cut := len(data) > maxArgs
	if cut {
		data = data[:maxArgs]
		for len(data) > 0 && !utf8.Valid(lastRune(data)) {
			data = data[:len(data)-1]
		}
	}
	return clean(data)
}

// lastRune returns the bytes from where the last character begins.
func lastRune(data []byte) []byte {
	i := len(data) - 1
	for i > 0 && i > len(data)-utf8.UTFMax && !utf8.RuneStart(data[i]) {
		i--
	}
	return data[i:]
}
