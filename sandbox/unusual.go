package sandbox

import (
	"fmt"
	"slices"
	"strings"
)

// nearlyFull is the share of a memory limit from which its use is worth a word, oftenThrottled that of CPU periods.
const (
	nearlyFull     = 0.9
	oftenThrottled = 0.25
)

// Judge fills Unusual of every container from what was seen, after what its driver has found by itself (mounts, the
// engine's word "privileged"). ShareAmong comes first.
func (i *Inspection) Judge() {
	for k := range i.Containers {
		c := &i.Containers[k]
		found := c.Unusual
		if c.Security != nil && c.Security.Privileged {
			found = append([]Oddity{{
				"privileged", "--privileged로 시작해서 호스트의 장치와 거의 모든 권한을 가졌어요.",
			}}, found...)
		}
		found = append(found, c.openWalls()...)
		found = append(found, c.openRights()...)
		found = append(found, c.openLimits()...)
		found = append(found, c.troubles()...)
		if found == nil {
			found = []Oddity{}
		}
		c.Unusual = found
	}
}

// openWalls tells of namespaces that containers usually have for themselves and this one shares with the host. The
// control group's is the host's own by custom on v1, user's and time's nearly everywhere.
func (c *ContainerFacts) openWalls() []Oddity {
	var out []Oddity
	for _, wall := range []struct {
		kind NamespaceKind
		why  string
	}{
		{NamespacePID, "호스트의 PID 네임스페이스를 써서 호스트의 모든 프로세스가 보여요."},
		{NamespaceNet, "호스트의 네트워크를 그대로 써요. 연 포트가 바로 호스트의 포트예요."},
		{NamespaceIPC, "호스트의 IPC(공유 메모리, 세마포어)를 함께 써요."},
		{NamespaceUTS, "호스트와 이름(hostname)을 함께 써요."},
		{NamespaceMnt, "호스트의 마운트를 그대로 봐요."},
		{NamespaceCgroup, "호스트의 cgroup 네임스페이스를 써서 호스트의 cgroup 경로가 그대로 보여요."},
	} {
		usual := wall.kind == NamespaceCgroup && (c.Cgroup == nil || c.Cgroup.Version == 1)
		if c.SharesWithHost(wall.kind) && !usual {
			out = append(out, Oddity{"host-" + string(wall.kind), wall.why})
		}
	}
	return out
}

// openRights tells of what the container may do beyond what engines grant by default.
func (c *ContainerFacts) openRights() []Oddity {
	s := c.Security
	if s == nil || s.Privileged {
		return nil
	}
	var out []Oddity
	var added []string
	for _, name := range s.Capabilities {
		if !slices.Contains(defaultCapabilities(), name) {
			added = append(added, strings.TrimPrefix(name, "CAP_"))
		}
	}
	if len(added) > 0 {
		out = append(out, Oddity{"added-capabilities", fmt.Sprintf("기본보다 많은 권한을 가졌어요: %s.", strings.Join(added, ", "))})
	}
	if s.Seccomp == "disabled" {
		out = append(out, Oddity{"no-seccomp", "seccomp 필터가 없어서 모든 시스템 호출을 부를 수 있어요."})
	}
	return out
}

// defaultCapabilities are those that Docker and Podman leave to a container of which nothing was asked.
func defaultCapabilities() []string {
	return []string{
		"CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_FOWNER", "CAP_FSETID", "CAP_KILL", "CAP_SETGID", "CAP_SETUID", "CAP_SETPCAP",
		"CAP_NET_BIND_SERVICE", "CAP_NET_RAW", "CAP_SYS_CHROOT", "CAP_MKNOD", "CAP_AUDIT_WRITE", "CAP_SETFCAP",
	}
}

func (c *ContainerFacts) openLimits() []Oddity {
	g := c.Cgroup
	if g == nil {
		return nil
	}
	var out []Oddity
	if g.Memory != nil && g.Memory.LimitBytes == nil {
		out = append(out, Oddity{"no-memory-limit", "메모리 한도가 없어서 호스트의 메모리를 모두 쓸 수 있어요."})
	}
	if g.PIDs != nil && g.PIDs.Limit == nil {
		out = append(out, Oddity{"no-pids-limit", "프로세스 수 한도가 없어서 포크 폭탄이 호스트까지 멈출 수 있어요."})
	}
	return out
}

// troubles tells of limits that are being hit.
func (c *ContainerFacts) troubles() []Oddity {
	g := c.Cgroup
	if g == nil {
		return nil
	}
	var out []Oddity
	if m := g.Memory; m != nil {
		if m.OOMKills > 0 {
			out = append(out, Oddity{"oom-kills", fmt.Sprintf("메모리가 모자라서 커널이 프로세스를 %d번 죽였어요.", m.OOMKills)})
		}
		if m.LimitBytes != nil && float64(m.WorkingSetBytes) > nearlyFull*float64(*m.LimitBytes) {
			out = append(out, Oddity{"memory-nearly-full", "메모리를 한도의 90% 넘게 쓰고 있어요."})
		}
	}
	if cpu := g.CPU; cpu != nil && cpu.Periods > 0 &&
		float64(cpu.ThrottledPeriods) > oftenThrottled*float64(cpu.Periods) {
		out = append(out, Oddity{
			"often-throttled", fmt.Sprintf("CPU 한도에 자주 걸려요: %d번 가운데 %d번 멈췄어요.", cpu.Periods, cpu.ThrottledPeriods),
		})
	}
	if p := g.PIDs; p != nil && p.Refused > 0 {
		out = append(out, Oddity{"forks-refused", fmt.Sprintf("프로세스 수 한도에 걸려 fork가 %d번 거절됐어요.", p.Refused)})
	}
	return out
}
