package reader

import (
	"strconv"

	"github.com/k8slab/k8slab/tui/reader/page"
	"github.com/k8slab/k8slab/tui/reader/quiz"
)

// thing is what is chosen; nil if nothing is.
func (m *Model) thing() *thing {
	if !m.chosen.ok || m.chosen.block >= len(m.flow.blocks) {
		return nil
	}
	things := m.flow.at(m.chosen.block).things
	for i := range things {
		if things[i].seq == m.chosen.seq {
			return &things[i]
		}
	}
	return nil
}

// next chooses the next thing in a direction, scrolling to it. Where none is less than a page away it turns the page.
func (m *Model) next(direction int) {
	m.stale = true
	from := m.chosen
	if !m.visible(from) {
		from = m.edge(direction)
	}
	at := from.block
	for ; at >= 0 && at < len(m.flow.blocks); at += direction {
		if t := nearest(m.flow.at(at).things, from, at, direction); t != nil {
			m.reach(at, t, direction)
			return
		}
		if at != from.block && m.pagesAway(at, direction) {
			break
		}
	}
	m.scroll(direction * max(m.h-2, 1))
}

// nearest is the first thing of a block that comes after from in a direction.
func nearest(things []thing, from choice, block, direction int) *thing {
	for i := range things {
		t := &things[i]
		if direction < 0 {
			t = &things[len(things)-1-i]
		}
		if block != from.block || (t.seq-from.seq)*direction > 0 {
			return t
		}
	}
	return nil
}

// edge stands for a choice just outside of the view, on the side that one comes from.
func (m *Model) edge(direction int) choice {
	at := m.top
	if direction < 0 {
		at = m.flow.step(m.top, m.h-1)
	}
	e := choice{block: at.block, seq: -direction * maxSeq}
	for _, t := range m.flow.at(at.block).things {
		switch {
		case direction > 0 && t.first < at.line && t.seq > e.seq:
			e.seq = t.seq
		case direction < 0 && t.last > at.line && t.seq < e.seq:
			e.seq = t.seq
		}
	}
	return e
}

// maxSeq is greater than the Seq of any region.
const maxSeq = 1 << 30

// pagesAway reports whether a block in which there was nothing to choose lies out of sight.
func (m *Model) pagesAway(block, direction int) bool {
	n := m.topOffset(spot{block, 0})
	return direction > 0 && n >= 2*m.h || direction < 0 && n < -m.h
}

// reach chooses a thing and makes it visible, or goes one page towards it if it is further away. Things of a figure may
// lie above the one before.
func (m *Model) reach(block int, t *thing, direction int) {
	first := m.topOffset(spot{block, t.first})
	last := first + t.last - t.first
	if block == m.chosen.block && m.chosen.ok || first > -m.h && min(last, first+m.h-1) < 2*m.h {
		m.chosen = choice{block, t.seq, true}
		m.reveal(first, last)
		m.showAll(t.kind)
		return
	}
	m.scroll(direction * max(m.h-2, 1))
}

// topOffset is the row of a spot in the view; negative above it. What is far away is far in the right direction.
func (m *Model) topOffset(s spot) int {
	const far = 1000
	if s.before(m.top) {
		n, ok := m.flow.offset(s, m.top, far)
		if !ok {
			return -far
		}
		return -n
	}
	n, ok := m.flow.offset(m.top, s, far)
	if !ok {
		return far
	}
	return n
}

// reveal scrolls so that the rows from first to last, counted from the top of the view, are in it.
func (m *Model) reveal(first, last int) {
	switch {
	case first < 0:
		m.scroll(first)
		m.comfort(-1)
	case last >= m.h:
		m.scroll(min(last-m.h+1, first))
		m.comfort(1)
	}
}

// comfort scrolls a little further, so that the next thing to read is there too.
func (m *Model) comfort(direction int) {
	t := m.thing()
	if t == nil {
		return
	}
	first := m.topOffset(spot{m.chosen.block, t.first})
	last := first + t.last - t.first
	room := min(m.h/4, 4)
	if direction > 0 {
		m.scroll(min(room, first))
	} else {
		m.scroll(-min(room, m.h-1-last))
	}
}

// visible reports whether a thing is in view.
func (m *Model) visible(c choice) bool {
	was := m.chosen
	m.chosen = c
	t := m.thing()
	m.chosen = was
	if t == nil {
		return false
	}
	bottom := m.flow.step(m.top, m.h-1)
	return !(spot{c.block, t.last}).before(m.top) && !bottom.before(spot{c.block, t.first})
}

// scroll moves the view by n lines. What is chosen and has left it is chosen no longer.
func (m *Model) scroll(n int) {
	m.moveTo(m.flow.clamp(m.flow.step(m.top, n), m.h))
}

// moveTo puts a line at the top of the view.
func (m *Model) moveTo(top spot) {
	m.top, m.stale = top, true
	if m.chosen.ok && !m.visible(m.chosen) {
		m.chosen = choice{}
	}
	m.noteSeen()
}

// rechoose finds the thing of that kind and target again after its block has been drawn anew.
func (m *Model) rechoose(kind page.Kind, target string) {
	for _, t := range m.flow.at(m.chosen.block).things {
		if t.kind == kind && t.target == target {
			m.chosen.seq = t.seq
			return
		}
	}
	m.chosen.ok = m.thing() != nil
}

// digit chooses the answer of that number: of the question that is chosen, else of the first one in view, and rather of
// one that is not yet answered.
func (m *Model) digit(n int) Outcome {
	block, question, found := 0, 0, false
	if t := m.thing(); t != nil && t.kind == page.Choice {
		block, question, found = m.chosen.block, questionOf(t.target), true
	}
	if found && !m.isRight(block, question) {
		return m.answer(block, question, n)
	}
	for at, row, missing := m.top, 0, 0; row < m.h && missing == 0; row++ {
		for _, r := range m.flow.at(at.block).lines[at.line].Regions {
			if r.Kind != page.Choice {
				continue
			}
			if q := questionOf(r.Target); !m.isRight(at.block, q) {
				return m.answer(at.block, q, n)
			} else if !found {
				block, question, found = at.block, q, true
			}
		}
		at, missing = m.flow.walk(at, 1)
	}
	if !found {
		return unused()
	}
	return m.answer(block, question, n)
}

// isRight reports whether a question of a quiz is answered rightly.
func (m *Model) isRight(block, question int) bool {
	w, ok := m.flow.blocks[block].widget.(*quiz.Widget)
	return ok && w.Right(question)
}

// answer activates choice n of a question.
func (m *Model) answer(block, question, n int) Outcome {
	target := strconv.Itoa(question) + "." + strconv.Itoa(n-1)
	for _, t := range m.flow.at(block).things {
		if t.kind == page.Choice && t.target == target {
			m.chosen = choice{block, t.seq, true}
			return m.activate(t.kind, t.target)
		}
	}
	return unused()
}
