package docker

import (
	"maps"
	"slices"
	"strconv"

	"github.com/moby/moby/api/types/container"
	"github.com/moby/moby/client"
)

// docker begins a command line that reaches the same engine as this driver.
func (d *Driver) docker(words ...string) string {
	all := []string{"docker"}
	switch e := d.endpoint; {
	case e.Source == "--host", !e.Asked && e.Source != "default":
		all = append(all, "-H", e.Host)
	case len(e.Source) > len("--context ") && e.Source[:len("--context ")] == "--context ":
		all = append(all, "-c", e.Source[len("--context "):])
	}
	return commandLine(append(all, words...)...)
}

// runLine is the `docker run` that does what a create request and the start after it do. It is made from the request
// itself, so that it cannot leave out a part of it.
func (d *Driver) runLine(o client.ContainerCreateOptions) string {
	w := words{"run", "-d", "-i"}
	c, h := o.Config, o.HostConfig
	w.flag("--rm", h.AutoRemove)
	w.option("--restart", policyName(h.RestartPolicy))
	w.option("--name", o.Name)
	w.option("--hostname", c.Hostname)
	w.option("--user", c.User)
	w.each("--entrypoint", c.Entrypoint)
	w.option("--network", string(h.NetworkMode))
	if o.NetworkingConfig != nil {
		for _, e := range o.NetworkingConfig.EndpointsConfig {
			w.each("--network-alias", e.Aliases)
		}
	}
	w.each("--cap-drop", h.CapDrop)
	w.each("--cap-add", h.CapAdd)
	w.each("--security-opt", h.SecurityOpt)
	w.flag("--read-only", h.ReadonlyRootfs)
	for _, path := range slices.Sorted(maps.Keys(h.Tmpfs)) {
		w.option("--tmpfs", path+":"+h.Tmpfs[path])
	}
	w.each("-v", h.Binds)
	w.option("--pid", string(h.PidMode))
	w.option("--ipc", string(h.IpcMode))
	w.option("--uts", string(h.UTSMode))
	w.option("--cgroupns", string(h.CgroupnsMode))
	w.option("--runtime", h.Runtime)
	w.option("--log-driver", h.LogConfig.Type)
	w.limits(h.Resources)
	for _, u := range h.Ulimits {
		w.option("--ulimit", u.String())
	}
	w.each("-e", c.Env)
	for _, key := range slices.Sorted(maps.Keys(c.Labels)) {
		w.option("--label", key+"="+c.Labels[key])
	}
	return d.docker(append(append(w, c.Image), c.Cmd...)...)
}

// updateLine is the `docker update` of a change of limits.
func (d *Driver) updateLine(container string, r container.Resources) string {
	w := words{"update"}
	w.limits(r)
	return d.docker(append(w, container)...)
}

func policyName(p container.RestartPolicy) string {
	if p.IsNone() {
		return ""
	}
	return string(p.Name)
}

// words grow into a command line; empty options are left out.
type words []string

func (w *words) flag(name string, set bool) {
	if set {
		*w = append(*w, name)
	}
}

func (w *words) option(name, value string) {
	if value != "" {
		*w = append(*w, name, value)
	}
}

func (w *words) each(name string, values []string) {
	for _, v := range values {
		*w = append(*w, name, v)
	}
}

func (w *words) number(name string, value int64) {
	if value != 0 {
		*w = append(*w, name, strconv.FormatInt(value, 10))
	}
}

// limits are the options that `docker run` and `docker update` have in common.
func (w *words) limits(r container.Resources) {
	if r.NanoCPUs != 0 {
		w.option("--cpus", cpus(r.NanoCPUs))
	}
	w.number("--cpu-quota", r.CPUQuota)
	w.number("--cpu-shares", r.CPUShares)
	w.option("--cpuset-cpus", r.CpusetCpus)
	w.option("--memory", bytesize(r.Memory))
	w.option("--memory-swap", bytesize(r.MemorySwap))
	if r.PidsLimit != nil {
		w.number("--pids-limit", *r.PidsLimit)
	}
}

// bytesize writes whole mebibytes as the docker command reads them ("128m"), other sizes in bytes.
func bytesize(n int64) string {
	switch {
	case n == 0:
		return ""
	case n > 0 && n%(1<<20) == 0:
		return strconv.FormatInt(n>>20, 10) + "m"
	}
	return strconv.FormatInt(n, 10)
}
