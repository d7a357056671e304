//go:build linux

package native

import (
	"fmt"
	"slices"

	"github.com/k8slab/k8slab/sandbox"
)

// check refuses what cannot be carried out here, whatever the host.
func (d *Driver) check(spec sandbox.Spec) error {
	if err := spec.Check(); err != nil {
		return err
	}
	if spec.Runtime != "" && !slices.Contains(d.info.Runtimes, spec.Runtime) {
		return unsupported(fmt.Sprintf("내장 엔진에는 %s 런타임이 없어요.", spec.Runtime), "도커(`--engine docker`)로 시도하세요.")
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
