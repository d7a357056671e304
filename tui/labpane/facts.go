package labpane

import (
	"fmt"

	"github.com/k8slab/k8slab/sandbox"
)

// processes shows each sandbox's processes with both their numbers.
func (d *drawing) processes() {
	p := d.look.Theme.Panel
	d.section(d.t("프로세스"))
	for _, v := range d.views() {
		d.add(p.Accent.Render(v.Name) + p.Muted.Render(" "+d.stateText(v)))
		if len(v.Processes) == 0 {
			continue
		}
		d.add(p.Muted.Render(rpad(d.t("호스트"), 8) + rpad(d.t("안"), 6) + d.t("  명령")))
		for _, proc := range v.Processes[:min(len(v.Processes), 12)] {
			command := clean(proc.Args)
			if command == "" {
				command = "[" + clean(proc.Comm) + "]"
			}
			d.add(p.Text.Render(rpad(fmt.Sprint(proc.HostPID), 8)) + p.Diff.Render(rpad(fmt.Sprint(proc.PID), 6)) +
				p.Text.Render("  "+command))
		}
		if more := v.ProcessCount - min(len(v.Processes), 12); more > 0 {
			d.add(p.Muted.Render(d.f("        그 밖에 %d개", more)))
		}
		var report map[string]float64
		if v.Report != nil {
			report = v.Report.Values
		}
		d.said(v.Output, report)
		if v.Hostname != "" && d.state.Seen.Host.Hostname != "" {
			d.add(indent("", d.f("호스트 이름: 호스트 %s, 안 %s", clean(d.state.Seen.Host.Hostname), clean(v.Hostname)),
				d.width, p.Muted)...)
		}
	}
	d.nothing()
}

// stateText says how a sandbox is doing.
func (d *drawing) stateText(v *sandbox.View) string {
	switch v.State {
	case sandbox.StateRunning:
		return d.t("실행 중")
	case sandbox.StatePaused:
		return d.t("멈춰 둠 (일시 정지)")
	case sandbox.StateRestarting:
		return d.f("다시 시작하는 중 (%d번째)", v.Restarts)
	case sandbox.StateExited:
		text := d.f("끝남 (종료 코드 %d)", v.ExitCode)
		if v.OOMKilled {
			text += d.t(", 메모리가 모자라 커널이 끝냄")
		}
		return text
	case sandbox.StateCreated:
	}
	return d.t("만들어짐")
}

// namespaces compares each sandbox's namespaces with the host's by inode number.
func (d *drawing) namespaces() {
	p, g := d.look.Theme.Panel, d.look.Glyphs
	d.section(d.t("네임스페이스(namespace)"))
	for _, v := range d.views() {
		if len(v.Namespaces) == 0 {
			d.missing(v.Missing, "namespaces")
			continue
		}
		d.add(p.Muted.Render(pad(d.t("종류"), 7) + rpad(d.t("호스트"), 10) + " " + rpad(v.Name, 10)))
		var shared []string
		for _, kind := range sandbox.NamespaceKinds() {
			inner, there := v.Namespaces[kind]
			outer, known := d.state.Seen.Host.Namespaces[kind]
			if !there {
				continue
			}
			host, verdict := "?", p.Muted.Render(d.t("  모름"))
			switch {
			case known && inner == outer:
				host, verdict = fmt.Sprint(outer), p.Same.Render(" "+g.Same+d.t(" 같음"))
				shared = append(shared, d.t(sharedText(kind, d.state.Info)))
			case known:
				host, verdict = fmt.Sprint(outer), p.Diff.Render(" "+g.Diff+d.t(" 다름"))
			}
			d.add(p.Text.Render(pad(string(kind), 7)+rpad(host, 10)+" "+rpad(fmt.Sprint(inner), 10)) + verdict)
		}
		for _, why := range shared {
			d.add(indent(p.Same.Render(g.Same)+" ", why, d.width, p.Muted)...)
		}
	}
	d.nothing()
}

// sharedText says why a sandbox has a namespace in common with its host.
func sharedText(kind sandbox.NamespaceKind, info *sandbox.Info) string {
	docker := info != nil && info.Driver == "docker"
	switch {
	case kind == sandbox.NamespaceUser && docker:
		return "user: 도커는 따로 설정하지 않으면 사용자 네임스페이스를 호스트와 함께 써요."
	case kind == sandbox.NamespaceTime && docker:
		return "time: 도커는 시간 네임스페이스를 나누지 않아요."
	case kind == sandbox.NamespaceCgroup && docker:
		return "cgroup: cgroup v1에서는 도커가 이 네임스페이스를 호스트와 함께 쓰게 둬요."
	}
	return fmt.Sprintf("%s: 여기서는 호스트와 함께 써요.", kind)
}

// log shows what was done, newest first: the command that would have done it, and the calls it took.
func (d *drawing) log() {
	p, g := d.look.Theme.Panel, d.look.Glyphs
	d.section(d.t("한 일 (같은 일을 하는 명령)"))
	entries := d.state.Log
	for i := len(entries) - 1; i >= 0 && i >= len(entries)-8; i-- {
		e := entries[i]
		mark := p.Key.Render("$ ")
		if e.Err != "" {
			mark = p.Bad.Render(g.Fail + " ")
		}
		d.add(indent(mark, clean(e.Equivalent), d.width, p.Text)...)
		if e.Err != "" {
			d.add(indent("  ", clean(d.t(e.Err)), d.width, p.Bad)...)
		}
		for _, c := range e.Calls {
			status := ""
			if c.Status > 0 {
				status = fmt.Sprintf(" %d", c.Status)
			}
			d.add(indent("  ", fmt.Sprintf("%s %s%s %s", c.Method, brief(clean(c.Path)), status, took(c.Took)), d.width, p.Muted)...)
		}
		d.files(e.Files)
	}
	if len(entries) == 0 {
		d.add(p.Muted.Render(d.t("아직 한 일이 없어요.")))
	}
}
