package sandbox

import (
	"context"
	"slices"
)

// Inspector looks at any container of an engine, whoever made it, and changes nothing. It belongs to one goroutine.
type Inspector interface {
	// Look says what is there now. The containers come in the order in which they were named, each by its name, its ID
	// or a beginning of its ID; without names, all that run come by name. Names that nothing bears are listed in
	// Inspection.Unknown and are no error.
	Look(ctx context.Context, names []string) (Inspection, error)
	// Changed receives a value when the engine tells of a change that another Look would show, such as a container that
	// started. It is nil where no engine tells.
	Changed() <-chan struct{}
	// Close removes what it needed for looking.
	Close(ctx context.Context) error
}

// InspectionVersion is the version of the structure that Inspection is in JSON; docs/inspect.md describes it. A field
// may be added to a version; one that goes or changes its meaning makes the next.
const InspectionVersion = 1

// Inspection is what an Inspector saw at one moment. Its JSON form is what `k8slab inspect -o json` prints.
type Inspection struct {
	Version    int              `json:"version"`
	Engine     InspectedEngine  `json:"engine"`
	Host       InspectedHost    `json:"host"`
	Containers []ContainerFacts `json:"containers"`
	// Unknown are the names that no container bears.
	Unknown []string `json:"-"`
}

// InspectedEngine says which engine the containers belong to; the fields are those of Info.
type InspectedEngine struct {
	Name          string `json:"name"`
	Version       string `json:"version"`
	API           string `json:"api,omitempty"` // absent for the embedded engine, which has none
	Endpoint      string `json:"endpoint"`
	CgroupVersion int    `json:"cgroupVersion"`
}

// InspectedHost is the kernel that all containers share; the fields are those of Host.
type InspectedHost struct {
	Kernel     string            `json:"kernel,omitempty"`
	BootID     string            `json:"bootID,omitempty"`
	Namespaces Namespaces        `json:"namespaces,omitempty"`
	Missing    map[string]Reason `json:"missing,omitempty"`
}

// ContainerFacts is what was seen of one container. What cannot be known is absent, and Missing says why.
type ContainerFacts struct {
	ID    string `json:"id"`
	Name  string `json:"name"` // without a leading slash
	Image string `json:"image"`
	// PID is that of its PID 1 in the host's PID namespace; 0 if it does not run.
	PID   int   `json:"pid"`
	State State `json:"state"`
	// Namespaces are those of its PID 1, empty if it does not run.
	Namespaces Namespaces `json:"namespaces"`
	// SharedWith lists, for each kind of namespace that the container does not have for itself, who is in the same one:
	// "host" (always first), and the names of other running containers, in order.
	SharedWith map[NamespaceKind][]string `json:"sharedWith"`
	// Processes counts those in its control group.
	Processes int            `json:"processes"`
	Cgroup    *CgroupFacts   `json:"cgroup,omitempty"`
	Security  *SecurityFacts `json:"security,omitempty"`
	// Unusual is what somebody who knows containers would want to be told of this one, the gravest first.
	Unusual []Oddity `json:"unusual"`
	// Missing is keyed by the JSON field: "namespaces", "cgroup", "cgroup.io".
	Missing map[string]Reason `json:"missing,omitempty"`
}

// CgroupFacts is the state of a control group; the parts are those of Cgroup. A nil part is one that Missing explains.
type CgroupFacts struct {
	Version int `json:"version"`
	// Path is the group's path below the mount: the unified one on v2, the memory controller's on v1.
	Path     string            `json:"path"`
	Paths    map[string]string `json:"paths,omitempty"`
	CPU      *CPU              `json:"cpu,omitempty"`
	Memory   *MemoryFacts      `json:"memory,omitempty"`
	PIDs     *PIDs             `json:"pids,omitempty"`
	IO       *IO               `json:"io,omitempty"`
	Pressure *Pressure         `json:"pressure,omitempty"`
}

// MemoryFacts is Memory without what cannot be told from "no limit" on every kernel.
type MemoryFacts struct {
	LimitBytes      *int64 `json:"limitBytes"`
	UsageBytes      int64  `json:"usageBytes"`
	WorkingSetBytes int64  `json:"workingSetBytes"`
	PeakBytes       int64  `json:"peakBytes,omitempty"` // absent before Linux 5.19 on v2
	OOMKills        uint64 `json:"oomKills"`
}

// SecurityFacts is what fences a container besides. Privileged is the engine's word, the rest the kernel's of its PID 1,
// and nil or empty if that does not run.
type SecurityFacts struct {
	Privileged      bool     `json:"privileged"`
	Capabilities    []string `json:"capabilities,omitzero"` // effective; empty, not nil, for none
	Seccomp         string   `json:"seccomp,omitempty"`     // "disabled", "strict", "filter"
	NoNewPrivileges *bool    `json:"noNewPrivileges,omitempty"`
	UserMapped      *bool    `json:"userMapped,omitempty"` // user 0 inside is not user 0 on the host
}

// Oddity is one unusual thing: an ID for programs and a Korean sentence for people.
type Oddity struct {
	ID  string `json:"id"`
	Why string `json:"why"`
}

// EngineOf takes the part of an engine's description that an inspection tells.
func EngineOf(i Info) InspectedEngine {
	return InspectedEngine{
		Name: i.Name, Version: i.Version, API: i.API, Endpoint: i.Endpoint, CgroupVersion: i.CgroupVersion,
	}
}

// HostFacts takes the part of a host's description that an inspection tells.
func HostFacts(h Host, missing map[string]Reason) InspectedHost {
	out := InspectedHost{Kernel: h.Kernel, BootID: h.BootID, Namespaces: h.Namespaces}
	for _, key := range []string{"kernel", "bootID", "namespaces"} {
		if why, ok := missing[key]; ok {
			out.lack(key, why)
		}
	}
	return out
}

func (h *InspectedHost) lack(key string, why Reason) {
	if h.Missing == nil {
		h.Missing = map[string]Reason{}
	}
	h.Missing[key] = why
}

// Lack notes why something is absent.
func (c *ContainerFacts) Lack(key string, why Reason) {
	if c.Missing == nil {
		c.Missing = map[string]Reason{}
	}
	c.Missing[key] = why
}

// See adds what was read of a running container's PID 1 and control group. The view's Missing says what was not.
func (c *ContainerFacts) See(v View) {
	c.Namespaces, c.Processes = v.Namespaces, v.ProcessCount
	if c.Namespaces == nil {
		c.Namespaces = Namespaces{}
	}
	for _, key := range []string{"namespaces", "cgroup", "security", "processes"} {
		if why, ok := v.Missing[key]; ok {
			c.Lack(key, why)
		}
	}
	if s := v.Security; s != nil {
		if c.Security == nil {
			c.Security = &SecurityFacts{}
		}
		c.Security.Capabilities, c.Security.Seccomp = s.Capabilities, s.Seccomp
		c.Security.NoNewPrivileges, c.Security.UserMapped = &s.NoNewPrivileges, &s.UserMapped
	}
	if v.Cgroup != nil {
		c.takeCgroup(v.Cgroup)
	}
}

// takeCgroup leaves out the parts that could not be read as a whole.
func (c *ContainerFacts) takeCgroup(g *Cgroup) {
	f := &CgroupFacts{Version: g.Version, Path: g.Path, Paths: g.Paths, Pressure: g.Pressure}
	c.Cgroup = f
	for key, why := range g.Missing {
		c.Lack("cgroup."+key, why)
	}
	known := func(key string) bool { _, lacks := g.Missing[key]; return !lacks }
	if known("cpu") {
		f.CPU = &g.CPU
	}
	if known("memory") {
		m := g.Memory
		f.Memory = &MemoryFacts{
			LimitBytes: m.LimitBytes, UsageBytes: m.UsageBytes, WorkingSetBytes: m.WorkingSetBytes,
			PeakBytes: m.PeakBytes, OOMKills: m.OOMKills,
		}
	}
	if known("pids") {
		f.PIDs = &g.PIDs
	}
	if known("io") {
		f.IO = &g.IO
	}
}

// Neighbour is a running container whose namespaces are known.
type Neighbour struct {
	ID, Name   string
	Namespaces Namespaces
}

// ShareAmong fills SharedWith of every container, given the namespaces of all that run on the engine.
func (i *Inspection) ShareAmong(all []Neighbour) {
	type wall struct {
		kind  NamespaceKind
		inode uint64
	}
	inside := map[wall][]Neighbour{}
	for _, n := range all {
		for kind, inode := range n.Namespaces {
			inside[wall{kind, inode}] = append(inside[wall{kind, inode}], n)
		}
	}
	for k := range i.Containers {
		c := &i.Containers[k]
		c.SharedWith = map[NamespaceKind][]string{}
		for kind, inode := range c.Namespaces {
			var with []string
			for _, n := range inside[wall{kind, inode}] {
				if n.ID != c.ID {
					with = append(with, n.Name)
				}
			}
			slices.Sort(with)
			if host := i.Host.Namespaces[kind]; host == inode {
				with = slices.Insert(with, 0, ShareHost)
			}
			if len(with) > 0 {
				c.SharedWith[kind] = with
			}
		}
		if why, lacks := i.Host.Missing["namespaces"]; lacks && len(c.Namespaces) > 0 {
			c.Lack("sharedWith", why)
		}
	}
}

// SharesWithHost reports whether the container is in the host's own namespace of a kind.
func (c *ContainerFacts) SharesWithHost(kind NamespaceKind) bool {
	with := c.SharedWith[kind]
	return len(with) > 0 && with[0] == ShareHost
}
