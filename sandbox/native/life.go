//go:build linux

package native

import (
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/sys/unix"

	"github.com/k8slab/k8slab/sandbox"
	"github.com/k8slab/k8slab/sandbox/native/internal/cgroup"
	"github.com/k8slab/k8slab/sandbox/native/nest"
)

// life is one run of a sandbox, from its fork to its end. A restart policy gives a sandbox several.
type life struct {
	session *session
	box     *box
	id      string
	started time.Time

	group  *cgroup.Group
	conn   *nest.Conn
	pidfd  *os.File
	became <-chan nest.Became
	pid    int           // in the host's PID namespace
	ended  chan struct{} // closed when the process has ended and everything is freed

	// How it ended; guarded by the session's mutex.
	over bool
	code int
	oom  bool

	hosted chan struct{} // PID 1 says that it has written /etc/hosts
	ready  chan struct{} // closed when PID 1 says that it is ready

	mu     sync.Mutex
	serial int
	execs  map[int]*process
	dead   bool // no more of them
}

// makeGroup makes the control group and sets its limits.
func (l *life) makeGroup(rec *recorder, limits sandbox.Limits) error {
	err := rec.call("mkdir(/sys/fs/cgroup/…/k8slab/"+l.session.cfg.ID+"/"+l.box.spec.Name+")", func() error {
		g, err := l.session.groups.Create(l.box.spec.Name)
		if err == nil {
			l.group = g
		}
		return err
	})
	if err != nil {
		return err
	}
	changes := l.group.Changes(limits)
	if len(changes) == 0 {
		return nil
	}
	return rec.call("write("+fileNames(changes)+")", func() error { return l.group.Set(changes) })
}

// spawn has the keeper fork the process, with pipes for what it prints.
func (l *life) spawn(ctx context.Context, rec *recorder, j joined) error {
	conn, theirs, err := nest.Pair()
	if err != nil {
		return err
	}
	l.conn = conn
	defer theirs.Close()
	outR, outW, err := os.Pipe()
	if err != nil {
		return err
	}
	defer outW.Close()
	errR, errW, err := os.Pipe()
	if err != nil {
		_ = outR.Close()
		return err
	}
	defer errW.Close()
	m := nest.Spawn{
		ID: l.id, Flags: j.own &^ unix.CLONE_NEWCGROUP, Join: j.flags, Users: 1, Groups: 1, Config: l.config(j),
	}
	if ids := l.session.driver.ids; ids != nil {
		m.Users, m.Groups = ids.size, ids.size
	}
	if l.box.host != 0 {
		m.Scene = &nest.Member{Network: l.session.cfg.ID, Host: l.box.host}
	}
	tasks, err := l.group.Tasks()
	if err != nil {
		_ = outR.Close()
		_ = errR.Close()
		return err
	}
	defer closeFiles(tasks)
	m.Move = len(l.group.Dirs()) > 0 && len(tasks) == 0
	files := []*os.File{theirs, outW, errW}
	if dir := l.group.Open(); dir != nil {
		defer dir.Close()
		m.Cgroup, files = true, append(files, dir)
	}
	answer, err := l.session.driver.keeper.spawn(ctx, m, slices.Concat(files, j.files, tasks), l.exit)
	rec.spans(answer.Calls)
	if err != nil {
		_ = outR.Close()
		_ = errR.Close()
		return err
	}
	go l.box.out.follow(outR, true)
	go l.box.out.follow(errR, false)
	l.pidfd, l.became = answer.files[0], answer.became
	l.pid, err = pidOf(l.pidfd)
	if m.Move && !answer.Placed {
		if err == nil {
			err = rec.call("write(cgroup.procs)", func() error { return l.group.Add(l.pid) })
		}
		l.session.driver.keeper.begin(l.id) // The keeper waits for that, also where it is not wanted any more.
	}
	return err
}

// become waits until the process is what it was to become.
func (l *life) become(ctx context.Context, rec *recorder) error {
	select {
	case m := <-l.became:
		rec.spans(m.Calls)
		if m.Fault != nil {
			return m.Fault
		}
		return nil
	case <-l.session.driver.keeper.gone:
		return errKeeperGone
	case <-ctx.Done():
		return ctx.Err()
	}
}

// config is what the sandbox is to become.
func (l *life) config(j joined) nest.Config {
	d, b := l.session.driver, l.box
	c := nest.Config{
		Args: b.spec.Command, Writable: b.spec.Writable, TmpBytes: tmpBytes(b.limits.Memory),
		Hosts: l.session.hosts(b), NoFile: uint64(b.limits.NoFile), //nolint:gosec // checked: not negative
		CgroupNS: j.own&unix.CLONE_NEWCGROUP != 0 && d.info.Can(sandbox.AbilityCgroupNS),
		OwnNet:   j.own&unix.CLONE_NEWNET != 0, OwnIPC: j.own&unix.CLONE_NEWIPC != 0,
	}
	if c.CgroupNS && d.groups.Usable() {
		c.Cgroups = d.groups.Controllers()
	}
	c.HostCgroups = b.spec.Share.Cgroup == sandbox.ShareHost
	c.Env = append(slices.Clone(d.env), "HOSTNAME="+b.spec.Hostname, envSession+l.session.cfg.ID, envName+b.spec.Name)
	c.Env = append(c.Env, b.spec.Env...)
	if j.own&unix.CLONE_NEWUTS != 0 {
		c.Hostname = b.spec.Hostname
	}
	switch {
	case b.spec.Share.PID == sandbox.ShareHost:
		c.Proc = nest.ProcHost
	case j.proc:
		c.Proc = nest.ProcSent
	}
	if b.host != 0 {
		c.Address = address(b.host)
	}
	return c
}

// tmpBytes bounds the memory disk, so that a full one meets its own wall before the sandbox meets its memory limit.
func tmpBytes(memory int64) int64 {
	const most = 64 << 20
	if memory <= 0 {
		return most
	}
	return min(memory/2, most)
}

// kill ends every process of this life. The sandbox's PID 1 takes the others of its PID namespace with it; the control
// group has those of one that shares its PID namespace.
func (l *life) kill() {
	if l.pidfd != nil {
		_ = unix.PidfdSendSignal(int(l.pidfd.Fd()), unix.SIGKILL, nil, 0)
	}
	for _, dir := range l.group.Dirs() {
		nest.KillGroup(dir)
	}
}

// discard frees what a life holds that never began.
func (l *life) discard() {
	if l.pidfd != nil {
		l.kill()
		<-l.ended
		return
	}
	l.free()
}

// free removes the control group and closes what is open. It is called once.
func (l *life) free() {
	_ = l.group.Remove(2 * time.Second) // What stays is removed with the session.
	if l.conn != nil {
		_ = l.conn.Close()
	}
}

// exit is called when the process has ended.
func (l *life) exit(status unix.WaitStatus) {
	code := exitCode(status)
	oom := code == killed && l.group.OOMKills() > 0
	l.free()
	l.failExecs()
	s := l.session
	s.touch(func() {
		l.over, l.code, l.oom = true, code, oom
		if l.box.life == l {
			s.finish(l.box)
		}
	})
	close(l.ended)
}

// killed is the exit code of what a SIGKILL ended.
const killed = 128 + int(unix.SIGKILL)

func exitCode(status unix.WaitStatus) int {
	if status.Signaled() {
		return 128 + int(status.Signal())
	}
	return status.ExitStatus()
}

// pidOf returns the process that a pidfd stands for, from /proc/self/fdinfo; it is -1 there once it has ended.
func pidOf(pidfd *os.File) (int, error) {
	data, err := os.ReadFile("/proc/self/fdinfo/" + strconv.Itoa(int(pidfd.Fd())))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(data)) {
		if text, ok := strings.CutPrefix(line, "Pid:"); ok {
			pid, err := strconv.Atoi(strings.TrimSpace(text))
			if err == nil && pid <= 0 {
				err = unix.ESRCH
			}
			return pid, err
		}
	}
	return 0, fmt.Errorf("pidfd: %w", io.ErrUnexpectedEOF)
}
