package kernel

import (
	"bytes"
	"fmt"

	"github.com/k8slab/k8slab/sandbox"
)

// Host returns what the kernel says of the machine, and what it would not say, keyed by the JSON field of sandbox.Host.
func (k FS) Host() (sandbox.Host, map[string]sandbox.Reason) {
	var h sandbox.Host
	var missing map[string]sandbox.Reason
	b := k.buffer()
	defer k.release(b)
	k.hostIdentity(&h, &missing, b)
	k.hostLoad(&h, &missing, b)
	return h, missing
}

// HostLoad brings those fields of h up to date that change: uptime, load, CPU time and pressure. What was missing for
// Host is not noted again.
func (k FS) HostLoad(h *sandbox.Host) {
	var missing map[string]sandbox.Reason
	b := k.buffer()
	defer k.release(b)
	k.hostLoad(h, &missing, b)
}

// hostIdentity reads what stays the same until the machine boots again, or nearly so.
func (k FS) hostIdentity(h *sandbox.Host, missing *map[string]sandbox.Reason, b *[]byte) {
	h.Kernel = k.line("sys/kernel/osrelease", "kernel", missing, b)
	h.BootID = k.line("sys/kernel/random/boot_id", "bootID", missing, b)
	if data, err := read(k.Proc, "meminfo", b); err != nil {
		note(missing, "memoryBytes", err)
	} else if h.MemoryBytes, err = parseMemTotal(data); err != nil {
		note(missing, "memoryBytes", inFile("meminfo", err))
	}
	ns, err := k.HostNamespaces()
	if err != nil {
		note(missing, "namespaces", err)
	}
	h.Namespaces = ns
	// The file tells the reader's own host name, which is the host's only in the host's UTS namespace.
	own, err := k.namespaces("self")
	switch {
	case err != nil:
		note(missing, "hostname", err)
	case ns == nil || own[sandbox.NamespaceUTS] != ns[sandbox.NamespaceUTS]:
		note(missing, "hostname", fmt.Errorf("in another UTS namespace: %w", errElsewhere))
	default:
		h.Hostname = k.line("sys/kernel/hostname", "hostname", missing, b)
	}
}

// hostLoad reads what changes all the time.
func (k FS) hostLoad(h *sandbox.Host, missing *map[string]sandbox.Reason, b *[]byte) {
	data, err := reread(k.Proc, "uptime", b)
	if err == nil {
		h.UptimeSeconds, err = decimal(word(data, 0))
	}
	if err != nil {
		note(missing, "uptimeSeconds", inFile("uptime", err))
	}
	if data, err = reread(k.Proc, "loadavg", b); err == nil {
		h.Load, err = parseLoad(data)
	}
	if err != nil {
		note(missing, "load", inFile("loadavg", err))
	}
	if data, err = reread(k.Proc, "stat", b); err == nil {
		h.CPU, h.CPUs, err = parseHostCPU(data)
	}
	if err != nil {
		note(missing, "cpu", inFile("stat", err))
	}
	if h.Pressure, err = k.hostPressure(b); err != nil {
		note(missing, "pressure", err)
	}
}

// hostPressure reads /proc/pressure (Linux 4.20+, unless built or booted without).
func (k FS) hostPressure(b *[]byte) (*sandbox.Pressure, error) {
	var p sandbox.Pressure
	for _, file := range pressureFiles(&p) {
		name := "pressure/" + file.resource
		data, err := reread(k.Proc, name, b)
		if err != nil {
			return nil, err
		}
		some, full, err := parsePressure(data)
		if err != nil {
			return nil, inFile(name, err)
		}
		file.set(some, full)
	}
	return &p, nil
}

// line reads a file that holds one line of text.
func (k FS) line(name, key string, missing *map[string]sandbox.Reason, b *[]byte) string {
	data, err := read(k.Proc, name, b)
	if err != nil {
		note(missing, key, err)
		return ""
	}
	return string(bytes.TrimSpace(data))
}

// parseLoad takes the three averages of /proc/loadavg.
func parseLoad(data []byte) (load [3]float64, err error) {
	for i := range load {
		if load[i], err = decimal(word(data, i)); err != nil {
			return [3]float64{}, err
		}
	}
	return load, nil
}

// parseMemTotal takes MemTotal of /proc/meminfo.
func parseMemTotal(data []byte) (int64, error) {
	for key, rest := range keyed(data) {
		if string(key) == "MemTotal" {
			return kilobytes(rest)
		}
	}
	return 0, malformed("MemTotal", data)
}

// parseHostCPU takes the first line of /proc/stat, the time of all CPUs together in ticks, and counts the lines of
// single CPUs behind it, which are those online. The fields are user, nice, system, idle, iowait, irq, softirq, steal;
// guest time is part of user time already.
func parseHostCPU(data []byte) (sandbox.HostCPU, int, error) {
	var n [8]uint64
	cpus := 0
	for line := range bytes.Lines(data) {
		name := word(line, 0)
		if !bytes.HasPrefix(name, []byte("cpu")) {
			break
		}
		if len(name) > len("cpu") {
			cpus++
			continue
		}
		for i := range n {
			value, err := number(word(line, i+1))
			if err != nil {
				return sandbox.HostCPU{}, 0, malformed("eight times", line)
			}
			n[i] = value
		}
	}
	if cpus == 0 {
		return sandbox.HostCPU{}, 0, malformed("lines of CPUs", data)
	}
	return sandbox.HostCPU{
		BusySeconds:  float64(n[0]+n[1]+n[2]+n[5]+n[6]) / ticksPerSecond,
		StealSeconds: float64(n[7]) / ticksPerSecond,
		IdleSeconds:  float64(n[3]+n[4]) / ticksPerSecond,
	}, cpus, nil
}
