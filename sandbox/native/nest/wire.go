//go:build linux

package nest

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"

	"golang.org/x/sys/unix"
)

// Bounds of one message.
const (
	maxMessage = 128 << 10
	maxFDs     = 32
)

// Conn carries messages, one JSON value each, with file descriptors beside them, over a unix(7) socket of type
// SOCK_SEQPACKET. Send may be called from many goroutines, Receive from one.
type Conn struct {
	file *os.File
	raw  rawConn

	mu  sync.Mutex // serialises Send
	buf []byte     // of Receive
}

type rawConn interface {
	Read(func(fd uintptr) bool) error
	Write(func(fd uintptr) bool) error
}

// NewConn takes over a socket.
func NewConn(fd int) (*Conn, error) {
	if err := unix.SetNonblock(fd, true); err != nil {
		return nil, err
	}
	unix.CloseOnExec(fd)
	file := os.NewFile(uintptr(fd), "nest")
	raw, err := file.SyscallConn()
	if err != nil {
		return nil, err
	}
	return &Conn{file: file, raw: raw, buf: make([]byte, maxMessage)}, nil
}

// Pair makes a connected pair: a Conn, and a file to be handed to another process.
func Pair() (*Conn, *os.File, error) {
	fds, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_SEQPACKET|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return nil, nil, err
	}
	c, err := NewConn(fds[0])
	if err != nil {
		_ = unix.Close(fds[0])
		_ = unix.Close(fds[1])
		return nil, nil, err
	}
	return c, os.NewFile(uintptr(fds[1]), "nest"), nil
}

// Close ends the connection; the other side receives io.EOF.
func (c *Conn) Close() error { return c.file.Close() }

// Send sends a message. The files stay the caller's.
func (c *Conn) Send(message any, files ...*os.File) error {
	data, err := json.Marshal(message)
	if err != nil {
		return err
	}
	if len(data) > maxMessage || len(files) > maxFDs {
		return fmt.Errorf("message of %d bytes with %d files is too large", len(data), len(files))
	}
	var rights []byte
	if len(files) > 0 {
		fds := make([]int, len(files))
		for i, f := range files {
			fds[i] = int(f.Fd())
		}
		rights = unix.UnixRights(fds...)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	var failed error
	err = c.raw.Write(func(fd uintptr) bool {
		failed = unix.Sendmsg(int(fd), data, rights, nil, unix.MSG_NOSIGNAL)
		return !errors.Is(failed, unix.EAGAIN)
	})
	return errors.Join(err, failed)
}

// Receive waits for a message. The files that came with it are the caller's.
func (c *Conn) Receive(message any) ([]*os.File, error) {
	rights := make([]byte, unix.CmsgSpace(maxFDs*4))
	var n, rn int
	var failed error
	err := c.raw.Read(func(fd uintptr) bool {
		n, rn, _, _, failed = unix.Recvmsg(int(fd), c.buf, rights, unix.MSG_CMSG_CLOEXEC)
		return !errors.Is(failed, unix.EAGAIN)
	})
	if err := errors.Join(err, failed); err != nil {
		return nil, err
	}
	files, err := received(rights[:rn])
	if err != nil {
		return nil, err
	}
	if n == 0 {
		closeAll(files)
		return nil, io.EOF
	}
	if err := json.Unmarshal(c.buf[:n], message); err != nil {
		closeAll(files)
		return nil, fmt.Errorf("message: %w", err)
	}
	return files, nil
}

func received(rights []byte) ([]*os.File, error) {
	var files []*os.File
	controls, err := unix.ParseSocketControlMessage(rights)
	if err != nil {
		return nil, err
	}
	for _, c := range controls {
		fds, err := unix.ParseUnixRights(&c)
		if err != nil {
			continue // not file descriptors
		}
		for _, fd := range fds {
			files = append(files, os.NewFile(uintptr(fd), "received"))
		}
	}
	return files, nil
}

func closeAll(files []*os.File) {
	for _, f := range files {
		_ = f.Close()
	}
}
