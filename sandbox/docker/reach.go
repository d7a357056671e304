package docker

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"runtime"
	"strings"
	"syscall"

	"github.com/k8slab/k8slab/sandbox"
)

// unreachable says why no connection to e came about, and what to do about it. err is what dialling or the first
// request returned.
func unreachable(e Endpoint, err error) *sandbox.Error {
	out := &sandbox.Error{Kind: sandbox.KindUnreachable, Err: err}
	var dns *net.DNSError
	switch {
	case e.notASocket():
		out.What = fmt.Sprintf("엔진의 소켓이 있을 자리에 소켓이 아닌 것이 있어요(%s).", e.address())
		out.Do = fmt.Sprintf("`ls -ld %s`로 무엇인지 보고, 지운 뒤에 엔진을 다시 켜세요.", shellQuote(e.address()))
	case errors.Is(err, os.ErrPermission) || strings.Contains(err.Error(), "permission denied while trying"):
		return denied(e, err)
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, os.ErrDeadlineExceeded):
		return hanging(e, err)
	case errors.As(err, &dns):
		out.What = fmt.Sprintf("엔진 주소의 호스트 이름을 찾을 수 없어요(%s).", dns.Name)
		out.Do = "주소를 바르게 적었는지, 네트워크가 연결되어 있는지 확인하세요."
	case isSSHMissing(err):
		out.What = fmt.Sprintf("ssh 프로그램이 없어서 %s 엔진에 연결할 수 없어요.", e.Host)
		out.Do = "OpenSSH 클라이언트를 설치하세요."
	case e.scheme() == "ssh":
		out.What = fmt.Sprintf("ssh로 엔진에 들어가지 못했어요(%s).", e.Host)
		out.Do = fmt.Sprintf("`ssh %s docker version`이 비밀번호를 묻지 않고 되는지 확인하세요.", strings.TrimPrefix(e.Host, "ssh://"))
	case strings.Contains(err.Error(), "tls:"), strings.Contains(err.Error(), "x509:"), strings.Contains(err.Error(), "TLS"):
		out.What = fmt.Sprintf("엔진과 TLS로 연결하지 못했어요(%s).", e.Host)
		out.Do = "인증서(DOCKER_CERT_PATH 또는 컨텍스트의 것)가 그 엔진의 것인지 확인하세요."
	case errors.Is(err, os.ErrNotExist):
		out.What = fmt.Sprintf("컨테이너 엔진이 없거나 꺼져 있어요(%s, %s).", e.Host, e.Source)
		out.Do = startEngine(e)
	default:
		out.What = fmt.Sprintf("컨테이너 엔진이 대답하지 않아요(%s, %s).", e.Host, e.Source)
		out.Do = startEngine(e)
	}
	return out
}

// notASocket reports whether something else is where the socket should be: Docker leaves a directory where it was told to
// mount a socket that was not there.
func (e Endpoint) notASocket() bool {
	if e.scheme() != "unix" {
		return false
	}
	info, err := os.Stat(e.address())
	return err == nil && info.Mode()&os.ModeSocket == 0
}

// denied is for a socket that exists and may not be opened.
func denied(e Endpoint, err error) *sandbox.Error {
	do := "`sudo usermod -aG docker $USER`를 실행하고, 로그아웃했다가 다시 로그인하세요."
	switch {
	case runtime.GOOS == "windows":
		do = "Docker Desktop을 켜고, 내 계정을 docker-users 그룹에 넣은 뒤 다시 로그인하세요."
	case runtime.GOOS == "darwin":
		do = "Docker Desktop을 내 계정으로 다시 켜세요."
	case e.Source == "Podman":
		do = "`systemctl --user start podman.socket`으로 내 계정의 Podman을 켜세요."
	}
	return &sandbox.Error{
		Kind: sandbox.KindDenied, What: fmt.Sprintf("엔진의 소켓을 열 권한이 없어요(%s).", e.address()), Do: do, Err: err,
	}
}

// hanging is for an engine that lets us in and then says nothing.
func hanging(e Endpoint, err error) *sandbox.Error {
	return &sandbox.Error{
		Kind: sandbox.KindUnreachable,
		What: fmt.Sprintf("엔진이 제때 대답하지 않았어요(%s, %s).", e.Host, e.Source),
		Do:   fmt.Sprintf("`docker -H %s version`이 대답하는지 보고, 멈춰 있으면 엔진을 다시 켜세요.", shellQuote(e.Host)),
		Err:  err,
	}
}

// unresolved is for an endpoint that could not even be worked out.
func unresolved(e Endpoint) *sandbox.Error {
	out := &sandbox.Error{Kind: sandbox.KindUnreachable, Err: e.Err}
	switch {
	case errors.Is(e.Err, errHostAndContext):
		out.Kind = sandbox.KindInvalid
		out.What, out.Do = "--host와 --context를 함께 쓸 수 없어요.", "둘 가운데 하나만 쓰세요."
	case e.Host == "":
		out.What = fmt.Sprintf("도커 컨텍스트를 읽을 수 없어요(%s).", e.Source)
		out.Do = "`docker context ls`로 이름을 확인하세요."
	default:
		out.What = fmt.Sprintf("엔진 주소를 알아볼 수 없어요(%s).", e.Host)
		out.Do = "unix:///경로, tcp://호스트:포트, ssh://사용자@호스트 가운데 하나로 적으세요."
	}
	return out
}

// startEngine is the command that most likely brings the engine back.
func startEngine(e Endpoint) string {
	switch {
	case e.overTCP():
		return "그 컴퓨터에서 엔진이 켜져 있는지, 주소와 포트가 맞는지 확인하세요."
	case runtime.GOOS != "linux" || e.Source == "Docker Desktop":
		return "Docker Desktop을 켜고 다시 시도하세요."
	case e.Source == "Podman":
		return "`systemctl --user start podman.socket`으로 켜세요."
	case e.Source == "rootless":
		return "`systemctl --user start docker`로 켜세요."
	case e.Source == "default":
		return "`sudo systemctl start docker`로 켜거나, `--engine native`로 도커 없이 시작하세요."
	}
	return "엔진이 켜져 있는지, 주소가 맞는지 확인하세요."
}

// isConnectionError tells a connection that broke or never came about from an answer that the engine gave.
func isConnectionError(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE) || errors.Is(err, net.ErrClosed) ||
		errors.Is(err, os.ErrDeadlineExceeded) || isPipeError(err)
}
