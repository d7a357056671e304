package kernel

import (
	"io/fs"
	"os"
	"sync"
	"syscall"
)

// maxKept bounds the files that one Keeper holds open; beyond, files are opened for each read.
const maxKept = 512

// Keeper is Dir for one who reads the same files again and again: it keeps them open. To read an open control file anew
// costs a tenth of opening it. It closes a file once Trim finds it unused, or once its process or group has ended.
// Methods may be called from many goroutines.
type Keeper struct {
	dir
	mu    sync.Mutex
	files map[string]*keptFile
}

type keptFile struct {
	fd   int
	used bool // since the last Trim
}

// Keep returns a Keeper of the tree below a directory.
func Keep(path string) *Keeper {
	return &Keeper{dir: dir{os.DirFS(path), path}, files: map[string]*keptFile{}}
}

// ReadAgain is ReadInto of a file that will be read again.
func (k *Keeper) ReadAgain(name string, buf []byte) ([]byte, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if f := k.files[name]; f != nil {
		data, err := pread(f.fd, buf)
		if err == nil {
			f.used = true
			return data, nil
		}
		// Its process or group has ended; there may be another of the same name.
		k.drop(name, f)
	}
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	}
	fd, err := openFile(k.path + "/" + name)
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: err}
	}
	data, err := pread(fd, buf)
	if err != nil || len(k.files) >= maxKept {
		syscall.Close(fd)
	} else {
		k.files[name] = &keptFile{fd: fd, used: true}
	}
	if err != nil {
		return nil, &fs.PathError{Op: "read", Path: name, Err: err}
	}
	return data, nil
}

// Trim closes the files that nobody has read since the last Trim.
func (k *Keeper) Trim() {
	k.mu.Lock()
	defer k.mu.Unlock()
	for name, f := range k.files {
		if !f.used {
			k.drop(name, f)
		}
		f.used = false
	}
}

// Close closes all files. The Keeper may still be used.
func (k *Keeper) Close() error {
	k.mu.Lock()
	defer k.mu.Unlock()
	for name, f := range k.files {
		k.drop(name, f)
	}
	return nil
}

// Kept is how many files are open.
func (k *Keeper) Kept() int {
	k.mu.Lock()
	defer k.mu.Unlock()
	return len(k.files)
}

func (k *Keeper) drop(name string, f *keptFile) {
	syscall.Close(f.fd)
	delete(k.files, name)
}
