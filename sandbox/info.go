package sandbox

import (
	"slices"
	"time"
)

// Info says what an engine is and what it cannot do.
type Info struct {
	// Driver is "docker" or "native".
	Driver string `json:"driver"`
	// Name is the product: "Docker Engine", "Podman Engine", "k8slab embedded".
	Name    string `json:"name"`
	Version string `json:"version"`
	API     string `json:"api,omitempty"` // negotiated API version
	// Endpoint is where it answers ("unix:///var/run/docker.sock"), and Source how that was decided ("DOCKER_HOST",
	// "context desktop-linux", "default").
	Endpoint string `json:"endpoint"`
	Source   string `json:"source"`
	// OS and Arch are those of the engine's kernel, in Go's words ("linux", "arm64").
	OS   string `json:"os"`
	Arch string `json:"arch"`
	// Kernel is the engine's kernel release, OSName its distribution or product ("Docker Desktop").
	Kernel string `json:"kernel"`
	OSName string `json:"osName"`
	// CgroupVersion is 1 or 2 (hybrid counts as 1); CgroupDriver is "cgroupfs" or "systemd".
	CgroupVersion int    `json:"cgroupVersion"`
	CgroupDriver  string `json:"cgroupDriver"`
	// Rootless is true when the engine itself runs in a user namespace.
	Rootless bool `json:"rootless"`
	// InVM is true when the "host" is known to be a virtual machine of the engine (Docker Desktop).
	InVM bool `json:"inVM"`
	// Runtimes are the OCI runtimes the engine offers, DefaultRuntime the one it uses.
	Runtimes       []string `json:"runtimes"`
	DefaultRuntime string   `json:"defaultRuntime"`
	CPUs           int      `json:"cpus"`
	MemoryBytes    int64    `json:"memoryBytes"`
	// Latency is how long the engine took to answer.
	Latency time.Duration `json:"latency"`
	// Lacks says what this engine can't do here, and why.
	Lacks map[Ability]Reason `json:"lacks,omitempty"`
}

// Can reports whether the engine has the ability.
func (i Info) Can(a Ability) bool { _, lacks := i.Lacks[a]; return !lacks }

// Ability is something a lab may need that not every engine, host or user can give.
type Ability string

// The abilities. One absent from Info.Lacks is there.
const (
	AbilityObserve     Ability = "observe"      // namespaces and cgroups seen from the engine's kernel
	AbilityLimitCPU    Ability = "limit-cpu"    // cpu quota and shares
	AbilityLimitMemory Ability = "limit-memory" // memory limit, and the OOM kill it brings
	AbilityLimitPIDs   Ability = "limit-pids"   // pids limit
	AbilityLimitCPUSet Ability = "limit-cpuset" // cpuset.cpus
	AbilityUpdate      Ability = "update"       // limits changed while it runs
	AbilityPause       Ability = "pause"        // freezer
	AbilityRestart     Ability = "restart"      // restart policies
	AbilitySharePID    Ability = "share-pid"    // host's PID namespace on purpose
	AbilityShareNet    Ability = "share-net"    // host's network namespace on purpose
	AbilityScene       Ability = "scene"        // private network between sandboxes
	AbilityImages      Ability = "images"       // save, delete and load images
	AbilityUserNS      Ability = "userns"       // a user namespace of its own
	AbilityTimeNS      Ability = "timens"       // a time namespace of its own
	AbilityCgroupNS    Ability = "cgroupns"     // a cgroup namespace of its own
)

// Reason tells a learner why something can't be had here and what would cure that. Korean, one sentence each.
type Reason struct {
	Why  string `json:"why"`
	Cure string `json:"cure,omitempty"`
}

// Abilities lists all of them.
func Abilities() []Ability {
	return []Ability{
		AbilityObserve, AbilityLimitCPU, AbilityLimitMemory, AbilityLimitPIDs, AbilityLimitCPUSet, AbilityUpdate,
		AbilityPause, AbilityRestart, AbilitySharePID, AbilityShareNet, AbilityScene, AbilityImages, AbilityUserNS,
		AbilityTimeNS, AbilityCgroupNS,
	}
}

// Known reports whether a is one of the abilities above.
func (a Ability) Known() bool { return slices.Contains(Abilities(), a) }
