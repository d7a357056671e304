package kernel

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strconv"
	"sync"

	"github.com/k8slab/k8slab/sandbox"
)

// FS is one kernel as its files show it; New, Open and OpenKept make one. Methods may be called from many goroutines.
type FS struct {
	// Proc is a procfs of the PID namespace in which process numbers are meant. It must have ReadLink (fs.ReadLinkFS),
	// as os.DirFS, fstest.MapFS and Dir have.
	Proc fs.FS
	// Cgroup is the directory under which the cgroup file systems are mounted, usually /sys/fs/cgroup.
	Cgroup fs.FS
	// Mounts says where below Cgroup each hierarchy is.
	Mounts Mounts

	bufs *sync.Pool
}

// Open returns the FS of the running kernel, given where procfs is mounted and under which directory the cgroup file
// systems are ("/proc", "/sys/fs/cgroup").
func Open(proc, cgroup string) (FS, error) {
	return New(Dir(proc), Dir(cgroup), cgroup)
}

// OpenKept is Open for one who samples: files that are read at each sample stay open in between, until Trim finds them
// unused or Close is called.
func OpenKept(proc, cgroup string) (FS, error) {
	return New(Keep(proc), Keep(cgroup), cgroup)
}

// Trim closes kept files that were not read since the last Trim. Call it every few seconds.
func (k FS) Trim() {
	for _, tree := range []fs.FS{k.Proc, k.Cgroup} {
		if kept, ok := tree.(*Keeper); ok {
			kept.Trim()
		}
	}
}

// Close closes all kept files; k may still be used.
func (k FS) Close() error {
	for _, tree := range []fs.FS{k.Proc, k.Cgroup} {
		if kept, ok := tree.(*Keeper); ok {
			_ = kept.Close() // reading leaves nothing that closing could lose
		}
	}
	return nil
}

// New returns the FS of two trees. Where the cgroup hierarchies are is read from self/mountinfo of proc, which names
// mount points by their absolute paths: cgroupDir is the one that cgroup stands for.
func New(proc, cgroup fs.FS, cgroupDir string) (FS, error) {
	k := FS{Proc: proc, Cgroup: cgroup, bufs: new(sync.Pool)}
	data, err := fs.ReadFile(proc, "self/mountinfo")
	if err != nil {
		return FS{}, fmt.Errorf("find the cgroup mounts: %w", err)
	}
	k.Mounts, err = parseMountinfo(data, cgroupDir)
	if err != nil {
		return FS{}, inFile("self/mountinfo", err)
	}
	return k, nil
}

// readerAgain is what a file system offers that keeps files open between reads. Only a file whose content is made anew
// at each read from its beginning may be read through it, and only one that holds nothing else alive: not
// /proc/PID/environ (the process's memory), not uid_map (its user namespace), not cgroup.procs of v1 (a list that the
// kernel keeps for all who read it within a second).
type readerAgain interface {
	ReadAgain(name string, buf []byte) ([]byte, error)
}

// readerInto is what a file system offers that can read a whole file into memory that is there already. Observing reads
// hundreds of small files a second, and this is where the time goes.
type readerInto interface {
	ReadInto(name string, buf []byte) ([]byte, error)
}

// buffer lends memory for reading; release takes it back. What was read is valid in between.
func (k FS) buffer() *[]byte {
	if b, ok := k.bufs.Get().(*[]byte); ok {
		return b
	}
	b := make([]byte, 0, 8192)
	return &b
}

func (k FS) release(b *[]byte) {
	k.bufs.Put(b)
}

// read returns the content of a file, valid until the buffer is used again.
func read(fsys fs.FS, name string, b *[]byte) ([]byte, error) {
	var data []byte
	var err error
	if r, ok := fsys.(readerInto); ok {
		data, err = r.ReadInto(name, (*b)[:0])
	} else {
		data, err = readInto(fsys, name, (*b)[:0])
	}
	if cap(data) > cap(*b) {
		*b = data[:0]
	}
	return data, err
}

// reread is read of a file that will be read again (see readerAgain).
func reread(fsys fs.FS, name string, b *[]byte) ([]byte, error) {
	r, ok := fsys.(readerAgain)
	if !ok {
		return read(fsys, name, b)
	}
	data, err := r.ReadAgain(name, (*b)[:0])
	if cap(data) > cap(*b) {
		*b = data[:0]
	}
	return data, err
}

// readInto is ReadInto for any file system.
func readInto(fsys fs.FS, name string, buf []byte) ([]byte, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	for {
		if len(buf) == cap(buf) {
			buf = append(buf, 0)[:len(buf)]
		}
		n, err := f.Read(buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
		if errors.Is(err, io.EOF) {
			return buf, nil
		}
		if err != nil {
			return nil, &fs.PathError{Op: "read", Path: name, Err: err}
		}
	}
}

// proc reads a file of one process. A process that has ended is ErrGone; so is a file missing from one that has not,
// since every kernel we run on has those we ask for.
func (k FS) proc(pid int, name string, b *[]byte) ([]byte, error) {
	data, err := read(k.Proc, strconv.Itoa(pid)+"/"+name, b)
	if err != nil && absent(err) {
		return nil, gone(pid, err)
	}
	return data, err
}

// procAgain is proc of a file that will be read again.
func (k FS) procAgain(pid int, name string, b *[]byte) ([]byte, error) {
	data, err := reread(k.Proc, strconv.Itoa(pid)+"/"+name, b)
	if err != nil && absent(err) {
		return nil, gone(pid, err)
	}
	return data, err
}

func gone(pid int, err error) error { return fmt.Errorf("process %d is %w: %w", pid, ErrGone, err) }

// note records that key could not be read; the map is made when first needed.
func note(missing *map[string]sandbox.Reason, key string, err error) {
	if *missing == nil {
		*missing = map[string]sandbox.Reason{}
	}
	(*missing)[key] = Reason(err)
}
