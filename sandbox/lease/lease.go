package lease

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/gofrs/flock"
)

const (
	suffix = ".lock"
	// patience is how long Acquire tries: somebody who only looks whether a session lives holds its lock for a moment.
	patience = 250 * time.Millisecond
)

// ErrTaken is returned for a session that lives already.
var ErrTaken = errors.New("the session is alive")

// DefaultDir is where the locks of one user are: in XDG_RUNTIME_DIR, which is local and private, else in the state
// directory (XDG_STATE_HOME, or what the system uses for such things).
func DefaultDir(getenv func(string) string) string {
	if run := getenv("XDG_RUNTIME_DIR"); filepath.IsAbs(run) {
		return filepath.Join(run, "k8slab", "sessions")
	}
	if state := getenv("XDG_STATE_HOME"); filepath.IsAbs(state) {
		return filepath.Join(state, "k8slab", "sessions")
	}
	if local := getenv("LOCALAPPDATA"); filepath.IsAbs(local) {
		return filepath.Join(local, "k8slab", "sessions")
	}
	if home := getenv("HOME"); filepath.IsAbs(home) {
		return filepath.Join(home, ".local", "state", "k8slab", "sessions")
	}
	return TempDir()
}

// TempDir is where they are when the user has no home, or one that cannot be written to.
func TempDir() string {
	return filepath.Join(os.TempDir(), fmt.Sprintf("k8slab-%d", os.Getuid()), "sessions")
}

// Dir is a directory of locks.
type Dir struct{ path, scope string }

// Open makes the directory if need be. It fails where another user could write to it.
func Open(path string) (*Dir, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("open lease directory: %w", err)
	}
	if err := os.MkdirAll(path, 0o700); err != nil {
		return nil, fmt.Errorf("open lease directory: %w", err)
	}
	if err := private(path); err != nil {
		return nil, fmt.Errorf("open lease directory: %w", err)
	}
	return &Dir{path: path, scope: scopeOf(path)}, nil
}

// Scope is 16 hexadecimal digits that stand for this machine, this user and this directory.
func (d *Dir) Scope() string { return d.scope }

// Lease is a session that lives as long as this process does, or until it is released.
type Lease struct {
	id       string
	lock     *flock.Flock
	release  sync.Once
	released chan struct{}
}

// hold keeps a lease from being collected, and its lock from being dropped thereby, by an owner who forgets about it.
func hold(id string, lock *flock.Flock) *Lease {
	l := &Lease{id: id, lock: lock, released: make(chan struct{})}
	go func() {
		<-l.released
		runtime.KeepAlive(l)
	}()
	return l
}

// ID is the session's.
func (l *Lease) ID() string { return l.id }

// File is the path of its lock file, which should go with whatever else the session leaves.
func (l *Lease) File() string { return l.lock.Path() }

// New acquires a lease under a name that nobody has had before.
func (d *Dir) New() (*Lease, error) { return d.Acquire(strings.ToLower(rand.Text()[:10])) }

// Acquire makes a session alive. It returns ErrTaken if it is so already.
func (d *Dir) Acquire(id string) (*Lease, error) {
	if !valid(id) {
		return nil, fmt.Errorf("acquire lease: %q is no session ID", id)
	}
	path := d.File(id)
	for end := time.Now().Add(patience); ; time.Sleep(5 * time.Millisecond) {
		lock := flock.New(path, flock.SetPermissions(0o600))
		got, err := lock.TryLock()
		if err != nil {
			return nil, fmt.Errorf("acquire lease %s: %w", id, err)
		}
		// Between opening and locking, the file may have been removed by the one who released it; a lock on a file
		// without a name is worth nothing.
		if got && named(lock, path) {
			return hold(id, lock), nil
		}
		_ = lock.Close()
		if time.Now().After(end) {
			return nil, fmt.Errorf("acquire lease %s: %w", id, ErrTaken)
		}
	}
}

// Release ends the session's life. It may be called again.
func (l *Lease) Release() error {
	var err error
	l.release.Do(func() {
		close(l.released)
		err = drop(l.lock)
	})
	return err
}

// drop removes a lock file and then lets go of it: nobody can get it in between.
func drop(lock *flock.Flock) error {
	removed := os.Remove(lock.Path())
	closed := lock.Close()
	if removed != nil {
		removed = os.Remove(lock.Path()) // Windows does not remove what is open
	}
	if errors.Is(removed, fs.ErrNotExist) {
		removed = nil
	}
	return errors.Join(removed, closed)
}

// Alive reports whether a session's owner lives. Where that cannot be found out it is taken to live: leaving something
// lie is better than taking it from somebody.
func (d *Dir) Alive(id string) bool {
	if !valid(id) {
		return false // no session of ours has such a name
	}
	path := d.File(id)
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return false
	}
	lock := flock.New(path, flock.SetFlag(os.O_RDONLY))
	defer lock.Close()
	free, err := lock.TryRLock()
	if errors.Is(err, fs.ErrNotExist) {
		return false
	}
	return err != nil || !free
}

// Dead lists the sessions whose owner has died without releasing them.
func (d *Dir) Dead() ([]string, error) { return d.list(false) }

// Living lists the sessions whose owner lives.
func (d *Dir) Living() ([]string, error) { return d.list(true) }

func (d *Dir) list(alive bool) ([]string, error) {
	entries, err := os.ReadDir(d.path)
	if err != nil {
		return nil, fmt.Errorf("list leases: %w", err)
	}
	var found []string
	for _, e := range entries {
		if id, ok := strings.CutSuffix(e.Name(), suffix); ok && valid(id) && d.Alive(id) == alive {
			found = append(found, id)
		}
	}
	return found, nil
}

// Forget removes the lock file of a dead session, once nothing of it is left. A living one's stays.
func (d *Dir) Forget(id string) error {
	if !valid(id) {
		return fmt.Errorf("forget lease: %q is no session ID", id)
	}
	lock := flock.New(d.File(id), flock.SetPermissions(0o600))
	defer lock.Close()
	got, err := lock.TryLock()
	if err != nil || !got {
		return err
	}
	return drop(lock)
}

// File is the path of the lock file of the session with the given ID, whether there is one or not.
func (d *Dir) File(id string) string { return filepath.Join(d.path, id+suffix) }

// named reports whether the locked file is the one that has the name.
func named(lock *flock.Flock, path string) bool {
	byName, err := os.Stat(path)
	if err != nil {
		return false
	}
	byHandle, err := lock.Stat()
	return err == nil && os.SameFile(byName, byHandle)
}

// valid is what package sandbox demands of a session's ID.
func valid(id string) bool {
	if id == "" || len(id) > 32 || id[0] == '-' || id[len(id)-1] == '-' {
		return false
	}
	return strings.IndexFunc(id, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '-'
	}) < 0
}
