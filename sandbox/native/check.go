//go:build linux

package native

import (
	"fmt"
	"regexp"
	"slices"

	"github.com/k8slab/k8slab/sandbox"
)

var (
	validName = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$`)
	validID   = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,31}$`)
	cpuSet    = regexp.MustCompile(`^[0-9]+(-[0-9]+)?(,[0-9]+(-[0-9]+)?)*$`)
)

// leastMemory is the least memory limit: what Docker accepts, so that a lab means the same everywhere.
const leastMemory = 6 << 20

// check refuses what no engine could carry out.
func (d *Driver) check(spec sandbox.Spec) error {
	switch {
	case !validName.MatchString(spec.Name):
		return invalid(fmt.Sprintf("샌드박스 이름으로 쓸 수 없어요: %q", spec.Name))
	case spec.Hostname != "" && !validName.MatchString(spec.Hostname):
		return invalid(fmt.Sprintf("호스트 이름으로 쓸 수 없어요: %q", spec.Hostname))
	case spec.Network != sandbox.NetworkNone && spec.Network != sandbox.NetworkScene:
		return invalid(fmt.Sprintf("모르는 네트워크 종류예요: %q", spec.Network))
	case spec.Network == sandbox.NetworkScene && spec.Share.Net != "":
		return invalid("네트워크를 함께 쓰면서 장면 네트워크에도 들어갈 수는 없어요.")
	case !slices.Contains([]string{"", "on-failure", "always"}, spec.Restart):
		return invalid(fmt.Sprintf("모르는 재시작 정책이에요: %q", spec.Restart))
	case spec.Runtime != "" && !slices.Contains(d.info.Runtimes, spec.Runtime):
		return unsupported(fmt.Sprintf("내장 엔진에는 %s 런타임이 없어요.", spec.Runtime), "도커(`--engine docker`)로 시도하세요.")
	case spec.Limits.NoFile < 0:
		return invalid("열 수 있는 파일 수의 제한은 없앨 수 없어요.")
	}
	return checkLimits(spec.Limits)
}

func checkLimits(l sandbox.Limits) error {
	switch {
	case l.CPU != sandbox.Unlimited && (l.CPU < 0 || l.CPU > 0 && l.CPU < 0.01):
		return invalid("CPU 제한은 0.01 이상이어야 해요.")
	case l.CPUShares != 0 && (l.CPUShares < 2 || l.CPUShares > 262144):
		return invalid("CPU 몫(shares)은 2에서 262144 사이여야 해요.")
	case l.CPUs != "" && !cpuSet.MatchString(l.CPUs):
		return invalid(fmt.Sprintf("CPU 번호를 알아볼 수 없어요: %q", l.CPUs))
	case l.Memory != sandbox.Unlimited && (l.Memory < 0 || l.Memory > 0 && l.Memory < leastMemory):
		return invalid("메모리 제한은 6 MiB 이상이어야 해요.")
	case l.PIDs < sandbox.Unlimited:
		return invalid("태스크 수 제한은 0보다 커야 해요.")
	}
	return nil
}

// checkAbilities refuses what this host declares missing.
func (d *Driver) checkAbilities(spec sandbox.Spec) error {
	for _, need := range []struct {
		asked   bool
		ability sandbox.Ability
	}{
		{spec.Limits.CPU != 0 || spec.Limits.CPUShares != 0, sandbox.AbilityLimitCPU},
		{spec.Limits.CPUs != "", sandbox.AbilityLimitCPUSet},
		{spec.Limits.Memory > 0, sandbox.AbilityLimitMemory},
		{spec.Limits.PIDs > 0, sandbox.AbilityLimitPIDs},
		{spec.Share.PID == sandbox.ShareHost, sandbox.AbilitySharePID},
		{spec.Share.Net == sandbox.ShareHost, sandbox.AbilityShareNet},
		{spec.Network == sandbox.NetworkScene, sandbox.AbilityScene},
	} {
		if reason, lacks := d.info.Lacks[need.ability]; need.asked && lacks {
			return lacking(reason)
		}
	}
	return nil
}

// defaults fills the limits that the spec leaves open, except those that this host cannot set.
func (d *Driver) defaults(l sandbox.Limits) sandbox.Limits {
	l = l.WithDefaults()
	if !d.info.Can(sandbox.AbilityLimitMemory) {
		l.Memory = 0
	}
	if !d.info.Can(sandbox.AbilityLimitPIDs) {
		l.PIDs = 0
	}
	return l
}

// merged is a with the fields that b sets.
func merged(a, b sandbox.Limits) sandbox.Limits {
	if b.CPU != 0 {
		a.CPU = b.CPU
	}
	if b.CPUShares != 0 {
		a.CPUShares = b.CPUShares
	}
	if b.CPUs != "" {
		a.CPUs = b.CPUs
	}
	if b.Memory != 0 {
		a.Memory = b.Memory
	}
	if b.PIDs != 0 {
		a.PIDs = b.PIDs
	}
	return a
}
