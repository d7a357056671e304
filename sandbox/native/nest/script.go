//go:build linux

package nest

import (
	"fmt"
	"os"
	"syscall"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// script is what a child does between clone(2) and execve(2): system calls, all prepared before, since a child of a
// program with threads may do nothing else. It says how far it came in reports over the socket sync.
type script struct {
	calls  []call
	steps  []string // their names; those without one are not worth telling
	report *report
	ends   uintptr // the socket's end in the child
	held   []any   // keeps in memory, and in its place there, what the calls' arguments point to
}

// call is one system call.
type call struct {
	number uintptr
	args   [6]uintptr
	step   int           // the index of the step that it belongs to
	least  uintptr       // a smaller result is a failure
	but    syscall.Errno // an error number that is none
}

// maxSteps is how many steps a script can have.
const maxSteps = 16

// report is a message of a child, in the machine's own form: how far it came and when each step had ended.
type report struct {
	step  int64
	errno int64
	began unix.Timespec
	ended [maxSteps]unix.Timespec
}

// newScript begins one for a child that will find its end of the socket at the given file descriptor.
func newScript(sync uintptr) *script {
	s := &script{report: new(report), ends: sync}
	s.held = append(s.held, s.report)
	return s
}

// next begins a step.
func (s *script) next(name string) { s.steps = append(s.steps, name) }

// do adds a system call.
func (s *script) do(number uintptr, args ...uintptr) *call {
	c := call{number: number, step: len(s.steps) - 1}
	copy(c.args[:], args)
	s.calls = append(s.calls, c)
	return &s.calls[len(s.calls)-1]
}

// tell adds the sending of a report.
func (s *script) tell() {
	s.do(unix.SYS_WRITE, s.ends, uintptr(unsafe.Pointer(s.report)), unsafe.Sizeof(*s.report))
}

// await adds the waiting for a word of the other side, or for its end, which is a failure.
func (s *script) await() {
	s.do(unix.SYS_READ, s.ends, s.bytes(make([]byte, 1)), 1).least = 1
}

// alive adds the failure that there is no other side any more.
func (s *script) alive() {
	c := s.do(unix.SYS_RECVFROM, s.ends, s.bytes(make([]byte, 1)), 1, unix.MSG_PEEK|unix.MSG_DONTWAIT)
	c.least, c.but = 1, syscall.EAGAIN
}

// bytes is the address of a buffer that is not empty.
func (s *script) bytes(b []byte) uintptr {
	s.held = append(s.held, b)
	return uintptr(unsafe.Pointer(unsafe.SliceData(b)))
}

// text is the address of a string as the kernel reads it. None of ours has a zero byte in it; what had would end there.
func (s *script) text(t string) uintptr { return s.bytes(append([]byte(t), 0)) }

// texts is the address of a list of strings as execve(2) wants it.
func (s *script) texts(list []string) uintptr {
	at := make([]uintptr, 0, len(list)+1)
	for _, t := range list {
		at = append(at, s.text(t))
	}
	at = append(at, 0)
	s.held = append(s.held, at)
	return uintptr(unsafe.Pointer(unsafe.SliceData(at)))
}

// receive waits for a report on the other end of the socket. Without one the child has ended, or become another program.
func (s *script) receive(sync int) (*report, error) {
	buf := make([]byte, unsafe.Sizeof(report{}))
	for {
		n, err := unix.Read(sync, buf)
		switch {
		case err == unix.EINTR:
		case err != nil:
			return nil, os.NewSyscallError("read", err)
		case n != len(buf):
			return nil, nil
		default:
			r := (*report)(unsafe.Pointer(unsafe.SliceData(buf)))
			if r.step < 0 || r.step >= int64(len(s.steps)) {
				return nil, syscall.EPROTO
			}
			return r, nil
		}
	}
}

// fault is what failed; nil if nothing did.
func (s *script) fault(r *report) *Fault {
	if r.errno == 0 {
		return nil
	}
	return fault(s.steps[r.step], syscall.Errno(r.errno)) //nolint:gosec // from the kernel
}

// spans are what the steps from the given one on took that had ended when the report was made.
func (s *script) spans(r *report, from int) []Span {
	var spans []Span
	for i := from; i < int(r.step); i++ {
		began := r.began
		if i > 0 {
			began = r.ended[i-1]
		}
		if s.steps[i] != "" {
			took := time.Duration(unix.TimespecToNsec(r.ended[i]) - unix.TimespecToNsec(began))
			spans = append(spans, Span{What: s.steps[i], Took: took})
		}
	}
	return spans
}

// check says what no script may have.
func (s *script) check() error {
	if len(s.steps) == 0 || len(s.steps) > maxSteps {
		return fmt.Errorf("script of %d steps", len(s.steps))
	}
	return nil
}
