package sandbox

import (
	"slices"
	"time"
)

// Observation is what was seen of a session at one moment, from inside the engine's kernel.
type Observation struct {
	// At is the engine's clock at the end of the reading.
	At time.Time `json:"at"`
	// Seq counts observations of one Observe call.
	Seq uint64 `json:"seq"`
	// Lost is set while the engine does not answer; everything else is then what was last seen.
	Lost *Reason `json:"lost,omitempty"`
	Host Host    `json:"host"`
	// Hosts are the hosts of other engines that sandboxes of the same scene run on, by engine; see View.Engine.
	Hosts map[string]Host `json:"hosts,omitempty"`
	// Sandboxes is sorted by name and holds every sandbox of the session, running or not.
	Sandboxes []View `json:"sandboxes"`
	// Images are the session's own images, by name; empty where there is none.
	Images []ImageView `json:"images,omitempty"`
	// Missing says what can't be seen here, keyed by what ("namespaces", "pressure").
	Missing map[string]Reason `json:"missing,omitempty"`
}

// Sandbox finds a view by name; nil if there is none.
func (o *Observation) Sandbox(name string) *View {
	for i := range o.Sandboxes {
		if o.Sandboxes[i].Name == name {
			return &o.Sandboxes[i]
		}
	}
	return nil
}

// Differs reports whether something discrete is other than in an observation before: a sandbox, its life, its processes
// or limits, or an image. Counters may differ all the time, and do not count.
func (o *Observation) Differs(before *Observation) bool {
	if len(o.Sandboxes) != len(before.Sandboxes) || len(o.Images) != len(before.Images) ||
		(o.Lost == nil) != (before.Lost == nil) {
		return true
	}
	for i := range o.Sandboxes {
		a, b := &o.Sandboxes[i], &before.Sandboxes[i]
		if a.Status != b.Status || a.ProcessCount != b.ProcessCount || len(a.Namespaces) != len(b.Namespaces) ||
			len(a.Output) != len(b.Output) || !slices.Equal(a.Cgroup.Files(), b.Cgroup.Files()) {
			return true
		}
	}
	for i := range o.Images {
		if o.Images[i].Present != before.Images[i].Present || o.Images[i].SavedID != before.Images[i].SavedID {
			return true
		}
	}
	return false
}

// Host is the engine's host: the machine, or the virtual machine, whose kernel all its sandboxes share.
type Host struct {
	Hostname string `json:"hostname"` // /proc/sys/kernel/hostname seen in the host's UTS namespace, if it can be
	Kernel   string `json:"kernel"`   // /proc/sys/kernel/osrelease
	BootID   string `json:"bootID"`   // /proc/sys/kernel/random/boot_id
	// UptimeSeconds is the first field of /proc/uptime.
	UptimeSeconds float64    `json:"uptimeSeconds"`
	Load          [3]float64 `json:"load"`        // /proc/loadavg
	MemoryBytes   int64      `json:"memoryBytes"` // MemTotal of /proc/meminfo
	CPUs          int        `json:"cpus"`        // online CPUs of /proc/stat
	// CPU is the cumulated time of all CPUs, from the first line of /proc/stat, in seconds.
	CPU HostCPU `json:"cpu"`
	// Namespaces are those of the host's first processes; PID 2 (kthreadd) stands in where /proc/1/ns is unreadable.
	Namespaces Namespaces `json:"namespaces"`
	// Pressure is that of the whole host, /proc/pressure; nil where the kernel has none.
	Pressure *Pressure `json:"pressure,omitempty"`
}

// HostCPU is cumulated CPU time of all CPUs, in seconds: busy (user, nice, system, irq, softirq), stolen by a hypervisor,
// and idle (with iowait).
type HostCPU struct {
	BusySeconds  float64 `json:"busySeconds"`
	StealSeconds float64 `json:"stealSeconds"`
	IdleSeconds  float64 `json:"idleSeconds"`
}

// NamespaceKind is one of the eight kinds, named as in /proc/PID/ns.
type NamespaceKind string

// The kinds of namespace, in the order in which the course tells of them.
const (
	NamespaceMnt    NamespaceKind = "mnt"
	NamespaceUTS    NamespaceKind = "uts"
	NamespaceIPC    NamespaceKind = "ipc"
	NamespacePID    NamespaceKind = "pid"
	NamespaceNet    NamespaceKind = "net"
	NamespaceUser   NamespaceKind = "user"
	NamespaceCgroup NamespaceKind = "cgroup"
	NamespaceTime   NamespaceKind = "time"
)

// NamespaceKinds lists all kinds in the course's order.
func NamespaceKinds() []NamespaceKind {
	return []NamespaceKind{
		NamespaceMnt, NamespaceUTS, NamespaceIPC, NamespacePID, NamespaceNet, NamespaceUser, NamespaceCgroup, NamespaceTime,
	}
}

// Namespaces maps a kind to its inode number: the number in brackets of readlink /proc/PID/ns/KIND. A kind that the
// kernel lacks, or that could not be read, is absent.
type Namespaces map[NamespaceKind]uint64

// View is one sandbox as seen at one moment.
type View struct {
	Status
	// Processes are those of its cgroup, PID 1 first, then by host PID; at most MaxProcesses. ProcessCount is the whole.
	Processes    []ProcessView `json:"processes"`
	ProcessCount int           `json:"processCount"`
	// Namespaces are those of the sandbox's PID 1.
	Namespaces Namespaces `json:"namespaces"`
	Hostname   string     `json:"hostname"` // as the sandbox sees itself
	Cgroup     *Cgroup    `json:"cgroup,omitempty"`
	Security   *Security  `json:"security,omitempty"`
	// Report is the newest report of its workload, if that makes any.
	Report *Report `json:"report,omitempty"`
	// Output is the tail of what it printed, at most MaxOutput lines, reports left out.
	Output []string `json:"output,omitempty"`
	// Image is the ID of the image it runs from; empty where the engine does not tell. Written is how many bytes its
	// private layer holds on top of that; nil where it has none, or that is not known.
	Image   string `json:"image,omitempty"`
	Written *int64 `json:"written,omitempty"`
	// Engine is the engine it runs on where a scene has several, empty for the one that the learner chose; Runtime is the
	// OCI runtime that runs it, and StartTook how long it took from asking for it until its PID 1 ran. Whoever starts
	// sandboxes fills these in.
	Engine    string        `json:"engine,omitempty"`
	Runtime   string        `json:"runtime,omitempty"`
	StartTook time.Duration `json:"startTook,omitempty"`
	// Missing says what could not be seen of this sandbox, keyed as the JSON field ("namespaces", "cgroup.io").
	Missing map[string]Reason `json:"missing,omitempty"`
}

// Bounds of a View.
const (
	MaxProcesses = 64
	MaxOutput    = 50
)

// ProcessView is one process, from /proc/PID/status, stat and cmdline.
type ProcessView struct {
	// HostPID is its number in the host's PID namespace; PID the one it has in its own (the last field of NSpid).
	HostPID int `json:"hostPID"`
	PID     int `json:"pid"`
	// Comm is the kernel's short name (at most 15 bytes), Args the command line with spaces between, cut at 200 bytes.
	Comm    string `json:"comm"`
	Args    string `json:"args"`
	State   string `json:"state"` // one letter, as in /proc/PID/stat: R, S, D, Z, T …
	Threads int    `json:"threads"`
	// UID is the real user ID as the host sees it, InnerUID as the sandbox's user namespace maps it.
	UID      int `json:"uid"`
	InnerUID int `json:"innerUID"`
	// RSSBytes is resident memory (VmRSS).
	RSSBytes int64 `json:"rssBytes"`
	// CPUSeconds is user plus system time.
	CPUSeconds float64 `json:"cpuSeconds"`
}

// Security is what further fences the sandbox's PID 1, from /proc/PID/status and uid_map.
type Security struct {
	Capabilities    []string `json:"capabilities"` // effective, CAP_ names; empty means none
	Seccomp         string   `json:"seccomp"`      // "disabled", "strict", "filter"
	NoNewPrivileges bool     `json:"noNewPrivileges"`
	UserMapped      bool     `json:"userMapped"` // user 0 inside is not user 0 on the host
}

// Report is a workload's own account of how well it does, one JSON line on its standard output.
type Report struct {
	// Workload marks the line as a report: "bank", "game".
	Workload string    `json:"k8slab.workload"`
	At       time.Time `json:"at"`
	// Values are the figures of the last window; their names carry the unit: "p99_ms", "rate_per_s".
	Values map[string]float64 `json:"values"`
}
