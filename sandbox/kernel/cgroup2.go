package kernel

import (
	"bytes"

	"github.com/k8slab/k8slab/sandbox"
)

// unified reads a v2 group (Documentation/admin-guide/cgroup-v2.rst). A controller that is not enabled for the group
// (cgroup.subtree_control of its parent) has no files in it.
func (r *groupReader) unified() {
	r.in("cpu", r.g.dir, true)
	r.cpu2()
	r.in("memory", r.g.dir, true)
	r.memory2()
	r.in("pids", r.g.dir, true)
	r.pids(&r.out.PIDs)
	r.in("io", r.g.dir, true)
	// io.stat is empty until the group has done any I/O.
	if data := r.read("io.stat"); data != nil {
		io, err := parseIOStat(data)
		r.check("io.stat", err)
		r.out.IO = io
	}
	r.in("pressure", r.g.dir, true)
	r.out.Pressure = r.pressure2()
}

func (r *groupReader) cpu2() {
	cpu := &r.out.CPU
	var usage, throttled uint64
	// cpu.stat has usage_usec even where the controller is not enabled.
	r.stat("cpu.stat", field{"usage_usec", &usage}, field{"nr_periods", &cpu.Periods},
		field{"nr_throttled", &cpu.ThrottledPeriods}, field{"throttled_usec", &throttled})
	cpu.UsageSeconds = float64(usage) / 1e6
	cpu.ThrottledSeconds = float64(throttled) / 1e6
	if data := r.read("cpu.max"); data != nil {
		cores, err := parseCPUMax(data)
		r.check("cpu.max", err)
		cpu.LimitCores = cores
		if err == nil {
			cpu.PeriodMicros, _ = number(word(data, 1)) // parseCPUMax has understood it
		}
		r.number("cpu.weight", &cpu.Weight)
	}
	cpu.CPUs = string(bytes.TrimSpace(r.optional("cpuset.cpus.effective")))
}

func (r *groupReader) memory2() {
	m := &r.out.Memory
	r.amount("memory.current", &m.UsageBytes)
	r.limit("memory.max", &m.LimitBytes)
	r.limit("memory.high", &m.HighBytes)
	if data := r.optional("memory.swap.max"); data != nil { // absent without swap accounting
		n, err := limit(data)
		r.check("memory.swap.max", err)
		m.SwapLimitBytes = n
	}
	if data := r.optional("memory.peak"); data != nil { // Linux 5.19+
		n, err := amount(data)
		r.check("memory.peak", err)
		m.PeakBytes = n
	}
	var inactive uint64
	r.stat("memory.stat", field{"inactive_file", &inactive})
	m.WorkingSetBytes = workingSet(m.UsageBytes, inactive)
	r.stat("memory.events", field{"oom_kill", &m.OOMKills})
}

// workingSet is usage without the file cache that the kernel would give back first. The two numbers are not read at the
// same moment, so the difference is kept from going below zero.
func workingSet(usage int64, inactive uint64) int64 {
	if inactive >= uint64(max(usage, 0)) {
		return 0
	}
	return usage - int64(inactive)
}

// pids reads the pids controller, whose files are the same on v1 and v2.
func (r *groupReader) pids(p *sandbox.PIDs) {
	r.amount("pids.current", &p.Current)
	r.limit("pids.max", &p.Limit)
	if data := r.optional("pids.events"); data != nil { // Linux 4.8+ (v1), 4.14+ (v2)
		r.check("pids.events", stat(data, field{"max", &p.Refused}))
	}
}

// pressure2 reads the group's PSI files (Linux 4.20+; absent before, EOPNOTSUPP where it is switched off).
func (r *groupReader) pressure2() *sandbox.Pressure {
	var p sandbox.Pressure
	for _, file := range pressureFiles(&p) {
		name := file.resource + ".pressure"
		data := r.read(name)
		if data == nil {
			return nil
		}
		some, full, err := parsePressure(data)
		if err != nil {
			r.check(name, err)
			return nil
		}
		file.set(some, full)
	}
	return &p
}

// parseCPUMax understands cpu.max: quota and period in microseconds, the quota being "max" for none.
func parseCPUMax(data []byte) (*float64, error) {
	quota, period := word(data, 0), word(data, 1)
	us, err := number(period)
	if err != nil || us == 0 {
		return nil, malformed("quota and period", data)
	}
	if string(quota) == "max" {
		return nil, nil
	}
	q, err := number(quota)
	if err != nil {
		return nil, malformed("quota and period", data)
	}
	cores := float64(q) / float64(us)
	return &cores, nil
}

// parseIOStat sums io.stat over its lines, one a device:
//
//	8:0 rbytes=1459200 wbytes=314773504 rios=192 wios=353 dbytes=0 dios=0
func parseIOStat(data []byte) (sandbox.IO, error) {
	var sum sandbox.IO
	for w := range words(data) {
		key, value, ok := bytes.Cut(w, []byte("="))
		if !ok {
			continue // the device's number
		}
		var to *uint64
		switch string(key) {
		case "rbytes":
			to = &sum.ReadBytes
		case "wbytes":
			to = &sum.WriteBytes
		case "rios":
			to = &sum.ReadOps
		case "wios":
			to = &sum.WriteOps
		default:
			continue
		}
		n, err := number(value)
		if err != nil {
			return sandbox.IO{}, err
		}
		*to += n
	}
	return sum, nil
}
