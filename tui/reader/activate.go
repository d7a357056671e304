package reader

import (
	"strconv"
	"strings"

	"github.com/k8slab/k8slab/tui/reader/figure"
	"github.com/k8slab/k8slab/tui/reader/page"
)

// activate does what a region is for.
func (m *Model) activate(kind page.Kind, target string) Outcome {
	m.stale = true
	switch kind {
	case page.Term:
		m.openTerm(target)
	case page.Footnote:
		m.openFootnote(target)
	case page.Layer:
		m.openLayer(target)
	case page.Link:
		return m.follow(target)
	case page.Lab:
		m.sheets = nil
		return Outcome{Kind: GoToLab, Text: target}
	case page.Lesson:
		return m.goTo(target, 0)
	case page.Measure:
		return m.measureAgain(target)
	case page.Step, page.Stack, page.Choice, page.Submit, page.Retry:
		m.act(kind, target)
	}
	return done()
}

// EnterDoes says in a word or two what Enter would do now; it is empty where nothing is chosen.
func (m *Model) EnterDoes() string {
	t := m.thing()
	if m.lesson == nil || t == nil {
		return ""
	}
	switch t.kind {
	case page.Term:
		return m.look.T(textActTerm)
	case page.Layer:
		return m.look.T(textActLayer)
	case page.Step:
		if t.target == figure.Previous {
			return m.look.T(textActPrevious)
		}
		return m.look.T(textActNext)
	case page.Stack:
		return m.look.T(textActStack)
	case page.Choice:
		return m.look.T(textActChoice)
	case page.Submit:
		return m.look.T(textActSubmit)
	case page.Retry:
		return m.look.T(textActRetry)
	case page.Footnote:
		return m.look.T(textActFootnote)
	case page.Link:
		if _, ok := m.lessonAt(t.target); !ok {
			return m.look.T(textActLink)
		}
	case page.Lab:
		return m.look.T(textToLab)
	case page.Measure:
		return m.look.T(textActMeasure)
	case page.Lesson:
	}
	return m.look.T(textActOpen)
}

// act hands an activation to the widget that is chosen.
func (m *Model) act(kind page.Kind, target string) {
	b := m.flow.at(m.chosen.block)
	if a, ok := b.widget.(actor); ok && a.Act(kind, target) {
		b.laid = false
		m.top = m.flow.clamp(m.top, m.h)
		m.rechoose(kind, target)
		m.showAll(kind)
		m.noteSeen()
	}
}

// showAll scrolls such that a figure whose emphasis has changed is seen from its stepper on, if its end is out of sight.
func (m *Model) showAll(kind page.Kind) {
	t := m.thing()
	if t == nil || kind != page.Step {
		return
	}
	first := m.topOffset(spot{m.chosen.block, t.first})
	end := first + len(m.flow.at(m.chosen.block).lines) - t.first
	if end > m.h {
		m.scroll(min(first, end-m.h))
	}
}

// follow opens a link: another lesson of the course, or an address for the clipboard.
func (m *Model) follow(address string) Outcome {
	if id, ok := m.lessonAt(address); ok {
		return m.goTo(id, 0)
	}
	if strings.HasPrefix(address, "#") {
		return done()
	}
	return Outcome{Kind: CopyText, Text: address}
}

// lessonAt is the lesson that a link leads to, if it leads to one.
func (m *Model) lessonAt(address string) (id string, ok bool) {
	id = strings.TrimSuffix(strings.TrimPrefix(address, "lesson:"), ".md")
	if _, name, numbered := strings.Cut(id, "-"); numbered && isNumber(strings.SplitN(id, "-", 2)[0]) {
		id = name
	}
	_, ok = m.meta(id)
	return id, ok
}

func isNumber(s string) bool {
	_, err := strconv.Atoi(s)
	return err == nil
}

// questionOf is the number of the question of a choice's target.
func questionOf(target string) int {
	n, _, _ := strings.Cut(target, ".")
	question, err := strconv.Atoi(n)
	if err != nil {
		return -1
	}
	return question
}
