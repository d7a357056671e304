//go:build linux

package native

import (
	"context"
	"fmt"
	"os"
	"time"

	"golang.org/x/sys/unix"

	"github.com/k8slab/k8slab/sandbox"
	"github.com/k8slab/k8slab/sandbox/native/internal/cgroup"
)

// Start creates and starts a sandbox.
func (s *session) Start(ctx context.Context, spec sandbox.Spec) (sandbox.Status, error) {
	var status sandbox.Status
	err := s.operate(ctx, "start", spec.Name, func(ctx context.Context, rec *recorder) (string, error) {
		b, err := s.reserve(spec)
		if err != nil {
			return "", err
		}
		err = s.launch(ctx, b, rec)
		line := s.startLine(b)
		if err != nil {
			s.touch(func() { delete(s.boxes, spec.Name) })
			return line, err
		}
		s.mu.Lock()
		status = b.status
		s.mu.Unlock()
		return line, nil
	})
	return status, err
}

// reserve checks a spec and takes its name, its share of the quota and its place in the scene.
func (s *session) reserve(spec sandbox.Spec) (*box, error) {
	if err := s.driver.check(spec); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.boxes[spec.Name] != nil {
		return nil, exists(spec.Name)
	}
	// A quota counts what a sandbox is meant to use, whether or not this host can hold it to that.
	charge := spec.Limits.WithDefaults()
	if err := s.quota("", charge); err != nil {
		return nil, err
	}
	if err := s.driver.checkAbilities(spec); err != nil {
		return nil, err
	}
	b := &box{spec: spec, limits: s.driver.defaults(spec.Limits), charge: charge, out: &output{}}
	if b.spec.Hostname == "" {
		b.spec.Hostname = spec.Name
	}
	b.status.Name = spec.Name
	if spec.Network == sandbox.NetworkScene {
		if b.host = s.freeHost(); b.host == 0 {
			return nil, sandbox.OverQuota("장면 네트워크에 자리가 더 없어요.")
		}
	}
	s.boxes[spec.Name] = b
	return b, nil
}

// freeHost finds the first address in the scene that nobody has; 0 if all are taken.
func (s *session) freeHost() int {
	used := map[int]bool{}
	for _, b := range s.boxes {
		used[b.host] = true
	}
	for host := 2; host < 255; host++ {
		if !used[host] {
			return host
		}
	}
	return 0
}

// launch starts a sandbox's process, for the first time or again, and waits until it is PID 1 of a place of its own.
func (s *session) launch(ctx context.Context, b *box, rec *recorder) error {
	b.launching.Lock()
	defer b.launching.Unlock()
	l := &life{
		session: s, box: b, group: &cgroup.Group{}, started: time.Now(), ended: make(chan struct{}),
		hosted: make(chan struct{}, 1), ready: make(chan struct{}), execs: map[int]*process{},
	}
	s.mu.Lock()
	s.serial++
	l.id = fmt.Sprintf("%s/%s/%d", s.cfg.ID, b.spec.Name, s.serial)
	limits := b.limits
	s.mu.Unlock()
	joins, err := s.joins(b.spec.Share)
	if err != nil {
		return err
	}
	defer closeFiles(joins.files)
	if err := l.makeGroup(rec, limits); err != nil {
		l.discard()
		return err
	}
	if err := l.spawn(ctx, rec, joins); err != nil {
		l.discard()
		return err
	}
	if err := l.become(ctx, rec); err != nil {
		l.kill()
		<-l.ended
		return err
	}
	leaving := false
	s.touch(func() {
		b.life, leaving = l, b.leaving
		b.status = sandbox.Status{
			Name: b.spec.Name, ID: "k8slab/" + s.cfg.ID + "/" + b.spec.Name, State: sandbox.StateRunning, PID: l.pid,
			Started: l.started, Restarts: b.status.Restarts,
		}
		if l.over {
			s.finish(b) // it was that short
		}
	})
	if leaving {
		l.kill()
	}
	go l.listen()
	s.tellHosts(b)
	return nil
}

// joined are the namespaces of others that a sandbox is to have.
type joined struct {
	flags []uint64
	files []*os.File
	own   uint64 // CLONE_NEW… flags of those of its own
	proc  bool   // the PID namespace is among the joined ones
}

// joins opens the namespaces that a spec wants to share with other sandboxes.
func (s *session) joins(share sandbox.Share) (joined, error) {
	j := joined{own: unix.CLONE_NEWNS}
	if s.driver.ids != nil {
		j.own |= unix.CLONE_NEWUSER
	}
	if s.driver.info.Can(sandbox.AbilityTimeNS) {
		j.own |= unix.CLONE_NEWTIME
	}
	for _, kind := range []struct {
		with string
		flag uint64
		name sandbox.NamespaceKind
	}{
		{share.PID, unix.CLONE_NEWPID, sandbox.NamespacePID},
		{share.Net, unix.CLONE_NEWNET, sandbox.NamespaceNet},
		{share.IPC, unix.CLONE_NEWIPC, sandbox.NamespaceIPC},
		{share.UTS, unix.CLONE_NEWUTS, sandbox.NamespaceUTS},
		{share.Cgroup, unix.CLONE_NEWCGROUP, sandbox.NamespaceCgroup},
	} {
		switch kind.with {
		case "":
			j.own |= kind.flag
		case sandbox.ShareHost:
		default:
			_, l, err := s.running(kind.with)
			if err != nil {
				closeFiles(j.files)
				return j, err
			}
			f, err := os.Open(fmt.Sprintf("/proc/%d/ns/%s", l.pid, kind.name))
			if err != nil {
				closeFiles(j.files)
				return j, err
			}
			j.files, j.flags = append(j.files, f), append(j.flags, kind.flag)
			j.proc = j.proc || kind.flag == unix.CLONE_NEWPID
		}
	}
	return j, nil
}

func closeFiles(files []*os.File) {
	for _, f := range files {
		_ = f.Close()
	}
}
