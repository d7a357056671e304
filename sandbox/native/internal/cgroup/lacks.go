//go:build linux

package cgroup

import (
	"fmt"
	"os"

	"github.com/k8slab/k8slab/sandbox"
)

// declare says what the hierarchies that were found cannot do.
func (m *Manager) declare() {
	if !m.Usable() {
		m.lackAll(m.whyNone())
		return
	}
	for ability, controller := range map[sandbox.Ability]string{
		sandbox.AbilityLimitCPU: "cpu", sandbox.AbilityLimitMemory: "memory", sandbox.AbilityLimitPIDs: "pids",
		sandbox.AbilityLimitCPUSet: "cpuset",
	} {
		if !m.has(controller) {
			m.Lacks[ability] = notDelegated(controller)
		}
	}
	if m.Version == 1 && !m.has("freezer") {
		m.Lacks[sandbox.AbilityPause] = notDelegated("freezer")
	}
}

func (m *Manager) has(controller string) bool {
	for _, h := range m.hierarchies {
		if h.has(controller) {
			return true
		}
	}
	return false
}

func (m *Manager) lackAll(r sandbox.Reason) {
	for _, a := range []sandbox.Ability{
		sandbox.AbilityLimitCPU, sandbox.AbilityLimitMemory, sandbox.AbilityLimitPIDs, sandbox.AbilityLimitCPUSet,
		sandbox.AbilityUpdate, sandbox.AbilityPause,
	} {
		m.Lacks[a] = r
	}
}

func (m *Manager) whyNone() sandbox.Reason {
	switch {
	case os.Geteuid() == 0:
		return sandbox.Reason{
			Why:  "여기서는 root인데도 cgroup을 만들 수 없어요.",
			Cure: "`/sys/fs/cgroup`이 읽기 전용으로 마운트되어 있지 않은지 보세요. 컨테이너 안이라면 그 밖에서 실행하세요.",
		}
	case m.Version == 1:
		return sandbox.Reason{
			Why:  "이 컴퓨터는 cgroup v1을 쓰고, v1의 제한은 root만 걸 수 있어요.",
			Cure: "`sudo k8slab`으로 실행하거나, 커널을 `systemd.unified_cgroup_hierarchy=1`로 부팅해 cgroup v2를 쓰세요.",
		}
	}
	return sandbox.Reason{
		Why:  "이 사용자에게 맡겨진(delegated) cgroup이 없어서 제한을 걸 수 없어요.",
		Cure: "`systemd-run --user --scope -p Delegate=yes k8slab`으로 실행하거나 `sudo k8slab`으로 실행하세요.",
	}
}

func notDelegated(controller string) sandbox.Reason {
	if os.Geteuid() == 0 {
		return sandbox.Reason{
			Why:  fmt.Sprintf("이 커널에는 cgroup의 %s 컨트롤러가 없거나 꺼져 있어요.", controller),
			Cure: fmt.Sprintf("커널 부팅 옵션에 `cgroup_disable=%s`가 있으면 지우세요.", controller),
		}
	}
	return sandbox.Reason{
		Why: fmt.Sprintf("이 사용자에게는 cgroup의 %s 컨트롤러가 맡겨져 있지 않아요.", controller),
		Cure: "`/etc/systemd/system/user@.service.d/delegate.conf`에 `[Service]`와 `Delegate=cpu cpuset io memory pids`를 적고 " +
			"다시 로그인하거나, `sudo k8slab`으로 실행하세요.",
	}
}

func noCgroups() sandbox.Reason {
	return sandbox.Reason{
		Why: "이 커널에는 cgroup이 없어요.", Cure: "`CONFIG_CGROUPS`가 켜진 커널로 부팅하세요.",
	}
}
