//go:build linux

package native

import (
	"bytes"
	"cmp"
	"context"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"

	"github.com/k8slab/k8slab/sandbox"
	"github.com/k8slab/k8slab/sandbox/kernel"
	"github.com/k8slab/k8slab/sandbox/kernel/observe"
	"github.com/k8slab/k8slab/sandbox/wire"
)

// What PID 1 of every sandbox has in its environment, and those it starts have from it: another program that looks for
// sandboxes knows them by it.
const (
	envSession = "K8SLAB_SESSION="
	envName    = "K8SLAB_SANDBOX="
)

// inspector implements sandbox.Inspector for the sandboxes of all programs of this user. There is no daemon to ask: the
// kernel's list of processes is the only register of them, so nothing can be out of date in it.
type inspector struct {
	info    sandbox.Info
	kernel  kernel.FS
	sampler *observe.Sampler
	alive   func(session string) bool
}

var _ sandbox.Inspector = (*inspector)(nil)

// Inspect prepares to look at the sandboxes of sessions that live, whichever program of this user holds them. It starts
// nothing. A sandbox is named by its own name, by SESSION/NAME where two sessions have the same, or by its ID.
func Inspect(opts Options) (sandbox.Inspector, error) {
	k, err := kernel.Open(procDir, cgroupDir)
	if err != nil && setting("/proc/self/stat") == "" {
		return nil, noProc(err)
	}
	if err != nil {
		return nil, fail(err)
	}
	info := sandbox.Info{
		Driver: "native", Name: "k8slab embedded", Version: opts.Version, Endpoint: "local kernel", Source: opts.Source,
		OS: runtime.GOOS, Arch: runtime.GOARCH, CgroupVersion: k.Mounts.Version,
		OSName: osName(), Kernel: setting("/proc/sys/kernel/osrelease"),
	}
	return &inspector{info: info, kernel: k, sampler: observe.New(k), alive: opts.Alive}, nil
}

// Changed is nil: nobody tells.
func (i *inspector) Changed() <-chan struct{} { return nil }

// Close has nothing to close.
func (i *inspector) Close(context.Context) error { return i.kernel.Close() }

// found is one sandbox that runs.
type found struct {
	session, name string
	pid           int
	started       uint64
}

// id is what no other sandbox of this machine has, before or after: the process and when it started.
func (f found) id() string {
	return f.session + "-" + strconv.Itoa(f.pid) + "-" + strconv.FormatUint(f.started, 36)
}

// called reports whether a name means this sandbox.
func (f found) called(name string) bool {
	return name == f.name || name == f.session+"/"+f.name || len(name) >= 4 && strings.HasPrefix(f.id(), name)
}

// Look finds the sandboxes and reads what was asked for.
func (i *inspector) Look(ctx context.Context, names []string) (sandbox.Inspection, error) {
	out := sandbox.Inspection{Version: sandbox.InspectionVersion, Engine: sandbox.EngineOf(i.info)}
	all, err := i.find()
	if err != nil {
		return out, fail(err)
	}
	var asked []found
	for _, name := range names {
		n := len(asked)
		for _, f := range all {
			if f.called(name) && !slices.Contains(asked, f) {
				asked = append(asked, f)
			}
		}
		if len(asked) == n && !slices.ContainsFunc(asked, func(f found) bool { return f.called(name) }) {
			out.Unknown = append(out.Unknown, name)
		}
	}
	if len(names) == 0 {
		asked = all
	}
	targets := make([]wire.Target, 0, len(all))
	for _, f := range all {
		targets = append(targets, wire.Target{Name: f.id(), PID: f.pid, Brief: !slices.Contains(asked, f)})
	}
	i.sampler.Set(targets)
	sample := i.sampler.Sample()
	i.fill(&out, all, asked, sample)
	return out, ctx.Err()
}

func (i *inspector) fill(out *sandbox.Inspection, all, asked []found, sample *wire.Sample) {
	own := ownHost(i.kernel, sandbox.Observation{Host: sample.Host, Missing: sample.Missing})
	out.Host = sandbox.HostFacts(own.Host, own.Missing)
	views := map[string]*wire.View{}
	for n := range sample.Views {
		views[sample.Views[n].Name] = &sample.Views[n]
	}
	out.Containers = make([]sandbox.ContainerFacts, 0, len(asked))
	for _, f := range asked {
		out.Containers = append(out.Containers, i.facts(f, views[f.id()]))
	}
	var neighbours []sandbox.Neighbour
	for _, f := range all {
		if v := views[f.id()]; v != nil && !v.Gone {
			neighbours = append(neighbours, sandbox.Neighbour{ID: f.id(), Name: f.name, Namespaces: v.Namespaces})
		}
	}
	out.ShareAmong(neighbours)
	out.Judge()
}

func (i *inspector) facts(f found, seen *wire.View) sandbox.ContainerFacts {
	c := sandbox.ContainerFacts{
		ID: f.id(), Name: f.name, Image: "k8slab-lab", PID: f.pid, State: sandbox.StateRunning,
		Namespaces: sandbox.Namespaces{}, SharedWith: map[sandbox.NamespaceKind][]string{}, Security: &sandbox.SecurityFacts{},
	}
	if seen == nil || seen.Gone {
		c.PID, c.State = 0, sandbox.StateExited
		why := sandbox.Reason{Why: "돌고 있지 않아서 프로세스도 cgroup도 없어요."}
		c.Lack("cgroup", why)
		c.Lack("security", why)
		return c
	}
	var v sandbox.View
	seen.Fill(&v)
	if v.Cgroup != nil && !strings.HasSuffix(v.Cgroup.Path, "/"+f.session+"/"+f.name) {
		// Without rights to control groups it has none of its own, and the figures are those of all that are in it.
		v.Cgroup = notOwn(v.Cgroup, sandbox.Reason{
			Why:  "이 컨테이너에는 자기만의 cgroup이 없어요.",
			Cure: "`sudo k8slab`으로 실행하거나, cgroup v2를 위임받은 사용자로 실행하세요.",
		})
		v.ProcessCount = len(family(f.pid))
	}
	if group, err := i.kernel.CgroupOf(f.pid); err == nil && group.Frozen() {
		c.State = sandbox.StatePaused
	}
	c.See(v)
	return c
}

// find walks the process list. What carries our mark and whose parent does not is PID 1 of a sandbox.
func (i *inspector) find() ([]found, error) {
	entries, err := os.ReadDir(procDir)
	if err != nil {
		return nil, err
	}
	marked := map[int]found{}
	for _, e := range entries {
		pid, err := strconv.Atoi(e.Name())
		if err != nil {
			continue
		}
		if f, ok := i.mark(pid); ok {
			marked[pid] = f
		}
	}
	var all []found
	for pid, f := range marked {
		if _, inside := marked[parentOf(pid)]; !inside && (i.alive == nil || i.alive(f.session)) {
			all = append(all, f)
		}
	}
	slices.SortFunc(all, func(a, b found) int {
		return cmp.Or(strings.Compare(a.name, b.name), strings.Compare(a.session, b.session))
	})
	return all, nil
}

// mark reads the mark of a process that one of this user's sandboxes could be; root's run as a range of users of theirs.
func (i *inspector) mark(pid int) (found, bool) {
	dir := procDir + "/" + strconv.Itoa(pid)
	info, err := os.Stat(dir)
	if err != nil {
		return found{}, false
	}
	st, ok := info.Sys().(*syscall.Stat_t)
	if mine := ok && int(st.Uid) == os.Geteuid(); !ok || !mine && os.Geteuid() != 0 {
		return found{}, false
	}
	env, err := os.ReadFile(dir + "/environ")
	if err != nil {
		return found{}, false
	}
	f := found{pid: pid}
	for entry := range bytes.SplitSeq(env, []byte{0}) {
		if v, ok := bytes.CutPrefix(entry, []byte(envSession)); ok {
			f.session = string(v)
		}
		if v, ok := bytes.CutPrefix(entry, []byte(envName)); ok {
			f.name = string(v)
		}
	}
	if !sandbox.ValidName(f.session) || !sandbox.ValidName(f.name) {
		return found{}, false
	}
	f.started, err = i.kernel.StartTime(pid)
	return f, err == nil
}

// parentOf is the fourth field of /proc/PID/stat, behind a name that may hold anything; 0 if the process has gone.
func parentOf(pid int) int {
	data, err := os.ReadFile(procDir + "/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return 0
	}
	fields := bytes.Fields(data[bytes.LastIndexByte(data, ')')+1:])
	if len(fields) < 2 {
		return 0
	}
	parent, _ := strconv.Atoi(string(fields[1]))
	return parent
}

// ownHost fills in what an ordinary user may not read of the host's first processes. This program is a process of the
// host like any other, so its own namespaces are the ones that sandboxes have or have not in common with the host.
func ownHost(k kernel.FS, seen sandbox.Observation) sandbox.Observation {
	o := observer{kernel: k}
	o.host(&seen)
	return seen
}
