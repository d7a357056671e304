//go:build linux

package native

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"sync"
	"time"

	"golang.org/x/sys/unix"

	"github.com/k8slab/k8slab/sandbox/image"
	"github.com/k8slab/k8slab/sandbox/native/nest"
)

var errKeeperGone = errors.New("the keeper has ended")

// keeper is the other end of labbox nest keep.
type keeper struct {
	cmd  *exec.Cmd
	conn *nest.Conn
	gone chan struct{} // closed when it has ended

	mu      sync.Mutex
	waiting map[string]chan spawned
	became  map[string]chan nest.Became
	exits   map[string]func(status unix.WaitStatus)
}

// spawned is the answer to a request, with the files that came with it.
type spawned struct {
	nest.Spawned
	files []*os.File
	// became delivers that it is what it was to become, or why not.
	became <-chan nest.Became
}

// startKeeper starts the keeper in a user namespace that ids describe (none if it is nil), and has it lay out the image.
// It waits for that no longer than ctx lasts.
func startKeeper(
	ctx context.Context, p *program, ids *idRange, img *image.Image, filter []byte,
) (*keeper, nest.Ready, error) {
	var ready nest.Ready
	conn, theirs, err := nest.Pair()
	if err != nil {
		return nil, ready, err
	}
	cmd, err := p.start(ids.attr(), theirs, "nest", "keep")
	_ = theirs.Close() // The keeper alone may have it: else nothing would be heard of a keeper that dies before it is ready.
	if err != nil {
		_ = conn.Close()
		return nil, ready, fmt.Errorf("start the keeper: %w", err)
	}
	k := &keeper{
		cmd: cmd, conn: conn, gone: make(chan struct{}),
		waiting: map[string]chan spawned{}, became: map[string]chan nest.Became{}, exits: map[string]func(unix.WaitStatus){},
	}
	stop := context.AfterFunc(ctx, k.close)
	ready, err = k.setup(img, filter)
	if stop(); err == nil {
		err = ctx.Err()
	}
	if err != nil {
		k.close()
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		return nil, ready, err
	}
	go k.receive()
	return k, ready, nil
}

// setup sends the image's files.
func (k *keeper) setup(img *image.Image, filter []byte) (nest.Ready, error) {
	content, err := memfd("image")
	if err != nil {
		return nest.Ready{}, err
	}
	defer content.Close()
	setup, err := setupOf(img.Files(), content)
	if err != nil {
		return nest.Ready{}, err
	}
	setup.Filter = filter
	if err := k.conn.Send(nest.ToKeeper{Setup: &setup}, content); err != nil {
		return nest.Ready{}, err
	}
	var m nest.FromKeeper
	if _, err := k.conn.Receive(&m); err != nil || m.Ready == nil {
		return nest.Ready{}, errors.Join(errKeeperGone, err)
	}
	if m.Ready.Fault != nil {
		return *m.Ready, m.Ready.Fault
	}
	return *m.Ready, nil
}

func setupOf(files []image.File, content *os.File) (nest.Setup, error) {
	var s nest.Setup
	for _, f := range files {
		e := nest.Entry{Name: f.Name, Link: f.Link, UID: f.UID, GID: f.GID, Mode: uint32(f.Mode.Perm())}
		switch {
		case f.Link != "":
			e.Mode |= unix.S_IFLNK
		case f.Mode.IsDir():
			e.Mode |= unix.S_IFDIR
		default:
			e.Mode |= unix.S_IFREG
			e.Size = int64(len(f.Data))
			if _, err := content.Write(f.Data); err != nil {
				return s, err
			}
		}
		if f.Mode&fs.ModeSticky != 0 {
			e.Mode |= unix.S_ISVTX
		}
		s.Entries = append(s.Entries, e)
	}
	return s, nil
}

// receive hands on what the keeper says, until it has ended. Sandboxes cannot outlive it.
func (k *keeper) receive() {
	for {
		var m nest.FromKeeper
		files, err := k.conn.Receive(&m)
		if err != nil {
			break
		}
		switch {
		case m.Spawned != nil:
			k.mu.Lock()
			answer := k.waiting[m.Spawned.ID]
			delete(k.waiting, m.Spawned.ID)
			k.mu.Unlock()
			answer <- spawned{Spawned: *m.Spawned, files: files} // it has room for one
		case m.Became != nil:
			k.mu.Lock()
			became := k.became[m.Became.ID]
			delete(k.became, m.Became.ID)
			k.mu.Unlock()
			if became != nil {
				became <- *m.Became // it has room for one
			}
		case m.Exited != nil:
			k.exited(m.Exited.ID, unix.WaitStatus(m.Exited.Status)) //nolint:gosec // a wait(2) status
		}
	}
	close(k.gone)
	_ = k.cmd.Wait()
	k.mu.Lock()
	left := make([]string, 0, len(k.exits))
	for id := range k.exits {
		left = append(left, id)
	}
	k.mu.Unlock()
	for _, id := range left {
		k.exited(id, unix.WaitStatus(unix.SIGKILL))
	}
}

func (k *keeper) exited(id string, status unix.WaitStatus) {
	k.mu.Lock()
	exit := k.exits[id]
	delete(k.exits, id)
	k.mu.Unlock()
	if exit != nil {
		go exit(status)
	}
}

// spawn has the keeper fork a process; exit is called once it has ended, if it was started.
func (k *keeper) spawn(
	ctx context.Context, s nest.Spawn, files []*os.File, exit func(unix.WaitStatus),
) (spawned, error) {
	answer, became := make(chan spawned, 1), make(chan nest.Became, 1)
	k.mu.Lock()
	k.waiting[s.ID], k.became[s.ID], k.exits[s.ID] = answer, became, exit
	k.mu.Unlock()
	forget := func() {
		k.mu.Lock()
		delete(k.waiting, s.ID)
		delete(k.became, s.ID)
		delete(k.exits, s.ID)
		k.mu.Unlock()
	}
	if err := k.conn.Send(nest.ToKeeper{Spawn: &s}, files...); err != nil {
		forget()
		return spawned{}, errors.Join(errKeeperGone, err)
	}
	select {
	case a := <-answer:
		if a.Fault != nil {
			forget()
			return a, a.Fault
		}
		a.became = became
		return a, nil
	case <-k.gone:
		forget()
		return spawned{}, errKeeperGone
	case <-ctx.Done():
		// The process may come yet; whoever waits for the answer then kills it.
		go func() {
			select {
			case a := <-answer:
				for _, f := range a.files {
					_ = unix.PidfdSendSignal(int(f.Fd()), unix.SIGKILL, nil, 0)
					_ = f.Close()
				}
			case <-k.gone:
			}
		}()
		return spawned{}, ctx.Err()
	}
}

// begin lets a process go on that waits for its control group.
func (k *keeper) begin(id string) { _ = k.conn.Send(nest.ToKeeper{Begin: &nest.Begin{ID: id}}) }

func (k *keeper) leave(network string) {
	_ = k.conn.Send(nest.ToKeeper{Leave: &nest.Leave{Network: network}})
}

// close ends the keeper, and with it every sandbox that there still is.
func (k *keeper) close() { _ = k.conn.Close() }

// wait waits for its end, for a moment at most.
func (k *keeper) wait() {
	select {
	case <-k.gone:
	case <-time.After(2 * time.Second):
	}
}
