package kernel

import (
	"bytes"
	"math"
	"strconv"

	"github.com/k8slab/k8slab/sandbox"
)

// legacy reads a v1 group (Documentation/admin-guide/cgroup-v1). Each controller has a directory of its own, and cpu
// and cpuacct may share one mount or not.
func (r *groupReader) legacy() {
	dir, ok := r.g.dirs["cpu"]
	if r.in("cpu", dir, ok) {
		r.cpu1()
	}
	dir, ok = r.g.dirs["memory"]
	if r.in("memory", dir, ok) {
		r.memory1()
	}
	dir, ok = r.g.dirs["pids"]
	if r.in("pids", dir, ok) {
		r.pids(&r.out.PIDs)
	}
	dir, ok = r.g.dirs["blkio"]
	if r.in("io", dir, ok) {
		r.io1()
	}
	r.key = "pressure"
	r.lack(sandbox.Reason{
		Why:  "cgroup v1은 그룹별 압력(PSI)을 알려 주지 않아요.",
		Cure: "cgroup v2를 쓰는 컴퓨터에서는 볼 수 있어요.",
	})
}

func (r *groupReader) cpu1() {
	cpu := &r.out.CPU
	var quota, period []byte
	var copied [32]byte
	if quota = r.optional("cpu.cfs_quota_us"); quota != nil { // absent without CONFIG_CFS_BANDWIDTH
		quota = copied[:copy(copied[:], quota)]
		if period = r.read("cpu.cfs_period_us"); period != nil {
			cores, err := parseCFS(quota, period)
			r.check("cpu.cfs_quota_us", err)
			cpu.LimitCores = cores
			if err == nil {
				cpu.PeriodMicros, _ = number(period) // parseCFS has understood it
			}
		}
	}
	r.number("cpu.shares", &cpu.Weight)
	var throttled uint64
	r.stat("cpu.stat", field{"nr_periods", &cpu.Periods}, field{"nr_throttled", &cpu.ThrottledPeriods},
		field{"throttled_time", &throttled})
	cpu.ThrottledSeconds = float64(throttled) / 1e9

	if dir, ok := r.g.dirs["cpuacct"]; r.in("cpu", dir, ok) {
		var usage uint64
		r.number("cpuacct.usage", &usage)
		cpu.UsageSeconds = float64(usage) / 1e9
	}
	if dir, ok := r.g.dirs["cpuset"]; ok {
		r.dir = dir
		cpu.CPUs = string(bytes.TrimSpace(r.optional("cpuset.effective_cpus")))
	}
}

func (r *groupReader) memory1() {
	m := &r.out.Memory
	r.amount("memory.usage_in_bytes", &m.UsageBytes)
	r.amount("memory.max_usage_in_bytes", &m.PeakBytes)
	r.limit1("memory.limit_in_bytes", &m.LimitBytes)
	if data := r.optional("memory.memsw.limit_in_bytes"); data != nil { // absent with swapaccount=0
		both, err := legacyLimit(data)
		r.check("memory.memsw.limit_in_bytes", err)
		if both != nil && m.LimitBytes != nil {
			swap := max(*both-*m.LimitBytes, 0)
			m.SwapLimitBytes = &swap
		}
	}
	var inactive uint64
	r.stat("memory.stat", field{"total_inactive_file", &inactive})
	m.WorkingSetBytes = workingSet(m.UsageBytes, inactive)
	r.stat("memory.oom_control", field{"oom_kill", &m.OOMKills}) // the key came with Linux 4.13
}

func (r *groupReader) limit1(name string, to **int64) {
	if data := r.read(name); data != nil {
		n, err := legacyLimit(data)
		r.check(name, err)
		*to = n
	}
}

func (r *groupReader) io1() {
	io := &r.out.IO
	name := "blkio.throttle.io_service_bytes"
	if data := r.read(name); data != nil {
		reads, writes, err := parseBlkio(data)
		r.check(name, err)
		io.ReadBytes, io.WriteBytes = reads, writes
	}
	name = "blkio.throttle.io_serviced"
	if data := r.read(name); data != nil {
		reads, writes, err := parseBlkio(data)
		r.check(name, err)
		io.ReadOps, io.WriteOps = reads, writes
	}
}

// parseCFS turns cpu.cfs_quota_us (-1 for none) and cpu.cfs_period_us into cores.
func parseCFS(quota, period []byte) (*float64, error) {
	q, err := strconv.ParseInt(string(bytes.TrimSpace(quota)), 10, 64)
	if err != nil {
		return nil, malformed("a quota", quota)
	}
	us, err := number(period)
	if err != nil || us == 0 {
		return nil, malformed("a period", period)
	}
	if q < 0 {
		return nil, nil
	}
	cores := float64(q) / float64(us)
	return &cores, nil
}

// unlimited1 is where v1 memory limits stop meaning anything: unlimited shows as the greatest multiple of the page size
// in 63 bits, and page sizes go up to 64 KiB.
const unlimited1 = math.MaxInt64 - 1<<16

// legacyLimit is an amount, or nil for a v1 memory controller's unlimited.
func legacyLimit(data []byte) (*int64, error) {
	n, err := amount(data)
	if err != nil || n >= unlimited1 {
		return nil, err
	}
	return &n, nil
}

// parseBlkio sums a blkio file over its devices. Its lines are device, operation and number, and a total in the end:
//
//	8:0 Read 1459200
//	8:0 Write 0
//	Total 1459200
func parseBlkio(data []byte) (reads, writes uint64, err error) {
	for line := range bytes.Lines(data) {
		var to *uint64
		switch string(word(line, 1)) {
		case "Read":
			to = &reads
		case "Write":
			to = &writes
		default:
			continue
		}
		n, err := number(word(line, 2))
		if err != nil {
			return 0, 0, malformed("device, operation, number", line)
		}
		*to += n
	}
	return reads, writes, nil
}
