//go:build linux

package applets

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"
)

// userHz is the unit of times in /proc/PID/stat: it is 100 on every architecture Linux runs Go on.
const userHz = 100

// process is one process, from /proc/PID/stat, status and cmdline.
type process struct {
	pid, ppid, pgrp, session int
	tty                      int
	state                    string
	nice, threads            int
	uid                      uint32
	cpu                      time.Duration // user and system time
	start                    time.Duration // after boot
	vsz, rss                 uint64        // bytes
	comm, args               string        // args is "[comm]" where there is no command line
	foreground               int           // the terminal's foreground group
	nspid                    []int         // its numbers in each PID namespace, outermost first
}

// errNotProc says that what is under /proc/PID is not as the kernel documents it.
var errNotProc = errors.New("unexpected format")

// parseStat reads /proc/PID/stat. The name is in parentheses and may itself hold any of ") (" and newlines.
func parseStat(data []byte) (process, error) {
	open, end := bytes.IndexByte(data, '('), bytes.LastIndexByte(data, ')')
	if open < 0 || end < open {
		return process{}, errNotProc
	}
	p := process{comm: string(data[open+1 : end])}
	var err error
	if p.pid, err = strconv.Atoi(strings.TrimSpace(string(data[:open]))); err != nil {
		return process{}, errNotProc
	}
	f := strings.Fields(string(data[end+1:]))
	if len(f) < 22 { // field n of the manual page is f[n-3]
		return process{}, errNotProc
	}
	p.state = f[0]
	num := func(n int) int64 {
		v, e := strconv.ParseInt(f[n-3], 10, 64)
		if e != nil {
			err = errNotProc
		}
		return v
	}
	p.ppid, p.pgrp, p.session = int(num(4)), int(num(5)), int(num(6))
	p.tty, p.foreground = int(num(7)), int(num(8))
	p.cpu = time.Duration(num(14)+num(15)) * time.Second / userHz
	p.nice, p.threads = int(num(19)), int(num(20))
	p.start = time.Duration(num(22)) * time.Second / userHz
	if len(f) >= 22 {
		p.vsz, p.rss = uint64(num(23)), uint64(num(24))*uint64(os.Getpagesize())
	}
	return p, err
}

// readProcess reads one process; an error mostly means that it has ended.
func readProcess(pid int) (process, error) {
	dir := "/proc/" + strconv.Itoa(pid)
	data, err := os.ReadFile(dir + "/stat")
	if err != nil {
		return process{}, err
	}
	p, err := parseStat(data)
	if err != nil {
		return process{}, err
	}
	if status, err := os.ReadFile(dir + "/status"); err == nil {
		for line := range strings.Lines(string(status)) {
			key, value, _ := strings.Cut(line, ":")
			switch f := strings.Fields(value); {
			case key == "Uid" && len(f) > 1:
				n, _ := strconv.ParseUint(f[1], 10, 32)
				p.uid = uint32(n)
			case key == "NSpid":
				for _, s := range f {
					n, _ := strconv.Atoi(s)
					p.nspid = append(p.nspid, n)
				}
			}
		}
	}
	cmdline, _ := os.ReadFile(dir + "/cmdline")
	p.args = strings.TrimSpace(strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f { // the end of an argument, or a line end that would break the table
			return ' '
		}
		return r
	}, string(cmdline)))
	if p.args == "" {
		p.args = "[" + p.comm + "]"
	}
	return p, nil
}

// processes lists all processes that /proc shows, by number.
func processes() ([]process, error) {
	dir, err := os.Open("/proc")
	if err != nil {
		return nil, err
	}
	defer dir.Close()
	names, err := dir.Readdirnames(-1)
	if err != nil {
		return nil, err
	}
	var all []process
	for _, name := range names {
		pid, err := strconv.Atoi(name)
		if err != nil {
			continue
		}
		if p, err := readProcess(pid); err == nil {
			all = append(all, p)
		}
	}
	if len(all) == 0 {
		return nil, errors.New("/proc shows no processes; is it mounted?")
	}
	slices.SortFunc(all, func(a, b process) int { return cmp.Compare(a.pid, b.pid) })
	return all, nil
}

// uptimeNow is the first field of /proc/uptime.
func uptimeNow() time.Duration {
	data, _ := os.ReadFile("/proc/uptime")
	first, _, _ := strings.Cut(string(data), " ")
	f, _ := strconv.ParseFloat(first, 64)
	return time.Duration(f * float64(time.Second))
}

// bootTime is when /proc/uptime began to count. In a time namespace of its own it is that namespace's.
func bootTime() time.Time { return time.Now().Add(-uptimeNow()) }

// ttyName names a terminal by its device number.
func ttyName(dev int) string {
	major, minor := dev>>8&0xfff, dev&0xff|dev>>12&0xfff00
	switch {
	case dev == 0:
		return "?"
	case major >= 136 && major <= 143:
		return fmt.Sprintf("pts/%d", minor+(major-136)*256)
	case major == 4 && minor < 64:
		return fmt.Sprintf("tty%d", minor)
	case major == 4:
		return fmt.Sprintf("ttyS%d", minor-64)
	case major == 5 && minor == 1:
		return "console"
	}
	return "?"
}

// meminfo reads /proc/meminfo, in bytes.
func meminfo() (map[string]uint64, error) {
	data, err := os.ReadFile("/proc/meminfo")
	if err != nil {
		return nil, err
	}
	m := map[string]uint64{}
	for line := range strings.Lines(string(data)) {
		key, value, _ := strings.Cut(line, ":")
		if f := strings.Fields(value); len(f) > 0 {
			n, _ := strconv.ParseUint(f[0], 10, 64)
			m[key] = n << 10
		}
	}
	return m, nil
}
