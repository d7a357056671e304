package inspect

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"charm.land/lipgloss/v2"

	"github.com/k8slab/k8slab/sandbox"
	"github.com/k8slab/k8slab/tui/reader/page"
)

// Shot is an inspection and when it was made, with the one before it, if any: only the two together tell how much CPU
// time is used now.
type Shot struct {
	At       time.Time
	Now      sandbox.Inspection
	Before   *sandbox.Inspection
	BeforeAt time.Time
}

// labelWidth is the room for what stands in front of a value, in cells.
const labelWidth = 11

// Lines draws a shot at most width cells wide.
func Lines(s Shot, look page.Look, width int) []string {
	d := &drawing{look: look, width: max(width, 30), shot: s}
	d.engine()
	for i := range s.Now.Containers {
		d.blank()
		d.container(&s.Now.Containers[i])
	}
	if len(s.Now.Containers) == 0 && len(s.Now.Unknown) == 0 {
		d.blank()
		d.add(look.T("돌고 있는 컨테이너가 없어요."), look.Theme.Panel.Text)
	}
	for _, name := range s.Now.Unknown {
		d.blank()
		d.mark(look.Glyphs.Fail, look.F("‘%s’ 컨테이너가 없어요.", name), look.Theme.Panel.Bad)
	}
	return d.lines
}

type drawing struct {
	look  page.Look
	width int
	shot  Shot
	lines []string
}

func (d *drawing) blank() { d.lines = append(d.lines, "") }

// add draws a text of its own, wrapped.
func (d *drawing) add(text string, style lipgloss.Style) {
	for _, line := range page.Wrap(text, d.width) {
		d.lines = append(d.lines, style.Render(line))
	}
}

// row draws a label and its value, whose further lines hang below its first.
func (d *drawing) row(label, value string, style lipgloss.Style) {
	head := d.look.Theme.Panel.Muted.Render(page.Pad("  "+label, labelWidth))
	for _, line := range page.Wrap(value, d.width-labelWidth) {
		d.lines = append(d.lines, head+style.Render(line))
		head = page.Blank(labelWidth)
	}
}

// mark draws a sign and a sentence.
func (d *drawing) mark(sign, text string, style lipgloss.Style) {
	head := "  " + style.Render(sign) + " "
	for _, line := range page.Wrap(text, d.width-4) {
		d.lines = append(d.lines, head+d.look.Theme.Panel.Text.Render(line))
		head = page.Blank(4)
	}
}

// lack says why something is not there.
func (d *drawing) lack(label string, why sandbox.Reason) {
	text := d.look.T(why.Why)
	if why.Cure != "" {
		text += " " + d.look.T(why.Cure)
	}
	d.row(label, d.look.T("알 수 없어요: ")+text, d.look.Theme.Panel.Muted)
}

func (d *drawing) engine() {
	e, h, p := d.shot.Now.Engine, d.shot.Now.Host, d.look.Theme.Panel
	parts := []string{e.Name + " " + e.Version, e.Endpoint, fmt.Sprintf("cgroup v%d", e.CgroupVersion)}
	if h.Kernel != "" {
		parts = append(parts, d.look.T("커널 ")+h.Kernel)
	}
	d.add(strings.Join(parts, " "+d.look.Glyphs.Dot+" "), p.Muted)
	for _, key := range slices.Sorted(maps.Keys(h.Missing)) {
		d.lack(d.look.T("호스트"), h.Missing[key])
	}
}

// container draws one container.
func (d *drawing) container(c *sandbox.ContainerFacts) {
	p, g := d.look.Theme.Panel, d.look.Glyphs
	d.add(page.Clean(c.Name), p.Title)
	about := []string{d.look.T(stateText(c.State))}
	if c.PID > 0 {
		about = append(about, d.look.F("호스트에서 PID %d", c.PID), d.look.F("프로세스 %d개", c.Processes))
	}
	about = append(about, d.look.T("이미지 ")+c.Image)
	if len(c.ID) > 12 && !strings.Contains(c.ID, "-") {
		about = append(about, "ID "+c.ID[:12])
	} else {
		about = append(about, "ID "+c.ID)
	}
	d.row("", strings.Join(about, " "+g.Dot+" "), p.Text)
	for _, odd := range c.Unusual {
		d.mark(g.Warn, d.look.T(odd.Why), p.Warn)
	}
	if c.PID == 0 {
		d.row("", d.look.T("돌고 있지 않아서 네임스페이스도 cgroup도 없어요."), p.Muted)
		return
	}
	d.namespaces(c)
	d.cgroup(c)
	d.security(c)
}

func stateText(s sandbox.State) string {
	switch s {
	case sandbox.StateRunning:
		return "실행 중"
	case sandbox.StatePaused:
		return "멈춰 둠(일시 정지)"
	case sandbox.StateRestarting:
		return "다시 시작하는 중"
	case sandbox.StateExited:
		return "끝남"
	case sandbox.StateCreated:
	}
	return "만들기만 함"
}

func (d *drawing) namespaces(c *sandbox.ContainerFacts) {
	p, g := d.look.Theme.Panel, d.look.Glyphs
	d.section(d.look.T("네임스페이스"))
	if why, lacks := c.Missing["namespaces"]; lacks {
		d.lack("", why)
		return
	}
	_, unsure := c.Missing["sharedWith"]
	for _, kind := range sandbox.NamespaceKinds() {
		inode, there := c.Namespaces[kind]
		if !there {
			continue
		}
		with, style := c.SharedWith[kind], p.Diff
		verdict := g.Diff + d.look.T(" 따로")
		switch {
		case c.SharesWithHost(kind):
			verdict, style = g.Same+d.look.T(" 호스트와 같음"), p.Same
		case len(with) > 0:
			verdict, style = g.Same+d.look.T(" 함께 씀: ")+d.names(with), p.Same
		case unsure:
			verdict, style = d.look.T("? 호스트와 견줄 수 없음"), p.Muted
		}
		d.row(string(kind), fmt.Sprintf("%-11d ", inode)+verdict, style)
	}
	if why, lacks := c.Missing["sharedWith"]; lacks {
		d.lack("", why)
	}
}

// mostNames bounds how many containers are named that share something; JSON names them all.
const mostNames = 4

func (d *drawing) names(with []string) string {
	if more := len(with) - mostNames; more > 0 {
		return strings.Join(with[:mostNames], ", ") + d.look.F(" 밖에 %d개", more)
	}
	return strings.Join(with, ", ")
}

func (d *drawing) section(title string) {
	d.lines = append(d.lines, " "+d.look.Theme.Panel.Accent.Render(title))
}
