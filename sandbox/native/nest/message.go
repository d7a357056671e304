//go:build linux

package nest

import "time"

// Fault is an error that crosses a process boundary: what was being done, and the kernel's error number.
type Fault struct {
	Step  string `json:"step"` // "mount proc"
	Errno int    `json:"errno"`
	Text  string `json:"text"`
}

// Span is one group of system calls and what it took.
type Span struct {
	What string        `json:"what"` // "pivot_root(…)"
	Took time.Duration `json:"took"`
}

// ToKeeper is a request to the keeper; exactly one field is set.
type ToKeeper struct {
	Setup *Setup `json:"setup,omitempty"`
	Spawn *Spawn `json:"spawn,omitempty"`
	Begin *Begin `json:"begin,omitempty"`
	Leave *Leave `json:"leave,omitempty"`
}

// FromKeeper is what the keeper says.
type FromKeeper struct {
	Ready   *Ready   `json:"ready,omitempty"`
	Spawned *Spawned `json:"spawned,omitempty"`
	Became  *Became  `json:"became,omitempty"`
	Exited  *Exited  `json:"exited,omitempty"`
}

// Setup is the keeper's first message: lay the root file system out in memory. With it comes a file that holds the
// contents of all entries one after the other.
type Setup struct {
	Entries []Entry `json:"entries"`
	// Filter is the seccomp filter program of every sandbox, eight bytes an instruction in the machine's byte order; empty
	// for none.
	Filter []byte `json:"filter,omitempty"`
}

// Entry is one file, directory or symbolic link of the root file system.
type Entry struct {
	Name string `json:"name"`
	Mode uint32 `json:"mode"` // st_mode, type included
	Link string `json:"link,omitempty"`
	Size int64  `json:"size,omitempty"`
	UID  int    `json:"uid,omitempty"`
	GID  int    `json:"gid,omitempty"`
}

// Ready answers Setup.
type Ready struct {
	Fault *Fault `json:"fault,omitempty"`
	// Lacks are features the kernel refuses here: "timens", "cgroupns", "scene".
	Lacks map[string]Fault `json:"lacks,omitempty"`
}

// Spawn asks for a sandbox. With it come, in this order: the sandbox's end of its control socket, its standard output and
// error, its control group's directory if Cgroup is set, then the namespaces to join, in the order of Join, and then
// for each v1 control group the file of its threads, in which the sandbox writes itself.
type Spawn struct {
	ID string `json:"id"`
	// Flags are the CLONE_NEW… flags of the namespaces that are its own. The time namespace is among them although
	// clone(2) has no room for its flag.
	Flags uint64 `json:"flags"`
	// Join are CLONE_NEW… flags of namespaces of other sandboxes, one for each file.
	Join []uint64 `json:"join,omitempty"`
	// Cgroup is set where the process is to begin in a v2 control group (CLONE_INTO_CGROUP). That takes microseconds; to
	// move it there later stops every fork in the machine for up to 20 ms.
	Cgroup bool `json:"cgroup,omitempty"`
	// Move has it wait for Begin, to be moved to its control group, if it did not begin in it (Spawned.Placed).
	Move bool `json:"move,omitempty"`
	// Users and Groups are how many IDs, from 0 on, the sandbox's user namespace maps to the keeper's.
	Users  int `json:"users"`
	Groups int `json:"groups"`
	// Scene gives it an interface in a private network, which begins with its first member.
	Scene *Member `json:"scene,omitempty"`
	// Config is what it is to become.
	Config Config `json:"config"`
}

// Begin lets a sandbox go on that waits to be moved to its control group (Spawn.Move).
type Begin struct {
	ID string `json:"id"`
}

// Member is a place in a private network.
type Member struct {
	Network string `json:"network"`
	Host    int    `json:"host"` // the last part of its address
}

// Leave drops a private network that has no members any more.
type Leave struct {
	Network string `json:"network"`
}

// Spawned answers Spawn: there is a process. With it comes a pidfd.
type Spawned struct {
	ID    string `json:"id"`
	Fault *Fault `json:"fault,omitempty"`
	Calls []Span `json:"calls,omitempty"`
	// Placed says that it began in its control group.
	Placed bool `json:"placed,omitempty"`
}

// Became follows Spawned: the process is labbox hold now, in a place of its own.
type Became struct {
	ID    string `json:"id"`
	Fault *Fault `json:"fault,omitempty"`
	Calls []Span `json:"calls,omitempty"`
}

// Exited says that a spawned process has ended, with its wait(2) status.
type Exited struct {
	ID     string `json:"id"`
	Status int    `json:"status"`
}

// Config is what a sandbox is to become.
type Config struct {
	Hostname string   `json:"hostname,omitempty"` // empty keeps the one that is shared
	Args     []string `json:"args"`
	Env      []string `json:"env"`
	Proc     ProcKind `json:"proc"`
	// CgroupNS unshares the control group namespace, once the sandbox is in its groups.
	CgroupNS bool `json:"cgroupNS"`
	// Cgroups are the v1 controllers to show under /sys/fs/cgroup, or "cgroup2".
	Cgroups []string `json:"cgroups,omitempty"`
	// HostCgroups shows the host's /sys/fs/cgroup instead, to be read.
	HostCgroups bool   `json:"hostCgroups,omitempty"`
	Writable    bool   `json:"writable"`
	TmpBytes    int64  `json:"tmpBytes"`
	Hosts       string `json:"hosts"` // content of /etc/hosts
	// OwnNet brings the loopback interface up; Address ("10.42.0.2") is for eth0 as well.
	OwnNet  bool   `json:"ownNet"`
	Address string `json:"address,omitempty"`
	OwnIPC  bool   `json:"ownIPC"`
	NoFile  uint64 `json:"noFile"`
}

// ProcKind says how the sandbox gets its /proc.
type ProcKind string

// The kinds.
const (
	ProcOwn  ProcKind = ""     // a new one of its own PID namespace
	ProcHost ProcKind = "host" // the host's
	ProcSent ProcKind = "sent" // one of the PID namespace that it joins
)

// ToSandbox is a request to a running sandbox's PID 1; exactly one field is set.
type ToSandbox struct {
	Exec  *Exec   `json:"exec,omitempty"`
	Kill  *Kill   `json:"kill,omitempty"`
	Hosts *string `json:"hosts,omitempty"` // new content of /etc/hosts
}

// FromSandbox is what a sandbox says.
type FromSandbox struct {
	Started *Started `json:"started,omitempty"`
	Ended   *Ended   `json:"ended,omitempty"`
	Hosted  bool     `json:"hosted,omitempty"` // /etc/hosts was written
	Ready   bool     `json:"ready,omitempty"`  // hold has taken over, and catches signals
}

// Exec starts one more process. With it come its standard input, output and error, unless it gets a terminal.
type Exec struct {
	ID   int      `json:"id"`
	Args []string `json:"args"`
	Env  []string `json:"env,omitempty"` // added to PID 1's
	TTY  bool     `json:"tty,omitempty"`
	Cols int      `json:"cols,omitempty"`
	Rows int      `json:"rows,omitempty"`
}

// Started answers Exec. With it comes the terminal's master if one was asked for. Errno is set if it did not start.
type Started struct {
	ID    int    `json:"id"`
	Errno int    `json:"errno,omitempty"`
	Text  string `json:"text,omitempty"`
}

// Kill signals the process group of what Exec started.
type Kill struct {
	ID     int `json:"id"`
	Signal int `json:"signal"`
}

// Ended says that what Exec started has ended: its exit code, 128+n after signal n.
type Ended struct {
	ID   int `json:"id"`
	Code int `json:"code"`
}
