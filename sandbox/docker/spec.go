package docker

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/moby/moby/api/types/container"
	"github.com/moby/moby/api/types/network"
	"github.com/moby/moby/client"

	"github.com/k8slab/k8slab/sandbox"
)

const (
	// lonelyUser runs what shares a namespace with the host. It belongs to no account, so that there is nothing on the
	// host which it could signal or attach to; user 0 could, even without capabilities.
	lonelyUser = "64321:64321"

	tmpfsOptions = "rw,nosuid,nodev,size=64m,mode=1777"
	maxFileBytes = 256 << 20
)

// plan is a checked spec with everything filled in.
type plan struct {
	spec   sandbox.Spec
	limits sandbox.Limits
	// Container IDs of the sandboxes whose namespaces are shared.
	pid, net, ipc string
}

// check refuses what no engine could carry out, and what this one cannot.
func (d *Driver) check(spec sandbox.Spec) error {
	if err := spec.Check(); err != nil {
		return err
	}
	if spec.Runtime != "" && !slices.Contains(d.info.Runtimes, spec.Runtime) {
		return unsupported(fmt.Sprintf("이 엔진에는 %s 런타임이 없어요.", spec.Runtime), "`docker info`의 Runtimes에 있는 것을 쓰세요.", nil)
	}
	return d.checkAbilities(spec)
}

// checkAbilities refuses what this engine declares missing, and the two kinds of sharing that no Docker engine has.
func (d *Driver) checkAbilities(spec sandbox.Spec) error {
	for _, need := range []struct {
		asked   bool
		ability sandbox.Ability
	}{
		{limitsCPU(spec.Limits), sandbox.AbilityLimitCPU},
		{spec.Limits.CPUs != "", sandbox.AbilityLimitCPUSet},
		{spec.Limits.Memory > 0, sandbox.AbilityLimitMemory},
		{spec.Limits.PIDs > 0, sandbox.AbilityLimitPIDs},
		{spec.Restart != "", sandbox.AbilityRestart},
		{spec.Share.PID == sandbox.ShareHost, sandbox.AbilitySharePID},
		{spec.Share.Net == sandbox.ShareHost, sandbox.AbilityShareNet},
		{spec.Network == sandbox.NetworkScene, sandbox.AbilityScene},
		{spec.Share.Cgroup == sandbox.ShareHost, sandbox.AbilityCgroupNS},
	} {
		if reason, lacks := d.info.Lacks[need.ability]; need.asked && lacks {
			return lacking(reason)
		}
	}
	for kind, with := range map[string]string{"UTS": spec.Share.UTS, "cgroup": spec.Share.Cgroup} {
		if with != "" && with != sandbox.ShareHost {
			return unsupported(fmt.Sprintf("도커는 %s 네임스페이스를 다른 컨테이너와 함께 쓰게 할 수 없어요.", kind),
				"내장 엔진(`--engine native`)을 쓰거나 호스트의 것을 함께 쓰세요.", nil)
		}
	}
	return nil
}

func limitsCPU(l sandbox.Limits) bool { return l.CPU > 0 || l.CPUShares > 0 }

// defaults fills the limits that the spec leaves open, except those that this engine cannot set.
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

// create makes the request for a sandbox's container.
func (s *session) create(p plan, image string) client.ContainerCreateOptions {
	spec := p.spec
	config := &container.Config{
		Image: image, Hostname: spec.Hostname, Env: spec.Env,
		Entrypoint: []string{"/bin/labbox"}, Cmd: append([]string{"hold", "--dead-man", "--"}, spec.Command...),
		AttachStdin: true, AttachStdout: true, AttachStderr: true, OpenStdin: true, StdinOnce: true,
		Labels: s.labels(roleSandbox, spec.Name),
	}
	host := &container.HostConfig{
		AutoRemove: spec.Restart == "", RestartPolicy: restartPolicy(spec.Restart),
		CapDrop: []string{"ALL"}, SecurityOpt: []string{"no-new-privileges"},
		ReadonlyRootfs: !spec.Writable,
		NetworkMode:    "none", IpcMode: container.IPCModeShareable,
		Runtime: spec.Runtime, LogConfig: container.LogConfig{Type: "none"},
		Resources: resources(p.limits),
	}
	if spec.Writable {
		host.Ulimits = append(host.Ulimits, &container.Ulimit{Name: "fsize", Soft: maxFileBytes, Hard: maxFileBytes})
	} else {
		host.Tmpfs = map[string]string{"/tmp": tmpfsOptions}
	}
	host.Ulimits = append(host.Ulimits, &container.Ulimit{Name: "nofile", Soft: p.limits.NoFile, Hard: p.limits.NoFile})
	if s.driver.info.Can(sandbox.AbilityCgroupNS) {
		host.CgroupnsMode = container.CgroupnsModePrivate
	}
	if spec.Hostname == "" {
		config.Hostname = spec.Name
	}
	out := client.ContainerCreateOptions{Config: config, HostConfig: host, Name: s.containerName(spec.Name)}
	if spec.Network == sandbox.NetworkScene {
		host.NetworkMode = container.NetworkMode(s.sceneName())
		out.NetworkingConfig = &network.NetworkingConfig{EndpointsConfig: map[string]*network.EndpointSettings{
			s.sceneName(): {Aliases: []string{spec.Name}},
		}}
	}
	share(p, config, host)
	return out
}

// share takes away the walls that the spec names. What joins the host loses user 0.
func share(p plan, config *container.Config, host *container.HostConfig) {
	sh := p.spec.Share
	if sh.PID != "" {
		host.PidMode = container.PidMode(with(sh.PID, p.pid))
	}
	if sh.IPC != "" {
		host.IpcMode = container.IpcMode(with(sh.IPC, p.ipc))
	}
	if sh.Net != "" {
		host.NetworkMode = container.NetworkMode(with(sh.Net, p.net))
		if sh.Net != sandbox.ShareHost {
			config.Hostname = "" // Docker gives it the other's, and refuses one of its own
		}
	}
	if sh.UTS == sandbox.ShareHost {
		host.UTSMode, config.Hostname = "host", ""
	}
	if sh.Cgroup == sandbox.ShareHost {
		host.CgroupnsMode = container.CgroupnsModeHost
	}
	if sharesWithHost(sh) {
		config.User = lonelyUser
	}
}

func sharesWithHost(sh sandbox.Share) bool {
	return sh.PID == sandbox.ShareHost || sh.Net == sandbox.ShareHost || sh.IPC == sandbox.ShareHost
}

// with is the engine's way to say whose namespace is joined.
func with(whose, id string) string {
	if whose == sandbox.ShareHost {
		return "host"
	}
	return "container:" + id
}

func restartPolicy(name string) container.RestartPolicy {
	if name == "" {
		name = string(container.RestartPolicyDisabled)
	}
	return container.RestartPolicy{Name: container.RestartPolicyMode(name)}
}

// resources turns limits into the engine's units. Zero is left out, Unlimited is what the engine takes for it. Memory
// and swap are always sent together, so that swap never adds to memory.
func resources(l sandbox.Limits) container.Resources {
	r := container.Resources{CPUShares: l.CPUShares, CpusetCpus: l.CPUs, Memory: l.Memory, MemorySwap: l.Memory}
	switch {
	case l.CPU == sandbox.Unlimited:
		r.CPUQuota = -1
	case l.CPU > 0:
		r.NanoCPUs = int64(l.CPU*1e9 + 0.5)
	}
	if l.PIDs != 0 {
		r.PidsLimit = &l.PIDs
	}
	return r
}

// cpus writes NanoCPUs as the docker command does.
func cpus(nano int64) string { return strconv.FormatFloat(float64(nano)/1e9, 'f', -1, 64) }
