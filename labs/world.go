package labs

import (
	"github.com/k8slab/k8slab/sandbox"
)

// unlimited stands for "no limit" in an expression, where a number is easier to compare than null.
const unlimited = -1

// Engine is the variable `engine` of a check.
type Engine struct {
	Driver  string `cel:"driver"`  // "docker" or "native"
	Name    string `cel:"name"`    // "Docker Engine"
	Cgroup  int64  `cel:"cgroup"`  // 1 or 2
	Runtime string `cel:"runtime"` // the default OCI runtime
	InVM    bool   `cel:"in_vm"`   // the host is a virtual machine of the engine
}

// Machine is the variable `host` of a check: the machine whose kernel all sandboxes share.
type Machine struct {
	Kernel      string           `cel:"kernel"`  // release
	BootID      string           `cel:"boot_id"` // boot id
	Uptime      float64          `cel:"uptime"`  // seconds
	Load        float64          `cel:"load"`    // load average over one minute
	CPUs        int64            `cel:"cpus"`
	MemoryBytes int64            `cel:"memory_bytes"`
	Namespaces  map[string]int64 `cel:"ns"` // inode by kind: mnt uts ipc pid net user cgroup time
}

// Box is one value of the variable `sandbox`, a map by name. A limit of -1 means unlimited.
type Box struct {
	State     string `cel:"state"`   // created, running, paused, restarting, exited
	Running   bool   `cel:"running"` // running and seen: its PID 1 has been observed
	PID       int64  `cel:"pid"`     // of PID 1, on the host
	ExitCode  int64  `cel:"exit_code"`
	OOMKilled bool   `cel:"oom_killed"`
	Restarts  int64  `cel:"restarts"`
	Hostname  string `cel:"hostname"`
	// Processes holds the first 64; ProcessCount all.
	Processes    []Proc           `cel:"processes"`
	ProcessCount int64            `cel:"process_count"`
	Namespaces   map[string]int64 `cel:"ns"`
	// Own is true for the kinds of namespace that are not the host's.
	Own          map[string]bool    `cel:"own"`
	Cgroup       Group              `cel:"cgroup"`
	Capabilities []string           `cel:"capabilities"`
	Seccomp      string             `cel:"seccomp"`
	Report       map[string]float64 `cel:"report"`        // the workload's newest figures
	Output       []string           `cel:"output"`        // the last lines it printed
	Engine       string             `cel:"engine"`        // "docker", "native" or "podman"
	Runtime      string             `cel:"runtime"`       // the OCI runtime that runs it
	StartMillis  float64            `cel:"start_ms"`      // from asking for it until its PID 1 ran
	Image        string             `cel:"image"`         // the ID of the image it runs from
	Written      int64              `cel:"written_bytes"` // in its private layer; -1 if it has none
}

// Proc is one process of a sandbox.
type Proc struct {
	HostPID int64  `cel:"host_pid"`
	PID     int64  `cel:"pid"` // as the sandbox sees it
	Comm    string `cel:"comm"`
	Args    string `cel:"args"`
	State   string `cel:"state"`
	Threads int64  `cel:"threads"`
	UID     int64  `cel:"uid"`
	Memory  int64  `cel:"memory_bytes"` // resident
}

// Group is a sandbox's cgroup.
type Group struct {
	Version        int64   `cel:"version"` // 1 or 2; 0 if it could not be read
	Path           string  `cel:"path"`
	CPULimit       float64 `cel:"cpu_limit"` // cores
	CPUWeight      int64   `cel:"cpu_weight"`
	CPUSeconds     float64 `cel:"cpu_seconds"`
	Periods        int64   `cel:"periods"`
	Throttled      int64   `cel:"throttled"` // periods
	MemoryLimit    int64   `cel:"memory_limit"`
	MemoryUsage    int64   `cel:"memory_usage"`
	MemoryWorking  int64   `cel:"memory_working_set"`
	OOMKills       int64   `cel:"oom_kills"`
	PIDsLimit      int64   `cel:"pids_limit"`
	PIDsCurrent    int64   `cel:"pids_current"`
	PIDsRefused    int64   `cel:"pids_refused"`
	IOReadBytes    int64   `cel:"io_read_bytes"`
	IOWriteBytes   int64   `cel:"io_write_bytes"`
	PressureCPU    float64 `cel:"pressure_cpu"`    // some avg10, percent; -1 where the kernel does not tell
	PressureMemory float64 `cel:"pressure_memory"` // likewise
}

// Img is one value of the variable `image`, a map by name: the lab's images as the engine has them, and "lab".
type Img struct {
	Present    bool     `cel:"present"`
	ID         string   `cel:"id"`
	Layers     []string `cel:"layers"` // digests, lowest first
	Bytes      int64    `cel:"bytes"`
	SavedID    string   `cel:"saved_id"` // of what was saved; empty if nothing was
	SavedBytes int64    `cel:"saved_bytes"`
}

// World is what a check sees.
type World struct {
	Engine  Engine
	Host    Machine
	Sandbox map[string]*Box
	Image   map[string]*Img
	// Measured is the variable `measured`: the lab's measurements so far, by key.
	Measured map[string]float64
}

// Observe turns an observation into what checks see.
func Observe(info sandbox.Info, o *sandbox.Observation) World {
	w := World{
		Engine: Engine{
			Driver: info.Driver, Name: info.Name, Cgroup: int64(info.CgroupVersion), Runtime: info.DefaultRuntime,
			InVM: info.InVM,
		},
		Sandbox: map[string]*Box{}, Image: map[string]*Img{},
	}
	if o == nil || o.Lost != nil {
		return w
	}
	w.Host = Machine{
		Kernel: o.Host.Kernel, BootID: o.Host.BootID, Uptime: o.Host.UptimeSeconds, Load: o.Host.Load[0],
		CPUs:        int64(o.Host.CPUs),
		MemoryBytes: o.Host.MemoryBytes, Namespaces: inodes(o.Host.Namespaces),
	}
	for i := range o.Sandboxes {
		v := &o.Sandboxes[i]
		host := o.Host
		if other, there := o.Hosts[v.Engine]; there {
			host = other
		}
		b := box(v, host.Namespaces)
		if b.Engine == "" {
			b.Engine = EngineOf(info)
		}
		w.Sandbox[v.Name] = b
	}
	for _, i := range o.Images {
		img := &Img{
			Present: i.Present, ID: i.ID, Bytes: i.Bytes, SavedID: i.SavedID, SavedBytes: i.SavedBytes,
		}
		for _, l := range i.Layers {
			img.Layers = append(img.Layers, l.Digest)
		}
		w.Image[i.Name] = img
	}
	return w
}

func box(v *sandbox.View, host sandbox.Namespaces) *Box {
	b := &Box{
		State: string(v.State), Running: v.State == sandbox.StateRunning && len(v.Processes) > 0, PID: int64(v.PID),
		ExitCode: int64(v.ExitCode), OOMKilled: v.OOMKilled, Restarts: int64(v.Restarts), Hostname: v.Hostname,
		ProcessCount: int64(v.ProcessCount), Namespaces: inodes(v.Namespaces), Own: map[string]bool{}, Output: v.Output,
		Report: map[string]float64{}, Image: v.Image, Written: orUnlimited(v.Written),
		Engine: v.Engine, Runtime: v.Runtime, StartMillis: float64(v.StartTook.Microseconds()) / 1000,
	}
	for kind, inode := range v.Namespaces {
		if known, ok := host[kind]; ok {
			b.Own[string(kind)] = inode != known
		}
	}
	for _, p := range v.Processes {
		b.Processes = append(b.Processes, Proc{
			HostPID: int64(p.HostPID), PID: int64(p.PID), Comm: p.Comm, Args: p.Args, State: p.State,
			Threads: int64(p.Threads), UID: int64(p.UID), Memory: p.RSSBytes,
		})
	}
	if v.Cgroup != nil {
		b.Cgroup = group(v.Cgroup)
	}
	if v.Security != nil {
		b.Capabilities, b.Seccomp = v.Security.Capabilities, v.Security.Seccomp
	}
	if v.Report != nil {
		b.Report = v.Report.Values
	}
	return b
}

func group(c *sandbox.Cgroup) Group {
	g := Group{
		Version: int64(c.Version), Path: c.Path, CPULimit: unlimited, CPUWeight: int64(c.CPU.Weight),
		CPUSeconds: c.CPU.UsageSeconds, Periods: int64(c.CPU.Periods), Throttled: int64(c.CPU.ThrottledPeriods),
		MemoryLimit: orUnlimited(c.Memory.LimitBytes), MemoryUsage: c.Memory.UsageBytes,
		MemoryWorking: c.Memory.WorkingSetBytes, OOMKills: int64(c.Memory.OOMKills),
		PIDsLimit: orUnlimited(c.PIDs.Limit), PIDsCurrent: c.PIDs.Current, PIDsRefused: int64(c.PIDs.Refused),
		IOReadBytes: int64(c.IO.ReadBytes), IOWriteBytes: int64(c.IO.WriteBytes),
		PressureCPU: unlimited, PressureMemory: unlimited,
	}
	if c.CPU.LimitCores != nil {
		g.CPULimit = *c.CPU.LimitCores
	}
	if c.Pressure != nil {
		g.PressureCPU, g.PressureMemory = c.Pressure.CPUSome, c.Pressure.MemorySome
	}
	return g
}

func orUnlimited(n *int64) int64 {
	if n == nil {
		return unlimited
	}
	return *n
}

func inodes(ns sandbox.Namespaces) map[string]int64 {
	m := make(map[string]int64, len(ns))
	for kind, inode := range ns {
		m[string(kind)] = int64(inode)
	}
	return m
}
