//go:build linux

package kernel_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"testing/fstest"

	"golang.org/x/sys/unix"

	"github.com/k8slab/k8slab/sandbox/kernel"
)

// running is the FS of the machine that the test runs on, whichever cgroup version it has.
func running(t *testing.T) kernel.FS {
	t.Helper()
	k, err := kernel.OpenKept("/proc", "/sys/fs/cgroup")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = k.Close() })
	return k
}

// child starts a process that does nothing.
func child(t *testing.T) *exec.Cmd {
	t.Helper()
	cmd := exec.Command("sleep", "1000")
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { end(cmd) })
	return cmd
}

// end kills a process and waits until it is gone.
func end(cmd *exec.Cmd) {
	_ = cmd.Process.Kill()
	_ = cmd.Wait()
}

// What is read of this very process must be what the kernel tells it directly.
func TestOwnProcess(t *testing.T) {
	t.Parallel()
	k, pid := running(t), os.Getpid()
	p, err := k.Process(pid)
	if err != nil {
		t.Fatal(err)
	}
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	comm := filepath.Base(exe)
	comm = comm[:min(len(comm), 15)]
	if p.HostPID != pid || p.UID != os.Getuid() || p.Comm != comm || p.RSSBytes <= 0 || p.Threads < 1 {
		t.Errorf("%+v", p)
	}
	ns, err := k.Namespaces(pid)
	if err != nil {
		t.Fatal(err)
	}
	for kind, inode := range ns {
		var st unix.Stat_t
		if err := unix.Stat("/proc/self/ns/"+string(kind), &st); err != nil || st.Ino != inode {
			t.Errorf("%s: %d, but stat says %d (%v)", kind, inode, st.Ino, err)
		}
	}
	if len(ns) < 6 {
		t.Errorf("only %v", ns)
	}
	hdr := unix.CapUserHeader{Version: unix.LINUX_CAPABILITY_VERSION_3}
	var caps [2]unix.CapUserData
	if err := unix.Capget(&hdr, &caps[0]); err != nil {
		t.Fatal(err)
	}
	s, err := k.Security(pid)
	has := caps[0].Effective&(1<<unix.CAP_CHOWN) != 0
	if err != nil || slices.Contains(s.Capabilities, "CAP_CHOWN") != has {
		t.Errorf("%+v, %v, but CAP_CHOWN is %v", s, err, has)
	}
}

func TestRunningHost(t *testing.T) {
	t.Parallel()
	h, missing := running(t).Host()
	var u unix.Utsname
	var info unix.Sysinfo_t
	if err := errors.Join(unix.Uname(&u), unix.Sysinfo(&info)); err != nil {
		t.Fatal(err)
	}
	if h.Kernel != unix.ByteSliceToString(u.Release[:]) || h.MemoryBytes != int64(info.Totalram)*int64(info.Unit) {
		t.Errorf("%+v", h)
	}
	if h.CPUs < 1 || h.CPU.IdleSeconds+h.CPU.BusySeconds <= 0 || len(h.BootID) != 36 || missing["cpu"].Why != "" {
		t.Errorf("%+v; missing %v", h, missing)
	}
	if up := float64(info.Uptime); h.UptimeSeconds < up-2 || h.UptimeSeconds > up+2 {
		t.Errorf("up for %v s, sysinfo says %v", h.UptimeSeconds, up)
	}
}

// A new process must show at once. On v1 the kernel keeps a list of processes for all who read it within a second; a
// list that was kept open would be of that age.
func TestProcsAreOfThisMoment(t *testing.T) {
	t.Parallel()
	group, err := running(t).CgroupOf(os.Getpid())
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		cmd := child(t)
		if pids, err := group.Procs(); err != nil || !slices.Contains(pids, cmd.Process.Pid) {
			t.Errorf("%v, %v lack the new process %d", pids, err, cmd.Process.Pid)
		}
		end(cmd)
		if pids, err := group.Procs(); err != nil || slices.Contains(pids, cmd.Process.Pid) {
			t.Errorf("%v, %v have the ended process %d", pids, err, cmd.Process.Pid)
		}
	}
}

// What is kept open must be of this moment too, and not outlive its process.
func TestKeptFiles(t *testing.T) {
	t.Parallel()
	k := running(t)
	kept := func() int {
		proc, ok := k.Proc.(*kernel.Keeper)
		if !ok {
			t.Fatalf("Proc is a %T", k.Proc)
		}
		return proc.Kept()
	}
	cmd := child(t)
	pid := cmd.Process.Pid
	first, err := k.Process(pid)
	if err != nil || kept() == 0 {
		t.Fatalf("%+v, %v; %d files kept", first, err, kept())
	}
	if err := cmd.Process.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	var ws syscall.WaitStatus
	if _, err := syscall.Wait4(pid, &ws, syscall.WUNTRACED, nil); err != nil || !ws.Stopped() {
		t.Fatal(ws, err)
	}
	if p, err := k.Process(pid); err != nil || p.State != "T" {
		t.Errorf("stopped: %+v, %v", p, err)
	}
	end(cmd)
	if _, err := k.Process(pid); !errors.Is(err, kernel.ErrGone) {
		t.Errorf("ended: %v, want ErrGone", err)
	}
	if _, err := k.StartTime(pid); !errors.Is(err, kernel.ErrGone) {
		t.Errorf("ended: %v, want ErrGone", err)
	}
	k.Trim() // all have been read since the last one, or dropped
	k.Trim()
	if n := kept(); n != 0 {
		t.Errorf("%d files are still open", n)
	}
}

// A process that has ended but was not yet waited for still has files in /proc; a sandbox whose PID 1 is one is over.
func TestZombieIsGone(t *testing.T) {
	t.Parallel()
	k := running(t)
	cmd := child(t)
	if _, err := k.StartTime(cmd.Process.Pid); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Process.Kill()
	var info unix.Siginfo
	if err := unix.Waitid(unix.P_PID, cmd.Process.Pid, &info, unix.WEXITED|unix.WNOWAIT, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := k.StartTime(cmd.Process.Pid); !errors.Is(err, kernel.ErrGone) {
		t.Errorf("zombie: %v, want ErrGone", err)
	}
}

func TestOwnGroupCanBeRead(t *testing.T) {
	t.Parallel()
	k := running(t)
	group, err := k.CgroupOf(os.Getpid())
	if err != nil {
		t.Fatal(err)
	}
	state, err := group.Read()
	if err != nil || state.Version != k.Mounts.Version || !strings.HasPrefix(state.Path, "/") {
		t.Errorf("%+v, %v", state, err)
	}
	if _, lacks := state.Missing["cpu"]; !lacks && state.CPU.UsageSeconds <= 0 {
		t.Errorf("no CPU time used: %+v", state.CPU)
	}
}

// Observing reads dozens of files several times a second, so a reading must not make work for the garbage collector.
func TestReadingAllocatesLittle(t *testing.T) {
	k := running(t)
	pid := os.Getpid()
	group, err := k.CgroupOf(pid)
	if err != nil {
		t.Fatal(err)
	}
	p, err := k.Process(pid)
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		most float64
		read func() error
	}{
		"ProcessLoad": {5, func() error { _, err := k.ProcessLoad(&p); return err }},
		"Process":     {25, func() error { _, err := k.Process(pid); return err }},
		"Group.Read":  {120, func() error { _, err := group.Read(); return err }}, // most for files a root group lacks
	} {
		var failed error
		if n := testing.AllocsPerRun(100, func() { failed = errors.Join(failed, tt.read()) }); n > tt.most || failed != nil {
			t.Errorf("%s: %v allocations, %v; at most %v", name, n, failed, tt.most)
		}
	}
}

// Dir and Keeper are file systems as good as any other.
func TestDirIsAFileSystem(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	long := strings.Repeat("0123456789abcdef", 1000)
	for name, text := range map[string]string{"a": "", "b/c": "short\n", "b/d": long} {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink("b/c", filepath.Join(dir, "link")); err != nil {
		t.Fatal(err)
	}
	keeper := kernel.Keep(dir)
	defer keeper.Close()
	if err := fstest.TestFS(keeper, "a", "b/c", "b/d", "link"); err != nil {
		t.Error(err)
	}
	if err := fstest.TestFS(kernel.Dir(dir), "a", "b/c", "b/d", "link"); err != nil {
		t.Error(err)
	}
	for range 2 {
		data, err := keeper.ReadAgain("b/d", make([]byte, 0, 100))
		if err != nil || string(data) != long {
			t.Errorf("%d bytes, %v", len(data), err)
		}
	}
	if _, err := keeper.ReadAgain("../a", nil); err == nil {
		t.Error("read outside the tree")
	}
	if _, err := keeper.ReadInto("b/../../a", nil); err == nil {
		t.Error("read outside the tree")
	}
}
