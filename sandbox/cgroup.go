package sandbox

// Cgroup is the state of one sandbox's control group, the same structure for v1 and v2. A nil limit means unlimited.
type Cgroup struct {
	// Version is 1 or 2.
	Version int `json:"version"`
	// Path is the group's path below the mount, as /proc/PID/cgroup gives it to a reader in the host's cgroup namespace:
	// the unified one on v2, the memory controller's on v1 (Paths has each controller's).
	Path   string            `json:"path"`
	Paths  map[string]string `json:"paths,omitempty"`
	CPU    CPU               `json:"cpu"`
	Memory Memory            `json:"memory"`
	PIDs   PIDs              `json:"pids"`
	IO     IO                `json:"io"`
	// Pressure is the group's own; nil on v1 and where the kernel was built or booted without it.
	Pressure *Pressure `json:"pressure,omitempty"`
	// Missing says which fields could not be read, keyed "cpu", "memory", "pids", "io", "pressure".
	Missing map[string]Reason `json:"missing,omitempty"`
}

// CPU is what the cpu and cpuset controllers say.
type CPU struct {
	// LimitCores is quota divided by period: cpu.max (v2), cpu.cfs_quota_us / cpu.cfs_period_us (v1).
	LimitCores *float64 `json:"limitCores"`
	// PeriodMicros is that period; 0 where the files are absent.
	PeriodMicros uint64 `json:"periodMicros,omitempty"`
	// Weight is cpu.weight (1..10000) on v2 and cpu.shares (2..262144) on v1.
	Weight uint64 `json:"weight"`
	// CPUs is cpuset.cpus.effective (v2) or cpuset.effective_cpus (v1).
	CPUs string `json:"cpus,omitempty"`
	// UsageSeconds is CPU time used since the group was made: usage_usec of cpu.stat (v2), cpuacct.usage (v1).
	UsageSeconds float64 `json:"usageSeconds"`
	// Periods, ThrottledPeriods and ThrottledSeconds are nr_periods, nr_throttled and throttled_usec (v2) or
	// throttled_time (v1) of cpu.stat.
	Periods          uint64  `json:"periods"`
	ThrottledPeriods uint64  `json:"throttledPeriods"`
	ThrottledSeconds float64 `json:"throttledSeconds"`
}

// Memory is what the memory controller says, in bytes.
type Memory struct {
	LimitBytes *int64 `json:"limitBytes"` // memory.max (v2), memory.limit_in_bytes (v1)
	HighBytes  *int64 `json:"highBytes"`  // memory.high (v2 only)
	// SwapLimitBytes is for swap alone: memory.swap.max (v2); memsw limit minus memory limit (v1).
	SwapLimitBytes *int64 `json:"swapLimitBytes"`
	UsageBytes     int64  `json:"usageBytes"` // memory.current (v2), memory.usage_in_bytes (v1): what an OOM kill goes by
	// WorkingSetBytes is usage minus inactive_file of memory.stat: what docker stats calls memory usage.
	WorkingSetBytes int64 `json:"workingSetBytes"`
	PeakBytes       int64 `json:"peakBytes"` // memory.peak (v2, Linux 5.19+), memory.max_usage_in_bytes (v1)
	// OOMKills counts processes killed for want of memory: oom_kill of memory.events (v2) or memory.oom_control (v1).
	OOMKills uint64 `json:"oomKills"`
}

// PIDs is what the pids controller says; tasks are processes and threads.
type PIDs struct {
	Limit   *int64 `json:"limit"`   // pids.max
	Current int64  `json:"current"` // pids.current
	// Refused counts forks refused at the limit: max of pids.events.
	Refused uint64 `json:"refused"`
}

// IO is what was read and written through block devices since the group was made: io.stat (v2),
// blkio.throttle.io_service_bytes and io_serviced (v1), summed over devices.
type IO struct {
	ReadBytes  uint64 `json:"readBytes"`
	WriteBytes uint64 `json:"writeBytes"`
	ReadOps    uint64 `json:"readOps"`
	WriteOps   uint64 `json:"writeOps"`
}

// Pressure is the share of the last ten seconds in which some task (or all of them) had to wait, in percent:
// avg10 of cpu.pressure, memory.pressure and io.pressure.
type Pressure struct {
	CPUSome    float64 `json:"cpuSome"`
	MemorySome float64 `json:"memorySome"`
	MemoryFull float64 `json:"memoryFull"`
	IOSome     float64 `json:"ioSome"`
	IOFull     float64 `json:"ioFull"`
}
