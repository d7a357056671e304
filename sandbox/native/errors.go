//go:build linux

package native

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"golang.org/x/sys/unix"

	"github.com/k8slab/k8slab/sandbox"
	"github.com/k8slab/k8slab/sandbox/native/nest"
)

// fail makes the Error of an operation that did not succeed. An error that is one already stays as it is.
func fail(err error) error {
	if err == nil {
		return nil
	}
	if e := (*sandbox.Error)(nil); errors.As(err, &e) {
		return err
	}
	switch {
	case errors.Is(err, context.Canceled):
		return &sandbox.Error{Kind: sandbox.KindFailed, What: "하던 일을 그만두었어요.", Do: "필요하면 다시 시도하세요.", Err: err}
	case errors.Is(err, context.DeadlineExceeded):
		return &sandbox.Error{
			Kind: sandbox.KindFailed, What: "커널이 제때 끝내지 못했어요.", Do: "컴퓨터가 바쁘지 않을 때 다시 시도하세요.", Err: err,
		}
	case errors.Is(err, errKeeperGone):
		return keeperGone(err)
	case errors.Is(err, unix.EBUSY):
		return &sandbox.Error{
			Kind: sandbox.KindFailed, What: "한도를 지금 쓰고 있는 것보다 작게 줄일 수 없어요.",
			Do: "더 큰 값을 쓰거나, 자원을 쓰는 프로그램을 먼저 끝내세요.", Err: err,
		}
	case errors.Is(err, unix.EMFILE), errors.Is(err, unix.ENFILE), errors.Is(err, unix.EAGAIN):
		return &sandbox.Error{
			Kind: sandbox.KindQuota, What: "이 컴퓨터의 프로세스나 열린 파일이 한도에 이르렀어요.",
			Do: "쓰지 않는 컨테이너나 프로그램을 끝내세요.", Err: err,
		}
	case errors.Is(err, unix.EACCES), errors.Is(err, unix.EPERM):
		return &sandbox.Error{
			Kind: sandbox.KindDenied, What: fmt.Sprintf("커널이 이 일을 허락하지 않았어요: %s", oneLine(err)),
			Do: "`sudo k8slab`으로 실행하거나 도커를 쓰세요.", Err: err,
		}
	}
	return &sandbox.Error{
		Kind: sandbox.KindFailed, What: fmt.Sprintf("커널이 이 일을 하지 못했어요: %s", oneLine(err)),
		Do: "다시 시도하고, 계속되면 도커(`--engine docker`)를 쓰세요.", Err: err,
	}
}

func keeperGone(err error) *sandbox.Error {
	return &sandbox.Error{
		Kind: sandbox.KindUnreachable, What: "내장 엔진의 도우미 프로세스(labbox nest keep)가 끝나 버렸어요.",
		Do: "k8slab을 다시 시작하세요.", Err: err,
	}
}

// noProc is for a machine, or a container, in which the kernel's files cannot be seen.
func noProc(err error) error {
	return denial("`/proc`이 마운트되어 있지 않아서 내장 엔진을 쓸 수 없어요.",
		"`sudo mount -t proc proc /proc`을 실행하거나 도커를 쓰세요.", err)
}

// cannotConnect says why there can be no sandbox for this user on this machine, and which switch would change that.
func cannotConnect(err error) error {
	step := ""
	if f, ok := errors.AsType[*nest.Fault](err); ok {
		step = f.Step
	}
	denied := errors.Is(err, unix.EPERM) || errors.Is(err, unix.EACCES)
	switch {
	case setting("/proc/self/stat") == "":
		return noProc(err)
	case errors.Is(err, unix.ENOSPC), zero("/proc/sys/user/max_user_namespaces"):
		return denial("이 컴퓨터는 새 사용자 네임스페이스(user namespace)를 더 만들지 못하게 되어 있어요.",
			"`sudo sysctl user.max_user_namespaces=10000`을 실행하거나 도커를 쓰세요.", err)
	case denied && setting("/proc/sys/kernel/unprivileged_userns_clone") == "0":
		return denial("이 컴퓨터는 일반 사용자가 사용자 네임스페이스를 만들지 못하게 되어 있어요.",
			"`sudo sysctl kernel.unprivileged_userns_clone=1`을 실행하거나 도커를 쓰세요.", err)
	case denied && setting("/proc/sys/kernel/apparmor_restrict_unprivileged_userns") == "1":
		return denial("AppArmor가 일반 사용자의 사용자 네임스페이스를 막고 있어요.",
			"`sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0`을 실행하거나 도커를 쓰세요.", err)
	case denied && step == "mount(/proc)":
		return denial("이곳의 `/proc` 일부가 가려져 있어서 새 `/proc`을 마운트할 수 없어요. 컨테이너 안에서 실행한 것 같아요.",
			"컨테이너 밖에서 실행하거나, 그 컨테이너를 `--security-opt systempaths=unconfined`로 시작하세요.", err)
	case denied && setting("/proc/sys/vm/memfd_noexec") == "2":
		return denial("이 컴퓨터는 메모리에 있는 프로그램을 실행하지 못하게 되어 있어요.",
			"`sudo sysctl vm.memfd_noexec=1`을 실행하거나 도커를 쓰세요.", err)
	case denied:
		return denial(fmt.Sprintf("커널이 네임스페이스를 만들지 못하게 했어요: %s", oneLine(err)),
			"`sudo k8slab`으로 실행하거나 도커를 쓰세요. 컨테이너 안이라면 그 밖에서 실행하세요.", err)
	}
	return fail(err)
}

func denial(what, do string, err error) error {
	return &sandbox.Error{Kind: sandbox.KindDenied, What: what, Do: do, Err: err}
}

// setting reads a kernel setting; "" where the kernel does not have it.
func setting(file string) string {
	data, err := os.ReadFile(file)
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(data))
}

func zero(file string) bool { return setting(file) == "0" }

func notFound(name string) error {
	return &sandbox.Error{
		Kind: sandbox.KindNotFound, What: fmt.Sprintf("‘%s’라는 컨테이너가 없어요.", name), Do: "먼저 시작하세요.",
	}
}

func notRunning(name string) error {
	return &sandbox.Error{
		Kind: sandbox.KindFailed, What: fmt.Sprintf("‘%s’ 컨테이너는 이미 끝났어요.", name), Do: "지우고 다시 시작하세요.",
	}
}

func exists(name string) error {
	return &sandbox.Error{
		Kind: sandbox.KindExists, What: fmt.Sprintf("‘%s’라는 이름을 이미 쓰고 있어요.", name),
		Do: "그것을 먼저 지우거나 다른 이름을 쓰세요.",
	}
}

func invalid(what string) error {
	return &sandbox.Error{Kind: sandbox.KindInvalid, What: what, Do: "설정을 고치고 다시 시도하세요."}
}

func unsupported(what, do string) error {
	return &sandbox.Error{Kind: sandbox.KindUnsupported, What: what, Do: do}
}

// lacking is the Error for an ability that Info declares missing.
func lacking(r sandbox.Reason) error {
	do := r.Cure
	if do == "" {
		do = "다른 엔진(`--engine docker`)으로 시도하세요."
	}
	return unsupported(r.Why, do)
}

func sessionClosed() error {
	return &sandbox.Error{Kind: sandbox.KindFailed, What: "이미 끝낸 실습이에요.", Do: "실습을 다시 시작하세요."}
}

// oneLine is an error's text without line breaks.
func oneLine(err error) string {
	s := strings.Join(strings.Fields(err.Error()), " ")
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
	return oneLine(err)
}
