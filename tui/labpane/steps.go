package labpane

import (
	"fmt"
	"strings"

	"github.com/k8slab/k8slab/labs"
	"github.com/k8slab/k8slab/tui/keys"
)

// head is the lab's title and the engine it runs on; the engine is always named.
func (d *drawing) head() {
	p := d.look.Theme.Panel
	title := p.Title.Render(d.t("실습 ") + d.state.Program.Title)
	if d.compact {
		title += " " + d.tally()
	}
	d.add(title)
	info := d.state.Info
	if rec := d.state.Playing; rec != nil {
		d.add(indent(p.Warn.Render(d.look.Glyphs.Warn+d.t(" 녹화 ")), clean(rec.Text()), d.width, p.Warn)...)
		d.add(indent("  ", d.t("지금 이 컴퓨터의 일이 아니에요. 단계도 측정값도 기록하지 않아요. Enter를 누르면 멈춰요."), d.width, p.Muted)...)
		return
	}
	switch {
	case info != nil:
		name := info.Name
		if info.Version != "" {
			name += " " + info.Version
		}
		where := fmt.Sprintf("%s (%s, %s)", name, info.Endpoint, info.Source)
		d.add(indent(p.Muted.Render(d.t("엔진 ")), where, d.width, p.Muted)...)
	case d.idle:
		d.add(p.Key.Render(d.look.key(keys.Enter)) + p.Text.Render(d.t(" 실습 시작하기")))
	case d.state.Fault == nil:
		d.add(p.Muted.Render(d.t("엔진을 찾고 있어요.")))
	}
	if info != nil && info.InVM {
		d.add(indent("", d.t("이 엔진은 가상머신 안에서 돌아요. 아래 '호스트'는 그 가상머신이에요."), d.width, p.Muted)...)
	}
}

// trouble says what went wrong and what to do about it.
func (d *drawing) trouble() {
	p, g := d.look.Theme.Panel, d.look.Glyphs
	if o := d.state.Seen; o != nil && o.Lost != nil {
		d.add(indent(p.Bad.Render(g.Fail)+" ", d.look.Say.T(o.Lost.Why), d.width, p.Bad)...)
		d.add(indent("  ", d.look.Say.T(o.Lost.Cure), d.width, p.Text)...)
		d.add("")
	}
	if f := d.state.Fault; f != nil {
		d.add(indent(p.Bad.Render(g.Fail)+" ", d.look.Say.T(f.What), d.width, p.Bad)...)
		d.add(indent("  ", d.look.Say.T(f.Do), d.width, p.Text)...)
		switch rec := d.state.Offered; {
		case d.state.Info == nil && rec != nil:
			d.add(indent("  ", d.t("엔진 없이도, 다른 컴퓨터에서 한 실습을 녹화로 볼 수 있어요 (")+clean(rec.Text())+").", d.width, p.Text)...)
			d.add(p.Key.Render(d.look.key(keys.Enter)) + p.Text.Render(d.t(" 녹화 보기  ")) +
				p.Key.Render(d.look.key(keys.Reset)) + p.Text.Render(d.t(" 다시 연결하기")))
		case d.state.Info == nil:
			d.add(p.Key.Render(d.look.key(keys.Enter)) + p.Text.Render(d.t(" 다시 연결하기")))
		}
		d.add("")
	}
}

// earlier says how far the learner had come in an earlier run of the program: nothing of its scene is left, but it can be
// made again, or has been.
func (d *drawing) earlier() {
	p, g := d.look.Theme.Panel, d.look.Glyphs
	if step, done := d.state.Unfinished(); len(done) > 0 && !d.state.Busy {
		text := d.f("지난번에 %d단계까지 했어요. 그때의 컨테이너는 남아 있지 않아요. %s 키를 누르면 다시 만들어서 이어 하고, "+
			"그냥 처음부터 해도 돼요.", step, d.look.key(keys.Redo))
		d.add(indent(p.Accent.Render(g.Right)+" ", text, d.width, p.Text)...)
		d.add("")
		return
	}
	if n := d.state.Resumed; n > 0 && !d.state.Done() && len(d.state.Marks) == 0 {
		text := d.t("지난번에 하던 데까지 컨테이너를 새로 만들어 두었어요. 여기서 이어 하세요.")
		d.add(indent(p.OK.Render(g.Tick)+" ", text, d.width, p.Text)...)
		d.add("")
	}
}

// steps lists all steps, the current one unfolded.
func (d *drawing) steps() {
	p := d.look.Theme.Panel
	for i, step := range d.state.Program.Steps {
		progress := d.state.Steps[i]
		mark, style, word := d.mark(progress)
		d.add(indent(mark+" ", fmt.Sprintf("%d %s%s", i+1, step.Title, word), d.width, style)...)
		switch {
		case progress.Mark == labs.MarkUnavailable && progress.Why != nil:
			d.add(indent("  ", d.t(progress.Why.Why)+" "+d.t(progress.Why.Cure), d.width, p.Muted)...)
		case i == d.state.Current:
			d.current(step, progress)
		}
	}
	if d.state.Done() {
		d.add("")
		d.finished()
	}
	d.add("")
}

// finished says that all is done, and how to begin again.
func (d *drawing) finished() {
	p := d.look.Theme.Panel
	text := d.f("실습을 마쳤어요. %s 키를 누르면 처음부터 다시 해요.", d.look.key(keys.Reset))
	d.add(indent(p.OK.Render(d.look.Glyphs.Tick)+" ", text, d.width, p.OK)...)
}

// tally shows all steps as one row of marks.
func (d *drawing) tally() string {
	var marks strings.Builder
	done := 0
	for _, progress := range d.state.Steps {
		mark, _, _ := d.mark(progress)
		marks.WriteString(mark)
		if progress.Mark == labs.MarkDone {
			done++
		}
	}
	return marks.String() + d.look.Theme.Panel.Muted.Render(fmt.Sprintf(" %d/%d", done, len(d.state.Steps)))
}

// step is the current step alone, for a small window.
func (d *drawing) step() {
	p, g := d.look.Theme.Panel, d.look.Glyphs
	if d.state.Done() {
		d.finished()
		return
	}
	i := d.state.Current
	step := d.state.Program.Steps[i]
	d.add(indent(p.Accent.Render(g.Cursor)+" ", fmt.Sprintf("%d %s", i+1, step.Title), d.width, p.Title)...)
	d.current(step, d.state.Steps[i])
}

// current unfolds the step whose turn it is: what to do, what is still missing, what Enter does.
func (d *drawing) current(step labs.Step, progress labs.Progress) {
	p, g := d.look.Theme.Panel, d.look.Glyphs
	if meant := d.meaning(); meant != "" && !d.compact {
		d.add(indent(p.OK.Render(g.Right)+" ", meant, d.width, p.OK)...)
		d.came(d.lastDone(), g.Right)
	}
	d.add(indent("  ", step.Text, d.width, p.Text)...)
	for _, hint := range step.Hints[:progress.Hints] {
		d.add(indent("  "+p.Accent.Render(d.t("힌트 ")), hint, d.width, p.Text)...)
	}
	d.guessed(step)
	switch {
	case d.state.Asks() != nil && d.state.Info != nil:
		d.ask(d.state.Asks())
	case d.state.Busy:
		d.add("  " + p.Accent.Render(d.t("하는 중이에요.")))
	case d.state.Seen != nil && progress.Missing != "":
		d.add(indent("  "+p.Warn.Render(g.Empty)+" ", progress.Missing, d.width, p.Warn)...)
		if d.state.Playing != nil {
			break // Nobody can do a step of a recording.
		}
		d.ways(progress.Hints < len(step.Hints))
	}
}

// ways are the keys that help with the current step.
func (d *drawing) ways(hints bool) {
	p, row := d.look.Theme.Panel, ""
	if !d.held {
		row += "  " + p.Key.Render(d.look.key(keys.Enter)) + p.Text.Render(d.t(" 이 단계 하기"))
	}
	if hints {
		row += "  " + p.Key.Render(d.look.key(keys.Hint)) + p.Text.Render(d.t(" 힌트"))
	}
	if row != "" {
		d.add(row)
	}
}

// meaning is what the step before meant, shown until the next one is done.
func (d *drawing) meaning() string {
	if i := d.lastDone(); i >= 0 {
		return d.state.Program.Steps[i].Meaning
	}
	return ""
}

// lastDone is the step done last before the current one; -1 if there is none.
func (d *drawing) lastDone() int {
	for i := d.state.Current - 1; i >= 0; i-- {
		if d.state.Steps[i].Mark == labs.MarkDone {
			return i
		}
	}
	return -1
}
