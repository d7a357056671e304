//go:build linux

package nest

import (
	"errors"
	"io"
	"os"
	"sync"
	"syscall"

	"golang.org/x/sys/unix"
)

// control is the file descriptor at which each of the programs here finds its socket or pipe.
const control = 3

// keeper is the process that forks sandboxes.
type keeper struct {
	conn   *Conn
	stage  stage
	filter []unix.SockFilter
	scenes scenes
	// waiting are the sandboxes that may have to wait for Begin, until they have become what they are to be.
	mu      sync.Mutex
	waiting map[string]chan struct{}
}

// Keep runs the keeper and returns its exit status. It ends with its socket; the kernel then kills the sandboxes.
func Keep() int {
	conn, err := NewConn(control)
	if err != nil {
		return 1
	}
	k := &keeper{conn: conn, scenes: scenes{open: map[string]*scene{}}, waiting: map[string]chan struct{}{}}
	for {
		var m ToKeeper
		files, err := conn.Receive(&m)
		switch {
		case errors.Is(err, io.EOF):
			return 0
		case err != nil:
			return 1
		}
		k.handle(m, files)
	}
}

// handle does what a message asks for. A spawn does not hold up the next one.
func (k *keeper) handle(m ToKeeper, files []*os.File) {
	switch {
	case m.Setup != nil:
		k.setup(*m.Setup, files)
		closeAll(files)
	case m.Spawn != nil:
		begin := k.expect(m.Spawn.ID)
		go func() {
			_ = aside(func() error {
				k.spawn(*m.Spawn, files, begin)
				return nil
			})
		}()
	case m.Begin != nil:
		k.begin(m.Begin.ID)
		closeAll(files)
	case m.Leave != nil:
		k.scenes.drop(m.Leave.Network)
		closeAll(files)
	default:
		closeAll(files)
	}
}

// expect makes the channel that is closed when a sandbox is told to begin.
func (k *keeper) expect(id string) <-chan struct{} {
	k.mu.Lock()
	defer k.mu.Unlock()
	begin := make(chan struct{})
	k.waiting[id] = begin
	return begin
}

func (k *keeper) begin(id string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if begin := k.waiting[id]; begin != nil {
		close(begin)
		delete(k.waiting, id)
	}
}

// setup makes the keeper's mount namespace the place where sandboxes begin, and finds out what the kernel refuses.
func (k *keeper) setup(s Setup, files []*os.File) {
	ready := Ready{Lacks: map[string]Fault{}}
	defer func() { _ = k.conn.Send(FromKeeper{Ready: &ready}) }()
	if len(files) != 1 {
		ready.Fault = fault("setup", syscall.EPROTO)
		return
	}
	var err error
	if k.stage, err = newStage(); err != nil {
		ready.Fault = fault("mount tmpfs", err)
		return
	}
	if err := layOut(k.stage.root(), s.Entries, files[0]); err != nil {
		ready.Fault = fault("lay out the image", err)
		return
	}
	if k.filter, err = decode(s.Filter); err != nil {
		ready.Fault = fault("seccomp", err)
		return
	}
	for name, probe := range map[string]func() error{
		"timens":   func() error { return aside(func() error { return unix.Unshare(unix.CLONE_NEWTIME) }) },
		"cgroupns": func() error { _, err := os.Stat("/proc/self/ns/cgroup"); return err },
		"scene":    probeScene,
	} {
		if err := probe(); err != nil {
			ready.Lacks[name] = *fault(name, err)
		}
	}
}
