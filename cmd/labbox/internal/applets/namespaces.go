//go:build linux

package applets

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"

	"github.com/k8slab/k8slab/sandbox"
	"github.com/k8slab/k8slab/sandbox/kernel"
	"golang.org/x/sys/unix"
)

// namespaceOf says how a kind of namespace is asked for: its letter for unshare and nsenter, its flag for clone(2).
type namespaceOf struct {
	kind   sandbox.NamespaceKind
	letter string
	long   string
	flag   uintptr
}

func namespaceKinds() []namespaceOf {
	return []namespaceOf{
		// A user namespace comes first: it gives the rights to make and enter the others.
		{sandbox.NamespaceUser, "U", "user", unix.CLONE_NEWUSER},
		{sandbox.NamespaceCgroup, "C", "cgroup", unix.CLONE_NEWCGROUP},
		{sandbox.NamespaceIPC, "i", "ipc", unix.CLONE_NEWIPC},
		{sandbox.NamespaceUTS, "u", "uts", unix.CLONE_NEWUTS},
		{sandbox.NamespaceNet, "n", "net", unix.CLONE_NEWNET},
		{sandbox.NamespacePID, "p", "pid", unix.CLONE_NEWPID},
		{sandbox.NamespaceTime, "T", "time", unix.CLONE_NEWTIME},
		{sandbox.NamespaceMnt, "m", "mount", unix.CLONE_NEWNS},
	}
}

// lsns lists the namespaces of all processes that /proc shows.
func lsns(c *call) int {
	o, err := parse("t: p: n r l type=t task=p noheadings=n raw=r list=l", c.args)
	if err != nil {
		return c.misuse(err)
	}
	k, err := kernel.Open("/proc", "/sys/fs/cgroup")
	if err != nil {
		// A sandbox need not have cgroups mounted; namespaces are read from /proc alone.
		k = kernel.FS{Proc: kernel.Dir("/proc"), Cgroup: kernel.Dir("/proc")}
	}
	all, err := processes()
	if err != nil {
		return c.fail("%s", reason(err))
	}
	only := 0
	if o.has("p") {
		if only, err = o.number("p", 0); err != nil {
			return c.misuse(err)
		}
	}
	rows, hidden := namespaceRows(k, all, o.value("t", ""), only)
	if !o.has("n") {
		rows = append([][]string{{"NS", "TYPE", "NPROCS", "PID", "USER", "COMMAND"}}, rows...)
	}
	edge, _, isTerminal := screen()
	if !isTerminal {
		edge = 1 << 20
	}
	c.grid(rows, edge, func(i int) bool { return i == 1 || i >= 4 })
	if hidden > 0 {
		c.out.Flush() //nolint:errcheck // told at the end
		fmt.Fprintf(c.errs, "lsns: no permission to see the namespaces of %d more\n", hidden)
	}
	return 0
}

// namespaceRows makes one row for each namespace: its lowest process stands for it.
func namespaceRows(k kernel.FS, all []process, kind string, only int) (rows [][]string, hidden int) {
	type row struct {
		inode  uint64
		kind   sandbox.NamespaceKind
		count  int
		lowest process
	}
	table := map[uint64]*row{}
	var mine sandbox.Namespaces
	for _, p := range all {
		set, err := k.Namespaces(p.pid)
		if err != nil {
			if errors.Is(err, os.ErrPermission) {
				hidden++
			}
			continue
		}
		if p.pid == only {
			mine = set
		}
		for kind, inode := range set {
			r := table[inode]
			if r == nil {
				r = &row{inode: inode, kind: kind, lowest: p}
				table[inode] = r
			}
			r.count++
		}
	}
	var list []*row
	for _, r := range table {
		short := strings.Replace(kind, "mount", "mnt", 1)
		if (kind == "" || string(r.kind) == short) && (only == 0 || mine[r.kind] == r.inode) {
			list = append(list, r)
		}
	}
	slices.SortFunc(list, func(a, b *row) int {
		order := sandbox.NamespaceKinds()
		return cmp.Or(cmp.Compare(a.lowest.pid, b.lowest.pid),
			cmp.Compare(slices.Index(order, a.kind), slices.Index(order, b.kind)))
	})
	for _, r := range list {
		rows = append(rows, []string{
			itoa(r.inode), string(r.kind), strconv.Itoa(r.count), strconv.Itoa(r.lowest.pid), users().name(r.lowest.uid), r.lowest.args,
		})
	}
	return rows, hidden
}

// unshare starts a program in namespaces of its own.
func unshare(c *call) int {
	o, err := parse("+ U C i u n p T m f r c map-root-user=r map-current-user=c fork=f mount-proc=M M:: user=U cgroup=C ipc=i "+
		"uts=u net=n pid=p time=T mount=m propagation=P P: kill-child=K K", c.args)
	if err != nil {
		return c.misuse(err)
	}
	flags := uintptr(0)
	for _, ns := range namespaceKinds() {
		if o.has(ns.letter) {
			flags |= ns.flag
		}
	}
	if o.has("r") || o.has("c") {
		flags |= unix.CLONE_NEWUSER
	}
	if o.has("M") {
		flags |= unix.CLONE_NEWNS
	}
	words := o.rest
	if len(words) == 0 {
		words = []string{"sh"}
	}
	cmd, err := toolCommand(words)
	if err != nil {
		c.fail("%s: %s", words[0], reason(err))
		return 127
	}
	if o.has("M") {
		// The new /proc must be mounted from inside; this program does so in the child, then becomes the command.
		cmd.Path, cmd.Args = "/proc/self/exe", append([]string{"unshare-inner"}, words...)
	}
	cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: flags}
	if flags&unix.CLONE_NEWUSER != 0 {
		inside := 0
		if o.has("c") {
			inside = os.Getuid()
		}
		if o.has("r") || o.has("c") {
			cmd.SysProcAttr.UidMappings = []syscall.SysProcIDMap{{ContainerID: inside, HostID: os.Getuid(), Size: 1}}
			cmd.SysProcAttr.GidMappings = []syscall.SysProcIDMap{{ContainerID: inside, HostID: os.Getgid(), Size: 1}}
		}
	}
	// clone(2) has no room for this flag; unshare(2) makes the namespace for what the child executes.
	cmd.SysProcAttr.Cloneflags &^= unix.CLONE_NEWTIME
	cmd.SysProcAttr.Unshareflags = flags & unix.CLONE_NEWTIME
	return c.foreground(cmd)
}

// foreground runs a command that shares our terminal, and leaves signals typed there to it.
func (c *call) foreground(cmd *exec.Cmd) int {
	c.flush()
	ignoreKeys()
	if err := cmd.Start(); err != nil {
		c.fail("%s", reason(err))
		if errors.Is(err, unix.EPERM) {
			fmt.Fprintln(c.errs, "여기서는 새 네임스페이스를 만들 권한(CAP_SYS_ADMIN)이 없어요. 컨테이너 밖에서 -r과 함께 해 보세요.")
		}
		return 1
	}
	return exitStatus(cmd.Wait())
}

// unshareInner is the child of unshare --mount-proc.
func unshareInner(c *call) int {
	// Without this the new /proc would show in the namespace we came from.
	if err := unix.Mount("", "/", "", unix.MS_REC|unix.MS_PRIVATE, ""); err != nil {
		return c.fail("make mounts private: %s", reason(err))
	}
	if err := unix.Mount("proc", "/proc", "proc", unix.MS_NOSUID|unix.MS_NODEV|unix.MS_NOEXEC, ""); err != nil {
		return c.fail("mount /proc: %s", reason(err))
	}
	return c.become(c.args)
}

// nsenter starts a program in the namespaces of another process.
func nsenter(c *call) int {
	o, err := parse("+ a t: U:: C:: i:: u:: n:: p:: T:: m:: r:: w:: F all=a target=t user=U cgroup=C ipc=i uts=u net=n pid=p "+
		"time=T mount=m root=r wd=w no-fork=F", c.args)
	if err != nil {
		return c.misuse(err)
	}
	target := o.value("t", "")
	var files []nsFile
	for _, ns := range namespaceKinds() {
		path := o.value(ns.letter, "")
		if path == "" && target != "" && (o.has(ns.letter) || o.has("a")) {
			path = "/proc/" + target + "/ns/" + string(ns.kind)
			if o.has("a") && sameNamespace(path, "/proc/self/ns/"+string(ns.kind)) {
				continue // entering one's own user namespace is refused, and the others change nothing
			}
		}
		if path == "" && o.has(ns.letter) {
			return c.misuse(errors.New("no target; use -t PID"))
		}
		if path != "" {
			f, err := os.Open(path)
			if err != nil {
				return c.failPath(path, err)
			}
			files = append(files, nsFile{ns, f})
		}
	}
	words := o.rest
	if len(words) == 0 {
		words = []string{"sh"}
	}
	return c.enter(files, target, o, words)
}

type nsFile struct {
	ns namespaceOf
	f  *os.File
}

func sameNamespace(a, b string) bool {
	x, errX := os.Readlink(a)
	y, errY := os.Readlink(b)
	return errX == nil && errY == nil && x == y
}

// enter moves this thread into namespaces and starts the program from it: a child inherits those of the thread that
// forks it. The kernel lets a process with several threads change neither its user namespace nor, unless the thread has
// a root directory of its own, its mount namespace.
func (c *call) enter(files []nsFile, target string, o *options, words []string) int {
	runtime.LockOSThread()
	inMount := slices.ContainsFunc(files, func(f nsFile) bool { return f.ns.kind == sandbox.NamespaceMnt })
	if inMount || o.has("r") {
		if err := unix.Unshare(unix.CLONE_FS); err != nil {
			return c.fail("%s", reason(err))
		}
	}
	var root *os.File
	if o.has("r") && !inMount {
		var err error
		if root, err = os.Open(o.value("r", "/proc/"+target+"/root")); err != nil {
			return c.fail("%s", reason(err))
		}
	}
	cmd, err := toolCommand(words)
	for _, f := range files {
		if err := unix.Setns(int(f.f.Fd()), int(f.ns.flag)); err != nil {
			if f.ns.kind == sandbox.NamespaceUser && errors.Is(err, unix.EINVAL) {
				return c.fail("이 nsenter는 사용자 네임스페이스에 들어갈 수 없어요. -U를 빼고 해 보세요")
			}
			return c.fail("reassociate to namespace '%s' failed: %s", f.ns.kind, reason(err))
		}
	}
	if root != nil {
		if err := errors.Join(root.Chdir(), unix.Chroot(".")); err != nil {
			return c.fail("%s", reason(err))
		}
	}
	if inMount {
		// The program is looked for where we are now; our own tools are only reached by their links there.
		if path, lookErr := exec.LookPath(words[0]); lookErr == nil {
			cmd, err = &exec.Cmd{Path: path, Args: words, Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr}, nil
		}
	}
	if err != nil {
		c.fail("%s: %s", words[0], reason(err))
		return 127
	}
	if inMount || root != nil {
		cmd.Dir = "/"
	}
	return c.foreground(cmd)
}
