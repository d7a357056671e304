//go:build linux

package native

import (
	"bytes"
	"debug/elf"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/k8slab/k8slab/sandbox"
)

// hostileRole makes the test binary the hostile program: inside a sandbox it tries everything it should not be able to
// do, and reports what it could.
const hostileRole = "K8SLAB_TEST_HOSTILE"

// attempts are things that must fail inside a sandbox, whoever started it.
func attempts() map[string]func() error {
	all := map[string]func() error{
		"mount":      func() error { return unix.Mount("tmpfs", "/tmp", "tmpfs", 0, "") },
		"remount":    func() error { return unix.Mount("", "/", "", unix.MS_REMOUNT|unix.MS_BIND, "") },
		"umount":     func() error { return unix.Unmount("/proc/sys", unix.MNT_DETACH) },
		"pivot_root": func() error { return unix.PivotRoot("/tmp", "/tmp") },
		"chroot":     func() error { return unix.Chroot("/tmp") },
		"unshare user": func() error {
			return inThread(func() error { return unix.Unshare(unix.CLONE_NEWUSER) })
		},
		"unshare net": func() error { return inThread(func() error { return unix.Unshare(unix.CLONE_NEWNET) }) },
		"clone user": func() error {
			cmd := exec.Command("/bin/labbox", "sh", "-c", "exit 0")
			cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWUSER}
			return cmd.Run()
		},
		"setns": func() error {
			f, err := os.Open("/proc/1/ns/net")
			if err != nil {
				return err
			}
			return inThread(func() error { return unix.Setns(int(f.Fd()), unix.CLONE_NEWNET) })
		},
		"sethostname":    func() error { return unix.Sethostname([]byte("mine")) },
		"settimeofday":   func() error { return unix.Settimeofday(&unix.Timeval{Sec: 1}) },
		"reboot":         func() error { return unix.Reboot(unix.LINUX_REBOOT_CMD_CAD_OFF) },
		"mknod":          func() error { return unix.Mknod("/tmp/sda", unix.S_IFBLK|0o600, 0x800) },
		"packet socket":  func() error { return socket(unix.AF_PACKET, unix.SOCK_RAW) },
		"raw socket":     func() error { return socket(unix.AF_INET, unix.SOCK_RAW) },
		"vsock":          func() error { return socket(unix.AF_VSOCK, unix.SOCK_STREAM) },
		"setuid another": func() error { return unix.Setresuid(64321, 64321, 64321) },
		"raise limit": func() error {
			return syscall.Setrlimit(unix.RLIMIT_NOFILE, &syscall.Rlimit{Cur: 1 << 20, Max: 1 << 20})
		},
		"raise priority":        func() error { return unix.Setpriority(unix.PRIO_PROCESS, 0, -10) },
		"attach to init":        func() error { return unix.PtraceAttach(hostPID()) },
		"signal a host process": func() error { return unix.Kill(hostPID(), unix.SIGKILL) },
	}
	for name, number := range map[string]uintptr{
		"keyctl": unix.SYS_KEYCTL, "add_key": unix.SYS_ADD_KEY, "request_key": unix.SYS_REQUEST_KEY, "bpf": unix.SYS_BPF,
		"perf_event_open": unix.SYS_PERF_EVENT_OPEN, "init_module": unix.SYS_INIT_MODULE,
		"kexec_load": unix.SYS_KEXEC_LOAD, "swapon": unix.SYS_SWAPON, "acct": unix.SYS_ACCT, "syslog": unix.SYS_SYSLOG,
		"open_by_handle_at": unix.SYS_OPEN_BY_HANDLE_AT, "userfaultfd": unix.SYS_USERFAULTFD,
		"quotactl": unix.SYS_QUOTACTL, "fsopen": unix.SYS_FSOPEN, "move_mount": unix.SYS_MOVE_MOUNT,
	} {
		all[name] = func() error { return call(number) }
	}
	for _, file := range []string{
		"/hello", "/etc/passwd", "/bin/labbox", "/proc/sysrq-trigger", "/proc/sys/kernel/core_pattern",
		"/proc/sys/kernel/hostname", "/proc/sys/vm/drop_caches", "/sys/fs/cgroup/cgroup.procs",
		"/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes", "/sys/fs/cgroup/pids/pids.max",
		"/dev/mem", "/dev/kmsg", "/dev/vda", "/dev/fuse", "/dev/new",
	} {
		all["write "+file] = func() error {
			f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE, 0o600)
			if err != nil {
				return err
			}
			defer f.Close()
			_, err = f.WriteString("1")
			return err
		}
	}
	for _, file := range []string{"/proc/kcore", "/proc/kmsg", "/dev/mem", "/proc/1/root/../root/root.txt"} {
		all["read "+file] = func() error {
			f, err := os.Open(file)
			if err != nil {
				return err
			}
			defer f.Close()
			n, err := f.Read(make([]byte, 1))
			if err == nil && n == 0 {
				err = unix.ENODATA
			}
			return err
		}
	}
	return all
}

// hostPID is a process of the host that the test told us of.
func hostPID() int {
	var pid int
	_, _ = fmt.Sscan(os.Getenv(hostileRole), &pid)
	return pid
}

func inThread(f func() error) error {
	done := make(chan error)
	go func() {
		// The thread is spoilt; it goes with this goroutine.
		runtime.LockOSThread()
		done <- f()
	}()
	return <-done
}

func socket(family, kind int) error {
	fd, err := unix.Socket(family, kind, 0)
	if err == nil {
		_ = unix.Close(fd)
	}
	return err
}

// call makes a system call with arguments that the kernel refuses only after it has looked at who calls.
func call(number uintptr) error {
	var zero [256]byte
	p := uintptr(unsafe.Pointer(&zero))
	_, _, errno := unix.Syscall6(number, 0, p, p, 0, 0, 0)
	switch errno {
	case 0:
		return nil
	case unix.EPERM, unix.EACCES, unix.ENOSYS:
		return errno
	}
	return nil // it got past the wall, and failed for another reason
}

// confession is what the hostile program did.
type confession struct {
	Tried int      `json:"tried"`
	Could []string `json:"could"`
}

// hostile tries everything and prints what succeeded. One thing that everyone may do proves that it would notice.
func hostile() {
	all := attempts()
	all[harmless] = func() error { return os.WriteFile("/tmp/harmless", nil, 0o600) }
	c := confession{Tried: len(all)}
	for name, attempt := range all {
		if err := attempt(); err == nil {
			c.Could = append(c.Could, name)
		}
	}
	data, err := json.Marshal(c)
	fmt.Println(string(data), err)
}

const harmless = "write its own /tmp"

// A program that tries to break out with every call it can think of, in each kind of sandbox.
func TestHostileProgram(t *testing.T) {
	d := connect(t)
	s := open(t, d)
	canary := exec.Command("sleep", "1000")
	canary.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := canary.Start(); err != nil {
		t.Fatal(err)
	}
	died := make(chan error, 1)
	go func() { died <- canary.Wait() }()
	binary, err := os.ReadFile(hostileFile(t))
	if err != nil {
		t.Fatal(err)
	}
	specs := []sandbox.Spec{
		{Name: "plain"},
		{Name: "net", Share: sandbox.Share{Net: sandbox.ShareHost, IPC: sandbox.ShareHost, UTS: sandbox.ShareHost}},
		{Name: "cgroup", Share: sandbox.Share{Cgroup: sandbox.ShareHost}},
		{Name: "joined", Share: sandbox.Share{PID: "plain", Net: "plain", UTS: "plain"}},
	}
	if d.Info().Can(sandbox.AbilitySharePID) {
		specs = append(specs, sandbox.Spec{Name: "pid", Share: sandbox.Share{PID: sandbox.ShareHost}})
	}
	for _, spec := range specs {
		spec.Limits.Memory = 256 << 20
		if !d.Info().Can(sandbox.AbilityLimitMemory) {
			spec.Limits.Memory = 0
		}
		start(t, s, spec)
		var out bytes.Buffer
		p, err := s.Exec(t.Context(), spec.Name, sandbox.Command{
			Args: []string{"sh", "-c", "cat >/tmp/hostile && chmod +x /tmp/hostile && exec /tmp/hostile"},
			Env:  []string{fmt.Sprintf("%s=%d", hostileRole, canary.Process.Pid)}, Stdin: bytes.NewReader(binary),
			Stdout: &out, Stderr: &out,
		})
		if err != nil {
			t.Fatal(err)
		}
		if code, err := p.Wait(); code != 0 || err != nil {
			t.Errorf("%s: the hostile program ended with %d, %v: %s", spec.Name, code, err, out.String())
		}
		var c confession
		if err := json.Unmarshal(bytes.TrimSuffix(out.Bytes(), []byte(" <nil>\n")), &c); err != nil {
			t.Errorf("%s: %v: %s", spec.Name, err, out.String())
		}
		if c.Tried != len(attempts())+1 || !slices.Equal(c.Could, []string{harmless}) {
			t.Errorf("%s: after %d attempts, a sandbox can: %q", spec.Name, c.Tried, c.Could)
		}
		if _, code := sh(t, s, spec.Name, fmt.Sprintf("kill -9 %d", canary.Process.Pid)); code == 0 {
			t.Errorf("%s: a sandbox can kill a host process", spec.Name)
		}
	}
	select {
	case err := <-died:
		t.Errorf("a host process died: %v", err)
	default:
		_ = canary.Process.Kill()
		<-died
	}
}

// Filling a sandbox's disk fills nothing else.
func TestHostileFill(t *testing.T) {
	s := open(t, connect(t))
	start(t, s, sandbox.Spec{Name: "tmp"})
	start(t, s, sandbox.Spec{Name: "root", Writable: true})
	var before, after unix.Statfs_t
	if err := unix.Statfs(os.TempDir(), &before); err != nil {
		t.Fatal(err)
	}
	for name, file := range map[string]string{"tmp": "/tmp/fill", "root": "/fill"} {
		out, code := sh(t, s, name, "cat /dev/zero >"+file)
		if code == 0 || !strings.Contains(strings.ToLower(out), "space") && !strings.Contains(out, "공간") {
			t.Errorf("%s: filling ended with %d: %s", name, code, out)
		}
		if out, code := sh(t, s, name, "rm "+file+" && echo x >"+file+" && cat "+file); code != 0 || out != "x\n" {
			t.Errorf("%s: after that: %d: %s", name, code, out)
		}
	}
	if err := unix.Statfs(os.TempDir(), &after); err != nil {
		t.Fatal(err)
	}
	const slack = 64 << 20 // others write too
	if used := (int64(before.Bfree) - int64(after.Bfree)) * before.Bsize; used > slack {
		t.Errorf("%d bytes of the host's disk were used", used)
	}
}

// A memory hog and a fork bomb at once leave a neighbour at work. Where there are no limits, nothing is let loose.
func TestHostileNeighbours(t *testing.T) {
	d := connect(t)
	s := open(t, d)
	if !d.Info().Can(sandbox.AbilityLimitMemory) || !d.Info().Can(sandbox.AbilityLimitPIDs) {
		for _, a := range []sandbox.Ability{sandbox.AbilityLimitMemory, sandbox.AbilityLimitPIDs} {
			if r := d.Info().Lacks[a]; r.Why == "" || r.Cure == "" {
				t.Errorf("%s is missing without a reason and a cure: %+v", a, r)
			}
		}
		return
	}
	start(t, s, sandbox.Spec{Name: "neighbour", Command: []string{"work", "idle"}})
	start(t, s, sandbox.Spec{
		Name: "bomb", Command: []string{"work", "forkbomb", "max=1000"}, Limits: sandbox.Limits{PIDs: 60, CPU: 0.2},
	})
	start(t, s, sandbox.Spec{
		Name: "hog", Command: []string{"sh", "-c", "while :; do work hog mib_per_s=1000 max_mib=512; done"},
		Limits: sandbox.Limits{Memory: 32 << 20, CPU: 0.2},
	})
	seen, err := s.Observe(t.Context(), 10)
	if err != nil {
		t.Fatal(err)
	}
	patience := time.After(20 * grace())
	for held := false; !held; {
		select {
		case o := <-seen:
			bomb, hog := o.Sandbox("bomb"), o.Sandbox("hog")
			if bomb == nil || hog == nil || bomb.Cgroup == nil || hog.Cgroup == nil {
				continue
			}
			if bomb.Cgroup.PIDs.Current > 60 || hog.Cgroup.Memory.UsageBytes > 33<<20 {
				t.Errorf("beyond their limits: %d tasks, %d bytes", bomb.Cgroup.PIDs.Current, hog.Cgroup.Memory.UsageBytes)
			}
			held = bomb.Cgroup.PIDs.Refused > 0 && hog.Cgroup.Memory.OOMKills > 1
		case <-patience:
			t.Fatal("the limits were never reached")
		}
	}
	if out, code := sh(t, s, "neighbour", "echo well"); code != 0 || out != "well\n" {
		t.Errorf("the neighbour: %q, %d", out, code)
	}
}

// hostileVariable names a file with a program for hostileFile, for one who has no Go.
const hostileVariable = "K8SLAB_TEST_HOSTILE_FILE"

// hostileFile is a program that runs where there is no C library: this test binary, or, should the race detector have
// made it a dynamic one, another build of it.
func hostileFile(t *testing.T) string {
	t.Helper()
	if file := os.Getenv(hostileVariable); file != "" {
		return file
	}
	path := "/proc/self/exe"
	self, err := elf.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer self.Close()
	if slices.ContainsFunc(self.Progs, func(p *elf.Prog) bool { return p.Type == elf.PT_INTERP }) {
		path = filepath.Join(t.TempDir(), "hostile")
		build := exec.CommandContext(t.Context(), "go", "test", "-c", "-o", path, ".")
		build.Env = append(os.Environ(), "CGO_ENABLED=0")
		if out, err := build.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
	}
	return path
}
