//go:build linux

package nest

import (
	"encoding/binary"
	"math"
	"strconv"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// Where a sandbox's first process has its files: standard input, output and error, the socket of labbox hold, and the
// one of the script, which execve(2) closes.
const (
	stdin = iota
	stdout
	stderr
	_ // control
	syncFD
	firstTask
)

// become is the script that makes a sandbox's namespaces a place of their own, as far as only a process in them can,
// gives all rights away, and becomes labbox hold. Twice it waits for the keeper: until it is where it belongs (its IDs
// are mapped, it is in its control group, its network interface is there), and until its file system is put together.
func (b *birth) become() *script {
	c := b.Config
	s := newScript(syncFD)
	s.next("")
	s.do(unix.SYS_SETSID)
	for to, from := range []uintptr{stdin: b.null, stdout: b.stdout, stderr: b.stderr, control: b.control} {
		s.do(unix.SYS_DUP3, from, uintptr(to), 0)
	}
	s.do(unix.SYS_DUP3, b.theirs, syncFD, unix.O_CLOEXEC)
	for i, fd := range b.tasks {
		s.do(unix.SYS_DUP3, fd, uintptr(firstTask+i), unix.O_CLOEXEC)
	}
	// What else the keeper has open is of other sandboxes. Before Linux 5.9 execve(2) closes it.
	s.do(unix.SYS_CLOSE_RANGE, uintptr(firstTask+len(b.tasks)), math.MaxInt32, 0).but = syscall.ENOSYS
	s.await()
	if len(b.tasks) > 0 {
		// A single thread that moves itself costs microseconds on cgroup v1; to move a process stops every fork in the
		// machine for up to 20 ms.
		s.next("cgroup: own thread into its groups")
		zero := s.text("0")
		for i := range b.tasks {
			s.do(unix.SYS_WRITE, uintptr(firstTask+i), zero, 1)
		}
	}
	if c.CgroupNS {
		s.next("unshare(CLONE_NEWCGROUP)")
		s.do(unix.SYS_UNSHARE, unix.CLONE_NEWCGROUP)
	}
	if c.Proc == ProcOwn {
		s.next("mount(/proc)")
		proc := s.text("proc")
		s.do(unix.SYS_MOUNT, proc, s.text(b.stage.proc()), proc, nosuidNodevNoexec)
	}
	if c.Hostname != "" {
		s.next("sethostname")
		s.do(unix.SYS_SETHOSTNAME, s.text(c.Hostname), uintptr(len(c.Hostname)))
	}
	s.next("")
	s.tell()
	s.await()
	b.confine(s)
	return s
}

// confine is the second half.
func (b *birth) confine(s *script) {
	c := b.Config
	s.next("setrlimit")
	s.lower(unix.RLIMIT_NOFILE, c.NoFile)
	s.lower(unix.RLIMIT_CORE, 0)

	s.next("pivot_root")
	dot := s.text(".")
	s.do(unix.SYS_CHDIR, s.text(b.at))
	s.do(unix.SYS_PIVOT_ROOT, dot, dot)
	s.do(unix.SYS_UMOUNT2, dot, unix.MNT_DETACH)
	s.do(unix.SYS_CHDIR, s.text("/"))

	s.next("prctl(PR_SET_NO_NEW_PRIVS), capset(0)")
	s.dropRights()
	s.do(unix.SYS_PRCTL, unix.PR_SET_PDEATHSIG, uintptr(unix.SIGKILL))
	s.alive() // The keeper may have ended just before.
	if len(b.filter) > 0 {
		s.next("seccomp(SECCOMP_SET_MODE_FILTER)")
		prog := &unix.SockFprog{Len: uint16(len(b.filter)), Filter: &b.filter[0]} //nolint:gosec // at most BPF_MAXINSNS
		s.held = append(s.held, prog)
		s.do(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, 0, uintptr(unsafe.Pointer(prog)))
	}
	s.next("execve(labbox hold)")
	s.tell()
	args := append([]string{"labbox", "hold", "--serve-fd", strconv.Itoa(control), "--"}, c.Args...)
	s.do(unix.SYS_EXECVE, s.text("/"+labbox), s.texts(args), s.texts(c.Env))
}

// lower adds a resource limit. Without CAP_SYS_RESOURCE on the host none can be raised, so a hard limit below what was
// asked for stays.
func (s *script) lower(resource uintptr, to uint64) {
	var now unix.Rlimit
	if unix.Getrlimit(int(resource), &now) == nil {
		to = min(to, now.Max)
	}
	limit := &unix.Rlimit{Cur: to, Max: to}
	s.held = append(s.held, limit)
	s.do(unix.SYS_PRLIMIT64, 0, resource, uintptr(unsafe.Pointer(limit)))
}

// dropRights adds what takes every capability away for good: out of the bounding set, so that no program can give them
// back, and out of all others. No-new-privileges makes set-user-ID files ordinary ones.
func (s *script) dropRights() {
	s.do(unix.SYS_PRCTL, unix.PR_SET_NO_NEW_PRIVS, 1)
	s.do(unix.SYS_PRCTL, unix.PR_CAP_AMBIENT, unix.PR_CAP_AMBIENT_CLEAR_ALL)
	// The kernel refuses to read one that it does not know; they are numbered without a gap.
	for c := uintptr(0); known(c); c++ {
		s.do(unix.SYS_PRCTL, unix.PR_CAPBSET_DROP, c)
	}
	header := &unix.CapUserHeader{Version: unix.LINUX_CAPABILITY_VERSION_3}
	none := new([2]unix.CapUserData)
	s.held = append(s.held, header, none)
	s.do(unix.SYS_CAPSET, uintptr(unsafe.Pointer(header)), uintptr(unsafe.Pointer(none)))
}

func known(capability uintptr) bool {
	_, err := unix.PrctlRetInt(unix.PR_CAPBSET_READ, capability, 0, 0, 0)
	return err == nil
}

// decode reads a seccomp filter program, eight bytes an instruction in the machine's byte order.
func decode(program []byte) ([]unix.SockFilter, error) {
	const size = 8
	if len(program)%size != 0 || len(program)/size > unix.BPF_MAXINSNS {
		return nil, syscall.EINVAL
	}
	filter := make([]unix.SockFilter, len(program)/size)
	for i := range filter {
		b := program[i*size:]
		filter[i] = unix.SockFilter{
			Code: binary.NativeEndian.Uint16(b), Jt: b[2], Jf: b[3], K: binary.NativeEndian.Uint32(b[4:]),
		}
	}
	return filter, nil
}
