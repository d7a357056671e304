package progress

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
)

// MaxBytes bounds the file, and what is imported.
const MaxBytes = 4 << 20

const (
	fileName = "progress.json"
	lockName = "progress.lock"
	// lockPatience is how long another program may hold the lock.
	lockPatience = 2 * time.Second
)

// NewerError means that a later version of the program has written the file.
type NewerError struct {
	Path    string
	Version int
}

// Error says so to the learner.
func (e *NewerError) Error() string {
	return fmt.Sprintf("진도 파일(%s)은 더 새로운 k8slab이 저장한 것이라(형식 %d) 고치지 않을게요. "+
		"k8slab을 새 버전으로 올리면 이어서 기록할 수 있어요.", e.Path, e.Version)
}

func isNewer(err error) bool {
	var newer *NewerError
	return errors.As(err, &newer)
}

// DamagedError means that the file could not be understood and was put aside.
type DamagedError struct {
	Path  string
	Aside string
	Err   error
}

// Error says so to the learner.
func (e *DamagedError) Error() string {
	return fmt.Sprintf("진도 파일을 읽을 수 없어서 %s(으)로 옮겨 두고 새로 시작해요. 되살리려면 그 파일을 고쳐 progress import로 "+
		"불러오세요. (%v)", e.Aside, e.Err)
}

// Unwrap gives the cause.
func (e *DamagedError) Unwrap() error { return e.Err }

// SaveError means that nothing can be kept.
type SaveError struct {
	Dir string
	Err error
}

// Error says so to the learner.
func (e *SaveError) Error() string {
	return fmt.Sprintf("진도를 %s에 저장할 수 없어서 이번에는 기억만 해 둘게요. 폴더의 쓰기 권한과 남은 공간을 확인해 보세요. (%v)",
		e.Dir, e.Err)
}

// Unwrap gives the cause.
func (e *SaveError) Unwrap() error { return e.Err }

// file is the file and its lock.
type file struct {
	dir string
}

func (f *file) path() string { return filepath.Join(f.dir, fileName) }

// read reads the file; a missing one is an empty state. The state is nil only if nothing could be read.
func (f *file) read() (*State, error) {
	data, err := readBounded(f.path())
	if errors.Is(err, fs.ErrNotExist) {
		return &State{Version: Version}, nil
	}
	if err != nil {
		return nil, &SaveError{Dir: f.dir, Err: err}
	}
	state, err := Parse(bytes.NewReader(data))
	if err == nil {
		return state, nil
	}
	if newer := (*NewerError)(nil); errors.As(err, &newer) {
		newer.Path = f.path()
		return nil, newer
	}
	aside := fmt.Sprintf("%s.damaged-%d", f.path(), time.Now().UnixNano()) // a name that is not taken
	if moveErr := os.Rename(f.path(), aside); moveErr != nil {
		return nil, &SaveError{Dir: f.dir, Err: errors.Join(err, moveErr)}
	}
	return nil, &DamagedError{Path: f.path(), Aside: aside, Err: err}
}

func readBounded(path string) ([]byte, error) {
	in, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	return io.ReadAll(io.LimitReader(in, MaxBytes+1))
}

// Parse reads an exported state.
func Parse(r io.Reader) (*State, error) {
	data, err := io.ReadAll(io.LimitReader(r, MaxBytes+1))
	if err != nil {
		return nil, err
	}
	if len(data) > MaxBytes {
		return nil, fmt.Errorf("longer than %d bytes", MaxBytes)
	}
	var head struct {
		Version int `json:"version"`
	}
	if err := json.Unmarshal(data, &head); err != nil {
		return nil, err
	}
	if head.Version > Version {
		return nil, &NewerError{Version: head.Version}
	}
	if head.Version < 1 {
		return nil, errors.New("no version")
	}
	var raw State
	if err := json.Unmarshal(data, &raw); err != nil {
		return nil, err
	}
	return raw.clone(), nil // drops nulls and what has no time
}

// update merges mine with what is in the file and writes the result.
func (f *file) update(mine *State) (*State, error) {
	if err := os.MkdirAll(f.dir, 0o700); err != nil {
		return nil, &SaveError{Dir: f.dir, Err: err}
	}
	unlock, err := f.lock()
	if err != nil {
		return nil, &SaveError{Dir: f.dir, Err: err}
	}
	defer unlock()
	theirs, err := f.read()
	var damaged *DamagedError
	if err != nil && !errors.As(err, &damaged) {
		return nil, err
	}
	if theirs != nil {
		mine.merge(theirs)
	}
	if err := f.write(mine); err != nil {
		return nil, &SaveError{Dir: f.dir, Err: err}
	}
	return mine, nil
}

// lock keeps other programs off. A file system that knows no locks is used without.
func (f *file) lock() (unlock func(), err error) {
	lock := flock.New(filepath.Join(f.dir, lockName), flock.SetPermissions(0o600))
	ctx, cancel := context.WithTimeout(context.Background(), lockPatience)
	defer cancel()
	locked, err := lock.TryLockContext(ctx, 10*time.Millisecond)
	switch {
	case locked:
		return func() { _ = lock.Unlock() }, nil
	case errors.Is(err, context.DeadlineExceeded):
		return nil, fmt.Errorf("another program holds %s", lockName)
	case err != nil && errors.Is(err, errors.ErrUnsupported):
		return func() {}, nil
	}
	return nil, err
}

// write replaces the file as a whole: a temporary file beside it is written, flushed to the disk and renamed.
func (f *file) write(state *State) (err error) {
	state.Version = Version
	data, err := json.MarshalIndent(state, "", " ")
	if err != nil {
		return err
	}
	temp, err := os.CreateTemp(f.dir, fileName+".tmp-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = temp.Close()
			_ = os.Remove(temp.Name())
		}
	}()
	if _, err = temp.Write(append(data, '\n')); err != nil {
		return err
	}
	if err = temp.Sync(); err != nil {
		return err
	}
	if err = temp.Close(); err != nil {
		return err
	}
	if err = os.Rename(temp.Name(), f.path()); err != nil {
		return err
	}
	f.sweep()
	syncDir(f.dir)
	return nil
}

// sweep removes what a program that was killed in mid-write has left. The lock is held: no other write is under way.
func (f *file) sweep() {
	left, err := filepath.Glob(f.path() + ".tmp-*")
	if err != nil {
		return
	}
	for _, path := range left {
		_ = os.Remove(path)
	}
}

// Sweep removes what a program that was killed in mid-write has left in a directory of progress, and waits for a write
// that is under way.
func Sweep(dir string) error {
	if left, err := filepath.Glob(filepath.Join(dir, fileName+".tmp-*")); err != nil || len(left) == 0 {
		return err
	}
	f := &file{dir: dir}
	unlock, err := f.lock()
	if err != nil {
		return err
	}
	defer unlock()
	f.sweep()
	return nil
}

// syncDir flushes a directory, so that the rename outlives a power cut. Systems that cannot do that do without.
func syncDir(dir string) {
	d, err := os.Open(dir)
	if err != nil {
		return
	}
	defer d.Close()
	_ = d.Sync()
}
