package figure

import (
	"strings"
	"unicode/utf8"

	"github.com/k8slab/k8slab/lessons"
	"github.com/k8slab/k8slab/tui/reader/page"
)

// A box has a name and, if it is a group, rows inside. Sizes are of its inside, without its edges, in cells.

// names gives the names of a figure's boxes in one of its states.
type names struct {
	figure *lessons.Figure
	state  *lessons.Emphasis // nil for the plain figure
}

func (n names) of(layer string) string { return n.figure.Name(layer, n.state) }

// split cuts a name where it may be broken: at blanks, and behind slashes.
func split(name string) []string {
	var out []string
	for word := range strings.FieldsSeq(page.Clean(name)) {
		for {
			i := strings.IndexByte(word, '/')
			if i < 0 || i == len(word)-1 {
				break
			}
			out = append(out, word[:i+1])
			word = word[i+1:]
		}
		out = append(out, word+" ")
	}
	return out
}

// fit breaks a name into lines of at most width cells; a word that is wider is cut into pieces.
func fit(name string, width int) []string {
	var lines []string
	line := ""
	for _, word := range split(name) {
		if line != "" && page.Width(line+strings.TrimSpace(word)) <= width {
			line += word
			continue
		}
		if line != "" {
			lines = append(lines, strings.TrimSpace(line))
		}
		pieces := page.Wrap(word, max(width, 2))
		lines = append(lines, pieces[:len(pieces)-1]...)
		line = pieces[len(pieces)-1]
		if strings.HasSuffix(word, " ") {
			line += " "
		}
	}
	return append(lines, strings.TrimSpace(line))
}

// mode is how much room the boxes get.
type mode struct {
	nested bool // groups have a frame inside their own
	whole  bool // names are not broken
	marked bool // there is room for marks around whole names
	tight  bool // Hangul words may be broken, as they may be in the narrowest of columns
}

// tightWidth is the least that a Hangul word is broken to.
const tightWidth = 4

// widest is the width of the widest word of a name.
func (m mode) widest(name string) int {
	n := 1
	for _, word := range split(name) {
		word = strings.TrimSpace(word)
		width := page.Width(word)
		if m.tight && width >= 2*utf8.RuneCountInString(word) {
			width = min(width, tightWidth)
		}
		n = max(n, width)
	}
	return n
}

// around is the width of a name that is not broken.
func (m mode) around(name string) int {
	if m.marked {
		return page.Width(name) + 2
	}
	return page.Width(name)
}

// need is the inside width that a box needs.
func (m mode) need(box lessons.Box, n names) int {
	name := n.of(box.Layer)
	width := m.widest(name)
	if m.whole {
		width = m.around(name)
	}
	if len(box.Rows) == 0 {
		return width
	}
	inside := 0
	for _, row := range box.Rows {
		inside = max(inside, m.needRow(row, n)-2)
	}
	if m.nested {
		inside += 2
	}
	return max(width, inside)
}

// needRow is the width that a row needs, its outer edges included.
func (m mode) needRow(row []lessons.Box, n names) int {
	width := 0
	for _, box := range row {
		width = max(width, m.need(box, n))
	}
	return len(row)*(width+1) + 1
}

// needStack is the width that a stack needs, edges included.
func (m mode) needStack(s lessons.Stack, n names) int {
	width := m.widest(s.Title)
	if m.whole {
		width = m.around(s.Title)
	}
	for _, row := range s.Rows {
		width = max(width, m.needRow(row, n))
	}
	return width
}

// divide shares the inside of a row of that width out among n boxes. Their widths differ by one at most.
func divide(width, n int) []int {
	inner := width - n - 1
	widths := make([]int, n)
	for i := range widths {
		widths[i] = inner / n
		if i < inner%n {
			widths[i]++
		}
	}
	return widths
}

// height is how high a row is, without edges, and how that comes about.
type height struct {
	name   int      // lines of the name
	inside []height // of a group's rows, lowest first
	total  int
}

// measure finds the height that boxes side by side share, where the narrowest is inner cells wide.
func (m mode) measure(boxes []lessons.Box, inner int, n names) height {
	var h height
	rows := 0
	for _, box := range boxes {
		h.name = max(h.name, len(fit(n.of(box.Layer), inner)))
		rows = max(rows, len(box.Rows))
	}
	h.total = h.name
	if rows == 0 {
		return h
	}
	if m.nested {
		inner -= 2
	}
	for i := range rows {
		var all []lessons.Box
		narrowest := inner
		for _, box := range boxes {
			if i < len(box.Rows) {
				all = append(all, box.Rows[i]...)
				widths := divide(inner+2, len(box.Rows[i]))
				narrowest = min(narrowest, widths[len(widths)-1])
			}
		}
		row := m.measure(all, max(narrowest, 1), n)
		h.inside = append(h.inside, row)
		h.total += row.total + 1
	}
	if m.nested {
		h.total++
	}
	return h
}

// measureStack finds the heights of a stack's rows, lowest first.
func (m mode) measureStack(s lessons.Stack, width int, n names) []height {
	var rows []height
	for _, row := range s.Rows {
		widths := divide(width, len(row))
		rows = append(rows, m.measure(row, max(widths[len(widths)-1], 1), n))
	}
	return rows
}

// align makes plain rows of the same level equally high in all stacks, so that the levels can be compared.
func align(stacks [][]height) {
	for level := 0; ; level++ {
		highest, found := 0, false
		for _, rows := range stacks {
			if level < len(rows) {
				found = true
				if rows[level].inside == nil {
					highest = max(highest, rows[level].total)
				}
			}
		}
		if !found {
			return
		}
		for _, rows := range stacks {
			if level < len(rows) && rows[level].inside == nil {
				rows[level].total = highest
			}
		}
	}
}
