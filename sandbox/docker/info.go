package docker

import (
	"fmt"
	"maps"
	"runtime"
	"slices"
	"strings"

	"github.com/moby/moby/api/types/system"
	"github.com/moby/moby/client"
	"github.com/moby/moby/client/pkg/versions"

	"github.com/k8slab/k8slab/sandbox"
)

// describe turns what the engine says of itself into our words.
func describe(sys system.Info, v client.ServerVersionResult, api string) sandbox.Info {
	info := sandbox.Info{
		Driver: "docker", Name: "Docker Engine", Version: v.Version, API: api,
		OS: v.Os, Arch: goArch(v.Arch),
		Kernel: sys.KernelVersion, OSName: sys.OperatingSystem,
		CgroupVersion: 1, CgroupDriver: sys.CgroupDriver,
		Rootless:       securityOption(sys.SecurityOptions, "rootless"),
		InVM:           strings.Contains(sys.OperatingSystem, "Docker Desktop"),
		Runtimes:       slices.Sorted(maps.Keys(sys.Runtimes)),
		DefaultRuntime: sys.DefaultRuntime,
		CPUs:           sys.NCPU, MemoryBytes: sys.MemTotal,
	}
	if sys.CgroupVersion == "2" {
		info.CgroupVersion = 2
	}
	for _, c := range v.Components {
		if strings.HasPrefix(c.Name, "Podman") {
			info.Name, info.Version = c.Name, c.Version
		}
	}
	info.Lacks = lacks(sys, info)
	return info
}

// goArch gives the engine's name of an architecture in Go's words; Podman and the info call use the kernel's.
func goArch(arch string) string {
	switch arch {
	case "x86_64":
		return "amd64"
	case "aarch64":
		return "arm64"
	case "":
		return runtime.GOARCH
	}
	return arch
}

// securityOption finds "name=NAME" among options like "name=seccomp,profile=default".
func securityOption(options []string, name string) bool {
	return slices.ContainsFunc(options, func(o string) bool {
		first, _, _ := strings.Cut(o, ",")
		return first == "name="+name
	})
}

func isPodman(i sandbox.Info) bool { return strings.HasPrefix(i.Name, "Podman") }

// lacks lists what this engine cannot do, with the reason. What the driver never asks of any Docker engine (a time
// namespace, a user namespace per container) is among it.
func lacks(sys system.Info, info sandbox.Info) map[sandbox.Ability]sandbox.Reason {
	out := map[sandbox.Ability]sandbox.Reason{
		sandbox.AbilityUserNS: {
			Why:  "도커는 컨테이너마다 사용자 네임스페이스를 따로 만들지 않아요.",
			Cure: "내장 엔진(`--engine native`)을 일반 사용자로 쓰면 볼 수 있어요.",
		},
		sandbox.AbilityTimeNS: {
			Why:  "도커는 시간 네임스페이스를 만들지 않아요.",
			Cure: "내장 엔진(`--engine native`)을 쓰면 볼 수 있어요.",
		},
	}
	if versions.LessThan(info.API, "1.41") && !isPodman(info) {
		out[sandbox.AbilityCgroupNS] = sandbox.Reason{
			Why:  fmt.Sprintf("이 엔진의 API(%s)에는 cgroup 네임스페이스를 고르는 설정이 없어요.", info.API),
			Cure: "Docker 20.10 이상으로 올리세요.",
		}
	}
	limitLacks(sys, info, out)
	if isPodman(info) {
		podmanLacks(info, out)
	}
	return out
}

// limitLacks lists the limits that the engine's kernel or its rootless mode cannot set.
func limitLacks(sys system.Info, info sandbox.Info, out map[sandbox.Ability]sandbox.Reason) {
	if info.Rootless && (info.CgroupVersion == 1 || info.CgroupDriver == "none") {
		r := sandbox.Reason{
			Why:  "루트리스(rootless) 엔진은 cgroup v1에서 제한을 걸 수 없어요.",
			Cure: "cgroup v2와 systemd를 쓰는 배포판에서 실행하거나, root로 도는 엔진을 쓰세요.",
		}
		for _, a := range []sandbox.Ability{
			sandbox.AbilityLimitCPU, sandbox.AbilityLimitMemory, sandbox.AbilityLimitPIDs,
			sandbox.AbilityLimitCPUSet, sandbox.AbilityUpdate, sandbox.AbilityPause,
		} {
			out[a] = r
		}
		return
	}
	for _, x := range []struct {
		ability sandbox.Ability
		has     bool
		file    string
	}{
		{sandbox.AbilityLimitCPU, sys.CPUCfsQuota && sys.CPUShares, "cpu"},
		{sandbox.AbilityLimitMemory, sys.MemoryLimit, "memory"},
		{sandbox.AbilityLimitPIDs, sys.PidsLimit, "pids"},
		{sandbox.AbilityLimitCPUSet, sys.CPUSet, "cpuset"},
	} {
		if !x.has {
			out[x.ability] = sandbox.Reason{
				Why:  fmt.Sprintf("이 엔진에는 %s 컨트롤러가 없거나 위임되지 않았어요.", x.file),
				Cure: "커널 부팅 옵션과 systemd의 위임(Delegate=yes)을 확인하세요.",
			}
		}
	}
}

// podmanLacks lists what Podman's compatible API leaves out. The update endpoint came with version 4.6.
func podmanLacks(info sandbox.Info, out map[sandbox.Ability]sandbox.Reason) {
	if info.CgroupVersion == 1 {
		out[sandbox.AbilityCgroupNS] = sandbox.Reason{
			Why:  "Podman은 cgroup v1에서 cgroup 네임스페이스를 따로 만들지 않아요.",
			Cure: "cgroup v2를 쓰는 배포판에서 실행하세요.",
		}
	}
	if versions.LessThan(info.Version, "4.6") {
		out[sandbox.AbilityUpdate] = sandbox.Reason{
			Why:  fmt.Sprintf("Podman %s의 API로는 돌고 있는 컨테이너의 제한을 바꿀 수 없어요.", info.Version),
			Cure: "Podman 4.6 이상으로 올리거나 Docker를 쓰세요.",
		}
	}
}
