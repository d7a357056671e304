package kernel

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
)

// Dir is the tree below a directory, like os.DirFS, with a leaner way to read whole files: no os.File, hence no
// finalizer and no poller, and no size asked for, since kernel files have none. Three system calls read a file.
func Dir(path string) fs.FS { return dir{os.DirFS(path), path} }

type dir struct {
	fs.FS
	path string
}

// ReadDir keeps what os.DirFS can do and its interface does not say, as do Stat, Lstat and ReadLink.
func (d dir) ReadDir(name string) ([]fs.DirEntry, error) { return fs.ReadDir(d.FS, name) }

// Stat describes a file.
func (d dir) Stat(name string) (fs.FileInfo, error) { return fs.Stat(d.FS, name) }

// Lstat describes a file or a link.
func (d dir) Lstat(name string) (fs.FileInfo, error) { return fs.Lstat(d.FS, name) }

// ReadLink returns what a link points to.
func (d dir) ReadLink(name string) (string, error) {
	if !fs.ValidPath(name) {
		return "", &fs.PathError{Op: "readlink", Path: name, Err: fs.ErrInvalid}
	}
	var buf [64]byte // a namespace's name has some 20
	n, err := syscall.Readlink(d.path+"/"+name, buf[:])
	if err != nil {
		return "", &fs.PathError{Op: "readlink", Path: name, Err: err}
	}
	if n == len(buf) {
		return fs.ReadLink(d.FS, name)
	}
	return string(buf[:n]), nil
}

// ReadInto reads the whole file behind buf's content and returns the extended slice.
func (d dir) ReadInto(name string, buf []byte) ([]byte, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	}
	fd, err := openFile(d.path + "/" + name)
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: err}
	}
	defer syscall.Close(fd)
	data, err := pread(fd, buf)
	if err != nil {
		return nil, &fs.PathError{Op: "read", Path: name, Err: err}
	}
	return data, nil
}

func openFile(path string) (int, error) {
	for {
		fd, err := syscall.Open(path, syscall.O_RDONLY|syscall.O_CLOEXEC, 0)
		if err != syscall.EINTR {
			return fd, err
		}
	}
}

// wholePage is a length that tells an end from a full buffer: the kernel hands out such files in pages at least, so a
// read of less than half a page has reached the end.
const wholePage = 4096

// pread reads a whole file from its beginning, at which the kernel makes its content anew.
func pread(fd int, buf []byte) ([]byte, error) {
	start := len(buf)
	for {
		if cap(buf)-len(buf) < wholePage {
			buf = append(buf, make([]byte, wholePage)...)[:len(buf)]
		}
		n, err := syscall.Pread(fd, buf[len(buf):cap(buf)], int64(len(buf)-start))
		if errors.Is(err, syscall.EINTR) {
			continue
		}
		if err != nil {
			return nil, err
		}
		buf = buf[:len(buf)+n]
		if n < wholePage/2 {
			return buf, nil
		}
	}
}
