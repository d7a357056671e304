package docker

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"

	cerrdefs "github.com/containerd/errdefs"
	"github.com/moby/moby/client"

	"github.com/k8slab/k8slab/sandbox"
)

// fail makes the Error of an operation that the engine did not carry out. name is the sandbox's, or empty. An error
// that is one already stays as it is.
func (d *Driver) fail(err error, name string) error {
	if err == nil {
		return nil
	}
	if e := (*sandbox.Error)(nil); errors.As(err, &e) {
		return err
	}
	said := daemonSays(err)
	switch {
	case errors.Is(err, context.Canceled):
		return &sandbox.Error{Kind: sandbox.KindFailed, What: "하던 일을 그만두었어요.", Do: "필요하면 다시 시도하세요.", Err: err}
	case errors.Is(err, context.DeadlineExceeded):
		return hanging(d.endpoint, err)
	case client.IsErrConnectionFailed(err), isConnectionError(err):
		return unreachable(d.endpoint, err)
	case isNotFound(err):
		return notFound(name, err)
	case cerrdefs.IsPermissionDenied(err):
		return &sandbox.Error{
			Kind: sandbox.KindDenied, What: fmt.Sprintf("엔진이 이 일을 허락하지 않았어요(%s).", said),
			Do: "엔진 관리자에게 권한을 물어보세요.", Err: err,
		}
	case cerrdefs.IsNotImplemented(err):
		return unsupported(fmt.Sprintf("이 엔진은 이 일을 할 줄 몰라요(%s).", said), "다른 엔진(`--engine`)으로 시도하세요.", err)
	case cerrdefs.IsInvalidArgument(err):
		return invalid(fmt.Sprintf("엔진이 설정을 받아들이지 않았어요(%s).", said), err)
	case strings.Contains(said, "no space left"):
		return &sandbox.Error{
			Kind: sandbox.KindFailed, What: "엔진의 디스크가 가득 찼어요.",
			Do: "`docker system df`로 무엇이 차지하는지 보고 자리를 비우세요.", Err: err,
		}
	case !strings.Contains(err.Error(), fromDaemon):
		return &sandbox.Error{
			Kind: sandbox.KindFailed, What: "엔진의 대답을 알아볼 수 없어요.",
			Do: "다시 시도하고, 계속되면 엔진을 다시 켜거나 새 버전으로 올리세요.", Err: err,
		}
	}
	return &sandbox.Error{
		Kind: sandbox.KindFailed, What: fmt.Sprintf("엔진이 이 일을 하지 못했어요(%s).", said),
		Do: "다시 시도하고, 계속되면 엔진의 기록(`journalctl -u docker`)을 보세요.", Err: err,
	}
}

// isNotFound also knows how Podman says it of a container that goes while it is asked for, with status 500.
func isNotFound(err error) bool {
	return cerrdefs.IsNotFound(err) || err != nil && strings.Contains(err.Error(), "no such container")
}

func notFound(name string, err error) error {
	what := "찾는 것이 엔진에 없어요."
	if name != "" {
		what = fmt.Sprintf("‘%s’라는 컨테이너가 없어요.", name)
	}
	return &sandbox.Error{Kind: sandbox.KindNotFound, What: what, Do: "먼저 시작하세요.", Err: err}
}

func exists(name string, err error) error {
	return &sandbox.Error{
		Kind: sandbox.KindExists, What: fmt.Sprintf("‘%s’라는 이름을 이미 쓰고 있어요.", name),
		Do: "그것을 먼저 지우거나 다른 이름을 쓰세요.", Err: err,
	}
}

func invalid(what string, err error) error {
	return &sandbox.Error{Kind: sandbox.KindInvalid, What: what, Do: "설정을 고치고 다시 시도하세요.", Err: err}
}

func unsupported(what, do string, err error) error {
	return &sandbox.Error{Kind: sandbox.KindUnsupported, What: what, Do: do, Err: err}
}

// lacking is the Error for an ability that Info declares missing.
func lacking(r sandbox.Reason) error {
	do := r.Cure
	if do == "" {
		do = "다른 엔진(`--engine`)으로 시도하세요."
	}
	return unsupported(r.Why, do, nil)
}

// fromDaemon is what the client puts before an engine's own message; other errors are its own and Go's, for logs alone.
const fromDaemon = "Error response from daemon: "

// daemonSays is the engine's own message in one line, without what the client puts around it.
func daemonSays(err error) string {
	s := strings.Join(strings.Fields(err.Error()), " ")
	s = strings.TrimPrefix(s, fromDaemon)
	if r := []rune(s); len(r) > 200 {
		s = string(r[:199]) + "…"
	}
	return s
}

// sentence is what a journal keeps of an error.
func sentence(err error) string {
	if e := (*sandbox.Error)(nil); errors.As(err, &e) {
		return e.What
	}
	return daemonSays(err)
}

// isSSHMissing tells an absent ssh program from one that could not connect.
func isSSHMissing(err error) bool { return errors.Is(err, exec.ErrNotFound) }
