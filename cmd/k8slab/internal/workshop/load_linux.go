package workshop

import (
	"bytes"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync"

	"github.com/k8slab/k8slab/tui/class"
)

// load tells how busy the machine is, from /proc/stat and /proc/meminfo.
type load struct {
	mu         sync.Mutex
	busy, idle uint64 // in ticks of all CPUs, when it was asked last
}

func (l *load) now() class.Host {
	h := class.Host{CPUs: runtime.NumCPU()}
	l.mu.Lock()
	defer l.mu.Unlock()
	busy, idle := cpuTicks()
	if all := busy - l.busy + idle - l.idle; all > 0 && l.busy+l.idle > 0 {
		h.Busy = float64(busy-l.busy) / float64(all)
	}
	l.busy, l.idle = busy, idle
	all, free := memory()
	h.MemoryAll, h.Memory = all, all-free
	return h
}

// cpuTicks reads the first line of /proc/stat: user, nice, system, idle, iowait, irq, softirq, steal. Guests' time is part
// of user and nice.
func cpuTicks() (busy, idle uint64) {
	data, err := os.ReadFile("/proc/stat")
	if err != nil {
		return 0, 0
	}
	line, _, _ := bytes.Cut(data, []byte("\n"))
	fields := strings.Fields(string(line))
	if len(fields) < 5 {
		return 0, 0
	}
	for i, f := range fields[1:min(len(fields), 9)] {
		v, err := strconv.ParseUint(f, 10, 64)
		if err != nil {
			return 0, 0
		}
		if i == 3 || i == 4 {
			idle += v
		} else {
			busy += v
		}
	}
	return busy, idle
}

// memory reads MemTotal and MemAvailable of /proc/meminfo, in bytes.
func memory() (all, free int64) {
	data, err := os.ReadFile("/proc/meminfo")
	if err != nil {
		return 0, 0
	}
	for line := range strings.Lines(string(data)) {
		name, rest, _ := strings.Cut(line, ":")
		kb, err := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(rest), " kB"), 10, 64)
		switch {
		case err != nil:
		case name == "MemTotal":
			all = kb << 10
		case name == "MemAvailable":
			free = kb << 10
		}
	}
	return all, free
}

// FreeMemory is how much memory programs could still have, in bytes; 0 if that is not known.
func FreeMemory() int64 {
	_, free := memory()
	return free
}
