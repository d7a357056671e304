package reader

import "github.com/k8slab/k8slab/tui/reader/page"

// Choice tells what is chosen: its block and its number in it.
func (m *Model) Choice() (block, seq int, ok bool) { return m.chosen.block, m.chosen.seq, m.chosen.ok }

// Overflow lists the lines of the lesson that are wider than its column and would be cut.
func (m *Model) Overflow() (wide []string) {
	for i := range m.flow.blocks {
		for _, line := range m.flow.at(i).lines {
			if page.Width(line.Text) > m.measure() {
				wide = append(wide, page.Strip(line.Text))
			}
		}
	}
	return wide
}
