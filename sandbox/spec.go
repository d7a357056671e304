package sandbox

import "io"

// Spec says what one sandbox is to be. The zero value of a field is always the safest choice.
type Spec struct {
	// Name is unique within its session, a DNS label ("first", "bank"). It is also what the learner calls it.
	Name string
	// Hostname is the sandbox's own host name; empty means Name. Ignored when the UTS namespace is shared.
	Hostname string
	// Command is run by the image's PID 1 (labbox hold), its first word looked up in PATH inside the sandbox:
	// {"work", "bank", "rate=200"} for a workload, {"sh"} for a shell. Empty means: stay idle.
	Command []string
	// Env is added to the environment, "KEY=value".
	Env []string
	// Limits bound what the sandbox may use. The zero value means the driver's own safe defaults (see DefaultLimits).
	Limits Limits
	// Share names the namespaces that are shared on purpose, for a lesson that takes a wall away.
	Share Share
	// Network says what the sandbox can reach.
	Network Network
	// Writable makes the root file system writable (a private layer). Otherwise only /tmp is, in memory.
	Writable bool
	// Restart is the engine's restart policy: "" (never), "on-failure" or "always". Nothing survives the session all
	// the same. Engines without policies declare AbilityRestart missing.
	Restart string
	// Image is the name of an image of the session's own (see [Images]) to run from; empty means the lab image.
	Image string
	// Runtime is the OCI runtime the engine is to use ("runc", "runsc"); empty means the engine's default.
	Runtime string
}

// Limits bound one sandbox through its cgroup. A zero field means "the default" in a Spec and "leave as it is" in an
// update; Unlimited lifts the limit where the engine allows that.
type Limits struct {
	// CPU is the most CPU time per wall time, in cores (0.5 is half a core): cpu.max (v2), cpu.cfs_quota_us (v1).
	CPU float64 `json:"cpu,omitempty"`
	// CPUShares is the relative share under contention, in Docker's unit (1024 is one ordinary share, 2..262144):
	// cpu.shares (v1), converted to cpu.weight (v2) by the engine.
	CPUShares int64 `json:"cpuShares,omitempty"`
	// CPUs is the set of CPUs it may run on, as in cpuset.cpus ("0", "0-1").
	CPUs string `json:"cpus,omitempty"`
	// Memory is the most memory, in bytes, swap included: memory.max (v2), memory.limit_in_bytes (v1).
	Memory int64 `json:"memory,omitempty"`
	// PIDs is the most tasks (processes and threads): pids.max.
	PIDs int64 `json:"pids,omitempty"`
	// NoFile is the most open files per process (RLIMIT_NOFILE). It cannot be updated.
	NoFile int64 `json:"noFile,omitempty"`
}

// Unlimited lifts a numeric limit.
const Unlimited = -1

// DefaultLimits are what a sandbox gets where its spec says nothing: enough for a lesson, too little to hurt a laptop.
// There is no CPU quota among them, since a quota would hide how the kernel shares a CPU.
func DefaultLimits() Limits {
	return Limits{Memory: 128 << 20, PIDs: 128, NoFile: 1024}
}

// WithDefaults fills the zero fields of l from DefaultLimits, for a driver that starts a sandbox.
func (l Limits) WithDefaults() Limits {
	d := DefaultLimits()
	if l.Memory == 0 {
		l.Memory = d.Memory
	}
	if l.PIDs == 0 {
		l.PIDs = d.PIDs
	}
	if l.NoFile == 0 {
		l.NoFile = d.NoFile
	}
	return l
}

// Share says with whom a namespace is shared: "" for one of its own, ShareHost for the engine's host, or the name of
// another sandbox of the same session. Kinds not listed are never shared on purpose.
type Share struct {
	PID, Net, IPC, UTS, Cgroup string
}

// ShareHost shares a namespace with the engine's host (which is a virtual machine on Docker Desktop).
const ShareHost = "host"

// Network says what a sandbox can reach.
type Network string

const (
	// NetworkNone leaves the loopback interface only. It is the default.
	NetworkNone Network = ""
	// NetworkScene is a private network between the sandboxes of one session that ask for it; it has no way out. They
	// reach each other by name.
	NetworkScene Network = "scene"
)

// Command is one more process started inside a running sandbox.
type Command struct {
	Args []string
	Env  []string
	// TTY gives the process a terminal of Cols × Rows cells.
	TTY        bool
	Cols, Rows int
	// Stdin, Stdout and Stderr may be nil. With a TTY everything comes out of Stdout.
	Stdin          io.Reader
	Stdout, Stderr io.Writer
}
