package kernel

import (
	"errors"
	"fmt"
	"io/fs"
	"syscall"

	"github.com/k8slab/k8slab/sandbox"
)

// ErrGone says that the process or control group asked for does not exist (any more).
var ErrGone = errors.New("gone")

// errElsewhere says that the answer would be about the reader and not about the host.
var errElsewhere = errors.New("seen from another namespace")

// ParseError is a file whose content is not what the kernel documents.
type ParseError struct {
	File string // below /proc or /sys/fs/cgroup; empty where only the bytes were at hand
	What string // what was expected
	Text string // the beginning of what was found
}

func (e *ParseError) Error() string {
	return fmt.Sprintf("parse %s: %s in %q", e.File, e.What, e.Text)
}

// malformed makes a ParseError of what a parser did not understand; the reader adds the file's name.
func malformed(what string, text []byte) error {
	return &ParseError{What: what, Text: string(text[:min(len(text), 80)])}
}

// inFile names the file that a parser's error is about.
func inFile(name string, err error) error {
	var parse *ParseError
	if errors.As(err, &parse) && parse.File == "" {
		parse.File = name
	}
	return err
}

// absent reports errors that mean "there is no such file or device": ENOENT when it is opened, ENODEV and ESRCH when
// the group or the process ended between opening and reading, EOPNOTSUPP for pressure files with PSI switched off.
func absent(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENODEV) || errors.Is(err, syscall.ESRCH) ||
		errors.Is(err, syscall.EOPNOTSUPP) || errors.Is(err, ErrGone)
}

// Reason says in the learner's words why something could not be read.
func Reason(err error) sandbox.Reason {
	var parse *ParseError
	switch {
	case errors.Is(err, ErrGone):
		return sandbox.Reason{Why: "프로세스가 이미 끝나서 읽을 수 없어요."}
	case errors.Is(err, errElsewhere):
		return sandbox.Reason{Why: "호스트와 다른 네임스페이스에서 보고 있어서 알 수 없어요."}
	case errors.Is(err, fs.ErrPermission):
		return sandbox.Reason{
			Why:  "커널이 이 사용자에게는 보여 주지 않아요.",
			Cure: "root로 실행하거나 도커 엔진을 사용해 보세요.",
		}
	case errors.As(err, &parse):
		return sandbox.Reason{Why: fmt.Sprintf("커널 파일 %s의 내용을 이해하지 못했어요.", parse.File)}
	case absent(err):
		return sandbox.Reason{Why: "이 커널에는 해당 파일이 없어요."}
	default:
		return sandbox.Reason{Why: fmt.Sprintf("커널 파일을 읽지 못했어요: %s", err.Error())}
	}
}
