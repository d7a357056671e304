//go:build linux

package native

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"strings"

	"golang.org/x/sys/unix"

	"github.com/k8slab/k8slab/sandbox"
	"github.com/k8slab/k8slab/sandbox/native/nest"
)

// lacks says what can't be had on this host, by this user, or from this engine.
func (d *Driver) lacks(ready nest.Ready) map[sandbox.Ability]sandbox.Reason {
	all := maps.Clone(d.groups.Lacks)
	all[sandbox.AbilityImages] = sandbox.Reason{
		Why:  "내장 엔진에는 이미지를 저장하고, 지우고, 다시 불러오는 기능이 없어요.",
		Cure: "도커를 설치하고 `--engine docker`로 실행하세요.",
	}
	if os.Geteuid() != 0 {
		all[sandbox.AbilitySharePID] = sandbox.Reason{
			Why:  "root가 아니면 호스트의 PID 네임스페이스를 함께 쓰지 않아요. 그 안의 프로세스는 이 사용자의 다른 프로그램을 죽일 수 있거든요.",
			Cure: "`sudo k8slab`으로 실행하거나 도커를 쓰세요.",
		}
	}
	if d.ids == nil {
		all[sandbox.AbilityUserNS] = sandbox.Reason{
			Why:  "이 커널에서는 사용자 네임스페이스를 만들 수 없어요.",
			Cure: "`sudo sysctl user.max_user_namespaces=10000`을 실행하세요.",
		}
	}
	if _, lacks := ready.Lacks["timens"]; lacks || d.ids == nil {
		all[sandbox.AbilityTimeNS] = tooOld("시간 네임스페이스", "5.6")
	}
	if _, lacks := ready.Lacks["cgroupns"]; lacks {
		all[sandbox.AbilityCgroupNS] = tooOld("cgroup 네임스페이스", "4.6")
	}
	if f, lacks := ready.Lacks["scene"]; lacks {
		all[sandbox.AbilityScene] = noScene(&f)
	}
	return all
}

func tooOld(what, since string) sandbox.Reason {
	return sandbox.Reason{
		Why: fmt.Sprintf("이 커널에는 %s가 없어요.", what), Cure: fmt.Sprintf("리눅스 %s 이상으로 부팅하세요.", since),
	}
}

func noScene(f *nest.Fault) sandbox.Reason {
	if errors.Is(f, unix.EOPNOTSUPP) {
		return sandbox.Reason{
			Why: "이 커널에는 가상 네트워크(bridge, veth) 모듈이 올라와 있지 않아요.", Cure: "`sudo modprobe -a bridge veth`를 실행하세요.",
		}
	}
	return sandbox.Reason{
		Why:  fmt.Sprintf("컨테이너끼리 이야기할 사설 네트워크를 만들 수 없어요: %s", f.Text),
		Cure: "`sudo modprobe -a bridge veth`를 실행하거나 도커를 쓰세요.",
	}
}

// cause is the kernel's error behind a driver's own.
func cause(err error) error {
	if e := (*sandbox.Error)(nil); errors.As(err, &e) && e.Err != nil {
		return e.Err
	}
	return err
}

// osName is the distribution's name, PRETTY_NAME of os-release(5).
func osName() string {
	data, err := os.ReadFile("/etc/os-release")
	if err != nil {
		return ""
	}
	for line := range strings.Lines(string(data)) {
		if name, ok := strings.CutPrefix(line, "PRETTY_NAME="); ok {
			return strings.Trim(strings.TrimSpace(name), `"'`)
		}
	}
	return ""
}
