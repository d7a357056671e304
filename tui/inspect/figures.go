package inspect

import (
	"fmt"
	"strings"

	"github.com/k8slab/k8slab/sandbox"
	"github.com/k8slab/k8slab/tui/words"
)

// cgroup draws the control group's limits and use, each part or why there is none.
func (d *drawing) cgroup(c *sandbox.ContainerFacts) {
	g, p := c.Cgroup, d.look.Theme.Panel
	if g == nil {
		d.section("cgroup")
		d.lack("", c.Missing["cgroup"])
		return
	}
	d.section(fmt.Sprintf("cgroup v%d", g.Version))
	d.row(d.look.T("경로"), g.Path, p.Text)
	dot := " " + d.look.Glyphs.Dot + " "
	if g.CPU != nil {
		d.row("CPU", strings.Join(d.cpu(c), dot), p.Text)
	} else {
		d.lack("CPU", c.Missing["cgroup.cpu"])
	}
	if m := g.Memory; m != nil {
		text := []string{
			d.look.T("사용 ") + Size(m.UsageBytes), d.look.T("작업 집합 ") + Size(m.WorkingSetBytes),
			d.look.T("한도 ") + limit(d.look.Say, m.LimitBytes, Size),
		}
		if m.OOMKills > 0 {
			text = append(text, d.look.F("OOM 킬 %d번", m.OOMKills))
		}
		d.row(d.look.T("메모리"), strings.Join(text, dot), p.Text)
	} else {
		d.lack(d.look.T("메모리"), c.Missing["cgroup.memory"])
	}
	if n := g.PIDs; n != nil {
		count := func(n int64) string { return d.look.F("%d개", n) }
		d.row(d.look.T("태스크"), d.look.T("지금 ")+count(n.Current)+dot+d.look.T("한도 ")+limit(d.look.Say, n.Limit, count), p.Text)
	} else {
		d.lack(d.look.T("태스크"), c.Missing["cgroup.pids"])
	}
	if io := g.IO; io != nil {
		d.row(d.look.T("입출력"), d.look.F("읽기 %s(%d번)%s쓰기 %s(%d번)", Size(clamp(io.ReadBytes)), io.ReadOps, dot,
			Size(clamp(io.WriteBytes)), io.WriteOps), p.Text)
	} else {
		d.lack(d.look.T("입출력"), c.Missing["cgroup.io"])
	}
	if s := g.Pressure; s != nil {
		d.row(d.look.T("압력"), d.look.F("CPU %.1f%%%s메모리 %.1f%%%s입출력 %.1f%%", s.CPUSome, dot, s.MemorySome, dot, s.IOSome), p.Text)
	}
}

// cpu tells how much is used now where that is known, else since the beginning.
func (d *drawing) cpu(c *sandbox.ContainerFacts) []string {
	cpu := c.Cgroup.CPU
	used := d.look.F("지금까지 %.1f초", cpu.UsageSeconds)
	if cores, ok := d.coresOf(c); ok {
		used = d.look.F("지금 %.2f코어", cores)
	}
	weight := "weight"
	if c.Cgroup.Version == 1 {
		weight = "shares"
	}
	text := []string{
		used, d.look.T("한도 ") + limit(d.look.Say, cpu.LimitCores, func(n float64) string { return d.look.F("%.2f코어", n) }),
		fmt.Sprintf("%s %d", weight, cpu.Weight),
	}
	if cpu.CPUs != "" {
		text = append(text, d.look.T("CPU 번호 ")+cpu.CPUs)
	}
	if cpu.Periods > 0 {
		text = append(text, d.look.F("멈춰 선(throttled) 구간 %d/%d", cpu.ThrottledPeriods, cpu.Periods))
	}
	return text
}

// coresOf is the CPU time used between two shots, in cores.
func (d *drawing) coresOf(c *sandbox.ContainerFacts) (float64, bool) {
	span := d.shot.At.Sub(d.shot.BeforeAt).Seconds()
	if d.shot.Before == nil || span <= 0 {
		return 0, false
	}
	for i := range d.shot.Before.Containers {
		b := &d.shot.Before.Containers[i]
		if b.ID == c.ID && b.PID == c.PID && b.Cgroup != nil && b.Cgroup.CPU != nil {
			return max(c.Cgroup.CPU.UsageSeconds-b.Cgroup.CPU.UsageSeconds, 0) / span, true
		}
	}
	return 0, false
}

func (d *drawing) security(c *sandbox.ContainerFacts) {
	s, p := c.Security, d.look.Theme.Panel
	d.section(d.look.T("권한"))
	if s == nil || s.NoNewPrivileges == nil {
		d.lack("", c.Missing["security"])
		return
	}
	text := d.look.T("없음")
	if n := len(s.Capabilities); n > 0 {
		list := strings.ReplaceAll(strings.Join(s.Capabilities, " "), "CAP_", "")
		text = d.look.F("%d개: %s", n, list)
	}
	d.row(d.look.T("권한"), text, p.Text)
	seccomp := map[string]string{"disabled": d.look.T("없음"), "strict": "strict", "filter": d.look.T("필터 있음")}[s.Seccomp]
	dot := " " + d.look.Glyphs.Dot + " "
	yes := map[bool]string{true: d.look.T("예"), false: d.look.T("아니요")}
	d.row("seccomp", seccomp+dot+d.look.T("새 권한 금지 ")+yes[*s.NoNewPrivileges], p.Text)
	root := d.look.T("안의 root는 호스트의 root와 같은 사용자(0)예요")
	if s.UserMapped != nil && *s.UserMapped {
		root = d.look.T("안의 root는 호스트에서 다른 사용자예요")
	}
	d.row(d.look.T("사용자"), root, p.Text)
}

// limit writes a limit, nil being none.
func limit[T any](say words.Say, n *T, write func(T) string) string {
	if n == nil {
		return say.T("없음")
	}
	return write(*n)
}

func clamp(n uint64) int64 { return int64(min(n, 1<<62)) }

// Size writes an amount of bytes in the largest unit of which there is at least one.
func Size(n int64) string {
	units := []string{"B", "KiB", "MiB", "GiB", "TiB"}
	value, unit := float64(n), 0
	for value >= 1024 && unit < len(units)-1 {
		value, unit = value/1024, unit+1
	}
	if unit == 0 || value == float64(int64(value)) {
		return fmt.Sprintf("%d %s", int64(value), units[unit])
	}
	return fmt.Sprintf("%.1f %s", value, units[unit])
}
